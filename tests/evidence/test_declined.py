"""A report that says itself that nobody can be named is heard."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from vidocq.evidence.mentions.declined import declined

ENTRIES = tomllib.loads(files("vidocq.evidence.mentions").joinpath("data", "declined.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ENTRIES)
def test_each_way_to_say_it_has_a_sentence_that_says_it_and_one_that_does_not(name: str) -> None:
    assert declined(ENTRIES[name]["says"])
    assert not declined(ENTRIES[name]["not"])


@pytest.mark.parametrize(
    "sentence",
    [
        "As text and samples contradict one another, attribution is suspended.",
        "The actor: none can be named.",
        "We do not attribute this activity to a known actor.",
        "Attribution: none.",
        "We cannot say who was behind it.",
        "Attribution was\nnot attempted.",
    ],
)
def test_other_hands(sentence: str) -> None:
    assert declined(f"Kazuar was found on two hosts. {sentence}")


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministry attributed the intrusion to Turla.",
        "The tool cannot name processes it did not start.",
        "Attribution is open to debate in most cases.",
        "Nobody was hurt, and the group is well known.",
        "We could not reach the country office.",
    ],
)
def test_ordinary_words(sentence: str) -> None:
    assert not declined(sentence)


def test_the_earliest_words_are_given() -> None:
    assert declined("We name nobody. Attribution is open.") == "We name nobody"

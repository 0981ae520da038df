"""A text that says itself that nobody can be named, or that it takes back what was said first, is heard."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from vidocq.evidence.extractor import extract
from vidocq.evidence.mentions.caveats import corrects, declined
from vidocq.knowledge import load
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document

ENTRIES = tomllib.loads(files("vidocq.evidence.mentions").joinpath("data", "caveats.toml").read_text(encoding="utf-8"))


CAVEATS = {"declined": declined, "corrects": corrects}


@pytest.mark.parametrize(("caveat", "name"), [(caveat, name) for caveat, entries in ENTRIES.items() for name in entries])
def test_each_way_to_say_it_has_a_sentence_that_says_it_and_one_that_does_not(caveat: str, name: str) -> None:
    entry = ENTRIES[caveat][name]
    assert CAVEATS[caveat](entry["says"])
    assert not CAVEATS[caveat](entry["not"])


@pytest.mark.parametrize(
    "sentence",
    [
        "Subject: Correction of my mail of 11:20",
        "I was wrong about the loader.",
        "The lab had mixed up two samples on its bench.",
        "Section 4.2 shall read as follows:",
        "Please disregard my message of this morning.",
        "The sample was misidentified as Kazuar.",
        "Version 1.0 is hereby withdrawn. This report replaces our earlier one.",
    ],
)
def test_corrections_by_other_words(sentence: str) -> None:
    assert corrects(f"Minutes of Tuesday.\n{sentence}\nThe servers run again.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Earlier versions of the malware used another key.",
        "The original version was compiled in 2019.",
        "Troops withdrew from the region.",
        "The intruders mistakenly left a directory open.",
        "The amendment of the law comes later.",
    ],
)
def test_no_correction(sentence: str) -> None:
    assert not corrects(f"Kazuar was found on two hosts. {sentence}")


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


def test_a_program_of_a_text_that_corrects_itself_is_doubted(pack: Snapshot) -> None:
    told = "On two hosts of the ministry our responders found Kazuar, running as a service, and took memory images of both."
    plain, corrected = (_score(text, pack) for text in (told, f"{told}\nWe were wrong about the loader."))
    assert plain is not None
    assert corrected is not None
    assert corrected <= 0.7 < plain


def _score(text: str, pack: Snapshot) -> float | None:
    document = Document(id="d", sha256="0" * 64, size=len(text), name="d.txt", media_type="text/plain", text=text)
    return next(item.score for item in extract(document, pack) if item.value == "Kazuar")


@pytest.fixture(scope="module")
def pack() -> Snapshot:
    return load()

"""Patterns that are compiled only when a text can match them."""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest

from statements.conftest import reading, rows
from vidocq.statements import needed
from vidocq.statements.needed import Lazy, words_needed


def test_the_shipped_words_are_those_of_the_patterns() -> None:
    shipped = files("vidocq.statements").joinpath("data", "needed.json").read_text(encoding="utf-8")
    assert shipped == needed.made(), "run: python -m vidocq.statements.needed"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"(?i:blam(?:e|es)|accus\w+)\s(?:on\s)?China", (("accus", "blame"), ("china",))),
        (r"(?:blames)?\s\w+", ()),
        (r"(?:blames|it)\s", ()),
        (r"(?:blame){1,3}\d", (("blame",),)),
        (r"said(?!\snothing)", (("said",),)),
        (r"⟦[SA]\d+⟧\swas", (("was",), ("⟦a", "⟦s"))),
    ],
)
def test_words_that_a_pattern_cannot_do_without(pattern: str, words: tuple[tuple[str, ...], ...]) -> None:
    assert sorted(words_needed(pattern)) == sorted(words)


def test_nothing_is_held_back_that_would_match(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the examples of all rules and all traps are read, each pattern that is held back is tried all the same."""
    held = 0

    def tried(self: Lazy, text: str, low: str) -> Iterator[re.Match[str]]:
        nonlocal held
        if not self.may_match(low):
            held += 1
            assert not self.pattern.search(text), (self.source, text)
        return original(self, text, low)

    original = Lazy.finditer
    monkeypatch.setattr(Lazy, "finditer", tried)
    for case in (*rows("rules.jsonl"), *rows("traps.jsonl")):
        reading(case["text"])
    assert held > 10_000


def test_letters_that_only_match_without_case_hold_nothing_back() -> None:
    lazy = Lazy(r"(?i:sanctions)")
    lazy.words = words_needed(lazy.source)
    assert list(lazy.finditer("ſanctions", "ſanctions".lower()))
    assert not lazy.may_match("nothing here")
    assert "pattern" not in Lazy(r"(?i:sanctions)").__dict__

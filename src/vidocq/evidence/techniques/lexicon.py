"""Phrases that name a technique outright: our own list in ``data/phrases.txt``.

``vidocq bench techniques`` prints how often each agrees with the technique that ATT&CK records for a procedure.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick_rs

from vidocq.evidence.names.scan import lowered


class Phrase(NamedTuple):
    """``triggers`` are lower-case literals, one of which must stand in the sentence; ``pattern`` must then match it.

    ``settles`` is false where the words alone only suggest the technique.
    """

    technique: str
    triggers: tuple[str, ...]
    pattern: str = ""
    settles: bool = True


@cache
def phrases() -> tuple[Phrase, ...]:
    """The phrases of ``data/phrases.txt``, in order."""
    text = files("vidocq.evidence.techniques").joinpath("data", "phrases.txt").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            technique, triggers, pattern = (*line.split("\t"), "")[:3]
            words = tuple(part.strip() for part in triggers.split(","))
            found.append(Phrase(technique.lstrip("~"), words, pattern, not technique.startswith("~")))
    return tuple(found)


@cache
def _compiled(number: int) -> re.Pattern[str]:
    """The pattern of one phrase: of hundreds a text calls a few."""
    phrase = phrases()[number]
    return re.compile(phrase.pattern or _plain(phrase.triggers), re.IGNORECASE)


def _plain(triggers: tuple[str, ...]) -> str:
    return "|".join(rf"(?<![\w]){re.escape(trigger)}" for trigger in triggers)


@cache
def _triggers() -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[int, ...], ...]]:
    """An automaton over all triggers, and the phrases that each one calls."""
    table: dict[str, list[int]] = {}
    for number, phrase in enumerate(phrases()):
        for trigger in phrase.triggers:
            table.setdefault(trigger, []).append(number)
    return ahocorasick_rs.AhoCorasick(tuple(table)), tuple(tuple(numbers) for numbers in table.values())


class Match(NamedTuple):
    """A technique that a sentence names, with the span of the words that do, and whether they settle it."""

    technique: str
    start: int
    end: int
    settles: bool


def matches(sentence: str) -> list[Match]:
    """Techniques that a sentence names outright; a child silences its parent."""
    low = lowered(sentence)
    finder, numbers = _triggers()
    wanted = {number for trigger in finder.find_matches_as_indexes(low, overlapping=True) for number in numbers[trigger[0]]}
    found: dict[str, Match] = {}
    for number in sorted(wanted):
        phrase, pattern = phrases()[number], _compiled(number)
        match = pattern.search(low)
        known = found.get(phrase.technique)
        if match and (known is None or (phrase.settles and not known.settles)):
            found[phrase.technique] = Match(phrase.technique, *match.span(), phrase.settles)
    parents = {technique.partition(".")[0] for technique in found if "." in technique}
    return [match for technique, match in found.items() if technique not in parents]

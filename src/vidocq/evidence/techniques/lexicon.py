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
    """``triggers`` are lower-case literals, one of which must stand in the sentence; ``pattern`` must then match it."""

    technique: str
    triggers: tuple[str, ...]
    pattern: str = ""


@cache
def phrases() -> tuple[Phrase, ...]:
    """The phrases of ``data/phrases.txt``, in order."""
    text = files("vidocq.evidence.techniques").joinpath("data", "phrases.txt").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            technique, triggers, pattern = (*line.split("\t"), "")[:3]
            found.append(Phrase(technique, tuple(part.strip() for part in triggers.split(",")), pattern))
    return tuple(found)


@cache
def compiled() -> tuple[tuple[Phrase, re.Pattern[str]], ...]:
    """The phrases with their patterns, compiled once."""
    return tuple((phrase, re.compile(phrase.pattern or _plain(phrase.triggers), re.IGNORECASE)) for phrase in phrases())


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


def matches(sentence: str) -> list[tuple[str, int, int]]:
    """Techniques that a sentence names outright, as (ATT&CK id, start, end) within it; a child silences its parent."""
    low = lowered(sentence)
    finder, numbers = _triggers()
    wanted = {number for trigger in finder.find_matches_as_indexes(low, overlapping=True) for number in numbers[trigger[0]]}
    found: dict[str, tuple[int, int]] = {}
    for number in sorted(wanted):
        phrase, pattern = compiled()[number]
        match = pattern.search(low)
        if match:
            found.setdefault(phrase.technique, match.span())
    parents = {technique.partition(".")[0] for technique in found if "." in technique}
    return [(technique, *span) for technique, span in found.items() if technique not in parents]

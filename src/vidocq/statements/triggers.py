"""Triggers: words and idioms that may stand for an act, a reaction or a measure, found in a sentence's words by a table."""

from __future__ import annotations

import itertools
import re
from functools import cache, lru_cache
from typing import NamedTuple

from vidocq.statements.lexicon import forms, table, words, words_of_verbs

#: More triggers than these of one label in a sentence are not looked at.
MOST = 6

_PARTS = re.compile(r"<(\+?[\w -]+?)(?::(\w+))?>|~(\d)|(@@)|@(\w+)|(\()|(\))|(\|)|([^\s()|]+)")
_FORMS = {"": slice(0, 5), "past": slice(2, 3), "en": slice(3, 4), "ing": slice(4, 5), "base": slice(0, 1), "finite": slice(0, 3)}
#: Kinds of mention that ``@@`` stands for.
_NAMED = frozenset("SDQBVAGUCW")


class Element(NamedTuple):
    """One place of an idiom: the words that may stand there, beginnings of words, a named party; what may lie before it."""

    words: frozenset[str]
    starts: tuple[str, ...]
    party: bool
    gap: int


class Idiom(NamedTuple):
    """One idiom: its label, its line (a number that is the same for all its readings), its places."""

    label: str
    line: str
    elements: tuple[Element, ...]
    needed: tuple[frozenset[str], ...] = ()


class Trigger(NamedTuple):
    """An idiom found: from its first word to its last, as numbers of words; ``line`` says which idiom."""

    label: str
    line: str
    first: int
    last: int


def _sequences(parts: list[tuple[str, ...]], at: int) -> tuple[list[tuple[Element, ...]], int]:
    """All readings of a pattern from ``at`` to its end or its closing bracket."""
    readings: list[tuple[Element, ...]] = []
    current: list[tuple[Element, ...]] = [()]
    gap = 0
    while at < len(parts):
        verb, form, wide, named, listed, opening, closing, bar, plain = parts[at]
        at += 1
        if wide:
            gap += int(wide)
            continue
        if closing:
            break
        if bar:
            readings += current
            current, gap = [()], 0
            continue
        if opening:
            inner, at = _sequences(parts, at)
        else:
            inner = _atoms(verb, form, named, listed, plain)
        inner = [(reading[0]._replace(gap=reading[0].gap + gap), *reading[1:]) for reading in inner if reading]
        current = [before + after for before, after in itertools.product(current, inner)]
        gap = 0
    return readings + current, at


def _atoms(verb: str, form: str, named: str, listed: str, plain: str) -> list[tuple[Element, ...]]:
    if verb.startswith("+"):
        listed_forms = {form_ for lemma in words_of_verbs(verb[1:]) if " " not in lemma for form_ in forms(lemma)[_FORMS[form]]}
        return [(Element(frozenset(listed_forms), (), party=False, gap=0),)]
    if verb:
        first, *rest = verb.split()
        element = Element(frozenset(forms(first)[_FORMS[form]]), (), party=False, gap=0)
        return [(element, *(Element(frozenset((word,)), (), party=False, gap=0) for word in rest))]
    if named:
        return [(Element(frozenset(), (), party=True, gap=0),)]
    if listed:
        single = frozenset(word.lower() for word in words(listed) if " " not in word)
        return [(Element(single, (), party=False, gap=0),)]
    if plain.endswith("*"):
        return [(Element(frozenset(), (plain[:-1].lower(),), party=False, gap=0),)]
    return [(Element(frozenset((plain.lower(),)), (), party=False, gap=0),)]


def _merged(readings: list[tuple[Element, ...]]) -> list[tuple[Element, ...]]:
    """Readings that differ in one-word alternatives only, joined into one (a group of words is one place)."""
    groups: dict[tuple[tuple[bool, int], ...], list[tuple[Element, ...]]] = {}
    for reading in readings:
        if reading:
            groups.setdefault(tuple((part.party, part.gap) for part in reading), []).append(reading)
    merged = []
    for same in groups.values():
        columns = [frozenset((part.words, part.starts) for part in column) for column in zip(*same, strict=True)]
        total = 1
        for column in columns:
            total *= len(column)
        if total == len(set(same)):  # every combination is there: one reading says it all
            merged.append(
                tuple(
                    Element(
                        frozenset().union(*(words_ for words_, _ in column)),
                        tuple(sorted({start for _, starts in column for start in starts})),
                        part.party,
                        part.gap,
                    )
                    for column, part in zip(columns, same[0], strict=True)
                )
            )
        else:
            merged += same
    return merged


@cache
def idioms(language: str = "en") -> tuple[Idiom, ...]:
    """All idioms of a language."""
    found = []
    for label, text in table("triggers")[language].items():
        for number, line in enumerate(part for part in text.splitlines() if part.strip()):
            readings, _ = _sequences(_PARTS.findall(line), 0)
            found += [Idiom(label, f"{label} {number}", reading, _needed(reading)) for reading in _merged(readings)]
    return tuple(found)


def _needed(elements: tuple[Element, ...]) -> tuple[frozenset[str], ...]:
    """Sets of words of which a sentence must have one each, behind the first."""
    return tuple(element.words for element in elements[1:] if not element.party and not element.starts)


def _accepts(element: Element, word: str) -> bool:
    if word in element.words or (bool(element.starts) and word.startswith(element.starts)):
        return True
    return word.endswith("n't") and "n't" in element.words


@cache
def _first_words() -> tuple[dict[str, list[Idiom]], list[Idiom]]:
    """Idioms by a whole word that they may begin with, and those that may begin with part of a word."""
    whole: dict[str, list[Idiom]] = {}
    partly = []
    for idiom in idioms():
        first = idiom.elements[0]
        for word in first.words:
            whole.setdefault(word, []).append(idiom)
        if first.starts or "n't" in first.words:
            partly.append(idiom)
    return whole, partly


@lru_cache(maxsize=20_000)
def _opening(word: str) -> tuple[Idiom, ...]:
    """Idioms that may begin with a word."""
    whole, partly = _first_words()
    return (
        *whole.get(word, ()),
        *(idiom for idiom in partly if word not in idiom.elements[0].words and _accepts(idiom.elements[0], word)),
    )


@cache
def _opening_with_party() -> tuple[Idiom, ...]:
    return tuple(idiom for idiom in idioms() if idiom.elements[0].party)


def find_triggers(plain: list[str], kinds: list[str]) -> list[Trigger]:
    """All triggers in a sentence.

    Args:
        plain: its words in small letters, marks included; for a mention the word for its office or paper, or nothing.
        kinds: for every word the kind of mention it stands for, or an empty string.

    Returns:
        Triggers in order of their place, ``MOST`` of a label at most, none inside a longer one of the same label.
    """
    found: dict[tuple[str, int], Trigger] = {}
    present = frozenset(plain)
    short = any(word.endswith("n't") for word in present)
    for at, word in enumerate(plain):
        for idiom in (*(_opening_with_party() if kinds[at] in _NAMED else ()), *(_opening(word) if word else ())):
            if not _at_hand(idiom, present, short=short):
                continue
            last = _reach(idiom.elements, 1, at, plain, kinds)
            if last is None:
                continue
            key = (idiom.label, at)
            if key not in found or found[key].last < last:
                found[key] = Trigger(idiom.label, idiom.line, at, last)
    return _chosen(list(found.values()))


def _at_hand(idiom: Idiom, present: frozenset[str], *, short: bool) -> bool:
    """Whether a sentence has the words that an idiom cannot do without: most idioms that begin somewhere lack their second."""
    return all(not needed.isdisjoint(present) or (short and "n't" in needed) for needed in idiom.needed)


def _chosen(found: list[Trigger]) -> list[Trigger]:
    kept: dict[str, list[Trigger]] = {}
    for trigger in sorted(found, key=lambda hit: (hit.first, -hit.last)):
        same = kept.setdefault(trigger.label, [])
        if len(same) < MOST and not any(hit.first <= trigger.first and trigger.last <= hit.last for hit in same):
            same.append(trigger)
    return sorted(itertools.chain.from_iterable(kept.values()), key=lambda hit: hit.first)


_END = frozenset(".;?!")


def _reach(elements: tuple[Element, ...], number: int, at: int, plain: list[str], kinds: list[str]) -> int | None:
    """The word at which the rest of an idiom ends, or None."""
    if number == len(elements):
        return at
    element = elements[number]
    for place in range(at + 1, min(at + 2 + element.gap, len(plain))):
        if plain[place] in _END:
            return None
        fits = kinds[place] in _NAMED if element.party else _accepts(element, plain[place])
        if fits:
            last = _reach(elements, number + 1, place, plain, kinds)
            if last is not None:
                return last
    return None

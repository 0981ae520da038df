"""Sectors and kinds of persons, by the words that reports use for them: ``data/sectors.txt`` and ``data/persons.txt``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Word(NamedTuple):
    """A sector or kind of person found in a text, with its span."""

    value: str
    start: int
    end: int


_FOLLOWED = re.compile(
    r" (?:organi[sz]ations?|entit(?:y|ies)|institut(?:e|es|ions?)|compan(?:y|ies)|firms?|agenc(?:y|ies)|bod(?:y|ies)|"
    r"sectors?|industr(?:y|ies)"
    r"|providers?|operators?|contractors?|networks?|officials?|departments?|ministr(?:y|ies)|services?|systems|"
    r"facilit(?:y|ies)|targets"
    r"|verticals?|suppliers?|businesses|employees|personnel|victims|infrastructure|offices)\b",
    re.IGNORECASE,
)


@cache
def _table(name: str) -> dict[str, tuple[str, ...]]:
    """What ``data/NAME.txt`` lists: name -> expressions for it."""
    text = files("vidocq.evidence.names").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {fields[0]: tuple(fields[1:]) for fields in lines}


@cache
def _pattern(name: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern for a table: group ``vN`` stands by itself, ``wN`` needs a word for an organisation after it."""
    source = _table(name)
    parts: list[str] = []
    for number, forms in enumerate(source.values()):
        alone = [form for form in forms if not form.endswith(" ~")]
        followed = [form.removesuffix(" ~") for form in forms if form.endswith(" ~")]
        if alone:
            parts.append(f"(?P<v{number}>{'|'.join(alone)})")
        if followed:
            parts.append(f"(?P<w{number}>{'|'.join(followed)})")
    return re.compile(r"(?<![\w@/.-])(?:" + "|".join(parts) + r")(?![\w@])", re.IGNORECASE), tuple(source)


def sectors(text: str) -> Iterator[Word]:
    """Give the sectors that a text names, in order."""
    yield from _find("sectors", text)


def persons(text: str) -> Iterator[Word]:
    """Give the kinds of persons that a text names, in order."""
    yield from _find("persons", text)


@lru_cache(maxsize=4096)
def _find(name: str, text: str) -> tuple[Word, ...]:
    """Words of a sentence; feeds say the same sentence of each of their objects."""
    return tuple(_found(name, text))


def _found(name: str, text: str) -> Iterator[Word]:
    pattern, values = _pattern(name)
    for match in pattern.finditer(text):
        group = match.lastgroup or "v0"
        end = match.end()
        follows = _FOLLOWED.match(text, end)
        if group[0] == "w" and follows is None:
            continue
        yield Word(values[int(group[1:])], match.start(), follows.end() if follows else end)

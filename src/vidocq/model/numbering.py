"""One numbering of a case's records: the number in the dossier is the one that commands take, and it is never given twice."""

from __future__ import annotations

import re

#: The letter that stands for each kind of record: ``E12`` is what ``evidence:12`` names. ``P`` is who publishes: a source.
LETTERS = {
    "evidence": "E",
    "statement": "S",
    "response": "R",
    "document": "D",
    "incident": "I",
    "conflict": "C",
    "source": "P",
}
_KINDS = {letter: kind for kind, letter in LETTERS.items()}
_SHORT = re.compile(rf"([{''.join(_KINDS)}])([1-9]\d{{0,8}})", re.IGNORECASE)
_LONG = re.compile(r"([a-z]+):([1-9]\d{0,8})")


def number(kind: str, place: int) -> str:
    """The short name of the record of a kind that came ``place``-th, counted from 1: ``E12``."""
    return f"{LETTERS[kind]}{place}"


def short(name: str) -> str:
    """``evidence:12`` as ``E12``; what names no numbered record stays as it is."""
    found = parse(name)
    return number(*found) if found is not None else name


def parse(name: str) -> tuple[str, int] | None:
    """The kind and the place that ``E12``, ``e12`` or ``evidence:12`` names, or None."""
    found = _SHORT.fullmatch(name)
    if found is not None:
        return _KINDS[found[1].upper()], int(found[2])
    found = _LONG.fullmatch(name)
    if found is not None and found[1] in LETTERS:
        return found[1], int(found[2])
    return None

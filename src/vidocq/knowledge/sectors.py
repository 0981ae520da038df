"""Reads the galaxy's many words for a sector as one name each, so that a victim's sector can be found among a group's targets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def _table() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Words in Latin letters by exact form; words in Chinese, the longest first, to be looked for inside others."""
    exact: dict[str, str] = {}
    inside: list[tuple[str, str]] = []
    for line in files("vidocq.knowledge").joinpath("data", "sectors.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, words = line.partition("|")
        for word in (word.strip() for word in words.split(";")):
            if word.isascii():
                exact[word] = name.strip()
            else:
                inside.append((word, name.strip()))
    return exact, tuple(sorted(inside, key=lambda pair: -len(pair[0])))


def known_sectors() -> frozenset[str]:
    """The names of all sectors that our words are read as."""
    exact, inside = _table()
    return frozenset((*exact.values(), *(name for _, name in inside)))


def sector_names(words: Iterable[str]) -> tuple[str, ...]:
    """Names of the sectors that the words mean, each once, in order; a word that we do not know is kept as it stands."""
    exact, inside = _table()
    found: dict[str, None] = {}
    for word in words:
        if word.isascii():
            found[exact.get(" ".join(word.lower().split()), word)] = None
            continue
        left, names = word, []
        for part, name in inside:
            if part in left:
                left = left.replace(part, " ")
                names.append((word.index(part), name))
        found.update(dict.fromkeys(name for _, name in sorted(names)) or {word: None})
    return tuple(found)

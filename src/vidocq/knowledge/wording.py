"""Which names are plain words: measured on the knowledge base's own prose, where a word in lower case is a word and no name."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"(?<![\w.@/\\-])[a-z][a-z'’]*(?![\w@/\\-])")
#: A word that this many descriptions use in lower case is a plain word.
_ENOUGH = 3


@cache
def plain_words() -> frozenset[str]:
    """English words that somebody has taken as a name, from ``data/plain_words.txt``."""
    place = files("vidocq.knowledge").joinpath("data", "plain_words.txt")
    if not place.is_file():
        return frozenset()
    lines = place.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Wording:
    """How often each lower-case word and word pair stands in the descriptions."""

    def __init__(self, descriptions: Iterable[str], pairs: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        self._pairs: Counter[str] = Counter()
        wanted = frozenset(pair for pair in pairs if pair.count(" ") == 1)
        for description in descriptions:
            words = _WORD.findall(description)
            self._words.update(set(words))
            self._pairs.update(wanted.intersection(f"{one} {two}" for one, two in itertools.pairwise(words)))

    def descriptions_with(self, word: str) -> int:
        """How many descriptions have the word in lower case."""
        return self._words[word.lower()]

    def is_plain(self, word: str) -> bool:
        """Whether a word is a plain one: often in lower case in prose, or an English word that we list."""
        return self._words[word.lower()] >= _ENOUGH or word.lower() in plain_words()

    def is_phrase(self, name: str) -> bool:
        """Whether a name of two words also stands in prose in lower case as a phrase."""
        return self._pairs[name.lower()] > 0

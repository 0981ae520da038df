"""Which names are plain words: measured on the knowledge base's own prose, where a word in lower case is a word and no name."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"(?<![\w.@/\\-])[A-Za-z][a-z'’]*(?![\w@/\\-])")
#: A word that this many descriptions use in lower case, and not much less often than with a capital, is a plain word.
_ENOUGH = 3
_SHARE = 0.25


@cache
def listed() -> Mapping[str, frozenset[str]]:
    """Words from ``data/plain_words.txt`` by section: ``cue``, ``cased``, ``inner``."""
    text = files("vidocq.knowledge").joinpath("data", "plain_words.txt").read_text(encoding="utf-8")
    sections: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in text.splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[] "), set())
        elif not line.startswith("#"):
            current.update(line.split())
    return {name: frozenset(words) for name, words in sections.items()}


def is_listed(word: str) -> bool:
    """Whether a word is on our list of everyday words."""
    return any(word.lower() in words for words in listed().values())


class Wording:
    """In how many descriptions each word stands in lower case and with a capital, and each pair of lower-case words."""

    def __init__(self, descriptions: Iterable[str], pairs: Iterable[str]) -> None:
        self._lower: Counter[str] = Counter()
        self._capital: Counter[str] = Counter()
        self._pairs: Counter[str] = Counter()
        wanted = frozenset(pair for pair in pairs if pair.count(" ") == 1)
        for description in descriptions:
            words = _WORD.findall(description)
            for word in set(words):
                if word.islower():
                    self._lower[word] += 1
                else:
                    self._capital[word.lower()] += 1
            self._pairs.update(wanted.intersection(f"{one} {two}" for one, two in itertools.pairwise(words)))

    def is_everyday(self, word: str) -> bool:
        """Whether a word is an everyday one: used in lower case in prose, or on our list of such."""
        low = word.lower()
        lower = self._lower[low]
        return low in listed()["cue"] or (lower >= _ENOUGH and lower >= _SHARE * self._capital[low])

    def is_known(self, word: str) -> bool:
        """Whether a word means something besides the name: everyday words, and names of people, gods and things."""
        return self.is_everyday(word) or is_listed(word)

    def is_phrase(self, name: str) -> bool:
        """Whether a name of two words also stands in prose in lower case as a phrase."""
        return self._pairs[name.lower()] > 0

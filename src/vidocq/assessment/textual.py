"""Whole texts as vectors of rare words, without the names of groups, states and their bodies: those are claims."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vidocq.evidence.techniques import sparse
from vidocq.knowledge.snapshot import Snapshot
from vidocq.vocabulary.states import bodies, states

_NOT_PROSE = re.compile(r"https?://\S+|\(Citation:[^)]*\)|\[[A-Z]+\]")
_WORD = re.compile(r"[a-z][a-z0-9-]{2,40}")
#: Longer texts are cut here: what is beyond is appendix.
_LONGEST = 400_000
#: Words in more than this share of the groups' texts tell nothing.
_COMMON = 0.5


class TextTable:
    """Groups' texts as unit vectors (log term frequency x inverse document frequency; Salton & Buckley 1988)."""

    def __init__(self, texts: Sequence[str], claims: frozenset[str]) -> None:
        self._start(claims)
        self._fill([Counter(self._words(text)) for text in texts])

    @classmethod
    def of_counts(cls, counts: Sequence[Mapping[str, int]], claims: frozenset[str]) -> TextTable:
        """A table from the texts' words and how often each comes: what ``word_counts`` gives, without the texts."""
        table = cls.__new__(cls)
        table._start(claims)
        table._fill(counts)
        return table

    def _start(self, claims: frozenset[str]) -> None:
        self._claims = claims | place_words()
        self._known: dict[str, NDArray[np.float64]] = {}

    def _fill(self, counts: Sequence[Mapping[str, int]]) -> None:
        self._groups = len(counts)
        spread = Counter(word for count in counts for word in count if word not in self._claims)
        kept = sorted(word for word, texts_with in spread.items() if texts_with <= _COMMON * len(counts))
        self._column = {word: number for number, word in enumerate(kept)}
        # Smoothed as if one more text held every word once.
        self._rarity = np.array([math.log((1 + len(counts)) / (1 + spread[word])) + 1 for word in kept])
        enough = sum(bool(count) for count in counts) >= 2 and bool(kept)
        self._vectors = self._matrix(counts).turned() if enough else None

    def similarity(self, text: str) -> NDArray[np.float64]:
        """Cosine of a text with each group's; zeros where nothing is written of any group."""
        if self._vectors is None:
            return np.zeros(self._groups)
        if text not in self._known:
            # One case asks for the same text again for every item that is taken out.
            self._known = dict(list(self._known.items())[-7:])
            words, values = self._matrix([Counter(self._words(text))]).row(0)
            self._known[text] = self._vectors.combined(words, values).astype(float)
        return self._known[text]

    def _matrix(self, counts: Sequence[Mapping[str, int]]) -> sparse.Rows:
        """Unit vectors, one row a text. Ours because importing a library's vectorizer costs more than all the rest of a run."""
        rows = []
        for count in counts:
            known = [(self._column[word], times) for word, times in count.items() if word in self._column]
            row = np.array([(1 + math.log(times)) * self._rarity[column] for column, times in known])
            length = float(np.linalg.norm(row)) or 1.0
            rows.append(([column for column, _ in known], [float(value) / length for value in row]))
        return sparse.of_rows(rows, len(self._column))

    def _words(self, text: str) -> list[str]:
        return [word for word in _prose_words(text) if word not in self._claims]


def word_counts(text: str) -> Counter[str]:
    """How often each word comes in a text."""
    return Counter(_prose_words(text))


def _prose_words(text: str) -> list[str]:
    return _WORD.findall(_NOT_PROSE.sub(" ", text[:_LONGEST]).lower())


def actor_words(snapshot: Snapshot) -> frozenset[str]:
    """Words of groups' names; ordinary ones (*group*, *team*) may stay, they are too common to tell anything."""
    return frozenset(_words_of(text for actor in snapshot.actors for text in (actor.name, *(one.text for one in actor.names))))


@cache
def place_words() -> frozenset[str]:
    """Words of the names of states, their people, capitals, seats of government and bodies."""
    named = (text for state in states().values() for text in (*state.names, *state.demonyms, *state.capitals, *state.seats))
    return frozenset(_words_of(named)) | frozenset(_words_of(text for body in bodies().values() for text in body.names))


def _words_of(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.lower())}

"""Whole texts as vectors of rare words, without the names of groups, states and their bodies: those are claims."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

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


class Counts(NamedTuple):
    """How often which words come in which texts: one place in three arrays for each word of a text, each pair once."""

    texts: NDArray[np.intp]
    words: NDArray[np.intp]
    times: NDArray[np.int64]
    vocabulary: Sequence[str]
    height: int


class TextTable:
    """Groups' texts as unit vectors (log term frequency x inverse document frequency; Salton & Buckley 1988)."""

    def __init__(self, texts: Sequence[str], claims: frozenset[str]) -> None:
        self._start(claims)
        self._fill(_counted([Counter(self._words(text)) for text in texts]))

    @classmethod
    def of_counts(cls, counts: Counts, claims: frozenset[str]) -> TextTable:
        """A table from the texts' words and how often each comes: what ``word_counts`` gives, without the texts."""
        table = cls.__new__(cls)
        table._start(claims)
        table._fill(counts)
        return table

    def _start(self, claims: frozenset[str]) -> None:
        self._claims = claims | place_words()
        self._known: dict[str, NDArray[np.float64]] = {}

    def _fill(self, counts: Counts) -> None:
        self._groups = counts.height
        self._column = {word: number for number, word in enumerate(counts.vocabulary)}
        spread = np.bincount(counts.words, minlength=len(counts.vocabulary))
        said = np.array([word not in self._claims for word in counts.vocabulary], dtype=bool)
        kept = said & (spread > 0) & (spread <= _COMMON * counts.height)
        # Smoothed as if one more text held every word once; a word that tells nothing has no rarity.
        self._rarity = np.where(kept, np.log((1 + counts.height) / (1 + spread)) + 1, 0.0)
        enough = len(np.unique(counts.texts)) >= 2 and bool(kept.any())
        self._vectors = self._unit(counts) if enough else None

    def similarity(self, text: str) -> NDArray[np.float64]:
        """Cosine of a text with each group's; zeros where nothing is written of any group."""
        if self._vectors is None:
            return np.zeros(self._groups)
        if text not in self._known:
            # One case asks for the same text again for every item that is taken out.
            self._known = dict(list(self._known.items())[-7:])
            words, values = self._vector(Counter(self._words(text)))
            self._known[text] = self._vectors.combined(words, values).astype(float)
        return self._known[text]

    def _unit(self, counts: Counts) -> sparse.Rows:
        """Unit vectors by word: a row for each word, a column for each text."""
        order = np.argsort(counts.words, kind="stable")
        words, texts, times = counts.words[order], counts.texts[order], counts.times[order]
        values = (1 + np.log(times)) * self._rarity[words]
        lengths = np.sqrt(np.bincount(texts, values**2, minlength=counts.height))
        values /= np.where(lengths > 0, lengths, 1.0)[texts]
        ends = np.searchsorted(words, np.arange(len(counts.vocabulary) + 1))
        return sparse.Rows(values.astype(np.float32), texts.astype(np.int32), ends.astype(np.int32), counts.height)

    def _vector(self, count: Mapping[str, int]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """One text's unit vector: the words in it that the table has, and their values."""
        known = [(self._column[word], times) for word, times in count.items() if word in self._column]
        values = np.array([(1 + math.log(times)) * self._rarity[column] for column, times in known])
        length = float(np.linalg.norm(values)) or 1.0
        return np.array([column for column, _ in known], dtype=np.int32), (values / length).astype(np.float32)

    def _words(self, text: str) -> list[str]:
        return [word for word in _prose_words(text) if word not in self._claims]


def _counted(counts: Sequence[Mapping[str, int]]) -> Counts:
    vocabulary = sorted({word for count in counts for word in count})
    number = {word: at for at, word in enumerate(vocabulary)}
    found = [(text, number[word], times) for text, count in enumerate(counts) for word, times in count.items()]
    texts, words, times = np.array(found, dtype=np.intp).reshape(-1, 3).T
    return Counts(texts, words, times.astype(np.int64), vocabulary, len(counts))


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

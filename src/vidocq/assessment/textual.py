"""Whole texts as vectors of rare words, without the names of groups, states and their bodies: those are claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._claims = claims | place_words()
        self._vectors: Any = None
        self._known: dict[str, NDArray[np.float64]] = {}
        self._groups = len(texts)
        written = [text for text in texts if text.strip()]
        if len(written) < 2:
            return
        self._vectorizer: Any = TfidfVectorizer(analyzer=self._words, sublinear_tf=True, max_df=_COMMON)
        try:
            self._vectors = self._vectorizer.fit_transform(texts)
        except ValueError:
            self._vectors = None  # nothing but names and common words

    def similarity(self, text: str) -> NDArray[np.float64]:
        """Cosine of a text with each group's; zeros where nothing is written of any group."""
        if self._vectors is None:
            return np.zeros(self._groups)
        if text not in self._known:
            # One case asks for the same text again for every item that is taken out.
            self._known = dict(list(self._known.items())[-7:])
            self._known[text] = np.asarray((self._vectorizer.transform([text]) @ self._vectors.T).toarray()[0], dtype=float)
        return self._known[text]

    def _words(self, text: str) -> list[str]:
        plain = _NOT_PROSE.sub(" ", text[:_LONGEST]).lower()
        return [word for word in _WORD.findall(plain) if word not in self._claims]


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

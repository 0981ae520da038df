"""What a pack without texts carries in their place: how often each word comes in what is written of a group or a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from vidocq.assessment.textual import Counts, word_counts
from vidocq.errors import KnowledgeError
from vidocq.evidence.techniques import sparse
from vidocq.knowledge.snapshot import Snapshot, Use

#: Name of these numbers in ``Snapshot.numbers``.
NAME = "texts"


def written(snapshot: Snapshot) -> dict[str, Counter[str]]:
    """Word counts by owner: a group's description and procedures; a program's procedures, unless everybody has it."""
    texts = {actor.id: f"{actor.description} {_sentences(actor.uses)}" for actor in snapshot.actors}
    texts |= {entry.id: _sentences(entry.uses) for entry in snapshot.software if not entry.commodity}
    return {owner: word_counts(text) for owner, text in texts.items() if text.strip()}


def _sentences(uses: Iterable[Use]) -> str:
    """Recorded sentences, but none of Malpedia's: its licence does not let them be compiled, not even as counts."""
    return " ".join(use.procedure for use in uses if not use.source.startswith("malpedia"))


def packed(snapshot: Snapshot) -> bytes:
    """The counts as bytes: the same snapshot gives the same bytes."""
    counts = written(snapshot)
    words = sorted({word for count in counts.values() for word in count})
    number = {word: at for at, word in enumerate(words)}
    rows = [sorted((number[word], times) for word, times in count.items()) for count in counts.values()]
    ends = np.concatenate(([0], np.cumsum([len(row) for row in rows])))
    parts: dict[str, Any] = {
        "owners": list(counts),
        "words": "\n".join(words),
        "ends": ends.astype("<u4").tobytes(),
        "columns": np.array([column for row in rows for column, _ in row], dtype="<u4").tobytes(),
        "counts": np.array([min(times, 65_535) for row in rows for _, times in row], dtype="<u2").tobytes(),
    }
    return msgspec.msgpack.encode(parts)


class Written:
    """Word counts read back from a pack."""

    def __init__(self, content: bytes) -> None:
        """Raises KnowledgeError where the bytes are no such counts."""
        try:
            parts = msgspec.msgpack.decode(content)
            self._row = {owner: at for at, owner in enumerate(parts["owners"])}
            self._words: list[str] = parts["words"].split("\n")
            self._ends: NDArray[Any] = np.frombuffer(parts["ends"], dtype="<u4")
            self._columns: NDArray[Any] = np.frombuffer(parts["columns"], dtype="<u4")
            self._counts: NDArray[Any] = np.frombuffer(parts["counts"], dtype="<u2")
            sound = len(self._columns) == len(self._counts) == int(self._ends[-1])
            if not sound or int(self._columns.max(initial=0)) >= len(self._words):
                raise ValueError("lengths differ")
        except (msgspec.DecodeError, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise KnowledgeError(f"the word counts of this pack cannot be read: {error}") from error

    def counts(self, owner: str) -> Mapping[str, int]:
        """How often each word comes in what is written of a group or program; empty where nothing is."""
        at = self._row.get(owner)
        if at is None:
            return {}
        start, end = self._ends[at], self._ends[at + 1]
        words = (self._words[column] for column in self._columns[start:end])
        return dict(zip(words, self._counts[start:end].tolist(), strict=True))

    def together(self, owners: Sequence[Sequence[str]]) -> Counts:
        """Words by group, each group's those of all its owners, as often as an owner is named."""
        found = [(group, self._row[owner]) for group, named in enumerate(owners) for owner in named if owner in self._row]
        groups, rows = np.array(found, dtype=np.intp).reshape(-1, 2).T
        ends = self._ends.astype(np.intp)
        sizes = ends[rows + 1] - ends[rows]
        places = sparse.ranges(ends[rows], ends[rows + 1])
        keys = np.repeat(groups, sizes) * len(self._words) + self._columns[places]
        once, at = np.unique(keys, return_inverse=True)
        times = np.bincount(at, self._counts[places], minlength=len(once)).astype(np.int64)
        return Counts(once // len(self._words), once % len(self._words), times, self._words, len(owners))

    @cached_property
    def owners(self) -> frozenset[str]:
        """Ids of which anything is written."""
        return frozenset(self._row)

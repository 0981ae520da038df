"""Sparse tables say the same as dense ones, and families of evidence look at nothing but what they declare."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.assessment import table
from vidocq.assessment.bag import Bag, Item
from vidocq.assessment.index import build
from vidocq.assessment.weights import Weight, families
from vidocq.knowledge.snapshot import Snapshot

_PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6)), max_size=40)


@given(_PAIRS, st.lists(st.integers(0, 6), max_size=5))
def test_a_table_says_what_the_dense_matrix_says(pairs: list[tuple[int, int]], wanted: list[int]) -> None:
    dense = np.zeros((5, 7))
    for row, column in pairs:
        dense[row, column] += 1
    found = table.of_pairs([row for row, _ in pairs], [column for _, column in pairs], (5, 7))
    assert found.shape == (5, 7)
    assert (found.dense() == dense).all()
    assert (found.picked(wanted) == dense[:, wanted]).all()
    assert (found.column_sums == dense.sum(0)).all()
    assert (found.row_sums == dense.sum(1)).all()
    assert (found.marked().dense() == (dense > 0)).all()
    weights = np.arange(7) / 3
    assert found.times(weights) == pytest.approx(dense @ weights)
    assert all(found.row(row).tolist() == np.flatnonzero(dense[row]).tolist() for row in range(5))
    assert all(found.users(column).tolist() == np.flatnonzero(dense[:, column]).tolist() for column in range(7))
    place = np.array([-1, 0, -1, 1, 2])
    assert (found.only(place, 3).dense() == dense[[1, 3, 4]]).all()


class _Watched(Bag):
    """A bag that notes which families it is asked for."""

    asked: set[str]

    def values(self, family: str) -> tuple[str, ...]:
        self.asked.add(family)
        return super().values(family)

    def of(self, family: str) -> tuple[Item, ...]:
        self.asked.add(family)
        return super().of(family)


@pytest.mark.parametrize("family", families(), ids=lambda family: family.name)
def test_a_family_reads_only_what_it_declares(family: Weight, snapshot: Snapshot) -> None:
    index = build(snapshot)
    bag: Any = _Watched(items=(Item(family="text", value="t", text="one two"),), year=2021.0)
    object.__setattr__(bag, "asked", set())
    family.features(bag, index)
    assert bag.asked == set(family.reads)

"""A sparse table by columns: of thousands of items a case names a few, and a group shows a few."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Whole = NDArray[np.intp]


@dataclass(frozen=True)
class Table:
    """``height`` x ``width`` numbers, nearly all zero: those that are not, by column and then by row.

    Column ``c`` holds ``values[ends[c]:ends[c + 1]]`` in ``rows[ends[c]:ends[c + 1]]``.
    """

    rows: Whole
    values: Floats
    ends: Whole
    height: int

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.ends) - 1

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.height, self.width

    @cached_property
    def column_of(self) -> Whole:
        """The column of each number."""
        return np.repeat(np.arange(self.width, dtype=np.intp), np.diff(self.ends))

    @cached_property
    def column_sums(self) -> Floats:
        """Sum of each column."""
        return np.asarray(np.bincount(self.column_of, self.values, minlength=self.width), dtype=float)

    @cached_property
    def row_sums(self) -> Floats:
        """Sum of each row."""
        return np.asarray(np.bincount(self.rows, self.values, minlength=self.height), dtype=float)

    @cached_property
    def _by_row(self) -> tuple[Whole, Whole]:
        order = np.argsort(self.rows, kind="stable")
        ends = np.searchsorted(self.rows[order], np.arange(self.height + 1))
        return self.column_of[order], np.asarray(ends, dtype=np.intp)

    def picked(self, columns: Iterable[int]) -> Floats:
        """Some columns as they are, dense: rows x those columns."""
        wanted = list(columns)
        found = np.zeros((self.height, len(wanted)), dtype=np.float32)
        for number, column in enumerate(wanted):
            start, end = self.ends[column], self.ends[column + 1]
            found[self.rows[start:end], number] = self.values[start:end]
        return found

    def users(self, column: int) -> Whole:
        """Rows with anything in a column, in order."""
        return self.rows[self.ends[column] : self.ends[column + 1]]

    def row(self, number: int) -> Whole:
        """Columns with anything in a row, in order."""
        columns, ends = self._by_row
        return columns[ends[number] : ends[number + 1]]

    def times(self, vector: Floats) -> Floats:
        """The product with a vector of one number a column."""
        weighed = self.values * vector[self.column_of]
        return np.asarray(np.bincount(self.rows, weighed, minlength=self.height), dtype=float)

    def marked(self) -> Table:
        """1 wherever there is anything."""
        return Table(self.rows, np.ones(len(self.rows), dtype=np.float32), self.ends, self.height)

    def of(self, values: Floats) -> Table:
        """The same places with other numbers."""
        return Table(self.rows, values.astype(np.float32), self.ends, self.height)

    def only(self, place: Whole, height: int) -> Table:
        """Some of the rows: ``place`` has the new number of each, -1 for those that go; their order stays."""
        kept = place[self.rows] >= 0
        ends = np.concatenate(([0], np.cumsum(kept)))[self.ends]
        return Table(place[self.rows[kept]], self.values[kept], np.asarray(ends, dtype=np.intp), height)

    def dense(self) -> Floats:
        """All of it as a dense matrix: for small tables and for comparison."""
        return self.picked(range(self.width))


def of_pairs(rows: Any, columns: Any, shape: tuple[int, int]) -> Table:
    """How often each (row, column) comes among pairs given as two sequences of one length."""
    height, width = max(shape[0], 1), shape[1]
    places = np.asarray(columns, dtype=np.int64) * height + np.asarray(rows, dtype=np.int64)
    found, counts = np.unique(places, return_counts=True)
    ends = np.searchsorted(found, np.arange(width + 1, dtype=np.int64) * height)
    return Table((found % height).astype(np.intp), counts.astype(np.float32), np.asarray(ends, dtype=np.intp), shape[0])


def empty() -> Table:
    """A table of nothing."""
    return of_pairs([], [], (0, 0))

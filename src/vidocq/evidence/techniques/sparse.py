"""Sparse matrices in rows (CSR), as little of them as the technique model needs, on numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int32]


class Rows(NamedTuple):
    """A matrix of ``len(ends) - 1`` rows: row ``i`` holds ``data[ends[i]:ends[i + 1]]`` in those ``columns``."""

    data: Floats
    columns: Whole
    ends: Whole
    width: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.ends) - 1

    def row(self, number: int) -> tuple[Whole, Floats]:
        """Columns and values of one row."""
        start, end = self.ends[number], self.ends[number + 1]
        return self.columns[start:end], self.data[start:end]

    def first(self, count: int) -> Rows:
        """The first rows alone."""
        end = self.ends[count]
        return Rows(self.data[:end], self.columns[:end], self.ends[: count + 1], self.width)

    def turned(self) -> Rows:
        """Rows and columns exchanged; within a row of the result columns rise."""
        order = np.argsort(self.columns, kind="stable")
        rows = np.repeat(np.arange(self.height, dtype=np.int32), np.diff(self.ends))
        counts = np.bincount(self.columns, minlength=self.width)
        ends = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        return Rows(self.data[order], rows[order], ends, self.height)

    def times(self, dense: Floats) -> Floats:
        """The product with a dense matrix of ``width`` rows."""
        found = np.zeros((self.height, dense.shape[1]), dtype=np.float32)
        for number in range(self.height):
            columns, values = self.row(number)
            if columns.size:
                found[number] = values @ dense[columns]
        return found

    def combined(self, columns: Whole, values: Floats) -> Floats:
        """The sum of those rows, each times its value, as one dense row."""
        found = np.zeros(self.width, dtype=np.float32)
        if columns.size:
            starts, ends = self.ends[columns], self.ends[columns + 1]
            at = ranges(starts, ends)
            weighed = self.data[at] * np.repeat(values, ends - starts)
            found = np.bincount(self.columns[at], weighed, minlength=self.width).astype(np.float32)
        return found

    def scaled(self, by_row: Floats) -> Rows:
        """Each row times its number."""
        return self._replace(data=self.data * np.repeat(by_row, np.diff(self.ends)))

    def sound(self) -> bool:
        """Whether every index lies inside: a damaged file must not read past the end."""
        if not len(self.ends) or self.ends[0] != 0 or self.ends[-1] != len(self.data):
            return False
        inside = not self.columns.size or bool(self.columns.min() >= 0 and self.columns.max() < self.width)
        return inside and len(self.columns) == len(self.data) and bool((np.diff(self.ends) >= 0).all())


def of_rows(rows: Sequence[tuple[Sequence[int], Sequence[float]]], width: int) -> Rows:
    """A matrix from rows of (columns, values)."""
    columns = np.asarray([column for found, _ in rows for column in found], dtype=np.int32)
    data = np.asarray([value for _, found in rows for value in found], dtype=np.float32)
    ends = np.concatenate(([0], np.cumsum([len(found) for found, _ in rows]))).astype(np.int32)
    return Rows(data, columns, ends, width)


def of_dense(dense: Floats) -> Rows:
    """What of a dense matrix is not zero."""
    rows, columns = np.nonzero(dense)
    ends = np.searchsorted(rows, np.arange(dense.shape[0] + 1)).astype(np.int32)
    return Rows(dense[rows, columns].astype(np.float32), columns.astype(np.int32), ends, dense.shape[1])


def ranges(starts: npt.NDArray[Any], ends: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """All whole numbers of several ranges, one range after the other."""
    sizes = ends - starts
    shift = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
    return np.asarray(np.arange(int(sizes.sum())) + shift)

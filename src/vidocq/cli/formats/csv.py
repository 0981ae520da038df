"""Rows for a spreadsheet; a cell that it would run as a formula gets an apostrophe before it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidocq.cli.showing import Shown

_FORMULA = frozenset("=+-@\t\r")


def write(shown: Shown) -> Iterator[str]:
    """The heading and the rows."""
    from vidocq.cli.showing import flat

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(shown.heads)
    for row in shown.rows:
        writer.writerow([cell if isinstance(cell, int | float) else _harmless(flat(cell)) for cell in row])
    yield out.getvalue().rstrip("\n")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in _FORMULA and cell else cell


FORMAT = write

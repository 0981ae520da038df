"""Rows as a Markdown table; what documents say is written so that it is no mark-up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidocq.cli.showing import Shown

#: What begins mark-up inside a cell.
_MARKUP = re.compile(r"([\\`*_\[\]<>|!#~&])")


def write(shown: Shown) -> Iterator[str]:
    """The heading, the rule under it, the rows."""
    yield _line(shown.heads)
    yield _line(("---",) * len(shown.heads), raw=True)
    for row in shown.rows:
        yield _line(row)


def _line(cells: tuple[object, ...], *, raw: bool = False) -> str:
    return "| " + " | ".join(str(cell) if raw else _escaped(cell) for cell in cells) + " |"


def _escaped(cell: object) -> str:
    from vidocq.cli.desk import plain
    from vidocq.cli.showing import flat

    return _MARKUP.sub(r"\\\1", plain(" ".join(flat(cell).split())))


FORMAT = write

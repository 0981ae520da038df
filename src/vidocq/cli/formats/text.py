"""For people: a table no wider than the terminal. Verbs that say more than a table write their own words instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidocq.cli.showing import Shown


def write(shown: Shown) -> Iterator[str]:
    """Lines of the table."""
    from vidocq.cli.desk import plain
    from vidocq.cli.folding import folded_table
    from vidocq.cli.showing import flat

    lines = [[plain(flat(cell)) for cell in row] for row in shown.rows]
    yield from folded_table(list(shown.heads), lines)


FORMAT = write

"""One JSON object a row and line: the rows that CSV has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vidocq.cli.terminal import escaped_json

if TYPE_CHECKING:
    from vidocq.cli.showing import Shown


def write(shown: Shown) -> Iterator[str]:
    """The lines."""
    import msgspec

    for row in shown.objects():
        yield escaped_json(msgspec.json.encode(row).decode())


FORMAT = write

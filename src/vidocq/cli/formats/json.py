"""One JSON text: the whole value, however many inputs there were; with chosen fields, the list of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vidocq.cli.terminal import escaped_json

if TYPE_CHECKING:
    from vidocq.cli.showing import Shown


def write(shown: Shown) -> Iterator[str]:
    """The text, indented by two blanks."""
    import msgspec

    value = list(shown.objects()) if shown.chosen else shown.value
    yield escaped_json(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


FORMAT = write

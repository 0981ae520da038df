"""The seam between the two databases: locking, bulk load, full text, the guard against changes, and what an error means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Table


class Dialect(Protocol):
    """One database. Each module in ``store/dialects/`` has one as ``DIALECT``."""

    name: str

    def begin_write(self, connection: Connection) -> None:
        """Become the one writer, or wait for the one there is until the time limit."""
        ...

    def prepare(self, connection: Connection) -> None:
        """Make what no ``Table`` describes: the full-text index."""
        ...

    def freeze(self, connection: Connection, table: str) -> None:
        """Make a table refuse every update and delete."""
        ...

    def bulk(self, connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert many rows the fastest way there is; columns not named stay NULL."""
        ...

    def settle(self, connection: Connection, table: str) -> None:
        """Tell the planner that a table has grown much."""
        ...

    def index_text(self, connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Add (record key, text) to the full-text index."""
        ...

    def search(self, connection: Connection, words: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Record keys with all of ``words``, best first, with a score (greater is better), at most ``limit``."""
        ...

    def new_pairs(self, connection: Connection, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str, int | None]]:
        """For each distinct (value, kind), in sorted order: the key it has in ``indicator``, or None."""
        ...

    def tables(self, connection: Connection) -> set[str]:
        """Names of the tables there are."""
        ...

    def verify(self, connection: Connection) -> str | None:
        """What the database itself finds wrong with its pages and indexes, or None."""
        ...

    def diagnose(self, error: Exception) -> tuple[str, str]:
        """What a database error means: (what, hint)."""
        ...

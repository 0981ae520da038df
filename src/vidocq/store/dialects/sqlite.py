"""SQLite: one file, a write-ahead log, one writer at a time, full text by FTS5."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

#: How long a writer waits for the one before it.
BUSY_SECONDS = 10.0

_FROZEN = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the store only grows: no {verb} in {table}'); END"""

#: Words that SQLite's messages are known by, with what they mean.
_MEANINGS = (
    ("locked", "another process is writing", "try again when it has finished"),
    ("is full", "the disk is full; nothing of this change was kept", "make room and do it again"),
    (
        "disk i/o error",
        "the disk refuses to write or read; nothing of this change was kept",
        "check space and limits, then do it again",
    ),
    ("not a database", "this is not a store, or its first page is damaged", "restore a backup"),
    ("malformed", "the store is damaged", "run `vidocq store check`, restore a backup"),
    ("corrupt", "the store is damaged", "run `vidocq store check`, restore a backup"),
    ("readonly", "the store may not be written", "check who owns the file and its directory"),
    ("unable to open", "the store cannot be opened", "check that the directory exists and may be written"),
    ("only grows", "the store refuses to change what was written", ""),
)


class _Sqlite:
    """SQLite behind SQLAlchemy's ``sqlite`` dialect."""

    name = "sqlite"

    def begin_write(self, connection: Connection) -> None:
        """BEGIN IMMEDIATE has made us the writer already; nothing more to do."""

    def prepare(self, connection: Connection) -> None:
        """Make the full-text index; it keeps no copy of the text, which stands in the records."""
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(text, content='', tokenize=\"unicode61 remove_diacritics 2\")"
        )

    def freeze(self, connection: Connection, table: str) -> None:
        """Refuse updates and deletes by trigger."""
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(_FROZEN.format(table=table, verb=verb))

    def bulk(self, connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert by the driver's own ``executemany``."""
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        cursor: Any = connection.connection.cursor()
        cursor.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - names are our schema's
        cursor.close()

    def settle(self, connection: Connection, table: str) -> None:
        """SQLite plans by the indexes there are; nothing to do."""

    def index_text(self, connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Add to FTS5; the row id is the record's key."""
        cursor: Any = connection.connection.cursor()
        cursor.executemany("INSERT INTO search(rowid, text) VALUES (?, ?)", rows)
        cursor.close()

    def search(self, connection: Connection, words: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Rank by BM25. Words are quoted, so no FTS5 operator can come in from outside."""
        question = " ".join('"' + word.replace('"', '""') + '"' for word in words)
        found = connection.exec_driver_sql(
            "SELECT rowid, -rank FROM search WHERE search MATCH ? ORDER BY rank LIMIT ?", (question, limit)
        )
        return [(int(key), float(score)) for key, score in found]

    def new_pairs(self, connection: Connection, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str, int | None]]:
        """Join by a temporary table: one pass over the index."""
        cursor: Any = connection.connection.cursor()
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS incoming (value TEXT, kind TEXT)")
        cursor.execute("DELETE FROM temp.incoming")
        cursor.executemany("INSERT INTO temp.incoming VALUES (?, ?)", sorted(set(pairs)))
        cursor.execute(
            "SELECT n.value, n.kind, i.pk FROM temp.incoming n"
            " LEFT JOIN indicator i ON i.value = n.value AND i.kind = n.kind ORDER BY n.rowid"
        )
        found: list[tuple[str, str, int | None]] = cursor.fetchall()
        cursor.execute("DELETE FROM temp.incoming")
        cursor.close()
        return found

    def tables(self, connection: Connection) -> set[str]:
        """From ``sqlite_master``."""
        return {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def verify(self, connection: Connection) -> str | None:
        """Run ``PRAGMA integrity_check`` and the full-text index's own check; give the first complaint."""
        (line,) = connection.exec_driver_sql("PRAGMA integrity_check(1)").fetchone() or ("no answer",)
        return None if line == "ok" else str(line)

    def diagnose(self, error: Exception) -> tuple[str, str]:
        """Read SQLite's message."""
        said = str(error).lower()
        for word, what, hint in _MEANINGS:
            if word in said:
                return what, hint
        return f"the database says: {error}", "run `vidocq store check`"


DIALECT = _Sqlite()

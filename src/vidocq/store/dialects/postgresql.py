"""PostgreSQL: many readers and writers over the network; writers take turns, full text by tsvector."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

#: The advisory lock that makes writers take turns, so that ``seq`` is committed in order.
_LOCK = 0x76646371

#: How long a writer waits for the one before it, in milliseconds.
_LOCK_TIMEOUT_MS = 10_000

#: Only so much of one text is indexed (a tsvector may hold 1 MB; positions end at 16,383).
MOST_TEXT = 300_000

#: What the function says that every guard calls.
GUARD = " BEGIN RAISE EXCEPTION 'the store only grows: no % in %', TG_OP, TG_TABLE_NAME; END "

_MEANINGS = (
    ("lock timeout", "another process is writing", "try again when it has finished"),
    ("no space left", "the server's disk is full; nothing of this change was kept", "make room and do it again"),
    ("disk full", "the server's disk is full; nothing of this change was kept", "make room and do it again"),
    ("only grows", "the store refuses to change what was written", ""),
    ("password authentication", "the server refuses this user", "check the address and the password"),
    ("does not exist", "the database, user or table does not exist", "check the address; make the database first"),
    ("connection", "the server cannot be reached", "check the address and that the server runs"),
)


class _Postgresql:
    """PostgreSQL behind SQLAlchemy's ``psycopg`` dialect."""

    name = "postgresql"

    def begin_write(self, connection: Connection) -> None:
        """Take the writers' lock until the transaction ends."""
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_LOCK_TIMEOUT_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")

    def prepare(self, connection: Connection) -> None:
        """Make the full-text table and the function that the guards call."""
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS search (record_pk bigint PRIMARY KEY, words tsvector NOT NULL)")
        connection.exec_driver_sql("CREATE INDEX IF NOT EXISTS search_words ON search USING gin (words)")
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $${GUARD.replace('%', '%%')}$$"
        )

    def freeze(self, connection: Connection, table: str) -> None:
        """Refuse updates, deletes and truncation by trigger."""
        connection.exec_driver_sql(
            f'CREATE OR REPLACE TRIGGER {table}_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )

    def bulk(self, connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert by COPY."""
        names = ", ".join(f'"{name}"' for name in columns)
        with _cursor(connection) as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    def settle(self, connection: Connection, table: str) -> None:
        """Count anew now: until autovacuum comes by, the planner would read whole tables."""
        connection.exec_driver_sql(f'ANALYZE "{table}"')

    def index_text(self, connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Add to the tsvector table, word by word as written (no stemming: names are not English)."""
        with _cursor(connection) as cursor:
            cursor.executemany(
                "INSERT INTO search(record_pk, words) VALUES (%s, to_tsvector('simple', %s))",
                [(key, text[:MOST_TEXT]) for key, text in rows],
            )

    def search(self, connection: Connection, words: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Rank by ``ts_rank_cd``. Each word goes through ``phraseto_tsquery``: no operator can come in from outside."""
        question = " && ".join(["phraseto_tsquery('simple', %s)"] * len(words))
        found = connection.exec_driver_sql(
            f"SELECT record_pk, ts_rank_cd(words, q) AS score FROM search, (SELECT {question} AS q) AS asked "  # noqa: S608
            "WHERE words @@ q ORDER BY score DESC, record_pk LIMIT %s",
            (*words, limit),
        )
        return [(int(key), float(score)) for key, score in found]

    def new_pairs(self, connection: Connection, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str, int | None]]:
        """Join by a temporary table filled by COPY."""
        with _cursor(connection) as cursor:
            cursor.execute("CREATE TEMP TABLE IF NOT EXISTS incoming (n bigserial, value text, kind text)")
            cursor.execute("TRUNCATE pg_temp.incoming")
            with cursor.copy("COPY pg_temp.incoming (value, kind) FROM STDIN") as copy:
                for pair in sorted(set(pairs)):
                    copy.write_row(pair)
            cursor.execute(
                "SELECT n.value, n.kind, i.pk FROM pg_temp.incoming n"
                " LEFT JOIN indicator i ON i.value = n.value AND i.kind = n.kind ORDER BY n.n"
            )
            found: list[tuple[str, str, int | None]] = cursor.fetchall()
        return found

    def tables(self, connection: Connection) -> set[str]:
        """From the catalogue, in the current schema."""
        found = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return {name for (name,) in found}

    def verify(self, connection: Connection) -> str | None:
        """Reading every row, which the check does anyway, is what can be verified from a client."""
        return None

    def diagnose(self, error: Exception) -> tuple[str, str]:
        """Read PostgreSQL's message."""
        said = str(error).lower()
        for word, what, hint in _MEANINGS:
            if word in said:
                return what, hint
        return f"the database says: {str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__}", ""


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


DIALECT = _Postgresql()

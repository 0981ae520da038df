"""Whether a SQLite store still has the tables, indexes, triggers and types that it was made with, and nothing beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, create_engine, text

from vidocq.store import schema
from vidocq.store.dialects.sqlite import DIALECT
from vidocq.store.search import reindex

#: Tables beside those of the schema: the version, the full-text index and what SQLite keeps of both.
_BESIDE = re.compile(r"alembic_version|search(?:_(?:data|idx|content|docsize|config))?|sqlite_(?:sequence|stat\d)")
#: Words that change what a table takes or gives without changing its columns.
_RULES = ("check", "collate", "default", "generated", "references", "conflict", "without", "strict", "autoincrement")
#: What a column of each declared type holds.
_HOLDS = {"INTEGER": ("integer",), "BIGINT": ("integer",), "SMALLINT": ("integer",), "TEXT": ("text",), "BLOB": ("blob",)}

#: So many definitions are named one by one.
_MOST_NAMED = 5

Shape = dict[str, dict[str, Any]]


def differences(connection: Connection) -> list[str]:
    """What is not as vidocq makes it, one line each: definitions first, then values of another type, then the full text."""
    found = list(compared(_shape(connection), _made()))
    return some(found) if found else [*versions(connection), *_types(connection), *_full_text(connection)]


def some(found: list[str]) -> list[str]:
    """The first few lines, and how many more there are."""
    more = len(found) - _MOST_NAMED
    return found if more <= 0 else [*found[:_MOST_NAMED], f"and {more} more definitions are not as vidocq makes them"]


def compared(there: Shape, made: Shape) -> Iterator[str]:
    """What differs between the shape that is there and the one that vidocq makes, sort by sort."""
    for sort, wanted in made.items():
        for name, definition in wanted.items():
            if name not in there[sort]:
                yield f"the {sort} {name} is missing"
            elif there[sort][name] != definition:
                yield f"the {sort} {name} is not as vidocq makes it"
        for name in there[sort].keys() - wanted.keys():
            yield f"the {sort} {name} is none of the store's"


@cache
def _made() -> Shape:
    """The shape of a store that was made just now, in memory."""
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            schema.metadata.create_all(connection)
            DIALECT.prepare(connection)
            for table in schema.metadata.sorted_tables:
                DIALECT.freeze(connection, table.name)
            return _shape(connection)
    finally:
        engine.dispose()


def _shape(connection: Connection) -> Shape:
    """Definitions by sort and name; tables by their columns, as older stores were written with other words."""
    shape: Shape = {"table": {}, "index": {}, "trigger": {}, "view": {}}
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    for sort, name, table, sql in rows:
        if sort == "table" and not _BESIDE.fullmatch(name):
            shape[sort][name] = (_columns(connection, name), _unique(connection, name), _rules(sql))
        elif sort == "table" and name == "search":
            shape[sort][name] = _words(sql)
        elif sort == "index" and sql is not None:
            shape[sort][name] = (table, _indexed(connection, name), "where" in _words(sql), "unique" in _words(sql)[:3])
        elif sort in {"trigger", "view"}:
            shape[sort][name] = _words(sql)
    return shape


def _words(sql: str | None) -> list[str]:
    return re.findall(r"[\w']+", (sql or "").lower())


def _rules(sql: str | None) -> list[str]:
    return [word for word in _words(sql) if word in _RULES]


def _columns(connection: Connection, table: str) -> list[Any]:
    """(name, type, must be there, default, part of the key, hidden) of each column."""
    found = connection.exec_driver_sql(f'PRAGMA table_xinfo("{table}")').fetchall()
    return [tuple(row[1:]) for row in found]


def _unique(connection: Connection, table: str) -> list[Any]:
    """The columns that each unique constraint is over."""
    found = connection.exec_driver_sql(f'PRAGMA index_list("{table}")').fetchall()
    return sorted(_indexed(connection, row[1]) for row in found if row[3] == "u")


def _indexed(connection: Connection, index: str) -> list[Any]:
    """(column, descending, collation) of each column of an index that it is ordered by."""
    found = connection.exec_driver_sql(f'PRAGMA index_xinfo("{index}")').fetchall()
    return [(row[2], row[3], row[4]) for row in found if row[5]]


def versions(connection: Connection) -> Iterator[str]:
    """Whether the version that the store gives is the one there is, once."""
    found = [row[0] for row in connection.execute(text("SELECT version_num FROM alembic_version"))]
    if found != [schema.VERSION]:
        yield f"the version is given as {found!r}"


def _types(connection: Connection) -> Iterator[str]:
    """Values that are not of their column's type: SQLite keeps whatever it is given."""
    for table in schema.metadata.sorted_tables:
        tests = []
        for column in table.columns:
            kinds = _HOLDS[str(column.type.compile(connection.dialect))]
            allowed = ", ".join(f"'{kind}'" for kind in (*kinds, *(("null",) if column.nullable else ())))
            tests.append(f'typeof("{column.name}") NOT IN ({allowed})')
        key = "seq" if table is schema.change else "pk"
        query = f'SELECT {key} FROM "{table.name}" WHERE {" OR ".join(tests)} LIMIT 1'  # noqa: S608 - names are our schema's
        row = connection.exec_driver_sql(query).first()
        if row is not None:
            yield f"{table.name} row {row[0]!r}: a value is of another type than its column"


_EACH_WORD = "SELECT term, doc, offset FROM temp.{} ORDER BY term, doc, offset"


def _full_text(connection: Connection) -> Iterator[str]:
    """Index every record again beside the store, and compare word by word: a search must not lie."""
    connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.vidocq_there USING fts5vocab('main', 'search', 'instance')")
    there = connection.exec_driver_sql(_EACH_WORD.format("vidocq_there"))
    again = _Again(connection)
    try:
        pairs = zip_longest(map(tuple, there), map(tuple, again.words()))
        differs = next(((one or other) for one, other in pairs if one != other), None)
        ranks = differs is None and _ranks(connection) != again.ranks()
    finally:
        there.close()
        again.close()
        connection.exec_driver_sql("DROP TABLE temp.vidocq_there")
    if differs is not None:
        yield f"the full-text index is not that of the records (record {differs[1]}, word {differs[0]!r})"
    if ranks:
        yield "the full-text index ranks otherwise than vidocq makes it"


def _ranks(connection: Connection) -> list[Any]:
    """What the order of a search's hits follows from beside the words: lengths, their sums (row 1), and how FTS5 is set."""
    asked = (
        "SELECT id, sz FROM search_docsize ORDER BY id",
        "SELECT block FROM search_data WHERE id = 1",
        "SELECT k FROM search_config WHERE k NOT IN ('version', 'secure-delete')",
    )
    return [[tuple(row) for row in connection.exec_driver_sql(query)] for query in asked]


class _Again:
    """The full-text index made anew, in a database of its own in memory."""

    def __init__(self, connection: Connection) -> None:
        self._engine = create_engine("sqlite://")
        self._connection = self._engine.connect()
        DIALECT.prepare(self._connection)
        reindex(_Into(self._connection), connection)

    def words(self) -> Iterator[Any]:
        """(word, record, place in it), ordered."""
        self._connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.vidocq_again USING fts5vocab('main', 'search', 'instance')")
        yield from self._connection.exec_driver_sql(_EACH_WORD.format("vidocq_again"))

    def ranks(self) -> list[Any]:
        """What hits are ordered by."""
        return _ranks(self._connection)

    def close(self) -> None:
        """Let it go."""
        self._connection.close()
        self._engine.dispose()


class _Into:
    """A dialect as far as ``reindex`` needs one: what it indexes goes into another database than the one it reads."""

    def __init__(self, target: Connection) -> None:
        self._target = target

    def index_text(self, _connection: Connection, rows: Any) -> None:
        """Add to the index in memory."""
        DIALECT.index_text(self._target, rows)

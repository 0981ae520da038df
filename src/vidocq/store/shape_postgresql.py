"""Whether a store on PostgreSQL still has the tables, indexes, guards and full text that it was made with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Index, Table
from sqlalchemy.dialects import postgresql

from vidocq.store import schema
from vidocq.store.dialects.postgresql import GUARD, MOST_TEXT
from vidocq.store.search import reindex
from vidocq.store.shape import Shape, compared, some, versions

#: Tables beside those of the schema, by their columns: (type, must be there).
_BESIDE = {
    "alembic_version": {"version_num": ("character varying(32)", True)},
    "search": {"record_pk": ("bigint", True), "words": ("tsvector", True)},
}
_KEYS = {"alembic_version": [("p", ["version_num"])], "search": [("p", ["record_pk"])]}

#: BEFORE UPDATE OR DELETE OR TRUNCATE of a statement (``pg_trigger.tgtype``), in force, for all columns, without a condition.
_GUARDS = (2 | 8 | 16 | 32, "O", "", True, "only_grows")

_RELATIONS = """
SELECT c.relname, c.relkind, c.relpersistence, c.relrowsecurity OR c.relforcerowsecurity,
  EXISTS (SELECT 1 FROM pg_inherits i WHERE c.oid IN (i.inhparent, i.inhrelid)),
  EXISTS (SELECT 1 FROM pg_rewrite r WHERE r.ev_class = c.oid AND c.relkind = 'r'),
  EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)
FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s)
"""
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> ''
FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
"""
_CONSTRAINTS = """
SELECT c.contype, (SELECT array_agg(a.attname ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY AS k(number, place)
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number), c.condeferrable
FROM pg_constraint c WHERE c.conrelid = %s::regclass AND c.contype <> 'n'
"""
_INDEXES = """
SELECT i.relname, t.relname, m.amname, x.indisunique, x.indisvalid AND x.indisready AND x.indislive,
  coalesce(pg_get_expr(x.indpred, x.indrelid), ''),
  (SELECT array_agg(pg_get_indexdef(x.indexrelid, n, true) ORDER BY n) FROM generate_series(1, x.indnatts) AS n)
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid JOIN pg_am m ON m.oid = i.relam
WHERE t.relnamespace = current_schema()::regnamespace AND t.relname = ANY(%s)
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid)
"""
_TRIGGERS = """
SELECT g.tgname, t.relname, g.tgtype, g.tgenabled, g.tgattr::text, g.tgqual IS NULL, p.proname
FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid JOIN pg_proc p ON p.oid = g.tgfoid
WHERE NOT g.tgisinternal AND t.relnamespace = current_schema()::regnamespace AND t.relname = ANY(%s)
"""
_FUNCTION = """
SELECT p.prosrc, l.lanname, p.proconfig IS NULL FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = current_schema()::regnamespace AND p.proname = 'only_grows' AND p.pronargs = 0
"""
#: Functions and operators that would be called in place of the database's own; those of extensions are not meant.
_SHADOWS = """
SELECT 'function', o.proname FROM pg_proc o WHERE o.pronamespace::regnamespace::text = ANY(current_schemas(false)::text[])
  AND EXISTS (SELECT 1 FROM pg_proc b WHERE b.pronamespace = 'pg_catalog'::regnamespace AND b.proname = o.proname)
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')
UNION ALL
SELECT 'operator', o.oprname FROM pg_operator o WHERE o.oprnamespace::regnamespace::text = ANY(current_schemas(false)::text[])
  AND EXISTS (SELECT 1 FROM pg_operator b WHERE b.oprnamespace = 'pg_catalog'::regnamespace AND b.oprname = o.oprname)
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')
"""


def differences(connection: Connection) -> list[str]:
    """What is not as vidocq makes it, one line each: definitions first, then the full text.

    A schema may be shared: tables of others are no concern of the store's, as long as they are not tied to its own.
    """
    found = [*compared(_shape(connection), _made()), *_shadows(connection)]
    return some(found) if found else [*versions(connection), *_full_text(connection)]


def _ours() -> list[str]:
    return [*(table.name for table in schema.metadata.sorted_tables), *_BESIDE]


# -- as it should be ---------------------------------------------------------------------------------------------------------


def _made() -> Shape:
    """The shape that ``store.build`` and the migrations give."""
    shape: Shape = {"table": {}, "index": {}, "trigger": {}, "function": {"only_grows": (GUARD, "plpgsql", True)}}
    for table in schema.metadata.sorted_tables:
        shape["table"][table.name] = _table(_columns_of(table), _keys_of(table))
        shape["trigger"][f"{table.name}_grows"] = (table.name, *_GUARDS)
        for index in table.indexes:
            shape["index"][str(index.name)] = _index_of(table, index)
    for name, columns in _BESIDE.items():
        shape["table"][name] = _table({column: (*kind, False) for column, kind in columns.items()}, _KEYS[name])
    shape["index"]["search_words"] = ("search", "gin", False, True, "", ["words"])
    return shape


def _table(columns: dict[str, Any], keys: list[Any]) -> tuple[Any, ...]:
    """An ordinary table that is kept, without row security, heirs, rules or policies."""
    return ("r", "p", False, False, False, False, columns, keys)


def _columns_of(table: Table) -> dict[str, Any]:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return {one.name: (str(one.type.compile(dialect)).lower(), not one.nullable, False) for one in table.columns}


def _keys_of(table: Table) -> list[Any]:
    key = [("p", [one.name for one in table.primary_key.columns])]
    return sorted([*key, *(("u", [one.name]) for one in table.columns if one.unique)])


def _index_of(table: Table, index: Index) -> tuple[Any, ...]:
    where = index.dialect_options["sqlite"]["where"]  # the same on both (see `schema.assertion`)
    condition = "" if where is None else f"({where.left.name} IS NOT NULL)"
    return (table.name, "btree", bool(index.unique), True, condition, [_quoted(column.name) for column in index.columns])


def _quoted(name: str) -> str:
    return str(postgresql.dialect().identifier_preparer.quote(name))  # type: ignore[no-untyped-call]


# -- as it is ----------------------------------------------------------------------------------------------------------------


def _shape(connection: Connection) -> Shape:
    shape: Shape = {"table": {}, "index": {}, "trigger": {}, "function": {}}
    for name, *kind in _asked(connection, _RELATIONS, _ours()):
        columns = {row[0]: tuple(row[1:]) for row in _asked(connection, _COLUMNS, f'"{name}"')}
        shape["table"][name] = (*kind, columns, _keys(connection, name))
    for name, *rest in _asked(connection, _INDEXES, _ours()):
        shape["index"][name] = tuple(rest)
    for name, *rest in _asked(connection, _TRIGGERS, _ours()):
        shape["trigger"][name] = tuple(rest)
    for row in _asked(connection, _FUNCTION):
        shape["function"]["only_grows"] = tuple(row)
    return shape


def _keys(connection: Connection, name: str) -> list[Any]:
    """Keys as (sort, columns); any other constraint stays as it is and fits nothing."""
    found = [tuple(row) for row in _asked(connection, _CONSTRAINTS, f'"{name}"')]
    return sorted(((sort, columns or []) if not late else (f"{sort} late", columns or []) for sort, columns, late in found))


def _asked(connection: Connection, query: str, *given: Any) -> Iterator[Any]:
    yield from connection.exec_driver_sql(query, given)


def _shadows(connection: Connection) -> Iterator[str]:
    for sort, name in _asked(connection, _SHADOWS):
        yield f"the {sort} {name} stands in the way of the database's own"


# -- the full text -----------------------------------------------------------------------------------------------------------


def _full_text(connection: Connection) -> Iterator[str]:
    """Index every record again and compare: a search must not lie."""
    again = _Again()
    reindex(again, connection)
    (kept,) = connection.exec_driver_sql("SELECT count(*) FROM search").one()
    if again.differs is None and kept != again.count:
        again.differs = f"{kept} records in place of {again.count}"
    if again.differs is not None:
        yield f"the full-text index is not that of the records ({again.differs})"


class _Again:
    """A dialect as far as ``reindex`` needs one: what would be indexed is compared with what is."""

    _COMPARE = """
    SELECT made.pk FROM unnest(%s::bigint[], %s::text[]) AS made(pk, text) LEFT JOIN search s ON s.record_pk = made.pk
    WHERE s.words IS DISTINCT FROM to_tsvector('simple', made.text) ORDER BY made.pk LIMIT 1
    """

    def __init__(self) -> None:
        self.count = 0
        self.differs: str | None = None

    def index_text(self, connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Compare a batch."""
        given = [(key, text[:MOST_TEXT]) for key, text in rows]
        self.count += len(given)
        if self.differs is None and given:
            found = connection.exec_driver_sql(self._COMPARE, ([key for key, _ in given], [text for _, text in given])).first()
            self.differs = None if found is None else f"record {found[0]}"

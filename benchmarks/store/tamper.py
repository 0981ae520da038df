"""Tampers with a small store in hundreds of ways, checks each, and counts: named, harmless, unnoticed, ended in a traceback.

python benchmarks/store/tamper.py [--only WORD]
.ci/postgres python benchmarks/store/tamper.py

Each tampering is done to a fresh copy of one store that has rows in every table. It is named if ``store check`` (or opening the
store) says that something is wrong, and harmless if it does not and nothing that can be read has changed: every row of every
table, what a search finds and in which order, and that rows refuse to be changed. Anchored is what only ``store check --expect
DIGEST`` (or an anchor) names, as the docs say. What is none of these is unnoticed; refused is what the database does not let be
done.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from vidocq.errors import VidocqError
from vidocq.model import Quote
from vidocq.store import cases, imports, people, records, schema
from vidocq.store.check import check
from vidocq.store.people import Role
from vidocq.store.records import Item
from vidocq.store.rights import sight
from vidocq.store.store import Store
from vidocq.vocabulary.tlp import Tlp

SERVER = os.environ.get("VIDOCQ_TEST_POSTGRESQL", "")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = [schema.change, *schema.CONTENT]
WORDS = ("evil", "host", "group", "alpha", "agency")
SEED = 12
OUTCOMES = ("named", "harmless", "anchored", "unnoticed", "tracebacks", "refused")

BUNDLE = [
    {"type": "intrusion-set", "id": "intrusion-set--1", "name": "Alpha group", "description": "evil alpha alpha"},
    {"type": "malware", "id": "malware--1", "name": "Alpha tool of some longer description"},
    {"type": "malware", "id": "malware--2", "name": "Beta evil"},
    {
        "type": "relationship",
        "id": "relationship--1",
        "source_ref": "intrusion-set--1",
        "target_ref": "malware--1",
        "relationship_type": "uses",
    },
    {
        "type": "relationship",
        "id": "relationship--2",
        "source_ref": "intrusion-set--1",
        "target_ref": "malware--2",
        "relationship_type": "uses",
    },
]


def fill(location):
    """A store with at least two rows in every table."""
    store = Store.open(location, create=True, clock=lambda: NOW)
    for number, title in enumerate(("First case", "Second case")):
        with store.change(by="ada", action="fill", why="because") as change:
            kept = cases.new(change, title, (Tlp.GREEN, Tlp.RED)[number])
            cases.keep_bytes(change, f"the evil document {number}".encode())
            quote = Quote(document_id="d", text="evil", start=4, end=8)
            one = Item(
                type="evidence",
                id=f"e{number}",
                body=json.dumps({"value": f"evil host {number}"}).encode(),
                asserter=f"s{number}",
                value=f"192.0.2.{number}",
                kind="ipv4-addr",
                tlp=(Tlp.GREEN, Tlp.RED)[number],
                quotes=((f"s{number}", quote),),
            )
            other = Item(type="evidence", id=f"f{number}", body=b'{"value":"evil host evil"}', asserter="s0")
            records.append(change, kept.pk, [one, other])
            records.append(change, None, [Item(type="source", id=f"n{number}", body=b'{"name":"Some Agency"}', asserter="s1")])
    with store.change(by="ada", action="store import") as change:
        imports.import_bundle(change, json.dumps(BUNDLE).encode(), source="Feed")
        imports.import_indicators(change, b"a.example\nb.example\n198.51.100.9\n", source="Feed")
    for pk, gone in ((1, ["f0"]), (2, ["f1"])):
        with store.change(by="ada", action="case withdraw", why="wrong", case_pk=pk) as change:
            rows = [row for row in records.held(change.connection, case_pk=pk) if row.id in gone]
            records.end(change, rows, records.WITHDRAWN)
            said = schema.assertion
            keys = change.connection.execute(select(said.c.pk).where(said.c.place == rows[0].place)).scalars().all()
            free = keys or [pk]
            change.insert(schema.retraction, [{"assertion_pk": free[0]}])
    for name, role in (("ada", Role.OWNER), ("bob", Role.READER)):
        with store.change(by="ada", action="user put", target=name) as change:
            people.put(change, name, role, Tlp.GREEN if name == "bob" else Tlp.UNMARKED)
    for pk in (1, 2):
        with store.change(by="ada", action="user access") as change:
            people.grant(change, pk, "bob", (Role.NONE, Role.EDITOR)[pk - 1])
    for _ in range(2):
        with store.change(by="ada", action="user token") as change:
            people.new_token(change, "bob", "read", NOW, 3)
            token = change.target
        with store.change(by="ada", action="user revoke") as change:
            people.revoke(change, token)
    with store.read() as connection:
        counts = {table.name: len(connection.execute(select(table)).all()) for table in TABLES}
    assert min(counts.values()) >= 2, counts
    assert check(store).clean, check(store).breaks
    store.close()


def breaks(location, expect=None):
    """What opening and checking say is wrong."""
    try:
        store = Store.open(location)
    except VidocqError as error:
        return [str(error)]
    try:
        return list(check(store, expect=expect).breaks)
    except VidocqError as error:
        return [str(error)]
    finally:
        store.close()


def readable(location):
    """All that a user of the store can read, and whether its rows refuse to be changed."""
    store = Store.open(location)
    try:
        with store.read() as connection:
            rows = {table.name: [tuple(row) for row in connection.execute(select(table))] for table in TABLES}
            seen = sight(connection, "ada")
            found = {word: [(hit.id, hit.score) for hit in seen.search(store.database.dialect, word)] for word in WORDS}
        head = max(rows["change"])[-1]
        return {name: sorted(map(repr, kept)) for name, kept in rows.items()}, found, _refuses(store), head
    finally:
        store.close()


def _same(location, before):
    try:
        return readable(location) == before
    except VidocqError:
        return False


def _refuses(store):
    """Whether each table refuses an update and a delete."""
    found = []
    key = {table.name: "seq" if table is schema.change else "pk" for table in TABLES}
    for table in TABLES:
        for asked in (f'UPDATE "{table.name}" SET "{key[table.name]}" = "{key[table.name]}"', f'DELETE FROM "{table.name}"'):
            with store.database.engine.connect() as connection:
                try:
                    connection.exec_driver_sql(asked)
                    found.append(False)
                except SQLAlchemyError:
                    found.append(True)
                connection.rollback()
    return found


# -- what is done by statements, on both databases --------------------------------------------------------------------------

VALUES = {
    "sqlite": ("NULL", "-1", "1.5", "'x'", "x'00ff'", "9223372036854775807"),
    "number": ("NULL", "-1", "7", "9223372036854775807", "0"),
    "text": ("NULL", "'x'", "''", "'{0}'", "'2099-01-01T00:00:00.000000Z'"),
    "bytes": ("NULL", "'\\x00ff'::bytea", "''::bytea", "'\\x7b7d'::bytea"),
}


def statements(engine):
    """(kind, what is done) of all tamperings that one or more statements do."""
    yield from _values(engine)
    yield from _rows()
    yield from _chain()
    yield from _swaps()


def _values(engine):
    for table in TABLES:
        key = _key(table)
        for column in table.columns:
            if engine == "sqlite":
                values = VALUES["sqlite"]
            else:
                sort = str(column.type).split("(")[0]
                values = VALUES["bytes" if sort == "BLOB" else "text" if sort == "TEXT" else "number"]
            for value in values:
                yield (
                    "a value changed",
                    [
                        f'UPDATE "{table.name}" SET "{column.name}" = {value} '
                        f'WHERE {key} = (SELECT max({key}) FROM "{table.name}")'
                    ],
                )


def _rows():
    for table in TABLES:
        key, name = _key(table), f'"{table.name}"'
        for which in ("min", "max"):
            yield "a row removed", [f"DELETE FROM {name} WHERE {key} = (SELECT {which}({key}) FROM {name})"]
        yield "all rows removed", [f"DELETE FROM {name}"]
        names = [column.name for column in table.columns]
        unique = {column.name for column in table.columns if column.unique} | {key}
        for seq in ("seq", "(SELECT max(seq) FROM change)", "999", "0", "-1"):
            if table is schema.change and seq != "seq":
                continue
            given = [
                f"'planted-' || \"{one}\""
                if one in unique and one not in {key, "record_pk", "assertion_pk", "token_pk"}
                else f'"{one}" + 1000'
                if one in unique
                else seq
                if one == "seq"
                else "'planted'"
                if one == "value" and table is schema.indicator
                else f'"{one}"'
                for one in names
            ]
            listed = ", ".join(f'"{one}"' for one in names)
            yield (
                "a row added",
                [
                    f"INSERT INTO {name} ({listed}) SELECT {', '.join(given)} FROM {name} "
                    f"WHERE {key} = (SELECT max({key}) FROM {name})"
                ],
            )


def _chain():
    yield "the chain", ["UPDATE change SET seq = 1000 WHERE seq = 3"]
    yield "the chain", ["UPDATE change SET seq = seq + 100"]
    yield "the chain", ["DELETE FROM change WHERE seq = 4"]
    yield "the chain", ["DELETE FROM change WHERE seq = 1"]
    yield "the chain", ["DELETE FROM change WHERE seq > 3"]
    yield "the chain", ["UPDATE change SET digest = previous"]
    yield "the chain", ["UPDATE change SET previous = digest WHERE seq = 2"]
    yield "the chain", ["UPDATE change SET contents = (SELECT contents FROM change WHERE seq = 2) WHERE seq = 3"]
    yield "the chain", ["UPDATE change SET at = clock, clock = at, why = 'forged'"]
    for table in schema.CONTENT:
        yield "rows of another change", [f'UPDATE "{table.name}" SET seq = 1']
        yield "rows renumbered", [f'UPDATE "{table.name}" SET pk = pk + 1000']
    cut = [f'DELETE FROM "{table.name}" WHERE seq = (SELECT max(seq) FROM change)' for table in schema.CONTENT]
    yield "the end cut off", [*cut, "DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)"]


def _swaps():
    pairs = {
        "blob": ("content", "sha256"),
        "case_": ("slug", "openness", "title"),
        "asserter": ("name", "id"),
        "indicator": ("value",),
        "record": ("body", "openness", "value", "lane", "asserter_pk"),
        "assertion": ("quote", "start", "openness", "asserter_pk"),
        "node": ("id",),
        "edge": ("target", "record_pk"),
        "person": ("role", "openness", "name"),
        "access": ("role", "case_pk"),
        "token": ("digest",),
        "change": ("by", "why", "action"),
    }
    for table, columns in pairs.items():
        key = "seq" if table == "change" else "pk"
        low, high = f'(SELECT min({key}) FROM "{table}")', f'(SELECT max({key}) FROM "{table}")'
        for column in columns:
            yield (
                "values swapped",
                [
                    f'CREATE TEMP TABLE held AS SELECT "{column}" AS v FROM "{table}" WHERE {key} = {low}',
                    f'CREATE TEMP TABLE other AS SELECT "{column}" AS v FROM "{table}" WHERE {key} = {high}',
                    *_swap(table, column, key),
                ],
            )


def _swap(table, column, key):
    unique = column in {"id", "slug", "sha256", "value"} and table != "record"
    middle = [f'UPDATE "{table}" SET "{column}" = \'between\' WHERE {key} = (SELECT min({key}) FROM "{table}")']
    return [
        *(middle if unique else []),
        f'UPDATE "{table}" SET "{column}" = (SELECT v FROM held) WHERE {key} = (SELECT max({key}) FROM "{table}")',
        f'UPDATE "{table}" SET "{column}" = (SELECT v FROM other) WHERE {key} = (SELECT min({key}) FROM "{table}")',
    ]


def _key(table):
    return "seq" if table is schema.change else "pk"


def _indexes():
    for table in TABLES:
        for index in sorted(table.indexes, key=lambda one: one.name):
            yield table, index


# -- what only one database knows -------------------------------------------------------------------------------------------


def sqlite_definitions():
    """Tables, columns, indexes, triggers, views, the full text and the numbers in the file's header."""
    for table in TABLES:
        name = table.name
        for verb in ("UPDATE", "DELETE"):
            drop = f"DROP TRIGGER {name}_no_{verb}"
            begin = f"CREATE TRIGGER {name}_no_{verb} BEFORE {verb} ON {name}"
            raised = f"SELECT RAISE(ABORT, 'the store only grows: no {verb} in {name}')"
            yield "a guard", [drop]
            yield "a guard", [drop, f"{begin} BEGIN SELECT 1; END"]
            yield "a guard", [drop, f"{begin} WHEN 1 = 0 BEGIN {raised}; END"]
            yield "a guard", [drop, f"{begin.replace('BEFORE', 'AFTER')} BEGIN {raised}; END"]
            yield "a guard", [drop, f"{begin} BEGIN {raised.replace('ABORT', 'FAIL')}; END"]
        yield "a trigger of others", [f"CREATE TRIGGER t AFTER INSERT ON {name} BEGIN SELECT 1; END"]
        yield "a table", [f'DROP TABLE "{name}"']
        yield "a table", [f'ALTER TABLE "{name}" RENAME TO "{name}s"']
        yield "a table", [f'ALTER TABLE "{name}" ADD COLUMN more TEXT']
        last = list(table.columns)[-1].name
        yield "a table", [f'ALTER TABLE "{name}" RENAME COLUMN "{last}" TO "{last}_"']
        yield "a table", _rebuilt(table)
        yield (
            "a table",
            [f'CREATE TABLE "copy" AS SELECT * FROM "{name}"', f'DROP TABLE "{name}"', f'ALTER TABLE copy RENAME TO "{name}"'],
        )
    for table, index in _indexes():
        columns = [column.name for column in index.columns]
        yield "an index", [f"DROP INDEX {index.name}"]
        other = next(column.name for column in table.columns if column.name not in columns)
        yield "an index", [f"DROP INDEX {index.name}", f'CREATE INDEX {index.name} ON "{table.name}" ("{other}")']
        listed = ", ".join(f'"{one}"' for one in columns)
        yield "an index", [f"DROP INDEX {index.name}", f'CREATE INDEX {index.name} ON "{table.name}" ({listed}) WHERE 1 = 0']
        yield "an index", [f"DROP INDEX {index.name}", f'CREATE INDEX {index.name} ON "{table.name}" ({listed} COLLATE NOCASE)']
    yield "an index", ["CREATE INDEX extra ON record (body)"]
    yield "an index", ["CREATE UNIQUE INDEX extra ON case_ (title)"]
    for view in ("v", "cases", "sqlite", "main"):
        yield "a view", [f'CREATE VIEW "{view}" AS SELECT 1']
    yield "a view", ["ALTER TABLE record RENAME TO records", "CREATE VIEW record AS SELECT * FROM records"]
    yield "a view", ["ALTER TABLE node RENAME TO nodes", "CREATE VIEW node AS SELECT * FROM nodes WHERE pk > 1"]
    for table in ("notes", "search_more", "sqlitestat", "alembic"):
        yield "a table of others", [f"CREATE TABLE {table} (x)"]
    for word in (
        "('delete-all')",
        "(search, rank) VALUES ('rank', 'bm25(-1.0)')",
        "(rowid, text) VALUES (99, 'planted')",
        "(rowid, text) VALUES (1, 'others')",
        "(search, rowid, text) VALUES ('delete', 1, 'evil host 0')",
        "('optimize')",
        "('rebuild')",
        "(search, rank) VALUES ('pgsz', 64)",
        "(search, rank) VALUES ('automerge', 0)",
    ):
        yield "the full text", [f"INSERT INTO search{word if 'VALUES' in word else '(search) VALUES ' + word}"]
    for asked in (
        "DROP TABLE search",
        "DELETE FROM search_data WHERE id > 10",
        "DELETE FROM search_data WHERE id = 1",
        "UPDATE search_data SET block = x'00' WHERE id = 10",
        "UPDATE search_data SET block = x'017f01' WHERE id = 1",
        "DELETE FROM search_idx",
        "UPDATE search_idx SET term = 'zz'",
        "DELETE FROM search_docsize",
        "UPDATE search_docsize SET sz = x'7f'",
        "UPDATE search_docsize SET sz = x'7f' WHERE id = 1",
        "DELETE FROM search_docsize WHERE id = 1",
        "INSERT INTO search_docsize VALUES (1234, x'01')",
        "UPDATE search_config SET v = 99 WHERE k = 'version'",
        "DELETE FROM search_config",
        "INSERT INTO search_config VALUES ('rank', 'bm25(0.0)')",
        "UPDATE search_data SET block = zeroblob(5000000) WHERE id = 10",
    ):
        yield "the full text", [asked]
    yield (
        "the full text",
        ["DROP TABLE search", "CREATE VIRTUAL TABLE search USING fts5(text, content='', tokenize=\"porter\")"],
    )
    yield "the full text", ["DROP TABLE search", "CREATE TABLE search (text)"]
    for asked in (
        "UPDATE alembic_version SET version_num = '0002'",
        "UPDATE alembic_version SET version_num = '9999'",
        "UPDATE alembic_version SET version_num = NULL",
        "DELETE FROM alembic_version",
        "INSERT INTO alembic_version VALUES ('0009')",
        "DROP TABLE alembic_version",
        "ALTER TABLE alembic_version ADD COLUMN x",
        "PRAGMA application_id = 1",
        "PRAGMA application_id = 0",
        "PRAGMA user_version = 7",
        "PRAGMA auto_vacuum = 1",
        "PRAGMA journal_mode = DELETE",
        "ANALYZE",
        "VACUUM",
        "REINDEX",
    ):
        yield "versions and numbers", [asked]
    yield "versions and numbers", ["ANALYZE", "UPDATE sqlite_stat1 SET stat = '1 1 1 1'"]
    for name, old, new in (
        ("record", "openness SMALLINT", "openness TEXT"),
        ("record", "NOT NULL", ""),
        ("change", "PRIMARY KEY", "UNIQUE"),
        ("blob", "UNIQUE (sha256)", "CHECK (1)"),
        ("person_name", "name", "role"),
        ("record_no_UPDATE", "ABORT", "IGNORE"),
        ("record_id", "id", "body"),
        ("case_", "case_", "cases"),
    ):
        yield (
            "the schema's own text",
            [
                "PRAGMA writable_schema = ON",
                f"UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}') WHERE name = '{name}'",
                "PRAGMA writable_schema = RESET",
            ],
        )
    for asked in (
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'node') WHERE name = 'asserter'",
        "UPDATE sqlite_master SET tbl_name = 'node' WHERE name = 'record_no_UPDATE'",
        "DELETE FROM sqlite_master WHERE name = 'record_id'",
        "DELETE FROM sqlite_master WHERE type = 'trigger'",
        "DELETE FROM sqlite_master WHERE name = 'token'",
        "UPDATE sqlite_master SET sql = 'x' WHERE name = 'token'",
        "UPDATE sqlite_master SET sql = NULL WHERE name = 'edge_origin'",
        "UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'record'",
        "UPDATE sqlite_master SET name = 'tokens' WHERE name = 'token'",
        "UPDATE sqlite_master SET type = 'view' WHERE name = 'token'",
    ):
        yield "the schema's own text", ["PRAGMA writable_schema = ON", asked, "PRAGMA writable_schema = RESET"]


def _rebuilt(table):
    """The same rows in a table without its constraints."""
    columns = ", ".join(f'"{one.name}" {one.type}' for one in table.columns)
    name = table.name
    return [
        f"CREATE TABLE copy ({columns})",
        f'INSERT INTO copy SELECT * FROM "{name}"',
        f'DROP TABLE "{name}"',
        f'ALTER TABLE copy RENAME TO "{name}"',
    ]


def postgresql_definitions():
    """The same for a server: guards, rules, policies, columns, indexes, views, the full text, the guards' own function."""
    for table in TABLES:
        name, key = table.name, _key(table)
        drop = f'DROP TRIGGER {name}_grows ON "{name}"'
        made = f'CREATE TRIGGER {name}_grows BEFORE {{verbs}} ON "{name}" FOR EACH {{each}} EXECUTE FUNCTION only_grows()'
        yield "a guard", [drop]
        yield "a guard", [f'ALTER TABLE "{name}" DISABLE TRIGGER {name}_grows']
        yield "a guard", [f'ALTER TABLE "{name}" ENABLE REPLICA TRIGGER {name}_grows']
        yield "a guard", [drop, made.format(verbs="UPDATE", each="STATEMENT")]
        yield "a guard", [drop, made.format(verbs="UPDATE OR DELETE", each="ROW")]
        yield (
            "a guard",
            [
                drop,
                made.format(verbs="UPDATE OR DELETE OR TRUNCATE", each="STATEMENT").replace("EXECUTE", "WHEN (false) EXECUTE"),
            ],
        )
        yield "a guard", [drop, made.format(verbs=f'UPDATE OF "{key}" OR DELETE OR TRUNCATE', each="STATEMENT")]
        yield (
            "a trigger of others",
            [
                "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
                f'CREATE TRIGGER t BEFORE INSERT ON "{name}" FOR EACH ROW EXECUTE FUNCTION nothing()',
            ],
        )
        yield "a rule", [f'CREATE RULE r AS ON INSERT TO "{name}" DO INSTEAD NOTHING']
        yield "a rule", [f'CREATE RULE r AS ON DELETE TO "{name}" DO INSTEAD NOTHING']
        yield "a policy", [f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY']
        yield (
            "a policy",
            [
                f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY',
                f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY',
                f'CREATE POLICY p ON "{name}" USING (seq <> 2)',
            ],
        )
        yield "a table", [f'DROP TABLE "{name}"']
        yield "a table", [f'ALTER TABLE "{name}" RENAME TO "{name}s"']
        yield "a table", [f'ALTER TABLE "{name}" ADD COLUMN more TEXT']
        yield "a table", [f'ALTER TABLE "{name}" ADD CONSTRAINT c CHECK (seq >= 0)']
        yield "a table", [f'ALTER TABLE "{name}" ALTER COLUMN seq SET DEFAULT 1']
        yield "a table", [f'ALTER TABLE "{name}" SET UNLOGGED']
        yield "a table", [f'CREATE TABLE child () INHERITS ("{name}")']
        yield "a table", [f'ALTER TABLE "{name}" ALTER COLUMN seq TYPE numeric']
        yield "a table", [f'ALTER TABLE "{name}" DROP CONSTRAINT "{name}_pkey"']
        last = list(table.columns)[-1].name
        yield "a table", [f'ALTER TABLE "{name}" ALTER COLUMN "{last}" DROP NOT NULL']
        yield "a table", [f'ALTER TABLE "{name}" RENAME COLUMN "{last}" TO "{last}_"']
        for unique in [column.name for column in table.columns if column.unique]:
            yield "a table", [f'ALTER TABLE "{name}" DROP CONSTRAINT "{name}_{unique}_key"']
        yield (
            "a view",
            [f'ALTER TABLE "{name}" RENAME TO held', f'CREATE VIEW "{name}" AS SELECT * FROM held WHERE "{key}" > 1'],
        )
    for table, index in _indexes():
        columns = [column.name for column in index.columns]
        listed = ", ".join(f'"{one}"' for one in columns)
        other = next(column.name for column in table.columns if column.name not in columns)
        drop = f"DROP INDEX {index.name}"
        yield "an index", [drop]
        yield "an index", [drop, f'CREATE INDEX {index.name} ON "{table.name}" ("{other}")']
        yield "an index", [drop, f'CREATE INDEX {index.name} ON "{table.name}" ({listed}) WHERE false']
        yield "an index", [f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{index.name}'::regclass"]
    for asked in (
        "CREATE INDEX extra ON record (id, type)",
        "CREATE UNIQUE INDEX extra ON case_ (title)",
    ):
        yield "an index", [asked]
    for asked in ("CREATE VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW v AS SELECT * FROM person", "CREATE SEQUENCE s"):
        yield "a view", [asked]
    yield "a table of others", ["CREATE TABLE notes (x int)"]
    yield "a table of others", ["CREATE TABLE search_more (x int)"]
    body = "CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"
    for inside in (
        "RETURN NULL;",
        "RETURN OLD;",
        "IF TG_OP = 'INSERT' THEN RAISE EXCEPTION 'the store only grows'; END IF; RETURN NULL;",
    ):
        yield "the guards' function", [body.format(inside)]
    yield "the guards' function", ["DROP FUNCTION only_grows() CASCADE"]
    yield "the guards' function", ["CREATE FUNCTION only_grows(int) RETURNS int LANGUAGE sql AS 'SELECT 1'"]
    for asked in (
        "DELETE FROM search",
        "DELETE FROM search WHERE record_pk = 1",
        "UPDATE search SET words = to_tsvector('simple', 'planted')",
        "UPDATE search SET words = to_tsvector('simple', 'planted') WHERE record_pk = 1",
        "UPDATE search SET words = setweight(words, 'A') WHERE record_pk = 1",
        "UPDATE search SET words = strip(words)",
        "INSERT INTO search VALUES (999, to_tsvector('simple', 'planted'))",
        "UPDATE search SET record_pk = record_pk + 1000",
        "DROP TABLE search",
        "DROP INDEX search_words",
        "DROP INDEX search_words; CREATE INDEX search_words ON search USING gist (words)",
        "ALTER TABLE search ALTER COLUMN words DROP NOT NULL",
        "ALTER TABLE search ADD COLUMN more text",
        "ALTER TABLE search DROP CONSTRAINT search_pkey",
        "CREATE RULE r AS ON INSERT TO search DO INSTEAD NOTHING",
        "CREATE FUNCTION phraseto_tsquery(text, text) RETURNS tsquery LANGUAGE sql AS 'SELECT NULL::tsquery'",
    ):
        yield "the full text", [asked]
    for asked in (
        "UPDATE alembic_version SET version_num = '0002'",
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM alembic_version",
        "INSERT INTO alembic_version VALUES ('0009')",
        "DROP TABLE alembic_version",
        "ALTER TABLE alembic_version ADD COLUMN x int",
        "CREATE SCHEMA more",
        "COMMENT ON TABLE record IS 'x'",
        "REINDEX TABLE record",
        "ANALYZE",
    ):
        yield "versions and numbers", [asked]


# -- what is done to the file -----------------------------------------------------------------------------------------------


def file_damage(whole):
    """(kind, what the file holds afterwards)."""
    chance = random.Random(SEED)
    for place in range(100):
        yield "a bit of the header", _flipped(whole, place, chance.randrange(8))
    for _ in range(600):
        yield "a bit of the file", _flipped(whole, chance.randrange(100, len(whole)), chance.randrange(8))
    size = 4096
    pages = len(whole) // size
    for page in range(1, pages):
        start = page * size
        yield "a page zeroed", whole[:start] + bytes(size) + whole[start + size :]
        other = chance.randrange(1, pages)
        if other != page:
            swapped = bytearray(whole)
            swapped[start : start + size], swapped[other * size : (other + 1) * size] = (
                whole[other * size : (other + 1) * size],
                whole[start : start + size],
            )
            yield "pages swapped", bytes(swapped)
    for length in (0, 1, 99, 100, size - 1, size, len(whole) // 2, len(whole) - size, len(whole) - 1):
        yield "cut off", whole[:length]
    for more in (b"\0", b"x" * 100, bytes(size), bytes(10 * size)):
        yield "bytes behind the end", whole + more
    yield "another file", b"SQLite format 3\0" + bytes(1000)
    yield "another file", b"{}" * 5000


def wal_damage(whole):
    """The same for a write-ahead log that holds acknowledged changes."""
    chance = random.Random(SEED)
    for place in range(32):
        yield "a bit of the log's header", _flipped(whole, place, chance.randrange(8))
    for _ in range(300):
        yield "a bit of the log", _flipped(whole, chance.randrange(32, len(whole)), chance.randrange(8))
    for length in (0, 1, 31, 32, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        yield "the log cut off", whole[:length]
    yield "the log cut off", None


def _flipped(whole, place, bit):
    flipped = bytearray(whole)
    flipped[place] ^= 1 << bit
    return bytes(flipped)


# -- doing it ---------------------------------------------------------------------------------------------------------------


class Count:
    """What came of each kind."""

    def __init__(self):
        self.kinds = {}
        self.lines = []

    def note(self, kind, what, location, before):
        try:
            if breaks(location):
                outcome = "named"
            elif _same(location, before):
                outcome = "harmless"
            else:
                outcome = "anchored" if breaks(location, before[-1]) else "unnoticed"
        except Exception:
            outcome = "tracebacks"
            self.lines.append(traceback.format_exc())
        if outcome in {"unnoticed", "tracebacks"}:
            self.lines.append(f"{outcome}: {kind}: {what}")
        counts = self.kinds.setdefault(kind, dict.fromkeys(OUTCOMES, 0))
        counts[outcome] += 1

    def refused(self, kind):
        self.kinds.setdefault(kind, dict.fromkeys(OUTCOMES, 0))["refused"] += 1

    def total(self):
        return {name: sum(counts[name] for counts in self.kinds.values()) for name in next(iter(self.kinds.values()))}


def on_sqlite(directory, only):
    """All tamperings of a file."""
    count, base = Count(), directory / "base.db"
    fill(base)
    before = readable(base)
    whole, last = base.read_bytes(), Path(f"{base}-last").read_bytes()
    path = directory / "copy.db"

    def fresh(content=whole, remembered=last):
        for end in ("", "-wal", "-shm", "-last"):
            Path(f"{path}{end}").unlink(missing_ok=True)
        path.write_bytes(content)
        Path(f"{path}-last").write_bytes(remembered)

    for kind, asked in (*statements("sqlite"), *sqlite_definitions()):
        if only in kind:
            fresh()
            if _sqlite_did(path, asked, keep_guards=kind != "a guard"):
                count.note(kind, asked, path, before)
            else:
                count.refused(kind)
    for kind, content in file_damage(whole):
        if only in kind:
            fresh(content)
            count.note(kind, len(content), path, before)
    for remembered in (b"", b"{}", b"\xff", b'{"seq":99,"digest":"0"}', b'{"seq":3,"digest":"0"}', b'{"seq":-1,"digest":"0"}'):
        if only in "what is remembered":
            fresh(whole, remembered)
            count.note("what is remembered", remembered, path, before)
    if only in "a bit of the log's header, the log cut off":
        _on_the_log(count, directory, fresh, path)
    return count


def _sqlite_did(path, asked, *, keep_guards):
    """Change the file; the guards come back, as a careful forger would have them. False if SQLite refuses."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        guards = (
            connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall() if keep_guards else []
        )
        for name, _ in guards if not any("sqlite_master" in one for one in asked) else ():
            connection.execute(f'DROP TRIGGER "{name}"')
        for one in asked:
            connection.execute(one)
        for _, sql in guards:
            with contextlib.suppress(sqlite3.Error):  # its table is gone
                connection.execute(sql)
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return True


def _on_the_log(count, directory, fresh, path):
    fresh()
    made = directory / "log"
    made.mkdir()
    store = Store.open(path, clock=lambda: NOW)
    for number in range(3):
        with store.change(by="ada", action="fill") as change:
            cases.keep_bytes(change, bytes([65 + number]) * 5000)
    for end in ("", "-wal", "-last"):
        shutil.copy(f"{path}{end}", made / f"held{end}")
    before = readable(path)
    store.close()
    main, wal, last = ((made / f"held{end}").read_bytes() for end in ("", "-wal", "-last"))
    for kind, content in wal_damage(wal):
        fresh(main, last)
        if content is not None:
            Path(f"{path}-wal").write_bytes(content)
        count.note(kind, None if content is None else len(content), path, before)


def on_postgresql(only):
    """All tamperings of a database on a server; each is done to a database made from a template."""
    count = Count()
    admin = create_engine(make_url(SERVER).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as server:
        for name in ("tamper_base", "tamper"):
            server.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.exec_driver_sql("CREATE DATABASE tamper_base")
        base, copy = (make_url(SERVER).set(database=name).render_as_string(False) for name in ("tamper_base", "tamper"))
        fill(base)
        before = readable(base)
        for kind, asked in (*statements("postgresql"), *postgresql_definitions()):
            if only not in kind:
                continue
            server.exec_driver_sql("DROP DATABASE IF EXISTS tamper WITH (FORCE)")
            server.exec_driver_sql("CREATE DATABASE tamper TEMPLATE tamper_base")
            if _postgresql_did(copy, asked):
                count.note(kind, asked, copy, before)
            else:
                count.refused(kind)
    return count


def _postgresql_did(location, asked):
    """Change the database past its guards, as its owner can. False if PostgreSQL refuses."""
    engine = create_engine(make_url(location).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            for one in asked:
                connection.exec_driver_sql(one)
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="only the kinds that have this in their name")
    parser.add_argument("--kinds", action="store_true", help="counts by kind too")
    only = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        counts = {"postgresql": on_postgresql(only.only)} if SERVER else {"sqlite": on_sqlite(Path(directory), only.only)}
    for name, count in counts.items():
        for line in count.lines:
            print(line, file=sys.stderr)
        print(json.dumps({"engine": name, **count.total(), **({"kinds": count.kinds} if only.kinds else {})}, indent=1))


if __name__ == "__main__":
    main()

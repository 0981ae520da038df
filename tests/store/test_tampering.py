"""Whatever is done to a store's file behind its back is named, or does no harm; and what a check reads never ends it."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from places import IN_CI, SERVER, new_schema
from test_log import put

from vidocq.errors import InputError, StoreError
from vidocq.model import Quote
from vidocq.store import anchors, cases, log, records, schema, shape_postgresql
from vidocq.store.check import check
from vidocq.store.records import Item
from vidocq.store.store import Store
from vidocq.vocabulary.tlp import Tlp

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def fill(path, clock=None):
    store = Store.open(path, create=True, clock=clock)
    with store.change(by="ada", action="fill", why="because") as change:
        kept = cases.new(change, "Case", Tlp.CLEAR)
        cases.keep_bytes(change, b"the evil document")
        quote = Quote(document_id="d", text="evil", start=4, end=8)
        one = Item(
            type="evidence", id="a", body=b'{"value":"evil host"}', asserter="s", value="v", kind="mutex", quotes=(("s", quote),)
        )
        records.append(change, kept.pk, [one])
        records.append(change, None, [Item(type="source", id="n", body=b'{"name":"Some Agency"}', asserter="s")])
    put(store, ("a", "x"), ("b", "y"))
    put(store, ("a", "z"))
    return store


@pytest.fixture
def path(tmp_path):
    fill(tmp_path / "s.db").close()
    return tmp_path / "s.db"


def raw(path, *statements):
    """Change the file; the triggers come back, as a careful forger would have them."""
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    for statement in statements:
        connection.execute(statement)
    for _, sql in triggers:
        with contextlib.suppress(sqlite3.OperationalError):  # its table is gone
            connection.execute(sql)
    connection.commit()
    connection.close()


def breaks(path):
    try:
        store = Store.open(path)
    except StoreError as error:
        return [str(error)]
    try:
        return list(check(store).breaks)
    finally:
        store.close()


def tables():
    return [schema.change, *schema.CONTENT]


def test_a_store_that_nobody_touched_is_clean(path):
    assert breaks(path) == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON record BEGIN SELECT 1; END", "the trigger t is none of the store's"),
        ("CREATE VIEW v AS SELECT 1", "the view v is none of the store's"),
        ("CREATE TABLE notes (x)", "the table notes is none of the store's"),
        ("CREATE INDEX extra ON record (body)", "the index extra is none of the store's"),
        ("DROP INDEX record_id", "the index record_id is missing"),
        ("DROP TABLE access", "access is missing"),
        ("ALTER TABLE record ADD COLUMN more TEXT", "the table record is not as vidocq makes it"),
        ("ALTER TABLE edge RENAME TO edges", "edge is missing"),
        ("ALTER TABLE record RENAME COLUMN lane TO line", "not as vidocq makes it"),
        ("UPDATE alembic_version SET version_num = '0002'", "older version 0002"),
        ("INSERT INTO alembic_version VALUES ('0009')", "the version is given as"),
        ("INSERT INTO search(search) VALUES ('delete-all')", "full-text index"),
        ("INSERT INTO search(rowid, text) VALUES (99, 'planted')", "'planted'"),
        ("INSERT INTO search(rowid, text) VALUES (1, 'others')", "full-text index"),
        ("DROP TABLE search", "the table search is missing"),
        ("INSERT INTO search(search, rank) VALUES ('rank', 'bm25(-1.0)')", "ranks otherwise"),
        ("INSERT INTO search_config VALUES ('rank', 'bm25(0.0)')", "ranks otherwise"),
        ("UPDATE search_docsize SET sz = x'7f' WHERE id = 1", "ranks otherwise"),
        ("DELETE FROM search_docsize", "ranks otherwise"),
        ("UPDATE search_data SET block = x'017f01' WHERE id = 1", "ranks otherwise"),
        ("DELETE FROM search_data WHERE id = 1", "ranks otherwise"),
        ("PRAGMA application_id = 1", "no store of vidocq"),
    ],
)
def test_definitions_and_the_full_text(path, statement, named):
    raw(path, statement)
    assert any(named in line for line in breaks(path)), breaks(path)


def test_a_definition_that_is_no_text_is_a_damaged_store(path):
    """SQLite quotes it in its message, which is then no UTF-8."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET name = CAST(x'74c974' AS TEXT), sql = 'x' WHERE name = 'token'")
    connection.commit()
    connection.close()
    (line,) = breaks(path)
    assert "damaged" in line


# -- on a server: what its owner can do past the guards ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def served():
    """A store on PostgreSQL, and a way to try statements on it that are taken back afterwards."""
    if not SERVER:
        if IN_CI:
            pytest.fail("CI must run the suite on PostgreSQL too: start it with .ci/postgres")
        pytest.skip("no PostgreSQL: set VIDOCQ_TEST_POSTGRESQL (see .ci/postgres)")
    store = fill(new_schema())
    yield store
    store.close()


def after(store, *statements):
    """What the check says of definitions and full text after statements that are rolled back."""
    with store.database.engine.connect() as connection:
        try:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for statement in statements:
                connection.exec_driver_sql(statement)
            return shape_postgresql.differences(connection)
        finally:
            connection.rollback()


NOTHING = "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"


def test_a_store_on_a_server_that_nobody_touched_is_clean(served):
    assert check(served).breaks == ()
    assert after(served) == []


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["DROP TRIGGER record_grows ON record"], "the trigger record_grows is missing"),
        (["ALTER TABLE record DISABLE TRIGGER record_grows"], "the trigger record_grows is not"),
        (["ALTER TABLE record ENABLE REPLICA TRIGGER record_grows"], "the trigger record_grows is not"),
        (
            [
                "DROP TRIGGER record_grows ON record",
                "CREATE TRIGGER record_grows BEFORE UPDATE ON record FOR EACH STATEMENT EXECUTE FUNCTION only_grows()",
            ],
            "the trigger record_grows is not",
        ),
        (
            [
                "DROP TRIGGER record_grows ON record",
                "CREATE TRIGGER record_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON record FOR EACH STATEMENT"
                " WHEN (false) EXECUTE FUNCTION only_grows()",
            ],
            "the trigger record_grows is not",
        ),
        (
            [NOTHING, "CREATE TRIGGER t BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION nothing()"],
            "the trigger t is none of the store's",
        ),
        (["DROP FUNCTION only_grows() CASCADE"], "the trigger access_grows is missing"),
        ([NOTHING.replace("nothing", "only_grows").replace("CREATE", "CREATE OR REPLACE")], "the function only_grows is not"),
        (["CREATE RULE r AS ON DELETE TO record DO INSTEAD NOTHING"], "the table record is not"),
        (["ALTER TABLE record ENABLE ROW LEVEL SECURITY"], "the table record is not"),
        (["CREATE POLICY p ON record USING (seq <> 2)"], "the table record is not"),
        (["CREATE TABLE child () INHERITS (record)"], "the table record is not"),
        (["ALTER TABLE record SET UNLOGGED"], "the table record is not"),
        (["ALTER TABLE record ADD COLUMN more text"], "the table record is not"),
        (["ALTER TABLE record ALTER COLUMN lane DROP NOT NULL"], "the table record is not"),
        (["ALTER TABLE record ALTER COLUMN lane SET DEFAULT 'auto'"], "the table record is not"),
        (["ALTER TABLE record ALTER COLUMN openness TYPE bigint"], "the table record is not"),
        (["ALTER TABLE record ADD CHECK (openness < 5)"], "the table record is not"),
        (["ALTER TABLE blob DROP CONSTRAINT blob_sha256_key"], "the table blob is not"),
        (["DROP TABLE token"], "the table token is missing"),
        (["ALTER TABLE node RENAME TO held", "CREATE VIEW node AS SELECT * FROM held WHERE pk > 1"], "the table node is not"),
        (["DROP INDEX record_id"], "the index record_id is missing"),
        (["DROP INDEX record_id", "CREATE INDEX record_id ON record (type)"], "the index record_id is not"),
        (["DROP INDEX record_id", "CREATE INDEX record_id ON record (id) WHERE false"], "the index record_id is not"),
        (["DROP INDEX indicator_value", "CREATE INDEX indicator_value ON indicator (value, kind)"], "indicator_value is not"),
        (["CREATE INDEX extra ON record (lane)"], "the index extra is none of the store's"),
        (["DROP INDEX search_words"], "the index search_words is missing"),
        (["DELETE FROM search WHERE record_pk = 1"], "full-text index"),
        (["UPDATE search SET words = to_tsvector('simple', 'planted') WHERE record_pk = 1"], "full-text index"),
        (["UPDATE search SET words = setweight(words, 'A') WHERE record_pk = 1"], "full-text index"),
        (["UPDATE search SET words = strip(words)"], "full-text index"),
        (["INSERT INTO search VALUES (999, to_tsvector('simple', 'planted'))"], "full-text index"),
        (["INSERT INTO alembic_version VALUES ('0009')"], "the version is given as"),
        (
            ["CREATE FUNCTION phraseto_tsquery(text, text) RETURNS tsquery LANGUAGE sql AS 'SELECT NULL::tsquery'"],
            "the function phraseto_tsquery stands in the way",
        ),
        (
            [
                "CREATE FUNCTION never(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT false'",
                "CREATE OPERATOR = (LEFTARG = text, RIGHTARG = text, FUNCTION = never)",
            ],
            "the operator = stands in the way",
        ),
    ],
)
def test_definitions_and_the_full_text_on_a_server(served, statements, named):
    found = after(served, *statements)
    assert any(named in line for line in found), found


def test_what_others_keep_in_the_same_schema_is_no_break(served):
    assert after(served, "CREATE TABLE notes (x int)", "CREATE VIEW v AS SELECT 1", NOTHING) == []


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
@pytest.mark.parametrize("table", [table.name for table in tables()])
def test_a_guard_that_is_missing_or_does_nothing_is_named(path, table, verb):
    connection = sqlite3.connect(path)
    connection.execute(f"DROP TRIGGER {table}_no_{verb}")
    connection.commit()
    assert breaks(path) == [f"the trigger {table}_no_{verb} is missing"]
    connection.execute(f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT 1; END")
    connection.commit()
    connection.close()
    assert breaks(path) == [f"the trigger {table}_no_{verb} is not as vidocq makes it"]


VALUES = ["NULL", "1", "-1", "1.5", "'x'", "''", "x'00ff'", "9223372036854775807", "9e999", "x'ed a0 80'".replace(" ", ""), "'0'"]


def filled_columns(path):
    connection = sqlite3.connect(path)
    found = []
    for table in tables():
        if connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]:
            found += [(table.name, column.name) for column in table.columns]
    connection.close()
    return found


def test_every_value_of_another_kind_in_every_column_is_named(path, tmp_path):
    """Each column of each table that has rows, with each of the values: named, and never the end of the check."""
    tried = 0
    for number, (table, column) in enumerate(filled_columns(path)):
        for value in (VALUES[number % len(VALUES)], "x'00'"):
            # A file of its own each time: what cannot be opened may keep its connection until it is collected.
            copy = tmp_path / f"copy-{number}-{tried}-{len(value)}.db"
            shutil.copy(path, copy)
            connection = sqlite3.connect(copy)
            before = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            connection.close()
            try:
                raw(copy, f'UPDATE "{table}" SET "{column}" = {value} WHERE rowid = (SELECT max(rowid) FROM "{table}")')
            except sqlite3.Error:
                continue  # the table itself refuses it
            connection = sqlite3.connect(copy)
            same = connection.execute(f'SELECT * FROM "{table}"').fetchall() == before
            connection.close()
            assert bool(breaks(copy)) != same, (table, column, value)
            tried += 1
    assert tried > 90


@pytest.mark.parametrize("table", [table.name for table in tables()])
def test_a_row_that_is_gone_is_named(path, table):
    connection = sqlite3.connect(path)
    count = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
    connection.close()
    raw(path, f'DELETE FROM "{table}" WHERE rowid = (SELECT min(rowid) FROM "{table}")')
    assert bool(breaks(path)) == bool(count)


# -- outside of the file -------------------------------------------------------------------------------------------------


def test_an_end_of_the_write_ahead_log_that_is_lost_is_noticed_and_not_written_over(tmp_path):
    path = tmp_path / "s.db"
    fill(path).close()
    code = f"""
import os
from vidocq.store import cases
from vidocq.store.store import Store
store = Store.open({str(path)!r})
for number in range(3):
    with store.change(by="ada", action="fill") as change:
        cases.keep_bytes(change, bytes([number]) * 5000)
os._exit(9)  # as if killed: the write-ahead log stays
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    wal = path.with_name("s.db-wal")
    whole = wal.read_bytes()
    for place in range(32, len(whole), max(1, len(whole) // 12)):
        flipped = bytearray(whole)
        flipped[place] ^= 0x10
        wal.write_bytes(flipped)
        path.with_name("s.db-shm").unlink(missing_ok=True)
        copy = tmp_path / f"copy-{place}"
        copy.mkdir()
        for name in ("s.db", "s.db-wal", "s.db-last"):
            shutil.copy(tmp_path / name, copy / name)
        found = breaks(copy / "s.db")
        assert any("was acknowledged and is not in the log" in line for line in found), (place, found)
        store = Store.open(copy / "s.db")
        with pytest.raises(StoreError, match="restore a backup"), store.change(by="eve", action="fill"):
            pass
        store.close()
        shutil.rmtree(copy)
    wal.write_bytes(whole)
    assert breaks(path) == []


def test_a_bit_that_flips_in_the_file_is_named_or_changes_nothing(path, tmp_path):
    """A bit in each 4,801st byte: either the check names it, or all that the store says is as it was."""
    whole = path.read_bytes()

    def said(place):
        connection = sqlite3.connect(place)
        try:
            return [connection.execute(f'SELECT * FROM "{table.name}"').fetchall() for table in tables()]
        finally:
            connection.close()

    before = said(path)
    for place in range(100, len(whole), 4801):
        copy = tmp_path / f"copy-{place}.db"
        flipped = bytearray(whole)
        flipped[place] ^= 0x04
        copy.write_bytes(flipped)
        if not breaks(copy):
            assert said(copy) == before, place


def test_an_older_copy_in_the_place_of_the_file_is_noticed(path, tmp_path):
    shutil.copy(path, tmp_path / "old.db")
    store = Store.open(path)
    put(store, ("a", "later"))
    store.close()
    shutil.copy(tmp_path / "old.db", path)
    assert any("another copy was put in the file's place" in line for line in breaks(path))
    path.with_name("s.db-last").unlink()  # whoever means the copy says so
    assert breaks(path) == []


def test_what_is_remembered_cannot_be_read_or_written(path, monkeypatch):
    path.with_name("s.db-last").write_bytes(b"\xff no")
    assert breaks(path) == []
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("no")))
    store = Store.open(path)
    put(store, ("a", "later"))  # the change is kept all the same
    store.close()
    assert breaks(path) == []


def test_the_file_beside_is_for_its_owner_only(path):
    assert path.with_name("s.db-last").stat().st_mode & 0o077 == 0


def test_a_store_on_a_read_only_medium_is_read_and_not_written(path, monkeypatch):
    monkeypatch.setattr("vidocq.store.engine._may_be_written", lambda _path: False)
    before = sorted(os.listdir(path.parent))
    store = Store.open(path)
    with store.read() as connection:
        assert [row.id for row in records.held(connection, types=("source",))] == ["n"]
    assert check(store).clean
    with pytest.raises(StoreError, match="may not be written"), store.change(by="ada", action="fill"):
        pass
    store.close()
    assert sorted(os.listdir(path.parent)) == before


# -- clocks ----------------------------------------------------------------------------------------------------------------


def dated(path, *moments):
    given = iter([NOW, *moments])
    store = Store.open(path, create=True, clock=lambda: next(given))
    for number, _ in enumerate(moments):
        put(store, ("a", str(number)))
    return store


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_clock_that_jumps_ahead_once_does_not_date_what_comes_later(tmp_path):
    store = dated(tmp_path / "s.db", day("2026-01-02"), day("2099-01-01"), day("2026-01-03"), day("2026-01-04"))
    with store.read() as connection:
        assert [entry.at[:10] for entry in log.entries(connection)][1:] == [
            "2026-01-02",
            "2099-01-01",
            "2026-01-03",
            "2026-01-04",
        ]
        assert [log.resolve(connection, f"2026-01-0{number}") for number in (1, 2, 3, 4)] == [1, 3, 4, 5]
        assert log.resolve(connection, "2090-01-01") == 5
        assert log.resolve(connection, "#3") == 3
    assert check(store).clean
    store.close()


def test_a_clock_that_falls_back_once_moves_nothing_into_the_past(tmp_path):
    store = dated(tmp_path / "s.db", day("2026-02-01"), day("2026-03-01"), day("2026-01-15"), day("2026-03-02"))
    with store.read() as connection:
        assert log.resolve(connection, "2026-01-20") == 1
        assert log.resolve(connection, "2026-02-01") == 2
        assert log.resolve(connection, "2026-03-01") == 4
        assert log.resolve(connection, "2026-03-02") == 5
    assert check(store).clean
    store.close()


# -- anchors ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def key(tmp_path):
    pytest.importorskip("cryptography")
    from vidocq.signing import new_pair

    return new_pair(tmp_path / "key")


def rewrite(path):
    """History forged so that every digest fits again: what ``../shared`` calls a rewritten history, in our own words."""
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("UPDATE change SET why = 'forged', by = 'mallory' WHERE seq = 2")
    names = [column.name for column in schema.change.columns]
    previous = log.GENESIS
    for values in connection.execute("SELECT * FROM change ORDER BY seq").fetchall():
        row = dict(zip(names, values, strict=True)) | {"previous": previous}
        previous = log.chain(row)
        connection.execute("UPDATE change SET previous = ?, digest = ? WHERE seq = ?", (row["previous"], previous, row["seq"]))
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()
    path.with_name(f"{path.name}-last").unlink()


def test_an_anchor_finds_a_history_that_was_rewritten_whole(path, key, tmp_path):
    private, public = key
    store = Store.open(path)
    made = anchors.make(store, private, by="ada", now=NOW)
    put(store, ("a", "later"))
    assert check(store, anchors=[made], public=public).clean
    store.close()
    rewrite(path)
    assert breaks(path) == []  # from inside it cannot be seen
    store = Store.open(path)
    (line,) = check(store, anchors=[made], public=public).breaks
    assert "has another digest now: history was rewritten" in line
    store.close()


def test_an_anchor_finds_an_end_that_was_cut_off(path, key):
    private, public = key
    store = Store.open(path)
    put(store, ("a", "later"))
    made = anchors.make(store, private, by="ada", now=NOW)
    store.close()
    raw(path, *(f"DELETE FROM {table.name} WHERE seq = 5" for table in tables()))
    path.with_name("s.db-last").unlink()
    store = Store.open(path)
    assert any("is not in the log: the log was cut off" in line for line in check(store, anchors=[made], public=public).breaks)
    store.close()


def test_an_anchor_by_another_key_or_changed_is_named_and_not_believed(path, key, tmp_path):
    import msgspec

    from vidocq.signing import new_pair

    private, public = key
    store = Store.open(path)
    made = anchors.make(store, private, by="ada", now=NOW)
    changed = msgspec.structs.replace(made, digest="0" * 64)
    other = anchors.make(store, new_pair(tmp_path / "other")[0], by="eve", now=NOW)
    report = check(store, anchors=[made, changed, other], public=public)
    assert [line.rpartition(": ")[2] for line in report.breaks] == ["its signature is not by this key"] * 2
    assert report.breaks[0].startswith("anchor 2 (#4")
    store.close()


def test_anchors_in_a_file(path, key, tmp_path):
    store = Store.open(path)
    made = anchors.make(store, key[0], by="ada", now=NOW)
    store.close()
    file = tmp_path / "anchors"
    for _ in range(2):
        anchors.append(file, anchors.line(made))
    assert anchors.read(file) == [made, made]
    assert file.stat().st_mode & 0o077 == 0
    for content in (b"", b"{}", b"\xff\n", b"[" * 100_000):
        file.write_bytes(content)
        with pytest.raises(InputError):
            anchors.read(file)
    with pytest.raises(InputError, match="cannot be written"):
        anchors.append(tmp_path / "none" / "anchors", "x")

"""The log: numbers only rise, nothing written is changed, and every tampering is named."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from vidocq.errors import InputError, StoreError
from vidocq.model import Quote
from vidocq.store import cases, log, records, schema
from vidocq.store.check import check
from vidocq.store.log import Change, Contents
from vidocq.store.records import Item
from vidocq.store.search import reindex
from vidocq.store.store import Store
from vidocq.vocabulary.tlp import Tlp


def put(store, *bodies, case_pk=None, **more):
    with store.change(by="ada", action="test") as change:
        items = [
            Item(type="evidence", id=name, body=json.dumps({"value": body}).encode(), asserter="s", **more)
            for name, body in bodies
        ]
        return records.reconcile(change, case_pk, items, ("evidence",))


def bodies(store, at=log.NOW):
    with store.read() as connection:
        return [(row.id, json.loads(row.body)["value"]) for row in records.held(connection, types=("evidence",), at=at)]


def test_versions_supersede_and_the_past_stays(store):
    put(store, ("a", "1"), ("b", "1"))
    first = store.last.seq
    outcome = put(store, ("a", "2"), ("c", "1"))
    assert (outcome.added, outcome.changed, outcome.ended) == (("c",), ("a",), ("b",))
    assert bodies(store) == [("a", "2"), ("c", "1")]
    assert bodies(store, first) == [("a", "1"), ("b", "1")]
    assert bodies(store, first - 1) == []
    assert check(store).clean


def test_what_comes_back_takes_its_old_place(store):
    put(store, ("a", "1"), ("b", "1"))
    put(store, ("b", "1"))
    put(store, ("a", "1"), ("b", "1"))
    assert bodies(store) == [("a", "1"), ("b", "1")]


def test_the_same_again_writes_nothing(store):
    put(store, ("a", "1"))
    assert put(store, ("a", "1")).nothing


def test_nothing_is_kept_of_a_change_that_fails(store):
    def half():
        with store.change(by="ada", action="test") as change:
            records.append(change, None, [Item(type="evidence", id="a", body=b"{}", asserter="s")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert bodies(store) == []
    assert check(store).clean


def test_the_database_itself_refuses_changes(store):
    with store.change(by="ada", action="fill") as change:
        change.insert(
            schema.record, [dict.fromkeys((c.name for c in schema.record.columns if not c.nullable), 0) | {"pk": 1, "body": b""}]
        )
        change.insert(schema.asserter, [{"id": "a", "name": "a"}])
        change.insert(schema.ending, [{"record_pk": 10**6, "how": "x"}])
        change.insert(schema.retraction, [{"assertion_pk": 10**6}])
        change.insert(schema.node, [{"id": "n"}])
        change.insert(schema.edge, [{"origin": 1, "target": 1, "relation": "r", "record_pk": 1, "openness": 0}])
        change.insert(schema.assertion, [{"asserter_pk": 1, "openness": 0, "quote": ""}])
        change.insert(schema.indicator, [{"kind": "k", "value": "v"}])
        change.insert(schema.person, [{"name": "n", "role": "", "openness": 0, "password": ""}])
        change.insert(schema.access, [{"case_pk": 1, "name": "n", "role": ""}])
        change.insert(schema.token, [{"id": "t", "name": "n", "scope": "", "digest": "", "expires": ""}])
        change.insert(schema.revocation, [{"token_pk": 1}])
        cases.new(change, "A", Tlp.CLEAR)
        cases.keep_bytes(change, b"x")
    for table in schema.metadata.sorted_tables:
        for verb in ('UPDATE "{}" SET seq = 0', 'DELETE FROM "{}"'):
            with pytest.raises(StoreError, match="refuses to change"), store.database.write() as connection:
                connection.exec_driver_sql(verb.format(table.name))


def test_a_clock_that_goes_back_does_not_turn_the_log_round(store_location):
    moments = iter([datetime(2025, 5, 2, tzinfo=UTC), datetime(2025, 5, 3, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)])
    store = Store.open(store_location, create=True, clock=lambda: next(moments))
    put(store, ("a", "1"))
    put(store, ("a", "2"))
    assert (store.last.at[:10], store.last.clock[:10]) == ("2025-05-03", "2020-01-01")
    assert check(store).clean
    with store.read() as connection:
        assert log.resolve(connection, "2025-05-03") == 3
        assert log.resolve(connection, "2025-05-02") == 1
        assert log.resolve(connection, "2025-05-03", start=True) == 1
    store.close()


@pytest.mark.parametrize("when", ["", "yesterday", "2025-13-01", "2025-05-01T25:00", "#", "#-1", "9" * 30])
def test_what_is_no_moment_is_refused(store, when):
    with store.read() as connection, pytest.raises(InputError):
        log.resolve(connection, when)


def tamper(path, *statements):
    """Change a store's file behind its back, as somebody with the file could, who puts the guards back."""
    raw = sqlite3.connect(path)
    guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        raw.execute(f'DROP TRIGGER "{name}"')
    for statement in statements:
        raw.execute(statement)
    for _, sql in guards:
        raw.execute(sql)
    raw.commit()
    raw.close()


@pytest.fixture
def path(tmp_path):
    store = Store.open(tmp_path / "s.db", create=True)
    with store.change(by="ada", action="fill", why="because") as change:
        cases.keep_bytes(change, b"the document")
        quote = Quote(document_id="d", text="evil", start=0, end=4)
        item = Item(type="evidence", id="a", body=b'{"value":"x"}', asserter="s", quotes=(("s", quote),))
        records.append(change, None, [item])
    put(store, ("a", '{"value":"y"}'))
    put(store, ("b", "{}"))
    store.close()
    return tmp_path / "s.db"


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE change SET why = 'other' WHERE seq = 2", "change #2"),
        ("UPDATE change SET by = 'eve' WHERE seq = 3", "change #3"),
        ("DELETE FROM change WHERE seq = 2", "change #3"),
        ("UPDATE change SET previous = digest WHERE seq = 3", "change #3"),
        ("UPDATE change SET at = '2000-01-01T00:00:00.000000Z' WHERE seq = 4", "change #4"),
        ("UPDATE record SET body = x'7b7d' WHERE pk = 1", "change #2"),
        ("UPDATE record SET openness = 5 WHERE pk = 2", "change #3"),
        ("DELETE FROM ending", "change #3"),
        ("DELETE FROM assertion", "change #2"),
        ("UPDATE assertion SET quote = 'good'", "change #2"),
        (
            "INSERT INTO record SELECT 99, 3, 'z', type, case_pk, 99, NULL, layer, asserter_pk, NULL, kind, value, lane, 0, body"
            " FROM record WHERE pk = 1",
            "change #3",
        ),
        ("INSERT INTO indicator VALUES (9, 77, 'k', 'v')", "change #77"),
        ("UPDATE blob SET content = x'00'", "document"),
        ("UPDATE blob SET content = substr(content, 1, 5)", "5 bytes of 12"),
    ],
)
def test_every_tampering_is_named(path, statement, named):
    tamper(path, statement)
    store = Store.open(path)
    report = check(store)
    store.close()
    assert any(named in line for line in report.breaks), report.breaks


def test_a_cut_off_end_shows_by_a_digest_written_down_elsewhere(path):
    store = Store.open(path)
    head = check(store).head
    store.close()
    tamper(
        path,
        "DELETE FROM change WHERE seq = 4",
        "DELETE FROM record WHERE seq = 4",
        "DELETE FROM ending WHERE seq = 4",
        "DELETE FROM retraction WHERE seq = 4",
    )
    # It cannot be seen from inside; what is remembered beside the file can be taken away with it.
    path.with_name(f"{path.name}-last").unlink()
    raw = sqlite3.connect(path)
    raw.execute("INSERT INTO search(search) VALUES ('delete-all')")
    raw.commit()
    raw.close()
    store = Store.open(path)
    with store.database.write() as connection:
        reindex(store.database.dialect, connection)
    assert check(store).clean
    assert any("cut off" in line for line in check(store, expect=head).breaks)
    store.close()


def test_a_corrupted_page_is_named_and_nothing_else_happens(path):
    whole = bytearray(path.read_bytes())
    for start in range(8192, len(whole), 4096):
        whole[start : start + 200] = b"\xff" * 200
    path.write_bytes(whole)
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)

    def look():
        store = Store.open(path)
        try:
            return check(store).breaks
        finally:
            store.close()

    try:
        said = look()
    except StoreError as error:
        said = (str(error),)
    assert any("damaged" in line for line in said), said


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\x00" * 4096])
def test_what_is_no_store_is_refused_and_stays(tmp_path, content):
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(StoreError):
        Store.open(path, create=True)
    assert path.read_bytes() == content


def test_a_database_of_others_is_refused_and_stays(tmp_path):
    path = tmp_path / "other.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE notes (text)")
    raw.commit()
    raw.close()
    with pytest.raises(StoreError, match="no store of vidocq"):
        Store.open(path, create=True)
    assert sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]


def test_a_missing_store_is_said(tmp_path):
    with pytest.raises(StoreError, match="there is no store"):
        Store.open(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_a_newer_store_is_refused_and_stays(store_location):
    store = Store.open(store_location, create=True)
    with store.database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match=r"9999.*nothing was changed"):
        Store.open(store_location, create=True)


def test_the_file_is_for_its_owner_only(tmp_path):
    Store.open(tmp_path / "deep" / "s.db", create=True).close()
    assert (tmp_path / "deep" / "s.db").stat().st_mode & 0o077 == 0
    assert (tmp_path / "deep").stat().st_mode & 0o077 == 0


rows = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.text(max_size=5), st.text(max_size=5)), max_size=12)


@given(rows, st.integers(1, 12))
def test_the_digest_of_contents_does_not_depend_on_how_they_came(values, size):
    whole, parts = Contents(), Contents()
    whole.add(schema.indicator, values)
    for start in range(0, len(values), size):
        parts.add(schema.indicator, values[start : start + size])
    assert not values or whole.digest() == parts.digest()


@given(rows, rows)
def test_other_contents_have_another_digest(first, second):
    one, two = Contents(), Contents()
    one.add(schema.indicator, first)
    two.add(schema.indicator, second)
    assert (one.digest() == two.digest()) == (first == second)


@given(
    st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9000, 1, 1)), st.timedeltas(timedelta(0), timedelta(days=9))
)
def test_stamps_compare_as_moments(moment, later):
    first, second = moment.replace(tzinfo=UTC), moment.replace(tzinfo=UTC) + later
    assert log.stamp(first) <= log.stamp(second)
    assert len(log.stamp(first)) == len(log.stamp(second)) == 27


def test_only_the_writer_gives_out_keys(store):
    with store.database.write() as connection:
        change = Change(connection, store.database.dialect, by="a", action="b", now=datetime.now(UTC))
        assert [change.key(schema.record) for _ in range(3)] == [1, 2, 3]


def test_a_quote_that_does_not_stand_in_its_document_is_named(store):
    with store.change(by="a", action="b") as change:
        cases.keep_bytes(change, "the évil host".encode())
        one = {"asserter_pk": records.asserters(change, ["s"])["s"], "blob_pk": 1, "openness": 0}
        change.insert(schema.assertion, [one | {"start": 4, "end": 8, "quote": "évil"}])
    assert check(store).clean
    with store.change(by="a", action="b") as change:
        change.insert(schema.assertion, [one | {"start": 4, "end": 8, "quote": "good"}])
    assert any("assertion 2" in line for line in check(store).breaks)


@pytest.mark.parametrize("when", ["#\u00b2", "0001-01-01T00:00+05:00", "9999-12-31T23:59-05:00"])
def test_what_overflows_is_refused(store, when):
    put(store, ("a", "1"))
    with store.read() as connection, pytest.raises(InputError):
        log.resolve(connection, when)


def test_moments_far_away_are_before_and_after_all(store):
    put(store, ("a", "1"))
    with store.read() as connection:
        assert log.resolve(connection, "0999-06-01") == 0
        assert log.resolve(connection, "#" + "9" * 5000) == log.NOW

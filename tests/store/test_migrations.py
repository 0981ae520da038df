"""Migrations: from every earlier version, forward only, after a backup, all or nothing."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from vidocq.errors import StoreError
from vidocq.store import backup, migrate, records, schema
from vidocq.store.check import check
from vidocq.store.engine import Database
from vidocq.store.log import Change
from vidocq.store.records import Item
from vidocq.store.store import Store

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def old(location, version):
    """A store as the code of that version made it, with something in it."""
    database = Database(location)
    with database.write() as connection:
        migrate.run(connection, version)
        change = Change(connection, database.dialect, by="ada", action="fill", now=NOW)
        body = b'{"sentence":"first words","value":"x"}'
        records.append(change, None, [Item(type="evidence", id="a", body=body, asserter="s", value="x", kind="mutex")])
        change.close()
    database.close()


def test_the_newest_script_is_the_schema(store_location):
    assert migrate.known_versions()[-1] == schema.VERSION
    database = Database(store_location)
    with database.write() as connection:
        migrate.run(connection, schema.VERSION)
    with database.read() as connection:
        found = compare_metadata(MigrationContext.configure(connection), schema.metadata)
        made = {name for name in database.dialect.tables(connection) if not name.startswith(("search", "sqlite"))}
    database.close()
    assert [one for one in found if "search" not in str(one)] == []
    assert made == {table.name for table in schema.metadata.sorted_tables} | {"alembic_version"}


@pytest.mark.parametrize("version", migrate.known_versions()[:-1])
def test_every_earlier_version_comes_up_to_date_with_all_that_is_in_it(store_location, version):
    old(store_location, version)
    with pytest.raises(StoreError, match="vidocq store upgrade"):
        Store.open(store_location)
    done = migrate.upgrade(store_location, by="ada", now=NOW)
    assert (done.before, done.after) == (version, schema.VERSION)
    store = Store.open(store_location)
    with store.read() as connection:
        assert [row.id for row in records.held(connection)] == ["a"]
    assert check(store).clean
    with pytest.raises(StoreError, match="refuses"), store.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM change")
    store.close()
    if done.backup is not None:
        assert Store(Database(done.backup)).version() == version
    assert migrate.upgrade(store_location, by="ada", now=NOW).backup is None


def test_a_failing_migration_leaves_the_store_as_it_was(store_location, monkeypatch):
    version = migrate.known_versions()[0]
    old(store_location, version)
    run = migrate.run

    def fails(connection, target):
        run(connection, target)
        raise RuntimeError("in the middle")

    monkeypatch.setattr(migrate, "run", fails)
    with pytest.raises(RuntimeError):
        migrate.upgrade(store_location, by="ada", now=NOW)
    database = Database(store_location)
    assert Store(database).version() == version
    with database.read() as connection:
        assert "person" not in database.dialect.tables(connection)
    database.close()


def test_a_newer_store_is_not_touched(store):
    with store.database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="does not know"):
        migrate.upgrade(store.database.location, by="ada", now=NOW)


def filled(store):
    with store.change(by="ada", action="fill") as change:
        body = '{"sentence":"Ünïcode wörds \\u0000 \u202e","value":"x"}'.encode()
        records.append(change, None, [Item(type="evidence", id="a", body=body, asserter="s", value="x", kind="mutex")])
    return store


def test_a_backup_is_one_whole_file(tmp_path):
    store = filled(Store.open(tmp_path / "s.db", create=True))
    backup.backup(store, tmp_path / "b.db")
    assert {path.name for path in tmp_path.iterdir()} - {"s.db", "s.db-wal", "s.db-shm", "s.db-last"} == {"b.db"}
    copy = Store.open(tmp_path / "b.db")
    assert check(copy) == check(store)
    with pytest.raises(StoreError, match="exists"):
        backup.backup(store, tmp_path / "b.db")
    with pytest.raises(StoreError, match="cannot be written"):
        backup.backup(store, tmp_path / "no" / "b.db")


def test_moving_keeps_everything_and_the_log_goes_on(store_location, tmp_path):
    from vidocq.store.search import search

    store = filled(Store.open(tmp_path / "from.db", create=True))
    before = check(store)
    moved, counts = backup.move(store, store_location, by="ada")
    after = check(moved, expect=before.head)
    assert after.clean
    assert (after.changes, counts["change"], counts["record"]) == (before.changes + 1, before.changes, 1)
    with moved.read() as connection, store.read() as origin:
        assert records.held(connection) == records.held(origin)
        assert [hit.id for hit in search(connection, moved.database.dialect, "wörds", where=records.holds())] == ["a"]
    with pytest.raises(StoreError, match=r"exists|already"):
        backup.move(store, moved.database.location, by="ada")
    moved.close()


def test_a_move_back_gives_the_same_records(store_location, tmp_path):
    store = filled(Store.open(store_location, create=True))
    moved, _ = backup.move(store, str(tmp_path / "back.db"), by="ada")
    with moved.read() as connection, store.read() as origin:
        assert records.held(connection) == records.held(origin)
    assert check(moved, expect=check(store).head).clean
    moved.close()
    store.close()

"""Copying a store: a backup of the file while it is in use, and a move from one database to another, checked by digest."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from sqlalchemy import select

from vidocq.errors import StoreError
from vidocq.store import people, schema
from vidocq.store.search import reindex
from vidocq.store.store import Store

_CHUNK = 2_000
_PAGES = 4_096


def backup(store: Store, target: Path, *, by: str | None = None) -> Path:
    """Copy a store's file to ``target``, which appears whole or not at all; readers and writers may go on meanwhile.

    ``by`` is who asks; None only for a copy that an action already allowed makes for its own safety.

    Raises:
        RightsError: ``by`` may not take all of the store away.
        StoreError: the store is on a server, ``target`` exists, or it cannot be written.
    """
    if by is not None:
        with store.read() as connection:
            people.require_all(connection, by, "store backup")
    source = store.database.path
    if source is None:
        raise StoreError("a server is backed up by its own tools", hint="use pg_dump, or `vidocq store move` to a file")
    if target.exists():
        raise StoreError("exists", where=str(target), hint="choose another name")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _copy(source, partial)
        os.replace(partial, target)
        _sync(target.parent)
    except OSError as error:
        raise StoreError(f"the backup cannot be written: {error.strerror}", where=str(target)) from error
    except sqlite3.Error as error:
        what, hint = store.database.dialect.diagnose(error)
        raise StoreError(f"the backup failed: {what}", where=str(target), hint=hint) from error
    finally:
        with contextlib.suppress(OSError):  # where nothing can be written, nothing is left either
            partial.unlink(missing_ok=True)
    return target


def _copy(source: Path, target: Path) -> None:
    origin = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        origin.backup(copy, pages=_PAGES)
        # A backup is one file that needs no other beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        bad = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if bad != "ok":
            raise sqlite3.DatabaseError(f"malformed: {bad}")
    finally:
        copy.close()
        origin.close()
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move(store: Store, location: str, *, by: str) -> tuple[Store, dict[str, int]]:
    """Copy everything, keys and log included, into an empty database, all of it or nothing; gives it and rows by table.

    The old store stays as it is. The new one's log goes on where the old one's ends.

    Raises:
        RightsError: ``by`` may not take all of the store away.
        StoreError: there is a store already, or it cannot be reached.
    """
    from vidocq.store.engine import Database, is_url
    from vidocq.store.store import _has_content, _make_file, build

    with store.read() as connection:
        people.require_all(connection, by, "store move")
    database = Database(location)
    if not is_url(location):
        if _has_content(Path(location), database.shown):
            raise StoreError("exists", where=database.shown, hint="move into a new file or an empty database")
        _make_file(Path(location))
    moved = Store(database, store.clock)
    if moved.version() is not None:
        raise StoreError("there is a store already", where=database.shown, hint="move into an empty database")
    counts: dict[str, int] = {}
    with store.read() as origin, database.write() as target:
        build(target, database)
        for table in (schema.change, *schema.CONTENT):
            order = table.c.seq if table is schema.change else table.c.pk
            names = [column.name for column in table.columns]
            counts[table.name] = 0
            found = origin.execution_options(yield_per=_CHUNK).execute(select(table).order_by(order))
            for part in found.partitions(_CHUNK):
                database.dialect.bulk(target, table, names, [tuple(row) for row in part])
                counts[table.name] += len(part)
            database.dialect.settle(target, table.name)
        reindex(database.dialect, target)
    if database.path is not None:
        with database.guarded(), database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.exec_driver_sql("BEGIN")
    with moved.change(by=by, action="store move", target=moved.database.shown) as change:
        change.before = store.database.shown
    return moved, counts

"""The store itself: open it, read it as of a moment, and change it, one change at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, select, text

from vidocq.errors import StoreError
from vidocq.store import schema
from vidocq.store.engine import Database, default_location
from vidocq.store.log import Change, Entry
from vidocq.store.memory import Memory

Clock = Callable[[], datetime]


class Store:
    """An open store.

    Args:
        database: where it is.
        clock: gives the moment of a change.

    Example:
        >>> store = Store.open("cases.db", create=True)               # doctest: +SKIP
        >>> with store.change(by="ada", action="case new") as change: # doctest: +SKIP
        ...     cases.new(change, "Ministry 2025", Tlp.AMBER)
    """

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self.database = database
        self.clock = clock or (lambda: datetime.now(UTC))
        self.last: Entry | None = None
        self.memory = Memory(database.path)

    @classmethod
    def open(cls, location: str | os.PathLike[str] | None = None, *, create: bool = False, clock: Clock | None = None) -> Store:
        """Open the store at a path or ``postgresql://`` address (default: the user's own); ``create`` makes it if need be.

        Raises:
            StoreError: there is none, it is of another version, or it is not a store.
        """
        database = Database(os.fspath(location) if location is not None else default_location())
        store = cls(database, clock)
        try:
            store._open(create=create)
        except BaseException:
            store.close()  # what failed to open holds no connection, lock or file
            raise
        return store

    def _open(self, *, create: bool) -> None:
        database, path = self.database, self.database.path
        if path is not None and not _has_content(path, database.shown) and not create:
            raise StoreError("there is no store", where=database.shown, hint="`vidocq case new TITLE` makes one")
        if path is not None and create:
            _make_file(path)
        version = self.version()
        if version is None:
            if not create:
                raise StoreError("there is no store", where=database.shown, hint="`vidocq case new TITLE` makes one")
            self._create()
        elif version != schema.VERSION:
            _refuse(version, database.shown)

    def version(self) -> str | None:
        """The version of the schema there, or None if there is no store yet.

        Raises:
            StoreError: there is something else.
        """
        with self.database.read() as connection:
            tables = self.database.dialect.tables(connection)
            if self.database.path is not None and tables:
                mark = connection.exec_driver_sql("PRAGMA application_id").scalar()
                if mark != schema.APPLICATION_ID:
                    raise StoreError("this is a database, but no store of vidocq", where=self.database.shown)
            if "alembic_version" not in tables:
                if "change" in tables:
                    raise StoreError("this is a database, but no store of vidocq", where=self.database.shown)
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return None if found is None else str(found)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One moment of the store, to read."""
        with self.database.read() as connection:
            yield connection

    @contextmanager
    def change(self, *, by: str, action: str, why: str = "", target: str = "", case_pk: int | None = None) -> Iterator[Change]:
        """One change: all that the block writes is kept and logged together, or nothing is.

        Raises:
            StoreError: another process writes, or the database refuses.
        """
        with self.database.write() as connection:
            change = Change(connection, self.database.dialect, by=by, action=action, now=self.clock())
            self._refuse_a_gap(change)
            change.why, change.target, change.case_pk = why, target, case_pk
            yield change
            last = change.close()
        self.last = last
        self.memory.keep(last.seq, last.digest)

    def _refuse_a_gap(self, change: Change) -> None:
        """Write nothing behind a log that has lost its end: the lost change's number would be given out again."""
        if wrong := self.memory.missing(change.seq - 1, {change.seq - 1: change.previous} | self._remembered(change)):
            raise StoreError(
                wrong, where=self.database.shown, hint=f"restore a backup; if this copy is meant, remove {self.memory.path} first"
            )

    def _remembered(self, change: Change) -> dict[int, str]:
        """The digest of the change that is remembered, where others wrote after it."""
        known = self.memory.kept()
        if known is None or known.seq >= change.seq - 1:
            return {}
        table = schema.change
        found = change.connection.execute(select(table.c.digest).where(table.c.seq == known.seq)).scalar()
        return {} if found is None else {known.seq: str(found)}

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def _create(self) -> None:
        if self.database.path is not None:
            with self.database.guarded(), self.database.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                connection.exec_driver_sql("BEGIN")
        with self.database.write() as connection:
            if "alembic_version" in self.database.dialect.tables(connection):
                return  # another process was quicker
            build(connection, self.database)
            change = Change(connection, self.database.dialect, by="vidocq", action="store create", now=self.clock())
            change.after = schema.VERSION
            change.close()


def build(connection: Connection, database: Database) -> None:
    """Make the newest schema in an empty database."""
    database.dialect.prepare(connection)
    schema.metadata.create_all(connection)
    for table in schema.metadata.sorted_tables:
        database.dialect.freeze(connection, table.name)
    if database.path is not None:
        connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": schema.VERSION})


def _has_content(path: Path, shown: str) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(f"the store cannot be opened: {error.strerror}", where=shown) from error


def _make_file(path: Path) -> None:
    """Make the file, and its directory where there is none, before the database does: readable by their owner only."""
    try:
        for folder in reversed((path.parent, *path.parent.parents)):
            # One by one: `parents=True` would make all but the last with the modes of the day.
            folder.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"the store cannot be made: {error.strerror}", where=str(path)) from error


def _refuse(version: str, shown: str) -> None:
    from vidocq.store.migrate import known_versions

    if version in known_versions():
        raise StoreError(f"the store is of the older version {version}", where=shown, hint="run `vidocq store upgrade`")
    raise StoreError(
        f"the store is of version {version}, which this vidocq does not know",
        where=shown,
        hint="use the newer vidocq that wrote it; nothing was changed",
    )

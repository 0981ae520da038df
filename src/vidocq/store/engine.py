"""Opening a store: connections set up for one writer and many readers, and database errors said in our words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from vidocq import discovery
from vidocq.errors import StoreError
from vidocq.store.dialect import Dialect
from vidocq.store.dialects.sqlite import BUSY_SECONDS

_WRITE = "vidocq_write"


def default_location() -> str:
    """``$VIDOCQ_STORE``, else ``vidocq/store.db`` under the user's data directory."""
    given = os.environ.get("VIDOCQ_STORE")
    if given:
        return given
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return str(Path(base) / "vidocq" / "store.db")


def is_url(location: str) -> bool:
    """Whether a location is a server's address and not a file."""
    return "://" in location


class Database:
    """An engine, its dialect, and how to read and write through it."""

    def __init__(self, location: str) -> None:
        self.location = location
        self.shown = _without_password(location)
        self.engine = _postgresql(location) if is_url(location) else _sqlite(location)
        self.dialect: Dialect = discovery.load("vidocq.store.dialects", self.engine.dialect.name, "DIALECT")

    @property
    def path(self) -> Path | None:
        """The file, if it is one."""
        return None if is_url(self.location) else Path(self.location)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the store."""
        with self.guarded():
            options: dict[str, Any] = {} if self.path is not None else {"isolation_level": "REPEATABLE READ"}
            with self.engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection that is the one writer; everything in the block is kept, or nothing.

        Raises:
            StoreError: another process writes for longer than the time limit, or the disk is full.
        """
        with (
            self.guarded(),
            self.engine.connect().execution_options(**{_WRITE: True}) as connection,
            connection.begin(),
        ):
            self.dialect.begin_write(connection)
            yield connection

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn what the database raises into a StoreError that says what, where and a hint."""
        try:
            yield
        except DBAPIError as error:
            what, hint = self.dialect.diagnose(error.orig if isinstance(error.orig, Exception) else error)
            raise StoreError(what, where=self.shown, hint=hint or None) from error
        except SQLAlchemyError as error:
            raise StoreError(f"the database says: {error}", where=self.shown) from error
        except Exception as error:
            # Bulk load talks to the driver itself; its errors are not wrapped.
            if not isinstance(error, self.engine.dialect.loaded_dbapi.Error):
                raise
            what, hint = self.dialect.diagnose(error)
            raise StoreError(what, where=self.shown, hint=hint or None) from error

    def close(self) -> None:
        """Let all connections go."""
        self.engine.dispose()


def _without_password(location: str) -> str:
    if not is_url(location):
        return location
    try:
        return make_url(location).render_as_string(hide_password=True)
    except ArgumentError:
        return "the given address"


def _postgresql(location: str) -> Engine:
    try:
        url = make_url(location)
    except ArgumentError as error:
        raise StoreError("this is not an address of a database", where=_without_password(location)) from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise StoreError("only files (SQLite) and postgresql:// are stores", where=_without_password(location))
    try:
        return create_engine(url.set(drivername="postgresql+psycopg"))
    except ImportError as error:
        raise StoreError("PostgreSQL needs an extra", hint="pip install 'vidocq[postgres]'") from error


def _sqlite(location: str) -> Engine:
    path = Path(location)
    if not path.name:
        raise StoreError("the store cannot be made: this is a directory", where=location, hint="name a file in it")
    arguments: dict[str, Any] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    if _on_read_only_medium(path):
        # SQLite wants to make files beside one with a write-ahead log, even to read it, unless it is told that nobody writes.
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        engine = create_engine("sqlite+pysqlite://", creator=lambda: sqlite3.connect(address, uri=True, **arguments))
    else:
        engine = create_engine(f"sqlite+pysqlite:///{path}", connect_args=arguments)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _on_read_only_medium(path: Path) -> bool:
    """Whether nobody can write a store's file where it is, and its write-ahead log holds nothing that is not in it."""
    try:
        held = path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        held = 0
    return path.is_file() and not held and not _may_be_written(path)


def _may_be_written(path: Path) -> bool:
    """Whether the file, and others beside it, can be written: on the medium, and by who runs this."""
    if hasattr(os, "statvfs") and os.statvfs(path).f_flag & os.ST_RDONLY:
        return False
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _set_up(connection: Any, _record: Any) -> None:
    # We begin transactions ourselves: the driver would commit before every CREATE TABLE.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("synchronous = FULL", "temp_store = MEMORY", "cache_size = -65536", "trusted_schema = OFF"):
        try:
            cursor.execute(f"PRAGMA {pragma}")
        except UnicodeDecodeError as error:
            # SQLite quotes the damaged part of a definition in its message, byte for byte.
            raise sqlite3.DatabaseError("malformed database schema") from error
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""Bringing an older store up to date: forward only, after a backup, all of it or nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from vidocq.errors import StoreError
from vidocq.model import Noun
from vidocq.store import people, schema
from vidocq.store.backup import backup
from vidocq.store.log import Change
from vidocq.store.store import Store

_SCRIPTS = Path(__file__).parent / "migrations"


class Upgrade(Noun, frozen=True, kw_only=True):
    """What an upgrade did; ``backup`` is the file that the store was copied to before."""

    before: str
    after: str
    backup: str | None = None


def known_versions() -> tuple[str, ...]:
    """All versions of the schema, oldest first."""
    return tuple(sorted(path.stem.split("_")[0] for path in (_SCRIPTS / "versions").glob("[0-9]*.py")))


def upgrade(location: str, *, by: str, now: datetime, to: str | None = None) -> Upgrade:
    """Bring the store at ``location`` to the newest version (or ``to``).

    A file is copied first, beside itself; a server's backup is its administrator's (``pg_dump``).

    Raises:
        StoreError: there is no store, it is newer than this code, or the backup cannot be written.
    """
    from vidocq.store.engine import Database

    store = Store(Database(location), lambda: now)
    target = to or schema.VERSION
    before = store.version()
    if before is None:
        raise StoreError("there is no store", where=store.database.shown)
    if before not in known_versions():
        raise StoreError(f"the store is of version {before}, which this vidocq does not know", where=store.database.shown)
    with store.read() as connection:
        if "person" in store.database.dialect.tables(connection):  # the oldest stores knew no people
            people.require_all(connection, by, "store upgrade")
    if before >= target:
        return Upgrade(before=before, after=before)
    copy = None
    if store.database.path is not None:
        path = store.database.path
        copy = backup(store, path.with_name(f"{path.name}.{before}.{now.strftime('%Y%m%dT%H%M%S%fZ')}.backup"))
    with store.database.write() as connection:
        run(connection, target)
        change = Change(connection, store.database.dialect, by=by, action="store upgrade", now=now)
        change.before, change.after = before, target
        change.close()
    return Upgrade(before=before, after=target, backup=None if copy is None else str(copy))


def run(connection: Connection, target: str) -> None:
    """Run the scripts up to ``target`` inside the transaction that ``connection`` is in."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)

    def steps(revision: Any, _context: Any) -> Any:
        return scripts._upgrade_revs(target, revision)

    with EnvironmentContext(config, scripts, fn=steps) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()

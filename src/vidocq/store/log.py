"""The log of changes: a strictly increasing number, who, what and why, each row chained to the one before by SHA-256."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, Table, func, select

from vidocq.errors import InputError
from vidocq.model import Noun
from vidocq.store import schema
from vidocq.store.dialect import Dialect

#: What the first change is chained to.
GENESIS = "0" * 64

#: "All of it": greater than any ``seq``.
NOW = 2**62

_JSON = msgspec.json.Encoder(order="deterministic")
_CHUNK = 10_000
#: So many rows at once change what the planner should think of a table.
_MANY = 5_000


class Entry(Noun, frozen=True, kw_only=True):
    """One change as the log shows it; ``clock`` differs from ``at`` when the machine's clock had gone back."""

    seq: int
    at: str
    clock: str
    by: str
    action: str
    target: str
    before: str
    after: str
    why: str
    digest: str


#: A clock that is further behind the log than this was not just set a little: one of the two readings is wrong.
_JUMP = timedelta(days=1)


def _dated(connection: Connection, clock: str, last: str) -> str:
    """When a change is dated: not before the one before it, unless that one came from a clock that had jumped ahead.

    That is so where the clock now fits what was written earlier: else every later change would be dated by the wrong reading.
    """
    if clock >= last or _instant(last) - _instant(clock) <= _JUMP:
        return max(clock, last)
    table = schema.change
    fits = connection.execute(select(table.c.seq).where(table.c.at <= clock).limit(1)).first()
    return last if fits is None else clock


def _instant(stamped: str) -> datetime:
    return datetime.fromisoformat(stamped)


class Change:
    """One change being written: gives out keys, keeps the digest of what is written, and closes the chain at the end."""

    def __init__(self, connection: Connection, dialect: Dialect, *, by: str, action: str, now: datetime) -> None:
        last = connection.execute(select(schema.change).order_by(schema.change.c.seq.desc()).limit(1)).mappings().first()
        self.connection = connection
        self.dialect = dialect
        self.seq: int = 1 if last is None else last["seq"] + 1
        self.clock = stamp(now)
        self.at = self.clock if last is None else _dated(connection, self.clock, last["at"])
        self.by = by
        self.action = action
        self.case_pk: int | None = None
        self.target = self.before = self.after = self.why = ""
        self.previous = GENESIS if last is None else str(last["digest"])
        self._next: dict[str, int] = {}
        self._contents = Contents()

    def key(self, table: Table) -> int:
        """The next key of a table; nobody else writes until this change is done."""
        if table.name not in self._next:
            highest = self.connection.execute(select(func.max(table.c.pk))).scalar()
            self._next[table.name] = 1 if highest is None else int(highest) + 1
        key = self._next[table.name]
        self._next[table.name] = key + 1
        return key

    def insert(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Write rows; ``pk`` and ``seq`` are filled in where they are missing, columns left out are NULL."""
        if not rows:
            return
        names = [column.name for column in table.columns]
        whole = [
            {name: row.get(name) for name in names} | {"pk": row.get("pk") or self.key(table), "seq": self.seq} for row in rows
        ]
        self.connection.execute(table.insert(), whole)
        self._contents.add(table, ([row[name] for name in names] for row in whole))

    def bulk(self, table: Table, rows: Iterable[tuple[Any, ...]]) -> int:
        """Write many rows, whole and in the table's column order, without going through SQLAlchemy; gives their number."""
        names = [column.name for column in table.columns]
        count = 0
        chunk: list[tuple[Any, ...]] = []
        for row in rows:
            chunk.append(row)
            if len(chunk) == _CHUNK:
                count += self._bulk(table, names, chunk)
                chunk = []
        count += self._bulk(table, names, chunk)
        if count >= _MANY:
            self.dialect.settle(self.connection, table.name)
        return count

    def _bulk(self, table: Table, names: list[str], rows: list[tuple[Any, ...]]) -> int:
        if rows:
            self.dialect.bulk(self.connection, table, names, rows)
            self._contents.add(table, rows)
        return len(rows)

    def close(self) -> Entry:
        """Write the change's own row, chained to the one before."""
        row = {
            "seq": self.seq,
            "at": self.at,
            "clock": self.clock,
            "by": self.by,
            "action": self.action,
            "case_pk": self.case_pk,
            "target": self.target,
            "before": self.before,
            "after": self.after,
            "why": self.why,
            "contents": self._contents.digest(),
            "previous": self.previous,
        }
        row["digest"] = chain(row)
        self.connection.execute(schema.change.insert(), row)
        shown: dict[str, Any] = {name: row[name] for name in Entry.__struct_fields__}
        return Entry(**shown)


class Contents:
    """The digest of the rows of one change, table by table in the order of keys."""

    def __init__(self) -> None:
        self._tables: dict[str, tuple[int, Any]] = {}

    def add(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Take in rows in column order; bytes count by their SHA-256."""
        count, hasher = self._tables.get(table.name) or (0, hashlib.sha256())
        binary = [index for index, column in enumerate(table.columns) if column.name in {"body", "content"}]
        lines = [_plain(row, binary) for row in rows] if binary else [tuple(row) for row in rows]
        hasher.update(_JSON.encode(lines)[1:-1] + b"," if lines else b"")
        self._tables[table.name] = (count + len(lines), hasher)

    def digest(self) -> str:
        """The whole as one SHA-256, in hexadecimal."""
        parts = [f"{name} {count} {hasher.hexdigest()}" for name, (count, hasher) in sorted(self._tables.items())]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _plain(row: Sequence[Any], binary: list[int]) -> list[Any]:
    values = list(row)
    for index in binary:
        values[index] = hashlib.sha256(values[index]).hexdigest()
    return values


def chain(row: dict[str, Any] | RowMapping) -> str:
    """The digest of a change's row: all of it but the digest itself."""
    line = [row[column.name] for column in schema.change.columns if column.name != "digest"]
    return hashlib.sha256(_JSON.encode(line)).hexdigest()


#: A number of more signs is beyond any change.
_MOST_DIGITS = 18


def stamp(moment: datetime) -> str:
    """A moment as it is stored: UTC, microseconds, always the same width, so that text compares as time."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def resolve(connection: Connection, when: str | None, *, start: bool = False) -> int:
    """The last ``seq`` that had happened at a moment.

    ``when`` is None or ``now``, ``#12`` (a change by its number), an RFC 3339 moment, or a day: its end, or with ``start`` its
    beginning. Days and moments without an offset are UTC.

    Raises:
        InputError: it is none of these.
    """
    if when is None or when == "now":
        return NOW
    if when.startswith("#") and when[1:].isascii() and when[1:].isdecimal():
        return NOW if len(when) > _MOST_DIGITS else min(int(when[1:]), NOW)
    try:
        moment = stamp(_moment(when, start=start))
    except OverflowError as error:
        raise InputError("a moment before the year 1 or after 9999 in UTC", where=when[:60]) from error
    table = schema.change
    if _in_order(connection):
        found = connection.execute(select(func.max(table.c.seq)).where(table.c.at <= moment)).scalar()
        return 0 if found is None else int(found)
    dated = [(seq, at) for seq, at in connection.execute(select(table.c.seq, table.c.at).order_by(table.c.seq))]
    return max((seq for seq, at in _put_right(dated) if at <= moment), default=0)


def _in_order(connection: Connection) -> bool:
    table = schema.change
    before = func.lag(table.c.at).over(order_by=table.c.seq).label("before")
    pairs = select(table.c.at, before).subquery()
    return connection.execute(select(pairs.c.at).where(pairs.c.at < pairs.c.before).limit(1)).first() is None


def _put_right(dated: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The changes dated so that none is earlier than the one before it: the readings that most others fit are the right ones.

    Those are the longest run that never falls (Fredman 1975; of two as long, the one that ends earlier, which is the clock of
    now). A change whose reading does not fit takes the date of the right one before it.
    """
    tails: list[str] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, at) in enumerate(dated):
        place = bisect_right(tails, at)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [at]
        ends[place : place + 1] = [index]
    right, index = set[int](), ends[-1] if ends else -1
    while index >= 0:
        right.add(index)
        index = before[index]
    found, last = list[tuple[int, str]](), ""
    for index, (seq, at) in enumerate(dated):
        last = at if index in right else last
        found.append((seq, last or at))
    return found


def _moment(when: str, *, start: bool) -> datetime:
    try:
        if len(when) == len("2025-05-01"):
            day = datetime.combine(date.fromisoformat(when), datetime.min.time(), UTC)
            return day - timedelta(microseconds=1) if start else day + timedelta(days=1, microseconds=-1)
        moment = datetime.fromisoformat(when)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{when!r} is not a moment", hint="use a day (2025-05-01), 2025-05-01T12:00Z, now, or #12") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def entries(connection: Connection, *, case_pk: int | None = None, limit: int | None = None, until: int = NOW) -> list[Entry]:
    """The log, oldest first: of one case or of all; with ``limit`` only the newest so many."""
    table = schema.change
    query = select(*(table.c[name] for name in Entry.__struct_fields__)).where(table.c.seq <= until)
    if case_pk is not None:
        query = query.where(table.c.case_pk == case_pk)
    query = query.order_by(table.c.seq.desc())
    rows = connection.execute(query if limit is None else query.limit(limit)).mappings().all()
    return [Entry(**{str(name): value for name, value in row.items()}) for row in reversed(rows)]

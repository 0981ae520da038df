"""Checking a store from end to end: pages, definitions, chain, contents, documents, quotes; the first break is named."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from vidocq.model import Noun
from vidocq.store import anchors as anchored
from vidocq.store import people, schema, shape, shape_postgresql
from vidocq.store.anchors import Anchor
from vidocq.store.log import GENESIS, Contents, chain
from vidocq.store.normal import column as kept
from vidocq.store.store import Store

_CHUNK = 2_000
#: So many documents' texts are held at once.
_MOST_TEXTS = 16


class Report(Noun, frozen=True, kw_only=True):
    """What a check found: the first break of each sort, and what was read. ``head`` is the digest of the newest change.

    A cut-off end of the log cannot be seen from inside: compare ``head`` with one written down elsewhere.
    """

    breaks: tuple[str, ...]
    changes: int
    rows: int
    documents: int
    head: str

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.breaks


def check(
    store: Store,
    *,
    expect: str | None = None,
    by: str | None = None,
    anchors: Sequence[Anchor] = (),
    public: Path | None = None,
) -> Report:
    """Read everything and compare it with its digests.

    Args:
        store: what to check.
        expect: the digest of a change that must be in the log.
        by: who asks; None for the store's own purposes.
        anchors: checkpoints signed before, which the log must fit.
        public: the file of the public key that signed them.

    Raises:
        InputError: the public key cannot be read.
        RightsError: ``by`` may not ask this.
        StoreError: the store cannot be read at all.
    """
    found = _Check(store, expect, frozenset(one.seq for one in anchors))
    with store.read() as connection:
        if by is not None:
            people.require(connection, by, "store check")
        found.run(connection)
    breaks = list(found.breaks)
    if anchors and public is not None:
        breaks += anchored.breaks(anchors, public, found.digests)
    if wrong := store.memory.missing(found.last, found.digests):
        breaks.append(wrong)
    counts = found.counts
    return Report(
        breaks=tuple(breaks),
        changes=counts["changes"],
        rows=counts["rows"],
        documents=counts["documents"],
        head=found.head,
    )


class _Check:
    """One pass over a store; what one step cannot read is a break of its own, and the next step goes on."""

    def __init__(self, store: Store, expect: str | None, wanted: frozenset[int]) -> None:
        self.store = store
        self.expect = expect
        self.wanted = wanted
        self.breaks: list[str] = []
        self.counts = {"changes": 0, "rows": 0, "documents": 0}
        self.head = GENESIS
        self.last = 0
        self.digests: dict[int, str] = {}
        self._contents: dict[int, str] = {}

    def run(self, connection: Connection) -> None:
        """Do every step."""
        self._step("the pages", lambda: self._pages(connection))
        self._step("the log", lambda: self._log(connection))
        self._step("what changes wrote", lambda: _contents(connection, self._contents, self.breaks, self.counts))
        self._step("the documents", lambda: _documents(connection, self.breaks, self.counts))
        self._step("what points where", lambda: _references(connection, self.breaks))
        self._step("the quotes", lambda: _quotes(connection, self.breaks))

    def _step(self, name: str, step: Callable[[], None]) -> None:
        try:
            step()
        except DBAPIError as error:
            what, _ = self.store.database.dialect.diagnose(error.orig if isinstance(error.orig, Exception) else error)
            self.breaks.append(f"reading {name} stopped: {what}")
        except (TypeError, ValueError, LookupError, AttributeError, OverflowError, RecursionError, SQLAlchemyError) as error:
            # Values that no vidocq wrote: whatever they break here, they are what is wrong.
            shown = ascii(str(error))[1:160]
            self.breaks.append(f"reading {name} stopped at a value that vidocq does not write: {type(error).__name__}: {shown}")
        except MemoryError:
            self.breaks.append(f"reading {name} stopped: a value is larger than memory")

    def _pages(self, connection: Connection) -> None:
        if wrong := self.store.database.dialect.verify(connection):
            self.breaks.append(f"the database is damaged: {wrong}")
        else:
            kept = shape if self.store.database.path is not None else shape_postgresql
            self.breaks.extend(kept.differences(connection))

    def _log(self, connection: Connection) -> None:
        """Follow the log from its beginning, and note what each change claims to have written."""
        memory = self.store.memory.kept()
        wanted = self.wanted if memory is None else self.wanted | {memory.seq}
        last_at, broken = "", None
        seen = self.expect is None
        for row in _stream(connection, schema.change):
            values = row._mapping
            self.counts["changes"] += 1
            self._contents[values["seq"]] = values["contents"]
            if broken is None:
                broken = _break_of(values, self.head, self.last, last_at)
            self.head, self.last, last_at = values["digest"], values["seq"], values["at"]
            if self.last in wanted:
                self.digests[self.last] = self.head
            seen = seen or self.head == self.expect
        if broken is not None:
            self.breaks.append(broken)
        if not seen:
            self.breaks.append(f"no change has the expected digest {self.expect}: the log was cut off or replaced")


def _stream(connection: Connection, table: Table, *columns: str) -> Iterator[Any]:
    order = table.c.seq if table is schema.change else table.c.pk
    query = select(*(table.c[name] for name in columns)) if columns else select(table)
    yield from connection.execution_options(yield_per=_CHUNK).execute(query.order_by(order))


def _break_of(values: Any, previous: str, last_seq: int, last_at: str) -> str | None:
    name = f"change #{values['seq']} ({values['action']}, {values['at']}, by {values['by']})"
    if values["seq"] != last_seq + 1:
        return f"{name}: the change before it is #{last_seq}: one is missing"
    if values["previous"] != previous:
        return f"{name}: it is not chained to the change before it"
    if chain(values) != values["digest"]:
        return f"{name}: what it says was changed afterwards"
    if values["at"] < last_at and values["at"] != values["clock"]:
        return f"{name}: it is earlier than the one before it"
    return None


def _contents(connection: Connection, claimed: dict[int, str], breaks: list[str], counts: dict[str, int]) -> None:
    """Digest the rows of each change again and compare with what the log says of it."""
    found: dict[int, Contents] = {}
    for table in schema.CONTENT:
        for seq, rows in _by_change(connection, table):
            counts["rows"] += len(rows)
            if seq not in claimed:
                breaks.append(f"{table.name}: rows of change #{seq}, which is not in the log")
                return
            found.setdefault(seq, Contents()).add(table, rows)
    nothing = Contents().digest()
    for seq, digest in claimed.items():
        if (found[seq].digest() if seq in found else nothing) != digest:
            breaks.append(f"change #{seq}: the rows it wrote are not as they were written")
            return


def _by_change(connection: Connection, table: Table) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """Rows in the order of keys, in runs of the same change (cut into parts that fit into memory)."""
    run: list[tuple[Any, ...]] = []
    seq = -1
    where = list(table.columns.keys()).index("seq")
    for row in _stream(connection, table):
        if run and (row[where] != seq or len(run) >= _CHUNK):
            yield seq, run
            run = []
        seq = row[where]
        run.append(tuple(row))
    if run:
        yield seq, run


def _documents(connection: Connection, breaks: list[str], counts: dict[str, int]) -> None:
    for pk, sha256, size, content in _stream(connection, schema.blob, "pk", "sha256", "size", "content"):
        counts["documents"] += 1
        data = bytes(content)
        if len(data) != size:
            breaks.append(f"document {sha256} (row {pk}): {len(data)} bytes of {size}")
            return
        if hashlib.sha256(data).hexdigest() != sha256:
            breaks.append(f"document {sha256} (row {pk}): its bytes have another digest")
            return


#: (table, column, table it points into): rows that point at nothing are a break.
_REFERENCES = (
    ("record", "case_pk", "case_"),
    ("record", "asserter_pk", "asserter"),
    ("record", "indicator_pk", "indicator"),
    ("record", "supersedes", "record"),
    ("ending", "record_pk", "record"),
    ("assertion", "asserter_pk", "asserter"),
    ("assertion", "place", "record"),
    ("assertion", "indicator_pk", "indicator"),
    ("assertion", "blob_pk", "blob"),
    ("retraction", "assertion_pk", "assertion"),
    ("edge", "origin", "node"),
    ("edge", "target", "node"),
    ("edge", "record_pk", "record"),
)


def _references(connection: Connection, breaks: list[str]) -> None:
    for table, column, other in _REFERENCES:
        query = (
            f"SELECT a.pk FROM {table} a LEFT JOIN {other} b ON b.pk = a.{column} "  # noqa: S608 - names are our schema's
            f"WHERE a.{column} IS NOT NULL AND b.pk IS NULL LIMIT 1"
        )
        found = connection.execute(text(query)).first()
        if found is not None:
            breaks.append(f"{table} row {found[0]}: its {column} points at nothing in {other}")
            return


def _quotes(connection: Connection, breaks: list[str]) -> None:
    """Every quote stands word for word at its place in a document read from these bytes, or in the bytes' own text."""
    said = schema.assertion
    query = select(said.c.pk, said.c.blob_pk, said.c.start, said.c.end, said.c.quote).where(said.c.blob_pk.is_not(None))
    texts: dict[int, list[str]] = {}
    rows = connection.execution_options(yield_per=_CHUNK).execute(query.order_by(said.c.pk))
    for pk, blob_pk, start, end, quote in rows:
        if blob_pk not in texts:
            if len(texts) >= _MOST_TEXTS:
                texts.clear()
            texts[blob_pk] = _texts(connection, blob_pk)
        if not any(kept(whole[start:end]) == quote for whole in texts[blob_pk]):
            breaks.append(f"assertion {pk}: its quote does not stand at {start}:{end} of its document")
            return


def _texts(connection: Connection, blob_pk: int) -> list[str]:
    blob, record = schema.blob, schema.record
    sha256, content = connection.execute(select(blob.c.sha256, blob.c.content).where(blob.c.pk == blob_pk)).one()
    bodies = connection.execute(select(record.c.body).where(record.c.type == "document", record.c.value == sha256)).scalars()
    found = [msgspec.json.decode(bytes(body))["text"] for body in bodies]
    return found or [bytes(content).decode("utf-8-sig", errors="replace")]

"""The ledger: everything ever read of who said what, kept in one file, append-only, with its queries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import msgspec

from vidocq.errors import InputError, StoreError
from vidocq.model import Conflict, Document, Incident, Noun, Response, Statement, make_id
from vidocq.statements.joining import Joined, join
from vidocq.statements.precedents import Precedent
from vidocq.statements.reader import Reading
from vidocq.statements.review import decide
from vidocq.vocabulary.states import code_of

_SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, kind TEXT NOT NULL, created TEXT NOT NULL,
  supersedes TEXT, author TEXT NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS record_id ON record (id);
CREATE INDEX IF NOT EXISTS record_kind ON record (kind, seq);
"""
_APPLICATION = 0x56444C47  # "VDLG" in the file's header: a ledger, and nothing else, is opened as one


class KnownDocument(Noun, frozen=True, kw_only=True):
    """What the ledger keeps of a document: enough to find it again, never its bytes."""

    id: str
    sha256: str
    name: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    must_not_claim: tuple[str, ...] = ()


class Apart(Noun, frozen=True, kw_only=True):
    """A person's word that two statements are not accounts of one; ``pair`` are their ids."""

    id: str
    pair: tuple[str, str]
    by: str
    reason: str


class Query(Noun, frozen=True, kw_only=True):
    """What to show; every part that is set must fit. Codes or names (``CN`` or ``China``); dates are EDTF days, inclusive.

    ``sponsor`` fits objects that are the state or one of its organs, ``actor`` objects that are that group.
    """

    speaker: str | None = None
    sponsor: str | None = None
    actor: str | None = None
    victim: str | None = None
    act: str | None = None
    reaction: int | None = None
    since: str | None = None
    until: str | None = None
    lane: str | None = None


_KINDS: dict[str, type[Any]] = {
    "document": KnownDocument,
    "statement": Statement,
    "response": Response,
    "incident": Incident,
    "conflict": Conflict,
    "apart": Apart,
    "precedent": Precedent,
}
Kept = TypeVar("Kept", bound=Noun)


class Ledger:
    """A ledger in one SQLite file (``:memory:`` for none). Use it as a context manager.

    Nothing is ever changed or deleted: a correction is a new record that supersedes the old one.

    Raises:
        StoreError: the file is no ledger, is damaged, or cannot be written.
    """

    def __init__(self, path: str | Path = ":memory:") -> None:
        self.path = str(path)
        try:
            self._db = sqlite3.connect(self.path)
            self._prepare()
        except sqlite3.Error as error:
            raise StoreError("the ledger cannot be opened", where=self.path, hint=str(error)) from error

    def _prepare(self) -> None:
        (stamp,) = self._db.execute("PRAGMA application_id").fetchone()
        (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if stamp not in (0, _APPLICATION) or (stamp == 0 and tables):
            raise StoreError("this file is a database, but no ledger", where=self.path, hint="give another file name")
        self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
        self._db.executescript(_SCHEMA)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # --- writing --------------------------------------------------------------------------------------------------------------

    def add(self, document: Document, reading: Reading, *, at: str, by: str = "") -> int:
        """Keep what was read from a document; what is already kept is not kept twice.

        Args:
            document: the document read.
            reading: what ``vidocq.statements.reader.read`` gave, decided upon or not.
            at: when, as an EDTF date or time (time is an argument here, never the clock).
            by: who adds it.

        Returns:
            How many new records there are.
        """
        known = KnownDocument(
            id=document.id,
            sha256=document.sha256,
            name=document.name,
            title=document.title,
            publisher=document.publisher,
            published=document.published,
            url=document.url,
            must_not_claim=reading.must_not_claim,
        )
        records: list[tuple[str, str, Noun, str | None]] = [("document", known.id, known, None)]
        records += [("incident", item.id, item, None) for item in reading.incidents]
        records += [("statement", item.id, item, item.supersedes) for item in reading.statements]
        records += [("response", item.id, item, item.supersedes) for item in reading.responses]
        records += [("conflict", make_id("conflict", document.id, item.sentence), item, None) for item in reading.conflicts]
        return sum(self._put(kind, ident, body, supersedes, at=at, by=by) for kind, ident, body, supersedes in records)

    def decide(self, record_id: str, *, accept: bool, by: str, at: str) -> Statement | Response:
        """Accept or reject a kept record by name.

        Raises:
            InputError: no such record, or no name.
        """
        for kind in ("statement", "response"):
            for record in self._current(kind):
                if record.id == record_id or record.id.partition("--")[2].startswith(record_id):
                    new = decide(record, accept=accept, by=by)
                    self._put(kind, new.id, new, record.id, at=at, by=by)
                    return new  # type: ignore[no-any-return]
        raise InputError("no record with this id stands in the ledger", where=record_id)

    def set_apart(self, first: str, second: str, *, by: str, reason: str, at: str) -> Apart:
        """Undo a joining: these two statements are not accounts of one.

        Raises:
            InputError: no name is given, or a statement is not in the ledger.
        """
        if not by.strip():
            raise InputError("undoing a joining needs a name", where=first)
        known = {item.id for item in self._current("statement")}
        for wanted in (first, second):
            if wanted not in known:
                raise InputError("no such statement", where=wanted)
        apart = Apart(id=make_id("apart", *sorted((first, second))), pair=(first, second), by=by, reason=reason)
        self._put("apart", apart.id, apart, None, at=at, by=by)
        return apart

    def add_precedents(self, rows: Iterable[Precedent], *, at: str, by: str = "") -> int:
        """Keep imported cases; those already kept are left as they are."""
        return sum(self._put("precedent", row.id, row, None, at=at, by=by) for row in rows)

    def _put(self, kind: str, ident: str, body: Noun, supersedes: str | None, *, at: str, by: str) -> int:
        packed = msgspec.json.encode(body)
        try:
            with self._db:
                last = self._db.execute("SELECT body FROM record WHERE id = ? ORDER BY seq DESC LIMIT 1", (ident,)).fetchone()
                if last is not None and last[0] == packed:
                    return 0
                self._db.execute(
                    "INSERT INTO record (id, kind, created, supersedes, author, body) VALUES (?, ?, ?, ?, ?, ?)",
                    (ident, kind, at, supersedes, by, packed),
                )
        except sqlite3.Error as error:
            raise StoreError("the ledger cannot be written", where=self.path, hint=str(error)) from error
        return 1

    # --- reading --------------------------------------------------------------------------------------------------------------

    def _current(self, kind: str) -> Iterator[Any]:
        """The last version of every record of a kind that no other supersedes, oldest first."""
        rows = self._db.execute(
            "SELECT body FROM record r WHERE kind = ? AND seq = (SELECT max(seq) FROM record WHERE id = r.id)"
            " AND NOT EXISTS (SELECT 1 FROM record s WHERE s.supersedes = r.id) ORDER BY seq",
            (kind,),
        )
        for (body,) in rows:
            try:
                yield msgspec.json.decode(body, type=_KINDS[kind])
            except msgspec.DecodeError as error:
                raise StoreError("a record in the ledger is damaged", where=self.path, hint=str(error)) from error

    def documents(self) -> tuple[KnownDocument, ...]:
        """All documents the ledger knows."""
        return tuple(self._current("document"))

    def incidents(self) -> tuple[Incident, ...]:
        """All incidents."""
        return tuple(self._current("incident"))

    def responses(self) -> tuple[Response, ...]:
        """All responses that no other record supersedes."""
        return tuple(self._current("response"))

    def conflicts(self) -> tuple[Conflict, ...]:
        """All conflicts found between sections or documents."""
        return tuple(self._current("conflict"))

    def precedents(self) -> tuple[Precedent, ...]:
        """Imported cases."""
        return tuple(self._current("precedent"))

    def history(self, record_id: str) -> tuple[tuple[str, str, str], ...]:
        """Every version of a record and what superseded it: (when, by whom, id), oldest first."""
        rows = self._db.execute(
            "SELECT created, author, id FROM record WHERE id = ? OR supersedes = ? ORDER BY seq", (record_id, record_id)
        )
        return tuple((created, author, ident) for created, author, ident in rows)

    def show(self, query: Query | None = None) -> tuple[Joined, ...]:
        """Joined statements that fit a query, by date."""
        query = query or Query()
        apart = frozenset(frozenset(item.pair) for item in self._current("apart"))
        entries = join(self._current("statement"), self.incidents(), apart=apart)
        return tuple(sorted((entry for entry in entries if fits(entry, query)), key=_order))


def _order(entry: Joined) -> tuple[str, str]:
    return (entry.statement.date.edtf if entry.statement.date else "9999", entry.statement.speaker.party)


def _code(name: str | None) -> str | None:
    return None if name is None else (code_of(name) or code_of(name.title()) or name)


def fits(entry: Joined, query: Query) -> bool:
    """Whether an entry fits every part of a query that is set."""
    item = entry.statement
    states = {code.partition(":")[0] for code in item.objects}
    edtf = item.date.edtf if item.date else ""
    checks = (
        query.speaker is None or item.speaker.party == _code(query.speaker),
        query.sponsor is None or _code(query.sponsor) in states or query.sponsor in item.objects,
        query.actor is None or query.actor.casefold() in {code.casefold() for code in item.objects},
        query.victim is None or _code(query.victim) in entry.victims,
        query.act is None or (item.act is not None and item.act.value == query.act),
        query.reaction is None or int(item.reaction) == query.reaction,
        query.lane is None or item.lane.value == query.lane,
        query.since is None or (bool(edtf) and edtf[: len(query.since)] >= query.since),
        query.until is None or (bool(edtf) and edtf[: len(query.until)] <= query.until),
    )
    return all(checks)

"""The ledger: everything ever read of who said what, kept in a store as records of no case, with its queries.

One discipline holds for cases and statements: the same chain of changes, the same people, the same markings. What a person may
not see is not read at all, so that no count, joining or trend tells of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection

from vidocq.errors import InputError, RightsError, StoreError
from vidocq.model import Conflict, Document, Incident, Noun, Response, Statement, make_id
from vidocq.statements.joining import Joined, join
from vidocq.statements.precedents import Precedent
from vidocq.statements.reader import Reading
from vidocq.statements.review import decide
from vidocq.store import records
from vidocq.store.engine import is_url
from vidocq.store.log import Change, entries
from vidocq.store.markings import label
from vidocq.store.records import Item, Row
from vidocq.store.rights import Sight, sight
from vidocq.store.store import Store
from vidocq.vocabulary.states import code_of
from vidocq.vocabulary.tlp import Tlp, most_restrictive


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
    """The statements kept in a store, as one person sees them. Use it as a context manager.

    Nothing is ever changed or deleted: a correction is a new record that supersedes the old one.

    Args:
        place: a file or ``postgresql://`` address, made if it is not there; ``:memory:`` for one that is gone afterwards.
        by: who reads, and who writes where no other name is given.

    Raises:
        StoreError: there is something else, it is damaged, or cannot be written.
    """

    def __init__(self, place: str | Path = ":memory:", *, by: str = "") -> None:
        self._by = by
        self._folder = tempfile.TemporaryDirectory(prefix="vidocq-") if str(place) == ":memory:" else None
        self.path = str(place) if self._folder is None else f"{self._folder.name}/ledger.db"
        try:
            # One that is there may be one to read only: it is opened as it is.
            self._store = Store.open(self.path, create=is_url(self.path) or not Path(self.path).exists())
        except BaseException:
            self._forget()
            raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()
        self._forget()

    def _forget(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    # --- writing --------------------------------------------------------------------------------------------------------------

    def add(self, document: Document, reading: Reading, *, at: str, by: str = "", tlp: Tlp = Tlp.UNMARKED) -> int:
        """Keep what was read from a document, marked as it is; what is already kept is not kept twice.

        Args:
            document: the document read.
            reading: what ``vidocq.statements.reader.read`` gave, decided upon or not.
            at: when, as a day or moment of ISO 8601 (time is an argument here, never the clock).
            by: who adds it.
            tlp: the marking of a document that carries none. It never loosens one that does.

        Returns:
            How many new records there are.

        Raises:
            RightsError: the person may not add, or the document is marked more strictly than they may see.
        """
        marking = marked_as(document, tlp)
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
        nouns: list[tuple[str, str, Noun]] = [("document", known.id, known)]
        nouns += [("incident", item.id, item) for item in reading.incidents]
        nouns += [("statement", item.id, item) for item in reading.statements]
        nouns += [("response", item.id, item) for item in reading.responses]
        nouns += [("conflict", make_id("conflict", document.id, item.sentence), item) for item in reading.conflicts]
        return self._keep("ledger add", nouns, marking, at=at, by=by, target=document.id)

    def decide(self, record_id: str, *, accept: bool, by: str, at: str) -> Statement | Response:
        """Accept or reject a kept record by name.

        Raises:
            InputError: no such record that ``by`` may see, or no name.
            RightsError: ``by`` may not decide.
        """
        with self._change("ledger decide", at=at, by=by) as (change, seen):
            for kind in ("statement", "response"):
                for row, record in self._read(seen, kind):
                    if record.id == record_id or record.id.partition("--")[2].startswith(record_id):
                        new: Statement | Response = decide(record, accept=accept, by=by)
                        change.target, change.after = record.id, new.lane.value
                        records.replace(change, row, _item(kind, new.id, new, label(row.openness), by))
                        return new
            raise InputError("no record with this id stands in the ledger", where=record_id)

    def set_apart(self, first: str, second: str, *, by: str, reason: str, at: str) -> Apart:
        """Undo a joining: these two statements are not accounts of one.

        Raises:
            InputError: no name is given, or a statement is not in the ledger, as far as ``by`` may see it.
            RightsError: ``by`` may not do this.
        """
        if not by.strip():
            raise InputError("undoing a joining needs a name", where=first)
        with self._change("ledger apart", at=at, by=by) as (change, seen):
            marked = {record.id: label(row.openness) for row, record in self._read(seen, "statement")}
            for wanted in (first, second):
                if wanted not in marked:
                    raise InputError("no such statement", where=wanted)
            apart = Apart(id=make_id("apart", *sorted((first, second))), pair=(first, second), by=by, reason=reason)
            change.why = reason
            strictest = most_restrictive((marked[first], marked[second]))
            records.keep(change, [_item("apart", apart.id, apart, strictest, by)], seen.ceiling)
        return apart

    def add_precedents(self, rows: Iterable[Precedent], *, at: str, by: str = "", tlp: Tlp = Tlp.UNMARKED) -> int:
        """Keep imported cases, marked ``tlp``; those already kept are left as they are."""
        return self._keep("ledger import", [("precedent", row.id, row) for row in rows], tlp, at=at, by=by)

    def _keep(self, action: str, nouns: list[tuple[str, str, Noun]], tlp: Tlp, *, at: str, by: str, target: str = "") -> int:
        with self._change(action, at=at, by=by) as (change, seen):
            if not tlp.visible_at(seen.ceiling):
                raise RightsError(
                    f"this is marked {tlp.value}, and {seen.person.name} sees nothing stricter than {seen.ceiling.value}"
                )
            change.target = target
            items = [_item(kind, ident, noun, tlp, by or self._by) for kind, ident, noun in nouns]
            outcome = records.keep(change, items, seen.ceiling)
        return len(outcome.added) + len(outcome.changed)

    @contextmanager
    def _change(self, action: str, *, at: str, by: str) -> Iterator[tuple[Change, Sight]]:
        """One change, by somebody who may make it, and the ledger as they see it."""
        moment = _moment(at)
        self._store.clock = lambda: moment
        with self._store.change(by=by or self._by, action=action) as change:
            yield change, sight(change.connection, by or self._by, action=action)

    # --- reading --------------------------------------------------------------------------------------------------------------

    def _read(self, seen: Sight, kind: str) -> Iterator[tuple[Row, Any]]:
        """The records of a kind that hold and may be seen, oldest first, with their rows."""
        for row in records.held(seen.connection, types=(f"ledger-{kind}",), ceiling=seen.ceiling):
            try:
                yield row, msgspec.json.decode(row.body, type=_KINDS[kind])
            except msgspec.DecodeError as error:
                raise StoreError("a record in the ledger is damaged", where=self.path, hint=str(error)) from error

    @contextmanager
    def _sight(self) -> Iterator[Sight]:
        with self._store.read() as connection:
            yield sight(connection, self._by)

    def _current(self, kind: str) -> tuple[Any, ...]:
        with self._sight() as seen:
            return tuple(record for _, record in self._read(seen, kind))

    def documents(self) -> tuple[KnownDocument, ...]:
        """All documents the ledger knows."""
        return self._current("document")

    def incidents(self) -> tuple[Incident, ...]:
        """All incidents."""
        return self._current("incident")

    def responses(self) -> tuple[Response, ...]:
        """All responses that no other record supersedes."""
        return self._current("response")

    def conflicts(self) -> tuple[Conflict, ...]:
        """All conflicts found between sections or documents."""
        return self._current("conflict")

    def precedents(self) -> tuple[Precedent, ...]:
        """Imported cases, each with its marking."""
        with self._sight() as seen:
            return tuple(
                msgspec.structs.replace(record, marking=label(row.openness).value)
                for row, record in self._read(seen, "precedent")
            )

    def history(self, record_id: str) -> tuple[tuple[str, str, str], ...]:
        """Every version of a record and what superseded it: (when, by whom, id), oldest first."""
        with self._sight() as seen:
            versions = _line(seen.connection, record_id)
            changes = {entry.seq: entry for entry in entries(seen.connection)}
            return tuple(
                (changes[row.seq].at, changes[row.seq].by, row.id)
                for row in versions
                if label(row.openness).visible_at(seen.ceiling)
            )

    def show(self, query: Query | None = None) -> tuple[Joined, ...]:
        """Joined statements that fit a query, by date; each is marked as the strictest of what it was joined from."""
        query = query or Query()
        with self._sight() as seen:
            rows = list(self._read(seen, "statement"))
            apart = frozenset(frozenset(item.pair) for _, item in self._read(seen, "apart"))
            incidents = list(self._read(seen, "incident"))
        marked = {record.id: label(row.openness) for row, record in (*rows, *incidents)}
        joined = join((record for _, record in rows), (record for _, record in incidents), apart=apart)
        shown = [_marked(entry, marked) for entry in joined if fits(entry, query)]
        return tuple(sorted(shown, key=_order))


def marked_as(document: Document, given: Tlp) -> Tlp:
    """How what comes from a document is marked: ``given`` marks one that carries no marking, and never loosens one that does."""
    own = document.marking.filled(given)
    return own if given is Tlp.UNMARKED else most_restrictive((own, given))


def _item(kind: str, ident: str, noun: Noun, tlp: Tlp, by: str) -> Item:
    return Item(
        type=f"ledger-{kind}",
        id=ident,
        body=msgspec.json.encode(noun, order="deterministic"),
        asserter=f"analyst:{by}" if by else "vidocq",
        tlp=tlp,
    )


def _line(connection: Connection, record_id: str) -> list[Row]:
    """The versions of a record of no case, and those that took its place."""
    ids, found = [record_id], list[Row]()
    for ident in ids:
        versions = [row for row in records.versions(connection, None, ident) if row.type.startswith("ledger-")]
        found += versions
        ids += [row.id for row in records.successors(connection, [row.pk for row in versions]) if row.id not in ids]
    return sorted(found, key=lambda row: row.pk)


def _marked(entry: Joined, marked: dict[str, Tlp]) -> Joined:
    own = [marked[member] for member in entry.members]
    incident = marked.get(entry.statement.incident_id or "")
    strictest = most_restrictive([*own, *([incident] if incident is not None else [])])
    return msgspec.structs.replace(entry, tlp=strictest)


def _moment(at: str) -> datetime:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise InputError(f"{at!r} is not a moment", hint="use a day (2025-05-01) or 2025-05-01T12:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


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

"""The ledger's verbs: read documents for who said what, keep it, ask it. Time comes from here, never from below."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from vidocq.errors import RightsError, StoreError
from vidocq.model import Document, Evidence, Noun, Response, Statement
from vidocq.statements.importing import import_rows
from vidocq.statements.ledger import Apart, Ledger, marked_as
from vidocq.statements.reader import Reading, read
from vidocq.statements.review import apply_decisions
from vidocq.store.engine import default_location, is_url
from vidocq.vocabulary.tlp import Tlp
from vidocq.workbench.reading import actor_names


def default_place() -> str:
    """``$VIDOCQ_LEDGER``, else the store that cases are kept in."""
    return os.environ.get("VIDOCQ_LEDGER") or default_location()


def open_ledger(place: str | Path | None = None, *, by: str = "", create: bool = True) -> Ledger:
    """Open the ledger in the store at ``place`` (by default the user's own), as ``by`` may see it.

    ``create`` makes it if it does not exist, readable by its owner only; without it, one that is not there is empty.

    Raises:
        StoreError: there is something else, or it cannot be opened.
    """
    where = str(place) if place else default_place()
    try:
        if not create and not is_url(where) and not Path(where).exists():
            return Ledger(by=by)
        return Ledger(where, by=by)
    except ValueError as error:
        raise StoreError(f"the ledger cannot be opened: {error}", where=where) from error


class Added(Noun, frozen=True, kw_only=True):
    """What adding one document gave."""

    name: str
    new: int
    statements: int
    waiting: int
    notes: tuple[str, ...] = ()
    refused: str = ""


def read_statements(
    document: Document,
    evidence: Iterable[Evidence] = (),
    *,
    accept: Sequence[str] = (),
    reject: Sequence[str] = (),
    by: str = "",
) -> Reading:
    """Who said what of whom in one document, after a person's decisions on what waits.

    Args:
        document: the document.
        evidence: what was extracted from it; the groups named there are recognised besides the reader's own.
        accept: ids (or their beginnings) of records accepted by ``by``.
        reject: ids of records rejected by ``by``.
        by: the name of whoever decides.

    Raises:
        InputError: an id fits no record, or there is a decision without a name.
    """
    return apply_decisions(read(document, actor_names=actor_names(evidence)), accept=accept, reject=reject, by=by)


def add(
    ledger: Ledger,
    documents: Iterable[Document],
    *,
    by: str = "",
    tlp: Tlp = Tlp.UNMARKED,
    now: Callable[[], datetime] | None = None,
) -> tuple[Added, ...]:
    """Read documents and keep what they say; what is already kept is not kept twice.

    ``tlp`` marks the documents that carry no marking. One that ``by`` may not add is refused by itself.
    """
    moment = _moment(now)
    added: list[Added] = []
    for document in documents:
        reading = read(document)
        new, refused = 0, ""
        try:
            new = ledger.add(document, reading, at=moment, by=by, tlp=tlp)
        except RightsError as error:
            refused = str(error)
        added.append(
            Added(
                name=document.name,
                new=new,
                statements=len(reading.statements),
                waiting=len(reading.waiting),
                notes=(*document.notes, *reading.notes),
                refused=refused,
            )
        )
    return tuple(added)


def _moment(now: Callable[[], datetime] | None = None) -> str:
    return (now or (lambda: datetime.now(UTC)))().isoformat()


def import_tables(
    ledger: Ledger, documents: Iterable[Document], *, by: str = "", tlp: Tlp = Tlp.UNMARKED
) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
    """Keep the cases of EuRepoC or CFR tables that the user brings: (name, new cases, what could not be used)."""
    result: list[tuple[str, int, tuple[str, ...]]] = []
    for document in documents:
        imported = import_rows(document)
        new = ledger.add_precedents(imported.rows, at=_moment(), by=by, tlp=marked_as(document, tlp))
        result.append((document.name, new, imported.errors))
    return tuple(result)


def decide(ledger: Ledger, record: str, *, accept: bool, by: str) -> Statement | Response:
    """Accept or reject a kept record by name, now."""
    return ledger.decide(record, accept=accept, by=by, at=_moment())


def set_apart(ledger: Ledger, first: str, second: str, *, by: str, reason: str) -> Apart:
    """Say by name that two statements are not accounts of one, now."""
    return ledger.set_apart(first, second, by=by, reason=reason, at=_moment())

"""The ledger's verbs: read documents for who said what, keep it, ask it. Time comes from here, never from below."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from vidocq.errors import StoreError
from vidocq.model import Document, Evidence, Noun
from vidocq.statements.importing import import_rows
from vidocq.statements.ledger import Ledger
from vidocq.statements.reader import Reading, read
from vidocq.statements.review import apply_decisions
from vidocq.workbench.reading import actor_names


def default_path() -> Path:
    """``$VIDOCQ_LEDGER``, else ``vidocq/ledger.db`` under the user's data directory."""
    given = os.environ.get("VIDOCQ_LEDGER")
    base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return Path(given) if given else base / "vidocq" / "ledger.db"


def open_ledger(path: str | Path | None = None) -> Ledger:
    """Open the ledger at ``path`` (by default the user's own), making it if it does not exist.

    Raises:
        StoreError: the file is no ledger or cannot be opened.
    """
    place = Path(path) if path else default_path()
    try:
        # What is in it is for its owner: a directory and a file that are made here are nobody else's to read.
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(place, os.O_CREAT | os.O_RDWR, 0o600))
    except PermissionError:
        pass  # it may be one to read only: opening it says what cannot be done
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"the ledger cannot be opened: {reason}", where=str(place)) from error
    return Ledger(place)


class Added(Noun, frozen=True, kw_only=True):
    """What adding one document gave."""

    name: str
    new: int
    statements: int
    waiting: int
    notes: tuple[str, ...] = ()


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
    ledger: Ledger, documents: Iterable[Document], *, by: str = "", now: Callable[[], datetime] | None = None
) -> tuple[Added, ...]:
    """Read documents and keep what they say; what is already kept is not kept twice."""
    moment = (now or (lambda: datetime.now(UTC)))().strftime("%Y-%m-%dT%H:%M:%SZ")
    added: list[Added] = []
    for document in documents:
        reading = read(document)
        new = ledger.add(document, reading, at=moment, by=by)
        added.append(
            Added(
                name=document.name,
                new=new,
                statements=len(reading.statements),
                waiting=len(reading.waiting),
                notes=(*document.notes, *reading.notes),
            )
        )
    return tuple(added)


def import_tables(ledger: Ledger, documents: Iterable[Document], *, by: str = "") -> tuple[tuple[str, int, tuple[str, ...]], ...]:
    """Keep the cases of EuRepoC or CFR tables that the user brings: (name, new cases, what could not be used)."""
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    result: list[tuple[str, int, tuple[str, ...]]] = []
    for document in documents:
        imported = import_rows(document)
        result.append((document.name, ledger.add_precedents(imported.rows, at=moment, by=by), imported.errors))
    return tuple(result)

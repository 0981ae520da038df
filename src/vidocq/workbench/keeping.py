"""Nouns to rows of the store and back, in canonical JSON, so that what is read again is the same to the bit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from vidocq.errors import StoreError
from vidocq.model import (
    Assessment,
    Conflict,
    Document,
    Evidence,
    Incident,
    Lane,
    Noun,
    Quote,
    Response,
    Source,
    Statement,
    make_id,
)
from vidocq.store.records import Item, Row
from vidocq.vocabulary.tlp import Tlp
from vidocq.workbench.decisions import Decision
from vidocq.workbench.record import Record

#: Record types that follow from readings and decisions, in the order in which a change writes them. A document is one of them:
#: a withdrawal takes it out, undoing that brings it back.
DERIVED = ("document", "source", "evidence", "statement", "response", "incident", "conflict", "problem")

#: The noun of each record type.
NOUNS: dict[str, type[Noun]] = {
    "document": Document,
    "reading": Record,
    "source": Source,
    "evidence": Evidence,
    "statement": Statement,
    "response": Response,
    "incident": Incident,
    "conflict": Conflict,
    "decision": Decision,
    "assessment": Assessment,
}

_ENCODER = msgspec.json.Encoder(order="deterministic")
_MACHINE = "vidocq"
_N = TypeVar("_N")


def encode(noun: Any) -> bytes:
    """Canonical JSON of a noun."""
    return _ENCODER.encode(noun)


def decode(row: Row, kind: type[_N]) -> _N:
    """The noun of a row.

    Raises:
        StoreError: another version of vidocq wrote it in a form that this one does not know.
    """
    try:
        return msgspec.json.decode(row.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        hint = "use the vidocq that wrote it, or read the documents again in a new case"
        raise StoreError(f"cannot be read by this version: {error}", where=f"{row.type} {row.id}", hint=hint) from error


def items(record: Record, digests: Mapping[str, str]) -> Iterator[Item]:
    """The rows of a record's nouns; ``digests`` are those of the bytes that documents (by id) came in.

    Where a noun's id comes twice, the second row's has a number after it.
    """
    source_of = {document: source.id for source in record.sources for document in source.document_ids}
    seen: dict[str, int] = {}
    for item in _all(record, source_of, digests):
        seen[item.id] = seen.get(item.id, 0) + 1
        yield item if seen[item.id] == 1 else msgspec.structs.replace(item, id=f"{item.id}~{seen[item.id]}")


def _all(record: Record, source_of: dict[str, str], digests: Mapping[str, str]) -> Iterator[Item]:
    marking = {document.id: document.marking.tlp for document in record.documents}

    def strictest(documents: Iterable[str], own: Tlp | None = None) -> Tlp:
        found = [marking[one] for one in documents if one in marking]
        return min([*found, *([own] if own is not None else [])], key=lambda tlp: tlp.openness, default=Tlp.UNMARKED)

    def quotes(support: Iterable[Quote]) -> tuple[tuple[str, Quote], ...]:
        return tuple((source_of.get(quote.document_id, _MACHINE), quote) for quote in dict.fromkeys(support))

    for document in record.documents:
        yield document_item(document, digests.get(document.id, document.sha256))
    for source in record.sources:
        tlp = strictest(source.document_ids)
        yield Item(
            type="source",
            id=source.id,
            body=encode(source),
            asserter=_MACHINE,
            kind=source.kind.value,
            value=source.name,
            tlp=tlp,
        )
    for one in record.evidence:
        yield Item(
            type="evidence",
            id=one.id,
            body=encode(one),
            asserter=_first(one.support, source_of),
            kind=one.kind,
            value=one.value,
            lane=one.lane,
            tlp=strictest(one.document_ids, one.marking.tlp),
            quotes=quotes(one.support),
        )
    for said in record.statements:
        yield Item(
            type="statement",
            id=said.id,
            body=encode(said),
            asserter=_first(said.support, source_of),
            kind=said.act.value if said.act else "",
            value=said.speaker.party,
            lane=said.lane,
            tlp=strictest((quote.document_id for quote in said.support), said.marking.tlp),
            quotes=quotes(said.support),
        )
    for done in record.responses:
        yield Item(
            type="response",
            id=done.id,
            body=encode(done),
            asserter=_first(done.support, source_of),
            kind=done.measure,
            value=done.by,
            lane=done.lane,
            tlp=strictest((quote.document_id for quote in done.support), done.marking.tlp),
            quotes=quotes(done.support),
        )
    for incident in record.incidents:
        tlp = strictest(incident.document_ids)
        yield Item(type="incident", id=incident.id, body=encode(incident), asserter=_MACHINE, value=incident.name, tlp=tlp)
    for conflict in record.conflicts:
        name = make_id("conflict", conflict.kind, conflict.sentence, *(f"{q.document_id}:{q.start}" for q in conflict.support))
        tlp = strictest(quote.document_id for quote in conflict.support)
        yield Item(type="conflict", id=name, body=encode(conflict), asserter=_MACHINE, value=conflict.kind, tlp=tlp)
    for problem in record.problems:
        tlp = strictest(marking)
        yield Item(type="problem", id=make_id("problem", problem), body=encode(problem), asserter=_MACHINE, tlp=tlp)


def _first(support: tuple[Quote, ...], source_of: dict[str, str]) -> str:
    return source_of.get(support[0].document_id, _MACHINE) if support else _MACHINE


def document_item(document: Document, sha256: str) -> Item:
    """The row of a document; it is looked up by the digest of the bytes it came in."""
    tlp = document.marking.tlp
    kind = document.media_type
    return Item(type="document", id=document.id, body=encode(document), asserter=_MACHINE, kind=kind, value=sha256, tlp=tlp)


def reading_item(document: Document, reading: Record, by: str) -> Item:
    """The row of what the machine read in a document (without the document itself)."""
    body = encode(msgspec.structs.replace(reading, documents=()))
    return Item(type="reading", id=document.id, body=body, asserter=by, value=document.sha256, tlp=document.marking.tlp)


def decision_item(decision: Decision, tlp: Tlp) -> Item:
    """The row of a decision."""
    return Item(
        type="decision",
        id=decision.id,
        body=encode(decision),
        asserter=f"analyst:{decision.by}",
        kind=decision.kind,
        value=decision.target,
        lane=Lane.ACCEPTED,
        tlp=tlp,
        layer="analyst",
    )


def record_of(rows: Iterable[Row]) -> Record:
    """The record that rows (documents and derived types, in order) stand for."""
    found: dict[str, list[Any]] = {name: [] for name in DERIVED}
    for row in rows:
        found[row.type].append(decode(row, str) if row.type == "problem" else decode(row, NOUNS[row.type]))
    return Record(
        documents=tuple(found["document"]),
        sources=tuple(found["source"]),
        evidence=tuple(found["evidence"]),
        statements=tuple(found["statement"]),
        responses=tuple(found["response"]),
        incidents=tuple(found["incident"]),
        conflicts=tuple(found["conflict"]),
        problems=tuple(found["problem"]),
    )

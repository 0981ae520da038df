"""What is known of a case before it is weighed: documents, sources, evidence and statements together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePath

import msgspec

from vidocq.model import (
    Conflict,
    Document,
    Evidence,
    Incident,
    IndicatorLabel,
    Noun,
    Response,
    Source,
    SourceKind,
    Statement,
    make_id,
)
from vidocq.vocabulary.admiralty import Credibility
from vidocq.vocabulary.analysis import Aspect
from vidocq.vocabulary.speech import Act
from vidocq.vocabulary.tlp import most_restrictive


class Record(Noun, frozen=True, kw_only=True):
    """Everything read from a case's documents; ``problems`` are one line each on what could not be read."""

    documents: tuple[Document, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    statements: tuple[Statement, ...] = ()
    responses: tuple[Response, ...] = ()
    incidents: tuple[Incident, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[str, ...] = ()


def source_of(document: Document, statements: Sequence[Statement], evidence: Sequence[Evidence]) -> Source:
    """The source behind a document: what sort it is, and the roots it goes back to.

    A document that only passes on what others state has those speakers as its roots; one that brings technical findings of its
    own is its own root. Nothing in a document can prove its publisher's record, so reliability starts at F.
    """
    own = [item for item in evidence if _technical(item)]
    speakers = tuple(dict.fromkeys(one.speaker.party for one in statements if one.act in _ORIGINATING))
    kind = _kind(document, bool(own), bool(speakers))
    name = document.publisher or _file(document)
    source_id = make_id("source", name)
    roots = speakers if speakers and not own else (source_id, *speakers)
    return Source(id=source_id, name=name, kind=kind, roots=roots, document_ids=(document.id,))


_ORIGINATING = frozenset({Act.ASSERTS, Act.SUSPECTS, Act.DENIES, Act.RETRACTS, Act.CLAIMS_RESPONSIBILITY})


#: Numbers of a public catalogue: whoever writes one down has not found it.
_CITED = frozenset({"vulnerability"})


def _technical(item: Evidence) -> bool:
    """Whether an item is a finding of the document's own: what weighs, or an observable of the adversary's.

    Who was hit is in every news account, and a CVE number may be anybody's: neither makes a report its own origin.
    """
    from vidocq.evidence.kind import cards

    card = cards().get(item.kind)
    if card is None or card.claim or item.negative or not item.lane.stands or item.kind in _CITED:
        return False
    if card.aspect is Aspect.CUI_BONO:
        return False
    return card.weight is not None or item.label is IndicatorLabel.ADVERSARY


def _file(document: Document) -> str:
    """The file that a document without a publisher came in: what stands in one file has one origin until something says else."""
    file, _, part = document.name.partition("#")
    return file if part and PurePath(file).suffix else document.name


def _kind(document: Document, technical: bool, relays: bool) -> SourceKind:
    if document.media_type in {"application/stix+json", "application/vnd.misp+json", "text/csv"}:
        return SourceKind.OWN_TELEMETRY if not document.publisher else SourceKind.VENDOR_REPORT
    if technical:
        return SourceKind.VENDOR_REPORT
    return SourceKind.WIRE if relays else SourceKind.UNKNOWN


def merge_sources(sources: Iterable[Source]) -> tuple[Source, ...]:
    """One source for each publisher, with all its documents and roots."""
    merged: dict[str, Source] = {}
    for source in sources:
        known = merged.get(source.id)
        if known is None:
            merged[source.id] = source
            continue
        merged[source.id] = msgspec.structs.replace(
            known,
            roots=tuple(dict.fromkeys((*known.roots, *source.roots))),
            document_ids=tuple(dict.fromkeys((*known.document_ids, *source.document_ids))),
        )
    return tuple(merged.values())


def merge_evidence(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """One item for each thing an origin says, with all its quotes, in order of first appearance."""
    merged: dict[tuple[object, ...], Evidence] = {}
    for item in evidence:
        key = (item.kind, item.ref or item.value, item.negative, item.mention, item.lane, item.label, item.origin)
        known = merged.get(key)
        if known is None:
            merged[key] = item
        else:
            support = tuple(dict.fromkeys((*known.support, *item.support)))
            score = max((s for s in (known.score, item.score) if s is not None), default=None)
            label = most_restrictive((known.marking.tlp, item.marking.tlp))
            marking = msgspec.structs.replace(known.marking, tlp=label)
            merged[key] = msgspec.structs.replace(known, support=support, score=score, marking=marking)
    return tuple(merged.values())


def grade(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Give credibility 1 where independent origins say the same of the same thing, and leave the rest as it was."""
    items = tuple(evidence)
    origins: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in items:
        if item.lane.stands and not item.negative:
            origins[item.kind, item.ref or item.value].add(item.origin)
    return tuple(_graded(item, origins[item.kind, item.ref or item.value]) for item in items)


def _graded(item: Evidence, origins: set[str]) -> Evidence:
    if item.credibility is not Credibility.SIX or item.credibility_reason:
        return item
    if len(origins) > 1:
        reason = f"the same is said by {len(origins)} independent origins"
        return msgspec.structs.replace(item, credibility=Credibility.ONE, credibility_reason=reason)
    return msgspec.structs.replace(item, credibility_reason="one origin only; nothing to check it against")

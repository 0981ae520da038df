"""The public twin of a dossier: made anew from what may be shown, so that nothing withheld speaks through a number or a gap."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import PurePath
from typing import TypeVar

import msgspec

from vidocq.dossier.sections.voices import POSSIBLY, waiting_words
from vidocq.errors import MarkingError
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Certainty, Dossier, Evidence, Incident, Lane, Marking, Quote, Response, Source, Statement
from vidocq.vocabulary.admiralty import Credibility
from vidocq.vocabulary.counts import counted
from vidocq.vocabulary.tlp import Tlp
from vidocq.workbench.case import gather, joined
from vidocq.workbench.compose import compose
from vidocq.workbench.package import document
from vidocq.workbench.record import Record, grade
from vidocq.workbench.weighing import weigh

_Record = TypeVar("_Record", Statement, Response, Evidence)


def public(dossier: Dossier, snapshot: Snapshot, *, ceiling: Tlp = Tlp.CLEAR, say: bool = False) -> Dossier:
    """The dossier of what may stand in a product marked ``ceiling``, weighed anew.

    Documents without a marking, records marked more strictly, what waits for a person, and what an analyst entered, set or
    wrote are left out; so are the case's title, the numbers it gave, and grades (a grade may rest on what is withheld).
    A record that stands in shown and in withheld documents gives way to what the shown ones, read anew, say of it.

    Args:
        dossier: the whole.
        snapshot: what to weigh against.
        ceiling: CLEAR or GREEN.
        say: whether it may be said that something is withheld, and how much.

    Raises:
        MarkingError: nothing may be shown.
    """
    shown = {entry.id for entry in dossier.documents if entry.marking.tlp.visible_at(ceiling)}
    if not shown or ceiling not in (Tlp.CLEAR, Tlp.GREEN):
        hint = "documents that carry no marking are not shared; mark them, or write another template"
        raise MarkingError(f"nothing in it may be shown at {ceiling.value}", hint=hint)
    entries = [entry for entry in dossier.documents if entry.id in shown]
    named = tuple(msgspec.structs.replace(document(entry), name=PurePath(entry.name).name) for entry in entries)
    anew = joined([gather(one, snapshot) for one in named], ())
    record = msgspec.structs.replace(_record(dossier, anew, shown, ceiling), documents=named)
    assessment = weigh(record.evidence, record.documents, snapshot)
    made = compose(record, assessment, snapshot, title="", created=dossier.created, marking=Marking(tlp=ceiling))
    open_ = _open(dossier, anew)
    return msgspec.structs.replace(made, problems=(*(_withheld(dossier, made) if say else ()), *open_))


def _open(dossier: Dossier, anew: Record) -> tuple[str, ...]:
    """What keeps a gap from being told as silence: how much of the shown documents waits, and what was not understood in them."""
    decided = {quote for one in dossier.statements if one.lane in (Lane.ACCEPTED, Lane.REJECTED) for quote in one.support}
    waiting = (one for one in anew.statements if one.lane is Lane.REVIEW and not decided & set(one.support))
    waits = waiting_words(waiting)
    return (*((waits,) if waits else ()), *(line for line in anew.problems if f": {POSSIBLY}" in line))


def _mixed(record: Statement | Response | Evidence | Incident, shown: Collection[str]) -> bool:
    """Whether some of a record's quotes, but not all, stand in shown documents."""
    return any(quote.document_id in shown for quote in record.support) and not _inside(record.support, shown)


def _anew(
    whole: Iterable[_Record], fresh: Iterable[_Record], kept: Iterable[_Record], shown: Collection[str]
) -> tuple[_Record, ...]:
    """What the shown documents alone support of records that were merged with withheld ones and so are not kept.

    What a person rejected stays away; what waited only beside the withheld is judged by the shown documents.
    """
    records = list(whole)
    ids = {one.id for one in kept}
    lost = {quote for one in records if _mixed(one, shown) and one.id not in ids for quote in one.support}
    rejected = {quote for one in records if one.lane is Lane.REJECTED for quote in one.support}
    standing = (one for one in fresh if one.lane.stands and one.id not in ids)
    return tuple(one for one in standing if lost & set(one.support) and not rejected & set(one.support))


def _visible(given: tuple[_Record, ...], fresh: tuple[_Record, ...], shown: Collection[str], ceiling: Tlp) -> tuple[_Record, ...]:
    standing: list[_Record] = [one for one in given if one.lane.stands and one.marking.tlp.visible_at(ceiling)]
    whole: tuple[_Record, ...] = tuple(one for one in standing if _inside(one.support, shown))
    return whole + _anew(given, fresh, whole, shown)


def _record(dossier: Dossier, anew: Record, shown: Collection[str], ceiling: Tlp) -> Record:
    statements = _visible(dossier.statements, anew.statements, shown, ceiling)
    kept = {item.id for item in statements}
    sources = tuple(_source(one, shown, statements) for one in dossier.sources if set(one.document_ids) & set(shown))
    origins = {*shown, *(one.id for one in sources)}
    sources = tuple(_rooted(one, origins | _parties(statements)) for one in sources)
    origins |= {root for one in sources for root in one.roots}
    visible_items = (item for item in dossier.evidence if item.lane.stands and item.marking.tlp.visible_at(ceiling))
    evidence = tuple(item for item in visible_items if _any(item, shown))
    evidence += _anew(dossier.evidence, anew.evidence, evidence, shown)
    return Record(
        sources=sources,
        evidence=grade(tuple(_item(item, shown, origins) for item in evidence)),
        statements=tuple(_statement(item, shown, kept) for item in statements),
        responses=_visible(dossier.responses, anew.responses, shown, ceiling),
        incidents=tuple(one for one in dossier.incidents if _incident(one, shown)),
        conflicts=tuple(one for one in dossier.conflicts if _inside(one.support, shown)),
    )


def _parties(statements: Iterable[Statement]) -> set[str]:
    return {one.speaker.party for one in statements}


def _inside(quotes: Iterable[Quote], shown: Collection[str]) -> bool:
    """Whether there are quotes and all stand in documents that are shown."""
    found = [quote.document_id in shown for quote in quotes]
    return bool(found) and all(found)


def _any(item: Evidence, shown: Collection[str]) -> bool:
    return item.certainty is not Certainty.ANALYST and any(quote.document_id in shown for quote in item.support)


def _item(item: Evidence, shown: Collection[str], origins: Collection[str]) -> Evidence:
    """An item with its quotes in shown documents only; what was read from another, or graded, goes with it."""
    support = tuple(quote for quote in item.support if quote.document_id in shown)
    origin = "+".join(part for part in item.origin.split("+") if part in origins)
    bare = msgspec.structs.replace(item, support=support, origin=origin, credibility=Credibility.SIX, credibility_reason="")
    if len(support) == len(item.support):
        return bare
    changed = msgspec.structs.replace(bare, sentence=support[0].text, attributes=(), observed=None, reported=None)
    return msgspec.structs.replace(changed, step="", label_reason="")


def _statement(item: Statement, shown: Collection[str], kept: Collection[str]) -> Statement:
    accounts = tuple(one for one in item.accounts if _inside(one.support, shown))
    drift = item.drift if len(accounts) == len(item.accounts) else ""
    original = item.of_statement if item.of_statement in kept else None
    return msgspec.structs.replace(item, accounts=accounts, drift=drift, of_statement=original, decided_by="")


def _source(source: Source, shown: Collection[str], statements: Iterable[Statement]) -> Source:
    """A source without its grade; where documents of it are withheld, its roots are those that the shown ones have."""
    documents = tuple(one for one in source.document_ids if one in shown)
    roots = source.roots
    if documents != source.document_ids:
        speakers = (one.speaker.party for one in statements if any(quote.document_id in documents for quote in one.support))
        roots = (source.id, *dict.fromkeys(speakers))
    return Source(id=source.id, name=source.name, kind=source.kind, roots=roots, document_ids=documents)


def _rooted(source: Source, known: Collection[str]) -> Source:
    """A source that goes back to those only that are shown to be there."""
    return msgspec.structs.replace(source, roots=tuple(root for root in source.roots if root in known) or (source.id,))


def _incident(item: Incident, shown: Collection[str]) -> bool:
    return bool(item.document_ids) and set(item.document_ids) <= set(shown)


def _withheld(whole: Dossier, shown: Dossier) -> tuple[str, ...]:
    """How much is withheld, where that may be said."""
    documents = len(whole.documents) - len(shown.documents)
    items = len(whole.evidence) - len(shown.evidence)
    return (f"{counted(documents, 'document')} and {counted(items, 'item')} of evidence are not shown here",)

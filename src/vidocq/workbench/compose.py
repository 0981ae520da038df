"""Put a record and its assessment together into the one document that renderers read."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from vidocq.knowledge.snapshot import ActorProfile, Snapshot
from vidocq.model import (
    Assessment,
    Certainty,
    Document,
    DocumentEntry,
    Dossier,
    EventDate,
    Evidence,
    Marking,
    ProfileContext,
    Source,
    TimelineEntry,
    make_id,
)
from vidocq.vocabulary.states import name_of
from vidocq.vocabulary.tlp import Tlp, most_restrictive
from vidocq.workbench.record import Record


def compose(
    record: Record,
    assessment: Assessment,
    snapshot: Snapshot,
    *,
    title: str,
    created: str,
    marking: Marking | None = None,
) -> Dossier:
    """Give the dossier of a record; ``created`` is RFC 3339 UTC.

    The dossier carries the strictest marking of its documents and evidence (an unmarked document makes it unmarked);
    ``marking`` marks what carries none, and may make it stricter, never looser.
    """
    digests = ",".join(document.sha256 for document in record.documents)
    return Dossier(
        id=make_id("report", title, digests, created),
        title=title,
        created=created,
        marking=derived_marking(record, marking),
        documents=tuple(_entry(document, record.sources) for document in record.documents),
        sources=record.sources,
        evidence=tuple(_with_tactics(item, snapshot) for item in record.evidence),
        assessment=assessment,
        statements=record.statements,
        responses=record.responses,
        incidents=record.incidents,
        conflicts=record.conflicts,
        timeline=timeline_of(record),
        profiles=_profiles(record, snapshot),
        must_not_claim=tuple(dict.fromkeys(note for one in record.statements for note in one.must_not_claim)),
        problems=record.problems,
    )


def derived_marking(record: Record, given: Marking | None = None) -> Marking:
    """The marking that what is derived from a record carries; ``given`` is that of documents which carry none."""
    floor = given.tlp if given is not None else Tlp.UNMARKED
    labels = [document.marking.filled(floor) for document in record.documents]
    own = (one.marking.tlp for nouns in (record.evidence, record.statements, record.responses) for one in nouns)
    labels += [label for label in own if label is not Tlp.UNMARKED]
    if floor is not Tlp.UNMARKED:
        labels.append(floor)
    return Marking(tlp=most_restrictive(labels), pap=given.pap if given is not None else None)


def _entry(document: Document, sources: Iterable[Source]) -> DocumentEntry:
    source_id = next((source.id for source in sources if document.id in source.document_ids), None)
    return DocumentEntry(
        id=document.id,
        sha256=document.sha256,
        name=document.name,
        media_type=document.media_type,
        text=document.text,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        language=document.language,
        url=document.url,
        source_id=source_id,
        sections=document.sections,
        pages=document.pages,
        notes=document.notes,
        marking=document.marking,
    )


def _with_tactics(item: Evidence, snapshot: Snapshot) -> Evidence:
    """A technique with its tactics, so that what is written from the dossier alone can fold techniques under them."""
    technique = snapshot.technique_by_id.get(item.ref or item.value)
    if technique is None or not technique.tactics or any(name == "tactics" for name, _value in item.attributes):
        return item
    return msgspec.structs.replace(item, attributes=(*item.attributes, ("tactics", ",".join(technique.tactics))))


def timeline_of(record: Record) -> tuple[TimelineEntry, ...]:
    """All that has a date, by its earliest reading; what has no date is left out, not placed."""
    entries: list[TimelineEntry] = []
    for incident in record.incidents:
        for date, what in ((incident.start, "began"), (incident.detected, "was detected"), (incident.disclosed, "was disclosed")):
            if date is not None:
                entries.append(_at(date, "incident", f"{incident.name} {what}", incident.id))
    for response in record.responses:
        if response.date is not None and response.lane.stands:
            measure = response.measure.replace("_", " ")
            sentence = f"{response.by}: {measure}" + (f" ({response.target})" if response.target else "")
            entries.append(_at(response.date, "response", sentence, response.id))
    for document in record.documents:
        if document.published:
            date = EventDate(edtf=document.published)
            entries.append(_at(date, "document", f"{document.publisher or document.name} published", document.id))
    for item in record.evidence:
        if item.observed and item.lane.stands:
            entries.append(_at(EventDate(edtf=item.observed), "observation", item.shown, item.id))
    entries.extend(
        _at(one.date, "statement", f"{one.speaker.name}: {_act(one.act.value if one.act else 'reacts')}", one.id)
        for one in record.statements
        if one.date is not None and one.lane.stands
    )
    return tuple(sorted(entries, key=lambda entry: (_earliest(entry.date), entry.kind, entry.record_id)))


def _act(word: str) -> str:
    return word.replace("_", " ")


def _at(date: EventDate, kind: str, sentence: str, record_id: str) -> TimelineEntry:
    return TimelineEntry(date=date, kind=kind, sentence=sentence, record_id=record_id)


def _earliest(date: EventDate) -> str:
    # A year that the text does not give sorts by its earliest reading, or last when there is none.
    values = [reading.value for reading in date.readings] or [date.edtf]
    return min(value.replace("X", "9") for value in values)


def _profiles(record: Record, snapshot: Snapshot) -> tuple[ProfileContext, ...]:
    """What the knowledge base says of each actor that a standing statement or a standing mention names."""
    from vidocq.knowledge.lookup import find_actor

    named = [name for one in record.statements if one.lane.stands for name in one.objects]
    named += [item.ref or item.value for item in record.evidence if item.mention is not None and item.lane.stands]
    found: dict[str, ProfileContext] = {}
    for name in dict.fromkeys(named):
        for actor in find_actor(snapshot, name):
            found.setdefault(actor.id, _profile(actor))
    return tuple(found.values())


def _profile(actor: ActorProfile) -> ProfileContext:
    facts = (
        ("techniques and software recorded", str(len(actor.uses))),
        ("reports cited", str(len(actor.reports))),
        ("victim countries recorded", ", ".join(map(name_of, actor.targets)) or "none"),
        *((("origin given by", actor.country_source),) if actor.country else ()),
    )
    country = name_of(actor.country) if actor.country else ""
    origin = f"gives {country} as its origin" if country else "gives no country for it"
    # Ids of ATT&CK are known to readers, those of the galaxy are not.
    known_as = "" if ":" in actor.id else f" ({actor.id})"
    return ProfileContext(
        ref=actor.id,
        name=actor.name,
        aliases=tuple((name.text, name.reporter) for name in actor.names),
        country=actor.country,
        sentence=f"The knowledge base knows {actor.name}{known_as} and {origin}.",
        facts=facts,
        certainty=Certainty.KB,
    )

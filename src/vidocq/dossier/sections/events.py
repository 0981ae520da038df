"""Several events in one case, each with its own answer; and where what is said and what was found do not name the same."""

from __future__ import annotations

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk, plain
from vidocq.dossier.outline import Block, Paragraph, Sentence
from vidocq.dossier.sections.rows import clause, leader, named_rows, numbers
from vidocq.dossier.sections.voices import names_culprit, within
from vidocq.model import Event, Mention, Ranking
from vidocq.model.assessment import HypothesisKind

#: From this probability on a hypothesis that no answer names is still what the traces fit.
_FITS = 0.5


def events(desk: Desk) -> list[Block]:
    """What a reader must know first where the documents tell of several events: that they do, and each one's answer."""
    found = desk.dossier.assessment.events
    if not found:
        return []
    why = dict.fromkeys(reason for event in found for reason in event.reason.split("; ") if reason)
    lead = plain(
        f"These documents tell of {phrasing.number(len(found))} events, which are weighed apart: {'; '.join(why)}. "
        "Nothing here names one culprit for all of them"
    )
    blocks: list[Block] = [Paragraph(sentences=(lead,), tone="lead", label="Several events")]
    for place, event in enumerate(found, start=1):
        blocks.append(Paragraph(sentences=_event(desk, event), tone="lead", label=f"Event {place}"))
    return blocks


def _event(desk: Desk, event: Event) -> tuple[Sentence, ...]:
    labels = phrasing.joined([desk.label(document) for document in event.documents[:12]])
    names = phrasing.joined([phrasing.one_line(desk.documents[document].name.rsplit("/", 1)[-1], 60)
                             for document in event.documents[:3]])  # fmt: skip
    where = plain(f"{labels} ({names})")
    if event.group.answer.kind == "no technical evidence":
        return where, plain("No technical evidence to weigh")
    rankings = (event.group, event.sponsor)
    told = desk.computed("; ".join(clause(ranking) for ranking in rankings))
    rows = [row for ranking in rankings for row in (named_rows(ranking) or [])[:1]]
    telling = _telling(desk, event)
    confidence = desk.computed(f"Analytic confidence in this assessment is {event.confidence.level.value}")
    return (where, told, *(desk.computed(numbers(row)) for row in rows), *telling, confidence)


def _telling(desk: Desk, event: Event) -> list[Sentence]:
    """The items that speak most for what leads."""
    first = event.group.rows[0].evidence_for[:3] if event.group.rows else ()
    names = [desk.shown(item) for item in desk.evidence if item.id in first]
    return [desk.computed(f"Most telling there: {phrasing.joined(names)}")] if names else []


def conflict(desk: Desk) -> list[Block]:
    """Where the documents name one culprit and the traces fit another, in the first lines."""
    everything = tuple(entry.id for entry in desk.dossier.documents)
    found = [(event.group, event.sponsor, event.documents) for event in desk.dossier.assessment.events]
    sentences: list[Sentence] = []
    for group, sponsor, documents in found or [(*desk.rankings, everything)]:
        sentences += _groups(desk, group, documents)
        sentences += _states(desk, sponsor, documents)
    return [Paragraph(sentences=tuple(dict.fromkeys(sentences)), tone="lead", label="Conflict")] if sentences else []


def _groups(desk: Desk, ranking: Ranking, documents: tuple[str, ...]) -> list[Sentence]:
    fits = leader(ranking, HypothesisKind.ACTOR, _FITS)
    named = {
        item.ref: item
        for item in desk.evidence
        if item.kind == "intrusion-set" and item.mention is Mention.SUBJECT and item.ref and within(item, documents)
    }
    if fits is None or not named or fits.ref in named:
        return []
    names = phrasing.joined([phrasing.one_line(item.value, 80) for item in list(named.values())[:3]])
    said = desk.claim(
        f"The documents name {names}; what was found fits {phrasing.named(fits.name)}", *(item.id for item in named.values())
    )
    return [said] if said is not None else []


def _states(desk: Desk, ranking: Ranking, documents: tuple[str, ...]) -> list[Sentence]:
    fits = leader(ranking, HypothesisKind.STATE, _FITS)
    blamed = [item for item in desk.statements if names_culprit(item) and within(item, documents)]
    states = {code.partition(":")[0] for item in blamed for code in item.objects if code[:2].isupper() and code[2:3] in ("", ":")}
    if fits is None or not states or fits.ref in states:
        return []
    names = phrasing.joined([phrasing.party(code) for code in sorted(states)[:3]])
    said = desk.claim(
        f"Whoever names a culprit names {names}; what was found fits groups linked to {phrasing.named(fits.name)}",
        *(item.id for item in blamed),
    )
    return [said] if said is not None else []

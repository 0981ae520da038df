"""Weigh a case: documents that do not fit together as one event are weighed apart, unless a person joins them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import AnalystInput, Answer, Assessment, Document, EventAnswer, Evidence, NextStep, Ranking
from vidocq.workbench.copies import originals
from vidocq.workbench.events import Event, events

#: So many events are weighed; the rest is counted.
MOST_EVENTS = 12
#: The kind of input by which a person joins what does not fit together.
TOGETHER = "together"
#: The kind of answer of a case whose documents tell of several events.
APART = "weighed apart"
#: What speaks of the case as a whole, which several events are not.
_OF_ONE = ("priors", "overrides")


def weigh(
    evidence: Iterable[Evidence],
    snapshot: Snapshot,
    documents: Sequence[Document],
    *,
    together: AnalystInput | None = None,
    **options: Any,
) -> Assessment:
    """Weigh evidence by event.

    Args:
        evidence: the items of the case.
        snapshot: what is known beforehand.
        documents: the case's documents, copies among them.
        together: by whom and why documents that do not fit together are weighed as one event.
        options: those of :func:`vidocq.assessment.assess`.
    """
    from vidocq.assessment import assess

    items = tuple(evidence)
    found = events(documents, items)
    if len(found) < 2 or together is not None:
        weighed = assess(items, snapshot, documents=originals(documents), **options)
        return _joined(weighed, found, together) if together is not None else weighed
    whole = {name: value for name, value in options.items() if name not in _OF_ONE}
    parts = tuple(_weighed(one, items, snapshot, documents, options) for one in found[:MOST_EVENTS])
    return _apart(assess((), snapshot, **whole), found, parts)


def _weighed(
    event: Event, items: Sequence[Evidence], snapshot: Snapshot, documents: Sequence[Document], options: dict[str, Any]
) -> EventAnswer:
    from vidocq.assessment import assess

    own = [document for document in documents if document.id in event.documents]
    answer = assess(part_of(items, event.documents), snapshot, documents=originals(own), **options)
    return EventAnswer(title=event.title, documents=event.documents, reasons=event.reasons, assessment=answer)


def part_of(items: Iterable[Evidence], documents: Iterable[str]) -> tuple[Evidence, ...]:
    """The items as some of the documents give them; what a person entered without a document belongs to all."""
    names = frozenset(documents)
    parts = []
    for item in items:
        support = tuple(quote for quote in item.support if quote.document_id in names)
        if support or not item.support:
            parts.append(msgspec.structs.replace(item, support=support))
    return tuple(parts)


def _apart(nothing: Assessment, found: Sequence[Event], parts: tuple[EventAnswer, ...]) -> Assessment:
    number = len(found)
    sentence = f"The documents tell of {number} events, not of one; each is weighed on its own."
    notes = (f"Only the first {MOST_EVENTS} of {number} events are weighed.",) if number > len(parts) else ()
    return msgspec.structs.replace(
        nothing,
        group=_open(nothing.group, sentence),
        sponsor=_open(nothing.sponsor, sentence),
        events=parts,
        notes=(*nothing.notes, *notes),
        gaps=tuple(f"Event {n}: {gap}" for n, one in enumerate(parts, 1) for gap in one.assessment.gaps),
        next_steps=tuple(_step(n, step) for n, one in enumerate(parts, 1) for step in one.assessment.next_steps),
        left_out=tuple(dict(_elsewhere(parts)).items()),
        matrix=(),
        sensitivity=(),
        diagnosticity=(),
    )


def _step(number: int, step: NextStep) -> NextStep:
    return msgspec.structs.replace(step, sentence=f"For event {number}: {step.sentence[:1].lower()}{step.sentence[1:]}")


def _elsewhere(parts: Iterable[EventAnswer]) -> Iterator[tuple[str, str]]:
    """Why an item is not weighed here: it is weighed with its event, or left out there for a reason of its own."""
    for number, event in enumerate(parts, 1):
        yield from event.assessment.left_out
        for cell in event.assessment.matrix:
            yield cell.evidence_id, f"weighed with event {number}"


def _open(ranking: Ranking, sentence: str) -> Ranking:
    return msgspec.structs.replace(ranking, rows=(), answer=Answer(kind=APART, sentence=sentence))


def _joined(weighed: Assessment, found: Sequence[Event], together: AnalystInput) -> Assessment:
    reasons = tuple(dict.fromkeys(reason for event in found for reason in event.reasons))
    told = "; ".join(reasons[:3]) or "nothing was found that parts them"
    number = len(found)
    given = msgspec.structs.replace(together, value=told, target=f"{number} events" if number > 1 else "")
    return msgspec.structs.replace(weighed, analyst=(*weighed.analyst, given))


__all__ = ["APART", "MOST_EVENTS", "TOGETHER", "part_of", "weigh"]

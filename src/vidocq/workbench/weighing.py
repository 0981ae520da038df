"""Weigh a record: as one event, or each of its events apart where its documents do not fit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Unpack

import msgspec

from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Answer, Assessment, Document, Event, Evidence, NextStep, Ranking
from vidocq.workbench import events
from vidocq.workbench.copies import Copy, copies, originals
from vidocq.workbench.options import RankOptions

#: What an assessment notes where an analyst joined documents that do not fit together.
JOINED = "joined by the analyst's word, though the documents do not fit together: "


def weigh(
    evidence: Sequence[Evidence],
    documents: Sequence[Document],
    snapshot: Snapshot,
    *,
    together: bool = False,
    **options: Unpack[RankOptions],
) -> Assessment:
    """Weigh the evidence of documents; ``options`` are those of :func:`vidocq.assessment.assess`.

    Where the documents tell of several events, each is weighed by its own documents (``Assessment.events``), and no answer is
    given over all of them: the evidence of two events names nobody. ``together`` joins them by the analyst's word, which the
    notes say.
    """
    from vidocq.assessment import assess

    roots = originals(documents)
    whole: Assessment = assess(evidence, snapshot, documents=roots, **options)
    left_out = frozenset(options.get("exclude_documents", ()))
    found = events.groups([document for document in roots if document.id not in left_out], evidence)
    if len(found) < 2:
        return whole
    if together:
        return msgspec.structs.replace(whole, notes=(*whole.notes, _joined(found, documents)))
    made = copies(documents)
    parts, answers = [], []
    for group in found:
        own = _with_copies(group, made)
        mine = [document for document in roots if document.id in own]
        answer: Assessment = assess(_of(evidence, own), snapshot, documents=mine, **options)
        answers.append(answer)
        parts.append(
            Event(
                documents=tuple(document.id for document in documents if document.id in own),
                reason=group.reason,
                group=answer.group,
                sponsor=answer.sponsor,
                confidence=answer.confidence,
            )
        )
    return _apart(whole, tuple(parts), tuple(answers))


#: So many documents of an event are named; the rest is counted.
_NAMED = 3


def _joined(found: Sequence[events.Group], documents: Sequence[Document]) -> str:
    """What was joined, by name, and what speaks against it."""
    names = {document.id: document.name.rsplit("/", 1)[-1] or document.title or document.id for document in documents}
    reasons = "; ".join(dict.fromkeys(group.reason for group in found if group.reason))
    return f"{JOINED}{' with '.join(_called(group, names) for group in found)} ({reasons})"


def _called(group: events.Group, names: Mapping[str, str]) -> str:
    first = ", ".join(names[one][:60] for one in group.documents[:_NAMED])
    more = len(group.documents) - _NAMED
    return f"{first} and {more} more" if more > 0 else first


def _apart(whole: Assessment, parts: tuple[Event, ...], answers: tuple[Assessment, ...]) -> Assessment:
    """The assessment of several events: nothing in it weighs the traces of one beside those of another."""
    numbered = tuple(enumerate(answers, start=1))
    return msgspec.structs.replace(
        whole,
        group=_open(whole.group, len(parts)),
        sponsor=_open(whole.sponsor, len(parts)),
        events=parts,
        gaps=tuple(f"Event {number}: {gap}" for number, answer in numbered for gap in answer.gaps),
        next_steps=tuple(_step(number, step) for number, answer in numbered for step in answer.next_steps),
        left_out=tuple(dict(_elsewhere(numbered)).items()),
        matrix=(),
        diagnosticity=(),
        sensitivity=(),
    )


def _step(number: int, step: NextStep) -> NextStep:
    return msgspec.structs.replace(step, sentence=f"For event {number}: {step.sentence[:1].lower()}{step.sentence[1:]}")


def _elsewhere(numbered: Iterable[tuple[int, Assessment]]) -> Iterator[tuple[str, str]]:
    """Why an item is not weighed here: it is weighed with its event, or left out there for a reason of its own."""
    for number, answer in numbered:
        yield from answer.left_out
        for cell in answer.matrix:
            yield cell.evidence_id, f"weighed with event {number}"


def _with_copies(group: events.Group, made: Iterable[Copy]) -> frozenset[str]:
    """A group's documents with the copies that go back to them."""
    return frozenset((*group.documents, *(one.document for one in made if one.original in group.documents)))


def _of(evidence: Iterable[Evidence], documents: frozenset[str]) -> tuple[Evidence, ...]:
    """The items that stand in some documents, with those of their quotes that do; what stands in none is the analyst's own."""
    kept = []
    for item in evidence:
        support = tuple(quote for quote in item.support if quote.document_id in documents)
        if support or not item.support:
            kept.append(item if support == item.support else msgspec.structs.replace(item, support=support))
    return tuple(kept)


def _open(ranking: Ranking, events_: int) -> Ranking:
    sentence = f"the documents tell of {events_} events, which are weighed apart; no answer holds for all of them"
    return msgspec.structs.replace(ranking, rows=(), answer=Answer(kind="undetermined", sentence=sentence))

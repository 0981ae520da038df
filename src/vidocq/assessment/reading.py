"""From evidence to the bag that is weighed: what counts, what does not and why."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from vidocq.assessment.bag import FEWEST_TRACES, SOFTWARE, TECHNIQUE, TEXT, TRACES, Bag, Item, decimal_year
from vidocq.assessment.index import Index
from vidocq.assessment.weights import item_families
from vidocq.evidence.kind import AVAILABLE, Kind, cards
from vidocq.knowledge.snapshot import Availability, Snapshot
from vidocq.knowledge.wording import is_listed
from vidocq.model import Certainty, Document, Evidence, IndicatorLabel, Lane
from vidocq.vocabulary.analysis import Aspect

#: Chance that a name which the reader takes for a program is none, or is not said to have been found: 1 of 30 distinctive names
#: on texts by other hands (benchmarks/names), rounded up.
_MISREAD = 0.04
#: The same for a name that is a word of everyday language (Snake, Carbon), whatever stands beside it. Stated: false names in
#: notes were mostly such words, and no count of them on texts by other hands is at hand.
_MISREAD_WORD = 0.25
_OPEN, _SOLD = ": recognised, weighs nothing", ": recognised, tells no group apart"
#: What a reason ends with where a program is recognised and does not weigh, as others have it too.
WEIGHS_NOTHING = (_OPEN, _SOLD)
_FOREIGN = frozenset({IndicatorLabel.VICTIM, IndicatorLabel.REFERENCE})
#: Entries of public catalogues: the label calls every one a reference, as it is nobody's host or file; they weigh all the same.
_NUMBERED = frozenset({"vulnerability"})


@dataclass(slots=True)
class Reading:
    """What a case's evidence amounts to: the bag, items left out with the reason, and notes on what had to be changed.

    ``claims`` are items that somebody says; they are left out of the bag, as they never weigh.
    """

    bag: Bag
    weighed: tuple[Evidence, ...]
    left_out: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    dated: bool
    only_indicators: bool = False
    claims: tuple[Evidence, ...] = ()


@dataclass(slots=True)
class _Pile:
    items: dict[tuple[str, str], list[Evidence]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    claims: list[Evidence] = field(default_factory=list)


def read(
    evidence: Iterable[Evidence],
    snapshot: Snapshot,
    index: Index,
    *,
    without: Collection[str] = (),
    without_documents: Collection[str] = (),
    planted: Collection[str] = (),
) -> Reading:
    """Sort evidence into what is weighed and what is not; each thing once, however often it is said."""
    pile = _Pile()
    kept = []
    indicators = False
    for item in evidence:
        indicators = indicators or (item.lane.stands and _is_indicator(item))
        reason = _not_weighed(item, without, without_documents, planted)
        if reason is None:
            reason = _place(item, snapshot, index, pile)
        if reason is not None:
            pile.left_out[item.id] = reason
        else:
            kept.append(item)
    if all(cards()[item.kind].aspect is Aspect.CUI_BONO for item in kept):
        # Who was hit and who gains is context to traces; without a trace it would turn a news account into an attribution.
        pile.left_out.update((item.id, "context only: no technical evidence stands beside it") for item in kept)
        pile.items.clear()
        kept = []
    items = tuple(
        Item(
            family=family,
            value=value,
            evidence=tuple(sorted(one.id for one in said)),
            origins=tuple(sorted({one.origin or ",".join(one.document_ids) for one in said})),
            known=value in index.column,
            doubt=max(_MISREAD_WORD if all(_plain_word(one) for one in said) else 0.0, _no_finding(said)),
        )
        for (family, value), said in sorted(pile.items.items())
    )
    year = _year(kept)
    bag = Bag(
        items=items,
        year=index.known_until if year is None else year,
        doubt=_MISREAD if _read_by_machine(kept) else 0.0,
        from_text=any(item.support for item in kept),
    )
    left_out = tuple(sorted(pile.left_out.items()))
    return Reading(bag, tuple(kept), left_out, tuple(pile.notes), year is not None, indicators, tuple(pile.claims))


def _no_finding(said: Sequence[Evidence]) -> float:
    """How likely none of the mentions of a program is a finding, in tenths; 0 where any came otherwise than from prose.

    The surest mention counts alone: what one document takes for a finding wrongly, its other lines and its copies do too.
    """
    scores = [one.score for one in said]
    if any(score is None for score in scores):
        return 0.0
    return round(1 - max(score for score in scores if score is not None), 1)


def _is_indicator(item: Evidence) -> bool:
    """Whether an item is an address, host, sum or the like of the intruders'."""
    card = cards().get(item.kind)
    return card is not None and card.observable and item.label is IndicatorLabel.ADVERSARY


def with_text(reading: Reading, documents: Iterable[Document], without: Collection[str] = ()) -> Reading:
    """The reading with the text of those documents that gave technical evidence; a text alone is no evidence."""
    given = traces_by_document(reading)
    texts = [
        evidential_text(document)
        for document in sorted(documents, key=lambda document: document.id)
        if given[document.id] >= FEWEST_TRACES and document.id not in without
    ]
    if not texts:
        return reading
    item = Item(family=TEXT, value="the text of the documents", text="\n".join(texts))
    return replace(reading, bag=replace(reading.bag, items=(*reading.bag.items, item)))


def traces_by_document(reading: Reading) -> Counter[str]:
    """How many items of what intruders leave behind each document gave."""
    ids = {one for item in reading.bag.items if item.family in TRACES for one in item.evidence}
    return Counter(document for item in reading.weighed if item.id in ids for document in item.document_ids)


def evidential_text(document: Document) -> str:
    """The text of a document without the sections that are never evidence."""
    if not document.sections:
        return document.text
    return "\n".join(document.text[one.start : one.end] for one in document.sections if one.role.evidential)


def _not_weighed(
    item: Evidence, without: Collection[str], without_documents: Collection[str], planted: Collection[str]
) -> str | None:
    """Why an item does not enter the technical weight at all, or None."""
    if item.id in without:
        return "left out by the analyst"
    if item.document_ids and set(item.document_ids) <= set(without_documents):
        return "its document was left out by the analyst"
    if item.kind in planted:
        return f"taken as planted (all {item.kind})"
    if not item.lane.stands:
        return "waits for a person's review" if item.lane.value == "review" else "rejected in review"
    if item.certainty is Certainty.KB:
        return "from the knowledge base itself, not from the case"
    if item.certainty is Certainty.AMBIGUOUS or (item.candidates and item.ref is None):
        return "ambiguous: it may mean " + ", ".join(one.name for one in item.candidates[:4])
    if item.negative:
        return "looked for and not found: the knowledge base does not record what groups never do"
    available = dict(item.attributes).get(AVAILABLE)
    if available is not None:
        return f"the text says that others can get it (“{available}”)"
    if item.label in _FOREIGN and item.kind not in _NUMBERED:
        return "belongs to the victim or is only a reference"
    return None


def _place(item: Evidence, snapshot: Snapshot, index: Index, pile: _Pile) -> str | None:
    """Put an item where its kind's weight function looks for it; give the reason if it has no place."""
    card: Kind | None = cards().get(item.kind)
    if card is None:
        return f"no card for the kind {item.kind!r}"
    if card.claim:
        pile.claims.append(item)
        return "a claim: what somebody says is kept in the ledger and never weighs"
    family = item_families().get(item.kind)
    if family is None:
        return f"{card.plural} weigh nothing: the knowledge base records none for its groups"
    value, reason = _resolve(family, item, snapshot, index, pile)
    if value is None:
        return reason
    pile.items.setdefault((family, value), []).append(item)
    return None


def _resolve(family: str, item: Evidence, snapshot: Snapshot, index: Index, pile: _Pile) -> tuple[str | None, str]:
    """The id a weight function knows an item by; revoked ids are followed, and that is said."""
    wanted = item.ref or item.value
    if family == TECHNIQUE:
        return _technique(wanted.upper(), snapshot, index, pile)
    if family == SOFTWARE:
        return _software(wanted, item, snapshot, pile)
    return wanted, ""


def _technique(wanted: str, snapshot: Snapshot, index: Index, pile: _Pile) -> tuple[str | None, str]:
    current = follow(
        wanted, {key: entry.revoked_by for key, entry in snapshot.technique_by_id.items()} if _revoked(wanted, snapshot) else {}
    )
    if current != wanted:
        pile.notes[f"{wanted} was revoked by ATT&CK; weighed as {current}"] = None
    if current in index.techniques:
        return current, ""
    parent = current.partition(".")[0]
    if parent != current and parent in index.techniques:
        pile.notes[f"{current} is not in this knowledge base; weighed as its parent {parent}"] = None
        return parent, ""
    return None, f"the knowledge base has no technique {wanted}"


def _revoked(wanted: str, snapshot: Snapshot) -> bool:
    entry = snapshot.technique_by_id.get(wanted)
    return entry is not None and entry.revoked_by is not None


def _software(wanted: str, item: Evidence, snapshot: Snapshot, pile: _Pile) -> tuple[str | None, str]:
    entry = snapshot.software_by_id.get(wanted)
    if entry is not None and entry.revoked_by is not None:
        current = follow(wanted, {key: one.revoked_by for key, one in snapshot.software_by_id.items()})
        pile.notes[f"{wanted} was revoked by ATT&CK; weighed as {current}"] = None
        entry = snapshot.software_by_id.get(current)
    if entry is None:
        return wanted, ""
    if entry.commodity:
        return None, f"{entry.name} is open to everybody{_OPEN}"
    if entry.availability is Availability.SOLD:
        return None, f"{entry.name} is sold to whoever pays{_SOLD}"
    return entry.id, ""


def follow(wanted: str, revoked_by: Mapping[str, str | None]) -> str:
    """Follow revocations to the id that stands now; a circle ends where it began."""
    seen = {wanted}
    while (after := revoked_by.get(wanted)) is not None and after not in seen:
        wanted = after
        seen.add(after)
    return wanted


def _read_by_machine(evidence: Iterable[Evidence]) -> bool:
    """Whether any item was read from a text by a program and confirmed by nobody."""
    return any(item.support and item.lane is Lane.AUTO for item in evidence)


def _plain_word(item: Evidence) -> bool:
    """Whether a program read from a text, and confirmed by nobody, is called by a word of everyday language there."""
    return item_families().get(item.kind) == SOFTWARE and _read_by_machine((item,)) and is_listed(item.value)


def _year(evidence: Iterable[Evidence]) -> float | None:
    """Date of the case: the middle of the dates its evidence was reported (else observed) at."""
    found = [decimal_year(item.reported) or decimal_year(item.observed) for item in evidence]
    years = [year for year in found if year is not None]
    return statistics.median(years) if years else None

"""Sort what was read by what each mention is: only what was found here stands; the rest is kept with its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from vidocq.evidence.kind import AVAILABLE, cards
from vidocq.evidence.mentions.caveats import corrects
from vidocq.evidence.mentions.judge import Judge, Judged
from vidocq.evidence.mentions.likely import shipped
from vidocq.evidence.names.reading import Reading
from vidocq.model import Certainty, Evidence, Lane, Quote, Role
from vidocq.vocabulary.analysis import Spoofability

#: Kinds that name something which a text may bring up for other reasons than having found it.
_NAMING = frozenset({"intrusion-set", "campaign"})
_SOFTWARE = frozenset({"malware", "tool"})
_NAMED = _NAMING | _SOFTWARE
#: Fewer words do not tell what sort of text they are.
_FEWEST_WORDS = 15
#: Tried in this order where a document mentions one thing in several ways and never as found.
_TELLING = (Role.NOT_FOUND, Role.COMPARED, Role.OTHERS, Role.BACKGROUND, Role.GENERIC, Role.UNSURE)
_SET_APART = frozenset({Role.NOT_FOUND, Role.COMPARED})
#: A finding in a text that takes back what was said first is at most so likely one. Stated: with less than 90 % nobody is named.
_CORRECTED = 0.7
_BY_A_PERSON = frozenset({Certainty.ANALYST, Certainty.KB})


def sort(items: Iterable[Evidence], reading: Reading) -> tuple[Evidence, ...]:
    """Give the items with the role of their mentions.

    An item that any mention has as found stands on those mentions; its ``score`` is how likely the surest of them is a finding.
    One that was looked for and not found stands as negative.
    Any other waits for a person, with the words that put it there. Groups keep their lane: they are claims and never weigh.
    """
    spans = [span for named in reading.names for span in named.spans]
    document = reading.document
    # What a format has typed is no prose, and a line or two is too little to tell what a text is.
    prose = not document.fields and len(document.text.split()) >= _FEWEST_WORDS
    judge = Judge(reading.plain, reading.sentences, spans, document.published, shipped() if prose else None)
    sorted_ = tuple(_sorted(item, judge) if _concerned(item) else item for item in items)
    return tuple(_doubted(item) for item in sorted_) if prose and corrects(reading.plain) else sorted_


def _doubted(item: Evidence) -> Evidence:
    """A program of a text that takes something back: it may be what is taken back."""
    if item.kind not in _SOFTWARE or item.score is None:
        return item
    return msgspec.structs.replace(item, score=min(item.score, _CORRECTED))


def _concerned(item: Evidence) -> bool:
    card = cards().get(item.kind)
    weighed = card is not None and card.weight is not None
    return bool(item.support) and item.certainty not in _BY_A_PERSON and (weighed or item.kind in _NAMING)


def _sorted(item: Evidence, judge: Judge) -> Evidence:
    named = item.kind in _NAMED
    told: dict[Role, list[tuple[Quote, Judged]]] = defaultdict(list)
    for quote in item.support:
        judged = judge.finding(quote.start, quote.end, named=named, program=item.kind in _SOFTWARE)
        told[judged.role].append((quote, judged))
    if Role.FOUND in told and not _outspoken(told):
        likely = [judged.likely for _, judged in told[Role.FOUND] if judged.likely is not None]
        item = msgspec.structs.replace(item, score=round(max(likely), 3)) if likely else item
        return _found(item, tuple(quote for quote, _ in told[Role.FOUND]), judge)
    told.pop(Role.FOUND, None)
    role = next(role for role in _TELLING if role in told)
    support = tuple(quote for quote, _ in told[role])
    words = told[role][0][1].words
    if item.kind in _NAMING:
        return msgspec.structs.replace(item, role=role)
    if role is Role.NOT_FOUND:
        step = item.step or f"“{words}”"
        return msgspec.structs.replace(item, role=role, negative=True, support=support, step=step)
    reason = f"{role.value} (“{words}”)"
    reason = f"{item.lane_reason}; {reason}" if item.lane is Lane.REVIEW and item.lane_reason else reason
    return msgspec.structs.replace(item, role=role, lane=Lane.REVIEW, lane_reason=reason, support=support)


def _outspoken(told: dict[Role, list[tuple[Quote, Judged]]]) -> bool:
    """Whether the text sets the name apart and nowhere says in so many words that it was found or used."""
    firm = any(judged.firm for _, judged in told[Role.FOUND])
    return not firm and bool(_SET_APART & told.keys())


def _found(item: Evidence, support: tuple[Quote, ...], judge: Judge) -> Evidence:
    words = ""
    if item.kind in _SOFTWARE:
        words = next((said for quote in support if (said := judge.available(quote.start, quote.end))), "")
    if not words:
        return msgspec.structs.replace(item, support=support)
    return msgspec.structs.replace(
        item,
        support=support,
        attributes=(*item.attributes, (AVAILABLE, words)),
        spoofability=Spoofability.HIGH,
        spoofability_reason=f"the text says that others can get it (“{words}”)",
    )

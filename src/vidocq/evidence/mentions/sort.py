"""Sort what was read by what each mention is: only what was found here stands; the rest is kept with its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from vidocq.evidence.kind import cards
from vidocq.evidence.mentions.judge import Judge, Judged
from vidocq.evidence.names.reading import Reading
from vidocq.model import Certainty, Evidence, Lane, Quote, Role
from vidocq.vocabulary.analysis import Spoofability

#: Kinds that name something which a text may bring up for other reasons than having found it.
_NAMING = frozenset({"intrusion-set", "campaign"})
_SOFTWARE = frozenset({"malware", "tool"})
_NAMED = _NAMING | _SOFTWARE
#: Attribute of a program that the text itself calls public, sold or shared.
AVAILABLE = "available"
#: Tried in this order where a document mentions one thing in several ways and never as found.
_TELLING = (Role.NOT_FOUND, Role.COMPARED, Role.OTHERS, Role.BACKGROUND, Role.GENERIC, Role.UNSURE)
_BY_A_PERSON = frozenset({Certainty.ANALYST, Certainty.KB})


def sort(items: Iterable[Evidence], reading: Reading) -> tuple[Evidence, ...]:
    """Give the items with the role of their mentions.

    An item that any mention has as found stands on those mentions. One that was looked for and not found stands as negative.
    Any other waits for a person, with the words that put it there. Groups keep their lane: they are claims and never weigh.
    """
    spans = [span for named in reading.names for span in named.spans]
    judge = Judge(reading.plain, reading.sentences, spans, reading.document.published)
    return tuple(_sorted(item, judge) if _concerned(item) else item for item in items)


def _concerned(item: Evidence) -> bool:
    card = cards().get(item.kind)
    weighed = card is not None and card.weight is not None
    return bool(item.support) and item.certainty not in _BY_A_PERSON and (weighed or item.kind in _NAMING)


def _sorted(item: Evidence, judge: Judge) -> Evidence:
    named = item.kind in _NAMED
    told: dict[Role, list[tuple[Quote, Judged]]] = defaultdict(list)
    for quote in item.support:
        judged = judge.at(quote.start, quote.end, named=named)
        told[judged.role].append((quote, judged))
    if Role.FOUND in told:
        return _found(item, tuple(quote for quote, _ in told[Role.FOUND]), judge)
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

"""Worlds in which a link may be wrong: what a program tells of a group is worth no more than the link's source is right.

A program that one group alone is recorded to use speaks for that group only if the record is right and nobody else has it. How
often that fails is measured for each source of links (``knowledge/reliability.py``). All links of one source stand or fall
together here, so that two shaky links of one source do not multiply into certainty.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from vidocq.assessment.bag import FEWEST_TRACES, SOFTWARE, TEXT, TRACES, VIA_SOFTWARE, Bag, Item
from vidocq.assessment.index import Index
from vidocq.knowledge.reliability import link_error

#: Links that are told apart in one case; those beyond stand or fall with the last.
_MOST_LINKS = 3
#: Users beside those on record of a program that is sold or shared. Stated: more have it than anybody has written down, so
#: that the one on record is it in one of nine cases.
UNRECORDED = 8.0
#: Traces read in texts below which nobody is named, unless one tells a group by itself. Stated: two can be wrong together less
#: often than one.
_FEWEST_ALONE = 2
#: Stands for the source of such a program's only link.
_PASSED_ON = "passed on"
#: Stands for the links of a program that several groups have.
_SEVERAL = ""


@dataclass(frozen=True, slots=True)
class World:
    """One way in which links may be right or wrong: how likely it is, and what is left of the case in it."""

    weight: float
    bag: Bag


class _Link(NamedTuple):
    """What makes an item tell of a group: the source of its link (none: several groups have it), and doubt of its mention."""

    source: str
    doubt: float

    @property
    def error(self) -> float:
        """Chance that it tells nothing."""
        return 1 - (1 - _false(self.source)) * (1 - self.doubt)


def worlds(bag: Bag, index: Index) -> tuple[World, ...]:
    """All worlds of a case, the one in which every link is right first; their weights sum to one.

    The chance that a name was misread in the text (``doubt`` of the bag, or of the item where that is more) is part of every
    link's error. A program that several groups have has no link to be wrong, only its mention.
    """
    by_link: dict[_Link, list[Item]] = {}
    for item in bag.items:
        link = _link(item, bag, index)
        if link is not None:
            by_link.setdefault(link, []).append(item)
    if not by_link:
        return (World(1.0, bag),)
    links = sorted(by_link, key=lambda link: (link.error, link))
    told_apart, rest = links[: _MOST_LINKS - 1], links[_MOST_LINKS - 1 :]
    groups = [by_link[link] for link in told_apart]
    if rest:
        told_apart = [*told_apart, rest[-1]]
        groups.append([item for link in rest for item in by_link[link]])
    found = []
    for wrong in product((False, True), repeat=len(groups)):
        gone = [item for is_wrong, items in zip(wrong, groups, strict=True) if is_wrong for item in items]
        chances = (link.error if is_wrong else 1 - link.error for link, is_wrong in zip(told_apart, wrong, strict=True))
        found.append(World(math.prod(chances), _without(bag, gone)))
    return tuple(found)


def _link(item: Item, bag: Bag, index: Index) -> _Link | None:
    """What an item hangs on; None where neither its link nor its mention is in doubt."""
    if item.family != SOFTWARE:
        return None
    source = index.sole_source.get(item.value)
    if source is None:
        return _Link(_SEVERAL, item.doubt) if item.doubt else None
    return _Link(_PASSED_ON if item.value in index.passed_on else source, max(bag.doubt, item.doubt))


def like_the_record(bag: Bag, index: Index) -> bool:
    """Whether a case is of the kind that the track record was made on: nothing read from texts, and links of ATT&CK alone."""
    sources = {index.sole_source.get(value, "attack") for value in bag.values(SOFTWARE)}
    return bag.doubt == 0 and sources <= {"attack"}


def lone(bag: Bag, index: Index) -> bool:
    """Whether all that was read in texts is one technique, or one program that is not on record for one group alone."""
    traces = [item for item in bag.items if item.family in TRACES]
    return bag.from_text and len(traces) < _FEWEST_ALONE and not any(item.value in index.sole_source for item in traces)


def _false(source: str) -> float:
    """How often links of a source were wrong."""
    if source == _SEVERAL:
        return 0.0
    return UNRECORDED / (UNRECORDED + 1) if source == _PASSED_ON else link_error(source).false


def _without(bag: Bag, gone: list[Item]) -> Bag:
    """The bag without programs, what the knowledge base gives only for them, and a text that is left with too few traces."""
    if not gone:
        return bag
    left = bag.without(*gone)
    if not any(item.family == SOFTWARE for item in left.items):
        left = left.without(*(item for item in left.items if item.family == VIA_SOFTWARE))
    if sum(item.family in TRACES for item in left.items) < FEWEST_TRACES:
        left = left.without(*(item for item in left.items if item.family == TEXT))
    return left

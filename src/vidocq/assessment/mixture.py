"""Worlds in which a link may be wrong: what a program tells of a group is worth no more than the link's source is right.

A program that one group alone is recorded to use speaks for that group only if the record is right and nobody else has it. How
often that fails is measured for each source of links (``knowledge/reliability.py``). All links of one source stand or fall
together here, so that two shaky links of one source do not multiply into certainty.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from vidocq.assessment.bag import CODE, SOFTWARE, TECHNIQUE, VIA_SOFTWARE, Bag, Item
from vidocq.assessment.index import Index
from vidocq.knowledge.reliability import link_error

#: Sources that are told apart in one case; those beyond stand or fall with the last.
_MOST_SOURCES = 3
#: Users beside those on record of a program that is sold or shared. Stated: more have it than anybody has written down, so
#: that the one on record is it in one of nine cases.
UNRECORDED = 8.0
#: Traces read in texts below which nobody is named, unless one tells a group by itself. Stated: two can be wrong together less
#: often than one.
_FEWEST_TRACES = 2
#: Stands for the source of such a program's only link.
_PASSED_ON = "passed on"


@dataclass(frozen=True, slots=True)
class World:
    """One way in which links may be right or wrong: how likely it is, and what is left of the case in it."""

    weight: float
    bag: Bag


def worlds(bag: Bag, index: Index) -> tuple[World, ...]:
    """All worlds of a case, the one in which every link is right first; their weights sum to one.

    The chance that a name was misread in the text (``doubt`` of the bag, or of the item where that is more) is part of every
    link's error.
    """
    by_source: dict[tuple[str, float], list[Item]] = {}
    for item in bag.items:
        source = index.sole_source.get(item.value) if item.family == SOFTWARE else None
        if source is not None and item.value in index.passed_on:
            source = _PASSED_ON
        if source is not None:
            by_source.setdefault((source, max(bag.doubt, item.doubt)), []).append(item)
    if not by_source:
        return (World(1.0, bag),)
    ordered = sorted(by_source, key=lambda link: (_error(*link), link))
    groups = [by_source[link] for link in ordered[: _MOST_SOURCES - 1]]
    rest = [item for link in ordered[_MOST_SOURCES - 1 :] for item in by_source[link]]
    errors = [_error(*link) for link in ordered[:_MOST_SOURCES]]
    if rest:
        groups.append(rest)
        errors[len(groups) - 1] = max(_error(*link) for link in ordered[_MOST_SOURCES - 1 :])
    found = []
    for wrong in product((False, True), repeat=len(groups)):
        weight = 1.0
        gone: list[Item] = []
        for is_wrong, error, items in zip(wrong, errors, groups, strict=False):
            weight *= error if is_wrong else 1 - error
            gone += items if is_wrong else []
        found.append(World(weight, _without(bag, gone)))
    return tuple(found)


def like_the_record(bag: Bag, index: Index) -> bool:
    """Whether a case is of the kind that the track record was made on: nothing read from texts, and links of ATT&CK alone."""
    sources = {index.sole_source.get(value, "attack") for value in bag.values(SOFTWARE)}
    return bag.doubt == 0 and sources <= {"attack"}


def lone(bag: Bag, index: Index) -> bool:
    """Whether all that was read in texts is one technique, or one program that is not on record for one group alone."""
    traces = [item for item in bag.items if item.family in (SOFTWARE, TECHNIQUE, CODE)]
    return bag.from_text and len(traces) < _FEWEST_TRACES and not any(item.value in index.sole_source for item in traces)


def _error(source: str, doubt: float) -> float:
    false = UNRECORDED / (UNRECORDED + 1) if source == _PASSED_ON else link_error(source).false
    return 1 - (1 - false) * (1 - doubt)


def _without(bag: Bag, gone: list[Item]) -> Bag:
    """The bag without programs, and without what the knowledge base gives only for them."""
    if not gone:
        return bag
    left = bag.without(*gone)
    if any(item.family == SOFTWARE for item in left.items):
        return left
    return left.without(*(item for item in left.items if item.family == VIA_SOFTWARE))

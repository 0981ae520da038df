"""Worlds in which a link may be wrong: what a program tells of a group is worth no more than the link's source is right.

A program that one group alone is recorded to use speaks for that group only if the record is right and nobody else has it. How
often that fails is measured for each source of links (``knowledge/reliability.py``). All links of one source stand or fall
together here, so that two shaky links of one source do not multiply into certainty.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from vidocq.assessment.bag import SOFTWARE, VIA_SOFTWARE, Bag, Item
from vidocq.assessment.index import Index
from vidocq.knowledge.reliability import link_error

#: Sources that are told apart in one case; those beyond stand or fall with the last.
_MOST_SOURCES = 3


@dataclass(frozen=True, slots=True)
class World:
    """One way in which links may be right or wrong: how likely it is, and what is left of the case in it."""

    weight: float
    bag: Bag


def worlds(bag: Bag, index: Index) -> tuple[World, ...]:
    """All worlds of a case, the one in which every link is right first; their weights sum to one.

    ``Bag.doubt`` (the chance that a name was misread in the text) is part of every link's error.
    """
    by_source: dict[str, list[Item]] = {}
    for item in bag.items:
        source = index.sole_source.get(item.value) if item.family == SOFTWARE else None
        if source is not None:
            by_source.setdefault(source, []).append(item)
    if not by_source:
        return (World(1.0, bag),)
    ordered = sorted(by_source, key=lambda source: (link_error(source).false, source))
    groups = [by_source[source] for source in ordered[: _MOST_SOURCES - 1]]
    rest = [item for source in ordered[_MOST_SOURCES - 1 :] for item in by_source[source]]
    errors = [_error(source, bag) for source in ordered[:_MOST_SOURCES]]
    if rest:
        groups.append(rest)
        errors[len(groups) - 1] = max(_error(source, bag) for source in ordered[_MOST_SOURCES - 1 :])
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


def _error(source: str, bag: Bag) -> float:
    return 1 - (1 - link_error(source).false) * (1 - bag.doubt)


def _without(bag: Bag, gone: list[Item]) -> Bag:
    """The bag without programs, and without what the knowledge base gives only for them."""
    if not gone:
        return bag
    left = bag.without(*gone)
    if any(item.family == SOFTWARE for item in left.items):
        return left
    return left.without(*(item for item in left.items if item.family == VIA_SOFTWARE))

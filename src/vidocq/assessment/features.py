"""All families' numbers for one case: a matrix of groups x features, and what they say of a group nobody knows yet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from vidocq.assessment.bag import SOFTWARE, TECHNIQUE, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.weights import Weight, families

#: Names of the features that speak for "not in the knowledge base", in the order of :func:`novelty`.
NOVELTY = ("tool_gap", "shows_technique", "activity_stands_out", "after_knowledge", "initial_access", "software_idle", "campaign")


@cache
def feature_names() -> tuple[str, ...]:
    """Names of all features, fitted and stated, in the order of the columns of :func:`matrix`."""
    return tuple(name for family in families() for name in family.names)


@cache
def prior_names() -> frozenset[str]:
    """Names of the features that are known before any evidence."""
    return frozenset(name for family in families() if family.prior for name in family.names)


@cache
def stated_strengths() -> tuple[tuple[str, float], ...]:
    """(feature, nats for one unit) of the features that no benchmark could fit."""
    return tuple(item for family in families() for item in family.stated.items())


def matrix(bag: Bag, index: Index) -> Floats:
    """Groups x features for one case, columns in the order of :func:`feature_names`."""
    found: dict[str, Floats] = {}
    for family in families():
        found.update(_numbers(family, bag, index))
    return np.column_stack([found[name] for name in feature_names()])


#: So many results of families are kept with an index: a case is weighed again and again with one item more or less.
_KEPT = 512


def _numbers(family: Weight, bag: Bag, index: Index) -> Mapping[str, Floats]:
    """What a family says of a bag, worked out once for all bags that are alike in what it reads."""
    read = tuple((item.family, item.value, item.text) for item in bag.items if item.family in family.reads)
    key = (family.name, bag.year, read)
    if key not in index.kept:
        if len(index.kept) >= _KEPT:
            index.kept.clear()
        index.kept[key] = family.features(bag, index)
    return index.kept[key]


def novelty(bag: Bag, index: Index, features: Floats) -> Floats:
    """What speaks for a group that nobody knows yet, in the order of ``NOVELTY``.

    How far the best group stands above the next by its tools, and above all by its activity; whether the case shows any
    technique (a catalogue adds bare programs mostly to groups that it has); by how many years it is younger than the knowledge;
    whether it shows how they came in; whether it has software that the knowledge base knows but no group uses; whether it is a
    campaign rather than a report.
    """
    column = {name: features[:, number] for number, name in enumerate(feature_names())}
    tools = np.sort(column["tool_rarity"])[::-1]
    known = [index.column[value] for value in bag.values(SOFTWARE) if value in index.column]
    after = 0.0 if bag.year is None or index.known_until is None else min(index.known_until - bag.year, 0.0)
    return np.array(
        [
            tools[0] - tools[1] if len(tools) > 1 else 0.0,
            # A text tells of techniques; where none was found in it, it was missed.
            float(bag.from_text or bool(bag.values(TECHNIQUE))),
            _stands_out(column["active_before"]),
            after,
            float(any(value in index.initial_access for value in bag.values(TECHNIQUE))),
            float(any(index.users[number] == 0 for number in known)),
            float(bag.campaign),
        ]
    )


def _stands_out(values: Floats) -> float:
    return float((values.max() - values.mean()) / (values.std() + 1e-6))

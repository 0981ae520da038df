"""What each item does: the weights with it and without it, for groups, states and the group nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vidocq.assessment.bag import Bag, Item
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.posterior import Posterior
from vidocq.assessment.scale import Scale

#: More distinct items than this are not taken out one by one: the rarest are.
MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Effect:
    """One item: the posterior without it, and what it adds in nats to each group, each state and the unknown group."""

    item: Item
    without: Posterior
    groups: Floats
    states: Floats
    unknown: float


def rarest(bag: Bag, index: Index) -> tuple[Item, ...]:
    """The items that can say most: rare ones first, at most ``MOST_ITEMS``, unknown ones last."""

    def rank(item: Item) -> tuple[bool, float, str, str]:
        column = index.column.get(item.value)
        return (column is None, float(index.users[column]) if column is not None else 0.0, item.family, item.value)

    return tuple(sorted(bag.items, key=rank)[:MOST_ITEMS])


def effects(bag: Bag, scale: Scale, whole: Posterior) -> tuple[Effect, ...]:
    """The effect of each item, in order of the bag."""
    chosen = set(rarest(bag, scale.index))
    return tuple(_effect(item, bag, scale, whole) for item in bag.items if item in chosen)


def _effect(item: Item, bag: Bag, scale: Scale, whole: Posterior) -> Effect:
    without = scale.weigh(bag.without(item))
    change = whole.utility - without.utility
    states = np.log(np.append(whole.states, whole.stateless) + 1e-9) - np.log(np.append(without.states, without.stateless) + 1e-9)
    return Effect(item, without, change - change.mean(), states - states.mean(), _logit(whole.unknown) - _logit(without.unknown))


def _logit(probability: float) -> float:
    bounded = min(max(probability, 1e-9), 1 - 1e-9)
    return float(np.log(bounded / (1 - bounded)))


def shift(before: Posterior, after: Posterior) -> float:
    """Total variation distance between two group rankings, 0 to 1."""
    return float(0.5 * (np.abs(before.groups - after.groups).sum() + abs(before.unknown - after.unknown)))


def state_shift(before: Posterior, after: Posterior) -> float:
    """Total variation distance between two sponsor rankings, 0 to 1."""
    return float(0.5 * (np.abs(before.states - after.states).sum() + abs(before.stateless - after.stateless)))


def drop(bag: Bag, gone: Sequence[str]) -> Bag:
    """The bag without these evidence ids: an item stays while any other evidence says it."""
    missing = set(gone)
    emptied = [item for item in bag.items if item.evidence and set(item.evidence) <= missing]
    return bag.without(*emptied)

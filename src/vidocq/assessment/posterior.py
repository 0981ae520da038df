"""From numbers to probabilities: groups, a group nobody knows yet, and the states behind them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vidocq.assessment.bag import Bag
from vidocq.assessment.features import feature_names, matrix, novelty, stated_strengths
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.logit import sigmoid, softmax
from vidocq.assessment.model import Variant


@dataclass(frozen=True, slots=True)
class Posterior:
    """Probabilities of one case.

    ``groups`` follows the index and sums with ``unknown`` to one. ``states`` follows the index's country codes and sums with
    ``stateless`` (groups without a country, known or not) to one. ``utility`` is the groups' sum of weights in nats.
    """

    groups: Floats
    unknown: float
    states: Floats
    stateless: float
    utility: Floats

    @property
    def known(self) -> Floats:
        """Probabilities of the groups if it is one of them."""
        return np.asarray(self.groups / max(float(self.groups.sum()), 1e-300))


def coefficients(variant: Variant) -> Floats:
    """Weights in the order of the feature matrix: fitted where there is a fit, stated otherwise, nothing where neither."""
    return np.array(_coefficients(variant), dtype=float)


@lru_cache(maxsize=16)
def _coefficients(variant: Variant) -> tuple[float, ...]:
    weights = dict(stated_strengths()) | dict(zip(variant.group.names, variant.group.values, strict=True))
    return tuple(weights.get(name, 0.0) for name in feature_names())


def weigh(bag: Bag, index: Index, variant: Variant, *, bias: Floats | None = None, unknown_bias: float = 0.0) -> Posterior:
    """The posterior of a case; an empty bag gives the prior. ``bias`` and ``unknown_bias`` are an analyst's prior in nats."""
    features = matrix(bag, index)
    utility = features @ coefficients(variant)
    unknown = variant.unknown_share
    if bag.items:
        unknown = float(variant.unknown.fit.probability(novelty(bag, index, features)))
    return combine(utility, moved(unknown, unknown_bias), index, variant, bias=bias)


def moved(probability: float, nats: float) -> float:
    """A probability with its log odds moved."""
    return probability if nats == 0.0 else float(sigmoid(np.asarray(np.log(probability / (1 - probability)) + nats)))


def combine(utility: Floats, unknown: float, index: Index, variant: Variant, *, bias: Floats | None = None) -> Posterior:
    """Probabilities from the groups' weights and the probability that it is none of them."""
    total = utility if bias is None else utility + bias
    known = softmax(total / variant.temperature)
    states, stateless = states_of(known, unknown, index, variant.sponsor.lean)
    return Posterior(known * (1 - unknown), unknown, states, stateless, utility)


def states_of(known: Floats, unknown: float, index: Index, lean: float) -> tuple[Floats, float]:
    """States behind the known groups, and behind an unknown one: between all groups' shares and the known groups' odds."""
    by_state = index.membership @ known
    odds = np.append(by_state, max(1.0 - by_state.sum(), 0.0))
    size = index.membership.sum(1)
    shares = np.append(size, len(index.groups) - size.sum()) / max(len(index.groups), 1)
    guess = shares ** (1 - lean) * np.maximum(odds, 1e-12) ** lean
    mixed = (1 - unknown) * odds + unknown * guess / guess.sum()
    return mixed[:-1], float(mixed[-1])

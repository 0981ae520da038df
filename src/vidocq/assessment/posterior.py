"""From numbers to probabilities: groups, a group nobody knows yet, and the states behind them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vidocq.assessment.bag import Bag
from vidocq.assessment.features import feature_names, stated_strengths
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.logit import sigmoid
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


def weigh(
    bag: Bag,
    index: Index,
    variant: Variant,
    *,
    bias: Floats | None = None,
    unknown_bias: float = 0.0,
    seed: int = 0,
    rough: bool = False,
) -> Posterior:
    """The posterior of a case: the mean over draws of the weights, mixed over the worlds in which links may be wrong.

    An empty bag gives the prior. ``bias`` and ``unknown_bias`` are an analyst's prior in nats. ``rough`` takes a few of the
    draws only: good enough to compare with what is as rough.
    """
    from vidocq.assessment.draws import DRAWS, FEW_DRAWS, draw

    count = FEW_DRAWS if rough else DRAWS
    return draw(bag, index, variant, bias=bias, unknown_bias=unknown_bias, seed=seed, count=count).mean


def moved(probability: Floats, nats: float) -> Floats:
    """Probabilities with their log odds moved."""
    return probability if nats == 0.0 else sigmoid(np.log(probability / (1 - probability)) + nats)


def states_of(known: Floats, unknown: Floats | float, index: Index, lean: float) -> tuple[Floats, Floats]:
    """States behind the known groups, and behind an unknown one: between all groups' shares and the known groups' odds.

    Args:
        known: draws x groups (or groups alone), probabilities if it is one of them.
        unknown: the probability that it is none of them, one for each draw.
        index: the knowledge.
        lean: how far a guess at an unknown group's state leans on the known groups' odds.
    """
    by_state = known @ index.membership.T
    odds = np.concatenate([by_state, np.maximum(1.0 - by_state.sum(-1, keepdims=True), 0.0)], axis=-1)
    guess = index.shares ** (1 - lean) * np.maximum(odds, 1e-12) ** lean
    guess = guess / guess.sum(-1, keepdims=True)
    chance = np.asarray(unknown)[..., None]
    mixed = (1 - chance) * odds + chance * guess
    return mixed[..., :-1], mixed[..., -1]

"""How far the numbers could be off because the weights were learned from few cases: draws from the weights' own uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vidocq.assessment.bag import Bag
from vidocq.assessment.features import feature_names, matrix, novelty
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.logit import sigmoid, softmax
from vidocq.assessment.model import Variant
from vidocq.assessment.posterior import coefficients, moved, states_of

_DRAWS = 200
_TAILS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Intervals:
    """95 % intervals (low, high) of each group, the unknown group, each state and no state."""

    groups: Floats
    unknown: tuple[float, float]
    states: Floats
    stateless: tuple[float, float]


def intervals(
    bag: Bag, index: Index, variant: Variant, *, seed: int, bias: Floats | None = None, unknown_bias: float = 0.0
) -> Intervals:
    """Intervals from draws of the fitted weights (normal around the fit; Laplace approximation)."""
    random = np.random.default_rng(seed)
    features = matrix(bag, index)
    columns = [feature_names().index(name) for name in variant.group.names]
    drawn = random.multivariate_normal(np.zeros(len(columns)), np.array(variant.group.covariance), _DRAWS, method="eigh")
    centred = features[:, columns] - features[:, columns].mean(0)
    utility = (features @ coefficients(variant) + (0.0 if bias is None else bias))[:, None] + centred @ drawn.T
    known = softmax(utility.T / variant.temperature)
    unknown = np.array([moved(float(one), unknown_bias) for one in _unknown(bag, index, variant, features, random)])
    groups = known * (1 - unknown)[:, None]
    states = [states_of(row, float(chance), index, variant.sponsor.lean) for row, chance in zip(known, unknown, strict=True)]
    return Intervals(
        np.quantile(groups, _TAILS, axis=0).T,
        _tails(unknown),
        np.quantile(np.array([row for row, _ in states]), _TAILS, axis=0).T,
        _tails(np.array([rest for _, rest in states])),
    )


def _tails(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, _TAILS)
    return float(low), float(high)


def _unknown(bag: Bag, index: Index, variant: Variant, features: Floats, random: np.random.Generator) -> Floats:
    if not bag.items:
        # The share of past cases: the uncertainty of a count.
        open_cases = variant.unknown_share * variant.cases
        return random.beta(open_cases + 0.5, variant.cases - open_cases + 0.5, _DRAWS)
    fit = variant.unknown.fit
    design = np.append(1.0, (novelty(bag, index, features) - fit.mean) / fit.scale)
    drawn = random.multivariate_normal(np.append(fit.intercept, fit.coefficients), fit.covariance, _DRAWS, method="eigh")
    return sigmoid(drawn @ design)

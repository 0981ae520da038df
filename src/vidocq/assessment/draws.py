"""Draws from the fitted weights' own uncertainty: the answer is their mean, and how far they spread is its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vidocq.assessment.bag import Bag
from vidocq.assessment.features import feature_names, matrix, novelty
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.logit import softmax
from vidocq.assessment.mixture import worlds
from vidocq.assessment.model import Variant
from vidocq.assessment.posterior import Posterior, coefficients, moved, states_of

_DRAWS = 200
_TAILS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Intervals:
    """95 % intervals (low, high) of each group, the unknown group, each state and no state."""

    groups: Floats
    unknown: tuple[float, float]
    states: Floats
    stateless: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A case's features in one world: groups x features, what speaks for an unknown group, and how likely the world is.

    ``empty`` says that nothing is left in it: then the prior holds.
    """

    weight: float
    features: Floats
    novelty: Floats
    empty: bool


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws x groups, draws, draws x states, draws; and the groups' weights at the fit, of all evidence together."""

    groups: Floats
    unknown: Floats
    states: Floats
    stateless: Floats
    utility: Floats

    @property
    def mean(self) -> Posterior:
        """The mean over the draws."""
        return Posterior(
            self.groups.mean(0), float(self.unknown.mean()), self.states.mean(0), float(self.stateless.mean()), self.utility
        )

    @property
    def intervals(self) -> Intervals:
        """What 95 % of the draws lie within."""
        return Intervals(
            np.quantile(self.groups, _TAILS, axis=0).T,
            _tails(self.unknown),
            np.quantile(self.states, _TAILS, axis=0).T,
            _tails(self.stateless),
        )


def _tails(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, _TAILS)
    return float(low), float(high)


def numbers(bag: Bag, index: Index) -> tuple[Numbers, ...]:
    """A case's features in each world of its links."""
    found = []
    for world in worlds(bag, index):
        features = matrix(world.bag, index)
        found.append(Numbers(world.weight, features, novelty(world.bag, index, features), not world.bag.items))
    return tuple(found)


def draw(bag: Bag, index: Index, variant: Variant, *, seed: int, bias: Floats | None = None, unknown_bias: float = 0.0) -> Draws:
    """Draw a case's probabilities (normal around the fit; Laplace approximation), the same draws in every world."""
    return drawn(numbers(bag, index), index, variant, seed=seed, bias=bias, unknown_bias=unknown_bias)


def drawn(
    cases: Sequence[Numbers],
    index: Index,
    variant: Variant,
    *,
    seed: int = 0,
    bias: Floats | None = None,
    unknown_bias: float = 0.0,
) -> Draws:
    """The same from features that were computed before."""
    around = _around(variant, seed)
    columns = [feature_names().index(name) for name in variant.group.names]
    parts = []
    for case in cases:
        utility = case.features @ coefficients(variant) + (0.0 if bias is None else bias)
        centred = case.features[:, columns] - case.features[:, columns].mean(0)
        known = softmax((utility[:, None] + centred @ around.groups.T).T / variant.temperature)
        unknown = moved(_unknown(case, variant, around), unknown_bias)
        states, stateless = states_of(known, unknown, index, variant.sponsor.lean)
        parts.append((case.weight, known * (1 - unknown)[:, None], unknown, states, stateless))
    return Draws(
        groups=np.asarray(sum(weight * groups for weight, groups, _, _, _ in parts)),
        unknown=np.asarray(sum(weight * unknown for weight, _, unknown, _, _ in parts)),
        states=np.asarray(sum(weight * states for weight, _, _, states, _ in parts)),
        stateless=np.asarray(sum(weight * stateless for weight, _, _, _, stateless in parts)),
        utility=cases[0].features @ coefficients(variant),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """How far each draw lies from the fit: draws x group weights, draws x (intercept and weights of the unknown group)."""

    groups: Floats
    unknown: Floats
    share: Floats


@lru_cache(maxsize=16)
def _around(variant: Variant, seed: int) -> _Around:
    random = np.random.default_rng(seed)
    groups = np.array(variant.group.covariance)
    unknown = np.array(variant.unknown.covariance)
    # The share of past cases that nobody knew is a count, with a count's uncertainty.
    open_cases = variant.unknown_share * variant.cases
    return _Around(
        random.multivariate_normal(np.zeros(len(groups)), groups, _DRAWS, method="eigh"),
        random.multivariate_normal(np.zeros(len(unknown)), unknown, _DRAWS, method="eigh"),
        random.beta(open_cases + 0.5, variant.cases - open_cases + 0.5, _DRAWS),
    )


def _unknown(case: Numbers, variant: Variant, around: _Around) -> Floats:
    if case.empty:
        return around.share
    fit = variant.unknown.fit
    design = np.append(1.0, fit.standard(case.novelty))
    weights = np.append(fit.intercept, fit.coefficients)
    return np.asarray(0.5 * (1 + np.tanh(0.5 * ((weights + around.unknown) @ design))))

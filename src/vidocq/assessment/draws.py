"""Draws from the fitted weights' own uncertainty: the answer is their mean, and how far they spread is its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vidocq.assessment.bag import TRACES, Bag
from vidocq.assessment.doubt import loose, widened
from vidocq.assessment.features import feature_names, matrix, novelty
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.logit import softmax
from vidocq.assessment.mixture import worlds
from vidocq.assessment.model import SponsorPrior, Variant
from vidocq.assessment.posterior import Posterior, coefficients, moved, states_of

#: Draws behind an answer, and behind what is only compared with other answers of one case.
DRAWS, FEW_DRAWS = 200, 40
_TAILS = (0.025, 0.975)
#: Share of reports whose group the knowledge of their time lacks. Of 28 vendor reports 3 were (benchmarks/attribution, free
#: text); taken is the upper end of the 95 % interval of that share, since the 28 were chosen for having a known name.
UNKNOWN_IN_TEXTS = 0.27


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

    ``empty`` says that nothing is left in it: then the prior holds. ``from_text`` as in the bag. ``traces`` says that something
    of what intruders leave behind is left.
    """

    weight: float
    features: Floats
    novelty: Floats
    empty: bool
    from_text: bool = False
    traces: bool = True


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws x groups, draws, draws x states, draws; and the groups' weights at the fit, of all evidence together.

    ``doubt`` and ``loose`` widen the intervals of states (``assessment/doubt.py``), drawn with ``seed``.
    ``carried`` is how reliably the links carry what leads (group, state): the weight of the worlds in which it leads too, by
    something that was found and not because it leads before any evidence.
    """

    groups: Floats
    unknown: Floats
    states: Floats
    stateless: Floats
    utility: Floats
    carried: tuple[float, float]
    doubt: SponsorPrior
    loose: float
    seed: int

    @property
    def mean(self) -> Posterior:
        """The mean over the draws."""
        return Posterior(
            self.groups.mean(0), float(self.unknown.mean()), self.states.mean(0), float(self.stateless.mean()), self.utility
        )

    @property
    def intervals(self) -> Intervals:
        """What 95 % of the draws lie within; those of states with what past ratings leave in doubt."""
        ratings = np.column_stack([self.states, self.stateless])
        wide = np.quantile(widened(ratings, self.doubt, self.loose, self.seed), _TAILS, axis=0).T
        return Intervals(
            np.quantile(self.groups, _TAILS, axis=0).T,
            _tails(self.unknown),
            wide[:-1],
            (float(wide[-1][0]), float(wide[-1][1])),
        )


def _tails(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, _TAILS)
    return float(low), float(high)


def numbers(bag: Bag, index: Index) -> tuple[Numbers, ...]:
    """A case's features in each world of its links."""
    found = []
    for world in worlds(bag, index):
        features = matrix(world.bag, index)
        new = novelty(world.bag, index, features)
        left = any(item.family in TRACES for item in world.bag.items)
        found.append(Numbers(world.weight, features, new, not world.bag.items, world.bag.from_text, left))
    return tuple(found)


def draw(
    bag: Bag,
    index: Index,
    variant: Variant,
    *,
    seed: int,
    bias: Floats | None = None,
    unknown_bias: float = 0.0,
    count: int = DRAWS,
) -> Draws:
    """Draw a case's probabilities (normal around the fit; Laplace approximation), the same draws in every world.

    ``count`` takes only the first so many draws, where many cases are compared with one another.
    """
    return drawn(numbers(bag, index), index, variant, seed=seed, bias=bias, unknown_bias=unknown_bias, count=count)


def drawn(
    cases: Sequence[Numbers],
    index: Index,
    variant: Variant,
    *,
    seed: int = 0,
    bias: Floats | None = None,
    unknown_bias: float = 0.0,
    count: int = DRAWS,
) -> Draws:
    """The same from features that were computed before."""
    around = _around(variant, seed).first(count)
    columns = [feature_names().index(name) for name in variant.group.names]
    parts = []
    for case in cases:
        utility = case.features @ coefficients(variant) + (0.0 if bias is None else bias)
        centred = case.features[:, columns] - case.features[:, columns].mean(0)
        known = softmax((utility + around.groups @ centred.T) / variant.temperature)
        unknown = moved(_unknown(case, variant, around), unknown_bias)
        states, stateless = states_of(known, unknown, index, variant.sponsor.lean)
        parts.append((case.weight, known * (1 - unknown)[:, None], unknown, states, stateless))
    weights = np.array([weight for weight, _, _, _, _ in parts])
    traces = np.array([case.traces for case in cases])
    states = np.asarray(sum(weight * states for weight, _, _, states, _ in parts))
    stateless = np.asarray(sum(weight * stateless for weight, _, _, _, stateless in parts))
    return Draws(
        doubt=variant.sponsor,
        loose=loose(states.mean(0), float(stateless.mean()), index.shares),
        seed=seed,
        carried=(
            _carried(weights, [groups for _, groups, _, _, _ in parts], traces),
            _carried(weights, [states for _, _, _, states, _ in parts], traces),
        ),
        groups=np.asarray(sum(weight * groups for weight, groups, _, _, _ in parts)),
        unknown=np.asarray(sum(weight * unknown for weight, _, unknown, _, _ in parts)),
        states=states,
        stateless=stateless,
        utility=cases[0].features @ coefficients(variant),
    )


def _carried(weights: Floats, worlds: Sequence[Floats], traces: NDArray[np.bool_]) -> float:
    """Weight of the worlds with traces in which leads what leads in all of them together."""
    means = np.stack([world.mean(0) for world in worlds])
    if not means.shape[1]:
        return 0.0
    return float(weights[traces & (means.argmax(1) == (weights @ means).argmax())].sum())


@dataclass(frozen=True, slots=True)
class _Around:
    """How far each draw lies from the fit: draws x group weights, draws x (intercept and weights of the unknown group)."""

    groups: Floats
    unknown: Floats
    share: Floats

    def first(self, count: int) -> _Around:
        """The first so many draws."""
        return _Around(self.groups[:count], self.unknown[:count], self.share[:count])


@lru_cache(maxsize=16)
def _around(variant: Variant, seed: int) -> _Around:
    random = np.random.default_rng(seed)
    groups = np.array(variant.group.covariance)
    unknown = np.array(variant.unknown.covariance)
    # The share of past cases that nobody knew is a count, with a count's uncertainty.
    open_cases = variant.unknown_share * variant.cases
    return _Around(
        random.multivariate_normal(np.zeros(len(groups)), groups, DRAWS, method="eigh"),
        random.multivariate_normal(np.zeros(len(unknown)), unknown, DRAWS, method="eigh"),
        random.beta(open_cases + 0.5, variant.cases - open_cases + 0.5, DRAWS),
    )


def _lower_share(variant: Variant) -> float:
    """Nats by which an unknown group is less likely in a report than in a catalogue's additions (Saerens et al. 2002)."""
    return float(np.log(variant.unknown_share / (1 - variant.unknown_share)) - np.log(UNKNOWN_IN_TEXTS / (1 - UNKNOWN_IN_TEXTS)))


def _unknown(case: Numbers, variant: Variant, around: _Around) -> Floats:
    if case.empty:
        return around.share
    fit = variant.unknown.fit
    design = np.append(1.0, fit.standard(case.novelty))
    weights = np.append(fit.intercept - (_lower_share(variant) if case.from_text else 0.0), fit.coefficients)
    return np.asarray(0.5 * (1 + np.tanh(0.5 * ((weights + around.unknown) @ design))))

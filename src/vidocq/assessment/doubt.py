"""How far a state's rating may be off beyond the spread of the weights: learned from how past ratings turned out.

The spread of the weights alone made intervals that did not hold. Which states a catalogue adds groups of changes from release
to release, and that carries every rating which rests on little evidence. Two doubts are therefore drawn beside the weights:
the **shift** of a state between releases, on the part of a rating that is known beforehand, and the **steepness**, as exact as
the number of past ratings allows, on all of it. They widen intervals and move no rating.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from vidocq.assessment.index import Floats
from vidocq.assessment.logit import sigmoid
from vidocq.assessment.model import SponsorPrior

#: Shifts tried (nats), and how far from none they are taken to lie before any past case.
_SHIFTS = np.arange(0.0, 3.0, 0.02)
_SHIFT_SCALE = 1.0
#: How far from one the steepness is taken to lie before any past case.
_STEEPNESS_SCALE = 0.4
#: Points and weights of the integral over a shift (Gauss-Hermite).
_POINTS, _WEIGHTS = np.polynomial.hermite_e.hermegauss(25)
_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Rated:
    """A past rating of the likeliest state: of which release and state, how high, right or not, and how little carried it."""

    release: str
    state: str
    rating: float
    right: bool
    loose: float


def loose(states: Floats, stateless: float, shares: Floats) -> float:
    """How much of a rating rests on what is known beforehand: one less the distance moved from it, squared."""
    moved = 0.5 * float(np.abs(np.append(states, stateless) - shares).sum())
    return max(1.0 - moved, 0.0) ** 2


def widened(ratings: Floats, prior: SponsorPrior, free: float, seed: int) -> Floats:
    """Draws x ratings with both doubts drawn too; ``free`` is what :func:`loose` says of the case."""
    if not prior.shift and not prior.steepness:
        return ratings
    random = np.random.default_rng(seed)
    steep = 1 + prior.steepness * random.standard_normal((len(ratings), 1))
    shift = prior.shift * free * random.standard_normal(ratings.shape)
    return sigmoid(_logit(ratings) * steep + shift)


def fit(past: Sequence[Rated], lean: float) -> SponsorPrior:
    """The doubts that make past ratings likeliest: the shift by its marginal likelihood, the steepness by the information."""
    if not past:
        return SponsorPrior(lean=lean)
    likely = -0.5 * (_SHIFTS / _SHIFT_SCALE) ** 2
    for cluster in _clusters(past):
        likely = likely + _log_likelihood(cluster)
    return SponsorPrior(lean=lean, shift=round(float(_SHIFTS[int(likely.argmax())]), 6), steepness=round(_error(past), 6))


def _clusters(past: Iterable[Rated]) -> list[list[Rated]]:
    found: dict[tuple[str, str], list[Rated]] = defaultdict(list)
    for one in past:
        found[one.release, one.state].append(one)
    return list(found.values())


def _log_likelihood(cluster: Sequence[Rated]) -> Floats:
    """Log likelihood of one state's past ratings in one release for each shift tried."""
    rating = _logit(np.array([one.rating for one in cluster]))
    free = np.array([one.loose for one in cluster])
    right = np.array([one.right for one in cluster])
    chance = sigmoid(rating + _SHIFTS[:, None, None] * _POINTS[:, None] * free)
    chance = np.clip(np.where(right, chance, 1 - chance), 1e-12, 1)
    return np.asarray(np.log(np.exp(np.log(chance).sum(-1)) @ (_WEIGHTS / _WEIGHTS.sum())))


def _error(past: Sequence[Rated]) -> float:
    """Standard error of the steepness at one, from the information of past ratings (Fisher) and what is taken beforehand."""
    rating = np.array([one.rating for one in past])
    information = float((rating * (1 - rating) * _logit(rating) ** 2).sum())
    return float(1 / np.sqrt(information + 1 / _STEEPNESS_SCALE**2))


def _logit(rating: Floats) -> Floats:
    bounded = np.clip(rating, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(bounded / (1 - bounded)))

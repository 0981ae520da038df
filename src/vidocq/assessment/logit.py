"""Conditional logit (McFadden 1974) with L2 penalty, and plain logistic regression, both small, convex and exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidocq.assessment.index import Floats

#: Newton: most steps, the share of the loss that a step must gain at least, the shortest step that is tried.
_STEPS, _FLAT, _SHORTEST = 100, 1e-12, 1e-9


@dataclass(frozen=True, slots=True)
class Choice:
    """One past case for fitting: features of every candidate (rows), which one was true, and how much the case counts."""

    features: Floats
    truth: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients in the features' own units, and their covariance (Laplace approximation)."""

    coefficients: Floats
    covariance: Floats


#: Features that spread less than this over all past cases were constant.
_NO_SPREAD = 1e-6


def softmax(utility: Floats) -> Floats:
    """Probabilities from utilities, safe against overflow."""
    shifted = np.exp(utility - utility.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True))


def sigmoid(value: Floats) -> Floats:
    """The logistic function, safe against overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * np.asarray(value, dtype=float))))


def fit_choices(choices: Sequence[Choice], penalty: float) -> Fit:
    """Fit a conditional logit; ``penalty`` is the L2 weight on coefficients of features scaled to unit spread within cases."""
    centred = [choice.features - choice.features.mean(0) for choice in choices]
    scale = np.sqrt(sum((block**2).sum(0) for block in centred) / sum(len(block) for block in centred)) + 1e-9
    blocks = _padded([block / scale for block in centred])
    truth = np.array([choice.truth for choice in choices])
    weight = np.array([choice.weight for choice in choices])

    flat = blocks.values.reshape(-1, len(scale))

    def loss(beta: Floats) -> tuple[float, Floats]:
        probability, log_true = _probabilities(blocks, beta, truth)
        value = -(weight * log_true).sum() + 0.5 * penalty * beta @ beta
        probability[np.arange(len(truth)), truth] -= 1
        slope = (probability * weight[:, None]).reshape(-1).astype(np.float32) @ flat
        return float(value), slope + penalty * beta

    def bend(beta: Floats) -> Floats:
        return np.asarray(_information(blocks, beta, truth, weight) + penalty * np.eye(len(scale)))

    found = _lowest(loss, bend, len(scale))
    covariance = np.linalg.inv(bend(found))
    # What never varied was not learned: its weight is none, and known to be so, not "anything that the penalty allows".
    learned = (scale > _NO_SPREAD).astype(float)
    return Fit(found / scale * learned, covariance / np.outer(scale, scale) * np.outer(learned, learned))


@dataclass(frozen=True, slots=True)
class _Blocks:
    values: Floats
    mask: Floats


def _padded(blocks: Sequence[Floats]) -> _Blocks:
    """Stack cases with different numbers of candidates; what is padding can never be chosen."""
    size = max(len(block) for block in blocks)
    values = np.zeros((len(blocks), size, blocks[0].shape[1]), dtype=np.float32)
    mask = np.full((len(blocks), size), -np.inf)
    for number, block in enumerate(blocks):
        values[number, : len(block)] = block
        mask[number, : len(block)] = 0
    return _Blocks(values, mask)


def _probabilities(blocks: _Blocks, beta: Floats, truth: NDArray[Any]) -> tuple[Floats, Floats]:
    utility = (blocks.values @ beta.astype(np.float32)).astype(float) + blocks.mask
    utility -= utility.max(1, keepdims=True)
    total = np.exp(utility).sum(1)
    return np.exp(utility) / total[:, None], utility[np.arange(len(truth)), truth] - np.log(total)


def _information(blocks: _Blocks, beta: Floats, truth: NDArray[Any], weight: Floats) -> Floats:
    probability, _ = _probabilities(blocks, beta, truth)
    size = blocks.values.shape[2]
    flat = blocks.values.reshape(-1, size)
    mean = np.matmul(probability[:, None, :], blocks.values)[:, 0, :]
    second = (flat * (probability * weight[:, None]).reshape(-1, 1)).T @ flat
    return np.asarray(second - (mean * weight[:, None]).T @ mean)


@dataclass(frozen=True, slots=True)
class LogisticFit:
    """A logistic regression on standardised features: P = 1 / (1 + exp(-(intercept + sum(c * (x - mean) / scale)))).

    Features beyond ``low`` and ``high`` (what past cases showed, but for the outermost) count as these: nothing is extrapolated.
    """

    intercept: float
    coefficients: Floats
    mean: Floats
    scale: Floats
    covariance: Floats
    low: Floats
    high: Floats

    def standard(self, features: Floats) -> Floats:
        """Features in their own units, bounded and standardised."""
        return np.asarray((np.clip(features, self.low, self.high) - self.mean) / self.scale)

    def probability(self, features: Floats) -> Floats:
        """Probabilities for rows of features in their own units."""
        return sigmoid(self.intercept + self.standard(features) @ self.coefficients)


#: Shares of past cases below and above which a feature counts as at the bound.
_BOUNDS = (0.01, 0.99)


def fit_logistic(features: Floats, truth: Floats, weight: Floats, penalty: float) -> LogisticFit:
    """Fit a logistic regression with L2 ``penalty`` on standardised coefficients; the intercept is free."""
    mean, scale = features.mean(0), features.std(0)
    learned = (scale > _NO_SPREAD).astype(float)
    scale = np.where(learned > 0, scale, 1.0)
    low, high = np.quantile(features, _BOUNDS, axis=0)
    design = np.column_stack([np.ones(len(features)), (features - mean) / scale])
    ridge = np.r_[1e-3, np.full(features.shape[1], penalty)]

    def loss(beta: Floats) -> tuple[float, Floats]:
        utility = design @ beta
        value = -(weight * (truth * utility - np.logaddexp(0, utility))).sum() + 0.5 * (ridge * beta * beta).sum()
        return float(value), design.T @ (weight * (sigmoid(utility) - truth)) + ridge * beta

    def bend(beta: Floats) -> Floats:
        spread = weight * sigmoid(design @ beta) * (1 - sigmoid(design @ beta))
        return np.asarray((design * spread[:, None]).T @ design + np.diag(ridge))

    found = _lowest(loss, bend, design.shape[1])
    kept = np.r_[1.0, learned]
    covariance = np.linalg.inv(bend(found)) * np.outer(kept, kept)
    return LogisticFit(float(found[0]), found[1:] * learned, mean, scale, covariance, low, high)


def _lowest(loss: Callable[[Floats], tuple[float, Floats]], bend: Callable[[Floats], Floats], size: int) -> Floats:
    """Where a smooth, strictly convex loss is lowest: Newton's steps, halved until the loss falls (Nocedal & Wright 2006)."""
    place: Floats = np.zeros(size)
    value, slope = loss(place)
    for _ in range(_STEPS):
        step = np.linalg.solve(bend(place), slope)
        gain = float(slope @ step)
        if gain < _FLAT * max(1.0, abs(value)):
            break
        length = 1.0
        while (following := loss(place - length * step))[0] > value - 1e-4 * length * gain:
            length /= 2
            if length < _SHORTEST:
                return place
        place = place - length * step
        value, slope = following
    return place

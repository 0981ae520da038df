"""Exact intervals and a test for small counts, by bisection on the binomial and Poisson distributions themselves."""

from __future__ import annotations

import math
from collections.abc import Callable

#: Outcomes no likelier than the observed one up to this relative error count as equally unlikely (as R and SciPy do).
_SAME = 1e-7


def poisson_interval(count: int, coverage: float) -> tuple[float, float]:
    """Exact interval of a Poisson mean (Garwood 1936)."""
    tail = (1 - coverage) / 2
    top = 2.0 * count + 20
    low = 0.0 if count == 0 else _crossing(lambda mean: 1 - _poisson_below(count - 1, mean) - tail, 0, top)
    return low, _crossing(lambda mean: tail - _poisson_below(count, mean), 0, top)


def binomial_interval(hits: int, trials: int, coverage: float) -> tuple[float, float]:
    """Exact interval of a share (Clopper and Pearson 1934)."""
    tail = (1 - coverage) / 2
    low, high = 0.0, 1.0
    if hits > 0:
        low = _crossing(lambda share: _binomial(hits, trials + 1, trials, share) - tail, 0, 1)
    if hits < trials:
        high = _crossing(lambda share: tail - _binomial(0, hits + 1, trials, share), 0, 1)
    return low, high


def binomial_p(hits: int, trials: int, share: float) -> float:
    """Two-sided p-value of the exact binomial test: all outcomes that are no likelier than the observed one."""
    chances = [_chance(number, trials, share) for number in range(trials + 1)]
    return min(1.0, math.fsum(chance for chance in chances if chance <= chances[hits] * (1 + _SAME)))


def _chance(hits: int, trials: int, share: float) -> float:
    if share in (0.0, 1.0):
        return float(hits == trials * share)
    ways = math.lgamma(trials + 1) - math.lgamma(hits + 1) - math.lgamma(trials - hits + 1)
    return math.exp(ways + hits * math.log(share) + (trials - hits) * math.log1p(-share))


def _binomial(first: int, end: int, trials: int, share: float) -> float:
    return math.fsum(_chance(number, trials, share) for number in range(first, end))


def _poisson_below(most: int, mean: float) -> float:
    if mean <= 0:
        return 1.0
    log = math.log(mean)
    return math.fsum(math.exp(number * log - mean - math.lgamma(number + 1)) for number in range(most + 1))


def _crossing(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses zero."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2

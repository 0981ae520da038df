"""Figures of attribution: ranking, calibration, states, the unknown group, selective answers; each with its interval."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from vidocq.assessment.answers import LEAST_LOW, too_wide
from vidocq.assessment.bag import SOFTWARE
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.learning import Scored, group_record, sponsor_record

_DRAWS = 2000
_BINS = 15


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value, the 95 % interval from a bootstrap over groups, and on how many cases it stands."""

    value: float
    low: float
    high: float
    cases: int


def expected_top(scores: Floats, truth: int, count: int) -> float:
    """Chance that the true one is among the first ``count`` when ties are broken at random."""
    above = int((scores > scores[truth]).sum())
    equal = int((scores == scores[truth]).sum())
    return min(max((count - above) / equal, 0.0), 1.0)


def reciprocal_rank(scores: Floats, truth: int) -> float:
    """One over the true one's rank, ties at their mean rank."""
    above = int((scores > scores[truth]).sum())
    equal = int((scores == scores[truth]).sum())
    return 1 / (1 + above + (equal - 1) / 2)


def calibration_error(ratings: Sequence[float], right: Sequence[float]) -> float:
    """Expected calibration error over 15 bins of equal width (Naeini et al. 2015)."""
    rated, hits = np.asarray(ratings), np.asarray(right)
    bins = np.clip(np.ceil(rated * _BINS).astype(int) - 1, 0, _BINS - 1)
    return float(sum((bins == one).mean() * abs(rated[bins == one].mean() - hits[bins == one].mean()) for one in np.unique(bins)))


def calibration_floor(ratings: Sequence[float], *, seed: int = 0, draws: int = 500) -> tuple[float, float, float]:
    """Calibration error that a perfectly calibrated rater of these ratings would show by chance: mean, 5 % and 95 % points."""
    random = np.random.default_rng(seed)
    rated = np.asarray(ratings)
    found = [calibration_error(ratings, (random.random(len(rated)) < rated).astype(float).tolist()) for _ in range(draws)]
    return float(np.mean(found)), float(np.quantile(found, 0.05)), float(np.quantile(found, 0.95))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance that a positive is rated above a negative, ties counting half."""
    high, low = np.asarray(positive)[:, None], np.asarray(negative)
    return float((high > low).mean() + 0.5 * (high == low).mean())


def figure(values: Sequence[float], clusters: Sequence[Hashable], *, seed: int = 0) -> Figure:
    """Mean of values with a bootstrap over clusters (groups), not over cases: cases of one group rise and fall together."""
    if not values:
        return Figure(math.nan, math.nan, math.nan, 0)
    sums: dict[Hashable, list[float]] = defaultdict(list)
    for value, cluster in zip(values, clusters, strict=True):
        sums[cluster].append(value)
    total = np.array([sum(one) for one in sums.values()])
    count = np.array([len(one) for one in sums.values()])
    drawn = np.random.default_rng(seed).integers(0, len(total), (_DRAWS, len(total)))
    means = total[drawn].sum(1) / count[drawn].sum(1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Figure(float(np.mean(values)), float(low), float(high), len(values))


def paired(first: Sequence[float], second: Sequence[float], clusters: Sequence[Hashable], *, seed: int = 0) -> Figure:
    """Difference second - first on the same cases, with a bootstrap over clusters."""
    return figure([b - a for a, b in zip(first, second, strict=True)], clusters, seed=seed)


def by_country(known: Floats, index: Index) -> Floats:
    """Probabilities of groups summed by country, groups without one dropped, the rest renormalised."""
    summed = index.membership @ known
    return np.asarray(summed / max(float(summed.sum()), 1e-300))


def stratum(one: Scored) -> str:
    """What the case's tools are to the knowledge base of its time."""
    tools = one.example.case.bag.values(SOFTWARE)
    if not tools:
        return "no tool"
    users = [one.example.index.users[one.example.index.column[tool]] for tool in tools if tool in one.example.index.column]
    if any(count == 1 for count in users):
        return "a tool of one group only"
    return "shared tools" if any(count > 1 for count in users) else "only tools nobody is known for"


def closed(scored: Iterable[Scored]) -> list[Scored]:
    """Cases whose group the knowledge base of the time had."""
    return [one for one in scored if one.example.truth >= 0]


def ranking(scored: Sequence[Scored]) -> dict[str, Figure]:
    """Ranking figures over the closed cases."""
    cases = closed(scored)
    groups = [one.example.case.truth for one in cases]
    known = [one.posterior.known for one in cases]
    truth = [one.example.truth for one in cases]
    found = {
        f"top-{count}": figure([expected_top(p, t, count) for p, t in zip(known, truth, strict=True)], groups)
        for count in (1, 3, 5, 10)
    }
    found["MRR"] = figure([reciprocal_rank(p, t) for p, t in zip(known, truth, strict=True)], groups)
    found["log loss"] = figure([-math.log(max(float(p[t]), 1e-12)) for p, t in zip(known, truth, strict=True)], groups)
    found["macro top-1 by group"] = _macro([expected_top(p, t, 1) for p, t in zip(known, truth, strict=True)], groups)
    most = Counter(groups).most_common(1)[0][0] if groups else ""
    rest = [(expected_top(p, t, 1), g) for p, t, g in zip(known, truth, groups, strict=True) if g != most]
    found["top-1 without the most frequent group"] = figure([value for value, _ in rest], [group for _, group in rest])
    return found


def _macro(values: Sequence[float], classes: Sequence[str]) -> Figure:
    """Mean over classes of the class's mean; the interval is a bootstrap over classes."""
    by_class: dict[str, list[float]] = defaultdict(list)
    for value, name in zip(values, classes, strict=True):
        by_class[name].append(value)
    means = [float(np.mean(one)) for one in by_class.values()]
    return figure(means, list(by_class))


def states(scored: Sequence[Scored]) -> dict[str, Figure]:
    """Country figures over the closed cases with a country, and over the open ones; the constant answer beside them."""
    cases = [one for one in closed(scored) if one.example.case.country]
    hits, groups, countries, losses = [], [], [], []
    for one in cases:
        index, country = one.example.index, one.example.case.country or ""
        shares = by_country(one.posterior.known, index)
        row = index.country_codes.index(country) if country in index.country_codes else -1
        hits.append(float(row >= 0 and int(shares.argmax()) == row))
        losses.append(-math.log(max(float(shares[row]) if row >= 0 else 0.0, 1e-12)))
        groups.append(one.example.case.truth)
        countries.append(country)
    constant = Counter(countries).most_common(1)[0] if countries else ("", 0)
    found = {"country top-1": figure(hits, groups), "country log loss": figure(losses, groups)}
    found["country macro recall"] = _macro(hits, countries)
    often = [(hit, country) for hit, country in zip(hits, countries, strict=True) if countries.count(country) >= 5]
    found["country macro recall, countries with 5 cases or more"] = _macro([hit for hit, _ in often], [name for _, name in often])
    found[f"always {constant[0]}"] = figure([float(country == constant[0]) for country in countries], groups)
    opened = [one for one in scored if one.example.truth < 0 and one.example.case.country]
    right = []
    for one in opened:
        codes = one.example.index.country_codes
        right.append(float(codes[int(one.posterior.states.argmax())] == one.example.case.country))
    found["country top-1 of groups not in the knowledge base"] = figure(right, [one.example.case.truth for one in opened])
    return found


def unknown(scored: Sequence[Scored]) -> dict[str, Figure]:
    """Figures of *not in the knowledge base*; the intervals are a bootstrap over groups."""
    rated = [(one.posterior.unknown, one.example.truth < 0, one.example.case.truth) for one in scored]
    found = {"AUROC of unknown": _auroc_figure(rated)}
    groups = [group for _, _, group in rated]
    joint = [_joint(one) for one in scored]
    found["joint log loss"] = figure([-math.log(max(p, 1e-12)) for p, _ in joint], groups)
    found["joint top-1"] = figure([hit for _, hit in joint], groups)
    found["Brier score of unknown"] = figure([(p - float(new)) ** 2 for p, new, _ in rated], groups)
    return found


def _joint(one: Scored) -> tuple[float, float]:
    every = np.append(one.posterior.groups, one.posterior.unknown)
    truth = one.example.truth if one.example.truth >= 0 else len(every) - 1
    return float(every[truth]), float(int(every.argmax()) == truth)


def _auroc_figure(rated: Sequence[tuple[float, bool, str]], *, seed: int = 0, draws: int = 500) -> Figure:
    by_group: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for rating, new, group in rated:
        by_group[group].append((rating, new))
    clusters = list(by_group.values())
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        drawn = [pair for number in random.integers(0, len(clusters), len(clusters)) for pair in clusters[number]]
        high, low = [p for p, new in drawn if new], [p for p, new in drawn if not new]
        if high and low:
            found.append(auroc(high, low))
    high, low = [p for p, new, _ in rated if new], [p for p, new, _ in rated if not new]
    if not high or not low:
        return Figure(math.nan, math.nan, math.nan, len(rated))
    ends = np.quantile(found, (0.025, 0.975))
    return Figure(auroc(high, low), float(ends[0]), float(ends[1]), len(rated))


@dataclass(frozen=True, slots=True)
class Selective:
    """Answers given at one level, in time order: how many cases, how many named, how many of these right; coverage of sets."""

    cases: int
    named: int
    right: int
    coverage: Mapping[float, float]
    size: Mapping[float, float]
    curve: tuple[tuple[float, int, int], ...]


def selective(scored: Mapping[str, Sequence[Scored]], releases: Sequence[str], first: str, level: str) -> Selective:
    """Name or not, and conformal sets, with the threshold and quantiles learned from earlier releases only."""
    record_of = group_record if level == "group" else sponsor_record
    rated: list[tuple[float, bool]] = []
    named = right = 0
    covered: dict[float, list[float]] = defaultdict(list)
    sizes: dict[float, list[int]] = defaultdict(list)
    for number, release in enumerate(releases):
        if number < releases.index(first):
            continue
        record = record_of([one for earlier in releases[:number] for one in scored.get(earlier, ())])
        for one in scored.get(release, ()):
            every, truth, best = _level(one, level)
            if truth is None:
                continue
            hit = best == truth
            rated.append((float(every[best]), hit))
            low, least = (one.lows[0], LEAST_LOW["group"]) if level == "group" else (one.lows[1], LEAST_LOW["state"])
            wide = too_wide((low, (one.highs[0] if level == "group" else one.highs[1])))
            if record.threshold is not None and every[best] >= record.threshold and low >= least and not wide:
                named += 1
                right += hit
            for wanted in record.coverage:
                chosen = members(every, wanted.quantile)
                covered[wanted.stated].append(float(truth in chosen))
                sizes[wanted.stated].append(len(chosen))
    return Selective(
        len(rated), named, right,
        {stated: float(np.mean(values)) for stated, values in covered.items()},
        {stated: float(np.median(values)) for stated, values in sizes.items()},
        curve(rated),
    )  # fmt: skip


def state_intervals(scored: Mapping[str, Sequence[Scored]]) -> dict[str, Any]:
    """Whether the 95 % intervals of states hold: over cases whose state is known, and among states only.

    ``bands`` are of the likeliest state by its rating: cases, mean rating, mean low and high end, share right. ``cells`` are all
    ratings of one state in one release, where one case of it was expected at least: how many there are, and in how many the
    count lies where intervals and chance together put 95 % of them.
    """
    rows = []
    cells: dict[tuple[str, str], list[tuple[float, float, float, bool]]] = defaultdict(list)
    for release, cases in scored.items():
        for one in cases:
            if not one.example.case.country or one.states is None:
                continue
            ratings, codes = one.posterior.states, one.example.index.country_codes
            scale = 1 / max(float(ratings.sum()), 1e-12)
            for number, code in enumerate(codes):
                low, high = np.minimum(one.states[number] * scale, 1.0)
                row = (float(ratings[number]) * scale, float(low), float(high), code == one.example.case.country)
                cells[release, code].append(row)
                rows += [row] if number == int(ratings.argmax()) else []
    expected = [cell for cell in cells.values() if sum(row[0] for row in cell) >= 1]
    return {
        "bands": [band for low, high in pairwise(_RATINGS) if (band := _held(low, high, rows))],
        "cells": {"n": len(expected), "held": sum(_holds(cell) for cell in expected)},
    }


_RATINGS = (0.0, 0.3, 0.45, 0.55, 0.8, 0.95, 1.01)


def _held(low: float, high: float, rows: Sequence[tuple[float, float, float, bool]]) -> dict[str, float]:
    inside = np.array([row for row in rows if low <= row[0] < high], dtype=float)
    if not len(inside):
        return {}
    rating, lowest, highest, right = inside.mean(0)
    names = ("rating", "low", "high", "right")
    means = {name: round(float(value), 3) for name, value in zip(names, (rating, lowest, highest, right), strict=True)}
    return {"from": low, "cases": len(inside), **means}


def _holds(cell: Sequence[tuple[float, float, float, bool]]) -> bool:
    rating, low, high, right = np.array(cell, dtype=float).T
    # What shifts a state in a release shifts all its ratings there; chance falls on each by itself.
    spread = np.hypot((high - low).sum() / 3.92, np.sqrt((rating * (1 - rating)).sum()))
    return bool(abs(right.sum() - rating.sum()) <= 1.96 * spread)


def _level(one: Scored, level: str) -> tuple[Floats, int | None, int]:
    """Probabilities of all answers, the true one (None: cannot be judged) and the likeliest named one."""
    if level == "group":
        every = np.append(one.posterior.groups, one.posterior.unknown)
        truth = one.example.truth if one.example.truth >= 0 else len(every) - 1
        return every, truth, int(one.posterior.groups.argmax())
    every = np.append(one.posterior.states, one.posterior.stateless)
    country, codes = one.example.case.country, one.example.index.country_codes
    if not country:
        return every, None, 0
    return every, codes.index(country) if country in codes else -1, int(one.posterior.states.argmax())


def members(every: Floats, quantile: float) -> frozenset[int]:
    """Positions in a conformal set: likeliest first while their sum stays within the quantile, never none."""
    order = np.argsort(-every, kind="stable")
    count = max(int((np.cumsum(every[order]) <= quantile + 1e-9).sum()), 1)
    return frozenset(int(one) for one in order[:count])


def curve(rated: Sequence[tuple[float, bool]]) -> tuple[tuple[float, int, int], ...]:
    """(threshold, named, right) at round thresholds: what naming from there on would have given."""
    return tuple(
        (threshold, sum(p >= threshold for p, _ in rated), sum(hit for p, hit in rated if p >= threshold))
        for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    )


def strata(scored: Sequence[Scored], of: Callable[[Scored], str] = stratum) -> dict[str, dict[str, Figure]]:
    """Ranking figures for each stratum of the closed cases."""
    groups: dict[str, list[Scored]] = defaultdict(list)
    for one in closed(scored):
        groups[of(one)].append(one)
    return {
        name: {key: value for key, value in ranking(cases).items() if key in ("top-1", "top-5", "MRR")}
        for name, cases in sorted(groups.items())
    }

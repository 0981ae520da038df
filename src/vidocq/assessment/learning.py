"""Learn in time order: fit on what came before, score on what came next, calibrate on those scores, then fit on all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from vidocq.assessment.draws import Numbers, drawn, numbers
from vidocq.assessment.features import NOVELTY, feature_names, stated_strengths
from vidocq.assessment.index import Floats, Index, build
from vidocq.assessment.logit import Choice, Fit, LogisticFit, fit_choices, fit_logistic
from vidocq.assessment.model import Band, Coefficients, Coverage, Logistic, Record, SponsorPrior, Variant
from vidocq.assessment.posterior import Posterior
from vidocq.assessment.rehearsal import PastCase, as_it_stood, cases_of
from vidocq.knowledge.snapshot import Snapshot

#: L2 penalties, and how much a rehearsal counts beside a real past case. Releases before v9 hardly tell them from 3 or 30.
GROUP_PENALTY = 10.0
UNKNOWN_PENALTY = 10.0
REHEARSAL_WEIGHT = 1.0
#: First year whose reports make rehearsals: before it the knowledge is too thin.
_FIRST_YEAR = 2014
#: Releases that must have been scored before calibration stands on anything.
_FEWEST_NAMED = 10
#: Cases that the ratings' own promise counts for.
_PROMISE = 20.0
#: Wanted share of right answers among the named.
_RIGHT = 0.9
#: Below this rating nobody is named, however well such ratings did.
_LEAST_NAMED = 0.8
_COVERAGES = (0.8, 0.9)
#: Edges of the reliability table: those of ICD 203.
_EDGES = (0.0, 0.05, 0.2, 0.45, 0.55, 0.8, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Example:
    """A past case made ready: its numbers, the row of the true group (-1: not in the knowledge base), its country if known."""

    case: PastCase
    index: Index
    worlds: tuple[Numbers, ...]
    truth: int

    @property
    def features(self) -> Floats:
        """Groups x features with every link right: what weights are fitted on."""
        return self.worlds[0].features

    @property
    def novelty(self) -> Floats:
        """What speaks for an unknown group, with every link right."""
        return self.worlds[0].novelty


@dataclass(frozen=True, slots=True)
class Scored:
    """A past case with what was said of it by weights fitted on earlier ones only."""

    example: Example
    posterior: Posterior


def example(case: PastCase, index: Index) -> Example:
    """Compute a past case's numbers."""
    return Example(case, index, numbers(case.bag, index), index.row.get(case.truth, -1))


def rehearsals(snapshot: Snapshot, strip: Callable[[Snapshot], Snapshot] = lambda snapshot: snapshot) -> list[Example]:
    """Examples from a snapshot's own past, year by year; ``strip`` reshapes each year's knowledge before it is used."""
    from vidocq.assessment.bag import decimal_year

    last = decimal_year(snapshot.meta.as_of)
    found: list[Example] = []
    for year in range(_FIRST_YEAR, int(last or _FIRST_YEAR) + 1):
        cases = list(cases_of(snapshot, year, year + 1))
        if not cases:
            continue
        index = build(strip(as_it_stood(snapshot, year)))
        if index.groups:
            # Hundreds of these are kept: their numbers are needed later, the tables behind them are not.
            light = index.light()
            found.extend(replace(example(case, index), index=light) for case in cases)
    return found


@dataclass(frozen=True, slots=True)
class Weights:
    """One fit of both levels; ``names`` are the features of the group level."""

    names: tuple[str, ...]
    group: Fit
    unknown: LogisticFit
    share: float


def fitted_names() -> tuple[str, ...]:
    """Features whose strength is fitted."""
    stated = {name for name, _ in stated_strengths()}
    return tuple(name for name in feature_names() if name not in stated)


def fit(examples: Sequence[Example], rehearsed: Sequence[Example], *, without: str | None = None) -> Weights:
    """Fit group weights on real past cases and rehearsals, and "not in the knowledge base" on real ones only.

    ``without`` leaves out one feature, to see what it is worth.
    """
    names = tuple(name for name in fitted_names() if name != without)
    columns = [feature_names().index(name) for name in names]
    choices = [Choice(one.features[:, columns], one.truth) for one in examples if one.truth >= 0]
    choices += [Choice(one.features[:, columns], one.truth, REHEARSAL_WEIGHT) for one in rehearsed if one.truth >= 0]
    truth = np.array([float(one.truth < 0) for one in examples])
    unknown = fit_logistic(np.stack([one.novelty for one in examples]), truth, np.ones(len(truth)), UNKNOWN_PENALTY)
    return Weights(names, fit_choices(choices, GROUP_PENALTY), unknown, float(truth.mean()))


def variant(name: str, weights: Weights, scored: Sequence[Scored], lean: float, *, cases: int, rehearsed: int) -> Variant:
    """Put weights and the record of the scores together."""
    return Variant(
        name=name,
        group=Coefficients(
            names=weights.names,
            values=_numbers(weights.group.coefficients),
            covariance=tuple(_numbers(row) for row in weights.group.covariance),
        ),
        unknown=Logistic(
            names=NOVELTY,
            intercept=round(weights.unknown.intercept, 9),
            values=_numbers(weights.unknown.coefficients),
            means=_numbers(weights.unknown.mean),
            scales=_numbers(weights.unknown.scale),
            covariance=tuple(_numbers(row) for row in weights.unknown.covariance),
            lows=_numbers(weights.unknown.low),
            highs=_numbers(weights.unknown.high),
        ),
        unknown_share=round(weights.share, 9),
        temperature=1.0,
        sponsor=SponsorPrior(lean=lean),
        group_record=group_record(scored),
        sponsor_record=sponsor_record(scored),
        unknown_record=unknown_record(scored),
        cases=cases,
        rehearsals=rehearsed,
    )


def _numbers(values: Floats) -> tuple[float, ...]:
    return tuple(float(f"{value:.9g}") for value in values)


def walk(
    releases: Sequence[str],
    examples: Mapping[str, Sequence[Example]],
    rehearsed: Mapping[str, Sequence[Example]],
    *,
    without: str | None = None,
) -> dict[str, list[Scored]]:
    """Score each release with weights fitted on earlier ones only; ``rehearsed`` is by release and stands on its knowledge."""
    scored: dict[str, list[Scored]] = {}
    for number, release in enumerate(releases):
        past = [one for earlier in releases[:number] for one in examples[earlier]]
        if not any(one.truth >= 0 for one in past) or all(one.truth >= 0 for one in past):
            continue
        weights = fit(past, rehearsed[release], without=without)
        lean = best_lean([one for earlier in releases[:number] for one in scored.get(earlier, [])])
        shell = variant("", weights, (), lean, cases=len(past), rehearsed=0)
        scored[release] = [Scored(one, score(one, shell)) for one in examples[release]]
    return scored


def score(one: Example, weights: Variant) -> Posterior:
    """The posterior of an example under given weights."""
    return drawn(one.worlds, one.index, weights).mean


def best_lean(scored: Sequence[Scored]) -> float:
    """How far to lean on the known groups when guessing an unknown one's state: the best of past open cases, shrunk to a half."""
    from vidocq.assessment.posterior import states_of

    past = [one for one in scored if one.example.truth < 0 and one.example.case.country in one.example.index.country_codes]
    grid = np.linspace(0, 1, 11)
    losses = []
    for lean in grid:
        loss = (lean - 0.5) ** 2 * 4
        for one in past:
            states, _ = states_of(one.posterior.known, 1.0, one.example.index, float(lean))
            loss -= float(np.log(states[one.example.index.country_codes.index(one.example.case.country or "")] + 1e-12))
        losses.append(loss)
    return float(round(grid[int(np.argmin(losses))], 3))


def group_record(scored: Sequence[Scored]) -> Record:
    """Record of naming the likeliest group; a case of a group not in the knowledge base counts as wrong."""
    rated = []
    needed = []
    for one in scored:
        groups = one.posterior.groups
        rated.append((float(groups.max()), int(groups.argmax()) == one.example.truth))
        joint = np.append(groups, one.posterior.unknown)
        needed.append(reach(joint, one.example.truth if one.example.truth >= 0 else len(groups)))
    return record(rated, needed)


def sponsor_record(scored: Sequence[Scored]) -> Record:
    """Record of naming the likeliest state, over past cases whose state is known; the others can be neither right nor wrong."""
    rated = []
    needed = []
    for one in scored:
        codes = one.example.index.country_codes
        if not one.example.case.country:
            continue
        states = one.posterior.states
        truth = codes.index(one.example.case.country) if one.example.case.country in codes else -1
        rated.append((float(states.max()), int(states.argmax()) == truth))
        needed.append(reach(np.append(states, one.posterior.stateless), truth))
    return record(rated, needed)


def unknown_record(scored: Sequence[Scored]) -> Record:
    """Record of the probability that the group is not in the knowledge base."""
    return record([(one.posterior.unknown, one.example.truth < 0) for one in scored], [])


def reach(probability: Floats, truth: int) -> float:
    """Sum of the probabilities down to and with the true one, likeliest first; above one when it has none."""
    if truth < 0:
        return 2.0
    return float(probability[probability >= probability[truth]].sum())


def record(rated: Sequence[tuple[float, bool]], needed: Sequence[float]) -> Record:
    """Reliability table, threshold and conformal quantiles from (rating, right) pairs and the sums a set needed."""
    threshold, named, right = cut(rated)
    return Record(
        bands=bands(rated),
        threshold=threshold,
        named=named,
        named_right=right,
        coverage=tuple(Coverage(stated=stated, quantile=quantile(needed, stated)) for stated in _COVERAGES) if needed else (),
        cases=len(rated),
    )


def bands(rated: Sequence[tuple[float, bool]]) -> tuple[Band, ...]:
    """Past answers counted by how they were rated."""
    table = []
    for low, high in pairwise(_EDGES):
        inside = [(rating, right) for rating, right in rated if low <= rating < high or (high == 1.0 and rating == 1.0)]
        mean = float(np.mean([rating for rating, _ in inside])) if inside else (low + high) / 2
        table.append(Band(low=low, high=high, cases=len(inside), right=sum(right for _, right in inside), mean=round(mean, 6)))
    return tuple(table)


def cut(rated: Sequence[tuple[float, bool]]) -> tuple[float | None, int, int]:
    """The lowest rating from which on nine in ten past answers were right, with how many were and how many of them right.

    It is never below *very likely* (80 %, ICD 203): a name is an accusation.

    The share of right answers is shrunk towards what the ratings themselves promise, as if so many more cases had kept that
    promise exactly: a run of luck among few past answers does not pass, and with many the record alone counts.
    """
    best: tuple[float | None, int, int] = (None, 0, 0)
    right = 0
    total = 0.0
    for count, (rating, good) in enumerate(sorted(rated, key=lambda pair: -pair[0]), 1):
        right += good
        total += rating
        promised = total / count
        shrunk = (right + _PROMISE * promised) / (count + _PROMISE)
        if count >= _FEWEST_NAMED and rating >= _LEAST_NAMED and shrunk >= _RIGHT - 1e-9:
            best = (round(rating, 6), count, right)
    return best


def quantile(needed: Sequence[float], stated: float) -> float:
    """Split-conformal quantile (Vovk et al. 2005): the sum that would have covered the stated share of past cases."""
    ordered = np.sort(np.asarray(needed))
    rank = int(np.ceil(stated * (len(ordered) + 1))) - 1
    return float(round(min(ordered[min(rank, len(ordered) - 1)], 1.0), 6))

"""Learn in time order: fit on what came before, score on what came next, calibrate on those scores, then fit on all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np

from vidocq.assessment import doubt
from vidocq.assessment.answers import LEAST_LOW
from vidocq.assessment.draws import Numbers, drawn, numbers
from vidocq.assessment.features import NOVELTY, feature_names, stated_strengths
from vidocq.assessment.index import Floats, Index, build
from vidocq.assessment.logit import Choice, Fit, LogisticFit, fit_choices, fit_logistic
from vidocq.assessment.model import Band, Coefficients, Coverage, Logistic, Record, SponsorPrior, Variant
from vidocq.assessment.posterior import Posterior
from vidocq.assessment.rehearsal import PastCase, as_it_stood, cases_of
from vidocq.knowledge.snapshot import Snapshot

#: L2 penalties, and how much a rehearsal counts beside a real past case. Releases before v9 hardly tell them from 3 or 30.
GROUP_PENALTY = 3.0
UNKNOWN_PENALTY = 10.0
REHEARSAL_WEIGHT = 1.0
#: Releases after which a past case counts 1/e as much for "not in the knowledge base": how curators work changes.
_MEMORY = 8.0
#: First year whose reports make rehearsals: before it the knowledge is too thin.
_FIRST_YEAR = 2014
#: Releases that must have been scored before calibration stands on anything.
_FEWEST_NAMED = 10
#: Wanted share of right answers among the named, and how many wrong ones are forgiven beyond it: where few were named, one
#: wrong answer would silence all others.
_RIGHT, _FORGIVEN = 0.95, 1
#: Below these ratings no group and no state is named, however well such ratings did. A state is rated lower than it turns out
#: to be: of those rated 55 % and more over 95 % were right, and 55 % is where *likely* begins (ICD 203).
_LEAST_GROUP, _LEAST_STATE = 0.7, 0.55
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
    """A past case with what was said of it by weights fitted on earlier ones only.

    ``lows`` are the low ends of the 95 % intervals of the likeliest group and the likeliest state, ``highs`` the high ones;
    ``states`` are the intervals of all states, a row each.
    """

    example: Example
    posterior: Posterior
    lows: tuple[float, float] = (1.0, 1.0)
    highs: tuple[float, float] = (1.0, 1.0)
    states: Floats | None = None


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


def fit(releases: Sequence[Sequence[Example]], rehearsed: Sequence[Example], *, without: str | None = None) -> Weights:
    """Fit group weights on real past cases and rehearsals, and "not in the knowledge base" on real ones only.

    ``releases`` are the past cases by release, oldest first; ``without`` leaves out one feature, to see what it is worth.
    """
    examples = [one for release in releases for one in release]
    recency = np.array([np.exp(-age / _MEMORY) for age, release in enumerate(reversed(releases)) for _ in release][::-1])
    names = tuple(name for name in fitted_names() if name != without)
    columns = [feature_names().index(name) for name in names]
    choices = [Choice(one.features[:, columns], one.truth) for one in examples if one.truth >= 0]
    choices += [Choice(one.features[:, columns], one.truth, REHEARSAL_WEIGHT) for one in rehearsed if one.truth >= 0]
    truth = np.array([float(one.truth < 0) for one in examples])
    unknown = fit_logistic(np.stack([one.novelty for one in examples]), truth, recency, UNKNOWN_PENALTY)
    return Weights(names, fit_choices(choices, GROUP_PENALTY), unknown, float(truth.mean()))


def variant(
    name: str, weights: Weights, scored: Sequence[Scored], sponsor: SponsorPrior, *, cases: int, rehearsed: int
) -> Variant:
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
        sponsor=sponsor,
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
        before = [examples[earlier] for earlier in releases[:number]]
        past = [one for release_cases in before for one in release_cases]
        if not any(one.truth >= 0 for one in past) or all(one.truth >= 0 for one in past):
            continue
        weights = fit(before, rehearsed[release], without=without)
        sponsor = best_sponsor({earlier: scored[earlier] for earlier in releases[:number] if earlier in scored})
        shell = variant("", weights, (), sponsor, cases=len(past), rehearsed=0)
        scored[release] = [score(one, shell) for one in examples[release]]
    return scored


def score(one: Example, weights: Variant) -> Scored:
    """What given weights say of an example."""
    found = drawn(one.worlds, one.index, weights)
    posterior, spread = found.mean, found.intervals
    group, state = int(posterior.groups.argmax()), int(posterior.states.argmax()) if posterior.states.size else -1
    low, high = spread.states[state] if state >= 0 else (0.0, 0.0)
    of_group = spread.groups[group]
    return Scored(one, posterior, (float(of_group[0]), float(low)), (float(of_group[1]), float(high)), spread.states)


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


def best_sponsor(scored: Mapping[str, Sequence[Scored]]) -> SponsorPrior:
    """What past cases, by release, tell of states: how far to lean on the known groups, and what is left in doubt."""
    past = [rated for release, cases in scored.items() for one in cases if (rated := _rated(release, one)) is not None]
    return doubt.fit(past, best_lean([one for cases in scored.values() for one in cases]))


def _rated(release: str, one: Scored) -> doubt.Rated | None:
    """The rating of the likeliest state if it is a state's at all: of cases whose state nobody knows none was right or wrong."""
    states, codes = one.posterior.states, one.example.index.country_codes
    if not one.example.case.country or not states.size:
        return None
    best = int(states.argmax())
    return doubt.Rated(
        release,
        codes[best],
        float(states[best] / max(states.sum(), 1e-12)),
        codes[best] == one.example.case.country,
        doubt.loose(states, one.posterior.stateless, one.example.index.shares),
    )


def group_record(scored: Sequence[Scored]) -> Record:
    """Record of naming the likeliest group; a case of a group not in the knowledge base counts as wrong."""
    rated = []
    needed = []
    stands = []
    for one in scored:
        groups = one.posterior.groups
        stands.append(one.lows[0] >= LEAST_LOW["group"])
        rated.append((float(groups.max()), int(groups.argmax()) == one.example.truth))
        joint = np.append(groups, one.posterior.unknown)
        needed.append(reach(joint, one.example.truth if one.example.truth >= 0 else len(groups)))
    return record(rated, needed, stands)


def sponsor_record(scored: Sequence[Scored]) -> Record:
    """Record of naming the likeliest state, over past cases whose state is known; the others can be neither right nor wrong."""
    rated = []
    needed = []
    stands = []
    for one in scored:
        codes = one.example.index.country_codes
        if not one.example.case.country:
            continue
        states = one.posterior.states
        stands.append(one.lows[1] >= LEAST_LOW["state"])
        truth = codes.index(one.example.case.country) if one.example.case.country in codes else -1
        rated.append((float(states.max()), int(states.argmax()) == truth))
        needed.append(reach(np.append(states, one.posterior.stateless), truth))
    return record(rated, needed, stands, least=_LEAST_STATE)


def unknown_record(scored: Sequence[Scored]) -> Record:
    """Record of the probability that the group is not in the knowledge base."""
    return record([(one.posterior.unknown, one.example.truth < 0) for one in scored], [])


def reach(probability: Floats, truth: int) -> float:
    """Sum of the probabilities down to and with the true one, likeliest first; above one when it has none."""
    if truth < 0:
        return 2.0
    return float(probability[probability >= probability[truth]].sum())


def record(
    rated: Sequence[tuple[float, bool]],
    needed: Sequence[float],
    stands: Sequence[bool] | None = None,
    *,
    least: float = _LEAST_GROUP,
) -> Record:
    """Reliability table, threshold and conformal quantiles from (rating, right) pairs and the sums a set needed.

    ``stands`` tells for each pair whether its interval is narrow enough for a name, ``least`` is the lowest threshold.
    """
    narrow = rated if stands is None else [pair for pair, kept in zip(rated, stands, strict=True) if kept]
    threshold, named, right = cut(narrow, least)
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


def cut(rated: Sequence[tuple[float, bool]], least: float = _LEAST_GROUP) -> tuple[float | None, int, int]:
    """The lowest rating from which on 19 in 20 past answers were right (one wrong one forgiven), their number and the right ones.

    It is never below ``least``, a stated floor: a name is an accusation. With fewer than ten past answers above the floor the
    record cannot raise it yet; what names nobody then is the ratings' own promise and the low end of their intervals.
    """
    above = sorted((pair for pair in rated if pair[0] >= least), key=lambda pair: -pair[0])
    right = list(accumulate(int(good) for _, good in above))
    if len(above) < _FEWEST_NAMED:
        return (least if rated else None), len(above), right[-1] if right else 0
    for count in range(len(above), _FEWEST_NAMED - 1, -1):
        tied = count < len(above) and above[count][0] == above[count - 1][0]
        if not tied and right[count - 1] + _FORGIVEN >= _RIGHT * count:
            threshold = least if count == len(above) else round(above[count - 1][0], 6)
            return threshold, count, right[count - 1]
    return None, 0, 0


def quantile(needed: Sequence[float], stated: float) -> float:
    """Split-conformal quantile (Vovk et al. 2005): the sum that would have covered the stated share of past cases."""
    ordered = np.sort(np.asarray(needed))
    rank = int(np.ceil(stated * (len(ordered) + 1))) - 1
    return float(round(min(ordered[min(rank, len(ordered) - 1)], 1.0), 6))

"""Rankings for people: rows with word, interval, caveat, what speaks for and against, and one sentence for each part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from vidocq.assessment import hypotheses as hyp
from vidocq.assessment.answers import NO_WORD, band_of, too_wide
from vidocq.assessment.draws import Intervals
from vidocq.assessment.explain import item_sentence
from vidocq.assessment.hypotheses import Belief
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.loo import Effect
from vidocq.assessment.model import Record
from vidocq.assessment.posterior import Posterior
from vidocq.model import Hypothesis, HypothesisKind, Row
from vidocq.vocabulary.counts import counted
from vidocq.vocabulary.icd203 import word
from vidocq.vocabulary.states import name_of

#: Groups and states shown; the rest is summed in none of them.
SHOWN_GROUPS = 10
SHOWN_STATES = 6
#: From here on a rating is compared with how such ratings did before; with fewer past cases than this, that is said.
_RATED, _FEW_CASES = 0.2, 10
#: Weights nearer to zero than this are not worth a sentence.
_SPEAKS = 0.1


@dataclass(frozen=True, slots=True)
class Weighed:
    """All that the rows are made of."""

    index: Index
    posterior: Posterior
    prior: Posterior
    spread: Intervals
    planted: float
    effects: tuple[Effect, ...]


def group_beliefs(weighed: Weighed) -> tuple[Belief, ...]:
    """Every group, *not in the knowledge base* and *planted*, likeliest first; they sum to one."""
    room = 1 - weighed.planted
    posterior, prior, spread = weighed.posterior, weighed.prior, weighed.spread
    found = [
        Belief(hyp.group_hypothesis(weighed.index, row), float(p) * room, float(q) * (1 - hyp.PLANTED), _scaled(ends, room), row)
        for row, (p, q, ends) in enumerate(zip(posterior.groups, prior.groups, spread.groups, strict=True))
    ]
    found.append(
        Belief(hyp.NOT_IN_KB, posterior.unknown * room, prior.unknown * (1 - hyp.PLANTED), _scaled(spread.unknown, room))
    )
    found.append(_planted(hyp.PLANTED_GROUP, weighed.planted))
    return tuple(sorted(found, key=lambda one: (-one.probability, one.hypothesis.id)))


def sponsor_beliefs(weighed: Weighed) -> tuple[Belief, ...]:
    """Every state, *no state*, *undetermined* and *planted*, likeliest first; they sum to one."""
    room = 1 - weighed.planted
    posterior, prior, spread = weighed.posterior, weighed.prior, weighed.spread
    now, before = hyp.sponsors(posterior, weighed.index), hyp.sponsors(prior, weighed.index)
    shrunk = now.states / np.maximum(posterior.states, 1e-300)
    found = [
        Belief(
            hyp.state_hypothesis(code, name_of(code)),
            float(p) * room,
            float(q) * (1 - hyp.PLANTED),
            _scaled(ends, room * float(kept)),
            row,
        )
        for row, (code, p, q, ends, kept) in enumerate(
            zip(weighed.index.country_codes, now.states, before.states, spread.states, shrunk, strict=True)
        )
    ]
    stateless = max(posterior.stateless, 1e-300)
    exits = ((hyp.NO_STATE, now.none, before.none), (hyp.UNDETERMINED, now.undetermined, before.undetermined))
    for hypothesis, p, q in exits:
        ends = _scaled(spread.stateless, room * min(p / stateless, 1.0))
        found.append(Belief(hypothesis, p * room, q * (1 - hyp.PLANTED), ends))
    found.append(_planted(hyp.PLANTED_SPONSOR, weighed.planted))
    return tuple(sorted(found, key=lambda one: (-one.probability, one.hypothesis.id)))


def _scaled(ends: Floats | tuple[float, float], by: float) -> tuple[float, float]:
    return float(ends[0]) * by, float(ends[1]) * by


def _planted(hypothesis: Hypothesis, probability: float) -> Belief:
    return Belief(hypothesis, probability, hyp.PLANTED, (min(hyp.PLANTED, probability), max(hyp.PLANTED_CHEAP, probability)))


def row_of(belief: Belief, weighed: Weighed, record: Record, weight: Callable[[Effect], float | None]) -> Row:
    """A belief as a row; ``weight`` gives what an item adds to it, None where it says nothing of it."""
    said = [(effect, value) for effect in weighed.effects if (value := weight(effect)) is not None and abs(value) >= _SPEAKS]
    strongest = sorted(said, key=lambda pair: (-abs(pair[1]), pair[0].item.value))
    interval = (min(belief.interval[0], belief.probability), max(belief.interval[1], belief.probability))
    return Row(
        hypothesis=belief.hypothesis,
        probability=belief.probability,
        prior=belief.prior,
        interval=interval,
        word=_word(belief.probability, interval),
        caveat=_caveat(belief, weighed, record, said),
        evidence_for=_ids(pair for pair in strongest if pair[1] > 0),
        evidence_against=_ids(pair for pair in strongest if pair[1] < 0),
        explanation=(
            _prior_sentence(belief, weighed),
            *(item_sentence(effect.item, value, weighed.index) for effect, value in strongest[:6]),
        ),
    )


def _word(probability: float, interval: tuple[float, float]) -> str:
    return NO_WORD if too_wide(interval) else word(min(max(probability, 0.0), 1.0))


def _ids(pairs: Iterable[tuple[Effect, float]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for effect, _ in pairs for one in effect.item.evidence))


def _prior_sentence(belief: Belief, weighed: Weighed) -> str:
    if belief.hypothesis.kind is HypothesisKind.PLANTED:
        return (
            "Stated, not measured: no past case of the benchmark was planted; "
            "more where the answer stands on what is cheap to plant."
        )
    if belief.hypothesis.kind is HypothesisKind.NOT_IN_KB:
        return (
            f"Before any evidence {belief.prior:.0%}: "
            "the share of past cases whose group the knowledge base of the time did not have."
        )
    if belief.hypothesis.kind is HypothesisKind.ACTOR and belief.row is not None:
        count = int(weighed.index.reports_of[belief.row])
        return f"Before any evidence {belief.prior:.1%}, from {count} report{'s' * (count != 1)} of it on record and their dates."
    return f"Before any evidence {belief.prior:.0%}."


def _caveat(belief: Belief, weighed: Weighed, record: Record, said: Sequence[tuple[Effect, float]]) -> str:
    if belief.hypothesis.kind is HypothesisKind.NOT_IN_KB:
        only = counted(weighed.index.name_only, "group known by name only is", "groups known by name only are")
        return f"{only} counted here." if weighed.index.name_only else ""
    if belief.hypothesis.kind is HypothesisKind.PLANTED:
        return "an assumption, not a measurement"
    parts = []
    band = band_of(belief.probability, record)
    if belief.probability >= _RATED and (band is None or band.cases < _FEW_CASES):
        parts.append(f"only {0 if band is None else band.cases} past cases were rated like this")
    if belief.hypothesis.kind is HypothesisKind.ACTOR and belief.row is not None and weighed.index.reports_of[belief.row] <= 2:
        parts.append("its profile stands on one or two reports")
    origins = {origin for effect, value in said if value > 0 for origin in effect.item.origins}
    if len(origins) == 1 and belief.probability >= 0.2:
        parts.append("all that speaks for it comes from one origin")
    return "; ".join(parts)


def group_weight(belief: Belief) -> Callable[[Effect], float | None]:
    """What an item adds to a group or to the unknown group."""
    if belief.hypothesis.kind is HypothesisKind.NOT_IN_KB:
        return lambda effect: effect.unknown
    if belief.row is None:
        return lambda _effect: None
    row = belief.row
    return lambda effect: float(effect.groups[row])


def sponsor_weight(belief: Belief) -> Callable[[Effect], float | None]:
    """What an item adds to a state."""
    if belief.hypothesis.kind is HypothesisKind.UNDETERMINED:
        return lambda effect: float(effect.states[-1])
    if belief.row is None:
        return lambda _effect: None
    row = belief.row
    return lambda effect: float(effect.states[row])


def bare_row(belief: Belief) -> Row:
    """A belief far down the ranking: its numbers, without the parts."""
    low, high = belief.interval
    return Row(
        hypothesis=belief.hypothesis,
        probability=belief.probability,
        prior=belief.prior,
        interval=(min(low, belief.probability), max(high, belief.probability)),
        word=_word(belief.probability, belief.interval),
    )


def shown(beliefs: Sequence[Belief], most: int) -> tuple[Belief, ...]:
    """The likeliest named hypotheses and all exits, in order."""
    named = [one for one in beliefs if one.hypothesis.kind in (HypothesisKind.ACTOR, HypothesisKind.STATE)][:most]
    kept = {one.hypothesis.id for one in named}
    exits = (HypothesisKind.ACTOR, HypothesisKind.STATE)
    return tuple(one for one in beliefs if one.hypothesis.id in kept or one.hypothesis.kind not in exits)

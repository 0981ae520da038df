"""Many cases in one call: the numbers of :func:`vidocq.assessment.assess`, without its tests and explanations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from vidocq.assessment.answers import answer, no_evidence
from vidocq.assessment.assess import index_of
from vidocq.assessment.draws import Intervals, draw
from vidocq.assessment.hypotheses import (
    NO_STATE,
    NOT_IN_KB,
    PLANTED,
    UNDETERMINED,
    Belief,
    group_hypothesis,
    sponsors,
    state_hypothesis,
)
from vidocq.assessment.index import Floats
from vidocq.assessment.mixture import like_the_record, lone
from vidocq.assessment.model import FittedModel, Record, shipped
from vidocq.assessment.posterior import Posterior
from vidocq.assessment.reading import read
from vidocq.assessment.scale import Scale
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Answer, Evidence, Hypothesis
from vidocq.model.base import Noun
from vidocq.vocabulary.states import name_of

#: Hypotheses given for each case and level, beside the exits.
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A case's probabilities, how far they spread, whether the track record speaks of such cases, and what carries them."""

    posterior: Posterior
    spread: Intervals
    measured: bool
    carried: tuple[float, float]
    lone: bool


class BatchResult(Noun, frozen=True, kw_only=True):
    """One case in short: (id, name, probability) likeliest first at both levels, the exits, and the two answers."""

    case_id: str
    groups: tuple[tuple[str, str, float], ...]
    not_in_knowledge_base: float
    states: tuple[tuple[str, str, float], ...]
    no_state_known: float
    group_answer: Answer
    sponsor_answer: Answer
    technical_items: int
    left_out: int


def assess_batch(
    cases: Iterable[tuple[str, Sequence[Evidence]]], snapshot: Snapshot, *, model: FittedModel | None = None
) -> Iterator[BatchResult]:
    """Weigh many cases, one after the other, each read only when it is reached.

    Args:
        cases: (case id, its evidence) pairs.
        snapshot: what is known beforehand.
        model: fitted weights; the package's own by default.

    Raises:
        KnowledgeError: the snapshot has no group with recorded behaviour.
        ModelError: the weights do not fit.
    """
    fitted = model or shipped()
    index = index_of(snapshot)
    scale = Scale(index, fitted.variant_for(index))
    data = f"{fitted.note} (weights of {fitted.fitted})"
    for case_id, evidence in cases:
        reading = read(evidence, snapshot, index)
        drawn = draw(reading.bag, index, scale.variant, seed=0)
        posterior = drawn.mean
        behind = sponsors(posterior, index)
        measured, alone = like_the_record(reading.bag, index), lone(reading.bag, index)
        weighed = _Weighed(posterior, drawn.intervals, measured, drawn.carried, alone)
        group, state = _answers(weighed, scale, data) if reading.bag.items else (no_evidence(), no_evidence())
        yield BatchResult(
            case_id=case_id,
            groups=_top(posterior.groups, index.groups, index.names),
            not_in_knowledge_base=posterior.unknown * (1 - PLANTED),
            states=_top(behind.states, index.country_codes, [name_of(code) for code in index.country_codes]),
            no_state_known=(behind.none + behind.undetermined) * (1 - PLANTED),
            group_answer=group,
            sponsor_answer=state,
            technical_items=len(reading.weighed),
            left_out=len(reading.left_out),
        )


def _top(values: Floats, ids: Sequence[str], names: Sequence[str]) -> tuple[tuple[str, str, float], ...]:
    order = np.argsort(-values, kind="stable")[:_SHOWN]
    return tuple((ids[row], names[row], float(values[row]) * (1 - PLANTED)) for row in order)


def _answers(case: _Weighed, scale: Scale, data: str) -> tuple[Answer, Answer]:
    index, variant, posterior, spread = scale.index, scale.variant, case.posterior, case.spread
    room = 1 - PLANTED
    rows = np.argsort(-posterior.groups, kind="stable")[:_SHOWN]
    groups = [
        _belief(group_hypothesis(index, int(row)), float(posterior.groups[row]) * room, spread.groups[row] * room) for row in rows
    ]
    groups.append(_belief(NOT_IN_KB, posterior.unknown * room, np.array(spread.unknown) * room))
    found = sponsors(posterior, index)
    rest = np.array(spread.stateless) * room
    states = [_belief(UNDETERMINED, found.undetermined * room, rest), _belief(NO_STATE, found.none * room, rest)]
    states += [
        _belief(state_hypothesis(code, name_of(code)), float(p) * room, ends * room)
        for code, p, ends in zip(index.country_codes, found.states, spread.states, strict=True)
    ]

    def said(beliefs: Sequence[Belief], record: Record, what: str, carried: float) -> Answer:
        ordered = _ordered(beliefs)
        return answer(ordered, record, what, data, measured=case.measured, carried=carried, lone=case.lone)

    return (
        said(groups, variant.group_record, "group", case.carried[0]),
        said(states, variant.sponsor_record, "state", case.carried[1]),
    )


def _belief(hypothesis: Hypothesis, probability: float, ends: Floats) -> Belief:
    return Belief(hypothesis, probability, 0.0, (float(ends[0]), float(ends[1])))


def _ordered(beliefs: Sequence[Belief]) -> list[Belief]:
    return sorted(beliefs, key=lambda one: (-one.probability, one.hypothesis.id))

"""The analyst's hand: priors, grades and overrides by name and with a reason, checked against each other before they count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from vidocq.assessment.hypotheses import PLANTED, Belief, sponsors
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.posterior import Posterior
from vidocq.errors import InputError
from vidocq.model import AnalystInput, Evidence
from vidocq.vocabulary.admiralty import Credibility

#: Target of a prior on the group nobody knows yet.
NOT_IN_KB = "not-in-kb"
#: How near to a prior the shown probability must come, and in how many rounds.
_NEAR, _ROUNDS = 0.0005, 60


@dataclass(frozen=True, slots=True)
class Bias:
    """What an analyst's priors add, in nats: to each group, and to the group nobody knows."""

    groups: Floats | None = None
    unknown: float = 0.0


def check(inputs: Iterable[AnalystInput]) -> None:
    """Refuse what has no name or reason, and what contradicts itself.

    Raises:
        InputError: an input lacks its name or reason, or two give one target different values.
    """
    seen: dict[tuple[str, str], AnalystInput] = {}
    for one in inputs:
        if not one.by.strip() or not one.reason.strip():
            raise InputError(f"the {one.kind} on {one.target!r} lacks a name or a reason", hint="give by= and reason=")
        other = seen.setdefault((one.kind, one.target), one)
        if other.value != one.value:
            raise InputError(
                f"contradictory {one.kind}s on {one.target!r}: {other.value} ({other.by}) and {one.value} ({one.by})",
                hint="keep one of them",
            )


def probability(one: AnalystInput) -> float:
    """The value of an input as a probability.

    Raises:
        InputError: it is none strictly between 0 and 1.
    """
    try:
        value = float(one.value)
    except ValueError:
        value = -1.0
    if not 0.0 < value < 1.0:
        raise InputError(
            f"the {one.kind} on {one.target!r} is {one.value!r}", hint="give a number between 0 and 1, both excluded"
        )
    return value


def bias(priors: Sequence[AnalystInput], index: Index, weigh: Callable[[Bias], Posterior]) -> Bias:
    """Priors as nats: those with which each target is shown, before any evidence, as likely as its prior says.

    Args:
        priors: targets are a group's id, a state's code or ``not-in-kb``.
        index: the knowledge.
        weigh: the posterior without any evidence under a bias.

    Raises:
        InputError: a target is unknown, a value is no probability, the priors of one level sum to one or more, or no
            bias fulfils all of them (most of a state's probability on a group of another state).
    """
    wanted = {one.target: probability(one) for one in priors}
    groups = {target: value for target, value in wanted.items() if target in index.row}
    states = {target: value for target, value in wanted.items() if target in index.country_codes}
    strange = set(wanted) - set(groups) - set(states) - {NOT_IN_KB}
    if strange:
        raise InputError(
            f"no group or state {sorted(strange)[0]!r} in the knowledge base", hint="use a group's id or a state's code"
        )
    if sum(groups.values()) + wanted.get(NOT_IN_KB, 0.0) >= 1 or sum(states.values()) >= 1:
        raise InputError("the analyst's priors sum to one or more: nothing is left for the others", hint="lower them")
    return _fulfilled(wanted, groups, index, weigh)


def _fulfilled(
    wanted: Mapping[str, float], groups: Mapping[str, float], index: Index, weigh: Callable[[Bias], Posterior]
) -> Bias:
    """Step by step: each target moves by how far its log odds are from the wanted ones."""
    before = _shown(weigh(Bias()), index)
    if groups and NOT_IN_KB not in wanted:
        # What the groups gain is taken from all others alike, the unknown group among them.
        rest = (1 - sum(groups.values())) / max(1 - sum(before[target] for target in groups), 1e-9)
        aims = {**wanted, NOT_IN_KB: min(before[NOT_IN_KB] * rest, 0.999)}
    else:
        aims = dict(wanted)
    nats, unknown = np.zeros(len(index.groups)), 0.0
    touched = any(target != NOT_IN_KB for target in aims)
    for _ in range(_ROUNDS):
        found = _shown(weigh(Bias(nats if touched else None, unknown)), index)
        if all(abs(found[target] - value) < _NEAR for target, value in wanted.items()):
            return Bias(nats if touched else None, unknown)
        for target, value in aims.items():
            step = _odds(value) - _odds(found[target])
            if target == NOT_IN_KB:
                unknown += step
            elif target in index.row:
                nats[index.row[target]] += step
            else:
                nats[index.membership[index.country_codes.index(target)] > 0] += step
    raise InputError("the analyst's priors cannot all hold together", hint="give fewer of them, or lower them")


def _shown(posterior: Posterior, index: Index) -> dict[str, float]:
    """Every possible target's probability as the rankings show it."""
    states = sponsors(posterior, index).states
    found = dict(zip(index.groups, posterior.groups, strict=True)) | dict(zip(index.country_codes, states, strict=True))
    return {target: float(value) * (1 - PLANTED) for target, value in {**found, NOT_IN_KB: posterior.unknown}.items()}


def _odds(value: float) -> float:
    bounded = min(max(value, 1e-9), 1 - 1e-9)
    return float(np.log(bounded / (1 - bounded)))


def regrade(evidence: Iterable[Evidence], inputs: Iterable[AnalystInput]) -> tuple[Evidence, ...]:
    """Evidence with the analyst's grades.

    Raises:
        InputError: a grade is none of Admiralty's.
    """
    grades = {}
    for one in inputs:
        if one.kind == "grade":
            try:
                grades[one.target] = (Credibility(one.value), f"graded by {one.by}: {one.reason}")
            except ValueError:
                raise InputError(f"{one.value!r} is no Admiralty credibility", hint="1 to 6") from None
    return tuple(
        msgspec.structs.replace(item, credibility=grades[item.id][0], credibility_reason=grades[item.id][1])
        if item.id in grades
        else item
        for item in evidence
    )


def overridden(beliefs: Sequence[Belief], inputs: Iterable[AnalystInput]) -> tuple[Belief, ...]:
    """Beliefs with the analyst's probabilities, the others scaled to the room that is left.

    Raises:
        InputError: overrides of one level sum to one or more.
    """
    fixed = {one.target: probability(one) for one in inputs if one.kind == "override"}
    here = {belief.hypothesis.id: fixed[belief.hypothesis.id] for belief in beliefs if belief.hypothesis.id in fixed}
    if not here:
        return tuple(beliefs)
    if sum(here.values()) >= 1:
        raise InputError("the analyst's overrides sum to one or more: nothing is left for the others", hint="lower them")
    others = sum(belief.probability for belief in beliefs if belief.hypothesis.id not in here)
    room = (1 - sum(here.values())) / max(others, 1e-12)
    moved = (
        Belief(
            belief.hypothesis,
            here.get(belief.hypothesis.id, belief.probability * room),
            belief.prior,
            belief.interval if belief.hypothesis.id in here else (belief.interval[0] * room, min(belief.interval[1] * room, 1.0)),
            belief.row,
        )
        for belief in beliefs
    )
    return tuple(sorted(moved, key=lambda one: (-one.probability, one.hypothesis.id)))

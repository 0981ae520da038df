"""The analyst's hand: priors, grades and overrides by name and with a reason, checked against each other before they count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from vidocq.assessment.hypotheses import Belief
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.posterior import Posterior
from vidocq.errors import InputError
from vidocq.model import AnalystInput, Evidence
from vidocq.vocabulary.admiralty import Credibility

#: Target of a prior on the group nobody knows yet.
NOT_IN_KB = "not-in-kb"


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


def bias(priors: Sequence[AnalystInput], index: Index, before: Posterior) -> Bias:
    """Priors as nats. Targets are a group's id, a state's code or ``not-in-kb``.

    Raises:
        InputError: a target is unknown, a value is no probability, or the groups' priors sum to one or more.
    """
    wanted = {one.target: probability(one) for one in priors}
    groups = {target: value for target, value in wanted.items() if target in index.row}
    states = {target: value for target, value in wanted.items() if target in index.country_codes}
    strange = set(wanted) - set(groups) - set(states) - {NOT_IN_KB}
    if strange:
        raise InputError(
            f"no group or state {sorted(strange)[0]!r} in the knowledge base", hint="use a group's id or a state's code"
        )
    if sum(groups.values()) >= 1 or sum(states.values()) >= 1:
        raise InputError("the analyst's priors sum to one or more: nothing is left for the others", hint="lower them")
    nats = np.zeros(len(index.groups))
    for target, value in states.items():
        row = index.country_codes.index(target)
        members = index.membership[row] > 0
        nats[members] += _odds(value) - _odds(float(before.known[members].sum()))
    for target, value in groups.items():
        nats[index.row[target]] += _odds(value) - _odds(float(before.known[index.row[target]]))
    unknown = _odds(wanted[NOT_IN_KB]) - _odds(before.unknown) if NOT_IN_KB in wanted else 0.0
    return Bias(nats if groups or states else None, unknown)


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

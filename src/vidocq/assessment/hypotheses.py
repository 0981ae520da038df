"""The hypotheses of a case at both levels, with their probabilities, from a posterior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vidocq.assessment.index import Floats, Index
from vidocq.assessment.posterior import Posterior
from vidocq.model import Hypothesis, HypothesisKind, Level

#: Probability that the traces were planted for another to be blamed. Stated: no past case of the benchmark was, and the known
#: cases (Olympic Destroyer 2018) are few among thousands. It is larger where the answer stands on what is cheap to plant.
PLANTED = 0.005
PLANTED_CHEAP = 0.02

NOT_IN_KB = Hypothesis(
    id="group:not-in-kb", level=Level.GROUP, kind=HypothesisKind.NOT_IN_KB, name="a group not in the knowledge base"
)
PLANTED_GROUP = Hypothesis(id="group:planted", level=Level.GROUP, kind=HypothesisKind.PLANTED, name="planted / false flag")
PLANTED_SPONSOR = Hypothesis(id="sponsor:planted", level=Level.SPONSOR, kind=HypothesisKind.PLANTED, name="planted / false flag")
NO_STATE = Hypothesis(id="sponsor:none", level=Level.SPONSOR, kind=HypothesisKind.NO_STATE, name="no state")
UNDETERMINED = Hypothesis(id="sponsor:undetermined", level=Level.SPONSOR, kind=HypothesisKind.UNDETERMINED, name="undetermined")


@dataclass(frozen=True, slots=True)
class Belief:
    """One hypothesis, its probability, the one before evidence and the interval."""

    hypothesis: Hypothesis
    probability: float
    prior: float
    interval: tuple[float, float]
    row: int | None = None


def group_hypothesis(index: Index, row: int) -> Hypothesis:
    """The hypothesis that it was this group."""
    ref = index.groups[row]
    return Hypothesis(id=f"group:{ref}", level=Level.GROUP, kind=HypothesisKind.ACTOR, name=index.names[row], ref=ref)


def state_hypothesis(code: str, name: str) -> Hypothesis:
    """The hypothesis that this state is behind it."""
    return Hypothesis(id=f"sponsor:{code}", level=Level.SPONSOR, kind=HypothesisKind.STATE, name=name, ref=code)


@dataclass(frozen=True, slots=True)
class Sponsors:
    """Probabilities at sponsor level: ``states`` in the order of the index's country codes, no state, and undetermined."""

    states: Floats
    none: float
    undetermined: float


def sponsors(posterior: Posterior, index: Index) -> Sponsors:
    """States as sponsors: groups described as working for money, with no state named, count as no state, wherever they live."""
    states = posterior.states.copy()
    rows = sorted(index.criminal)
    abroad = 0.0
    for row in rows:
        country = int(index.country_row[row])
        if country >= 0:
            moved = min(float(posterior.groups[row]), float(states[country]))
            states[country] -= moved
            abroad += moved
    homeless = sum(float(posterior.groups[row]) for row in rows if index.country_row[row] < 0)
    none = abroad + min(homeless, posterior.stateless)
    return Sponsors(states, none, max(1.0 - float(states.sum()) - none, 0.0))


def scaled(posterior: Posterior, planted: float) -> tuple[Floats, float]:
    """Group probabilities and the unknown group's, making room for ``planted``."""
    return posterior.groups * (1 - planted), posterior.unknown * (1 - planted)


def leader(posterior: Posterior, index: Index) -> tuple[str, str, float]:
    """Id, name and probability of the likeliest hypothesis at group level."""
    best = int(np.argmax(posterior.groups))
    if posterior.unknown >= posterior.groups[best]:
        return NOT_IN_KB.id, NOT_IN_KB.name, posterior.unknown
    return f"group:{index.groups[best]}", index.names[best], float(posterior.groups[best])


def named_leader(posterior: Posterior, index: Index) -> tuple[str, str, float]:
    """Id, name and probability of the likeliest *named* group."""
    best = int(np.argmax(posterior.groups))
    return f"group:{index.groups[best]}", index.names[best], float(posterior.groups[best])

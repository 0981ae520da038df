"""Techniques: how much more often a group's reports show them than all reports do, sub-techniques exact."""

from __future__ import annotations

import numpy as np

from vidocq.assessment.bag import TECHNIQUE, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.weights import Weight

#: Reports of background added to each group's own (additive smoothing): a group with few reports stays near the average.
_SMOOTHING = 2.0


def lift(bag: Bag, index: Index) -> dict[str, Floats]:
    """Sum over the case's techniques of the log of (share of the group's reports that show it / share of all reports)."""
    columns = index.columns(bag.values(TECHNIQUE))
    background = index.share_of_reports[columns]
    own = index.uses[:, columns] + _SMOOTHING * background
    share = own / (index.reports_of[:, None] + _SMOOTHING)
    return {"technique_lift": np.log((share + 1e-6) / (background + 1e-6)).sum(1)}


WEIGHT = Weight(
    name="techniques",
    features=lift,
    names=("technique_lift",),
    stated={},
    basis="fitted on past cases",
    kinds={"attack-pattern": TECHNIQUE},
)

"""Techniques: how much more often a group's reports show them than all reports do, sub-techniques exact."""

from __future__ import annotations

import numpy as np

from vidocq.assessment.bag import TECHNIQUE, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.weights import Weight

#: Reports of background added to each group's own (additive smoothing): a group with few reports stays near the average.
_SMOOTHING = 2.0


def lift(bag: Bag, index: Index) -> dict[str, Floats]:
    """Sum over the case's techniques of the log of (share of the group's reports that show it / share of all reports).

    A group's share is shrunk towards what its use of the parent technique would make one expect, and that towards all reports'
    (back-off: nothing is rolled up, a sub-technique that a group is not known for still gains from its siblings).
    """
    columns = index.columns(bag.values(TECHNIQUE))
    parents = index.parent[columns]
    reports = index.reports_of[:, None]
    background = index.share_of_reports[columns]
    of_parent = index.parent_reports.picked(parents)
    parent_background = index.parent_reports.column_sums[parents] / max(len(index.documents), 1)
    parent_share = (of_parent + _SMOOTHING * parent_background) / (reports + _SMOOTHING)
    expected = parent_share * background / np.maximum(parent_background, 1e-6)
    share = (index.uses.picked(columns) + _SMOOTHING * expected) / (reports + _SMOOTHING)
    return {"technique_lift": np.log((share + 1e-6) / (background + 1e-6)).sum(1)}


WEIGHT = Weight(
    name="techniques",
    features=lift,
    reads=(TECHNIQUE,),
    names=("technique_lift",),
    stated={},
    basis="fitted on past cases",
    kinds={"attack-pattern": TECHNIQUE},
)

"""Activity: whether a group was being reported on at the time of the case; this is the prior, known before any evidence."""

from __future__ import annotations

import numpy as np

from vidocq.assessment.bag import Bag
from vidocq.assessment.index import UNDATED_GAP, Floats, Index
from vidocq.assessment.weights import Weight


def active(bag: Bag, index: Index) -> dict[str, Floats]:
    """Log of the group's reports, those near the case's date counting more: all of them, and those before it only."""
    if bag.year is None:
        size = np.log(0.1 + index.reports_of * np.exp(-UNDATED_GAP))
        return {"active_then": size, "active_before": np.log(0.1 + index.reports_of * np.exp(-UNDATED_GAP / 1.5) * 0.5)}
    years = index.report_year - bag.year
    undated = np.isnan(years)
    distance = np.where(undated, UNDATED_GAP, np.abs(years))
    before = np.where(undated, 0.0, np.exp(-distance / 1.5) * (years <= 0))
    return {
        "active_then": np.log(0.1 + index.total(np.exp(-distance))),
        "active_before": np.log(0.1 + index.total(before)),
    }


WEIGHT = Weight(
    name="activity", features=active, names=("active_then", "active_before"), stated={}, basis="fitted on past cases", prior=True
)

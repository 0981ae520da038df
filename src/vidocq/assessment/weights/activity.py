"""Activity: whether a group was being reported on at the time of the case; this is the prior, known before any evidence."""

from __future__ import annotations

import numpy as np

from vidocq.assessment.bag import Bag
from vidocq.assessment.index import UNDATED_GAP, Floats, Index
from vidocq.assessment.weights import Weight

#: Years after which a report counts 1/e as much, and what a group without any counts.
_DECAY, _FLOOR = 1.5, 0.1


def active(bag: Bag, index: Index) -> dict[str, Floats]:
    """Log of the number of the group's reports before the case, recent ones counting more; all where the case has no date."""
    undated = np.isnan(index.report_year)
    if bag.year is None:
        return {"active_before": np.log(_FLOOR + index.reports_of * np.exp(-UNDATED_GAP / _DECAY))}
    distance = bag.year - np.where(undated, bag.year, index.report_year)
    recent = np.where(undated | (distance < 0), 0.0, np.exp(-np.abs(distance) / _DECAY))
    return {"active_before": np.log(_FLOOR + index.total(recent))}


WEIGHT = Weight(name="activity", features=active, names=("active_before",), stated={}, basis="fitted on past cases", prior=True)

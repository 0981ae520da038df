"""Compatriots' tools: tools shared inside one country speak for all groups of that country, known users or not."""

from __future__ import annotations

import numpy as np

from vidocq.assessment.bag import SOFTWARE, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.weights import Weight

#: Users of background added to each tool's own: one user says little of a country.
_SMOOTHING = 2.0


def shared(bag: Bag, index: Index) -> dict[str, Floats]:
    """Sum over tools of the log of (share of a tool's other users from the group's country / that country's share of groups)."""
    result = np.zeros(len(index.groups))
    columns = index.columns(bag.values(SOFTWARE))
    columns = columns[index.users[columns] > 0] if columns.size else columns
    inside = index.country_row >= 0
    rows = index.country_row[inside]
    base = index.membership.sum(1) / max(len(index.groups), 1)
    for column in columns:
        has = index.has.picked((column,))[:, 0]
        of_country = (index.membership @ has)[rows] - has[inside]
        others = index.users[column] - has[inside]
        share = (of_country + _SMOOTHING * base[rows]) / (others + _SMOOTHING)
        result[inside] += np.log(share / base[rows])
    return {"compatriot_tools": result}


WEIGHT = Weight(
    name="country",
    features=shared,
    reads=(SOFTWARE,),
    names=("compatriot_tools",),
    stated={},
    basis="fitted on past cases",
)

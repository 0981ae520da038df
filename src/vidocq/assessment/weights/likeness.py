"""Likeness of tools: what a case's software can do, compared with the software that few groups but this one use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidocq.assessment.bag import TECHNIQUE, VIA_SOFTWARE, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.weights import Weight

#: Techniques of the case's own at which the likeness of tools counts half: it matters where there is little else.
_HALF = 4.0


def likeness(bag: Bag, index: Index) -> dict[str, Floats]:
    """Mean cosine of the two likest of a group's own tools with the techniques of the case's software."""
    result: Floats = np.zeros(len(index.groups))
    columns = index.columns(bag.values(VIA_SOFTWARE))
    if columns.size and index.tools.rows.height:
        wanted = index.tools.rarity[columns]
        cosine = index.tools.rows.picked(columns) @ (wanted / (np.linalg.norm(wanted) + 1e-9))
        result = _best_two(cosine[index.tools.owner_row], index.tools.owner_group, len(index.groups))
    return {"tool_likeness": result / (1 + len(bag.values(TECHNIQUE)) / _HALF)}


def _best_two(values: Floats, group: NDArray[np.intp], groups: int) -> Floats:
    best, second = np.zeros(groups), np.zeros(groups)
    order = np.argsort(values)
    for value, row in zip(values[order], group[order], strict=True):
        second[row], best[row] = best[row], value
    return np.asarray((best + second) / 2)


WEIGHT = Weight(
    name="likeness",
    features=likeness,
    reads=(VIA_SOFTWARE, TECHNIQUE),
    names=("tool_likeness",),
    stated={},
    basis="fitted on past cases",
)

"""Malware and tools: rare ones count by their rarity, those of one group only count once more, common ones hardly."""

from __future__ import annotations

import numpy as np

from vidocq.assessment.bag import SOFTWARE, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.mixture import UNRECORDED
from vidocq.assessment.weights import Weight


def tools(bag: Bag, index: Index) -> dict[str, Floats]:
    """Rarity of the case's tools that a group is reported to use, and whether one of them is reported for nobody else."""
    columns = index.columns(bag.values(SOFTWARE))
    if not columns.size:
        nothing = np.zeros(len(index.groups))
        return {"tool_rarity": nothing, "tool_exclusive": nothing}
    users = index.users[columns] + UNRECORDED * index.is_passed_on[columns]
    rarity = np.log((len(index.groups) + 1) / (users + 0.5))
    has = index.has.picked(columns)
    return {"tool_rarity": has @ rarity, "tool_exclusive": (has * (users == 1)).max(1).astype(float)}


WEIGHT = Weight(
    name="software",
    features=tools,
    reads=(SOFTWARE,),
    names=("tool_rarity", "tool_exclusive"),
    stated={},
    basis="fitted on past cases",
    kinds={"malware": SOFTWARE, "tool": SOFTWARE},
)

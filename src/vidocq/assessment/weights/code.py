"""Code overlap: software that shares code with a tool of a group speaks for that group, less than the tool itself."""

from __future__ import annotations

import numpy as np

from vidocq.assessment.bag import CODE, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.weights import Weight

_CAP = 4.0


def overlap(bag: Bag, index: Index) -> dict[str, Floats]:
    """Rarity of the known software that the case's code overlaps with, for the groups reported to use it, capped."""
    columns = index.columns(bag.values(CODE))
    if not columns.size:
        return {"code_overlap": np.zeros(len(index.groups))}
    rarity = np.log((len(index.groups) + 1) / (index.users[columns] + 0.5))
    return {"code_overlap": np.minimum((index.has.picked(columns) * rarity).max(1), _CAP)}


WEIGHT = Weight(
    name="code",
    features=overlap,
    reads=(CODE,),
    names=("code_overlap",),
    stated={"code_overlap": 0.3},
    basis="stated, not fitted: code is copied, sold and stolen; kept near the fitted weight of a shared tool",
    kinds={"code-overlap": CODE},
)

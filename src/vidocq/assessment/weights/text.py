"""The whole text: how like a report is to what is written of a group and of its own tools, names left out."""

from __future__ import annotations

import numpy as np

from vidocq.assessment.bag import TEXT, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.weights import Weight

#: Standard deviations beyond which a text does not count for more.
_CAP = 4.0


def alike(bag: Bag, index: Index) -> dict[str, Floats]:
    """Standard deviations by which the cosine of the case's text with a group's texts stands out, capped."""
    texts = [item.text for item in bag.of(TEXT)]
    if not texts:
        return {"text_likeness": np.zeros(len(index.groups))}
    cosine = index.text_table.similarity("\n".join(texts))
    if not cosine.any():
        return {"text_likeness": np.zeros(len(index.groups))}
    return {"text_likeness": np.clip((cosine - cosine.mean()) / (cosine.std() + 1e-9), -_CAP, _CAP)}


WEIGHT = Weight(
    name="text",
    features=alike,
    reads=(TEXT,),
    names=("text_likeness",),
    stated={"text_likeness": 0.5},
    basis="stated, a round number: on 28 development reports anything from 0.25 to 1 does alike; too few to fit",
)

"""Vulnerabilities: CVE numbers that a group's recorded procedures name, rarer ones counting more."""

from __future__ import annotations

import numpy as np

from vidocq.assessment.bag import VULNERABILITY, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.weights import Weight

_CAP = 3.0


def exploited(bag: Bag, index: Index) -> dict[str, Floats]:
    """Log inverse share of groups whose procedures name one of the case's CVE numbers; the best of several, capped."""
    result = np.zeros(len(index.groups))
    for value in bag.values(VULNERABILITY):
        rows = sorted(index.vulnerabilities.get(value.upper(), ()))
        if rows:
            rarity = min(np.log((len(index.groups) + 1) / (len(rows) + 0.5)), _CAP)
            result[rows] = np.maximum(result[rows], rarity)
    return {"vulnerability": result}


WEIGHT = Weight(
    name="vulnerabilities",
    features=exploited,
    reads=(VULNERABILITY,),
    names=("vulnerability",),
    stated={"vulnerability": 0.25},
    basis="stated, not fitted: exploits are soon shared, so a match is kept under one nat",
    kinds={"vulnerability": VULNERABILITY},
)

"""Victims: whether a group is recorded to have had victims in the same country or sector, rarer ones counting more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vidocq.assessment.bag import VICTIM_COUNTRY, VICTIM_SECTOR, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.weights import Weight

#: Most that all victims of a case together can add, in units of the feature.
_CAP = 2.0


def victims(bag: Bag, index: Index) -> dict[str, Floats]:
    """Log inverse share of the groups that have such victims on record, for those that do; the best of several, capped."""
    countries = tuple(value.upper() for value in bag.values(VICTIM_COUNTRY))
    sectors = tuple(value.lower() for value in bag.values(VICTIM_SECTOR))
    return {"victim_country": _match(countries, index.targets), "victim_sector": _match(sectors, index.sectors)}


def _match(values: Sequence[str], recorded: Sequence[frozenset[str]]) -> Floats:
    result = np.zeros(len(recorded))
    described = sum(1 for row in recorded if row)
    for value in values:
        rows = [number for number, row in enumerate(recorded) if value in row]
        if rows:
            rarity = min(np.log((described + 1) / (len(rows) + 0.5)), _CAP)
            result[rows] = np.maximum(result[rows], rarity)
    return result


WEIGHT = Weight(
    name="victims",
    features=victims,
    names=("victim_country", "victim_sector"),
    stated={"victim_country": 0.4, "victim_sector": 0.15},
    basis="stated, not fitted: no past cases with victims and frozen knowledge are at hand; kept small",
    kinds={"victim-country": VICTIM_COUNTRY, "victim-sector": VICTIM_SECTOR},
)

"""Victims: whether a group is recorded to have had victims in the same country or sector, rarer ones counting more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vidocq.assessment.bag import VICTIM_COUNTRY, VICTIM_SECTOR, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.weights import Weight

#: Most that all victims of a case together can add, in units of the feature.
_CAP = 2.0
#: Actors of background added to each country's own, and the most that a country's victims can add or take.
SMOOTHING, _MOST = 2.0, 1.0


def victims(bag: Bag, index: Index) -> dict[str, Floats]:
    """Log inverse share of the groups that have such victims on record, for those that do; the best of several, capped."""
    countries = tuple(value.upper() for value in bag.values(VICTIM_COUNTRY))
    sectors = tuple(value.lower() for value in bag.values(VICTIM_SECTOR))
    return {
        "victim_country": _match(countries, index.targets),
        "victim_sector": _match(sectors, index.sectors),
        "compatriot_victims": _of_compatriots(countries, index),
    }


def _match(values: Sequence[str], recorded: Sequence[frozenset[str]]) -> Floats:
    result = np.zeros(len(recorded))
    described = sum(1 for row in recorded if row)
    for value in values:
        rows = [number for number, row in enumerate(recorded) if value in row]
        if rows:
            rarity = min(np.log((described + 1) / (len(rows) + 0.5)), _CAP)
            result[rows] = np.maximum(result[rows], rarity)
    return result


def _of_compatriots(countries: Sequence[str], index: Index) -> Floats:
    """Log of (share of the actors of a group's country that have such victims / share of all actors), the best of several.

    The group's own victims do not count. Of actors with a country and victims on record; nothing for groups without a country.
    """
    lifts = [_lift(value, index) for value in countries]
    if not lifts:
        return np.zeros(len(index.groups))
    return np.where(index.country_row < 0, 0.0, np.clip(np.max(lifts, axis=0), -_MOST, _MOST))


def _lift(value: str, index: Index) -> Floats:
    """Log of how much likelier one victim country is among a group's compatriots than among all actors.

    Without meaning where the group has no country.
    """
    victims, row = index.national_victims, index.country_row
    described = np.array([len(victims.get(code, {})) for code in index.country_codes], dtype=float)
    hit = np.array([sum(value in one for one in victims.get(code, {}).values()) for code in index.country_codes], dtype=float)
    own_described = np.array([bool(targets) for targets in index.targets])
    own_hit = np.array([value in targets for targets in index.targets])
    share = (hit.sum() + 0.5) / (described.sum() + 1)
    others_hit = np.maximum(hit[row] - own_hit, 0)
    others = np.maximum(described[row] - own_described, 0)
    return np.asarray(np.log((others_hit / share + SMOOTHING) / (others + SMOOTHING)))


WEIGHT = Weight(
    name="victims",
    features=victims,
    reads=(VICTIM_COUNTRY, VICTIM_SECTOR),
    names=("victim_country", "victim_sector", "compatriot_victims"),
    stated={"victim_country": 0.4, "victim_sector": 0.15, "compatriot_victims": 1.0},
    basis="stated: no past cases with victims and frozen knowledge are at hand; kept small. For compatriots two "
    "thirds of the 1.5 that telling a group's country by its recorded victims gives (benchmarks/attribution), "
    "since who is read as a victim in a text is not always one",
    kinds={"victim-country": VICTIM_COUNTRY, "victim-sector": VICTIM_SECTOR},
)

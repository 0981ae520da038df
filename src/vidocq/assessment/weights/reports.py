"""Reports as the unit: how near the whole case is to single reports of a group, near in time counting more."""

from __future__ import annotations

import numpy as np

from vidocq.assessment.bag import SOFTWARE, TECHNIQUE, VIA_SOFTWARE, Bag
from vidocq.assessment.index import UNDATED_GAP, Floats, Index
from vidocq.assessment.weights import Weight

#: Years after which a report counts 1/e as much for the nearest reports.
_DECAY = 4.0


def nearest(bag: Bag, index: Index) -> dict[str, Floats]:
    """Best report by BM25, three nearest reports by cosine of rarities, and the whole profile."""
    columns = index.columns((*bag.values(TECHNIQUE), *bag.values(SOFTWARE), *bag.values(VIA_SOFTWARE)))
    rarity = index.rarity_by_report[columns]
    shown = index.full.picked(columns)
    bm25 = (shown * 2.2 / (shown + index.report_saturation[:, None])) @ rarity
    cosine = (shown @ rarity**2) / (index.report_norm * (np.linalg.norm(rarity) + 1e-9))
    by_group = index.rarity_by_group[columns]
    profile = (index.has.picked(columns) @ by_group**2) / (index.profile_norm * (np.linalg.norm(by_group) + 1e-9))
    return {
        "report_best": index.best(bm25),
        "report_near": standard(index.best(cosine * np.exp(-gap(bag, index) / _DECAY), 3)),
        "profile_cosine": profile,
    }


def gap(bag: Bag, index: Index) -> Floats:
    """Years between the case and each report; a stand-in where either has no date."""
    if bag.year is None:
        return np.full(len(index.documents), UNDATED_GAP)
    years = np.abs(index.report_year - bag.year)
    return np.where(np.isnan(years), UNDATED_GAP, years)


def standard(values: Floats) -> Floats:
    """Values in standard deviations from the mean over groups: how far a group stands out in this case."""
    return np.asarray((values - values.mean()) / (values.std() + 1e-6))


WEIGHT = Weight(
    name="reports",
    features=nearest,
    reads=(TECHNIQUE, SOFTWARE, VIA_SOFTWARE),
    names=("report_best", "report_near", "profile_cosine"),
    stated={},
    basis="fitted on past cases",
)

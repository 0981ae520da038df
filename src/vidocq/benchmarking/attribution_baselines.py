"""Simple methods to compare with: what tools do today, and what any engine has to beat."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from vidocq.assessment.bag import SOFTWARE, TECHNIQUE, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.logit import softmax


def _direct(bag: Bag, index: Index) -> NDArray[np.intp]:
    return index.columns((*bag.values(TECHNIQUE), *bag.values(SOFTWARE)))


def frequency(_bag: Bag, index: Index) -> Floats:
    """Reports on record: the likeliest group is the most reported one."""
    return np.asarray(index.reports_of / index.reports_of.sum())


def jaccard(bag: Bag, index: Index) -> Floats:
    """Overlap of sets: what tools do today."""
    columns = _direct(bag, index)
    both = index.has.picked(columns).sum(1)
    return np.asarray(both / np.maximum(index.has.row_sums + len(columns) - both, 1))


def naive_bayes(bag: Bag, index: Index) -> Floats:
    """Multinomial naive Bayes over items, add-one smoothing."""
    columns = _direct(bag, index)
    counts = index.uses.dense() + 1.0
    return softmax(np.log(counts[:, columns] / counts.sum(1, keepdims=True)).sum(1))


def tf_idf(bag: Bag, index: Index) -> Floats:
    """Cosine of rarities by group."""
    columns = _direct(bag, index)
    rarity = index.rarity_by_group[columns]
    return np.asarray((index.has.picked(columns) @ rarity**2) / (index.profile_norm * (np.linalg.norm(rarity) + 1e-9)))


def bm25(bag: Bag, index: Index) -> Floats:
    """BM25 over groups' profiles (k1 = 1.2, b = 0.75)."""
    columns = _direct(bag, index)
    size = index.uses.row_sums
    term = index.uses.picked(columns)
    saturated = term * 2.2 / (term + 1.2 * (0.25 + 0.75 * size / size.mean())[:, None])
    return np.asarray(saturated @ index.rarity_by_group[columns])


def nearest_reports(bag: Bag, index: Index) -> Floats:
    """Mean cosine of the three nearest reports."""
    columns = _direct(bag, index)
    rarity = index.rarity_by_report[columns]
    cosine = (index.full.picked(columns) @ rarity**2) / (index.report_norm * (np.linalg.norm(rarity) + 1e-9))
    return index.best(cosine, 3)


BASELINES: Mapping[str, Callable[[Bag, Index], Floats]] = {
    "group frequency alone": frequency,
    "Jaccard overlap": jaccard,
    "naive Bayes": naive_bayes,
    "TF-IDF cosine": tf_idf,
    "BM25": bm25,
    "nearest reports (mean of 3)": nearest_reports,
}

"""The ACH matrix: each cell is what one item adds to one hypothesis, in nats against the average one, and its band."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from vidocq.assessment.explain import recorded
from vidocq.assessment.hypotheses import Belief
from vidocq.assessment.index import Index
from vidocq.assessment.loo import Effect
from vidocq.assessment.rows import group_weight, sponsor_weight
from vidocq.model import Cell, HypothesisKind, Level
from vidocq.vocabulary.analysis import Consistency

#: Bands of the weight in nats: one nat is odds of 2.7 to 1, a fifth of one is 1.2 to 1.
_STRONG, _WEAK = 1.0, 0.2


def consistency(weight: float | None) -> Consistency:
    """The band of a weight; None is *not applicable*."""
    if weight is None:
        return Consistency.NA
    if weight >= _STRONG:
        return Consistency.CC
    if weight >= _WEAK:
        return Consistency.C
    if weight > -_WEAK:
        return Consistency.N
    return Consistency.I if weight > -_STRONG else Consistency.II


def cells(effects: Sequence[Effect], beliefs: Iterable[Belief], index: Index) -> tuple[Cell, ...]:
    """Cells for every item and hypothesis; each of an item's evidence ids has its row."""
    found = []
    for belief in beliefs:
        if belief.hypothesis.kind is HypothesisKind.PLANTED:
            continue
        weight = group_weight(belief) if belief.hypothesis.level is Level.GROUP else sponsor_weight(belief)
        for effect in effects:
            value = weight(effect)
            for evidence_id in effect.item.evidence:
                found.append(
                    Cell(
                        evidence_id=evidence_id,
                        hypothesis_id=belief.hypothesis.id,
                        weight=0.0 if value is None else round(value, 4),
                        consistency=consistency(value),
                        reason=recorded(effect.item, index) if value is not None and abs(value) >= _WEAK else "",
                    )
                )
    return tuple(found)


def diagnosticity(matrix: Sequence[Cell], group_ids: frozenset[str]) -> tuple[tuple[str, float], ...]:
    """Spread (standard deviation) of each item's weights over the group hypotheses, most telling first."""
    by_item: dict[str, list[float]] = {}
    for cell in matrix:
        if cell.hypothesis_id in group_ids:
            by_item.setdefault(cell.evidence_id, []).append(cell.weight)
    spread = {item: round(float(np.std(weights)), 4) for item, weights in by_item.items()}
    return tuple(sorted(spread.items(), key=lambda pair: (-pair[1], pair[0])))

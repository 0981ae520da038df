"""What to collect next: for each kind, how far the answer would move on average if one more item of it were found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from vidocq.assessment.bag import SOFTWARE, TECHNIQUE, VICTIM_COUNTRY, Bag, Item
from vidocq.assessment.index import Index
from vidocq.assessment.loo import shift
from vidocq.assessment.posterior import Posterior
from vidocq.assessment.scale import Scale
from vidocq.model import NextStep

#: Likeliest groups and items of each that are tried.
_GROUPS, _ITEMS = 5, 4

_SENTENCES = {
    SOFTWARE: ("malware", "Name the malware: one more tool that the knowledge base knows"),
    TECHNIQUE: ("attack-pattern", "Work out the procedure: one more technique at sub-technique level"),
    VICTIM_COUNTRY: ("victim-country", "Find another victim and its country"),
}


def next_steps(bag: Bag, scale: Scale, whole: Posterior, *, seed: int) -> tuple[NextStep, ...]:
    """Expected shift for each kind, if the next item were one that the likely groups are on record with; largest first."""
    random = np.random.default_rng(seed)
    rows = np.argsort(-whole.groups)[:_GROUPS]
    share = whole.groups[rows] / max(float(whole.groups[rows].sum()), 1e-12)
    rough = scale.weigh(bag, rough=True)
    found = []
    for family, (kind, sentence) in _SENTENCES.items():
        tried = [_candidates(family, int(row), bag, scale.index, random) for row in rows]
        shifts = [_shift(family, values, bag, scale, rough) for values in tried]
        known = [(float(weight), value) for weight, value in zip(share, shifts, strict=True) if value is not None]
        if not known:
            continue
        expected = sum(weight * value for weight, value in known) / sum(weight for weight, _ in known)
        step = NextStep(
            kind=kind,
            sentence=f"{sentence} would move the answer by {expected:.2f} on average.",
            expected_shift=round(expected, 4),
            basis=f"simulated over items on record for the {len(known)} likeliest groups, if it is one of them",
        )
        found.append(step)
    return tuple(sorted(found, key=lambda step: -(step.expected_shift or 0.0)))


def _candidates(family: str, row: int, bag: Bag, index: Index, random: np.random.Generator) -> list[str]:
    """Some items that the group is on record with and the case does not show yet."""
    has = set(bag.values(family))
    choices = sorted(value for value in _CHOICES[family](row, index) if value not in has)
    if not choices:
        return []
    return [str(one) for one in random.choice(choices, size=min(_ITEMS, len(choices)), replace=False)]


def _shift(family: str, values: Sequence[str], bag: Bag, scale: Scale, whole: Posterior) -> float | None:
    """Mean shift when one of the values is found, or None when there is none."""
    if not values:
        return None
    return float(np.mean([shift(whole, scale.weigh(_with(bag, family, value), rough=True)) for value in values]))


def _with(bag: Bag, family: str, value: str) -> Bag:
    return replace(bag, items=(*bag.items, Item(family=family, value=value)))


def _items(of: Callable[[Index], frozenset[str]]) -> Callable[[int, Index], list[str]]:
    def choose(row: int, index: Index) -> list[str]:
        wanted = of(index)
        return [index.items[column] for column in index.has.row(row) if index.items[column] in wanted]

    return choose


_CHOICES: dict[str, Callable[[int, Index], list[str]]] = {
    SOFTWARE: _items(lambda index: index.software - index.commodity),
    TECHNIQUE: _items(lambda index: index.techniques),
    VICTIM_COUNTRY: lambda row, index: sorted(index.targets[row]),
}

"""What to collect next: for each kind, how far the answer would move on average if one more item of it were found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vidocq.assessment.bag import SOFTWARE, TECHNIQUE, VICTIM_COUNTRY, Bag, Item
from vidocq.assessment.hand import Bias
from vidocq.assessment.index import Index
from vidocq.assessment.loo import shift
from vidocq.assessment.model import Variant
from vidocq.assessment.posterior import Posterior, weigh
from vidocq.model import NextStep

#: Likeliest groups and items of each that are tried.
_GROUPS, _ITEMS = 5, 4

_SENTENCES = {
    SOFTWARE: ("malware", "Name the malware: one more tool that the knowledge base knows"),
    TECHNIQUE: ("attack-pattern", "Work out the procedure: one more technique at sub-technique level"),
    VICTIM_COUNTRY: ("victim-country", "Find another victim and its country"),
}


def next_steps(bag: Bag, index: Index, variant: Variant, whole: Posterior, *, bias: Bias, seed: int) -> tuple[NextStep, ...]:
    """Expected shift for each kind, if the next item were one that the likely groups are on record with; largest first."""
    random = np.random.default_rng(seed)
    rows = np.argsort(-whole.groups)[:_GROUPS]
    share = whole.groups[rows] / max(whole.groups[rows].sum(), 1e-12)
    found = []
    for family, (kind, sentence) in _SENTENCES.items():
        shifts = [_expected(family, int(row), bag, index, variant, whole, bias, random) for row in rows]
        known = [(weight, value) for weight, value in zip(share, shifts, strict=True) if value is not None]
        if not known:
            continue
        expected = float(sum(weight * value for weight, value in known) / sum(weight for weight, _ in known))
        basis = f"simulated over items on record for the {len(known)} likeliest groups, if it is one of them"
        found.append(NextStep(kind=kind, sentence=f"{sentence} would move the answer by {expected:.2f} on average.",
                              expected_shift=round(expected, 4), basis=basis))  # fmt: skip
    return tuple(sorted(found, key=lambda step: -(step.expected_shift or 0.0)))


def _expected(
    family: str, row: int, bag: Bag, index: Index, variant: Variant, whole: Posterior, bias: Bias, random: np.random.Generator
) -> float | None:
    """Mean shift over some items that the group is on record with and the case does not show yet."""
    has = set(bag.values(family))
    choices = [value for value in _CHOICES[family](row, index) if value not in has]
    if not choices:
        return None
    picked = random.choice(sorted(choices), size=min(_ITEMS, len(choices)), replace=False)
    return float(
        np.mean(
            [
                shift(whole, weigh(_with(bag, family, str(value)), index, variant, bias=bias.groups, unknown_bias=bias.unknown))
                for value in picked
            ]
        )
    )


def _with(bag: Bag, family: str, value: str) -> Bag:
    return replace(bag, items=(*bag.items, Item(family=family, value=value)))


def _items(of: Callable[[Index], frozenset[str]]) -> Callable[[int, Index], list[str]]:
    def choose(row: int, index: Index) -> list[str]:
        wanted = of(index)
        return [index.items[column] for column in np.flatnonzero(index.has[row]) if index.items[column] in wanted]

    return choose


_CHOICES: dict[str, Callable[[int, Index], list[str]]] = {
    SOFTWARE: _items(lambda index: index.software - index.commodity),
    TECHNIQUE: _items(lambda index: index.techniques),
    VICTIM_COUNTRY: lambda row, index: sorted(index.targets[row]),
}

"""What each family of evidence says of each group: one plain function a family, found by discovery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from vidocq import discovery
from vidocq.assessment.bag import Bag
from vidocq.assessment.index import Floats, Index

PACKAGE = "vidocq.assessment.weights"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """One family of evidence. Modules in ``assessment/weights/`` have one as ``WEIGHT``; kind cards name it.

    ``features`` maps a bag and the index to named numbers, one for each group; a family that has nothing to say gives zeros.
    ``stated`` holds the strength (nats for one unit) of features that no benchmark could fit, with their bound and the reason in
    ``basis``; features without one there are fitted. ``kinds`` maps the kinds of evidence it takes to
    the bag's families of items; ``prior`` families are known before any evidence. ``reads`` are the families of items that the
    function asks the bag for: beside them it looks at nothing but the case's date.
    """

    name: str
    features: Callable[[Bag, Index], Mapping[str, Floats]]
    names: tuple[str, ...]
    stated: Mapping[str, float]
    basis: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    prior: bool = False
    reads: tuple[str, ...] = ()


@cache
def families() -> tuple[Weight, ...]:
    """All families in name order."""
    return tuple(discovery.load_all(PACKAGE, "WEIGHT"))


@cache
def item_families() -> Mapping[str, str]:
    """Kind of evidence to the bag's family of items, for all kinds that any family takes."""
    return {kind: item for family in families() for kind, item in family.kinds.items()}

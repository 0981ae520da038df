"""The options of weighing, by name and type: what every front door takes and hands on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from vidocq.assessment.model import FittedModel
    from vidocq.model import AnalystInput


class RankOptions(TypedDict, total=False):
    """Options of :func:`vidocq.assessment.assess`, which says what each does."""

    model: FittedModel | None
    as_of: str | None
    exclude_evidence: Collection[str]
    exclude_documents: Collection[str]
    planted_kinds: Collection[str]
    priors: Sequence[AnalystInput]
    overrides: Sequence[AnalystInput]
    seed: int


class WeighOptions(RankOptions, total=False):
    """The same, and ``together``: documents that tell of several events are weighed as one by the analyst's word."""

    together: bool


class AgainOptions(TypedDict, total=False):
    """Options of weighing a written case again: what is left out is named there in words."""

    model: FittedModel | None
    as_of: str | None
    planted_kinds: Collection[str]
    priors: Sequence[AnalystInput]
    overrides: Sequence[AnalystInput]
    seed: int
    together: bool


def check_kinds(kinds: Collection[str]) -> None:
    """Refuse kinds of evidence that there are not.

    Raises:
        InputError: one is unknown; the error names the nearest.
    """
    if not kinds:
        return
    from vidocq.errors import unknown
    from vidocq.evidence.kind import cards

    for kind in kinds:
        if kind not in cards():
            raise unknown("kind of evidence", kind, tuple(cards()))

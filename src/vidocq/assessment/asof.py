"""Weighing with the knowledge of a past day: what has no date is counted and said, and no answer grows surer by it."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.assessment.bag import Bag
from vidocq.assessment.hand import Bias
from vidocq.assessment.index import Index
from vidocq.assessment.scale import Scale
from vidocq.errors import KnowledgeError
from vidocq.knowledge.snapshot import Snapshot, Use


def cut(snapshot: Snapshot, as_of: str | None) -> str | None:
    """The day to cut the knowledge at, or None where it is no newer than what was asked for."""
    if as_of is None or (snapshot.meta.as_of is not None and snapshot.meta.as_of <= as_of):
        return None
    return as_of


def undated(snapshot: Snapshot) -> float:
    """Share of the links of groups that carry no date, neither their own nor a report's."""
    published = {report.id for report in snapshot.reports if report.published}
    dated = [use.created is not None or not published.isdisjoint(use.reports) for use in _links(snapshot)]
    return 1 - sum(dated) / len(dated) if dated else 1.0


def check_dated(snapshot: Snapshot) -> None:
    """Refuse knowledge that no date could cut.

    Raises:
        KnowledgeError: no link of the snapshot has a date.
    """
    if undated(snapshot) >= 1:
        raise KnowledgeError(
            "this knowledge has no dates: nothing can be left out of it as of a past day",
            hint="build it from files as they stood then: vidocq kb build",
        )


def _links(snapshot: Snapshot) -> Iterator[Use]:
    for actor in snapshot.actors:
        yield from actor.uses
    for campaign in snapshot.campaigns:
        yield from campaign.uses


#: Nats beyond which nothing of a name is left, and how finely they are sought.
_MOST_NATS, _STEPS = 12.0, 14


def no_surer(bag: Bag, scale: Scale, today: Index) -> float:
    """Nats to add to the unknown group so that a past day makes no answer surer than today's knowledge does.

    Less knowledge has fewer rivals in it; what looks like certainty for that reason goes to the group nobody knew.
    """
    now = Scale(today, scale.variant).weigh(bag)

    def surer(nats: float) -> bool:
        then = Scale(scale.index, scale.variant, Bias(unknown=nats)).weigh(bag)
        return then.groups.max(initial=0.0) > now.groups.max(initial=0.0) or then.unknown < now.unknown

    if not surer(0.0):
        return 0.0
    low, high = 0.0, _MOST_NATS
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if surer(middle) else (low, middle)
    return high

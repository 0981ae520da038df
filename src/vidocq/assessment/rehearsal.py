"""Rehearsals: the knowledge base as it stood at the start of a year, asked about that year's reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import msgspec

from vidocq.assessment.bag import SOFTWARE, TECHNIQUE, VIA_SOFTWARE, Bag, Item, decimal_year
from vidocq.knowledge.snapshot import Snapshot, Use

#: A report makes a case when it shows at least this many techniques, or any software.
_FEWEST_TECHNIQUES = 3


@dataclass(frozen=True, slots=True)
class PastCase:
    """One past case: what it showed, and who it turned out to be (a group id, known beforehand or not)."""

    id: str
    bag: Bag
    truth: str
    country: str | None = None
    text: str = ""


def as_it_stood(snapshot: Snapshot, year: float) -> Snapshot:
    """The snapshot with only what reports published before ``year`` support; what cites no dated report is left out."""
    dates = {report.id: decimal_year(report.published) for report in snapshot.reports}
    old = frozenset(report for report, date in dates.items() if date is not None and date < year)
    keep = partial(_kept, old=old)
    used = {use.target for actor in snapshot.actors for use in keep(actor.uses)}
    used |= {use.target for campaign in snapshot.campaigns if campaign.actors for use in keep(campaign.uses)}
    replace = msgspec.structs.replace
    software = (replace(entry, uses=keep(entry.uses), actors=()) for entry in snapshot.software)
    return replace(
        snapshot,
        actors=tuple(replace(actor, uses=keep(actor.uses)) for actor in snapshot.actors),
        campaigns=tuple(replace(campaign, uses=keep(campaign.uses)) for campaign in snapshot.campaigns),
        software=tuple(entry for entry in software if entry.uses or entry.id in used),
    )


def _kept(uses: tuple[Use, ...], *, old: frozenset[str]) -> tuple[Use, ...]:
    found = ((use, tuple(report for report in use.reports if report in old)) for use in uses)
    return tuple(msgspec.structs.replace(use, reports=reports) for use, reports in found if reports)


def cases_of(snapshot: Snapshot, start: float, end: float) -> Iterator[PastCase]:
    """Cases made from reports published in ``[start, end)``: one for each (group, report) with enough evidence."""
    years = {report.id: decimal_year(report.published) for report in snapshot.reports}
    inside = {report: year for report, year in years.items() if year is not None and start <= year < end}
    shown: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for actor, use in _uses(snapshot):
        for report in use.reports:
            if report in inside:
                shown[actor, report][use.target] = use.procedure
    via = _via(snapshot)
    software = {entry.id for entry in snapshot.software}
    for (actor, report), targets in sorted(shown.items()):
        tools = sorted(target for target in targets if target in software)
        techniques = sorted(target for target in targets if target not in software)
        if len(techniques) < _FEWEST_TECHNIQUES and not tools:
            continue
        given = sorted({technique for tool in tools for technique in via[tool, report]})
        text = " ".join(dict.fromkeys(sentence for sentence in targets.values() if sentence))
        yield PastCase(f"{actor}/{report}", bag_of(techniques, tools, given, inside[report]), actor, text=text)


def _uses(snapshot: Snapshot) -> Iterator[tuple[str, Use]]:
    for actor in snapshot.actors:
        yield from ((actor.id, use) for use in actor.uses)
    for campaign in snapshot.campaigns:
        yield from ((actor, use) for actor in campaign.actors for use in campaign.uses)


def _via(snapshot: Snapshot) -> dict[tuple[str, str], set[str]]:
    given: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in snapshot.software:
        for use in entry.uses:
            for report in use.reports:
                given[entry.id, report].add(use.target)
    return given


def bag_of(
    techniques: list[str], software: list[str], via_software: list[str], year: float | None, *, campaign: bool = False
) -> Bag:
    """A bag from bare ids, each its own only evidence."""
    families = ((TECHNIQUE, techniques), (SOFTWARE, software), (VIA_SOFTWARE, via_software))
    items = tuple(Item(family=family, value=value, evidence=(value,)) for family, values in families for value in values)
    return Bag(items=items, year=year, campaign=campaign)

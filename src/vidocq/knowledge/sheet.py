"""One actor's sheet: everything the knowledge base has on it, with where each part comes from; context, never proof."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from vidocq.knowledge.snapshot import ActorClaim, ActorProfile, KnownName, Report, Snapshot
from vidocq.model import Certainty, Noun
from vidocq.vocabulary.states import name_of


class UsedItem(Noun, frozen=True, kw_only=True):
    """A technique or piece of software the actor is recorded to use.

    ``users`` counts all actors recorded to use it, ``sources`` the collections that say so, ``reports`` the reports they cite.
    ``availability`` is who can get hold of a program, ``availability_reason`` why; both are empty for techniques.
    """

    ref: str
    name: str
    kind: str
    users: int
    sources: tuple[str, ...]
    reports: int
    commodity: bool = False
    availability: str = ""
    availability_reason: str = ""


class ActorSheet(Noun, frozen=True, kw_only=True):
    """What the knowledge base says of an actor; ``certainty`` is always ``kb``: it is nobody's finding in a case."""

    id: str
    name: str
    names: tuple[KnownName, ...]
    country: str | None
    country_name: str | None
    country_source: str
    sponsor: str | None
    description: str
    claims: tuple[ActorClaim, ...]
    software: tuple[UsedItem, ...]
    techniques: tuple[UsedItem, ...]
    campaigns: tuple[tuple[str, str], ...]
    targets: tuple[str, ...]
    target_sectors: tuple[str, ...]
    reports: tuple[Report, ...]
    first_seen: str | None
    created: str | None
    modified: str | None
    external_ids: tuple[tuple[str, str], ...]
    knowledge_digest: str
    knowledge_as_of: str | None
    notes: tuple[str, ...] = ()
    certainty: Certainty = Certainty.KB


def sheet(snapshot: Snapshot, actor: ActorProfile) -> ActorSheet:
    """The sheet of one actor."""
    users = Counter(target for other in snapshot.actors if not other.revoked_by for target in {u.target for u in other.uses})
    cited = {*actor.reports, *(report for use in actor.uses for report in use.reports)}
    reports = sorted((snapshot.report_by_id[i] for i in cited if i in snapshot.report_by_id), key=_newest_first)
    return ActorSheet(
        id=actor.id,
        name=actor.name,
        names=actor.names,
        country=actor.country,
        country_name=name_of(actor.country) if actor.country else None,
        country_source=actor.country_source,
        sponsor=actor.sponsor,
        description=actor.description,
        claims=actor.claims,
        software=_used(snapshot, actor, users, software=True),
        techniques=_used(snapshot, actor, users, software=False),
        campaigns=tuple((campaign.id, campaign.name) for campaign in snapshot.campaigns if actor.id in campaign.actors),
        targets=actor.targets,
        target_sectors=actor.target_sectors,
        reports=tuple(reports),
        first_seen=actor.first_seen,
        created=actor.created,
        modified=actor.modified,
        external_ids=actor.external_ids,
        knowledge_digest=snapshot.meta.digest,
        knowledge_as_of=snapshot.meta.as_of,
        notes=_notes(actor),
    )


def _newest_first(report: Report) -> tuple[bool, str, str]:
    flipped = "".join(chr(0x10FFFF - ord(char)) for char in report.published or "")
    return (report.published is None, flipped, report.name)


def _used(snapshot: Snapshot, actor: ActorProfile, users: Mapping[str, int], *, software: bool) -> tuple[UsedItem, ...]:
    sources: dict[str, dict[str, None]] = defaultdict(dict)
    reports: dict[str, set[str]] = defaultdict(set)
    known = snapshot.software_by_id if software else snapshot.technique_by_id
    for use in actor.uses:
        if use.target in known:
            sources[use.target][use.source] = None
            reports[use.target].update(use.reports)
    found = [
        UsedItem(
            ref=ref,
            name=known[ref].name,
            kind=snapshot.software_by_id[ref].kind if software else "attack-pattern",
            users=users[ref],
            sources=tuple(said),
            reports=len(reports[ref]),
            commodity=software and snapshot.software_by_id[ref].commodity,
            availability=snapshot.software_by_id[ref].availability.value if software else "",
            availability_reason=snapshot.software_by_id[ref].availability_reason if software else "",
        )
        for ref, said in sources.items()
    ]
    return tuple(sorted(found, key=lambda item: (item.commodity, item.users, item.ref)))


def _notes(actor: ActorProfile) -> tuple[str, ...]:
    notes = []
    if actor.revoked_by:
        notes.append(f"Revoked in ATT&CK; {actor.revoked_by} is valid now.")
    if actor.country and not actor.sponsor:
        notes.append("The country is where the knowledge base places it; that a state sponsors it is not said.")
    if any(claim.view for claim in actor.claims):
        notes.append("Drawn together from several sources over the claims marked *; withdraw one with `kb build --withdraw`.")
    if actor.attribution_confidence:
        value = actor.attribution_confidence
        default = " (the galaxy's default for nearly all)" if value == "50" else ""
        notes.append(f"The galaxy gives attribution-confidence {value}{default}; vidocq does not use it.")
    return tuple(notes)

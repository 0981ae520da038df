"""Builds a snapshot from a galaxy, ATT&CK, or both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from vidocq.knowledge import actors as actor_drafts
from vidocq.knowledge import attack as attack_objects
from vidocq.knowledge import galaxy as galaxies
from vidocq.knowledge import gazetteer, references, storage, tidal, twins
from vidocq.knowledge.actors import ActorDraft
from vidocq.knowledge.attack import Attack, AttackLink, AttackObject, plain
from vidocq.knowledge.citations import Reports
from vidocq.knowledge.galaxy import Galaxy, Progress
from vidocq.knowledge.identity import claims
from vidocq.knowledge.links import galaxy_links
from vidocq.knowledge.microsoft import MicrosoftNames
from vidocq.knowledge.names import scheme_of
from vidocq.knowledge.snapshot import CampaignProfile, KnownName, Snapshot, SnapshotMeta, TechniqueProfile, Use
from vidocq.knowledge.software import SoftwareShelf

ATTACK_LICENCE = (
    "(c) The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation."
)


def assemble(
    *,
    galaxy: Galaxy | None,
    attack: Attack | None,
    built: str,
    as_of: str | None = None,
    withdrawn: frozenset[tuple[str, str]] = frozenset(),
    microsoft: MicrosoftNames | None = None,
    progress: Progress | None = None,
) -> Snapshot:
    """Draw everything together into one snapshot.

    Args:
        galaxy: MISP galaxy, or None.
        attack: ATT&CK read from STIX; None: as the galaxy carries it.
        built: time of building (EDTF), recorded and not part of the digest.
        as_of: date the knowledge was cut at, if it was.
        withdrawn: pairs (ATT&CK id, element UUID) whose claims are not accepted.
        microsoft: Microsoft's map of names.
        progress: told in a few words what is being done.
    """
    say = progress or (lambda _: None)
    taken = attack or attack_objects.from_galaxy(galaxy or Galaxy({}, {}, "", ""))
    reports = Reports()
    say("drawing actors together")
    found = claims(taken, galaxy, withdrawn)
    actors = actor_drafts.draft(taken, galaxy, found, reports)
    say("drawing software together")
    shelf = SoftwareShelf(taken, galaxy, reports)
    links = _Links(taken, reports)
    _revoke(taken, actors, shelf)
    _attack_uses(taken, links, actors, shelf)
    if galaxy:
        _galaxy_uses(shelf, actors, galaxy, reports)
    campaigns = _campaigns(taken, links, galaxy, actors, reports)
    _campaign_actors(campaigns, shelf)
    _twin_uses(shelf, actors, withdrawn)
    _reference_uses(shelf, actors, reports)
    if microsoft is not None:
        microsoft.add_to(actors)
    profiles = actor_drafts.finish(actors)
    software = shelf.finish({actor.id: (actor.name, actor.country or actor.sponsor) for actor in profiles})
    techniques = _techniques(taken)
    say("sorting names")
    texts = _descriptions(taken, galaxy)
    entries = gazetteer.build(profiles, software, campaigns, galaxy, texts)
    problems = [*(galaxy.problems if galaxy else ()), *(galaxies.orphans(galaxy) if galaxy else ()), *taken.problems]
    snapshot = Snapshot(
        meta=_meta(galaxy, attack, built, as_of, problems),
        actors=profiles,
        software=software,
        techniques=techniques,
        campaigns=campaigns,
        reports=reports.sorted(),
        gazetteer=entries,
    )
    if microsoft is not None:
        snapshot = msgspec.structs.replace(snapshot, meta=microsoft.credited(snapshot.meta))
    return storage.sealed(snapshot)


def _meta(galaxy: Galaxy | None, attack: Attack | None, built: str, as_of: str | None, problems: list[str]) -> SnapshotMeta:
    sources: list[tuple[str, str]] = []
    licences: list[tuple[str, str]] = []
    if attack is not None:
        sources.append((attack.label, f"version {attack.version or 'unknown'}, sha256 {attack.digest}"))
    if galaxy is not None:
        version = galaxy.versions.get("threat-actor", "unknown")
        sources.append((galaxy.label, f"threat-actor version {version}, {len(galaxy.elements)} clusters, sha256 {galaxy.digest}"))
        licences.append(("MISP galaxy", galaxies.LICENCE))
    licences.append(("MITRE ATT&CK", ATTACK_LICENCE))
    return SnapshotMeta(
        digest="",
        built=built,
        as_of=as_of,
        sources=tuple(sources),
        licences=tuple(licences),
        problems=tuple(problems),
        dates=_dates(galaxy, attack),
    )


def _dates(galaxy: Galaxy | None, attack: Attack | None) -> tuple[tuple[str, str], ...]:
    """The sources' own days: ATT&CK's latest change, the galaxy's from the name of what was read (it has none inside)."""
    found = []
    if attack is not None:
        days = [day[:10] for item in attack.objects.values() if (day := item.modified or item.created)]
        found += [("MITRE ATT&CK", max(days))] if days else []
    if galaxy is not None and galaxy.day:
        found.append(("MISP galaxy", galaxy.day))
    return tuple(found)


def _descriptions(attack: Attack, galaxy: Galaxy | None) -> list[str]:
    """Prose to measure plain words on: what describes software and actors uses names too, but never in lower case."""
    texts = [item.description for item in attack.objects.values()]
    texts += [link.description for link in attack.links if link.description]
    texts += [element.description for element in galaxy.of(*galaxies.CLUSTERS) if element.description] if galaxy else []
    return texts


def _revoke(attack: Attack, actors: dict[str, ActorDraft], shelf: SoftwareShelf) -> None:
    """Record who took over from revoked groups and software; their names live on with the successor, marked."""
    for old, new in successors(attack).items():
        if old in actors and new in actors:
            actors[old].revoked_by = new
            for name in actors[old].names.values():
                actors[new].add_name(name.text, name.reporter, f"ATT&CK: revoked {old}")
        elif old in shelf.drafts and new in shelf.drafts:
            shelf.drafts[old].revoked_by = new
            for known in shelf.drafts[old].names.values():
                shelf.drafts[new].add_name(known.text, f"ATT&CK: revoked {old}")


def successors(attack: Attack) -> dict[str, str]:
    """Revoked ATT&CK id -> the id that is valid now, chains followed."""
    step = {
        attack.objects[link.source].id: attack.objects[link.target].id
        for link in attack.links
        if link.kind == "revoked-by" and link.source in attack.objects and link.target in attack.objects
    }
    found: dict[str, str] = {}
    for old, new in step.items():
        seen = {old}
        while new in step and new not in seen:
            seen.add(new)
            new = step[new]
        if new not in seen:
            found[old] = new
    return found


class _Links:
    """ATT&CK's relationships, by the id of their source."""

    def __init__(self, attack: Attack, reports: Reports) -> None:
        self._attack = attack
        self._reports = reports
        self._next = successors(attack)
        self.by_source: dict[str, list[AttackLink]] = defaultdict(list)
        for link in attack.links:
            if link.source in attack.objects and link.target in attack.objects:
                self.by_source[link.source].append(link)

    def uses(self, item: AttackObject, kinds: Iterable[str]) -> list[Use]:
        """What an object uses, by target id; the same target once for each relationship."""
        wanted = frozenset(kinds)
        found = []
        for link in self.by_source[item.uuid]:
            target = self._attack.objects[link.target]
            if link.kind == "uses" and target.kind in wanted and not target.deprecated:
                found.append(
                    Use(
                        target=self._next.get(target.id, target.id),
                        reports=self._reports.add_all(link.citations),
                        procedure=plain(link.description),
                        created=link.created,
                    )
                )
        return sorted(found, key=lambda use: use.target)

    def campaign(self, item: AttackObject) -> CampaignProfile:
        """Profile of a campaign."""
        groups = (self._attack.objects[link.target].id for link in self.by_source[item.uuid] if link.kind == "attributed-to")
        return CampaignProfile(
            id=item.id,
            name=item.name,
            actors=tuple(sorted({self._next.get(group, group) for group in groups})),
            first_seen=item.first_seen,
            last_seen=item.last_seen,
            uses=tuple(self.uses(item, ("technique", "malware", "tool"))),
            created=item.created,
            names=tuple(KnownName(text=alias, reporter=scheme_of(alias), source="ATT&CK")
                        for alias in dict.fromkeys((item.name, *item.aliases))),
            description=plain(item.description),
            reports=self._reports.add_all(item.citations),
        )  # fmt: skip


def _attack_uses(attack: Attack, links: _Links, actors: dict[str, ActorDraft], shelf: SoftwareShelf) -> None:
    for item in attack.of("group"):
        # What a revoked group used belongs to its successor; ATT&CK moves most of it itself, the rest is followed here.
        home = actors[item.id].revoked_by or item.id if item.id in actors else None
        if home:
            actors[home].uses += links.uses(item, ("technique", "malware", "tool"))
            for use in actors[home].uses:
                if use.target in shelf.drafts:
                    shelf.drafts[use.target].actors[home] = None
                    shelf.linked.append((home, use.target, use.source))
    for item in attack.of("malware", "tool"):
        if item.id in shelf.drafts:
            home = shelf.drafts[item.id].revoked_by or item.id
            shelf.drafts[home].uses += links.uses(item, ("technique",))


def _campaigns(
    attack: Attack, links: _Links, galaxy: Galaxy | None, actors: dict[str, ActorDraft], reports: Reports
) -> tuple[CampaignProfile, ...]:
    found = {item.id: links.campaign(item) for item in attack.of("campaign") if not item.revoked and not item.deprecated}
    if galaxy:
        actor_of = {uuid: actor.revoked_by or actor.id for actor in actors.values() for _, uuid in actor.external_ids}
        known = [item.id for item in attack.of("campaign")]
        found |= {campaign.id: campaign for campaign in tidal.campaigns(galaxy, actor_of, known, reports)}
    return tuple(found[campaign] for campaign in sorted(found))


def _campaign_actors(campaigns: Iterable[CampaignProfile], shelf: SoftwareShelf) -> None:
    for campaign in campaigns:
        for use in campaign.uses:
            if use.target in shelf.drafts:
                shelf.drafts[use.target].actors.update(dict.fromkeys(campaign.actors))


def _galaxy_uses(shelf: SoftwareShelf, actors: dict[str, ActorDraft], galaxy: Galaxy, reports: Reports) -> None:
    known = {(actor.id, use.target) for actor in actors.values() for use in actor.uses}
    for link in galaxy_links(shelf, actors, galaxy, reports):
        if link.actor not in actors:
            continue
        actor = actors[actors[link.actor].revoked_by or link.actor]
        software = shelf.drafts[shelf.drafts[link.software].revoked_by or link.software]
        if (actor.id, software.id) not in known:
            known.add((actor.id, software.id))
            actor.uses.append(Use(target=software.id, reports=link.reports, procedure=link.sentence, source=link.source))
            software.actors[actor.id] = None
            shelf.linked.append((actor.id, software.id, link.source))


def _reference_uses(shelf: SoftwareShelf, actors: dict[str, ActorDraft], reports: Reports) -> None:
    """Links from the titles and addresses of the reports cited for a program that nobody links and not everybody has."""
    groups = [(actor.revoked_by or actor.id, [name.text for name in actor.names.values()]) for actor in actors.values()]
    names = references.GroupsInTitles(groups, (draft.name for draft in shelf.drafts.values()))
    alone = [
        (draft.id, draft.reports)
        for draft in shelf.drafts.values()
        if not draft.actors and not draft.revoked_by and shelf.may_be_own(draft)
    ]
    for actor, program, source, cited in references.title_links(names, alone, reports.sorted()):
        actors[actor].uses.append(Use(target=program, reports=cited, source=source))
        shelf.drafts[program].actors[actor] = None


def _twin_uses(shelf: SoftwareShelf, actors: dict[str, ActorDraft], withdrawn: frozenset[tuple[str, str]]) -> None:
    """Links of a program to its second entry, over the claim that both are one; a withdrawn claim is not followed."""
    found = list(twins.twins(shelf.drafts.values()))
    for twin in found:
        lone, linked = shelf.drafts[twin.lone], shelf.drafts[twin.linked]
        refused = any((linked.id, element.uuid) in withdrawn for element in lone.elements)
        if refused or not shelf.may_be_own(lone):
            continue
        claim = f"{lone.name} is taken to be {linked.name} ({linked.id}): {twin.basis}"
        for actor in linked.actors:
            said = [use for use in actors[actor].uses if use.target == linked.id] if actor in actors else []
            for use in said[:1]:
                source = f"{use.source} twin"
                actors[actor].uses.append(
                    Use(target=lone.id, reports=use.reports, procedure=claim, created=use.created, source=source)
                )
                lone.actors[actor] = None


def _techniques(attack: Attack) -> tuple[TechniqueProfile, ...]:
    parents = {link.source: link.target for link in attack.links if link.kind == "subtechnique-of"}
    following = successors(attack)
    found: dict[str, TechniqueProfile] = {}
    for item in attack.of("technique"):
        parent = attack.objects.get(parents.get(item.uuid, ""))
        profile = TechniqueProfile(
            id=item.id,
            name=item.name,
            tactics=tuple(tactic for tactic in attack_objects.TACTICS if tactic in item.tactics)
            + tuple(tactic for tactic in item.tactics if tactic not in attack_objects.TACTICS),
            parent=parent.id if parent else (item.id.partition(".")[0] if "." in item.id else None),
            description=plain(item.description),
            created=item.created,
            revoked_by=following.get(item.id),
            deprecated=item.deprecated,
        )
        # A revoked object may share its id with the valid one: the valid one stands.
        if item.id not in found or not item.revoked:
            found[item.id] = profile
    return tuple(found[technique] for technique in sorted(found))

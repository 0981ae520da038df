"""Compares two actors as the knowledge base has them: what they share, what only one does, and how telling each is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable

from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import ActorProfile, Snapshot
from vidocq.model import Noun


class SharedItem(Noun, frozen=True, kw_only=True):
    """A technique or a piece of software and who of all actors uses it.

    ``users`` of ``of`` actors with any such record use it; ``rarity`` is ln(of / users), 0 for what all use; ``held_by`` is
    ``both``, ``first`` or ``second``; ``sources`` say which collections link it.
    """

    ref: str
    name: str
    kind: str
    held_by: str
    users: int
    of: int
    rarity: float
    sources: tuple[str, ...] = ()


class Comparison(Noun, frozen=True, kw_only=True):
    """Two actors side by side. Similarities are Jaccard weighted by rarity: 0 nothing shared, 1 the same; no likelihood."""

    first: ActorProfile
    second: ActorProfile
    techniques: tuple[SharedItem, ...]
    software: tuple[SharedItem, ...]
    technique_similarity: float | None
    software_similarity: float | None
    shared_names: tuple[str, ...]
    shared_targets: tuple[str, ...]
    shared_sectors: tuple[str, ...]
    shared_reports: tuple[str, ...]
    claims: tuple[str, ...]


def compare(snapshot: Snapshot, first: ActorProfile, second: ActorProfile) -> Comparison:
    """Compare two actors; rarity is counted over all actors of the snapshot that are not revoked."""
    techniques = _items(snapshot, first, second, techniques=True)
    software = _items(snapshot, first, second, techniques=False)
    return Comparison(
        first=first,
        second=second,
        techniques=techniques,
        software=software,
        technique_similarity=_similarity(techniques),
        software_similarity=_similarity(software),
        shared_names=_shared((n.text for n in first.names), (n.text for n in second.names)),
        shared_targets=_shared(first.targets, second.targets),
        shared_sectors=_shared(first.target_sectors, second.target_sectors),
        shared_reports=tuple(sorted(_reports(first) & _reports(second))),
        claims=(*_claims(first, second), *_claims(second, first)),
    )


def _reports(actor: ActorProfile) -> set[str]:
    return {*actor.reports, *(report for use in actor.uses for report in use.reports)}


def _shared(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    other = {key(item) for item in second}
    found = {key(item): item for item in first if key(item) in other}
    return tuple(sorted(found.values()))


def _claims(one: ActorProfile, other: ActorProfile) -> tuple[str, ...]:
    ids = {other.id, *(f"galaxy:{external}" for _, external in other.external_ids)}
    return tuple(
        f"{one.name} {claim.relation} {other.name}: {claim.source}" + (f" ({claim.likelihood})" if claim.likelihood else "")
        for claim in one.claims
        if claim.target in ids
    )


def _items(snapshot: Snapshot, first: ActorProfile, second: ActorProfile, *, techniques: bool) -> tuple[SharedItem, ...]:
    known = snapshot.technique_by_id if techniques else snapshot.software_by_id
    users: Counter[str] = Counter()
    recorded = 0
    for actor in snapshot.actors:
        targets = {use.target for use in actor.uses if use.target in known}
        if targets and not actor.revoked_by:
            users.update(targets)
            recorded += 1
    mine, theirs = _sources(first, known), _sources(second, known)
    found = [
        SharedItem(
            ref=ref,
            name=known[ref].name,
            kind="attack-pattern" if techniques else snapshot.software_by_id[ref].kind,
            held_by="both" if ref in mine and ref in theirs else "first" if ref in mine else "second",
            users=users[ref],
            of=recorded,
            rarity=round(math.log(recorded / users[ref]), 3) if users[ref] else 0.0,
            sources=tuple(sorted({*mine.get(ref, ()), *theirs.get(ref, ())})),
        )
        for ref in {**mine, **theirs}
    ]
    order = {"both": 0, "first": 1, "second": 2}
    return tuple(sorted(found, key=lambda item: (order[item.held_by], -item.rarity, item.ref)))


def _sources(actor: ActorProfile, known: Container[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for use in actor.uses:
        if use.target in known:
            found[use.target] = (*found.get(use.target, ()), use.source)
    return found


def _similarity(items: tuple[SharedItem, ...]) -> float | None:
    """Weighted Jaccard over rarity; None where one side has nothing recorded."""
    sides = {item.held_by for item in items}
    total = sum(item.rarity for item in items)
    if total == 0 or not ("both" in sides or {"first", "second"} <= sides):
        return None
    return round(sum(item.rarity for item in items if item.held_by == "both") / total, 3)

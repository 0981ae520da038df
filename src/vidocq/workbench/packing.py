"""Turns a snapshot into a pack: facts and numbers, without the sentences of others."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from vidocq.assessment import terms
from vidocq.assessment.index import for_money, named_vulnerabilities
from vidocq.errors import KnowledgeError
from vidocq.evidence.techniques.train import train
from vidocq.knowledge import cards, storage
from vidocq.knowledge import galaxy as galaxies
from vidocq.knowledge.snapshot import ActorProfile, CampaignProfile, Snapshot, SoftwareProfile, Use

_User = TypeVar("_User", ActorProfile, SoftwareProfile, CampaignProfile)


def pack(snapshot: Snapshot) -> Snapshot:
    """The snapshot as a pack, sealed anew.

    Descriptions and recorded sentences go. In their place stand the technique model, word counts by group and program, whether
    a group works for money, and the vulnerabilities that are named with it. The same snapshot gives the same digest.

    Raises:
        KnowledgeError: the snapshot has no techniques to learn, or holds what must not be passed on.
    """
    if any(name == cards.SOURCE for name, _ in snapshot.meta.sources):
        raise KnowledgeError(f"{cards.SOURCE} may not be compiled into a pack", hint="build it without them")
    replace = msgspec.structs.replace
    numbers = {"techniques": train(snapshot).dumps(), terms.NAME: terms.packed(snapshot)}
    actors = (
        replace(actor, criminal=for_money(actor), vulnerabilities=named_vulnerabilities(actor)) for actor in snapshot.actors
    )
    bare = replace(
        snapshot,
        meta=replace(snapshot.meta, built=snapshot.meta.newest or "", licences=_licences(snapshot)),
        actors=tuple(_silent(actor) for actor in actors),
        software=tuple(_silent(entry) for entry in snapshot.software),
        techniques=tuple(replace(one, description="") for one in snapshot.techniques),
        campaigns=tuple(_silent(campaign) for campaign in snapshot.campaigns),
        numbers=numbers,
    )
    return storage.sealed(bare)


def _licences(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    without = {"MISP galaxy": f"{galaxies.OWN_LICENCE}; of Malpedia names and links only"}
    return tuple((name, without.get(name, what)) for name, what in snapshot.meta.licences)


def _silent(profile: _User) -> _User:
    uses: tuple[Use, ...] = tuple(msgspec.structs.replace(use, procedure="") for use in profile.uses)
    return msgspec.structs.replace(profile, description="", uses=uses)

"""Reading names that the knowledge base does not have through the alias claims that people made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from vidocq.model import Certainty, Evidence
from vidocq.store import aliases
from vidocq.store.aliases import AliasClaim
from vidocq.workbench.record import Record

#: Finds an actor of the knowledge base by name: (id, name), or None if there is none or more than one.
Resolve = Callable[[str], tuple[str, str] | None]


def apply(record: Record, made: Sequence[AliasClaim], resolve: Resolve, threshold: float = 0.5) -> Record:
    """The record with names that the knowledge base does not have read through claims.

    A name is read only if all the groups it is joined to are one actor; the claim stands as the step of the inference.
    """
    if not any(one.relation == "same-as" for one in made):
        return record
    evidence = tuple(_named(item, made, resolve, threshold) for item in record.evidence)
    return msgspec.structs.replace(record, evidence=evidence)


def _named(item: Evidence, made: Sequence[AliasClaim], resolve: Resolve, threshold: float) -> Evidence:
    if item.mention is None or item.ref is not None:
        return item
    found = aliases.group(made, item.value, threshold)
    if found.disputed:
        return item
    meant = {actor: way for name, way in found.ways if (actor := resolve(name)) is not None}
    if len(meant) != 1:
        return item
    ((ref, name), way) = next(iter(meant.items()))
    said = "; ".join(f"{s.claim.name} {s.claim.relation} {s.claim.other} ({s.claim.source}, {s.claim.id})" for s in way)
    return msgspec.structs.replace(item, ref=ref, name=name, certainty=Certainty.ANALYST, step=f"by alias claim: {said}")

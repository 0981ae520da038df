"""Which entry of the knowledge base a name means, where several bear it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Candidate, Certainty, Lane

SOFTWARE = ("malware", "tool")


class Named(NamedTuple):
    """One thing that a document names: its meaning and every span that names it.

    ``ref`` is None where the name is ambiguous (then ``candidates`` are its readings) or not in the knowledge base.
    """

    kind: str
    value: str
    ref: str | None
    name: str | None
    spans: tuple[tuple[int, int], ...]
    rule: str
    lane: Lane = Lane.AUTO
    lane_reason: str = ""
    certainty: Certainty = Certainty.STATED
    candidates: tuple[Candidate, ...] = ()
    commodity: bool = False


def choose(written: str, refs: tuple[str, ...], snapshot: Snapshot, kind: str) -> str | None:
    """Give the one of several bearers that is meant, or None where that stays open.

    It is the one whose main name it is, then the one with an ATT&CK id. Software that two knowledge bases list under one name is
    mostly one thing listed twice, so there the ATT&CK id comes first; groups are never joined by a name.
    """
    if len(refs) == 1:
        return refs[0]
    numbered = _numbered(refs)
    if kind in SOFTWARE and len(numbered) == 1:
        return numbered[0]
    main = main_bearers(written, refs, snapshot)
    for pool in (main, _numbered(main), numbered):
        if len(pool) == 1:
            return pool[0]
    return sorted(_numbered(main) or main)[0] if main and kind in SOFTWARE else None


def choose_kind(written: str, refs: tuple[str, ...], snapshot: Snapshot) -> str | None:
    """Give the bearer of a name that groups and software share, where only one side has an ATT&CK id or the main name."""
    for pool in (_numbered(refs), main_bearers(written, refs, snapshot)):
        if len({kind_of(ref, snapshot) == "intrusion-set" for ref in pool}) == 1:
            return choose(written, pool, snapshot, kind_of(pool[0], snapshot))
    return None


def main_bearers(written: str, refs: Iterable[str], snapshot: Snapshot) -> tuple[str, ...]:
    """Give the entries whose main name it is."""
    return tuple(ref for ref in refs if key(shown_name(ref, snapshot)) == key(written))


def _numbered(refs: Iterable[str]) -> tuple[str, ...]:
    return tuple(ref for ref in refs if not ref.startswith("galaxy:"))


def shown_name(ref: str, snapshot: Snapshot) -> str:
    """Give the main name of an entry."""
    known = snapshot.actor_by_id.get(ref) or snapshot.software_by_id.get(ref) or snapshot.campaign_by_id.get(ref)
    return known.name if known else ref


def kind_of(ref: str, snapshot: Snapshot) -> str:
    """Give the evidence kind of an entry."""
    if ref in snapshot.software_by_id:
        return snapshot.software_by_id[ref].kind
    return "campaign" if ref in snapshot.campaign_by_id else "intrusion-set"


def readings(refs: Iterable[str], snapshot: Snapshot, reason: str) -> tuple[Candidate, ...]:
    """Give the entries as candidates."""
    return tuple(Candidate(ref=ref, name=shown_name(ref, snapshot), reason=reason) for ref in refs)

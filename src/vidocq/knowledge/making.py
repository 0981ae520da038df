"""Makes a snapshot from directories and files that the user names, with checks of what was asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec

from vidocq.errors import InputError
from vidocq.knowledge import build, loading, stix, storage
from vidocq.knowledge import galaxy as galaxies
from vidocq.knowledge.galaxy import Progress
from vidocq.knowledge.snapshot import Snapshot

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def make(
    *,
    galaxy: Path | None,
    attack: Path | None,
    as_of: str | None = None,
    withdrawn: frozenset[tuple[str, str]] = frozenset(),
    progress: Progress | None = None,
) -> Snapshot:
    """Build a snapshot from a galaxy directory, ATT&CK STIX, or both.

    Args:
        galaxy: a galaxy checkout or its clusters directory.
        attack: a STIX bundle or a directory of objects.
        as_of: day (``YYYY-MM-DD``) that the knowledge is cut at.
        withdrawn: pairs (actor id, galaxy UUID) that are not accepted as the same.
        progress: told in a few words what is being done.

    Raises:
        InputError: nothing was named, or the date is none.
        KnowledgeError: what was named is missing or cannot be used.
    """
    if galaxy is None and attack is None:
        raise InputError("nothing to build from", hint="give --galaxy DIR, --attack FILE-OR-DIR, or both")
    as_of = parse_date(as_of) if as_of is not None else None
    read_attack = stix.read(attack, as_of=as_of, progress=progress) if attack else None
    read_galaxy = galaxies.read(galaxy, progress=progress) if galaxy else None
    snapshot = build.assemble(
        galaxy=read_galaxy, attack=read_attack, built=loading.now(), as_of=as_of, withdrawn=withdrawn, progress=progress
    )
    return _with_date_notes(snapshot, galaxy is not None)


def keep(snapshot: Snapshot, path: Path) -> None:
    """Write a snapshot to a file, whole or not at all.

    Raises:
        KnowledgeError: the place cannot be written to.
    """
    storage.write(snapshot, path)


def parse_date(text: str) -> str:
    """A day as ``YYYY-MM-DD``.

    Raises:
        InputError: it is none, or does not exist in the calendar.
    """
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise InputError(f"not a day: {text[:40]!r}", hint="write it as YYYY-MM-DD") from error


def parse_withdrawn(pairs: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Pairs ``ACTOR=UUID`` of claims that are not accepted.

    Raises:
        InputError: a pair is written otherwise.
    """
    found = set()
    for pair in pairs:
        actor, _, uuid = pair.partition("=")
        uuid = uuid.removeprefix("galaxy:").lower()
        if not actor or not _UUID.fullmatch(uuid):
            raise InputError(f"not ACTOR=UUID: {pair[:80]!r}", hint="for example G0128=6bf7e6b6-5917-45a6-9567-f0baba79768c")
        found.add((actor, uuid))
    return frozenset(found)


def _with_date_notes(snapshot: Snapshot, has_galaxy: bool) -> Snapshot:
    """Say where ``--as-of`` could not be kept: a galaxy has no dates of its own, but it cites reports that do."""
    as_of = snapshot.meta.as_of
    if as_of is None or not has_galaxy:
        return snapshot
    later = sorted(report.published for report in snapshot.reports if report.published and report.published[:10] > as_of)
    if not later:
        return snapshot
    note = (
        f"the galaxy is newer than {as_of}: {len(later)} reports it cites are dated later (up to {later[-1]});"
        " a galaxy has no dates of its own, so give it as it stood then"
    )
    meta = msgspec.structs.replace(snapshot.meta, problems=(*snapshot.meta.problems, note))
    return storage.sealed(msgspec.structs.replace(snapshot, meta=meta))

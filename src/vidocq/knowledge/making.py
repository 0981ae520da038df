"""Makes a snapshot from directories and files that the user names, with checks of what was asked."""

from __future__ import annotations

import lzma
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

import msgspec

from vidocq.errors import InputError, KnowledgeError
from vidocq.knowledge import build, loading, microsoft, stix, storage
from vidocq.knowledge import galaxy as galaxies
from vidocq.knowledge.galaxy import Progress
from vidocq.knowledge.snapshot import Snapshot
from vidocq.vocabulary.counts import counted

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MAX_UNPACKED = 512 << 20


def make(
    *,
    galaxy: Path | None,
    attack: Path | None,
    as_of: str | None = None,
    withdrawn: frozenset[tuple[str, str]] = frozenset(),
    names: Path | None = None,
    progress: Progress | None = None,
) -> Snapshot:
    """Build a snapshot from a galaxy directory, ATT&CK STIX, or both.

    Args:
        galaxy: a galaxy checkout, its clusters directory, or a tar archive of it.
        attack: a STIX bundle or a directory of objects.
        as_of: day (``YYYY-MM-DD``) that the knowledge is cut at.
        withdrawn: pairs (actor id, galaxy UUID) that are not accepted as the same.
        names: Microsoft's map of names (JSON).
        progress: told in a few words what is being done.

    Raises:
        InputError: nothing was named, or the date is none.
        KnowledgeError: what was named is missing or cannot be used.
    """
    if galaxy is None and attack is None:
        raise InputError("nothing to build from", hint="give --galaxy DIR, --attack FILE-OR-DIR, or both")
    as_of = parse_date(as_of) if as_of is not None else None
    read_attack = stix.read(attack, as_of=as_of, progress=progress) if attack else None
    read_galaxy = _read_galaxy(galaxy, progress) if galaxy else None
    snapshot = build.assemble(
        galaxy=read_galaxy,
        attack=read_attack,
        built=loading.now(),
        as_of=as_of,
        withdrawn=withdrawn,
        microsoft=microsoft.read(names) if names else None,
        progress=progress,
    )
    return _with_date_notes(snapshot, galaxy is not None)


def _read_galaxy(place: Path, progress: Progress | None) -> galaxies.Galaxy:
    """A galaxy from a directory or a tar archive; its day is the one in the name of what was given."""
    if not place.is_file():
        found = galaxies.read(place, progress=progress)
    else:
        with tempfile.TemporaryDirectory(prefix="vidocq-galaxy-") as unpacked:
            _untar(place, Path(unpacked))
            found = galaxies.read(Path(unpacked), progress=progress)
    return replace(found, label=f"MISP galaxy ({place.name})", day=microsoft.day_in(place.name))


def _untar(archive: Path, target: Path) -> None:
    """Take the known cluster files, and nothing else, out of a tar archive: no path in it is followed."""
    wanted = {f"{name}.json" for name in galaxies.CLUSTERS}
    left = _MAX_UNPACKED
    try:
        with tarfile.open(archive) as packed:
            for info in packed:
                name = PurePosixPath(info.name).name
                source = packed.extractfile(info) if info.isfile() and name in wanted else None
                left -= info.size
                if left < 0:
                    raise KnowledgeError(f"unpacks to more than {_MAX_UNPACKED >> 20} MB", where=str(archive))
                if source is not None:
                    (target / name).write_bytes(source.read())
    except (tarfile.TarError, OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise KnowledgeError(f"not a usable tar archive: {error}", where=str(archive)) from error


def keep(snapshot: Snapshot, path: Path, *, packed: bool = False) -> None:
    """Write a snapshot to a file, whole or not at all; ``packed``: compressed.

    Raises:
        KnowledgeError: the place cannot be written to.
    """
    storage.write(snapshot, path, packed=packed)


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
    dated = counted(len(later), "report it cites is", "reports it cites are")
    note = (
        f"the galaxy is newer than {as_of}: {dated} dated later (up to {later[-1]});"
        " a galaxy has no dates of its own, so give it as it stood then"
    )
    meta = msgspec.structs.replace(snapshot.meta, problems=(*snapshot.meta.problems, note))
    return storage.sealed(msgspec.structs.replace(snapshot, meta=meta))

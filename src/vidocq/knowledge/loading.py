"""Loads a snapshot: the one named, or the default one, built on first use and kept in the user's cache."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from vidocq._version import __version__
from vidocq.errors import KnowledgeError
from vidocq.knowledge import galaxy as galaxies
from vidocq.knowledge import storage
from vidocq.knowledge.galaxy import Progress
from vidocq.knowledge.snapshot import SCHEMA, Snapshot

#: Raised by hand when the build gives something else from the same inputs, so that cached snapshots are made anew.
BUILD = 1
_KEPT = 3


def cache_directory() -> Path:
    """The user's cache directory for vidocq: ``VIDOCQ_CACHE``, else ``XDG_CACHE_HOME``, else what the platform has."""
    own = os.environ.get("VIDOCQ_CACHE")
    if own:
        return Path(own).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "vidocq" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "vidocq"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vidocq"


def load(path: str | os.PathLike[str] | None = None, *, progress: Progress | None = None) -> Snapshot:
    """Load a knowledge snapshot.

    Args:
        path: a snapshot file; None: what ``kb sync`` fetched last, else the built-in one (built on first use, a few seconds,
            then cached).
        progress: told in a few words what is being done, when it takes time.

    Raises:
        KnowledgeError: the file is missing or broken, or there is nothing to build from.
    """
    if path is not None:
        return storage.read(Path(path))
    synced = cache_directory() / "synced.snapshot"
    if synced.is_file():
        try:
            return storage.read(synced)
        except KnowledgeError as error:
            _say(progress, f"synced knowledge not used: {error}")
    return _built_in(progress)


def _say(progress: Progress | None, words: str) -> None:
    if progress:
        progress(words)


def _built_in(progress: Progress | None) -> Snapshot:
    directory = galaxies.installed()
    cached = cache_directory() / f"knowledge-{_cache_key(directory)}.snapshot"
    if cached.is_file():
        try:
            return storage.read(cached)
        except KnowledgeError as error:
            _say(progress, f"cached knowledge is built again: {error}")
    _say(progress, "building the knowledge base (once, a few seconds)")
    snapshot = build_installed(progress)
    try:
        storage.write(snapshot, cached)
        _forget_old(cached)
    except KnowledgeError as error:
        _say(progress, f"knowledge could not be cached: {error}")
    return snapshot


def build_installed(progress: Progress | None = None) -> Snapshot:
    """Build the built-in snapshot from the installed ``pymispgalaxies``."""
    # Imported here: a cached start has no use for the code that builds.
    from vidocq.knowledge import build

    try:
        label = f"pymispgalaxies {version('pymispgalaxies')}"
    except PackageNotFoundError:
        label = "pymispgalaxies"
    galaxy = galaxies.read(galaxies.installed(), label=label, progress=progress)
    return build.assemble(galaxy=galaxy, attack=None, built=now(), progress=progress)


def now() -> str:
    """The time as EDTF, to the second, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _cache_key(directory: Path) -> str:
    """Name of the inputs, the schema and the code: sizes and times stand for the files' contents."""
    digest = hashlib.sha256(f"{__version__} {SCHEMA} {BUILD}".encode())
    for file in galaxies.cluster_files(directory):
        status = file.stat()
        digest.update(f"{file} {status.st_size} {status.st_mtime_ns}".encode())
    for module in sorted(Path(__file__).parent.rglob("*.*")):
        if module.suffix in (".py", ".txt"):
            status = module.stat()
            digest.update(f"{module.name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def _forget_old(kept: Path) -> None:
    """Delete all but the newest few: several versions of vidocq may share a cache without building anew each time."""
    others = [old for old in kept.parent.glob("knowledge-*.snapshot") if old != kept]
    with suppress(OSError):
        for old in sorted(others, key=lambda path: path.stat().st_mtime)[: -_KEPT + 1]:
            old.unlink(missing_ok=True)

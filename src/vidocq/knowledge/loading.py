"""Loads a snapshot: the one named, what was fetched last, or the pack that comes with vidocq."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vidocq.errors import KnowledgeError
from vidocq.knowledge import storage
from vidocq.knowledge.cache import cache_directory
from vidocq.knowledge.snapshot import Snapshot, SnapshotMeta

if TYPE_CHECKING:
    from vidocq.knowledge.galaxy import Progress

#: Days after which knowledge is called old.
OLD = 180


def load(path: str | os.PathLike[str] | None = None, *, progress: Progress | None = None) -> Snapshot:
    """Load a knowledge snapshot.

    Args:
        path: a snapshot file; None: ``$VIDOCQ_KNOWLEDGE``, else what ``kb sync`` fetched last, else the pack that comes
            with vidocq.
        progress: told in a few words what is being done, when it takes time.

    Raises:
        KnowledgeError: the file is missing or broken.
    """
    path = path or os.environ.get("VIDOCQ_KNOWLEDGE") or None
    if path is not None:
        return storage.read(Path(path))
    synced = cache_directory() / "synced.snapshot"
    if synced.is_file():
        try:
            return storage.read(synced)
        except KnowledgeError as error:
            _say(progress, f"synced knowledge not used: {error}")
    return _built_in()


def _say(progress: Progress | None, words: str) -> None:
    if progress:
        progress(words)


def _built_in() -> Snapshot:
    """The pack that comes with this package; ``docs/knowledge.md`` names the command that makes it."""
    return storage.read(Path(__file__).parent / "data" / "default.pack")


def now() -> str:
    """The time as EDTF, to the second, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def age_note(meta: SnapshotMeta, today: date) -> str:
    """One line where the newest data are more than 180 days old, else the empty string; ``today`` is the caller's clock."""
    newest = meta.newest
    if newest is None:
        return ""
    day = date.fromisoformat(f"{newest}-01"[:10])
    days = (today - day).days
    return f"The newest data are {days} days old ({newest}): `kb sync` fetches newer ones." if days > OLD else ""

"""Keep what is computed from a snapshot (a trained model) beside it in the cache: made once, checked on reading."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from vidocq.knowledge.cache import cache_directory

_CHECK = 32  # bytes of SHA-256 in front of the content
_LARGEST = 64 << 20
#: This many files of one name are kept: one for each snapshot in use.
_KEPT = 4


def kept(name: str, key: str, make: Callable[[], bytes]) -> bytes:
    """Give the bytes that ``make`` makes for ``key`` (a digest of all it depends on), from the cache where they are there.

    A cache that cannot be read or written is passed over: the content is then made each time.
    """
    path = cache_directory() / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.bin"
    content = _read(path)
    if content is None:
        content = make()
        _write(path, content)
        _forget(path, name)
    return content


def forget(name: str, key: str) -> None:
    """Remove one kept content (it proved unusable)."""
    path = cache_directory() / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.bin"
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def _read(path: Path) -> bytes | None:
    try:
        if path.stat().st_size > _LARGEST:
            return None
        raw = path.read_bytes()
    except OSError:
        return None
    content = raw[_CHECK:]
    return content if hashlib.sha256(content).digest() == raw[:_CHECK] else None


def _write(path: Path, content: bytes) -> None:
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(hashlib.sha256(content).digest())
            file.write(content)
        os.replace(temporary, path)
    except OSError:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _forget(path: Path, name: str) -> None:
    try:
        files = sorted(path.parent.glob(f"{name}-*.bin"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in files[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return

"""Take bytes in from a path or standard input, with every refusal said before anything is read."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from vidocq.errors import SourceError
from vidocq.sources.reader import Received

#: Largest input taken unless the caller says otherwise, in bytes.
LIMIT = 200 * 1024 * 1024
STANDARD_INPUT = "-"
_CHUNK = 1 << 20


def receive(path: str | Path, *, limit: int = LIMIT, retrieved: str | None = None, url: str | None = None) -> Received:
    """Read a file, or standard input when ``path`` is ``-``.

    Args:
        path: a path, or ``-``.
        limit: most bytes to take; a file's size is looked at before it is read.
        retrieved: when it was fetched (EDTF), if the caller knows.
        url: where it was fetched from, if the caller knows.

    Raises:
        SourceError: there is no such file, it is a directory or a device, may not be read, is empty, or is over the limit.
    """
    name = str(path)
    content = _from_stream(sys.stdin.buffer, name, limit) if name == STANDARD_INPUT else _from_file(name, limit)
    if not content:
        raise SourceError("the input is empty", where=_shown(name), hint="nothing was handed in" if name == "-" else None)
    return Received(name=name, content=content, retrieved=retrieved, url=url)


def _from_file(name: str, limit: int) -> bytes:
    try:
        # Opened without waiting, so that a pipe nobody writes to cannot hold us before it is recognised and refused.
        descriptor = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except (OSError, ValueError) as error:
        raise _refusal(error, name) from error
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise _directory(name)
        if not stat.S_ISREG(status.st_mode):
            hint = "pass its content on standard input: -"
            raise SourceError("not a regular file (pipe, socket or device)", where=_shown(name), hint=hint)
        if status.st_size > limit:
            raise _too_large(name, limit, status.st_size)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            return _from_stream(stream, name, limit)
    finally:
        os.close(descriptor)


def _from_stream(stream: BinaryIO, name: str, limit: int) -> bytes:
    """Read to the end, but never more than one chunk beyond the limit (a file may grow while it is read)."""
    chunks: list[bytes] = []
    size = 0
    try:
        while chunk := stream.read(min(_CHUNK, limit + 1 - size)):
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                raise _too_large(name, limit, None)
    except OSError as error:
        raise _refusal(error, name) from error
    return b"".join(chunks)


def _refusal(error: OSError | ValueError, name: str) -> SourceError:
    where = _shown(name)
    if isinstance(error, FileNotFoundError):
        return SourceError("no such file", where=where, hint="check the path")
    if isinstance(error, PermissionError):
        return SourceError("no permission to read it", where=where, hint="change its permissions or run as its owner")
    if isinstance(error, IsADirectoryError):
        return _directory(name)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return SourceError(f"cannot be read: {reason}", where=where)


def _directory(name: str) -> SourceError:
    return SourceError("a directory, not a document", where=_shown(name), hint="name the files in it, for example with DIR/*")


def _too_large(name: str, limit: int, size: int | None) -> SourceError:
    found = f"{size / 1e6:,.0f} MB" if size is not None else "more"
    return SourceError(
        f"larger than the limit of {limit / 1e6:,.0f} MB ({found})",
        where=_shown(name),
        hint="split it, or raise the limit",
    )


def _shown(name: str) -> str:
    """A name as it may be printed: control characters escaped, so that a file name cannot rewrite the terminal."""
    if name == STANDARD_INPUT:
        return "standard input"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)

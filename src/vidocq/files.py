"""Whole files that a user names: never more than a limit, and nothing that has no end."""

from __future__ import annotations

import errno
import os
import stat


def content(path: str | os.PathLike[str], most: int) -> bytes:
    """The bytes of a regular file of at most ``most`` bytes.

    Raises:
        OSError: there is none, it cannot be read, it is a directory, pipe, socket or device, or it is larger. ``strerror`` says
            which, for the caller's own error.
    """
    # Without waiting: a named pipe that nobody writes to would otherwise be waited for for ever.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as stream:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "a pipe, socket or device, not a file", os.fspath(path))
        raw = stream.read(most + 1)
    if len(raw) > most:
        raise OSError(errno.EFBIG, f"larger than {most:,} bytes", os.fspath(path))
    return raw

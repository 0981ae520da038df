"""Open ZIP containers from outside: bounded members, sizes and ratios; nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter

from vidocq.errors import SourceError

MEMBER_LIMIT = 10_000
#: Bytes after unpacking: of one member, and of all that are read.
SIZE_LIMIT = 100_000_000
TOTAL_LIMIT = 250_000_000
#: How many times its packed size a member larger than a megabyte may have.
RATIO_LIMIT = 200
_SMALL = 1_000_000
_CHUNK = 1 << 16


class Archive:
    """A ZIP container in memory; members are read by their exact names only, so a name that leads elsewhere leads nowhere."""

    def __init__(self, content: bytes, where: str) -> None:
        """Open it.

        Raises:
            SourceError: it is damaged, or holds more than may be unpacked.
        """
        self._where = where
        self._left = TOTAL_LIMIT
        try:
            self._file = zipfile.ZipFile(io.BytesIO(content))
            members = self._file.infolist()
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            ValueError,
            OSError,
            EOFError,
            NotImplementedError,
            UnicodeError,
            IndexError,
        ) as error:
            raise SourceError(
                "damaged or cut off: its ZIP directory cannot be read", where=where, hint="fetch it again"
            ) from error
        if len(members) > MEMBER_LIMIT:
            raise SourceError(f"{len(members):,} files inside, more than {MEMBER_LIMIT:,}", where=where, hint="is it a ZIP bomb?")
        self._members = {member.filename: member for member in members}
        self._doubled = tuple(name for name, count in Counter(member.filename for member in members).items() if count > 1)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members, as the container gives them."""
        return tuple(self._members)

    @property
    def doubled(self) -> tuple[str, ...]:
        """Names that more than one member bears; only the last of each can be read."""
        return self._doubled

    def read(self, name: str) -> bytes | None:
        """Content of a member; None if there is none of that name.

        Raises:
            SourceError: damaged, encrypted, or larger than allowed, whatever size its header claims.
        """
        member = self._members.get(name)
        if member is None:
            return None
        where = f"{self._where}, {name}"
        if member.flag_bits & 1:
            raise SourceError("encrypted", where=where, hint="save it without a password")
        if member.file_size > SIZE_LIMIT:
            raise SourceError(f"{member.file_size / 1e6:,.0f} MB when unpacked", where=where, hint="is it a ZIP bomb?")
        chunks: list[bytes] = []
        size = 0
        try:
            with self._file.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._check(size, len(chunk), member.compress_size, where)
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError) as error:
            raise SourceError("damaged", where=where, hint="fetch it again") from error
        return b"".join(chunks)

    def _check(self, size: int, chunk: int, packed: int, where: str) -> None:
        self._left -= chunk
        if size > SIZE_LIMIT or self._left < 0 or (size > _SMALL and size > RATIO_LIMIT * max(1, packed)):
            raise SourceError("unpacks to far more than its size", where=where, hint="is it a ZIP bomb?")

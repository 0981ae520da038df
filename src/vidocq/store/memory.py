"""What is remembered beside a store's file of the last change that was acknowledged, so that one that is lost is noticed."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from vidocq.model import Noun

_MOST = 10_000


class Acknowledged(Noun, frozen=True, kw_only=True):
    """A change that was said to be kept: its number and its digest."""

    seq: int
    digest: str


class Memory:
    """A small file beside the store's: ``store.db-last``. A store on a server has none; its own log is its server's care.

    SQLite drops a damaged end of its write-ahead log without a word, and an older copy put in the file's place looks whole:
    only what stands outside of the file can tell. Whoever can write both can change both: that is what anchors are for.
    """

    def __init__(self, store: Path | None) -> None:
        self.path = None if store is None else store.with_name(f"{store.name}-last")

    def kept(self) -> Acknowledged | None:
        """The last change that is remembered; None if nothing is, or what is there cannot be read."""
        if self.path is None:
            return None
        try:
            with self.path.open("rb") as stream:
                return msgspec.json.decode(stream.read(_MOST), type=Acknowledged)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None

    def keep(self, seq: int, digest: str) -> None:
        """Remember a change, unless a later one is remembered already; a place that cannot be written is left as it is."""
        known = self.kept()
        if self.path is None or (known is not None and known.seq > seq):
            return
        partial = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        # The change is kept, whether or not this can be: what is remembered then is an older one, which is true as well.
        with contextlib.suppress(OSError):
            try:
                with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                    stream.write(msgspec.json.encode(Acknowledged(seq=seq, digest=digest)))
                os.replace(partial, self.path)
            finally:
                partial.unlink(missing_ok=True)

    def missing(self, last: int, digests: dict[int, str]) -> str | None:
        """What to say of a log that ends at ``last`` and does not hold what is remembered; None if it does.

        ``digests`` holds at least the digest of the change that is remembered, if it is in the log.
        """
        known = self.kept()
        if known is None or digests.get(known.seq) == known.digest:
            return None
        if known.seq > last:
            return f"change #{known.seq} was acknowledged and is not in the log, which ends at #{last}: {_WHY}"
        return f"change #{known.seq} is not the one that was acknowledged: {_WHY}"


_WHY = "the end of the write-ahead log is damaged, or another copy was put in the file's place"

"""The parts of a pack: each compressed by itself, so that only what is asked for is unpacked, and that once."""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Iterator, Mapping

import msgspec

from vidocq.knowledge import derived

_NAME = b"vidocq-parts "
MAGIC = _NAME + b"1\n"
#: No part is larger than this unpacked: a small file must not take all there is.
_MOST, _MEMORY = 512 << 20, 256 << 20
_LENGTH = 4  # bytes that say how long the list of parts is
_MOST_PARTS = 64


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Where a part lies among the compressed bytes, how long it is unpacked, and the SHA-256 of that."""

    name: str
    start: int
    size: int
    unpacked: int
    digest: str


def newer(content: memoryview) -> bool:
    """Whether these are parts in another order than this version knows."""
    return bytes(content[: len(_NAME)]) == _NAME and bytes(content[: len(MAGIC)]) != MAGIC


def pack(contents: Mapping[str, bytes]) -> bytes:
    """Parts by name as one run of bytes: the same contents give the same bytes."""
    listed, packed = [], b""
    for name, content in contents.items():
        small = lzma.compress(content, preset=9)
        digest = hashlib.sha256(content).hexdigest()
        listed.append(Part(name=name, start=len(packed), size=len(small), unpacked=len(content), digest=digest))
        packed += small
    head = msgspec.msgpack.encode(listed)
    return MAGIC + len(head).to_bytes(_LENGTH, "big") + head + packed


class Parts(Mapping[str, bytes]):
    """Parts by name, unpacked when asked for; what was unpacked once is kept in the user's cache.

    What comes from the cache is checked against the digest that the pack itself gives: a file that somebody changed there is
    passed over.
    """

    def __init__(self, content: memoryview) -> None:
        """Raises ValueError where the bytes are no parts."""
        start = len(MAGIC) + _LENGTH
        end = start + int.from_bytes(content[len(MAGIC) : start], "big")
        listed = msgspec.msgpack.decode(content[start:end], type=list[Part])
        self._packed = content[end:]
        sound = all(part.start >= 0 and part.start + part.size <= len(self._packed) for part in listed)
        if not sound or len(listed) > _MOST_PARTS or any(not 0 <= part.unpacked <= _MOST for part in listed):
            raise ValueError("its parts do not fit together")
        self._parts = {part.name: part for part in listed}
        self._known: dict[str, bytes] = {}

    def without(self, name: str) -> Parts:
        """The others."""
        found = object.__new__(Parts)
        found._packed, found._known = self._packed, self._known
        found._parts = {other: part for other, part in self._parts.items() if other != name}
        return found

    def __getitem__(self, name: str) -> bytes:
        part = self._parts[name]
        if name not in self._known:
            self._known[name] = self._get(part)
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def _get(self, part: Part) -> bytes:
        place, key = f"unpacked-{part.name or 'facts'}", part.digest
        content = derived.kept(place, key, lambda: self._unpack(part))
        if hashlib.sha256(content).hexdigest() != part.digest:
            derived.forget(place, key)
            content = self._unpack(part)
        return content

    def _unpack(self, part: Part) -> bytes:
        unpack = lzma.LZMADecompressor(memlimit=_MEMORY)
        content = unpack.decompress(self._packed[part.start : part.start + part.size], part.unpacked + 1)
        if len(content) != part.unpacked or hashlib.sha256(content).hexdigest() != part.digest:
            raise ValueError(f"part {part.name or 'facts'} of the pack is damaged")
        return content

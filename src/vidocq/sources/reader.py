"""The interface of a reader of one document format."""

from __future__ import annotations

from typing import Protocol

from vidocq.model import Document, Noun


class Received(Noun, frozen=True, kw_only=True):
    """Bytes as received: ``name`` is what the user called them (a path or ``-``), never trusted for anything but showing."""

    name: str
    content: bytes
    retrieved: str | None = None
    url: str | None = None


class Reader(Protocol):
    """Reads one format. Each module in ``sources/readers/`` has one as ``READER``."""

    name: str
    media_types: tuple[str, ...]

    def sniff(self, received: Received) -> float:
        """How sure the reader is, from the content alone, that this is its format: 0 (not) to 1 (certain)."""
        ...

    def read(self, received: Received) -> tuple[Document, ...]:
        """Give the documents in it (most formats: one).

        Raises:
            SourceError: it cannot be read, with where and a hint.
        """
        ...

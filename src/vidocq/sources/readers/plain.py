"""Reads plain text: whatever decodes and is nothing more particular."""

from __future__ import annotations

from vidocq.errors import SourceError
from vidocq.model import Document
from vidocq.sources import decoding
from vidocq.sources.building import build
from vidocq.sources.reader import Received


class PlainReader:
    """Text without a format of its own."""

    name = "text"
    media_types = ("text/plain",)
    suffixes = (".txt", ".text", ".log", ".asc", ".adoc")

    def sniff(self, received: Received) -> float:
        """Low but not nothing for all that has no binary bytes in its head."""
        return 0.0 if decoding.looks_binary(received.content) else 0.1

    def read(self, received: Received) -> tuple[Document, ...]:
        """One document.

        Raises:
            SourceError: it is not text, or there is no visible character in it.
        """
        text, notes = decoding.decode(received.content, received.name)
        if not text.strip():
            raise SourceError("no visible text in it", where=received.name)
        return (build(received, text, self.media_types[0], notes=notes),)


READER = PlainReader()

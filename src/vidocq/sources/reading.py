"""From bytes to documents: ask every reader how sure it is, and let the surest one read."""

from __future__ import annotations

from functools import cache
from pathlib import PurePath

from vidocq import discovery
from vidocq.errors import SourceError
from vidocq.model import Document
from vidocq.sources.reader import Reader, Received

PACKAGE = "vidocq.sources.readers"


@cache
def readers() -> tuple[Reader, ...]:
    """All readers, in name order."""
    return tuple(discovery.load_all(PACKAGE, "READER"))


def read(received: Received) -> tuple[Document, ...]:
    """Find the format from the content, and read it.

    Raises:
        SourceError: no reader knows the format, or the one that does cannot read it.
    """
    if not received.content:
        raise SourceError("the input is empty", where=received.name)
    documents = choose(received).read(received)
    if not documents:
        raise SourceError("no document in it", where=received.name)
    return documents


def choose(received: Received) -> Reader:
    """The reader that is surest of the content; the name's ending decides only between equals.

    Raises:
        SourceError: no reader knows the format.
    """
    suffix = PurePath(received.name).suffix.lower()
    scored = [(reader.sniff(received), suffix in getattr(reader, "suffixes", ()), reader) for reader in readers()]
    best = max(scored, key=lambda entry: (entry[0], entry[1]), default=None)
    if best is None or best[0] <= 0:
        raise SourceError(
            f"not a format that can be read ({guess(received.content)})",
            where=received.name,
            hint="text, Markdown, HTML, PDF, DOCX, indicator lists, STIX, MISP and Navigator layers are",
        )
    return best[2]


def guess(content: bytes) -> str:
    """A word for well-known binary formats that no reader takes, for the error line."""
    for magic, name in _MAGIC:
        if content.startswith(magic):
            return name
    return "binary data"


_MAGIC = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"\xd0\xcf\x11\xe0", "an old Office document: save it as DOCX or PDF"),
    (b"{\\rtf", "RTF: save it as DOCX or PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
)

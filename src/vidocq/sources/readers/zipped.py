"""Reads ZIP archives: every file in them by the reader that knows it, a mail in a mail too; nothing is unpacked to disk."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from vidocq.errors import SourceError
from vidocq.model import Document
from vidocq.sources.archives import Archive
from vidocq.sources.reader import Received

_MAGIC = b"PK\x03\x04"
#: What containers hold that are one document or program: sheets, slides, Java and Android programs, OpenDocument.
_PROGRAMS = (b"xl/", b"ppt/", b"META-INF/", b"AndroidManifest.xml", b"mimetypeapplication/")
_HEAD, _TAIL = 65536, 1_000_000
#: Archives within archives that are opened; and files of one archive that are read.
_DEEPEST, _MOST = 3, 1000
_SHOWN = 10
#: What archivers add of their own.
_OWN = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class ZipReader:
    """A ZIP archive of reports, mails and lists. Documents that are ZIP containers themselves have their own readers."""

    name = "zip"
    media_types = ("application/zip",)
    suffixes = (".zip",)

    def sniff(self, received: Received) -> float:
        """Likely for a ZIP container, unless it is one document or program; a reader that knows a document in it is surer."""
        content = received.content
        if not content.startswith(_MAGIC) or any(part in content[:_HEAD] or part in content[-_TAIL:] for part in _PROGRAMS):
            return 0.0
        return 0.4

    def read(self, received: Received) -> tuple[Document, ...]:
        """The documents of all files in it that can be read; the others are named in the notes of the first.

        Raises:
            SourceError: damaged, made to exhaust memory, or without a file that can be read.
        """
        archive = Archive(received.content, received.name)
        if received.name.count("!") >= _DEEPEST:
            raise SourceError(f"more than {_DEEPEST} archives within each other", where=received.name)
        problems = [f"{name[:100]} was left out: another file of that name stands behind it." for name in archive.doubled]
        documents = [document for name in _files(archive, problems) for document in _inside(archive, name, received, problems)]
        if not documents:
            raise SourceError("no file in it that can be read", where=received.name, hint=problems[0] if problems else None)
        if problems:
            more = [f"{len(problems) - _SHOWN} more files could not be read."] if len(problems) > _SHOWN else []
            notes = (*documents[0].notes, *problems[:_SHOWN], *more)
            documents[0] = msgspec.structs.replace(documents[0], notes=notes)
        return tuple(documents)


def _files(archive: Archive, problems: list[str]) -> Iterator[str]:
    names = [name for name in archive.names if not name.endswith("/") and not any(own in name for own in _OWN)]
    if len(names) > _MOST:
        problems.append(f"Only the first {_MOST:,} of {len(names):,} files were read.")
    yield from names[:_MOST]


def _inside(archive: Archive, name: str, received: Received, problems: list[str]) -> tuple[Document, ...]:
    """What one file of the archive holds; a file that cannot be read does not cost the others."""
    from vidocq.sources.reading import read

    try:
        content = archive.read(name) or b""
        inner = Received(name=f"{received.name}!{name}", content=content, retrieved=received.retrieved, url=received.url)
        return read(inner)
    except SourceError as error:
        problems.append(f"{name[:100]} was left out: {error.what}.")
        return ()


READER = ZipReader()

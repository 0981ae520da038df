"""Reads HTML: all text that a visitor may see, with the page's own word for title, date and publisher."""

from __future__ import annotations

import re

from vidocq.errors import SourceError
from vidocq.model import Document
from vidocq.sources import decoding, markup, metadata, nesting
from vidocq.sources.building import build
from vidocq.sources.reader import Received

_HEAD = 100_000
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
_META = re.compile(r"<meta\s[^<>]{1,2000}>", re.IGNORECASE)
_PAIR = re.compile(
    r"(?:name|property)\s?=\s?[\"']?([^\"'<>\s]{1,100}).{0,200}?content\s?=\s?[\"']?([^\"'<>]{1,1000})", re.IGNORECASE | re.DOTALL
)
_ALT = re.compile(r"\salt\s?=\s?[\"']([^\"'<>]{1,300})", re.IGNORECASE)


class HtmlReader:
    """HTML and XHTML of any age."""

    name = "html"
    media_types = ("text/html", "application/xhtml+xml")
    suffixes = (".html", ".htm", ".xhtml")

    def sniff(self, received: Received) -> float:
        """High when the document begins as HTML does, or when several of its elements stand in its head."""
        if received.content.startswith((b"%PDF", b"PK")) or decoding.looks_binary(received.content):
            return 0.0
        return markup.likeness(decoding.head(received.content))

    def read(self, received: Received) -> tuple[Document, ...]:
        """One document.

        Raises:
            SourceError: it is not text, or nothing in it is visible.
        """
        source, notes = decoding.decode(received.content, received.name, markup.declared_encoding(received.content))
        page = markup.flatten(source)
        if not page.text.strip():
            raise SourceError(
                "no visible text on this page", where=received.name, hint="is it drawn by a script? save it as shown"
            )
        about = metadata.of_html(nesting.tame(source)[0], page.deep)
        return (
            build(
                received,
                page.text,
                self.media_types[0],
                marks=page.marks,
                notes=(*notes, *page.notes, *about.notes),
                title=about.title or page.title,
                publisher=about.publisher,
                published=about.published,
                url=about.url,
                beside=_beside(source),
            ),
        )


def _beside(source: str) -> str:
    """What the page says of itself outside its text: its title, what its head says by name, the words for its images."""
    head = source[: min(_HEAD, end if (end := source.lower().find("<body")) >= 0 else _HEAD)]
    told = [" ".join(match.groups()) for tag in _META.findall(head) for match in [_PAIR.search(tag)] if match]
    return "\n".join((*_TITLE.findall(head), *told, *_ALT.findall(source)))


READER = HtmlReader()

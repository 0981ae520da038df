"""Reads Markdown: its text as it stands, with headings and code known as such and front matter as metadata."""

from __future__ import annotations

import re

from vidocq.errors import SourceError
from vidocq.model import Document, SectionRole
from vidocq.sources import dates, decoding
from vidocq.sources.building import build
from vidocq.sources.reader import Received
from vidocq.sources.sections import Mark

_SIGNS = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"\[[^\]\n]{1,200}\]\((?:https?://|/|#|<|\.)[^)\n]*\)"),
    re.compile(r"\*\*[^*\n]{1,200}\*\*"),
    re.compile(r"^\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+", re.MULTILINE),
    re.compile(r"^(?:[*+-]|\d{1,3}\.) \S", re.MULTILINE),
    re.compile(r"!\[[^\]\n]{0,200}\]\("),
)
_FRONT = re.compile(r"---\n((?:[^\n]*\n){0,60}?)(?:---|\.\.\.)(?:\n|$)")
_ENTRY = re.compile(
    r"^(?P<key>title|date|published|author|publisher|source|url|permalink):\s*(?P<value>\S.*?)\s*$", re.MULTILINE | re.IGNORECASE
)


class MarkdownReader:
    """Markdown of any flavour."""

    name = "markdown"
    media_types = ("text/markdown",)
    suffixes = (".md", ".markdown", ".mdown")

    def sniff(self, received: Received) -> float:
        """Higher than plain text when its head shows at least two of Markdown's signs."""
        if decoding.looks_binary(received.content):
            return 0.0
        head = decoding.head(received.content, 16384).replace("\r\n", "\n")
        signs = sum(sign.search(head) is not None for sign in _SIGNS)
        if _FRONT.match(head) is not None:
            signs += 1
        return 0.3 if signs >= 2 else 0.1 if signs else 0.0

    def read(self, received: Received) -> tuple[Document, ...]:
        """One document.

        Raises:
            SourceError: it is not text, or there is no visible character in it.
        """
        text, notes = decoding.decode(received.content, received.name)
        if not text.strip():
            raise SourceError("no visible text in it", where=received.name)
        front = _FRONT.match(text)
        said = {m["key"].lower(): m["value"].strip("\"'") for m in _ENTRY.finditer(front.group(1))} if front else {}
        date = dates.find(said.get("date") or said.get("published") or "")
        return (
            build(
                received,
                text,
                self.media_types[0],
                marks=(Mark(start=0, end=front.end(), role=SectionRole.BOILERPLATE),) if front else (),
                notes=notes,
                title=said.get("title"),
                publisher=said.get("publisher") or said.get("source"),
                published=date[0] if date else None,
                url=said.get("url"),
            ),
        )


READER = MarkdownReader()

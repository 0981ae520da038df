"""Reads PDF: the text of every page, verbatim and with its place, so that a quote can be shown where it stands.

pdfium is large, written in C++ and eats what strangers send: it works in a process of its own (``sources/apart.py``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from vidocq.errors import SourceError
from vidocq.model import Document, Page, Quote, SectionRole
from vidocq.sources import apart, dates, lists
from vidocq.sources.building import build
from vidocq.sources.pdftext import Box, Leaf, Request, Sheets, Span
from vidocq.sources.reader import Received
from vidocq.sources.sections import Mark

#: Most pages that are read of one file.
PAGE_LIMIT = 20_000
#: Most characters that are read of one file (a page may be drawn any number of times).
TEXT_LIMIT = 30_000_000
#: Seconds after which a file whose pages are made to be slow is given up: a start, and more for each megabyte of it.
SECONDS_LIMIT = 8.0
SECONDS_PER_MEGABYTE = 4.0
#: Bytes that the worker may take; pdfium needs some ten times the size of an ordinary file.
MEMORY_LIMIT = 1_500_000_000
_HEADER_WITHIN = 1024
_FEWEST_PAGES = 3
_LONGEST_EDGE = 160
#: Page numbers: at either end of a line, or after "page" or "of". Other numbers tell lines of a list apart.
_NUMBERS = re.compile(r"^\d{1,5}\b|\b\d{1,5}$|(?<=[Pp]age )\d{1,5}|(?<= of )\d{1,5}|(?<= / )\d{1,5}")


class PdfReader:
    """PDF with a text layer; scanned pages are named in the notes."""

    name = "pdf"
    media_types = ("application/pdf",)
    suffixes = (".pdf",)

    def sniff(self, received: Received) -> float:
        """Certain when the header stands at the start, nearly so within the first kilobyte (as viewers accept it)."""
        head = received.content[:_HEADER_WITHIN]
        return 1.0 if head.startswith(b"%PDF-") else 0.8 if b"%PDF-1." in head or b"%PDF-2." in head else 0.0

    def read(self, received: Received) -> tuple[Document, ...]:
        """One document; offsets in the text lead to pages.

        Raises:
            SourceError: encrypted, damaged beyond repair, without pages or without any text.
        """
        sheets = msgspec.msgpack.decode(_ask(received.name, received.content), type=Sheets)
        text, pages = _joined(sheets.leaves)
        notes, about = _notes(sheets), sheets.about
        if not text.strip():
            raise SourceError("no text in this PDF", where=received.name, hint="it is probably scanned: run OCR on it first")
        title = about.get("Title", "").strip() or None
        shown = title if title and _squeezed(title) in _squeezed(text[:20_000]) else None
        document = build(received, text, self.media_types[0], marks=_running(text, pages), pages=pages, notes=notes, title=shown)
        return (dates.fall_back(document, dates.from_pdf(about.get("CreationDate", "")), "the file's own date of creation"),)


READER = PdfReader()


def boxes(content: bytes, document: Document, quote: Quote) -> tuple[Box, ...]:
    """Where on its pages a quote stands: one box a line.

    Args:
        content: the bytes that the document was read from.
        document: the document.
        quote: a quote of it.

    Raises:
        SourceError: the bytes cannot be read any more.
        ValueError: the quote is not from this document.
    """
    if not quote.fits(document.text):
        raise ValueError(f"not a quote of {document.name}")
    spans = tuple(
        Span(page=page.number, start=max(quote.start, page.start) - page.start, end=min(quote.end, page.end) - page.start)
        for page in document.pages
        if quote.start < page.end and page.start < quote.end
    )
    return tuple(msgspec.msgpack.decode(_ask(document.name, content, spans), type=list[Box])) if spans else ()


def _ask(name: str, content: bytes, spans: tuple[Span, ...] = ()) -> bytes:
    seconds = SECONDS_LIMIT + SECONDS_PER_MEGABYTE * len(content) / 1_000_000
    request = Request(name=name, pages=PAGE_LIMIT, characters=TEXT_LIMIT, seconds=seconds, spans=spans)
    limits = apart.Limits(
        memory=MEMORY_LIMIT,
        processor=max(1, round(seconds)),
        # Others may need the processor too: the clock binds later.
        clock=30 + 4 * seconds,
        answer=4 * TEXT_LIMIT,
    )
    return apart.run("pdf", msgspec.msgpack.encode(request), content, limits, where=name)


def _joined(leaves: tuple[Leaf, ...]) -> tuple[str, tuple[Page, ...]]:
    """Text of all pages, each ended by a newline, and the span of each."""
    parts: list[str] = []
    pages: list[Page] = []
    offset = 0
    for number, leaf in enumerate(leaves, 1):
        part = leaf.text + "\n"
        end = offset + len(part)
        pages.append(Page(number=number, start=offset, end=end, width=leaf.width, height=leaf.height))
        parts.append(part)
        offset = end
    return "".join(parts), tuple(pages)


def _running(text: str, pages: tuple[Page, ...]) -> tuple[Mark, ...]:
    """Mark headers and footers: lines at the edge of a page that stand there, but for page numbers, on two pages of five."""
    if len(pages) < _FEWEST_PAGES:
        return ()
    edges = [edge for page in pages for edge in _edges(text, page)]
    counts = Counter(key for key, _, _ in edges)
    wanted = max(_FEWEST_PAGES, 0.4 * len(pages))
    return tuple(Mark(start=start, end=end, role=SectionRole.BOILERPLATE) for key, start, end in edges if counts[key] >= wanted)


def _edges(text: str, page: Page) -> Iterator[tuple[str, int, int]]:
    """The first two and the last two lines of a page that are neither empty nor indicators, page numbers blotted out."""
    lines, start = [], page.start
    for line in text[page.start : page.end].split("\n"):
        if line.strip() and len(line) <= _LONGEST_EDGE and not lists.is_indicator(line.strip()):
            lines.append((_NUMBERS.sub("#", line.strip()), start, start + len(line)))
        start += len(line) + 1
    yield from lines if len(lines) <= 4 else lines[:2] + lines[-2:]


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()


def _notes(sheets: Sheets) -> tuple[str, ...]:
    broken = [number for number, leaf in enumerate(sheets.leaves, 1) if leaf.broken]
    empty = [number for number, leaf in enumerate(sheets.leaves, 1) if not leaf.broken and not leaf.text.strip()]
    notes = []
    if sheets.count > len(sheets.leaves):
        notes.append(f"Only the first {len(sheets.leaves):,} of {sheets.count:,} pages were read.")
    if empty:
        notes.append(f"No text on {_listed(empty)}: scanned, or pictures only.")
    if broken:
        notes.append(f"Damaged and left out: {_listed(broken)}.")
    return tuple(notes)


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:12]))
    more = f" and {len(numbers) - 12} more" if len(numbers) > 12 else ""
    return f"page{'s' if len(numbers) > 1 else ''} {shown}{more}"

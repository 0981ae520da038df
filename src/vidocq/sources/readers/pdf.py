"""Reads PDF: the text of every page, verbatim and with its place, so that a quote can be shown where it stands."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from vidocq.errors import SourceError
from vidocq.model import Document, Noun, Page, Quote, SectionRole
from vidocq.sources import dates, decoding, lists
from vidocq.sources.building import build
from vidocq.sources.reader import Received
from vidocq.sources.sections import Mark

#: Most pages that are read of one file.
PAGE_LIMIT = 20_000
#: Most characters that are read of one file (a page may be drawn any number of times).
TEXT_LIMIT = 100_000_000
#: Seconds after which a file whose pages are made to be slow is given up.
SECONDS_LIMIT = 300.0
_HEADER_WITHIN = 1024
_FEWEST_PAGES = 3
_LONGEST_EDGE = 160
#: Page numbers: at either end of a line, or after "page" or "of". Other numbers tell lines of a list apart.
_NUMBERS = re.compile(r"^\d{1,5}\b|\b\d{1,5}$|(?<=[Pp]age )\d{1,5}|(?<= of )\d{1,5}|(?<= / )\d{1,5}")
#: What pdfium puts where a word is divided at the end of a line (for the hyphen and the line end together).
_DIVIDED = "\ufffe"
_BREAKS = re.compile(r"\r\n?|\ufffe")
_PASSWORD_ERROR = 4


class Box(Noun, frozen=True, kw_only=True):
    """A rectangle on a page, one for each line a quote runs over; PDF points from the page's lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


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
        with _opened(received) as pdf:
            text, pages, notes = _text(pdf, received.name)
            about = _about(pdf)
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
    found: list[Box] = []
    with _opened(Received(name=document.name, content=content)) as pdf:
        for page in document.pages:
            if quote.start < page.end and page.start < quote.end:
                found.extend(_boxes_on(pdf, page, max(quote.start, page.start), min(quote.end, page.end)))
    return tuple(found)


@contextmanager
def _opened(received: Received) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(received.content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "assword" in str(error):
            raise SourceError("encrypted: it needs a password", where=received.name, hint="save it without one") from error
        raise SourceError("not a whole PDF, or damaged beyond repair", where=received.name, hint="fetch it again") from error
    try:
        yield document
    finally:
        document.close()


def _text(document: Any, where: str) -> tuple[str, tuple[Page, ...], tuple[str, ...]]:
    """Text of all pages joined by newlines, the span of each page, and notes on pages without text."""
    count = len(document)
    if count == 0:
        raise SourceError("a PDF without pages", where=where, hint="it is damaged or cut off: fetch it again")
    parts: list[str] = []
    pages: list[Page] = []
    empty: list[int] = []
    broken: list[int] = []
    offset = 0
    begin = time.monotonic()
    for index in range(min(count, PAGE_LIMIT)):
        if time.monotonic() - begin > SECONDS_LIMIT:
            hint = "split it into smaller files"
            raise SourceError(f"took more than {SECONDS_LIMIT:g} seconds", where=f"{where}, page {index + 1}", hint=hint)
        try:
            raw, width, height = _page_text(document, index)
        except _pdfium_error():
            broken.append(index + 1)
            raw, width, height = "", 0.0, 0.0
        else:
            if not raw.strip():
                empty.append(index + 1)
        part = raw + "\n"
        if offset + len(part) > TEXT_LIMIT:
            raise SourceError(f"more than {TEXT_LIMIT:,} characters of text", where=f"{where}, page {index + 1}")
        pages.append(Page(number=index + 1, start=offset, end=offset + len(part), width=width, height=height))
        parts.append(part)
        offset += len(part)
    return "".join(parts), tuple(pages), _notes(count, empty, broken)


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


def _page_text(document: Any, index: int) -> tuple[str, float, float]:
    page = document[index]
    try:
        width, height = page.get_size()
        textpage = page.get_textpage()
        try:
            raw: str = textpage.get_text_range()
            if _DIVIDED not in raw:
                return decoding.newlines(raw), width, height
            return "".join(piece for piece, _ in _pieces(raw, textpage)), width, height
        finally:
            textpage.close()
    finally:
        page.close()


def _pieces(raw: str, textpage: Any) -> Iterator[tuple[str, int]]:
    """Our text of a page in pieces, each with the offset into pdfium's text that it begins at.

    Line ends become one newline; where pdfium has joined a word divided over two lines, hyphen and newline are put back, so
    that the text stays as printed.
    """
    position = 0
    for match in _BREAKS.finditer(raw):
        if match.start() > position:
            yield raw[position : match.start()], position
        if match.group() == _DIVIDED:
            yield ("-\n" if _next_is_lower(textpage, match.start()) else "-"), match.start()
        else:
            yield "\n", match.start()
        position = match.end()
    if position < len(raw):
        yield raw[position:], position


def _next_is_lower(textpage: Any, offset: int) -> bool:
    """Whether the character after ``offset`` is printed on a lower line than the one before."""
    before, after = _char_box(textpage, offset - 1), _char_box(textpage, offset + 1)
    return before is not None and after is not None and after[3] < before[1] + 1


def _char_box(textpage: Any, offset: int) -> tuple[float, float, float, float] | None:
    """Left, bottom, right, top of the character at an offset of pdfium's text; None if nothing is drawn for it."""
    import pypdfium2

    index = pypdfium2.raw.FPDFText_GetCharIndexFromTextIndex(textpage, offset)
    if index < 0:
        return None
    try:
        left, bottom, right, top = textpage.get_charbox(index)
    except pypdfium2.PdfiumError:
        return None
    return (left, bottom, right, top) if right > left or top > bottom else None


def _boxes_on(pdf: Any, page: Page, start: int, end: int) -> list[Box]:
    sheet = pdf[page.number - 1]
    textpage = sheet.get_textpage()
    try:
        lines: list[tuple[float, float, float, float]] = []
        for offset in _raw_offsets(textpage, start - page.start, end - page.start):
            box = _char_box(textpage, offset)
            if box is not None:
                _join(lines, box)
        return [Box(page=page.number, left=x0, bottom=y0, right=x1, top=y1) for x0, y0, x1, y1 in lines]
    finally:
        textpage.close()
        sheet.close()


def _raw_offsets(textpage: Any, start: int, end: int) -> Iterator[int]:
    """Offsets into pdfium's text of the characters at ``start`` to ``end`` of ours (both count from the page's begin)."""
    position = 0
    for piece, raw in _pieces(textpage.get_text_range(), textpage):
        for step in range(max(start - position, 0), min(end - position, len(piece))):
            if piece[step] != "\n":
                yield raw + step
        position += len(piece)
        if position >= end:
            return


def _join(lines: list[tuple[float, float, float, float]], box: tuple[float, float, float, float]) -> None:
    """Widen the last line by a character's box, or begin a new one when it stands clear above or below."""
    if lines:
        left, bottom, right, top = lines[-1]
        if min(top, box[3]) > max(bottom, box[1]) or box[0] >= right - 1:
            lines[-1] = (min(left, box[0]), min(bottom, box[1]), max(right, box[2]), max(top, box[3]))
            return
    lines.append(box)


def _about(document: Any) -> dict[str, str]:
    try:
        return dict(document.get_metadata_dict())
    except (_pdfium_error(), ValueError, UnicodeError):
        return {}


def _pdfium_error() -> type[Exception]:
    import pypdfium2

    error: type[Exception] = pypdfium2.PdfiumError
    return error


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()


def _notes(count: int, empty: list[int], broken: list[int]) -> tuple[str, ...]:
    notes = []
    if count > PAGE_LIMIT:
        notes.append(f"Only the first {PAGE_LIMIT:,} of {count:,} pages were read.")
    if empty:
        notes.append(f"No text on {_listed(empty)}: scanned, or pictures only.")
    if broken:
        notes.append(f"Damaged and left out: {_listed(broken)}.")
    return tuple(notes)


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:12]))
    more = f" and {len(numbers) - 12} more" if len(numbers) > 12 else ""
    return f"page{'s' if len(numbers) > 1 else ''} {shown}{more}"

"""What the PDF worker does: text, size and place of every page by pdfium, in a process that may be lost without harm."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from vidocq.errors import SourceError
from vidocq.model import Noun
from vidocq.sources import decoding

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


class Span(Noun, frozen=True, kw_only=True):
    """A part of a page: its number from 1, offsets of the first and behind the last character, from the page's begin."""

    page: int
    start: int
    end: int


class Request(Noun, frozen=True, kw_only=True):
    """What is asked of a PDF: its text, or (where ``spans`` are given) the boxes of parts of it."""

    name: str
    pages: int
    characters: int
    seconds: float
    spans: tuple[Span, ...] = ()


class Leaf(Noun, frozen=True, kw_only=True):
    """A page: its text with newlines as we write them, width and height in points; ``broken`` if it cannot be read."""

    text: str
    width: float = 0.0
    height: float = 0.0
    broken: bool = False


class Sheets(Noun, frozen=True, kw_only=True):
    """A whole PDF: the pages that were read, how many it says it has, and what it says of itself."""

    leaves: tuple[Leaf, ...]
    count: int
    about: dict[str, str]


def work(request: bytes, content: bytes) -> bytes:
    """Answer an encoded ``Request`` with encoded ``Sheets`` or a list of ``Box``.

    Raises:
        SourceError: encrypted, damaged beyond repair, without pages, or beyond a limit.
    """
    asked = msgspec.msgpack.decode(request, type=Request)
    with _opened(content, asked.name) as pdf:
        if asked.spans:
            return msgspec.msgpack.encode([box for span in asked.spans for box in _boxes_on(pdf, span)])
        return msgspec.msgpack.encode(_sheets(pdf, asked))


@contextmanager
def _opened(content: bytes, where: str) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "assword" in str(error):
            raise SourceError("encrypted: it needs a password", where=where, hint="save it without one") from error
        raise SourceError("not a whole PDF, or damaged beyond repair", where=where, hint="fetch it again") from error
    try:
        yield document
    finally:
        document.close()


def _sheets(document: Any, asked: Request) -> Sheets:
    count = len(document)
    if count == 0:
        raise SourceError("a PDF without pages", where=asked.name, hint="it is damaged or cut off: fetch it again")
    leaves: list[Leaf] = []
    characters = 0
    begin = time.monotonic()
    for index in range(min(count, asked.pages)):
        where = f"{asked.name}, page {index + 1}"
        if time.monotonic() - begin > asked.seconds:
            raise SourceError(f"took more than {asked.seconds:g} seconds", where=where, hint="split it into smaller files")
        leaves.append(_leaf(document, index))
        characters += len(leaves[-1].text) + 1
        if characters > asked.characters:
            raise SourceError(f"more than {asked.characters:,} characters of text", where=where)
    return Sheets(leaves=tuple(leaves), count=count, about=_about(document))


def _leaf(document: Any, index: int) -> Leaf:
    try:
        text, width, height = _page_text(document, index)
    except _pdfium_error():
        return Leaf(text="", broken=True)
    return Leaf(text=text, width=width, height=height)


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


def _boxes_on(pdf: Any, span: Span) -> list[Box]:
    sheet = pdf[span.page - 1]
    textpage = sheet.get_textpage()
    try:
        lines: list[tuple[float, float, float, float]] = []
        for offset in _raw_offsets(textpage, span.start, span.end):
            box = _char_box(textpage, offset)
            if box is not None:
                _join(lines, box)
        return [Box(page=span.page, left=x0, bottom=y0, right=x1, top=y1) for x0, y0, x1, y1 in lines]
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

"""Reads indicator lists: one a line, or CSV with or without a header; every value that has a kind becomes a field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from vidocq.errors import SourceError
from vidocq.model import Document, Field, Section, SectionRole
from vidocq.sources import decoding, lists, observables
from vidocq.sources.building import build
from vidocq.sources.reader import Received
from vidocq.vocabulary.columns import VERDICT_COLUMNS

#: Most fields kept of one list. The text is whole in any case; fields only repeat what each line says.
FIELD_LIMIT = 400_000
_SAMPLE = 65536
_DELIMITERS = ",;\t|"
_COMMENT = ("#", "//", ";;")
#: Column headings by which a table of indicators is known, beside the kinds' own names.
_VALUE = frozenset(
    """
    indicator ioc value observable iocs indicators indicatorvalue iocvalue artifact hash data entry observablevalue
    indicatordata hashes filehash samplehash content address
    """.split()
)
_TYPE = frozenset(
    "type ioctype indicatortype kind category datatype observabletype indicatorkind valuetype attributetype".split()
)
_ABOUT = frozenset(
    """
    description comment comments note notes details context firstseen lastseen date source confidence tlp name tags port
    country firstseenutc lastseenutc dateadded reference reporter campaign remark remarks id
    """.split()
)
#: Most values of one cell that are told apart.
_MOST_VALUES = 200
#: Cells in which several values may stand, and what parts them.
_SEVERAL = re.compile(r"[\s,;|]+")
_SQUEEZE = re.compile(r"[\s._\-/:()\"]+")


class IndicatorsReader:
    """A list of indicators, defanged or not."""

    name = "indicators"
    media_types = ("text/plain", "text/csv")
    suffixes = (".csv", ".ioc", ".iocs", ".tsv")

    def sniff(self, received: Received) -> float:
        """Above plain text when four of five lines of the head are indicators, or a header names columns of them."""
        if decoding.looks_binary(received.content):
            return 0.0
        lines = [line.strip() for line in decoding.head(received.content, _SAMPLE).splitlines() if line.strip()]
        if len(lines) > 1 and len(decoding.head(received.content, _SAMPLE)) >= _SAMPLE - 4:
            lines.pop()
        lines = [line for line in lines if not line.startswith(_COMMENT)][:400]
        if not lines or lines[0][0] in "{[<":
            return 0.0
        if _is_table(lines):
            return 0.6
        # A list may have remarks; then it takes three lines to be sure that it is one.
        alone = sum(observables.shaped(line) is not None for line in lines)
        if alone >= 0.8 * len(lines):
            return 0.55
        fitting = sum(observables.shaped(line) is not None or lists.is_indicator(line) for line in lines)
        return 0.5 if len(lines) >= 3 and fitting >= 0.8 * len(lines) else 0.0

    def read(self, received: Received) -> tuple[Document, ...]:
        """One document: the list as it stands, the values in it as fields.

        Raises:
            SourceError: it is not text.
        """
        text, notes = decoding.decode(received.content, received.name)
        if not text.strip():
            raise SourceError("no indicator in it", where=received.name)
        lines = [line.strip() for line in text[:_SAMPLE].splitlines() if line.strip() and not line.strip().startswith(_COMMENT)]
        table = _is_table(lines[:400])
        found: list[Field] = []
        for field in _table(text, _delimiter(lines[:400])) if table else _list(text):
            if len(found) >= FIELD_LIMIT:
                notes += (f"Only the first {FIELD_LIMIT:,} values were typed as fields; the text is whole.",)
                break
            found.append(field)
        return (
            build(
                received,
                text,
                self.media_types[1] if table else self.media_types[0],
                divided=(Section(role=SectionRole.INDICATORS, start=0, end=len(text)),),
                fields=tuple(found),
                notes=notes,
            ),
        )


def _list(text: str) -> Iterator[Field]:
    """Fields of a list with one indicator at the begin of each line, and perhaps a remark after it."""
    number = start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        line = text[start:end]
        if line.strip() and not line.lstrip().startswith(_COMMENT):
            # The whole line, else what stands before the first white space, comma or semicolon.
            whole = observables.shaped(line)
            value = line.strip() if whole else (re.split(r"[\s,;]", line.strip(), maxsplit=1) or [""])[0].strip("\"'`*-")
            kind = whole or observables.shaped(value)
            if kind is not None and value:
                at = start + line.index(value)
                yield Field(kind=kind, start=at, end=at + len(value), path=f"line {number}")
        start = end + 1


def _is_table(lines: list[str]) -> bool:
    """Whether lines have one delimiter in the same number throughout, and a header or a column of indicators."""
    if len(lines) < 2:
        return False
    delimiter = _delimiter(lines)
    if not delimiter:
        return False
    cells = [sum(observables.shaped(cell) is not None for cell in line.split(delimiter)) for line in lines]
    with_values = sum(count > 0 for count in cells)
    known, about = _known(lines[0].split(delimiter))
    if known and not cells[0]:
        columns = lines[0].count(delimiter) + 1
        return known + about >= max(2, columns / 2) or with_values >= 0.5 * (len(lines) - 1)
    return with_values >= 0.8 * len(lines)


def _known(cells: list[str]) -> tuple[int, int]:
    """How many cells of a header name kinds, values or types, and how many something about them."""
    names = [_squeeze(cell) for cell in cells]
    known = sum(name in _VALUE or name in _TYPE or observables.named(name) is not None for name in names)
    return known, sum(name in _ABOUT or name in VERDICT_COLUMNS for name in names)


def _delimiter(lines: list[str]) -> str:
    """The delimiter that most lines have as often as the first line; empty if none has."""
    best, share = "", 0.6
    for candidate in _DELIMITERS:
        counts = Counter(line.count(candidate) for line in lines)
        wanted = lines[0].count(candidate) if lines else 0
        # Quoted cells may hold more of it, so a line with more is no objection.
        fits = sum(number for count, number in counts.items() if count >= wanted) / max(1, len(lines))
        if wanted and fits > share and counts[wanted] >= 0.5 * len(lines):
            best, share = candidate, fits
    return best


def _table(text: str, delimiter: str) -> Iterator[Field]:
    """Fields of a table; a later row of column headings begins a new table under the old one."""
    header: list[str] | None = None
    for number, cells in enumerate(_rows(text, delimiter), start=1):
        words = [text[start:end] for start, end in cells]
        comment = words[0].startswith("#")
        if _is_header(words, first=header is None, comment=comment):
            header = [_squeeze(word) for word in words]
        elif not comment:
            header = header if header is not None else [""] * len(cells)
            yield from _row(text, number, header, cells)


def _is_header(words: list[str], *, first: bool, comment: bool) -> bool:
    """Whether the cells of a row name columns: they hold no values, and further down or in a remark most of them are known."""
    if any(observables.shaped(word) is not None for word in words):
        return False
    known, about = _known(words)
    if first and not comment:
        return known > 0
    return known > 0 and len(words) > 1 and 2 * (known + about) >= len(words)


def _row(text: str, number: int, header: list[str], cells: list[tuple[int, int]]) -> Iterator[Field]:
    words = {name: text[start:end] for name, (start, end) in zip(header, cells, strict=False)}
    said = next((word for name, word in words.items() if name in _TYPE and word), "")
    about = tuple((name, word.strip()[:500]) for name, word in words.items() if _tells(name) and word.strip())
    for column, (start, end) in enumerate(cells):
        name = header[column] if column < len(header) else ""
        path = f"row {number}, column {name or column + 1}"
        yield from _cell(text, start, end, _Column(name, said, path, about))


class _Column(NamedTuple):
    """What is known of a cell: its column's name, the type that the row gives, where it stands, what the row says."""

    name: str
    said: str
    path: str
    about: tuple[tuple[str, str], ...]


def _tells(name: str) -> bool:
    return name in _ABOUT or name in _TYPE or name in VERDICT_COLUMNS


def _cell(text: str, start: int, end: int, column: _Column) -> Iterator[Field]:
    """The value of a cell, or the several values in it; a cell of words is read as such, by itself."""
    value = text[start:end]
    if not value:
        return
    kind = _kind(column, value)
    if kind is not None:
        about = (*column.about, ("value", value.replace('""', '"'))) if '""' in value else column.about
        yield Field(kind=kind, start=start, end=end, path=column.path, attributes=about)
        return
    parts = [part for part in _SEVERAL.split(value) if part]
    if 1 < len(parts) <= _MOST_VALUES and column.name not in _ABOUT:
        kinds = [_kind(column, part) if observables.shaped(part) else None for part in parts]
        if all(kinds):
            yield from _several(value, start, list(zip(parts, kinds, strict=True)), column)
            return
    if "." in value or ":" in value:
        yield Field(kind="text", start=start, end=end, path=column.path)


def _several(value: str, start: int, parts: list[tuple[str, str | None]], column: _Column) -> Iterator[Field]:
    at = 0
    for part, kind in parts:
        at = value.index(part, at)
        yield Field(kind=str(kind), start=start + at, end=start + at + len(part), path=column.path, attributes=column.about)
        at += len(part)


def _kind(column: _Column, value: str) -> str | None:
    """Kind of a value by its column's name, its own shape, and what the row's type column says."""
    name = column.name
    if name in _VALUE:
        return observables.typed(column.said, value) or observables.shaped(value)
    if _tells(name) and observables.named(name) is None:
        return None
    if name and observables.named(name) is not None:
        return observables.typed(name, value)
    return observables.shaped(value) if not name else None


def _rows(text: str, delimiter: str) -> Iterator[list[tuple[int, int]]]:
    """Cells of each row as spans without their quotes and outer white space; a quoted cell may hold delimiters and newlines."""
    comma = re.escape(delimiter)
    cell = re.compile(rf'[ ]*(?:"(?P<quoted>(?:[^"]|""){{0,20000}})"[ ]*|(?P<plain>[^\n{comma}]*))(?P<after>{comma}|\n|$)')
    position, row = 0, list[tuple[int, int]]()
    while position < len(text):
        match = cell.match(text, position)
        if match is None:  # a quote that never ends: the rest of its line is one cell
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            row.append((position, end))
            yield row
            position, row = end + 1, []
            continue
        start, end = _trim(text, *match.span("quoted" if match["quoted"] is not None else "plain"))
        # A quote that opens a cell and never ends is no part of what stands in it.
        row.append((start + (match["quoted"] is None and start < end and text[start] == '"'), end))
        position = match.end()
        if match["after"] != delimiter:
            if any(end > start for start, end in row):
                yield row
            row = []
            if match.end() == match.start():
                position += 1


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _squeeze(cell: str) -> str:
    return _SQUEEZE.sub("", cell.casefold())


READER = IndicatorsReader()

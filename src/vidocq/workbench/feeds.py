"""Feeds too long to hold: a list of indicators read piece by piece into a table, which an interruption does not lose."""

from __future__ import annotations

import csv
import io
import os
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from vidocq.errors import InputError, SourceError
from vidocq.evidence.extractors.indicators import grouped, lane_of
from vidocq.model import Document, Lane, Noun
from vidocq.sources.reader import Received
from vidocq.sources.readers.indicators import READER

#: Bytes that are read at once; a row is never cut, and a quoted cell of several lines is not cut before this many lines more.
_PIECE, _MOST_LINES = 1 << 18, 1000
#: Bytes of the longest line that is read. A longer one is left out whole: cut anywhere, its ends would be values of nobody's.
_LONGEST = 1 << 20
#: How sure the reader of lists must be, or which part of the lines must begin with a value (cells may go over several lines);
#: prose and other formats have readers that label what they find.
_SURE, _PART = 0.5, 0.4
_NO_LIST = "the lines around it are no list of indicators"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
COLUMNS = ("line", "kind", "value", "label", "lane", "reason")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Progress(Noun, frozen=True, kw_only=True):
    """How far a feed has been read: bytes of it, lines, values written, and the size of the table so far.

    ``size`` and ``changed`` tell the feed again; what was begun on another feed is not gone on with. ``left_out`` counts lines
    longer than a megabyte, of which nothing is read.
    """

    size: int
    changed: int
    done: int = 0
    lines: int = 0
    values: int = 0
    written: int = 0
    left_out: int = 0


class _Piece(NamedTuple):
    """Whole lines of a feed: an empty line for each that is left out, and how many bytes of the feed they are."""

    text: bytes
    size: int
    left_out: int


def stream(feed: Path, out: Path, tell: Callable[[Progress], None] = lambda _: None) -> Progress:
    """Write every value of a feed (one a line, or CSV) with its label to a CSV; memory does not grow with the feed.

    After each piece the table is on the disk and ``OUT.state`` says how far it goes: the same call after an interruption goes on
    there, and what was half written is written anew. A value is given once for each piece of 256 kB that it stands in. A line of
    more than a megabyte is left out and counted. Where a piece is no list, its values wait for a person.

    Args:
        feed: a list of indicators.
        out: the table to write.
        tell: called after each piece.

    Raises:
        SourceError: the feed cannot be read, is no text, or its begin is no list of indicators.
        InputError: the table is there already, and was not begun on this feed.
    """
    state = out.with_name(f"{out.name}.state")
    try:
        about = feed.stat()
        with feed.open("rb") as source:
            progress = _begun(Progress(size=about.st_size, changed=about.st_mtime_ns), state, out)
            header = _header(source, feed.name)
            source.seek(progress.done)
            with out.open("r+b" if progress.done else "wb") as table:
                table.truncate(progress.written)
                table.seek(progress.written)
                for piece in _pieces(source):
                    progress = _written(table, piece, header, progress, feed.name)
                    _keep(state, progress)
                    tell(progress)
    except OSError as problem:
        raise SourceError("cannot be read or written", where=str(feed), hint=str(problem.strerror)) from problem
    state.unlink(missing_ok=True)
    return progress


def _begun(fresh: Progress, state: Path, out: Path) -> Progress:
    """Where to go on: at the begin, or where the same feed was left."""
    if not out.exists():
        return fresh
    try:
        left = msgspec.json.decode(state.read_bytes(), type=Progress)
    except (OSError, msgspec.DecodeError):
        left = None
    same = left is not None and (left.size, left.changed) == (fresh.size, fresh.changed) and left.written <= out.stat().st_size
    if left is None:
        raise InputError("it is there already", where=str(out), hint="name another file, or remove it")
    if not same:
        hint = "the feed or the table has changed since; name another file, or remove it and its .state"
        raise InputError("it is there already, begun on another state of the feed", where=str(out), hint=hint)
    return left


def _keep(state: Path, progress: Progress) -> None:
    """Replace the state in one step, so that it is whole at any time."""
    fresh = state.with_name(f"{state.name}.new")
    fresh.write_bytes(msgspec.json.encode(progress))
    fresh.replace(state)


def _header(source: BinaryIO, name: str) -> bytes:
    """The line of titles of a table; empty for a plain list and for a table without one.

    Raises:
        SourceError: the feed is no list of indicators.
    """
    source.seek(0)
    pieces = _pieces(source)
    first, _, left_out = next(pieces, _Piece(b"", 0, 0))
    if left_out and not first.strip():
        raise SourceError("its lines are longer than a megabyte", where=name, hint="put one value on each line")
    if first.startswith(_WIDE) and next(pieces, None) is not None:
        raise SourceError("a long feed in UTF-16 cannot be read piece by piece", where=name, hint="save it as UTF-8")
    document = _read(first, name)
    if not _is_list(first, name, document):
        raise SourceError("no list of indicators", where=name, hint="read it without --stream")
    line = next((line for line in first.splitlines(keepends=True) if line.strip() and not line.lstrip().startswith(b"#")), b"")
    if document.media_type != "text/csv" or not document.fields:
        return b""
    # A first row that holds a value is no line of titles.
    return line if document.text.find("\n") < document.fields[0].start else b""


def _pieces(source: BinaryIO) -> Iterator[_Piece]:
    """Whole rows, some 256 kB at a time."""
    kept, size, left_out, more = list[bytes](), 0, 0, 0
    quotes = read = 0
    for line, length in _lines(source):
        kept.append(line)
        read, size, left_out = read + len(line), size + length, left_out + (length > _LONGEST)
        quotes += line.count(b'"')
        more += read > _PIECE
        if read >= _PIECE and (quotes % 2 == 0 or more > _MOST_LINES):
            yield _Piece(b"".join(kept), size, left_out)
            kept, size, left_out, more, quotes, read = [], 0, 0, 0, 0, 0
    if kept:
        yield _Piece(b"".join(kept), size, left_out)


def _lines(source: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Each line and its length in bytes; a line that is too long is an empty one of that length."""
    while line := source.readline(_LONGEST + 1):
        length, end = len(line), line[-1:]
        while length > _LONGEST and end != b"\n" and (rest := source.readline(_PIECE)):
            length, end = length + len(rest), rest[-1:]
        yield (b"\n" if length > _LONGEST else line), length


def _is_list(piece: bytes, name: str, document: Document) -> bool:
    """Whether lines are a list of indicators and neither prose nor another format."""
    if READER.sniff(Received(name=name, content=piece)) >= _SURE:
        return True
    lines = [line for line in document.text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    starts = sum(field.kind != "text" for field in document.fields)
    return bool(lines) and lines[0].lstrip()[0] not in "{[<" and starts >= _PART * len(lines)


def _read(piece: bytes, name: str) -> Document:
    (document,) = READER.read(Received(name=name, content=piece))
    return document


def _written(table: BinaryIO, piece: _Piece, header: bytes, progress: Progress, name: str) -> Progress:
    """Write the values of one piece and say how far that is."""
    rows = io.StringIO(newline="")
    writer = csv.writer(rows, lineterminator="\n")
    if not progress.done:
        writer.writerow(COLUMNS)
    begins = bool(progress.done) and bool(header)
    before = progress.lines - begins
    count = 0
    content = (header if begins else b"") + piece.text
    document = _read(content, name) if piece.text.strip() else None
    waits = document is not None and not _is_list(content, name, document)
    for line, values in _found(document, waits):
        writer.writerow((before + line, *values))
        count += 1
    raw = rows.getvalue().encode("utf-8", "replace")
    table.write(raw)
    table.flush()
    os.fsync(table.fileno())
    return msgspec.structs.replace(
        progress,
        done=progress.done + piece.size,
        lines=progress.lines + piece.text.count(b"\n") + (not piece.text.endswith(b"\n")),
        values=progress.values + count,
        written=progress.written + len(raw),
        left_out=progress.left_out + piece.left_out,
    )


def _found(document: Document | None, waits: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Number of the line and what is said of each value; ``waits``: nothing of it stands by itself."""
    if document is None:
        return
    ends = [at for at, sign in enumerate(document.text) if sign == "\n"]
    for items in grouped(document).values():
        first = items[0]
        lane, _ = lane_of(first)
        reason = _NO_LIST if waits and lane is Lane.AUTO else first.reason
        value = first.match.value
        shown = f"'{value}" if value.startswith(_FORMULA) else value
        yield (
            bisect_right(ends, first.match.start - 1) + 1,
            (first.match.kind, shown, first.label.value, (Lane.REVIEW if waits else lane).value, reason),
        )

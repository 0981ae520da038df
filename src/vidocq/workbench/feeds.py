"""Feeds too long to hold: a list of indicators read piece by piece into a table, which an interruption does not lose."""

from __future__ import annotations

import csv
import io
import os
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from vidocq.errors import InputError, SourceError
from vidocq.evidence.extractors.indicators import grouped, lane_of
from vidocq.model import Document, Noun
from vidocq.sources.reader import Received
from vidocq.sources.readers.indicators import READER

#: Bytes that are read at once; a row is never cut, and a quoted cell of several lines is not cut before this many lines more.
_PIECE, _MOST_LINES = 1 << 18, 1000
COLUMNS = ("line", "kind", "value", "label", "lane", "reason")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Progress(Noun, frozen=True, kw_only=True):
    """How far a feed has been read: bytes of it, lines, values written, and the size of the table so far.

    ``size`` and ``changed`` tell the feed again; what was begun on another feed is not gone on with.
    """

    size: int
    changed: int
    done: int = 0
    lines: int = 0
    values: int = 0
    written: int = 0


def stream(feed: Path, out: Path, tell: Callable[[Progress], None] = lambda _: None) -> Progress:
    """Write every value of a feed (one a line, or CSV) with its label to a CSV; memory does not grow with the feed.

    After each piece the table is on the disk and ``OUT.state`` says how far it goes: the same call after an interruption goes on
    there, and what was half written is written anew. A value is given once for each piece of 256 kB that it stands in.

    Args:
        feed: a list of indicators.
        out: the table to write.
        tell: called after each piece.

    Raises:
        SourceError: the feed cannot be read or is no text.
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
    if left is None or not same:
        raise InputError("it is there already", where=str(out), hint="name another file, or remove it and its .state")
    return left


def _keep(state: Path, progress: Progress) -> None:
    """Replace the state in one step, so that it is whole at any time."""
    fresh = state.with_name(f"{state.name}.new")
    fresh.write_bytes(msgspec.json.encode(progress))
    fresh.replace(state)


def _header(source: BinaryIO, name: str) -> bytes:
    """The line of titles of a table; empty for a plain list and for a table without one."""
    source.seek(0)
    first = next(_pieces(source), b"")
    document = _read(first, name)
    line = next((line for line in first.splitlines(keepends=True) if line.strip() and not line.lstrip().startswith(b"#")), b"")
    if document.media_type != "text/csv" or not document.fields:
        return b""
    # A first row that holds a value is no line of titles.
    return line if document.text.find("\n") < document.fields[0].start else b""


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    """Whole rows, some 256 kB at a time."""
    while piece := source.read(_PIECE) + source.readline(_PIECE):
        more = 0
        while piece.count(b'"') % 2 and more < _MOST_LINES and (line := source.readline(_PIECE)):
            piece, more = piece + line, more + 1
        yield piece


def _read(piece: bytes, name: str) -> Document:
    (document,) = READER.read(Received(name=name, content=piece))
    return document


def _written(table: BinaryIO, piece: bytes, header: bytes, progress: Progress, name: str) -> Progress:
    """Write the values of one piece and say how far that is."""
    rows = io.StringIO(newline="")
    writer = csv.writer(rows, lineterminator="\n")
    if not progress.done:
        writer.writerow(COLUMNS)
    begins = bool(progress.done) and bool(header)
    before = progress.lines - begins
    count = 0
    for line, values in _found(_read((header if begins else b"") + piece, name) if piece.strip() else None):
        writer.writerow((before + line, *values))
        count += 1
    raw = rows.getvalue().encode("utf-8", "replace")
    table.write(raw)
    table.flush()
    os.fsync(table.fileno())
    return msgspec.structs.replace(
        progress,
        done=progress.done + len(piece),
        lines=progress.lines + piece.count(b"\n") + (not piece.endswith(b"\n")),
        values=progress.values + count,
        written=progress.written + len(raw),
    )


def _found(document: Document | None) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Number of the line and what is said of each value."""
    if document is None:
        return
    ends = [at for at, sign in enumerate(document.text) if sign == "\n"]
    for items in grouped(document).values():
        first = items[0]
        lane, _ = lane_of(first)
        value = first.match.value
        shown = f"'{value}" if value.startswith(_FORMULA) else value
        yield (
            bisect_right(ends, first.match.start - 1) + 1,
            (first.match.kind, shown, first.label.value, lane.value, first.reason),
        )

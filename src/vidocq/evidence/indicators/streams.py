"""Scan a text that comes in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.scanner import scan

_OVERLAP, _CONTEXT, _BUFFER = 8192, 256, 1 << 20


def scan_stream(chunks: Iterable[str]) -> Iterator[Match]:
    """Scan a text that comes in pieces (a file of any size); memory stays at a few megabytes, offsets count from the start."""
    held, base, done = "", 0, 0
    for chunk in chunks:
        held += chunk
        while len(held) >= _BUFFER + _OVERLAP:
            cut = _cut(held)
            cut, ready = _ready(held, base, done, cut)
            yield from ready
            done = base + cut
            keep = max(cut - _CONTEXT, 0)
            held, base = held[keep:], base + keep
    _, ready = _ready(held, base, done, len(held))
    yield from ready


def _cut(held: str) -> int:
    """Where the part that can be given out ends: a line's end if there is one, well before the end of what is there."""
    limit = min(len(held) - _OVERLAP, _BUFFER)
    line = held.rfind("\n", _CONTEXT + 1, limit)
    word = held.rfind(" ", _CONTEXT + 1, limit) if line < 0 else line
    return word + 1 if word >= 0 else limit


def _ready(held: str, base: int, done: int, cut: int) -> tuple[int, list[Match]]:
    """Matches that start before the cut; the cut moves before a match that reaches over it."""
    matches = [match for match in scan(held[: cut + _OVERLAP]) if match.start + base >= done]
    for match in matches:
        if match.start < cut < match.end and match.start + base > done:
            cut = match.start
            break
    return cut, [_moved(match, base) for match in matches if match.start < cut]


def _moved(match: Match, by: int) -> Match:
    return Match(
        match.kind,
        match.value,
        match.start + by,
        match.end + by,
        match.written,
        match.rule,
        match.flags,
        match.within,
        match.port,
    )

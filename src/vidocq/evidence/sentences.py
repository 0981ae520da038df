"""Cut text into sentences with their offsets, in one pass and without a language model."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

#: A "sentence" longer than this is cut: tables and blobs are no sentences, and nobody reads a quote of a page.
LONGEST = 1200

# A full stop, question or exclamation mark (with closing quotes) before white space, or a line's end.
_BREAK = re.compile(r"[.!?…。][\"'”’)\]]{0,3}(?=\s)|[\r\n]+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|cf|vs|mr|mrs|ms|dr|prof|gen|col|lt|no|nr|fig|inc|ltd|co|corp|jr|sr|st|approx|u\.s|u\.k|u\.n|"
    r"jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|[a-z])\.$",
    re.IGNORECASE,
)
_HANGING = re.compile(
    r"(?:,|\b(?:the|a|an|of|by|and|or|to|in|on|with|for|from|that|which|as|at|is|are|was|were|has|have|its|their))\s*$"
)
_WRAP_WIDTH = 45  # lines shorter than this are headings, cells and list items, never a wrapped paragraph


class Span(NamedTuple):
    """A half-open span of text, in code points."""

    start: int
    end: int


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Give the spans of the sentences in ``text[start:end]``, trimmed of white space, in order; linear in the length."""
    stop = len(text) if end is None else min(end, len(text))
    begin = start
    line = start
    for match in _BREAK.finditer(text, start, stop):
        newline = match[0][0] in "\r\n"
        ends = _line_ends(text, line, match, stop) if newline else _stop_ends(text, begin, match.end(), stop)
        if newline:
            line = match.end()
        if ends:
            yield from _trimmed(text, begin, match.end())
            begin = match.end()
    yield from _trimmed(text, begin, stop)


class SentenceIndex:
    """Sentences of a text, to be asked which one an offset stands in."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = tuple(spans)
        self._starts = [span.start for span in self.spans]

    @classmethod
    def of(cls, text: str) -> SentenceIndex:
        """Cut ``text`` and index it; the last few are kept, for several readers ask for the same text."""
        return _indexed(text)

    def number(self, offset: int) -> int:
        """Give the index of the last sentence that starts at or before ``offset`` (-1: before the first)."""
        return bisect_right(self._starts, offset) - 1

    def around(self, start: int, end: int) -> Span:
        """Give the sentence that ``start`` stands in, stretched to ``end`` where a value crosses its border."""
        at = self.number(start)
        if at < 0:
            return Span(start, end)
        found = self.spans[at]
        if found.end <= start:  # between two sentences
            return Span(start, end)
        return Span(found.start, max(found.end, end))


@lru_cache(maxsize=4)
def _indexed(text: str) -> SentenceIndex:
    return SentenceIndex(tuple(sentences(text)))


def _stop_ends(text: str, begin: int, end: int, stop: int) -> bool:
    following = text[end : min(end + 3, stop)].lstrip(" \t\u00a0")
    if following[:1].islower():
        return False
    return not _ABBREVIATION.search(text[max(begin, end - 12) : end])


def _line_ends(text: str, line: int, match: re.Match[str], stop: int) -> bool:
    """Whether a line break ends a sentence: always, but for the wrapped lines of a paragraph (PDF and plain text)."""
    if match[0].count("\n") > 1 or match[0].count("\r") > 1:
        return True
    if match.start() - line < _WRAP_WIDTH:
        return True
    following = text[match.end() : min(match.end() + 2, stop)]
    if following[:1].islower():
        return False
    return not (following.strip() and _HANGING.search(text[max(line, match.start() - 12) : match.start()]))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield Span(start, cut)
        start = cut + (text[cut : cut + 1] == " ")
    if start < end:
        yield Span(start, end)

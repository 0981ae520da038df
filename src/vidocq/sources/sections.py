"""Divide a text into headline, subtitle, body, commentary, keywords and the rest, by what its lines say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vidocq.model import Noun, Section, SectionRole
from vidocq.sources import blocks, headings, lists
from vidocq.sources.headings import BOLD, PLAIN
from vidocq.sources.heads import HEAD_LIMIT, PROSE, Head, Line

_TECHNICAL = re.compile(r"\b[0-9a-fA-F]{32,64}\b|\[\.\]|hxxp|\bT1\d{3}\b|\bCVE-\d{4}-|\bSHA-?(?:1|256)\b|\bMD5\b|\bC2\b|\bC&C\b")
_FENCE = re.compile(r"(?:```|~~~)\s*[\w+.-]*$")
_LISTING = re.compile(r"(?:-{4}|\.{4})$")
_RULE_BEGIN = re.compile(r"(?:(?:private|global)\s+)*rule\s+\w+\s*(?::[\w\s]*)?\{?$")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})$")
_WHOLE = 0.6
_ITEM = re.compile(r"[\[(•*\-–>|]|\d{1,3}[.)\]]")
_INNER_END = re.compile(r"[a-z][.!?][\"'”’)\]]*(?:\s+[A-Z]|$)")


#: Lines that are looked at one by one; what follows is body.
LINE_LIMIT = 200_000


class Mark(Noun, frozen=True, kw_only=True):
    """A span whose role the format itself gives; ``level`` 1 to 6 makes it a heading (then ``role`` is not looked at)."""

    start: int
    end: int
    role: SectionRole = SectionRole.BODY
    level: int = 0


class Division(Noun, frozen=True, kw_only=True):
    """What a text says of itself: its sections in order, and title, subtitle, publisher, date of publication (EDTF)."""

    sections: tuple[Section, ...]
    title: str | None = None
    subtitle: str | None = None
    publisher: str | None = None
    published: str | None = None
    notes: tuple[str, ...] = ()


class _Span(NamedTuple):
    start: int
    end: int
    role: SectionRole


def divide(text: str, marks: tuple[Mark, ...] = (), *, title: str | None = None) -> Division:
    """Divide a text.

    Args:
        text: the document's text.
        marks: spans that the format gives a role or a heading's level, outer ones before inner ones.
        title: the title, where the format gives one.
    """
    lines = _lines(text)
    notes: tuple[str, ...] = ()
    if len(lines) > LINE_LIMIT:
        del lines[LINE_LIMIT:]
        notes = (f"More than {LINE_LIMIT:,} lines: what follows them was not divided into sections.",)
    flat = list(_flat(text, marks))
    head = Head(_without(lines[:HEAD_LIMIT], flat), _levels(lines, marks), title)
    walk = _Walk(lines, head, bool(_TECHNICAL.search(text[:200_000])))
    spans = walk.spans()
    if spans and spans[-1].end < len(text):
        spans.append(_Span(spans[-1].end, len(text), SectionRole.BODY))
    spans = _overlay(spans, flat)
    spans = _overlay(spans, list(_listings(text, lines, spans)))
    return Division(
        sections=tuple(_sections(text, spans)),
        title=title or head.title,
        subtitle=head.subtitle
        or next((" ".join(text[span.start : span.end].split()) for span in flat if _is_subtitle(span)), None),
        publisher=head.publisher or walk.publisher,
        published=head.published,
        notes=(*notes, *head.notes, *(() if head.publisher else walk.notes())),
    )


def _lines(text: str) -> list[Line]:
    """Lines with their offsets (the newline belongs to the line), empty ones included."""
    found: list[Line] = []
    start = 0
    for raw in text.split("\n", LINE_LIMIT + 1):
        end = min(start + len(raw) + 1, len(text))
        found.append(Line(start, end, raw.strip()))
        start = end
    return found


def _is_subtitle(span: _Span) -> bool:
    return span.role is SectionRole.SUBTITLE and span.end - span.start <= 400


def _without(lines: list[Line], spans: list[_Span]) -> list[Line]:
    """The lines with those emptied that the format itself says are no content: a menu or a running header is no title."""
    barred = [span for span in spans if span.role in _BARRED]
    found, number = [], 0
    for line in lines:
        while number < len(barred) and barred[number].end <= line.start:
            number += 1
        inside = number < len(barred) and barred[number].start <= line.start
        found.append(line._replace(text="") if inside else line)
    return found


def _triples(lines: list[Line]) -> list[tuple[int, int, str]]:
    return [(line.start, line.end, line.text) for line in lines]


def _listings(text: str, lines: list[Line], spans: list[_Span]) -> Iterator[_Span]:
    """Runs of indicators; within links and parts of the page only such runs as no menu or bibliography has."""
    at = 0
    for start, end in lists.runs(_triples(lines)):
        while at < len(spans) and spans[at].end <= start:
            at += 1
        inside = at < len(spans) and spans[at].role in _BARRED
        if not inside or blocks.is_listing(text[start:end]):
            yield _Span(start, end, SectionRole.INDICATORS)


def _levels(lines: list[Line], marks: tuple[Mark, ...]) -> dict[int, int]:
    """Level of each line that the format, or a line drawn under it, makes a heading; keys are line numbers."""
    levels = {}
    wanted = sorted((mark.end - 1, mark.level) for mark in marks if mark.level)
    number = 0
    for offset, level in wanted:
        while number < len(lines) and lines[number].end <= offset:
            number += 1
        if number < len(lines) and lines[number].text:
            levels[number] = level
    for number in range(1, len(lines)):
        line = lines[number].text
        if (
            line
            and line[0] in "=-"
            and _UNDERLINE.match(line)
            and 0 < len(lines[number - 1].text) <= 2 * len(line)
            and len(line) > 4
        ):
            levels.setdefault(number - 1, 1 if line[0] == "=" else 2)
    return levels


class _Walk:
    """Goes over the lines once and says which role each has. State: the block that is open and the level that opened it."""

    def __init__(self, lines: list[Line], head: Head, technical: bool) -> None:
        self.publisher: str | None = None
        self._lines = lines
        self._head = head
        self._technical = technical
        self._asciidoc = any(line.text.startswith(("= ", "== ")) for line in lines[:60])
        self._role = SectionRole.BODY
        self._level = 0
        self._fence: str | None = None
        self._listed = False
        self._block: blocks.Block | None = None

    def spans(self) -> list[_Span]:
        """A span for each line; empty lines go with the line before."""
        found: list[_Span] = []
        for number, line in enumerate(self._lines):
            role = self._role_of(number, line.text) if line.text else None
            if role is None and found:
                role = self._fenced() or (found[-1].role if found[-1].role not in _ONE_LINE else self._role)
            role = role or SectionRole.BODY
            if found and found[-1].role is role and role not in _ONE_LINE:
                found[-1] = _Span(found[-1].start, line.end, role)
            else:
                found.append(_Span(line.start, line.end, role))
        return found

    def notes(self) -> tuple[str, ...]:
        """How the publisher was found."""
        if self.publisher is None:
            return ()
        return (f"The publisher ({self.publisher}) is named only in the heading of its commentary.",)

    def _role_of(self, number: int, line: str) -> SectionRole:
        fenced = self._fence_role(line)
        if fenced is not None:
            return fenced
        given = self._head.roles.get(number)
        if given is not None:
            return given
        heading = headings.heading(line, self._head.levels.get(number, 0))
        if heading is not None:
            return self._at_heading(number, heading)
        label = headings.label(line, self._technical)
        if label is not None and self._role is not SectionRole.INDICATORS:
            return self._at_label(label)
        if headings.is_meta(line, at_head=False) and not blocks.is_technical(line):
            return SectionRole.BOILERPLATE
        if self._is_over(number, line):
            self._role, self._level, self._block = SectionRole.BODY, 0, None
        elif self._block is not None and blocks.is_technical(line):
            return SectionRole.INDICATORS
        if line[0] == ">" and self._role is SectionRole.BODY and not lists.is_indicator(line):
            return SectionRole.QUOTE
        return self._role

    def _at_heading(self, number: int, heading: headings.Heading) -> SectionRole:
        if heading.role is SectionRole.COMMENTARY:
            # In a technical report "Analyse", "Comment" or "Example's analysis" is about the matter.
            if self._technical and heading.words.casefold().endswith(("analyse", "comment", "analysis")):
                return self._at_heading(number, heading._replace(role=None))
            self._credit(heading.words)
        if heading.role is not None and not (heading.level == PLAIN and self._inside(heading.role)):
            self._role, self._level, self._listed = heading.role, heading.level, False
            self._block = blocks.opened(heading.role, heading.words, marked=heading.level < BOLD)
        elif heading.role is None and self._closes(number, heading.level):
            self._role, self._level, self._block = SectionRole.BODY, 0, None
        return self._role

    def _inside(self, role: SectionRole) -> bool:
        """Whether a plain line such as "Targets" is a caption within an announced list and not its end."""
        return role is SectionRole.BODY and self._role in (SectionRole.INDICATORS, SectionRole.COMMENTARY) and self._level < PLAIN

    def _closes(self, number: int, level: int) -> bool:
        """Whether a heading that announces nothing ends the open block: an equal or higher one does, a lower one does not."""
        if self._role is SectionRole.BODY:
            return False
        if self._level < BOLD:
            return level <= self._level
        return level < BOLD or self._role is not SectionRole.INDICATORS or self._prose_follows(number)

    def _prose_follows(self, number: int) -> bool:
        following = (line.text for line in self._lines[number + 1 : number + 6] if line.text)
        return len(next(following, "")) >= PROSE

    def _at_label(self, label: headings.Label) -> SectionRole:
        if label.role is SectionRole.COMMENTARY:
            self._role, self._level, self._block = label.role, PLAIN, None
            self.publisher = self.publisher or label.owner
        return label.role

    def _credit(self, words: str) -> None:
        found = headings.label(f"{words}:" + " " * 80, self._technical)
        if found is not None:
            self.publisher = self.publisher or found.owner

    def _is_over(self, number: int, line: str) -> bool:
        """Whether the open block ends at a line although no heading says so: lists end where prose begins."""
        if self._block is not None:
            following = [later.text for later in self._lines[number : number + blocks.LOOK_AHEAD]]
            prose = self._level >= BOLD and self._is_prose(number)
            return prose or self._block.ends(following)
        if self._role is SectionRole.INDICATORS:
            # An introduction may stand before the list; prose after it is no part of it.
            self._listed = self._listed or lists.is_indicator(line)
            return self._listed and self._level >= BOLD and self._is_prose(number)
        return self._role is SectionRole.KEYWORDS and (len(line) > 80 or line[-1] == "." or blocks.is_technical(line))

    def _is_prose(self, number: int) -> bool:
        """Whether a paragraph of prose begins at a line, be it one long line or several wrapped ones."""
        following = [line.text for line in self._lines[number : number + 4]]
        if len(following[0]) < PROSE:
            if min(map(len, following)) < 50 or any(_ITEM.match(line) for line in following):
                return False
        else:
            following = following[:1]
        joined = " ".join(following)
        return "://" not in joined and joined.count(" ") >= 30 and _INNER_END.search(joined) is not None

    def _fenced(self) -> SectionRole | None:
        return SectionRole.CODE if self._fence is not None else None

    def _fence_role(self, line: str) -> SectionRole | None:
        """Role of a line in, or at the edge of, a block of code."""
        if self._fence is not None:
            if line == self._fence or (self._fence[0] in "`~" and line.startswith(self._fence)):
                self._fence = None
            return SectionRole.CODE
        if _FENCE.match(line):
            self._fence = line[:3]
        elif self._asciidoc and _LISTING.match(line):
            self._fence = line
        elif _RULE_BEGIN.match(line):
            self._fence = "}"
        return SectionRole.CODE if self._fence is not None else None


_ONE_LINE = frozenset({SectionRole.HEADLINE, SectionRole.SUBTITLE})
#: What a list of indicators is never a part of, wherever a page puts it.
_YIELDS = frozenset({SectionRole.CODE, SectionRole.BOILERPLATE, SectionRole.RELATED, SectionRole.KEYWORDS})
_BARRED = frozenset({SectionRole.BOILERPLATE, SectionRole.RELATED, SectionRole.KEYWORDS, SectionRole.COMMENTARY})


def _flat(text: str, marks: Iterable[Mark]) -> Iterator[_Span]:
    """Disjoint spans of nested marks: the inner one wins, unless the outer one is no evidence."""
    half = _WHOLE * len(text)
    stack: list[_Span] = []
    position = 0
    for mark in marks:
        # A form or a named part around the whole page says nothing of what is in it.
        if mark.level or mark.role is SectionRole.BODY or (mark.role in _BARRED and mark.end - mark.start > half):
            continue
        start = mark.start
        while start < mark.end and text[start].isspace():
            start += 1
        while stack and stack[-1].end <= start:
            top = stack.pop()
            if top.end > position:
                yield _Span(max(position, top.start), top.end, top.role)
                position = top.end
        if stack and stack[-1].role in _BARRED:
            continue
        if stack and start > max(position, stack[-1].start):
            yield _Span(max(position, stack[-1].start), start, stack[-1].role)
        position = max(position, start)
        if mark.end > start:
            stack.append(_Span(start, mark.end, mark.role))
    while stack:
        top = stack.pop()
        if top.end > position:
            yield _Span(max(position, top.start), top.end, top.role)
            position = top.end


def _overlay(base: list[_Span], top: list[_Span]) -> list[_Span]:
    """Lay one list of disjoint spans over another; linear in both."""
    found: list[_Span] = []
    number = 0
    for span in base:
        start = span.start
        while number < len(top) and top[number].end <= start:
            number += 1
        at = number
        while at < len(top) and top[at].start < span.end:
            over = top[at]
            if _wins(span.role, over.role):
                if over.start > start:
                    found.append(_Span(start, over.start, span.role))
                end = min(over.end, span.end)
                found.append(_Span(max(start, over.start), end, over.role))
                start = end
            at += 1
        if start < span.end:
            found.append(_Span(start, span.end, span.role))
    return found


def _wins(base: SectionRole, top: SectionRole) -> bool:
    if base in _ONE_LINE:
        return False
    if top in _BARRED or top in _ONE_LINE:
        return True
    return base is SectionRole.BODY or (base in _YIELDS and top is SectionRole.INDICATORS)


def _sections(text: str, spans: list[_Span]) -> Iterator[Section]:
    """Join neighbours of one role; white space alone is no section; titles end where their line ends."""
    current: _Span | None = None
    for span in spans:
        if not text[span.start : span.end].strip():
            if current is not None and current.role not in _ONE_LINE:
                current = _Span(current.start, span.end, current.role)
            continue
        if current is not None and current.role is span.role and current.end == span.start and span.role not in _ONE_LINE:
            current = _Span(current.start, span.end, span.role)
            continue
        if current is not None:
            yield _trimmed(text, current)
        current = span
    if current is not None:
        yield _trimmed(text, current)


def _trimmed(text: str, span: _Span) -> Section:
    end = span.end
    if span.role in _ONE_LINE:
        end = span.start + len(text[span.start : span.end].rstrip())
    return Section(role=span.role, start=span.start, end=end)

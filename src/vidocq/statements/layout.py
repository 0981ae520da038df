"""How a text is laid out: headline, subtitle, body, commentary, keywords; and its sentences with their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from vidocq.model import Document, Section, SectionRole
from vidocq.statements.lexicon import alternatives, words

#: Longer paragraphs are cut here, so that no pattern ever sees an unbounded stretch of text.
MAX_SENTENCE = 1200
_TITLE_MAX = 170
_LIST_SHARE = 0.8


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of a document and the role of the section it stands in; ``paragraph`` counts from 0."""

    text: str
    start: int
    role: SectionRole
    paragraph: int

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.start + len(self.text)


class _Line(msgspec.Struct, frozen=True):
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@cache
def _heading(name: str) -> re.Pattern[str]:
    listed = alternatives(words(name))
    owner = r"(?:(?:[A-Z][\w.&-]*\s){0,4}[A-Z][\w.&-]*['’]s?\s)?" if name == "commentary_heading" else ""
    return re.compile(rf"^\W{{0,4}}(?:{owner}(?i:{listed}|view|take))\s*(?::|[—–-]\s|$)")


_META = re.compile(
    r"^\W{0,3}(?:published|updated|posted|last (?:updated|modified)|date|author|by\s+[A-Z]|source|photo|image|"
    r"credit|\d+\s*-?\s*min(?:ute)?s?\s+read\w*"
    r"|reading time|share|subscribe|copyright|©|\(c\)|all rights reserved|isbn|page \d+|advertisement|sign up|"
    r"newsletter)\b.{0,160}$",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"^(?:QUESTION|Question|Q|REPORTER|JOURNALIST)\s?(?:\([^)]*\))?\s?[:.]\s")
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*\s*$")
_DATE_ONLY = re.compile(
    r"^[\W\d]*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?(?:\d{1,2}\s+)?[A-Z][a-z]{2,8}\.?\s+\d{1,2}?,?\s*\d{4}.{0,20}$"
)


def _lines(text: str) -> Iterator[_Line]:
    for match in re.finditer(r"[^\n\r]+", text):
        stripped = match.group().strip()
        if stripped:
            yield _Line(stripped, match.start() + match.group().index(stripped[0]))


def sections_of(document: Document) -> tuple[Section, ...]:
    """Sections of a document: what its reader named, and, in the parts left as body, what the headings and titles show."""
    named = sorted(
        (section for section in document.sections if section.role is not SectionRole.BODY),
        key=lambda section: section.start,
    )
    found: list[Section] = []
    at = 0
    for section in _guess(document.text):
        while at < len(named) and named[at].end <= section.start:
            at += 1
        inside = at < len(named) and named[at].start <= section.start
        role = named[at].role if inside else section.role
        if role is SectionRole.INDICATORS and document.fields:
            continue  # typed values and their particulars: nobody says anything in them
        found.append(Section(role=role, start=section.start, end=section.end))
    return tuple(found)


def _guess(text: str) -> Iterator[Section]:
    lines = list(_lines(text))
    listed = _is_list_of_headlines(lines)
    titles, carried = 0, None
    for number, line in enumerate(lines):
        role = _fixed_role(line.text)
        if role in (SectionRole.COMMENTARY, SectionRole.KEYWORDS, SectionRole.RELATED):
            carried = None if role is SectionRole.KEYWORDS else role
        elif carried is not None:
            role = carried
        elif role is None and (listed or (titles < 2 and number < 6 and len(lines) > 1 and _is_title(line.text))):
            role = SectionRole.HEADLINE if listed or titles == 0 else SectionRole.SUBTITLE
            titles += 1
        elif role is None:
            role, titles = SectionRole.BODY, 2
        yield Section(role=role, start=line.start, end=line.end)


def _fixed_role(line: str) -> SectionRole | None:
    if _heading("commentary_heading").match(line):
        return SectionRole.COMMENTARY
    if _heading("keyword_heading").match(line):
        return SectionRole.KEYWORDS
    if _heading("related_heading").match(line):
        return SectionRole.RELATED
    if _QUESTION.match(line):
        return SectionRole.BOILERPLATE  # what a questioner says is no party's statement
    if _META.match(line) or _DATE_ONLY.match(line):
        return SectionRole.BOILERPLATE
    return None


def _is_title(line: str) -> bool:
    return (
        len(line) <= _TITLE_MAX
        and not _ENDS.search(line)
        and len(line.split()) >= 3
        and line[0] not in '"“@#'
        and line[-1] not in ",;"
    )


def _is_list_of_headlines(lines: list[_Line]) -> bool:
    """Whether nearly every line is a title: then no line is a body that could bear another out."""
    return len(lines) >= 3 and sum(_is_title(line.text) for line in lines) >= _LIST_SHARE * len(lines)


_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|Col|Maj|Capt|Sgt|Sen|Rep|Gov|Amb|Inc|Ltd|Corp|Co|Jr|Sr|vs|No|Nos|"
    r"Art|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?"
    r"|Oct|Nov|Dec|e\.g|i\.e|cf|approx|Dept|Fig|Hon|Rt|Min|pp?)|\b[A-Z]|\b(?:[A-Z]\.)+[A-Z]|\ba\.m|\bp\.m)\.$"
)
_STARTERS = frozenset(
    {
        "The",
        "It",
        "In",
        "He",
        "She",
        "They",
        "A",
        "An",
        "This",
        "That",
        "These",
        "On",
        "But",
        "We",
        "No",
        "At",
        "Its",
        "His",
        "Her",
        "For",
    }
)
_BREAK = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9À-Ý@#«])|\n\s*\n|\n")


def sentences_of(document: Document) -> tuple[Sentence, ...]:
    """All sentences outside white space, in order; their offsets are exact.

    A wrapped line does not end a sentence; a blank line or a line that ends a section always does.
    """
    found: list[Sentence] = []
    for paragraph, (role, start, end) in enumerate(_blocks(document)):
        for low, high in _split(document.text, start, end):
            found.append(Sentence(text=document.text[low:high], start=low, role=role, paragraph=paragraph))
    return tuple(found)


def _blocks(document: Document) -> Iterator[tuple[SectionRole, int, int]]:
    """Join wrapped lines of one role into blocks."""
    text = document.text
    pending: tuple[SectionRole, int, int] | None = None
    for section in sections_of(document):
        if pending and pending[0] is section.role is SectionRole.BODY and _wrapped(text, pending[1], pending[2], section.start):
            pending = (section.role, pending[1], section.end)
            continue
        if pending:
            yield pending
        pending = (section.role, section.start, section.end)
    if pending:
        yield pending


def _wrapped(text: str, start: int, end: int, following: int) -> bool:
    gap = text[end:following]
    if gap.count("\n") > 1:
        return False
    last_line = text[start:end].rsplit("\n", 1)[-1]
    lower = text[following : following + 1].islower()
    return lower or (not _ENDS.search(last_line) and 45 <= len(last_line) <= 110 and last_line[-1] not in ":")


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    low = start
    for match in _BREAK.finditer(text, start, end):
        if match.group().startswith("\n") or _breaks(text, low, match):
            yield from _cut(text, low, match.start() if match.group().startswith("\n") else match.end())
            low = match.end()
    yield from _cut(text, low, end)


def _breaks(text: str, low: int, match: re.Match[str]) -> bool:
    head = text[max(low, match.start() - 12) : match.start() + 1]
    if match.group()[0] != "." or not _ABBREVIATED.search(head):
        return True
    following = re.match(r"\s+([\w']+)", text[match.end() : match.end() + 20])
    return bool(following and following.group(1) in _STARTERS and re.search(r"(?:[A-Z]\.){2,}$|[ap]\.m\.$", head))


def _cut(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Trim white space and cut what is too long at a blank."""
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    while high - low > MAX_SENTENCE:
        middle = text.rfind(" ", low + 1, low + MAX_SENTENCE)
        middle = middle if middle > low else low + MAX_SENTENCE
        yield low, middle
        low = middle
        while low < high and text[low].isspace():
            low += 1
    if low < high:
        yield low, high

"""Find title, subtitle, date of publication and publisher in the first lines of a text."""

from __future__ import annotations

import re
from typing import NamedTuple

from vidocq.model import SectionRole
from vidocq.sources import dates, headings, lists
from vidocq.sources.headings import BOLD

#: From here on a line is a paragraph of prose.
PROSE = 200
#: How many lines from the top may belong to the head (title, date, byline, subtitle), and where a format's title is looked for.
_HEAD_LINES = 12
HEAD_LIMIT = 400
#: A longer line that is neither title nor about the page begins the body, even if it is wrapped and ends no sentence.
_SHORT = 60
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_PUBLISHER = re.compile(r"\b(?:[Pp]ublisher|PUBLISHER|[Pp]ublished by):?\s+(?=[A-Z])([^.,;|\n]{2,80})")


class Line(NamedTuple):
    """A line: offsets of its begin and of the begin of the next, and its text without outer white space."""

    start: int
    end: int
    text: str


class Head:
    """Title, date, byline and subtitle in the first lines. ``roles`` maps line numbers to the role found."""

    def __init__(self, lines: list[Line], levels: dict[int, int], title: str | None) -> None:
        self.title: str | None = None
        self.subtitle: str | None = None
        self.published: str | None = None
        self.publisher: str | None = None
        self.notes: tuple[str, ...] = ()
        self.roles: dict[int, SectionRole] = {}
        self.levels = levels
        self._lines = lines
        self._find(title)

    def _find(self, title: str | None) -> None:
        top = [number for number in range(min(len(self._lines), HEAD_LIMIT)) if self._lines[number].text]
        at = self._headline(top, title)
        begin = top.index(at) + 1 if at is not None else 0
        for number in top[begin : begin + _HEAD_LINES]:
            line = self._lines[number].text
            if headings.is_meta(line, at_head=True):
                self.roles[number] = SectionRole.BOILERPLATE
                self._date(line)
            elif len(line) >= PROSE or self.levels.get(number) or headings.heading(line):
                if not (at is not None and _same(line, self.title)):
                    break
            elif at is not None and self.subtitle is None and self._is_subtitle(number):
                self.subtitle = line
                self.roles[number] = SectionRole.SUBTITLE
            elif len(line) > _SHORT or headings.ends_sentence(line):
                break

    def _headline(self, top: list[int], title: str | None) -> int | None:
        """Number of the headline's line: the one the format names, else the first line if it may be a title."""
        for number in top if title else ():
            if _same(self._lines[number].text, title):
                return self._take(number, title or "")
        if title is not None:
            # A page's own word for its title often differs from the heading that is shown.
            shown = next((number for number in top if self.levels.get(number) == 1), None)
            return self._take(shown, _plain(self._lines[shown].text)) if shown is not None else None
        for number in top[:_HEAD_LINES]:
            line = self._lines[number].text
            if headings.is_meta(line, at_head=True):
                self.roles[number] = SectionRole.BOILERPLATE
                self._date(line)
                continue
            marked = headings.heading(line, self.levels.get(number, 0))
            if (
                marked is not None
                and marked.level <= BOLD
                and len(marked.words) >= 8
                and marked.role in (None, SectionRole.INDICATORS)
            ):
                return self._take(number, marked.words)
            if marked is None and self._is_headline(number):
                return self._take(number, line)
            return self._wrapped(number) if marked is None else None
        return None

    def _wrapped(self, number: int) -> int | None:
        """A title over two lines, as on the first page of a PDF: only where a date or a byline follows it."""
        pair = [line.text for line in self._lines[number : number + 3]]
        if len(pair) < 3 or not all(pair) or not headings.is_meta(pair[2], at_head=True):
            return None
        whole = f"{pair[0]} {pair[1]}"
        if not headings.is_title(whole, dated=True) or headings.is_meta(pair[1], at_head=True):
            return None
        self._take(number, whole)
        return self._take(number + 1, whole)

    def _is_headline(self, number: int) -> bool:
        line = self._lines[number].text
        following = next((after.text for after in self._lines[number + 1 : number + 4] if after.text), "")
        dated = headings.is_meta(following, at_head=True)
        return headings.is_title(line, dated) and self._stands_alone(number) and not lists.is_indicator(line)

    def _take(self, number: int, title: str) -> int:
        self.title = title
        self.roles[number] = SectionRole.HEADLINE
        return number

    def _next(self, number: int) -> str:
        """The next line that is not empty and not about the page."""
        for line in self._lines[number + 1 : number + 12]:
            if line.text and not headings.is_meta(line.text, at_head=True):
                return line.text
        return ""

    def _stands_alone(self, number: int) -> bool:
        following = self._next(number)
        return bool(following) and not following[0].islower()

    def _is_subtitle(self, number: int) -> bool:
        line = self._lines[number].text
        return (
            headings.is_title(line)
            and len(line.split()) >= 4
            and not headings.is_date(line)
            and not _same(line, self.title)
            and self._stands_alone(number)
            and not line[0].islower()
            and len(self._next(number)) >= 80
        )

    def _date(self, line: str) -> None:
        """Take date and publisher from a line about the page."""
        named = _PUBLISHER.search(line)
        if named is not None and self.publisher is None:
            self.publisher = named.group(1).strip()
        found = dates.find(line)
        if found is None or self.published is not None:
            return
        self.published = found[0]
        day = _WEEKDAY.search(line)
        if day is not None and _WEEKDAYS[dates.weekday(found[0])] != day.group(1).lower():
            self.notes = (f"The printed weekday does not fit the date of publication: {line[:80]!r}.",)


def _same(line: str, title: str | None) -> bool:
    return title is not None and _plain(line).casefold() == _plain(title).casefold()


def _plain(line: str) -> str:
    return " ".join(line.strip("#=*_ \t").split())

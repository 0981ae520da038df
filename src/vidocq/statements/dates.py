"""Dates as the text gives them: EDTF with their precision, and every reading where the text leaves more than one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from vidocq.model import Certainty, Document, EventDate, Reading, SectionRole
from vidocq.statements.layout import Sentence

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}

_FULL = re.compile(
    (
        rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?({_MONTH}),?\s(\d{{4}})|({_MONTH})\s(\d{{1,2}})(?:st|nd|rd|"
        rf"th)?,?\s(\d{{4}})|(\d{{4}})-(\d{{2}})-(\d{{2}}))\b"
    ),
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"\b(?:on\s)?(?:(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?({_MONTH})|({_MONTH})\s(\d{{1,2}})(?:st|nd|rd|th)?)\b(?!,?\s\d{{4}})",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"\b(?:in\s|since\s)?(early|mid|late|the\send\sof|the\sbeginning\sof)[-\s]({_MONTH}|\d{{4}})(?:,?\s(\d{{4}}))?\b",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(rf"\b({_MONTH}),?\s(\d{{4}})\b", re.IGNORECASE)
_MONTH_ONLY = re.compile(rf"\b(?:in|since|last|this)\s({_MONTH})\b(?!\s\d)", re.IGNORECASE)
_SEASON = re.compile(
    (
        r"\b(?:(early|late|mid)[-\s])?(spring|summer|autumn|fall|winter)(?:\sof)?(?:\s(\d{4}))?\b|\blast\s(spring|"
        r"summer|autumn|winter)\b"
    ),
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|from)\s(\d{4})\s(?:and|to|until)\s(\d{4})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:in|since|during|from|of|a|the|began in|late|early)?\s?((?:19|20)\d{2})\b(?!-\d)")
_RELATIVE_YEAR = re.compile(r"\b(last|this)\syear\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:on\s)?(?:late\son\s|early\son\s|last\s)?(" + "|".join(_WEEKDAYS) + r")\b", re.IGNORECASE)
_NEAR = re.compile(r"\b(today|yesterday|a day earlier|the day before|earlier today)\b", re.IGNORECASE)

_THIRDS = {"early": (1, 10), "the beginning of": (1, 10), "mid": (11, 20), "late": (21, 31), "the end of": (21, 31)}


def parse_edtf_day(edtf: str | None) -> date | None:
    """The day an EDTF string begins with, or None where it names no day."""
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", edtf or "")
    if not match:
        return None
    try:
        return date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
    except ValueError:
        return None


class DateReader:
    """Reads dates against one document's date of publication."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.published = parse_edtf_day(document.published) or self._printed()

    def _printed(self) -> date | None:
        """The date of publication printed above the text."""
        head = self.document.text[:400]
        match = re.search(r"(?i)(?:published|posted|updated|date)\W{0,3}[^\n]{0,60}", head)
        found = _FULL.search(match.group()) if match else None
        return _full(found) if found else None

    def in_sentence(self, sentence: Sentence) -> EventDate | None:
        """The first date in a sentence."""
        return self.within(sentence.text, sentence.start)

    def of_statement(self, sentence: Sentence) -> EventDate | None:
        """When a statement was made: a weekday or "today" read against the date of publication; else at the latest on it."""
        if sentence.role is SectionRole.BOILERPLATE:
            return None
        match = _WEEKDAY.search(sentence.text) or _NEAR.search(sentence.text)
        if match and self.published:
            return self._near(match, sentence.start)
        if self.published:
            return EventDate(
                edtf=f"{self.published.isoformat()}~",
                certainty=Certainty.INFERRED,
                step="no date is given; the date of publication is the latest possible",
            )
        return None

    def _near(self, match: re.Match[str], start: int) -> EventDate:
        assert self.published is not None
        word = match.group(1).lower()
        if word in _WEEKDAYS:
            back = (self.published.weekday() - _WEEKDAYS[word]) % 7
            day = self.published - timedelta(days=back)
            step = "the last such weekday up to the date of publication"
        else:
            day = self.published - timedelta(days=0 if "today" in word else 1)
            step = "counted from the date of publication"
        quote = self.document.quote(start + match.start(), start + match.end())
        return EventDate(edtf=day.isoformat(), surface=match.group(), certainty=Certainty.INFERRED, step=step, support=(quote,))

    def within(self, text: str, start: int) -> EventDate | None:
        """The first and most exact date in ``text``, which stands at ``start`` of the document."""
        for pattern, make in (
            (_FULL, self._of_full),
            (_BETWEEN, self._of_between),
            (_PART, self._of_part),
            (_SEASON, self._of_season),
            (_MONTH_YEAR, self._of_month_year),
            (_DAY, self._of_day),
            (_MONTH_ONLY, self._of_month),
            (_YEAR, self._of_year),
            (_RELATIVE_YEAR, self._of_relative),
        ):
            match = pattern.search(text)
            if match:
                found = make(match)
                if found is not None:
                    edtf, certainty, readings, step = found
                    quote = self.document.quote(start + match.start(), start + match.end())
                    return EventDate(
                        edtf=edtf,
                        surface=match.group().strip(),
                        certainty=certainty,
                        readings=readings,
                        step=step,
                        support=(quote,),
                    )
        return None

    def _of_full(self, match: re.Match[str]) -> _Parsed | None:
        day = _full(match)
        return None if day is None else (day.isoformat(), Certainty.STATED, (), "")

    def _of_between(self, match: re.Match[str]) -> _Parsed:
        return f"{match.group(1)}/{match.group(2)}", Certainty.STATED, (), ""

    def _of_part(self, match: re.Match[str]) -> _Parsed | None:
        part, unit, year = match.group(1).lower(), match.group(2), match.group(3)
        low, high = _THIRDS[part]
        if unit.isdigit():
            months = {"early": ("01", "04"), "mid": ("05", "08"), "late": ("09", "12")}.get(part)
            return None if months is None else (f"{unit}-{months[0]}/{unit}-{months[1]}", Certainty.STATED, (), "")
        month = _MONTHS[unit.rstrip(".").lower()]
        if year:
            last = min(high, calendar.monthrange(int(year), month)[1])
            return f"{year}-{month:02}-{low:02}/{year}-{month:02}-{last:02}", Certainty.STATED, (), ""
        last = min(high, calendar.monthrange(2023, month)[1])
        edtf = f"XXXX-{month:02}-{low:02}/XXXX-{month:02}-{last:02}"
        return (
            edtf,
            Certainty.AMBIGUOUS,
            self._years(month, lambda y: f"{y}-{month:02}-{low:02}/{y}-{month:02}-{last:02}"),
            "the text gives no year",
        )

    def _of_season(self, match: re.Match[str]) -> _Parsed | None:
        season = (match.group(2) or match.group(4)).lower()
        low, high = _SEASONS[season]
        year = match.group(3)
        if year:
            end = int(year) + (1 if high < low else 0)
            return f"{year}-{low:02}/{end}-{high:02}", Certainty.STATED, (), ""
        if match.group(4) and self.published:
            last = self.published.year if (self.published.month, 0) > (high, 0) else self.published.year - 1
            return f"{last}-{low:02}/{last}-{high:02}", Certainty.INFERRED, (), "the last such season before publication"
        return None

    def _of_month_year(self, match: re.Match[str]) -> _Parsed:
        return f"{match.group(2)}-{_MONTHS[match.group(1).rstrip('.').lower()]:02}", Certainty.STATED, (), ""

    def _of_day(self, match: re.Match[str]) -> _Parsed | None:
        day, name = (match.group(1), match.group(2)) if match.group(1) else (match.group(4), match.group(3))
        month = _MONTHS[name.rstrip(".").lower()]
        if not 1 <= int(day) <= 31:
            return None
        edtf = f"XXXX-{month:02}-{int(day):02}"
        return edtf, Certainty.AMBIGUOUS, self._years(month, lambda y: f"{y}-{month:02}-{int(day):02}"), "the text gives no year"

    def _of_month(self, match: re.Match[str]) -> _Parsed:
        month = _MONTHS[match.group(1).rstrip(".").lower()]
        return f"XXXX-{month:02}", Certainty.AMBIGUOUS, self._years(month, lambda y: f"{y}-{month:02}"), "the text gives no year"

    def _of_year(self, match: re.Match[str]) -> _Parsed:
        return match.group(1), Certainty.STATED, (), ""

    def _of_relative(self, match: re.Match[str]) -> _Parsed | None:
        if self.published is None:
            return None
        year = self.published.year - (1 if match.group(1).lower() == "last" else 0)
        return str(year), Certainty.INFERRED, (), "counted from the year of publication"

    def _years(self, month: int, form: Callable[[int], str]) -> tuple[Reading, ...]:
        """The two years a date without one can most easily mean."""
        if self.published is None:
            return ()
        nearest = self.published.year if month <= self.published.month else self.published.year - 1
        return (
            Reading(value=form(nearest), rule="the nearest before publication"),
            Reading(value=form(nearest - 1), rule="a year earlier, if the text looks further back"),
        )


def _full(match: re.Match[str]) -> date | None:
    g = match.groups()
    try:
        if g[0]:
            return date(int(g[2]), _MONTHS[g[1].rstrip(".").lower()], int(g[0]))
        if g[3]:
            return date(int(g[5]), _MONTHS[g[3].rstrip(".").lower()], int(g[4]))
        return date(int(g[6]), int(g[7]), int(g[8]))
    except ValueError:
        return None


_Parsed = tuple[str, Certainty, tuple[Reading, ...], str]

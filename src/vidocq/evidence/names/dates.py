"""Dates as reports write them, as EDTF (ISO 8601-2:2019, level 1): never more precise than the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_MONTH = (
    r"(?P<{0}month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<{0}year>(?:19[89]|20[0-4])\d)"
_PATTERN = re.compile(
    r"(?<![\w./:-])(?:"
    + r"(?P<iso>(?:19[89]|20[0-4])\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)(?![\w-])"
    + r"|(?P<a_day>\d{1,2})(?:st|nd|rd|th)?(?: of)? "
    + _MONTH.format("a_")
    + r",? "
    + _YEAR.format("a_")
    + r"\b"
    + r"|"
    + _MONTH.format("b_")
    + r" (?P<b_day>\d{1,2})(?:st|nd|rd|th)?,? "
    + _YEAR.format("b_")
    + r"\b"
    + r"|(?:(?P<c_part>early|mid|late)[ -])?"
    + _MONTH.format("c_")
    + r"(?: of)?,? "
    + _YEAR.format("c_")
    + r"\b"
    + r"|(?P<season>spring|summer|autumn|fall|winter)(?: of)? "
    + _YEAR.format("d_")
    + r"\b"
    + r"|(?:(?P<half>first|second) half of |(?P<quarter>(?:Q[1-4]|(?:first|second|third|fourth) quarter)) (?:of )?)"
    + _YEAR.format("f_")
    + r"\b"
    + r"|(?:(?P<e_part>early|mid|late|the beginning of|the end of)[ -])?"
    + _YEAR.format("e_")
    + r"(?![\w-]|[:.]\d)"
    + r")",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
#: More characters than any date has before its year (*the beginning of*, *30th of September,*), and behind it (``-12-31``)
#: with what the pattern looks at beyond.
_BEFORE_YEAR, _BEHIND_YEAR = 60, 12
_QUARTERS = {"q1": 1, "q2": 2, "q3": 3, "q4": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}


class Dated(NamedTuple):
    """A date in the text: EDTF and its span."""

    edtf: str
    start: int
    end: int


def dates(text: str, start: int = 0, end: int | None = None) -> Iterator[Dated]:
    """Give the dates that name a year, in order; what is no day of the calendar is left out."""
    for begin, stop in _near_years(text, start, len(text) if end is None else end):
        for match in _PATTERN.finditer(text, begin, stop):
            edtf = _edtf(match)
            if edtf:
                yield Dated(edtf, match.start(), match.end())


def _near_years(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches that hold a year with what may belong to its date; most of a long list of indicators has none."""
    begin = stop = start
    for year in _ANY_YEAR.finditer(text, start, end):
        if year.start() - _BEFORE_YEAR > stop:
            if stop > begin:
                yield begin, stop
            begin = year.start() - _BEFORE_YEAR
        stop = min(year.end() + _BEHIND_YEAR, end)
    if stop > begin:
        yield begin, stop


def _edtf(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    for form in ("a", "b"):
        if match[f"{form}_year"]:
            return _day(int(match[f"{form}_year"]), _MONTHS[match[f"{form}_month"].lower()], int(match[f"{form}_day"]))
    if match["c_year"]:
        month = f"{match['c_year']}-{_MONTHS[match['c_month'].lower()]:02d}"
        return _third_of_month(month, match["c_part"])
    if match["season"]:
        return f"{match['d_year']}-{_SEASONS[match['season'].lower()]}"
    if match["f_year"]:
        return _part_of_year(match["f_year"], match["half"], match["quarter"])
    return _third_of_year(match["e_year"], match["e_part"])


def _day(year: int, month: int, day: int) -> str:
    longest = 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
    return f"{year}-{month:02d}-{day:02d}" if 1 <= day <= longest else ""


def _third_of_month(month: str, part: str | None) -> str:
    thirds = {"early": ("01", "10"), "mid": ("11", "20"), "late": ("21", "30")}
    if not part:
        return month
    first, last = thirds[part.lower()]
    last = "28" if month.endswith("-02") and last == "30" else last
    return f"{month}-{first}/{month}-{last}"


def _part_of_year(year: str, half: str | None, quarter: str | None) -> str:
    if half:
        return f"{year}-01/{year}-06" if half.lower() == "first" else f"{year}-07/{year}-12"
    number = _QUARTERS[(quarter or "").lower().split()[0]]
    return f"{year}-{number * 3 - 2:02d}/{year}-{number * 3:02d}"


def _third_of_year(year: str, part: str | None) -> str:
    thirds = {
        "early": ("01", "04"),
        "the beginning of": ("01", "04"),
        "mid": ("05", "08"),
        "late": ("09", "12"),
        "the end of": ("09", "12"),
    }
    if not part:
        return year
    first, last = thirds[part.lower()]
    return f"{year}-{first}/{year}-{last}"

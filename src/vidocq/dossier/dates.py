"""Dates in EDTF (ISO 8601-2:2019) as words and as spans on an axis; precision is kept, what was not said is not filled in."""

from __future__ import annotations

import calendar
import re
from datetime import date

from vidocq.model import Noun

_MONTHS = tuple(calendar.month_name)
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}
_DATE = re.compile(
    r"(?P<year>[0-9X]{4})(?:-(?P<month>[0-9X]{2}))?(?:-(?P<day>[0-9X]{2}))?(?P<time>T[0-9:.Z+-]*)?(?P<mark>[?~%]?)"
)
_OPEN = ("..", "")


class Span(Noun, frozen=True, kw_only=True):
    """Where a date stands on an axis.

    ``within`` means some time between start and end (the precision), otherwise it lasted from start to end. ``doubtful`` edges
    are uncertain, approximate or not known.
    """

    start: date
    end: date
    within: bool = True
    doubtful: bool = False
    open_start: bool = False
    open_end: bool = False


def words(edtf: str | None) -> str:
    """A date as people write it: ``2025-05-28~`` gives ``about 28 May 2025``; what is no EDTF is given back as it is."""
    if not edtf:
        return "date not given"
    if "/" in edtf:
        return _interval_words(*edtf.split("/", 1))
    return _words(edtf)


def span(edtf: str | None) -> Span | None:
    """Where the date stands, or None where the year is not known."""
    if not edtf:
        return None
    if "/" not in edtf:
        return _span(edtf)
    first, last = edtf.split("/", 1)
    start, end = _span(first), _span(last)
    if start is None and end is None:
        return None
    known = start or end
    assert known is not None
    return Span(
        start=(start or known).start,
        end=max((end or known).end, (start or known).start),
        within=False,
        doubtful=any(edge is not None and edge.doubtful for edge in (start, end)),
        open_start=start is None,
        open_end=end is None,
    )


def sort_key(edtf: str | None) -> tuple[date, date]:
    """Order of dates; a date without a year comes last."""
    found = span(edtf)
    return (date.max, date.max) if found is None else (found.start, found.end)


def _words(edtf: str) -> str:
    match = _DATE.fullmatch(edtf)
    if match is None:
        return edtf
    body = _day_words(match["day"], match["month"], _year_words(match["year"]))
    if match["time"]:
        body = f"{body}, {match['time'][1:].rstrip('Z')[:5]}"
    mark = match["mark"]
    before = "about " if mark and mark in "~%" else ""
    return f"{before}{body}" + (" (uncertain)" if mark and mark in "?%" else "")


def _year_words(year: str) -> str:
    if year == "XXXX":
        return ""
    return f"the {year[:3]}0s" if year.endswith("X") and "X" not in year[:3] else year


def _day_words(day: str | None, month: str | None, year: str) -> str:
    name = _month_name(month)
    tail = f" {year}" if year else ", year not given"
    if name is None:
        return year or "year not given"
    if day is None or not day.isdigit():
        return f"{name}{tail}"
    return f"{int(day)} {name}{tail}"


def _month_name(month: str | None) -> str | None:
    if month is None or not month.isdigit():
        return None
    number = int(month)
    return _MONTHS[number] if 1 <= number <= 12 else _SEASONS.get(number)


def _interval_words(first: str, last: str) -> str:
    if first in _OPEN and last in _OPEN:
        return "date not given"
    if last in _OPEN:
        return f"from {_words(first)}, " + ("with no end" if last == ".." else "end not known")
    if first in _OPEN:
        return f"until {_words(last)}, " + ("with no beginning" if first == ".." else "beginning not known")
    one, two = _DATE.fullmatch(first), _DATE.fullmatch(last)
    exact = one is not None and two is not None and not (one["mark"] or two["mark"] or one["time"] or two["time"])
    if (
        exact
        and one is not None
        and two is not None
        and one["day"]
        and one["year"] == two["year"]
        and one["day"].isdigit()
        and two["day"]
    ):
        if one["month"] == two["month"]:
            return f"{int(one['day'])} to {_words(last)}"
        return f"{_words(first).rsplit(' ', 1)[0] if one['year'] != 'XXXX' else _words(first).split(',')[0]} to {_words(last)}"
    return f"{_words(first)} to {_words(last)}"


def _span(edtf: str) -> Span | None:
    match = _DATE.fullmatch(edtf)
    if match is None or not match["year"][:3].isdigit() or match["year"] == "0000":
        return None
    if match["year"].endswith("X"):
        low, high = int(match["year"][:3] + "0"), int(match["year"][:3] + "9")
        return Span(start=date(max(low, 1), 1, 1), end=date(high, 12, 31), doubtful=bool(match["mark"]))
    year = int(match["year"])
    try:
        start, end = _edges(year, match["month"], match["day"])
    except ValueError:
        return None
    return Span(start=start, end=end, doubtful=bool(match["mark"]))


def _edges(year: int, month: str | None, day: str | None) -> tuple[date, date]:
    if month is None or not month.isdigit():
        return date(year, 1, 1), date(year, 12, 31)
    first, last = _SEASON_MONTHS.get(int(month), (int(month), int(month)))
    if day is not None and day.isdigit():
        return date(year, first, int(day)), date(year, first, int(day))
    if not 1 <= first <= 12:
        raise ValueError(f"no month {month}")
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])

"""The days, months and years that a text tells of, and how far those of two texts lie apart."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SHORT = [name[:3] for name in _MONTHS]
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})\.?,? (?P<year>(?:19|20)\d\d)\b",
        rf"\b(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)\b",
        r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>0\d|1[0-2])-(?P<day>[0-3]\d)(?!\d)",
        rf"(?<!\d )(?<!st )(?<!nd )(?<!rd )(?<!th )\b(?P<month>{_MONTH})\.?,? (?:of )?(?P<year>(?:19|20)\d\d)\b",
    )
)
_YEAR = re.compile(r"(?<![\d./:,-])(?P<year>(?:19|20)\d\d)(?![\d/:,-]|\.\d)")
#: A line that only dates the document.
_HEAD = re.compile(r"^[ \t>*#-]*(?:published|date|updated|issued|released|posted)\b[^\n]{0,80}$", re.IGNORECASE | re.MULTILINE)


class Moment(NamedTuple):
    """A span of days; ``told`` is whether the text tells of it, or it is only the document's own date."""

    first: date
    last: date
    told: bool


def moments(text: str, published: str | None) -> tuple[tuple[Moment, ...], frozenset[str]]:
    """The moments that a text tells of, the finest it has, and its days as ``YYYY-MM-DD``.

    Years alone are taken where nothing finer stands; the document's own date where nothing stands.
    """
    text = _HEAD.sub("", text)
    found, days = [], set()
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            span = _span(match.groupdict())
            if span is None or (span[0] == span[1] and span[0].isoformat() == (published or "")[:10]):
                continue
            found.append(Moment(*span, told=True))
            days |= {span[0].isoformat()} if span[0] == span[1] else set()
    if not found:
        found = [Moment(date(year, 1, 1), date(year, 12, 31), True) for year in {int(m["year"]) for m in _YEAR.finditer(text)}]
    if not found:
        own = re.fullmatch(r"((?:19|20)\d\d)(?:-(\d\d))?(?:-(\d\d))?.*", published or "")
        span = own and _span({"year": own[1], "month": own[2], "day": own[3]})
        found = [Moment(*span, told=False)] if span else []
    return tuple(dict.fromkeys(found)), frozenset(days)


def gap(one: tuple[Moment, ...], other: tuple[Moment, ...]) -> tuple[int, bool]:
    """Days between the nearest moments of two texts (0: they meet, or one has none), and whether both texts tell of theirs."""
    nearest = min(((_days(a, b), not (a.told and b.told)) for a in one for b in other), default=(0, True))
    return nearest[0], not nearest[1]


def _days(one: Moment, other: Moment) -> int:
    return max((one.first - other.last).days, (other.first - one.last).days, 0)


def _span(parts: dict[str, str | None]) -> tuple[date, date] | None:
    year, month, day = int(parts["year"] or 0), parts.get("month"), parts.get("day")
    try:
        if not month:
            return date(year, 1, 1), date(year, 12, 31)
        number = (
            int(month) if month.isdecimal() else next(n for n, name in enumerate(_MONTHS, 1) if name[:3] == month[:3].lower())
        )
        if day:
            return date(year, number, int(day)), date(year, number, int(day))
        after = date(year + number // 12, number % 12 + 1, 1)
    except ValueError:
        return None
    return date(year, number, 1), date.fromordinal(after.toordinal() - 1)

"""Dates of publication as documents print them, as EDTF: only what is written, never more precise than it."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from vidocq.model import Document

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero gennaio leden",
            "february feb februar février febrero febbraio",
            "march mar märz mars marzo",
            "april apr avril abril aprile",
            "may mai mayo maggio",
            "june jun juni juin junio giugno",
            "july jul juli juillet julio luglio",
            "august aug août agosto",
            "september sep sept septembre septiembre settembre",
            "october oct oktober okt octobre octubre ottobre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre diciembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TIME = r"(?:,?\s*(?:at|um|à|-|–|T)?\s*(?P<hour>[012]?\d):(?P<minute>[0-5]\d)(?::[0-5]\d)?\s*(?P<half>[ap]\.?m\b\.?)?)?"
_FORMS = (
    re.compile(
        rf"\b(?P<month>{_MONTH})\.?\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b{_TIME}", re.IGNORECASE
    ),
    re.compile(
        rf"\b(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?P<month>{_MONTH})\.?,?\s+(?:de\s+)?(?P<year>(?:19|20)\d\d)\b{_TIME}",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d){_TIME}", re.IGNORECASE),
    re.compile(rf"\b(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.(?P<year>(?:19|20)\d\d)\b{_TIME}", re.IGNORECASE),
)
_PDF = re.compile(r"D:(?P<year>\d{4})(?P<month>\d\d)?(?P<day>\d\d)?")


#: EDTF as a file may give it: a year, a month, a day, a time of day; and a sign of doubt.
_GIVEN = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?Z?)?)?)?[~?%]?"
)
#: Nobody published on computer break-ins before, and what is dated later is dated wrongly.
FIRST_YEAR, LAST_YEAR = 1970, 2099


def valid(edtf: str) -> bool:
    """Whether a file's own date is one of the calendar, in ASCII digits, of a year in which such a text can be written."""
    match = _GIVEN.fullmatch(edtf)
    if match is None or not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        return False
    try:
        datetime(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    except ValueError:
        return False
    return True


def find(text: str) -> tuple[str, int, int] | None:
    """First full date in ``text`` as (EDTF, start, end), with the time of day where one follows; None if there is none.

    Numbers alone are read only where their order is not in doubt (year first, or divided by full stops: day first).
    """
    found = [(match.start(), match) for form in _FORMS for match in form.finditer(text)]
    for start, match in sorted(found, key=lambda entry: entry[0]):
        edtf = _edtf(match)
        if edtf is not None:
            return edtf, start, match.end()
    return None


def from_pdf(value: str) -> str | None:
    """EDTF of a PDF date (``D:20240325101500Z``), to the day; None if it is none."""
    match = _PDF.match(value)
    if match is None:
        return None
    return _checked(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1), None) if match["day"] else None


def _edtf(match: re.Match[str]) -> str | None:
    month = match["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS[month]
    return _checked(int(match["year"]), number, int(match["day"]), _clock(match))


def _clock(match: re.Match[str]) -> tuple[int, int] | None:
    if match["hour"] is None:
        return None
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].lower().startswith("p") else 0)
    return hour, int(match["minute"])


def _checked(year: int, month: int, day: int, clock: tuple[int, int] | None) -> str | None:
    """EDTF of a date that exists, else None."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        moment = datetime(year, month, day, *(clock or (0, 0)))
    except ValueError:
        return None
    return moment.strftime("%Y-%m-%dT%H:%M" if clock else "%Y-%m-%d")


def weekday(edtf: str) -> int:
    """Day of the week of a full date in EDTF: 0 is Monday."""
    return datetime.fromisoformat(edtf).weekday()


def fall_back(document: Document, date: str | None, source: str) -> Document:
    """Give a document without a printed date one from elsewhere, and a note that says so."""
    if date is None or document.published is not None:
        return document
    note = f"No date is printed in it: {date} is {source}."
    return msgspec.structs.replace(document, published=date, notes=(*document.notes, note))

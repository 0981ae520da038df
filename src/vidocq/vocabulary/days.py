"""Dates that a person gives: a year, a month or a day (EDTF), of the calendar or an error."""

from __future__ import annotations

import re
from calendar import monthrange

from vidocq.errors import InputError

_GIVEN = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
#: Nobody wrote on computer break-ins before; what is dated later is a slip of the hand.
FIRST_YEAR, LAST_YEAR = 1970, 2099


def last_day(given: str) -> str:
    """The last day (``YYYY-MM-DD``) of a year, a month or a day in EDTF.

    >>> last_day("2021"), last_day("2024-02"), last_day("2024-06-30")
    ('2021-12-31', '2024-02-29', '2024-06-30')

    Raises:
        InputError: it is written otherwise, or the calendar has no such day.
    """
    match = _GIVEN.fullmatch(given)
    if match is None:
        raise _error(given)
    year, month = int(match["year"]), int(match["month"] or 12)
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        raise _error(given)
    last = monthrange(year, month)[1]
    day = int(match["day"] or last)
    if not 1 <= day <= last:
        raise _error(given)
    return f"{year:04}-{month:02}-{day:02}"


def checked(given: str) -> str:
    """The date as it was given, once it is known to be one.

    Raises:
        InputError: as of :func:`last_day`.
    """
    last_day(given)
    return given


def _error(given: str) -> InputError:
    hint = f"write a year, a month or a day from {FIRST_YEAR} to {LAST_YEAR}: 2024, 2024-06 or 2024-06-30"
    return InputError(f"not a date: {given[:40]!r}", hint=hint)

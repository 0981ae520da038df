"""Our own standard: a date is no more precise than the words it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline
from vidocq.model import Certainty, Dossier, EventDate, Response, Statement

_DAY = re.compile(r"(?P<year>[\dX]{4})-(?P<month>[\dX]{2})-(?P<day>\d{2})[~?%]?$")
#: Words that tell a day without its number.
_TELLS_A_DAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:today|yesterday|tomorrow|tonight)\b|\b(?:first|last) day\b", re.IGNORECASE
)


class _DatePrecision:
    name = "date too precise"
    standard = "A date is as precise as the words it was read from, or says how it was inferred"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find days that the words they were read from do not tell."""
        for date, record_id in _dates(dossier):
            if _too_precise(date):
                text = f"“{date.surface}” is read as {date.edtf}, a day that it does not tell"
                yield Issue(check=self.name, standard=self.standard, sentence=text, where=record_id)


def _dates(dossier: Dossier) -> Iterator[tuple[EventDate, str]]:
    for incident in dossier.incidents:
        for date in (incident.start, incident.end, incident.detected, incident.disclosed):
            if date is not None:
                yield date, incident.id
    done = tuple(one for one in dossier.responses if one.lane.stands)
    standing: tuple[Statement | Response, ...] = (*dossier.standing_statements, *done)
    for record in standing:
        if record.date is not None:
            yield record.date, record.id


def _too_precise(date: EventDate) -> bool:
    found = _DAY.match(date.edtf)
    if found is None or not date.surface or date.step or date.readings or date.certainty is not Certainty.STATED:
        return False
    if _TELLS_A_DAY.search(date.surface):
        return False
    return not re.search(rf"(?<!\d)0?{int(found['day'])}(?!\d)", date.surface)


CHECK = _DatePrecision()

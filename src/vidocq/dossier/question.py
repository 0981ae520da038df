"""The question that a dossier answers, in our own words: a quoted headline is never its title."""

from __future__ import annotations

import re

from vidocq.dossier import phrasing
from vidocq.model import Dossier, Incident
from vidocq.vocabulary.states import name_of

_LONGEST = 110
#: Kinds of records that say where the victims are, for a case of which no incident is told.
_COUNTRY = "victim-country"


def question(dossier: Dossier) -> str:
    """``Who was behind the data theft at the foreign ministry (Czech Republic)?``; what is not told is not put in."""
    own = case_name(dossier)
    if own.endswith("?"):
        return own
    events = dossier.assessment.events
    if events:
        return f"Who was behind these {phrasing.number(len(events))} events?"
    told = next((item for item in dossier.incidents if item.support or any(one.support for one in item.victims)), None)
    if told is not None:
        return f"Who was behind {_incident(told)}?"
    if own:
        return f"Who was behind “{own}”?"
    countries = _countries(dossier)
    if countries:
        return f"Who was behind the activity against victims in {phrasing.joined(countries)}?"
    if not dossier.documents:
        return "Who was behind it?"
    which = "this document describes" if len(dossier.documents) == 1 else "these documents describe"
    return f"Who was behind the activity that {which}?"


def case_name(dossier: Dossier) -> str:
    """What people call the case; empty where that is only a document's own title or file name."""
    title = phrasing.one_line(dossier.title, 200)
    borrowed = {_bare(name) for entry in dossier.documents for name in (entry.title, entry.name) if name}
    return "" if _bare(title) in borrowed or title == "Untitled case" else title


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def incident_name(item: Incident) -> str:
    """An incident as a phrase of ours: ``Data theft at a ministry``."""
    what, at, where = phrasing.one_line(item.name, _LONGEST).partition(" at ")
    return f"{what}{at}{phrasing.with_article(where)}" if at else what


def _incident(item: Incident) -> str:
    name = incident_name(item)
    first, _, rest = name.partition(" ")
    # Our own names of incidents begin with a common noun: "Data theft at ...", "Campaign against ...".
    lowered = first.lower() if first.isalpha() and first.istitle() else first
    named = f"{lowered} {rest}".strip()
    shown = named if lowered in ("the", "a", "an", "this", "these") or not first.istitle() else f"the {named}"
    country = next((victim.country for victim in item.victims if victim.country), None)
    told = country is None or any(word.casefold() in name.casefold() for word in phrasing.words_for(country) if len(word) > 2)
    return shown if told or country is None else f"{shown} ({name_of(country)})"


def _countries(dossier: Dossier) -> list[str]:
    found = [item for item in dossier.evidence if item.kind == _COUNTRY and item.lane.stands and not item.negative]
    names = dict.fromkeys(phrasing.named(name_of(item.value)) for item in found)
    return list(names)[:3]

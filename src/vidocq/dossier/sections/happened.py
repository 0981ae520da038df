"""What happened, as far as the documents tell it: victims, dates with their precision, impact; and what is not told."""

from __future__ import annotations

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk, date_words, plain, written
from vidocq.dossier.outline import Block, Entries, Entry, Section, Sentence
from vidocq.dossier.question import incident_name
from vidocq.model import EventDate, Incident, Quote, Victim
from vidocq.vocabulary.states import name_of

_BASIS = {
    "none": "Nothing technical was published about it",
    "statement": "Only a statement was published about it",
    "report": "A report was published about it",
    "indicators": "Indicators were published about it",
    "indictment": "An indictment was published about it",
}
_CRITICAL = {
    "yes": "critical infrastructure",
    "no": "not critical infrastructure",
    "claimed": "called critical infrastructure by a party",
}


def happened(desk: Desk) -> Section | None:
    """One entry an incident, or nothing where the documents tell of none."""
    entries = tuple(entry for entry in (_entry(desk, item) for item in desk.dossier.incidents) if entry is not None)
    blocks: tuple[Block, ...] = (Entries(entries=entries),)
    return Section(anchor="happened", title="What happened", blocks=blocks) if entries else None


def _entry(desk: Desk, item: Incident) -> Entry | None:
    name = incident_name(item)
    kind = f" ({item.kind})" if item.kind and item.kind.casefold() not in name.casefold() else ""
    first = desk.claim(f"{name}{kind}", item.id, quotes=item.support or _victims_quotes(item)[:2])
    if first is None:
        return None
    return Entry(label=desk.label(item.id), anchor=desk.anchor(item.id), sentences=(first,), details=_details(desk, item))


def _victims_quotes(item: Incident) -> tuple[Quote, ...]:
    return tuple(quote for victim in item.victims for quote in victim.support)


def _details(desk: Desk, item: Incident) -> tuple[tuple[str, Sentence], ...]:
    found: list[tuple[str, Sentence]] = []
    for victim in item.victims:
        found += [("Victim", sentence) for sentence in written(desk.claim(_victim(victim), item.id, quotes=victim.support))]
    dates = (("Began", item.start), ("Ended", item.end), ("Detected", item.detected), ("Made public", item.disclosed))
    for term, given in dates:
        if given is not None:
            found += [(term, sentence) for sentence in written(desk.claim(date_text(given), item.id, quotes=given.support))]
    missing = [f"when it {term.lower()}" for term, given in dates[:2] if given is None and not (term == "Ended" and item.ongoing)]
    missing += [] if item.impact else ["what harm it did"]
    if missing:
        found.append(("Not told", plain(phrasing.joined(missing))))
    if item.ongoing is not None:
        found.append(("Going on", plain("Yes" if item.ongoing else "No")))
    found += [("Impact", plain(item.impact))] if item.impact else []
    if item.basis_published:
        # A reader of statements sees no more than a statement; what was found beside it is said where it was found.
        basis = "report" if item.basis_published == "statement" and desk.traces_in(item.document_ids) else item.basis_published
        found.append(("Published basis", plain(_BASIS.get(basis, basis))))
    return tuple(found)


def _victim(victim: Victim) -> str:
    place = [name_of(victim.country)] if victim.country else []
    place += [victim.region] if victim.region else []
    name = victim.name or "Victim not named"
    where = f" ({', '.join(place)})" if place and place[0].lower() not in name.lower() else ""
    more = [part for part in (victim.category, ", ".join(victim.sectors), victim.asset) if part]
    if victim.critical_infrastructure:
        more.append(_CRITICAL.get(victim.critical_infrastructure, victim.critical_infrastructure))
    return f"{name}{where}" + (f": {'; '.join(more)}" if more else "")


def date_text(given: EventDate) -> str:
    """A date with its readings: ``21 to 31 March, year not given; could be 2025 (nearest), or 2024 (indictment)``."""
    return "; ".join(part for part in (date_words(given.edtf, given.surface), date_doubts(given)) if part)


def date_doubts(given: EventDate) -> str:
    """What a date could be read as, and how it was inferred; empty where the text gives it."""
    options = [f"{date_words(reading.value)} ({phrasing.one_line(reading.rule, 160)})" for reading in given.readings]
    readings = f"could be {phrasing.joined(options, 'or')}" if options else ""
    return "; ".join(part for part in (readings, given.step) if part)

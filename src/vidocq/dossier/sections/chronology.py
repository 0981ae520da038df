"""The timeline: dates with the precision the text gave, and every reading of a date that leaves more than one."""

from __future__ import annotations

from vidocq.dossier import dates, phrasing
from vidocq.dossier.desk import Desk, date_words
from vidocq.dossier.figures.timeline import Mark, draw_timeline
from vidocq.dossier.outline import Block, Cell, Figures, Line, Section, Table
from vidocq.dossier.question import incident_name
from vidocq.dossier.sections.happened import date_doubts
from vidocq.dossier.sections.voices import telling
from vidocq.model import Evidence, Incident, Quote, Statement, TimelineEntry

_LINES = 60
_TELLING = 20


def chronology(desk: Desk) -> Section | None:
    """The figure and the table that says the same, or nothing where nothing has a date."""
    usable = [entry for entry in desk.dossier.timeline if _usable(desk, entry)]
    ordered = sorted(usable, key=lambda entry: dates.sort_key(_placed(entry)))
    if not ordered:
        return None
    figure = draw_timeline(tuple(_mark(desk, entry) for entry in ordered[:_LINES]))
    blocks: list[Block] = [Figures(figures=(figure,))] if figure is not None else []
    lines = tuple(_line(desk, entry) for entry in ordered[:_LINES])
    columns = ("Date", "What", "How the date is read", "Kind", "No.")
    note = "Dates keep the precision of the text. A date that can be read in more than one way shows every reading."
    if len(ordered) > _LINES:
        note += f" {len(ordered) - _LINES} later entries are in the JSON dossier."
    blocks.append(
        Table(anchor="dates", caption="Dates, earliest first", columns=columns, lines=lines, note=note, telling=_TELLING)
    )
    return Section(anchor="timeline", title="Timeline", blocks=tuple(blocks))


def _usable(desk: Desk, entry: TimelineEntry) -> bool:
    """Whether the record behind an entry may be used; what waits for a person appears nowhere."""
    return entry.record_id in desk.labels


def _placed(entry: TimelineEntry) -> str:
    """The date to sort by: its own, or its first reading's where it has no year."""
    if dates.span(entry.date.edtf) is None and entry.date.readings:
        return entry.date.readings[0].value
    return entry.date.edtf


def _told(desk: Desk, entry: TimelineEntry) -> str:
    """The entry in words: a statement as the rest of the dossier tells it."""
    record = desk.records.get(entry.record_id)
    if isinstance(record, Statement):
        return phrasing.capital(telling(desk, record))
    if isinstance(record, Evidence):
        told = f"{desk.kind_label(record)} in the documents"
        return phrasing.capital(told if record.shown == entry.date.edtf else f"{desk.kind_label(record)} {desk.shown(record)}")
    if isinstance(record, Incident):
        return phrasing.capital(entry.sentence.replace(record.name, incident_name(record), 1))
    published = desk.documents.get(entry.record_id)
    if published is not None:
        label = desk.label(published.id)
        return f"{published.publisher} published {label}" if published.publisher else f"{label} was published"
    return phrasing.capital(entry.sentence)


def _mark(desk: Desk, entry: TimelineEntry) -> Mark:
    readings = tuple((dates.words(reading.value), dates.span(reading.value)) for reading in entry.date.readings)
    own = dates.span(entry.date.edtf)
    return Mark(
        label=phrasing.one_line(_told(desk, entry), 110),
        date=dates.words(entry.date.edtf),
        kind=entry.kind,
        span=own,
        readings=() if own is not None and not readings else tuple((words, span) for words, span in readings if span is not None),
    )


def _line(desk: Desk, entry: TimelineEntry) -> Line:
    quotes: tuple[Quote, ...] = (*entry.date.support, *desk.quotes_of(entry.record_id))
    return Line(
        cells=(
            Cell(text=date_words(entry.date.edtf, entry.date.surface)),
            Cell(text=phrasing.sentence(_told(desk, entry)), references=desk.cite(quotes)[:2]),
            Cell(text=date_doubts(entry.date) or "as given"),
            Cell(text=entry.kind),
            Cell(text=desk.label(entry.record_id), link=desk.anchor(entry.record_id)),
        )
    )

"""What was done about it: responses by rank of the ladder, with whom they meet and what they are about."""

from __future__ import annotations

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk, plain
from vidocq.dossier.outline import Block, Cell, Line, Paragraph, Section, Table
from vidocq.dossier.sections.happened import date_text
from vidocq.model import Lane, Response
from vidocq.vocabulary.speech import Rank

_RANKS = {
    Rank.NONE: "none",
    Rank.STATEMENT: "statement or call",
    Rank.ADVISORY: "technical advisory",
    Rank.DEMARCHE: "demarche, summons or protest",
    Rank.WARNING: "warning of measures",
    Rank.CRIMINAL: "criminal investigation or charges",
    Rank.SANCTIONS: "sanctions listing",
    Rank.EXPULSION: "expulsion",
    Rank.SEVERING: "severing of relations",
    Rank.DISRUPTION: "disruption or counter-operation",
}


def responses(desk: Desk) -> Section:
    """A table of responses, the furthest-going first, or the sentence that none is recorded."""
    lines = [line for item in sorted(desk.responses, key=lambda item: -item.rank) if (line := _line(desk, item)) is not None]
    if not lines:
        empty: tuple[Block, ...] = (Paragraph(sentences=(plain(_none(desk)),)),)
        return Section(anchor="responses", title="What was done about it", blocks=empty)
    columns = ("By", "Measure", "Step on the ladder", "Against", "About", "Date", "EU toolbox")
    note = (
        "Steps run from 0 (none) to 9 (counter-operation). "
        "A sanctions listing names persons and bodies; it is no attribution to a state."
    )
    table = Table(anchor="measures", caption="Responses, furthest-going first", columns=columns, lines=tuple(lines), note=note)
    return Section(anchor="responses", title="What was done about it", blocks=(table,))


def _none(desk: Desk) -> str:
    """That no response is told; what waits is counted, for it may be one."""
    waiting = sum(item.lane is Lane.REVIEW for item in desk.dossier.responses)
    verb = "waits" if waiting == 1 else "wait"
    more = f"; {phrasing.counted(waiting, 'response')} {verb} for a person's decision" if waiting else ""
    return f"No response that may be used here is recorded{more}"


def _line(desk: Desk, item: Response) -> Line | None:
    first = desk.claim(item.measure.replace("_", " "), item.id)
    if first is None:
        return None
    persons = f", {phrasing.counted(item.persons, 'person')}" if item.persons is not None else ""
    step = f"; {item.step}" if item.step else ""
    return Line(
        anchor=desk.anchor(item.id),
        cells=(
            Cell(text=f"{desk.label(item.id)} {phrasing.party(item.by, article=False)}"),
            Cell(text=item.measure.replace("_", " ") + persons, references=first.references),
            Cell(text=f"{item.rank.value} {_RANKS[item.rank]}"),
            Cell(text=phrasing.party(item.target, article=False) if item.target else "–"),
            Cell(text=(item.concerns or "–") + step),
            Cell(text=date_text(item.date) if item.date is not None else "not given"),
            Cell(text=item.toolbox.value if item.toolbox else "–"),
        ),
    )

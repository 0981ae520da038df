"""The ACH matrix (Heuer's Analysis of Competing Hypotheses) of both levels, rows by diagnosticity, and the technique heat map."""

from __future__ import annotations

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk, plain
from vidocq.dossier.figures.heatmap import Heat, draw_heatmap
from vidocq.dossier.outline import Block, Cell, Depth, Figures, Line, Paragraph, Section, Table
from vidocq.model import Evidence, Hypothesis, Level
from vidocq.vocabulary.analysis import Consistency

_COLUMNS = 7
_ROWS = 40
#: Rows that a reader gets: those that tell the hypotheses apart, at most so many.
_TELLING = 10
_LEGEND = (
    "CC very consistent, C consistent, N neutral, I inconsistent, II very inconsistent, NA not applicable. "
    "Rows are sorted by diagnosticity: the top rows tell the hypotheses apart best. "
    "Read down a column: the inconsistent cells matter most. “Tells apart” is the spread of an item's weights; "
    "the last line adds the weights of all items up (logarithms of odds)."
)


def matrix(desk: Desk) -> Section | None:
    """The matrices and the heat map, or nothing where nothing technical was weighed."""
    if not desk.has_weighed:
        return None
    lead = plain("Each cell says how well one item fits one hypothesis; the same numbers make the likelihood")
    blocks: list[Block] = [Paragraph(sentences=(lead,), tone="note")]
    for level in Level:
        table = _table(desk, level, "Read as the matrix of groups." if len(blocks) > 1 else _LEGEND)
        blocks += [table] if table is not None else []
    techniques = _techniques(desk)
    if techniques:
        names = tuple(phrasing.capital(item.name) for item in _shown(desk, Level.GROUP)[:6])
        blocks.append(Figures(figures=(draw_heatmap(techniques, names),), depth=Depth.TECHNICAL))
    if len(blocks) == 1:
        return None
    return Section(anchor="matrix", title="How each item fits each hypothesis", blocks=tuple(blocks))


def _shown(desk: Desk, level: Level) -> list[Hypothesis]:
    with_cells = {hypothesis for _evidence, hypothesis in desk.cells}
    rows = [row.hypothesis for row in desk.ranking(level).rows if row.hypothesis.id in with_cells]
    return rows[:_COLUMNS]


def _rows(desk: Desk, shown: list[Hypothesis]) -> list[tuple[Evidence, float]]:
    ids = {item.id for item in shown}
    weighed = {evidence for evidence, hypothesis in desk.cells if hypothesis in ids}
    diagnosticity = dict(desk.dossier.assessment.diagnosticity)
    items = [(item, diagnosticity.get(item.id, 0.0)) for item in desk.evidence if item.id in weighed]
    return sorted(items, key=lambda pair: -pair[1])


def _table(desk: Desk, level: Level, legend: str) -> Table | None:
    shown = _shown(desk, level)
    rows = _rows(desk, shown)
    if not shown or not rows:
        return None
    lines = tuple(_line(desk, item, value, shown) for item, value in rows[:_ROWS])
    more = f" {len(rows) - _ROWS} further items tell less apart and are not shown." if len(rows) > _ROWS else ""
    what = "groups" if level is Level.GROUP else "states"
    return Table(
        anchor=f"ach-{level.value}",
        caption=f"Matrix of evidence and hypotheses: {what}",
        columns=("Evidence", *(phrasing.capital(item.name) for item in shown), "Tells apart"),
        lines=lines,
        note=legend + more,
        compact=True,
        telling=_telling(lines),
        totals=_totals(desk, rows, shown),
    )


def _telling(lines: tuple[Line, ...]) -> int:
    """How many lines, from the top, hold what tells the hypotheses apart; a line whose cells are all alike says nothing."""
    speaking = [place for place, line in enumerate(lines, 1) if len({cell.text for cell in line.cells[1:-1]} - {"NA"}) > 1]
    return max(1, min(_TELLING, speaking[-1] if speaking else 1))


def _totals(desk: Desk, rows: list[tuple[Evidence, float]], shown: list[Hypothesis]) -> tuple[Cell, ...]:
    """All weights of a column together, the items that are not shown included."""
    sums = []
    for column in shown:
        cells = [desk.cells.get((item.id, column.id)) for item, _spread in rows]
        weights = [cell.weight for cell in cells if cell is not None and cell.consistency is not Consistency.NA]
        sums.append(Cell(text=f"{sum(weights):+.1f}" if weights else "–"))
    return (Cell(text=f"All {len(rows)} items"), *sums, Cell(text=""))


def _line(desk: Desk, item: Evidence, diagnosticity: float, shown: list[Hypothesis]) -> Line:
    head = Cell(
        text=f"{desk.label(item.id)} {desk.shown(item)}", link=desk.anchor(item.id), references=desk.cite(item.support)[:1]
    )
    return Line(cells=(head, *(_cell(desk, item, column) for column in shown), Cell(text=f"{diagnosticity:.1f}")))


def _cell(desk: Desk, item: Evidence, hypothesis: Hypothesis) -> Cell:
    cell = desk.cells.get((item.id, hypothesis.id))
    consistency = cell.consistency if cell is not None else Consistency.NA
    telling = cell is not None and consistency is not Consistency.N
    reason = phrasing.reason(desk.readable(cell.reason)) if cell is not None and telling else ""
    return Cell(text=consistency.name, tone=f"ach-{consistency.name.lower()}", hint=reason)


def _techniques(desk: Desk) -> tuple[Heat, ...]:
    shown = _shown(desk, Level.GROUP)[:6]
    found: dict[str, Heat] = {}
    for item, _spread in _rows(desk, shown):
        card = desk.card(item)
        is_technique = card.stix.split(":")[0] == "attack-pattern" if card else item.kind == "attack-pattern"
        if not is_technique or len(found) == _ROWS:
            continue
        values = tuple(_band(desk, item, column) for column in shown)
        heat = Heat(technique=item.value, name=item.name or "", tactic=_tactic(item), values=values)
        found.setdefault(item.value, heat)
    return tuple(found.values())


def _band(desk: Desk, item: Evidence, column: Hypothesis) -> Consistency:
    cell = desk.cells.get((item.id, column.id))
    return cell.consistency if cell is not None else Consistency.NA


def _tactic(item: Evidence) -> str:
    given = next((value for name, value in item.attributes if name in ("tactic", "tactics")), "")
    return given.split(",")[0].strip().replace("-", " ")

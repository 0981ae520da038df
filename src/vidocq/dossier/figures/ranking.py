"""The ranking of one level: each hypothesis with its probability, its 95 % interval, and where it stood before any evidence."""

from __future__ import annotations

from vidocq.dossier.figures import svg
from vidocq.dossier.outline import Figure
from vidocq.dossier.phrasing import capital, counted, interval_words, percent
from vidocq.model import Level, Ranking, Row
from vidocq.model.assessment import HypothesisKind

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 440.0, 8.0, 432.0, 46.0, 12.0
_NAMED = 5
_HEADS = ("hypothesis", "id", "probability", "low", "high", "before", "word")
_EXITS = frozenset({HypothesisKind.NOT_IN_KB, HypothesisKind.PLANTED, HypothesisKind.NO_STATE, HypothesisKind.UNDETERMINED})


def draw_ranking(ranking: Ranking) -> Figure:
    """Draw the first hypotheses of a ranking and the exits (not in the knowledge base, no state, undetermined)."""
    rows = shown_rows(ranking)
    what = "groups" if ranking.level is Level.GROUP else "states"
    title = f"How likely: {what}"
    anchor = f"ranking-{ranking.level.value}"
    described = "; ".join(f"{row.hypothesis.name} {percent(row.probability, row.interval)}, {row.word}, "
                          f"interval {interval_words(row.interval)}" for row in rows)  # fmt: skip
    rest = len(ranking.rows) - len(rows)
    described += f"; {counted(rest, 'more hypothesis', 'more hypotheses')} with the rest." if rest else "."
    bottom = _TOP + _ROW * len(rows)
    body = "".join(_row(row, _TOP + index * _ROW) for index, row in enumerate(rows))
    drawing = svg.drawing(anchor, title, described, _WIDTH, bottom + 48, _axis(bottom), body, _legend(bottom + 40))
    data = (_HEADS, *(_data(row) for row in ranking.rows))
    return Figure(anchor=anchor, title=title, description=described, svg=drawing, data=data)


def _data(row: Row) -> tuple[str, ...]:
    low, high = row.interval
    numbers = (f"{value:.6f}" for value in (row.probability, low, high, row.prior))
    return (row.hypothesis.name, row.hypothesis.ref or "", *numbers, row.word)


def shown_rows(ranking: Ranking) -> tuple[Row, ...]:
    """The first few rows and every exit, in order of the ranking."""
    first = {row.hypothesis.id for row in ranking.rows[:_NAMED]}
    return tuple(row for row in ranking.rows if row.hypothesis.id in first or row.hypothesis.kind in _EXITS)


def _x(probability: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * min(max(probability, 0.0), 1.0)


def _row(row: Row, top: float) -> str:
    value = f"{percent(row.probability, row.interval)} · {row.word}"
    name_width = _RIGHT - _LEFT - len(value) * 7.2 - 14
    low, high = row.interval
    y = top + 30
    prior = svg.element("line", class_="prior", x1=_x(row.prior), x2=_x(row.prior), y1=y - 8, y2=y + 8)
    whole = f"{row.hypothesis.name}: {value}, interval {interval_words(row.interval)}, before evidence {percent(row.prior)}"
    return svg.titled(
        whole,
        svg.text(_LEFT, top + 16, svg.fitting(capital(row.hypothesis.name), name_width), class_="label"),
        svg.text(_RIGHT, top + 16, value, class_="value", text_anchor="end"),
        svg.element("line", class_="track", x1=_LEFT, x2=_RIGHT, y1=y, y2=y),
        svg.element("line", class_="interval", x1=_x(low), x2=_x(high), y1=y, y2=y),
        prior,
        svg.element("circle", class_="point", cx=_x(row.probability), cy=y, r=5),
    )


def _axis(bottom: float) -> str:
    parts = []
    for tick in (0, 25, 50, 75, 100):
        anchor = "start" if tick == 0 else "end" if tick == 100 else "middle"
        parts.append(svg.element("line", class_="grid", x1=_x(tick / 100), x2=_x(tick / 100), y1=_TOP, y2=bottom))
        parts.append(svg.text(_x(tick / 100), bottom + 15, f"{tick} %", class_="tick", text_anchor=anchor))
    return "".join(parts)


def _legend(y: float) -> str:
    return "".join(
        (
            svg.element("line", class_="interval", x1=_LEFT, x2=_LEFT + 28, y1=y - 4, y2=y - 4),
            svg.element("circle", class_="point", cx=_LEFT + 14, cy=y - 4, r=5),
            svg.text(_LEFT + 36, y, "probability, 95 % interval", class_="tick"),
            svg.element("line", class_="prior", x1=_LEFT + 230, x2=_LEFT + 230, y1=y - 12, y2=y + 4),
            svg.text(_LEFT + 238, y, "before any evidence", class_="tick"),
        )
    )

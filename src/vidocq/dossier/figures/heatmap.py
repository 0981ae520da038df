"""The technique heat map: techniques of the evidence, by tactic, against the leading groups; the cell says how well they fit."""

from __future__ import annotations

from vidocq.dossier.figures import svg
from vidocq.dossier.outline import Figure
from vidocq.dossier.phrasing import one_line
from vidocq.model import Noun
from vidocq.vocabulary.analysis import Consistency

_LABEL, _CELL, _ROW, _HEAD = 300.0, 76.0, 26.0, 54.0
#: Tactics of ATT&CK Enterprise in the order of its matrix; others follow by name, "no tactic recorded" last.
_TACTICS = (
    "reconnaissance", "resource development", "initial access", "execution", "persistence", "privilege escalation", "stealth",
    "defense evasion", "defense impairment", "credential access", "discovery", "lateral movement", "collection",
    "command and control", "exfiltration", "impact",
)  # fmt: skip


class Heat(Noun, frozen=True, kw_only=True):
    """One technique, its tactic, and how it fits each of the shown groups."""

    technique: str
    name: str
    tactic: str
    values: tuple[Consistency, ...]


def draw_heatmap(techniques: tuple[Heat, ...], groups: tuple[str, ...]) -> Figure:
    """Draw techniques (rows, folded under their tactics) against groups (columns)."""
    width = _LABEL + _CELL * len(groups) + 8
    parts = [_head(groups)]
    y = _HEAD
    for tactic in sorted({item.tactic for item in techniques}, key=_tactic_order):
        parts.append(svg.text(4, y + 17, (tactic or "no tactic recorded").capitalize(), class_="value"))
        y += _ROW
        for item in sorted((item for item in techniques if item.tactic == tactic), key=lambda item: item.technique):
            parts.append(_row(item, groups, y))
            y += _ROW
    described = f"{len(techniques)} techniques against {', '.join(groups)}; the matrix above says the same as a table."
    title = "Techniques of the evidence against the leading groups"
    drawing = svg.drawing("heatmap", title, described, width, y + 8, *parts)
    data = (("technique", "name", "tactic", *groups), *(_data(item) for item in techniques))
    return Figure(anchor="heatmap", title=title, description=described, svg=drawing, wide=True, data=data)


def _data(item: Heat) -> tuple[str, ...]:
    return (item.technique, item.name, item.tactic, *(value.name for value in item.values))


def _tactic_order(tactic: str) -> tuple[int, str]:
    if not tactic:
        return (99, "")
    return (_TACTICS.index(tactic) if tactic in _TACTICS else 50, tactic)


def _head(groups: tuple[str, ...]) -> str:
    parts = []
    for index, name in enumerate(groups):
        x = _LABEL + index * _CELL + _CELL / 2
        lines = _two_lines(name)
        for row, line in enumerate(lines):
            y = _HEAD - 10 - 15 * (len(lines) - 1 - row)
            parts.append(svg.titled(name, svg.text(x, y, line, class_="tick", text_anchor="middle")))
    return "".join(parts)


def _two_lines(name: str) -> list[str]:
    words, lines = name.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) + 1 > 11:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    shown = lines[:3]
    return [one_line(line, 11) for line in shown]


def _row(item: Heat, groups: tuple[str, ...], y: float) -> str:
    label = f"{item.technique} {item.name}".strip()
    cells = "".join(_cell(item, index, group, y) for index, group in enumerate(groups))
    return svg.titled(label, svg.text(14, y + 17, svg.fitting(label, _LABEL - 20, 12.5), class_="label")) + cells


def _cell(item: Heat, index: int, group: str, y: float) -> str:
    value = item.values[index]
    x = _LABEL + index * _CELL
    return svg.titled(
        f"{item.technique}, {group}: {value.value}",
        svg.element("rect", class_=f"heat ach-{value.name.lower()}", x=x + 1, y=y + 1, width=_CELL - 2, height=_ROW - 2, rx=3),
        svg.text(x + _CELL / 2, y + 17, value.name, class_=f"heat-text ach-{value.name.lower()}-text", text_anchor="middle"),
    )

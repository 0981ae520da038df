"""What the answer would be without an item, an origin or a document, and if the cheap traces had been planted."""

from __future__ import annotations

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk
from vidocq.dossier.outline import Block, Cell, Line, Paragraph, Section, Sentence, Table
from vidocq.model import Level, Sensitivity

_LINES = 12
#: Tests that a reader gets: those that change the answer, and the next two.
_TELLING = 5
#: A test that changes nothing and moves less than this (one point of 100) is counted, not shown.
_MATTERS = 0.01
_KINDS = {
    "item": "without an item",
    "origin": "without an origin",
    "source": "without a document",
    "sources": "without documents that agree",
    "names": "without lists of the same names",
    "planted": "if planted",
    "flip": "smallest set that changes the answer",
}


def sensitivity(desk: Desk) -> Section | None:
    """A sentence a level and a table, those that move the answer most first; nothing where nothing was weighed."""
    tests = desk.dossier.assessment.sensitivity
    if not desk.has_weighed or not tests:
        return None
    blocks: list[Block] = [Paragraph(sentences=tuple(_verdict(desk, level) for level in Level if _of(tests, level)))]
    blocks += [_table(desk, level) for level in Level if _of(tests, level)]
    return Section(anchor="sensitivity", title="How firm the answer is", blocks=tuple(blocks))


def _of(tests: tuple[Sensitivity, ...], level: Level) -> list[Sensitivity]:
    return sorted((test for test in tests if test.level is level), key=lambda test: (not test.changes_answer, -test.shift))


def _verdict(desk: Desk, level: Level) -> Sentence:
    tests = _of(desk.dossier.assessment.sensitivity, level)
    changing = [test for test in tests if test.changes_answer]
    what = "group" if level is Level.GROUP else "state"
    if not changing and len(tests) == 1:
        return desk.computed(f"At the level of the {what}, the one test made puts no other hypothesis first")
    if not changing:
        return desk.computed(
            f"At the level of the {what}, none of {phrasing.number(len(tests))} tests puts another hypothesis first"
        )
    verb = "puts" if len(changing) == 1 else "put"
    share = f"{phrasing.number(len(changing))} of {phrasing.counted(len(tests), 'test')}"
    return desk.computed(f"At the level of the {what}, {share} {verb} another hypothesis first")


def _table(desk: Desk, level: Level) -> Table:
    tests = _of(desk.dossier.assessment.sensitivity, level)
    what = "groups" if level is Level.GROUP else "states"
    note = (
        "“First” is the first that names somebody. "
        "“Shift” is how much of the probability moves, in points of 100 (total variation distance)."
    )
    shown = [test for test in tests if test.changes_answer or test.shift >= _MATTERS][:_LINES] or tests[:1]
    if len(tests) > len(shown):
        rest = phrasing.capital(phrasing.counted(len(tests) - len(shown), "further test"))
        note += f" {rest} with less effect: see the JSON dossier."
    columns = ("Test", "Left out", "First before", "First after", "Shift")
    lines = tuple(_line(desk, test) for test in shown)
    anchor, caption = f"sensitivity-{level.value}", f"Tests of firmness: {what}"
    telling = min(_TELLING, sum(test.changes_answer for test in shown) + 2)
    return Table(anchor=anchor, caption=caption, columns=columns, lines=lines, note=note, telling=telling)


def _line(desk: Desk, test: Sensitivity) -> Line:
    before = f"{_name(desk, test.top_before)}, {phrasing.percent(test.probability_before)}"
    after = f"{_name(desk, test.top_after)}, {phrasing.percent(test.probability_after)}"
    known = [item for item in test.removed if item in desk.labels]
    label = _label(desk, test)
    numbers = ", ".join(desk.label(item) for item in known[:6])
    return Line(
        cells=(
            Cell(text=_KINDS.get(test.kind, test.kind)),
            Cell(
                text=f"{label} ({numbers})" if numbers and numbers not in label else label,
                link=desk.anchor(known[0]) if len(known) == 1 else "",
            ),
            Cell(text=before),
            Cell(text=f"{after} – changes" if test.changes_answer else after, tone="changes" if test.changes_answer else ""),
            Cell(text=f"{100 * test.shift:.0f}"),
        )
    )


def _label(desk: Desk, test: Sensitivity) -> str:
    """What was left out, in words: engines may give an origin's or a document's id."""
    given = test.label or ", ".join(test.removed)
    return desk.origin_name(given) if test.kind in ("origin", "source", "sources", "names") else desk.readable(given)


def _name(desk: Desk, given: str) -> str:
    return phrasing.capital(desk.hypothesis(given))

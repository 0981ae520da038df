"""The evidence for and against the leading hypotheses, and every item with its grade: what was weighed, and what was not."""

from __future__ import annotations

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk, plain
from vidocq.dossier.outline import Block, Cell, Depth, Line, Listing, Paragraph, Section, Sentence, Table
from vidocq.dossier.sections.rows import numbers
from vidocq.model import Certainty, Evidence, HypothesisKind, Ranking, Row
from vidocq.vocabulary.admiralty import Credibility
from vidocq.vocabulary.analysis import Aspect, Consistency

#: How many hypotheses of a level are argued, and how many items for and against each.
_HYPOTHESES = 3
_ITEMS = 6
#: A hypothesis less likely than this is argued for technicians only.
_ARGUED = 0.05
#: Lines of the table of items that a reader who is no technician gets.
_TELLING = 60
#: A table longer than this is cut; what is left out is counted.
_MOST_LINES = 200
_MOST_LINKS = 30
_QUOTES = 3
_CIRCULAR = "circular: the report it comes from is already cited in the candidate's own profile"
#: MICTIC aspects (Steffens 2020) in plain words.
_ASPECTS = {
    Aspect.MALWARE: "malware",
    Aspect.INFRASTRUCTURE: "infrastructure",
    Aspect.CONTROL_SERVER: "control server",
    Aspect.TELEMETRY: "behaviour",
    Aspect.INTELLIGENCE: "what others know",
    Aspect.CUI_BONO: "who was hit",
}
_GRADES = (
    "Credibility is the Admiralty grade of an item, where one was given: 1 confirmed by independent sources, 2 probably true, "
    "3 possibly true, 4 doubtful, 5 improbable."
)
_PLANTED = "“Could be planted” says how cheaply an intruder could have faked it."
_SILENT = (Consistency.N, Consistency.NA)
_CERTAINTY = {
    Certainty.STATED: "",
    Certainty.INFERRED: "inferred",
    Certainty.AMBIGUOUS: "ambiguous",
    Certainty.KB: "from the knowledge base",
    Certainty.ANALYST: "entered by an analyst",
}


def weighed(desk: Desk) -> Section:
    """The section: arguments per hypothesis, then all items."""
    blocks: list[Block] = []
    if not desk.has_technical:
        nothing = f"{desk.why_nothing}, so no trace of the intruder speaks for or against any hypothesis"
        only = ". What follows rests on who was hit alone" if desk.has_weighed else ""
        blocks.append(Paragraph(sentences=(plain(nothing + only),)))
    arguments = tuple(section for ranking in desk.rankings for section in _level(desk, ranking)) if desk.has_weighed else ()
    sections = (*arguments, *_all_items(desk))
    return Section(anchor="weighed", title="Evidence for and against", blocks=tuple(blocks), sections=sections)


def _level(desk: Desk, ranking: Ranking) -> list[Section]:
    """The leading hypotheses argued; what is all but ruled out is argued for technicians only."""
    leading = [row for row in ranking.rows[:_HYPOTHESES] if row.evidence_for or row.evidence_against]
    return [_argument(desk, row, Depth.TECHNICAL if _remote(row, place) else Depth.BODY) for place, row in enumerate(leading)]


def _remote(row: Row, place: int) -> bool:
    undecided = row.hypothesis.kind is HypothesisKind.UNDETERMINED
    return place > 0 and (row.probability < _ARGUED or undecided)


def _argument(desk: Desk, row: Row, depth: Depth) -> Section:
    blocks: list[Block] = []
    if row.explanation:
        lines = tuple(desk.computed(text) for text in row.explanation)
        blocks.append(Paragraph(sentences=(desk.computed(numbers(row)),), depth=Depth.TECHNICAL))
        note = "How the number comes about (weights are logarithms of odds: +0.7 doubles them, -0.7 halves them)"
        blocks.append(Listing(sentences=lines, label=note, depth=Depth.TECHNICAL))
    blocks += [
        _side(desk, row, label, items) for label, items in (("For it", row.evidence_for), ("Against it", row.evidence_against))
    ]
    anchor = f"for-{row.hypothesis.level.value}-{phrasing.slug(row.hypothesis.id)}"
    level = "group" if row.hypothesis.level.value == "group" else "state"
    return Section(anchor=anchor, title=f"{phrasing.capital(row.hypothesis.name)} ({level})", blocks=tuple(blocks), depth=depth)


def _side(desk: Desk, row: Row, label: str, items: tuple[str, ...]) -> Listing:
    """One side of the argument; items that fit every hypothesis alike are counted, not listed."""
    known = [item for item in items if isinstance(desk.records.get(item), Evidence)]
    telling = [item for item in known if _consistency(desk, item, row) not in _SILENT]
    sentences = [_reason(desk, item, row) for item in telling[:_ITEMS]]
    if len(telling) > _ITEMS:
        sentences.append(plain(f"{phrasing.counted(len(telling) - _ITEMS, 'further item')} with less weight"))
    if len(known) > len(telling):
        verb = "leans" if len(known) - len(telling) == 1 else "lean"
        sentences.append(plain(f"{phrasing.counted(len(known) - len(telling), 'item')} {verb} this way too slightly to matter"))
    return Listing(sentences=tuple(sentences) or (plain("Nothing"),), label=label)


def _consistency(desk: Desk, evidence_id: str, row: Row) -> Consistency | None:
    cell = desk.cells.get((evidence_id, row.hypothesis.id))
    return cell.consistency if cell is not None else None


def _reason(desk: Desk, evidence_id: str, row: Row) -> Sentence:
    item = desk.records[evidence_id]
    assert isinstance(item, Evidence)
    cell = desk.cells.get((evidence_id, row.hypothesis.id))
    text = f"{desk.kind_label(item)} {desk.shown(item)}"
    if item.negative:
        text += " (looked for and not found)"
    if cell is not None:
        text += f" is {cell.consistency.value} with this" + (f": {phrasing.reason(cell.reason)}" if cell.reason else "")
    return desk.computed(text, evidence_id, links=(desk.link(evidence_id),))


def _all_items(desk: Desk) -> tuple[Section, ...]:
    """All items but indicators, which have a section of their own: what an analyst put first, what tells most, the rest."""
    spread = dict(desk.dossier.assessment.diagnosticity)
    items = [item for item in desk.evidence if not desk.is_indicator(item)]
    items.sort(key=lambda item: (desk.place(item.id), _weight(desk, item) != "yes", -spread.get(item.id, 0.0)))
    blocks: list[Block] = [_items_table(desk, items)] if items else []
    if len(items) > _MOST_LINES:
        blocks.append(Paragraph(sentences=(plain(f"{len(items) - _MOST_LINES:,} further items are in the JSON dossier"),)))
    blocks += _not_weighed(desk)
    return (Section(anchor="items", title="All items of evidence", blocks=tuple(blocks)),) if blocks else ()


def _items_table(desk: Desk, items: list[Evidence]) -> Table:
    """The items; a column in which every item is alike is a sentence instead."""
    origins = {item.origin for item in items}
    alike = len(origins) == 1 and "" not in origins
    roots = [phrasing.named(desk.origin_name(root)) for root in desk.roots_of(next(iter(origins)))] if alike else []
    same = f"All of them go back to {phrasing.joined(roots)}." if roots else ""
    graded = any(item.credibility is not Credibility.SIX for item in items)
    grades = _GRADES if graded else "No item has been graded yet."
    heads = (("No.", True), ("Kind", True), ("What", True), ("Credibility", graded), ("Could be planted", True), ("Aspect", True),
             ("Origin", not same), ("Weighed", True))  # fmt: skip
    found = (_line(desk, item) for item in items[:_MOST_LINES])
    kept = [index for index, (_head, shown) in enumerate(heads) if shown]
    lines = tuple(
        Line(anchor=line.anchor, cells=tuple(line.cells[index] for index in kept)) for line in found if line is not None
    )
    return Table(
        anchor="evidence",
        caption="Evidence, item by item",
        columns=tuple(heads[index][0] for index in kept),
        lines=lines,
        note=f"{grades} {_PLANTED} {same}".strip(),
        telling=_TELLING,
    )


def _line(desk: Desk, item: Evidence) -> Line | None:
    """All cells of an item's line, in the order of the heads."""
    sentence = desk.claim(item.sentence or item.value, item.id)
    if sentence is None:
        return None
    aspect = desk.aspect(item)
    ungraded = item.credibility is Credibility.SIX
    grade = Cell(text="" if ungraded else item.credibility.value, hint=item.credibility_reason or item.credibility.words)
    return Line(
        anchor=desk.anchor(item.id),
        cells=(
            Cell(text=desk.label(item.id)),
            Cell(text=desk.kind_label(item)),
            Cell(text=_what(desk, item), references=sentence.references[:_QUOTES]),
            grade,
            Cell(text=item.spoofability.value, hint=item.spoofability_reason, tone=f"spoof-{item.spoofability.value}"),
            Cell(text=_ASPECTS[aspect] if aspect else "–"),
            Cell(text=desk.origin_label(item.origin) if item.origin else "–"),
            Cell(text=_weight(desk, item)),
        ),
    )


def _what(desk: Desk, item: Evidence) -> str:
    extras = [part for part in (_CERTAINTY[item.certainty], item.mention.value if item.mention else "") if part]
    if item.negative:
        extras.append("looked for and not found")
    if item.candidates:
        names = phrasing.joined([candidate.name for candidate in item.candidates[:4]], "or")
        extras.append(f"could be {names}")
    return desk.shown(item) + (f" – {'; '.join(extras)}" if extras else "")


def _weight(desk: Desk, item: Evidence) -> str:
    if item.id in desk.dossier.assessment.circular:
        return "no: circular"
    return "yes" if item.id in desk.weighed else "no"


def _not_weighed(desk: Desk) -> list[Block]:
    """What was left out of the weight, by reason."""
    assessment = desk.dossier.assessment
    why: dict[str, list[str]] = {}
    for item in assessment.circular:
        why.setdefault(_CIRCULAR, []).append(item)
    for item, reason in assessment.left_out:
        if item not in assessment.circular:
            why.setdefault(reason, []).append(item)
    lines = []
    for reason, ids in why.items():
        known = sorted((item for item in ids if item in desk.records), key=lambda item: int(desk.label(item)[1:]))
        if known:
            links = tuple(desk.link(item) for item in known[:_MOST_LINKS])
            more = f" ({phrasing.counted(len(known), 'item')})" if len(known) > 1 else ""
            lines.append(desk.computed(f"{reason}{more}", links=links))
    return [Listing(sentences=tuple(lines), label="Recorded, but left out of the weight")] if lines else []

"""Where everything comes from: documents and their origins, sources with their grades, indicators, method and versions."""

from __future__ import annotations

from vidocq.dossier import phrasing
from vidocq.dossier.dates import words
from vidocq.dossier.desk import Desk, defanged, plain
from vidocq.dossier.figures.origins import draw_origins
from vidocq.dossier.figures.reliability import draw_reliability
from vidocq.dossier.outline import Block, Cell, Depth, Figures, Line, Listing, Paragraph, Section, Sentence, Table
from vidocq.dossier.sections.answer import track_record
from vidocq.model import DocumentEntry, Evidence, HypothesisKind, IndicatorLabel, Source
from vidocq.vocabulary.admiralty import Reliability
from vidocq.vocabulary.tlp import Tlp

_INDICATORS = 300
#: From so many links between documents and origins on a drawing helps.
_DRAWN = 3
#: Hypotheses that are a name.
_NAMES = (HypothesisKind.ACTOR, HypothesisKind.STATE)
_LABELS = {
    IndicatorLabel.ADVERSARY: "the intruder's",
    IndicatorLabel.VICTIM: "the victim's",
    IndicatorLabel.REFERENCE: "reference only",
    IndicatorLabel.UNDECIDED: "undecided",
}


def sources(desk: Desk) -> Section:
    """Sources with Admiralty grades, documents with digests, and how many origins there really are."""
    documents, origins = len(desk.dossier.documents), len(desk.origins)
    count = f"{phrasing.counted(documents, 'document')}, {phrasing.counted(origins, 'origin')}"
    lead = plain(f"{count}. An origin is the party a report goes back to; ten articles on one statement are one origin")
    blocks: list[Block] = [Paragraph(sentences=(lead,))]
    blocks += _drawn(desk)
    if desk.dossier.sources:
        blocks.append(_graded(desk))
    lines = tuple(_document(desk, entry) for entry in desk.dossier.documents)
    columns = ("No.", "Title", "Publisher", "Published", "Format", "SHA-256 of the bytes received")
    blocks.append(Table(anchor="documents", caption="Documents", columns=columns, lines=lines))
    return Section(anchor="sources", title="Sources and documents", blocks=tuple(blocks))


def _drawn(desk: Desk) -> list[Block]:
    """What goes back to whom as a drawing; for the full dossier only where it says more than the table, that many are one."""
    links = tuple(
        (f"{desk.label(entry.id)} {desk.document_name(entry.id)}", desk.origin_name(root))
        for entry in desk.dossier.documents
        for root in desk.roots_of(entry.id)
    )
    if len(links) < _DRAWN:
        return []
    fewer = len({origin for _document, origin in links}) < len({document for document, _origin in links})
    return [Figures(figures=(draw_origins(links),), depth=Depth.BODY if fewer else Depth.TECHNICAL)]


def _graded(desk: Desk) -> Table:
    """Sources; their grades only where somebody gave one."""
    given = desk.dossier.sources
    graded = any(source.reliability is not Reliability.F for source in given)
    note = (
        "P1, P2 … name who publishes. Reliability is the Admiralty grade of the source: A completely reliable to E unreliable; "
        "F cannot be judged, which is not a low grade."
        if graded
        else "P1, P2 … name who publishes. No source has been graded yet: how reliable they are cannot be judged."
    )
    columns = ("Source", "Kind", *(("Reliability", "Why") if graded else ()), "Goes back to", "Documents")
    lines = tuple(_source(desk, source, graded=graded) for source in given)
    return Table(anchor="graded", caption="Sources", columns=columns, lines=lines, note=note)


def _source(desk: Desk, source: Source, *, graded: bool) -> Line:
    documents = source.document_ids or tuple(entry.id for entry in desk.dossier.documents if entry.source_id == source.id)
    grade = (
        Cell(text=f"{source.reliability.name} {source.reliability.value}"),
        Cell(text=source.reliability_reason or "–"),
    )
    return Line(
        anchor=desk.anchor(source.id),
        cells=(
            Cell(text=f"{desk.label(source.id)} {phrasing.file_name(source.name)}"),
            Cell(text=source.kind.value),
            *(grade if graded else ()),
            Cell(text=", ".join(desk.origin_name(root) for root in source.roots) or "itself"),
            Cell(text=", ".join(desk.label(item) for item in documents) or "–"),
        ),
    )


def _document(desk: Desk, entry: DocumentEntry) -> Line:
    title = entry.title or entry.name
    url = f" {defanged(entry.url)}" if entry.url else ""
    return Line(
        anchor=desk.anchor(entry.id),
        cells=(
            Cell(text=desk.label(entry.id), link=f"text-{desk.anchor(entry.id)}"),
            Cell(text=f"{title}{url}"),
            Cell(text=entry.publisher or "not given"),
            Cell(text=words(entry.published) if entry.published else "not given"),
            Cell(text=entry.media_type),
            Cell(text=entry.sha256, code=True),
        ),
    )


def indicators(desk: Desk) -> Section | None:
    """Observables with whose they are, defanged; nothing where there are none."""
    found = sorted((item for item in desk.evidence if desk.is_indicator(item)), key=lambda item: desk.place(item.id))
    lines = [line for item in found[:_INDICATORS] if (line := _indicator(desk, item)) is not None]
    if not lines:
        return None
    note = "Values are written so that no program links them. “Undecided” ones are not known to be the intruder's."
    if len(found) > _INDICATORS:
        note += f" {len(found) - _INDICATORS:,} more are in the JSON dossier."
    columns = ("No.", "Kind", "Value", "Whose", "Why", "Observed")
    table = Table(
        anchor="observables", caption="Indicators", columns=columns, lines=tuple(lines), note=note, telling=0, depth=Depth.ASIDE
    )
    blocks = (Paragraph(sentences=(_counts(desk, found),)), table)
    return Section(anchor="indicators", title="Indicators", blocks=blocks)


def _counts(desk: Desk, found: list[Evidence]) -> Sentence:
    """How many there are and whose; the values themselves are an attachment."""
    labels = [item.label or IndicatorLabel.UNDECIDED for item in found]
    shares = [f"{phrasing.number(count)} {_LABELS[label]}" for label in IndicatorLabel if (count := labels.count(label))]
    marked = desk.dossier.marking.tlp is not Tlp.UNMARKED
    beside = "indicators.csv and evidence.stix.json" if marked else "indicators.csv"
    return plain(
        f"{phrasing.counted(len(found), 'indicator')}: {phrasing.joined(shares)}. "
        f"They stand, as values to copy, in {beside} beside this dossier"
    )


def _indicator(desk: Desk, item: Evidence) -> Line | None:
    sentence = desk.claim(item.sentence or item.value, item.id)
    if sentence is None:
        return None
    label = item.label or IndicatorLabel.UNDECIDED
    return Line(
        anchor=desk.anchor(item.id),
        cells=(
            Cell(text=desk.label(item.id)),
            Cell(text=desk.kind_label(item)),
            Cell(text=desk.shown(item), code=True, references=sentence.references),
            Cell(text=_LABELS[label], tone=f"label-{label.value}"),
            Cell(text=item.label_reason or "–"),
            Cell(text=words(item.observed) if item.observed else "not given"),
        ),
    )


def method(desk: Desk) -> Section:
    """How the answer was made, with every version needed to make it again."""
    assessment = desk.dossier.assessment
    knowledge = assessment.knowledge
    as_of = words(knowledge.as_of) if knowledge.as_of else "its build"
    contents = ", ".join(f"{count:,} {name}" for name, count in knowledge.contents)
    rows = (
        ("Code", f"vidocq {assessment.code_version}"),
        ("Knowledge", f"{knowledge.digest}; as of {as_of}; built {words(knowledge.built)}"),
        ("Knowledge holds", contents or "not recorded"),
        ("Weights", assessment.model_digest or "none"),
        ("Seed", str(assessment.seed)),
        ("Dossier", f"{desk.dossier.id}, made {words(desk.dossier.created)}"),
    )
    table = Table(
        anchor="versions",
        caption="Versions: the same of all of these gives the same dossier",
        columns=("What", "Version"),
        lines=tuple(
            Line(cells=(Cell(text=name), Cell(text=value, code=name in ("Knowledge", "Weights")))) for name, value in rows
        ),
    )
    return Section(
        anchor="method", title="Method and versions", blocks=(_how(desk), *_reliability(desk), table, *_problems(desk))
    )


def _reliability(desk: Desk) -> list[Block]:
    """How past numbers did, with the present one among them, where the record was made on cases of this kind."""
    drawn = [
        figure
        for ranking in desk.rankings
        if (record := ranking.answer.track_record) is not None
        for row in [one for one in ranking.rows if one.hypothesis.kind in _NAMES][:1]
        if (figure := draw_reliability(ranking.level, record, row)) is not None
    ]
    return [Figures(figures=tuple(drawn), depth=Depth.TECHNICAL)] if drawn else []


def _how(desk: Desk) -> Listing:
    lines = [
        plain("Each item is weighed by how much better it fits one hypothesis than the others, learned from earlier reports"),
        plain("Items of one origin or one family are weighed together, so that repetition adds little"),
        plain("What governments, companies or media say about the culprit never enters that weight"),
        plain("Likelihood words are those of ICD 203; each stands for a fixed range of the calibrated number"),
        plain("Every sentence about the case leads to a verbatim quote in a document, or it is not written"),
    ]
    records = [track_record(ranking.answer, data=True) for ranking in desk.rankings]
    lines += [record for record in records if record is not None]
    return Listing(sentences=tuple(lines))


def _problems(desk: Desk) -> list[Block]:
    """What went wrong on the way, each once and under the document's number."""
    lines = [f"{desk.label(entry.id)}: {note}" for entry in desk.dossier.documents for note in entry.notes]
    told = {f"{entry.name}: {note}" for entry in desk.dossier.documents for note in entry.notes}
    lines += [_numbered(desk, text) for text in desk.dossier.problems if text not in told]
    if desk.left_out:
        count = phrasing.counted(len(desk.left_out), "sentence")
        verb = "was" if len(desk.left_out) == 1 else "were"
        lines.append(f"{count} {verb} left out because no quote in a document stands behind it")
    found = tuple(plain(desk.readable(text)) for text in dict.fromkeys(lines))
    return [Listing(sentences=found, label="Problems met on the way")] if found else []


def _numbered(desk: Desk, text: str) -> str:
    """A problem with the number of its document in the place of the path."""
    for entry in desk.dossier.documents:
        if text.startswith(f"{entry.name}: "):
            return f"{desk.label(entry.id)}: {text.removeprefix(f'{entry.name}: ')}"
    return text

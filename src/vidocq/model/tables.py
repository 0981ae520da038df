"""Results as plain rows: dictionaries of text and numbers, the same columns for the command line, CSV and data frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Any

import msgspec

from vidocq.errors import InputError, unknown
from vidocq.model.assessment import Assessment, Ranking, Row
from vidocq.model.dossier import Dossier
from vidocq.model.evidence import Evidence
from vidocq.model.statement import Response, Statement

Cell = str | int | float | bool | None
Rows = list[dict[str, Cell]]

RANKING = ("level", "hypothesis", "ref", "kind", "probability", "low", "high", "prior", "word")
EVIDENCE = ("document", "kind", "value", "ref", "label", "lane", "start", "end", "quote", "rule", "reason", "name", "id")
SAID = (
    "record",
    "id",
    "lane",
    "speaker",
    "act",
    "level",
    "objects",
    "reaction",
    "measure",
    "date",
    "quote",
    "start",
    "end",
    "reason",
)


def of_assessment(assessment: Assessment) -> Rows:
    """A row for each hypothesis, groups first, then states; where there are several events, those of each in turn."""
    if not assessment.events:
        return [row for ranking in (assessment.group, assessment.sponsor) for row in _of_ranking(ranking)]
    numbered = enumerate(assessment.events, start=1)
    rankings = ((number, ranking) for number, event in numbered for ranking in (event.group, event.sponsor))
    return [{"event": number, **row} for number, ranking in rankings for row in _of_ranking(ranking)]


def _of_ranking(ranking: Ranking) -> Iterator[dict[str, Cell]]:
    for row in ranking.rows:
        what = row.hypothesis
        low, high = row.interval
        cells = (ranking.level.value, what.name, what.ref, what.kind.value, row.probability, low, high, row.prior, row.word)
        yield dict(zip(RANKING, cells, strict=True))


def cut(assessment: Assessment, top: int) -> Assessment:
    """The assessment with only the first ``top`` hypotheses of each ranking; its answers stay as they are."""

    def shorter(ranking: Ranking) -> Ranking:
        return msgspec.structs.replace(ranking, rows=ranking.rows[:top])

    events = tuple(
        msgspec.structs.replace(event, group=shorter(event.group), sponsor=shorter(event.sponsor)) for event in assessment.events
    )
    return msgspec.structs.replace(
        assessment, group=shorter(assessment.group), sponsor=shorter(assessment.sponsor), events=events
    )


def of_evidence(items: Iterable[Evidence], names: Mapping[str, str] | None = None) -> Rows:
    """A row for each item, by its first quote; ``names`` are those of the documents by id."""
    rows: Rows = []
    for item in items:
        quote = item.support[0] if item.support else None
        document = (names or {}).get(quote.document_id, quote.document_id) if quote else None
        place = (quote.start, quote.end, quote.text) if quote else (None, None, None)
        label = item.label.value if item.label else None
        reason = item.label_reason or item.lane_reason
        cells = (document, item.kind, item.value, item.ref, label, item.lane.value, *place, item.rule, reason, item.name, item.id)
        rows.append(dict(zip(EVIDENCE, cells, strict=True)))
    return rows


def of_said(records: Iterable[Statement | Response]) -> Rows:
    """A row for each statement and each response, by its first quote."""
    return [_said(record) for record in records]


def _said(record: Statement | Response) -> dict[str, Cell]:
    quote = record.support[0] if record.support else None
    place = (quote.text, quote.start, quote.end) if quote else (None, None, None)
    date = record.date.edtf if record.date else None
    cells: tuple[Cell, ...]
    if isinstance(record, Statement):
        act = record.act.value if record.act else None
        reaction = record.reaction.name.lower() if record.reaction else None
        axes = (record.speaker.party, act, record.object_level.value, " ".join(record.objects), reaction)
        cells = ("statement", record.id, record.lane.value, *axes, None, date, *place, record.lane_reason)
    else:
        done = (record.by, None, None, record.target, None, record.measure)
        cells = ("response", record.id, record.lane.value, *done, date, *place, record.lane_reason)
    return dict(zip(SAID, cells, strict=True))


def _of_dossier(part: str) -> Callable[[Dossier], Rows]:
    names = {
        "ranking": lambda one: of_assessment(one.assessment),
        "evidence": lambda one: of_evidence(one.evidence, {document.id: document.name for document in one.documents}),
        "statements": lambda one: of_said((*one.statements, *one.responses)),
    }
    if part not in names:
        raise unknown("table", part, tuple(names))
    return names[part]


def to_rows(result: Any, part: str = "ranking") -> Rows:
    """A result as rows.

    Args:
        result: a dossier, an assessment, a ranking of bare items, what was extracted or read, or several of one sort.
        part: of a dossier: ``ranking``, ``evidence`` or ``statements``.

    Raises:
        InputError: there are no rows in such a thing, or no such part of a dossier.
    """
    if isinstance(result, Dossier):
        return _of_dossier(part)(result)
    if isinstance(result, Assessment):
        return of_assessment(result)
    if isinstance(result, Evidence):
        return of_evidence([result])
    if isinstance(result, Statement | Response):
        return of_said([result])
    own = getattr(result, "to_rows", None)
    if own is not None:
        rows: Rows = own()
        return rows
    if isinstance(result, Iterable) and not isinstance(result, str | bytes):
        return [row for one in result for row in to_rows(one, part)]
    raise InputError(f"a {type(result).__name__} has no rows", hint="give a dossier, an assessment, evidence or statements")


#: So many rows of a ranking are shown in a notebook.
_SHOWN = 8


def html(assessment: Assessment, title: str = "") -> str:
    """The answers and the first rows of the rankings, for a notebook; all words are escaped."""
    rankings = [
        (f"Event {number}, ", ranking) for number, one in enumerate(assessment.events, 1) for ranking in (one.group, one.sponsor)
    ]
    rankings += [] if rankings else [("", assessment.group), ("", assessment.sponsor)]
    parts = [f"<p><strong>{escape(title)}</strong></p>"] if title else []
    for which, ranking in rankings:
        parts.append(f"<p>{which}{ranking.level.value}: {escape(ranking.answer.sentence)}</p>")
        if ranking.rows:
            rows = "".join(_html_row(row) for row in ranking.rows[:_SHOWN])
            heads = "".join(f"<th>{name}</th>" for name in ("hypothesis", "likelihood", "95 % interval", "in words"))
            parts.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")
    parts.append(f"<p>Analytic confidence: {escape(assessment.confidence.level.value)}.</p>")
    return "".join(parts)


def _html_row(row: Row) -> str:
    low, high = row.interval
    cells = (row.hypothesis.name, f"{row.probability:.1%}", f"{low:.0%} to {high:.0%}", row.word)
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def to_dataframe(result: Any, part: str = "ranking", *, library: str = "") -> Any:
    """A result as a data frame of pandas or polars, whichever is installed (pandas first).

    Args:
        result: as :func:`to_rows` takes it.
        part: of a dossier.
        library: ``pandas`` or ``polars``; by default the first that is there.

    Raises:
        InputError: neither is installed, or the one asked for is not.
    """
    import importlib

    if library and library not in _LIBRARIES:
        raise unknown("library", library, _LIBRARIES)
    rows = to_rows(result, part)
    for name in (library,) if library else _LIBRARIES:
        try:
            frames = importlib.import_module(name)
        except ImportError:
            continue
        return frames.DataFrame(rows)
    raise InputError(
        f"{library or 'neither pandas nor polars'} is {'not ' if library else ''}installed", hint="to_rows() needs none"
    )


_LIBRARIES = ("pandas", "polars")

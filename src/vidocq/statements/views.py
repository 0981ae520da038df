"""The ledger to look at: a table, a timeline and a matrix of speakers by acts, as text, HTML, SVG, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape

import msgspec

from vidocq.errors import InputError
from vidocq.statements.joining import Joined, independent_accusers
from vidocq.vocabulary.speech import Act
from vidocq.vocabulary.states import name_of
from vidocq.vocabulary.tlp import Tlp, most_restrictive

FORMATS = ("text", "html", "svg", "csv", "json")
_COLUMNS = (
    "date",
    "speaker",
    "act",
    "object",
    "level",
    "reaction",
    "victim",
    "lane",
    "documents",
    "origins",
    "must not be claimed",
    "marking",
)


def row_of(entry: Joined) -> dict[str, str]:
    """One entry as a row; ``act`` is empty where the speaker only reacts."""
    item = entry.statement
    return {
        "date": item.date.edtf if item.date else "",
        "speaker": item.speaker.party,
        "act": item.act.value if item.act else "",
        "object": ", ".join(item.objects),
        "level": "" if item.object_level.value == "none" else item.object_level.value,
        "reaction": item.reaction.name.lower().replace("_", " ") if item.reaction else "",
        "victim": ", ".join(entry.victims),
        "lane": item.lane.value,
        "documents": str(len(entry.documents)),
        "origins": str(len(entry.origins)),
        "must not be claimed": "; ".join(item.must_not_claim),
        "marking": entry.tlp.value,
    }


def summary(entries: Iterable[Joined]) -> str:
    """How much there is, counted at roots."""
    listed = list(entries)
    documents = {document for entry in listed for document in entry.documents}
    accusers = independent_accusers(entry for entry in listed if entry.statement.lane.stands)
    said = f"{len(listed)} statements from {len(documents)} documents; {len(accusers)} parties assert on their own word"
    return banner(entry.tlp for entry in listed) + said + (f": {', '.join(accusers)}" if accusers else "")


def banner(markings: Iterable[Tlp]) -> str:
    """The strictest marking, to stand before what was made of all of them; nothing where nothing carries one."""
    listed = list(markings)
    return f"{most_restrictive(listed).value}: " if any(one is not Tlp.UNMARKED for one in listed) else ""


def show(entries: Sequence[Joined], *, view: str = "table", format: str = "text") -> str:  # noqa: A002 - the word users know
    """A view of entries in a format.

    Raises:
        InputError: there is no such view or format.
    """
    if view not in VIEWS:
        raise InputError(f"no such view: {view}", hint=f"one of {', '.join(VIEWS)}")
    if format not in FORMATS:
        raise InputError(f"no such format: {format}", hint=f"one of {', '.join(FORMATS)}")
    if format == "json":
        return msgspec.json.format(msgspec.json.encode(list(entries)), indent=1).decode() + "\n"
    header, rows = VIEWS[view](entries)
    return _WRITERS[format](header, rows, summary(entries))


Grid = tuple[list[str], list[list[str]]]


def _table(entries: Sequence[Joined]) -> Grid:
    return list(_COLUMNS), [[row_of(entry)[column] for column in _COLUMNS] for entry in entries]


def _timeline(entries: Sequence[Joined]) -> Grid:
    return ["date", "what", "marking"], [
        [row_of(entry)["date"] or "no date", sentence(entry), entry.tlp.value] for entry in entries
    ]


def sentence(entry: Joined) -> str:
    """An entry as one sentence that says no more than the record does."""
    item = entry.statement
    name = name_of(item.speaker.party)
    what = ", ".join(name_of(code) for code in item.objects)
    if item.act is None:
        text = f"{name} {item.reaction_word or item.reaction.name.lower()}"
    elif item.act is Act.ASSERTS:
        text = f"{name} asserts {what or 'an attribution'} ({item.object_level.value})"
    else:
        text = f"{name} {item.act.value.replace('_', ' ')}" + (f" ({what})" if what else "")
    waiting = "" if item.lane.stands else f" [{item.lane.value}]"
    return text + (f", {item.modality}" if item.modality else "") + waiting


def _matrix(entries: Sequence[Joined]) -> Grid:
    """Speakers by acts: how many statements that stand; those in review are not counted."""
    acts = [act.value for act in Act]
    standing = [entry for entry in entries if entry.statement.lane.stands]
    counts = Counter(
        (entry.statement.speaker.party, entry.statement.act.value if entry.statement.act else "reacts") for entry in standing
    )
    speakers = sorted({speaker for speaker, _ in counts})
    columns = [act for act in (*acts, "reacts") if any(key[1] == act for key in counts)]
    strictest = {
        speaker: most_restrictive(entry.tlp for entry in standing if entry.statement.speaker.party == speaker).value
        for speaker in speakers
    }
    return ["speaker", *columns, "marking"], [
        [speaker, *(str(counts[speaker, act] or "") for act in columns), strictest[speaker]] for speaker in speakers
    ]


VIEWS: dict[str, Callable[[Sequence[Joined]], Grid]] = {"table": _table, "timeline": _timeline, "matrix": _matrix}


def _text(header: list[str], rows: list[list[str]], note: str) -> str:
    widths = [min(48, max([len(title), *(len(row[index]) for row in rows)])) for index, title in enumerate(header)]
    lines = [
        "  ".join(cell[:width].ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (header, *rows)
    ]
    return "\n".join([*lines, "", note]) + "\n"


def _html(header: list[str], rows: list[list[str]], note: str) -> str:
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in header)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>\n<caption>{escape(note)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n"


def _csv(header: list[str], rows: list[list[str]], note: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _svg(header: list[str], rows: list[list[str]], note: str) -> str:
    widths = [8 * min(40, max([len(title), *(len(row[index]) for row in rows)])) + 14 for index, title in enumerate(header)]
    height = 24 * (len(rows) + 2) + 10
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sum(widths) + 20} {height}" role="img" '
            f'font-family="monospace" font-size="12"><title>{escape(note)}</title>'
        )
    ]
    for line, row in enumerate((header, *rows)):
        x = 10
        for cell, width in zip(row, widths, strict=True):
            weight = ' font-weight="bold"' if line == 0 else ""
            parts.append(f'<text x="{x}" y="{24 * (line + 1)}"{weight}>{escape(cell[:40])}</text>')
            x += width
    parts.append(f'<text x="10" y="{height - 8}">{escape(note)}</text></svg>')
    return "\n".join(parts) + "\n"


_WRITERS: dict[str, Callable[[list[str], list[list[str]], str], str]] = {"text": _text, "html": _html, "csv": _csv, "svg": _svg}


def rows_json(header: list[str], rows: list[list[str]]) -> str:
    """A grid as JSON objects, for whoever wants the view and not the records."""
    return json.dumps([dict(zip(header, row, strict=True)) for row in rows], ensure_ascii=False, indent=1)

"""The dossier as PDF by typst: tagged (PDF/UA), archival (PDF/A-3), marked on every page, its record and indicators attached."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from vidocq.dossier import attachments, phrasing
from vidocq.dossier.attachments import Attachment
from vidocq.dossier.build import build
from vidocq.dossier.figures.svg import standalone
from vidocq.dossier.outline import (
    Basis,
    Block,
    Cell,
    Depth,
    DocumentText,
    Entries,
    Entry,
    Figures,
    Listing,
    Outline,
    Paragraph,
    Reference,
    Section,
    Sentence,
    Table,
    cited,
)
from vidocq.dossier.renderers.html import banner, kicker, look
from vidocq.dossier.shapes import BRIEF, FULL, shape_of, shaped
from vidocq.errors import InputError
from vidocq.model import Dossier

#: What typst carries in itself: the same on every machine. Only where these lack a letter are the machine's own fonts asked.
_FONTS = ("Libertinus Serif", "DejaVu Sans Mono")
_FALLBACK = ("DejaVu Sans", "Noto Sans", "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Thai")
_STANDARDS: Any = ["a-3a", "ua-1"]
#: Letters that the fonts within typst have for sure; the rest is shown by its code where no font on the machine has it.
_SURE = re.compile(r"[^\n\t -~\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2027\u202f-\u203a\u20ac]")
_BADGES = {Basis.KNOWLEDGE: "knowledge base", Basis.ANALYST: "analyst"}
_SIZES = {BRIEF: 10.5}
#: Characters of a quote that are printed; on a page that must be one, fewer.
_QUOTE, _SHORT_QUOTE = 240, 90
_CLOSING = "Made by vidocq from the documents named above. A machine's reading: a person answers for what is done with it."


class PdfRenderer:
    """Writes the outline through one typst file; words go to it as data, never as markup."""

    name = "pdf"
    suffix = ".pdf"

    def __init__(self, more: Mapping[str, Attachment] | None = None) -> None:
        self._more = dict(more or {})

    def attaching(self, more: Mapping[str, Attachment]) -> PdfRenderer:
        """The same renderer with more files inside the PDF, by name."""
        return PdfRenderer(self._more | dict(more))

    def render(self, dossier: Dossier, template: str = FULL) -> bytes:
        """Give the file; the same dossier gives the same bytes.

        Raises:
            InputError: typst is not installed.
        """
        outline = shaped(build(dossier), template)
        data, drawings = _data(outline, template)
        attached = {} if template == BRIEF else attachments.files_of(dossier) | self._more
        data["attached"] = [
            {"name": name, "mime": one.media_type, "description": one.description} for name, one in attached.items()
        ]
        moment = _moment(dossier.created)
        data["date"] = [moment.year, moment.month, moment.day] if moment else None
        contents = drawings | {name: one.content for name, one in attached.items()}
        return _compiled(data, contents, moment or datetime(1970, 1, 1, tzinfo=UTC))


def _moment(created: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(created.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _compiled(data: dict[str, Any], contents: dict[str, bytes], moment: datetime) -> bytes:
    """By the fonts within typst; else with the machine's; else with the letters that no font has shown by their code."""
    try:
        import typst
    except ImportError as error:
        raise InputError("PDF needs the package typst", hint="pip install 'vidocq[pdf]'") from error
    words = msgspec.json.encode(data).decode()
    tries: list[tuple[dict[str, Any], tuple[str, ...], bool]] = []
    tries += [(data, _FONTS, True)] if not _SURE.search(words) else []
    tries += [(data, _FONTS + _FALLBACK, False), (_spelt(data), _FONTS, True)]
    failed: typst.TypstError | None = None
    with tempfile.TemporaryDirectory(prefix="vidocq-") as folder:
        for name, content in (contents | {"main.typ": _source()}).items():
            (Path(folder) / name).write_bytes(content)
        for given, fonts, own_only in tries:
            (Path(folder) / "data.json").write_bytes(msgspec.json.encode(given | {"fonts": list(fonts)}))
            try:
                made: bytes = typst.compile(
                    str(Path(folder) / "main.typ"),
                    root=folder,
                    format="pdf",
                    ignore_system_fonts=own_only,
                    pdf_standards=_STANDARDS,
                    timestamp=int(moment.timestamp()),
                )
            except typst.TypstError as error:
                failed = error
            else:
                return made
    assert failed is not None
    raise failed


def _spelt(value: Any) -> Any:
    """The same with every letter that may have no glyph as ``[U+4E2D]``."""
    if isinstance(value, str):
        return _SURE.sub(lambda match: f"[U+{ord(match[0]):04X}]", value)
    if isinstance(value, list):
        return [_spelt(one) for one in value]
    return {name: _spelt(one) for name, one in value.items()} if isinstance(value, dict) else value


@cache
def _source() -> bytes:
    return files("vidocq.dossier.templates").joinpath("dossier.typ").read_bytes()


def _data(outline: Outline, template: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the typst file reads, and the drawings that it names."""
    drawings: dict[str, bytes] = {}
    linked, whole = template != BRIEF, shape_of(template).whole
    numbers = cited(outline)
    found: dict[str, Any] = {
        "title": _text(outline.title),
        "kicker": _text(kicker(outline, template)),
        "banner": _text(banner(outline)),
        "look": look(outline),
        "linked": linked,
        "size": _SIZES.get(template, 9.3),
        "facts": [[_text(term), _text(value)] for term, value in outline.facts],
        "sections": [one for section in outline.sections for one in _section(section, 2, drawings, whole=whole)],
        "quotes": [_quote(one, _QUOTE if linked else _SHORT_QUOTE) for one in outline.references if one.number in numbers],
        "closing": _CLOSING,
    }
    _cover_apart(found["sections"])
    return found, drawings


def _cover_apart(sections: list[dict[str, Any]]) -> None:
    """What follows the cover begins a page of its own, whatever it is."""
    for after in sections[1:2]:
        after["fresh"] = True


def _section(section: Section, level: int, drawings: dict[str, bytes], *, whole: bool) -> Iterator[dict[str, Any]]:
    """A section and those in it as a flat list; what lies beyond the cover begins a page of its own."""
    if section.anchor == "texts" and not whole:
        return
    cover = [block for block in section.blocks if section.depth is not Depth.COVER or block.depth is Depth.COVER]
    beyond = [block for block in section.blocks if block not in cover]
    yield {"title": _text(section.title), "level": level, "fresh": False, "blocks": [_block(one, drawings) for one in cover]}
    if beyond:
        found = [_block(one, drawings) for one in beyond]
        yield {"title": "Known beforehand", "level": level, "fresh": True, "blocks": found}
    for inner in section.sections:
        yield from _section(inner, level + 1, drawings, whole=whole)


def _block(block: Block, drawings: dict[str, bytes]) -> dict[str, Any]:
    match block:
        case Paragraph():
            told = [_say(one, badge=block.tone != "context") for one in block.sentences]
            return {"kind": "paragraph", "label": _text(block.label), "tone": block.tone, "sentences": told}
        case Listing():
            return {"kind": "listing", "label": _text(block.label), "sentences": [_say(one) for one in block.sentences]}
        case Entries():
            return {"kind": "entries", "entries": [_entry(one) for one in block.entries]}
        case Table():
            return _table(block)
        case Figures():
            return {"kind": "figures", "figures": [_figure(one, drawings) for one in block.figures]}
        case DocumentText():
            return _document(block)


def _say(sentence: Sentence, *, badge: bool = True) -> dict[str, Any]:
    basis = _BADGES.get(sentence.basis, "") if badge else ""
    return {"text": _text(sentence.text), "badge": basis, "refs": list(sentence.references)}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "label": _text(entry.label),
        "tag": _text(entry.tag),
        "sentences": [_say(one) for one in entry.sentences],
        "details": [{"term": _text(term), "sentence": _say(one)} for term, one in entry.details],
        "notes": [_say(one) for one in entry.notes],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": _text(table.caption),
        "columns": [_text(column) for column in table.columns],
        "widths": _widths(table),
        "lines": [[_cell(cell) for cell in line.cells] for line in table.lines],
        "totals": [_text(cell.text) for cell in table.totals],
        "note": _text(table.note),
    }


def _widths(table: Table) -> list[float]:
    """Shares of the width by what stands in the columns: long texts get more, none less than its head needs."""
    found = []
    for place, head in enumerate(table.columns):
        lengths = sorted(len(line.cells[place].text) + 2 * len(line.cells[place].references) for line in table.lines)
        usual = lengths[(len(lengths) * 9) // 10] if lengths else 0
        longest_word = max((len(word) for word in head.split()), default=1)
        found.append(float(2 + min(60, max(usual, longest_word * 1.3, 4))))
    return found


def _cell(cell: Cell) -> dict[str, Any]:
    return {"text": _text(cell.text), "refs": list(cell.references), "tone": cell.tone, "code": cell.code}


def _figure(figure: Any, drawings: dict[str, bytes]) -> dict[str, Any]:
    name = f"figure-{len(drawings)}.svg"
    drawings[name] = standalone(figure.svg).encode()
    return {"title": _text(figure.title), "description": _text(figure.description), "file": name}


def _document(block: DocumentText) -> dict[str, Any]:
    pieces = [
        {"text": phrasing.visible(piece.text) if not piece.skipped else f"[… {piece.skipped:,} characters left out …]",
         "quoted": piece.quoted}
        for piece in block.pieces
    ]  # fmt: skip
    return {"kind": "text", "label": _text(block.label), "heading": _text(block.heading), "pieces": pieces}


def _quote(one: Reference, longest: int) -> dict[str, Any]:
    text = _text(phrasing.one_line(one.quote.text, longest))
    return {"number": one.number, "text": text, "place": f"{one.document_label}, {one.place}"}


def _text(text: str) -> str:
    """One line without controls, cut where nobody reads on."""
    return phrasing.one_line(phrasing.visible(text), phrasing.LONGEST)


RENDERER = PdfRenderer()

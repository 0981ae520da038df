"""The dossier as DOCX, for those who must edit it: the same outline in Word's own headings, lists and tables."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from vidocq.dossier import phrasing
from vidocq.dossier.build import build
from vidocq.dossier.outline import (
    Basis,
    Block,
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
from vidocq.dossier.renderers.html import banner, kicker
from vidocq.dossier.shapes import BRIEF, FULL, shaped
from vidocq.errors import InputError
from vidocq.model import Dossier

if TYPE_CHECKING:
    from collections.abc import Iterable

_BADGES = {Basis.KNOWLEDGE: " (knowledge base)", Basis.ANALYST: " (analyst)"}
#: What XML 1.0 cannot hold; all else that hides or steers has been made visible before.
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
#: Files in the archive carry this moment, so that the same dossier gives the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)
#: Characters of a quote that are printed; on a page that must be one, fewer.
_QUOTE, _SHORT_QUOTE = 240, 90


class DocxRenderer:
    """Writes Word's own styles; nothing in the words becomes a field, a link or markup."""

    name = "docx"
    suffix = ".docx"

    def render(self, dossier: Dossier, template: str = FULL) -> bytes:
        """Give the file; the same dossier gives the same bytes.

        Raises:
            InputError: python-docx is not installed.
        """
        try:
            import docx
        except ImportError as error:
            raise InputError("DOCX needs the package python-docx", hint="pip install 'vidocq[docx]'") from error
        outline = shaped(build(dossier), template)
        document = docx.Document()
        _head(document, outline, template)
        for section in outline.sections:
            if section.anchor != "texts":
                _section(document, section, 1)
        _quotes(document, outline, template)
        out = io.BytesIO()
        document.save(out)
        return _fixed(out.getvalue())


def _head(document: Any, outline: Outline, template: str) -> None:
    """The marking at the top and the bottom of every page, the question, the facts."""
    mark = _text(banner(outline))
    for part in (document.sections[0].header, document.sections[0].footer):
        part.paragraphs[0].add_run(mark).bold = True
        part.paragraphs[0].alignment = 2
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _text(outline.title)[:250], "vidocq", ""
    properties.created = properties.modified = _moment()
    document.add_paragraph(_text(kicker(outline, template)))
    document.add_heading(_text(outline.title), level=0)
    document.add_paragraph("; ".join(f"{_text(term)}: {_text(value)}" for term, value in outline.facts))


def _moment() -> Any:
    from datetime import datetime

    return datetime(*_MOMENT)


def _section(document: Any, section: Section, level: int) -> None:
    document.add_heading(_text(section.title), level=min(level, 9))
    for block in section.blocks:
        _block(document, block)
    for inner in section.sections:
        _section(document, inner, level + 1)


def _block(document: Any, block: Block) -> None:
    match block:
        case Paragraph():
            paragraph = document.add_paragraph()
            if block.label:
                paragraph.add_run(f"{_text(block.label)}. ").bold = True
            _say(paragraph, block.sentences)
        case Listing():
            if block.label:
                document.add_paragraph().add_run(_text(block.label)).bold = True
            for sentence in block.sentences:
                _say(document.add_paragraph(style="List Bullet"), (sentence,))
        case Entries():
            for entry in block.entries:
                _entry(document, entry)
        case Table():
            _table(document, block)
        case Figures():
            for figure in block.figures:
                paragraph = document.add_paragraph()
                paragraph.add_run(f"{_text(figure.title)}. ").bold = True
                paragraph.add_run(_text(figure.description))
        case DocumentText():
            pass


def _entry(document: Any, entry: Entry) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{_text(entry.label)} {_text(entry.tag)} ".replace("  ", " ")).bold = True
    _say(paragraph, entry.sentences)
    for term, sentence in entry.details:
        line = document.add_paragraph(style="List Bullet")
        line.add_run(f"{_text(term)}: ").italic = True
        _say(line, (sentence,))
    for note in entry.notes:
        line = document.add_paragraph(style="List Bullet")
        line.add_run("Do not read more into it: ").bold = True
        _say(line, (note,))


def _say(paragraph: Any, sentences: Iterable[Sentence]) -> None:
    for place, sentence in enumerate(sentences):
        paragraph.add_run((" " if place else "") + _text(sentence.text) + _BADGES.get(sentence.basis, ""))
        _marks(paragraph, sentence.references)


def _marks(paragraph: Any, numbers: tuple[int, ...]) -> None:
    if numbers:
        paragraph.add_run(" ".join(map(str, numbers))).font.superscript = True


def _table(document: Any, table: Table) -> None:
    document.add_paragraph().add_run(_text(table.caption)).bold = True
    made = document.add_table(rows=1, cols=len(table.columns), style="Light Grid Accent 1")
    for cell, head in zip(made.rows[0].cells, table.columns, strict=True):
        cell.text = _text(head)
    for line in table.lines:
        for cell, given in zip(made.add_row().cells, line.cells, strict=True):
            cell.text = _text(given.text)
            _marks(cell.paragraphs[0], given.references)
    if table.totals:
        for cell, given in zip(made.add_row().cells, table.totals, strict=True):
            cell.text = _text(given.text)
    document.add_paragraph(_text(table.note))


def _quotes(document: Any, outline: Outline, template: str) -> None:
    numbers = cited(outline)
    found = [one for one in outline.references if one.number in numbers]
    if not found:
        return
    document.add_heading("Quotes", level=1)
    for one in found:
        document.add_paragraph(_quote(one, _SHORT_QUOTE if template == BRIEF else _QUOTE))


def _quote(one: Reference, longest: int) -> str:
    return f"{one.number} “{_text(phrasing.one_line(one.quote.text, longest))}” {one.document_label}, {one.place}"


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", phrasing.one_line(phrasing.visible(text), phrasing.LONGEST))


def _fixed(content: bytes) -> bytes:
    """The same archive with every file at one fixed moment, in order of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(given.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            made.writestr(zipfile.ZipInfo(name, _MOMENT), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


RENDERER = DocxRenderer()

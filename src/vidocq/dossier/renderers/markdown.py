"""The dossier as Markdown: the same outline, quotes as footnotes, nothing in it that a viewer would turn into a link or a tag."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vidocq.dossier import phrasing
from vidocq.dossier.build import build
from vidocq.dossier.outline import (
    Basis,
    Block,
    Cell,
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
from vidocq.dossier.renderers.html import banner
from vidocq.dossier.shapes import BRIEF, FULL, shaped
from vidocq.model import Dossier

#: Characters that Markdown or HTML reads anywhere in a line, and those it reads at the start of one.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$])")
_AT_START = re.compile(r"^(?:(\d+)([.)])(?=\s|$)|([#+-]))")
#: What many viewers turn into links by themselves: addresses of any scheme, bare hosts, mail. A backslash is read by no viewer as
#: part of an address, and, unlike an invisible character, is not there when the shown text is copied.
_SCHEME = re.compile(r"\b(?!h?xxps?:|fxp:)([a-z][a-z0-9.+-]{0,31}):(?=//)|\b(mailto|xmpp|javascript|data):", re.IGNORECASE)
_BASES = {Basis.KNOWLEDGE: " *(knowledge base)*", Basis.ANALYST: " *(analyst)*"}


class MarkdownRenderer:
    """Writes CommonMark with tables and footnotes."""

    name = "markdown"
    suffix = ".md"

    def render(self, dossier: Dossier, template: str = FULL) -> bytes:
        """Give the document as UTF-8."""
        outline = shaped(build(dossier), template)
        return ("\n".join(_document(outline, template)).rstrip() + "\n").encode("utf-8")


def escaped(text: str) -> str:
    """``text`` on one line with every character that Markdown or HTML would read made literal.

    Bare addresses are broken by a backslash, because many viewers turn them into links by themselves.
    """
    line = _SPECIAL.sub(r"\\\1", phrasing.one_line(phrasing.visible(text)))
    line = _SCHEME.sub(lambda match: f"{match[1] or match[2]}\\:", line)
    line = re.sub(r"(?i)\bwww\.", r"www\\.", line)
    line = re.sub(r"(?<=\w)@(?=\w)", r"\\@", line)
    return _AT_START.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", line)


def _document(outline: Outline, template: str) -> Iterator[str]:
    mark = escaped(banner(outline))
    yield from (f"**{mark}**", "", f"# {escaped(outline.title)}", "")
    yield from (f"- {escaped(term)}: {escaped(value)}" for term, value in outline.facts)
    for section in outline.sections:
        yield from _section(section, 2)
    if template != BRIEF:
        yield from _checks(outline)
        yield from ("", "## Quotes", "")
        yield from (_footnote(reference) for reference in outline.references)
    else:
        numbers = cited(outline)
        yield from ("", "## Quotes on this page", "") if numbers else ()
        yield from (_footnote(reference) for reference in outline.references if reference.number in numbers)
    yield from ("", f"**{mark}**")


def _section(section: Section, level: int) -> Iterator[str]:
    blocks = [block for block in section.blocks if not isinstance(block, DocumentText)]
    if section.anchor == "texts":
        return
    yield from ("", f"{'#' * level} {escaped(section.title)}")
    for block in blocks:
        yield ""
        yield from _block(block)
    for inner in section.sections:
        yield from _section(inner, level + 1)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        label = f"**{escaped(block.label)}.** " if block.label else ""
        quote = "> " if block.tone == "context" else ""
        named = " *(knowledge base)* " if quote else ""
        yield quote + label + named + " ".join(_say(sentence, badge=not quote) for sentence in block.sentences)
    elif isinstance(block, Listing):
        if block.label:
            yield from (f"**{escaped(block.label)}**", "")
        yield from (f"- {_say(sentence)}" for sentence in block.sentences)
    elif isinstance(block, Entries):
        for entry in block.entries:
            yield from _entry(entry)
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Figures):
        for figure in block.figures:
            yield from (f"*{escaped(figure.title)}.* {escaped(figure.description)}", "")


def _entry(entry: Entry) -> Iterator[str]:
    tag = f" **{escaped(entry.tag)}**" if entry.tag else ""
    yield f"- {escaped(entry.label)}{tag} {' '.join(_say(sentence) for sentence in entry.sentences)}"
    yield from (f"  - {escaped(term)}: {_say(sentence)}" for term, sentence in entry.details)
    yield from (f"  - **Do not read more into it:** {_say(sentence)}" for sentence in entry.notes)


def _table(table: Table) -> Iterator[str]:
    yield from (f"**{escaped(table.caption)}**", "")
    yield f"| {' | '.join(escaped(column) for column in table.columns)} |"
    yield f"|{' --- |' * len(table.columns)}"
    for line in table.lines:
        yield f"| {' | '.join(_told(cell) for cell in line.cells)} |"
    if table.totals:
        yield f"| {' | '.join(f'**{escaped(cell.text)}**' if cell.text else '' for cell in table.totals)} |"
    if table.note:
        yield from ("", escaped(table.note))


def _told(cell: Cell) -> str:
    return escaped(phrasing.one_line(cell.text, phrasing.LONGEST)) + _marks(cell.references)


def _say(sentence: Sentence, *, badge: bool = True) -> str:
    basis = _BASES.get(sentence.basis, "") if badge else ""
    return f"{escaped(phrasing.one_line(sentence.text, phrasing.LONGEST))}{basis}{_marks(sentence.references)}"


def _marks(numbers: tuple[int, ...]) -> str:
    return "".join(f"[^{number}]" for number in numbers)


def _footnote(reference: Reference) -> str:
    quote = escaped(phrasing.one_line(reference.quote.text, 1000))
    where = f"{escaped(reference.document_label)} {escaped(reference.document)}, {reference.place}"
    return f"[^{reference.number}]: “{quote}” – {where}."


def _checks(outline: Outline) -> Iterator[str]:
    yield from ("", "## Checks of this document", "")
    if not outline.issues:
        yield "All analytic standards that are checked were kept."
    yield from (f"- {escaped(issue.standard)}: {escaped(issue.sentence)}" for issue in outline.issues[:20])


RENDERER = MarkdownRenderer()

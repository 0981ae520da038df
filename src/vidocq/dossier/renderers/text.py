"""The dossier's summary for a terminal: the answer, who said what, what speaks for it, what would change it, in forty lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from vidocq.dossier import phrasing
from vidocq.dossier.build import build
from vidocq.dossier.desk import Desk
from vidocq.dossier.names import as_read
from vidocq.dossier.outline import Basis, Entries, Listing, Outline, Paragraph, Section, Sentence, walk
from vidocq.dossier.renderers.html import banner
from vidocq.dossier.sections.rows import named_rows, numbers
from vidocq.dossier.shapes import FULL
from vidocq.model import Dossier, Ranking

_WIDTH = 96
_LINES = 40
_INDENT = "  "


class TextRenderer:
    """Writes the summary as UTF-8 text."""

    name = "text"
    suffix = ".txt"

    def render(self, dossier: Dossier, template: str = FULL) -> bytes:
        """Give the summary, which is one for all templates."""
        return (summary(dossier) + "\n").encode("utf-8")


def summary(dossier: Dossier) -> str:
    """At most forty lines of at most 96 characters; control characters are shown, never sent to the terminal."""
    outline = build(dossier)
    mark = phrasing.one_line(phrasing.visible(banner(outline)), _WIDTH)
    lines = list(_lines(outline, dossier))
    room = _LINES - 2
    if len(lines) > room:
        lines = [*lines[: room - 1], f"{_INDENT}… {len(lines) - room + 1} more lines in the dossier"]
    return "\n".join((mark, *lines, mark))


def _lines(outline: Outline, dossier: Dossier) -> Iterator[str]:
    sections = {section.anchor: section for section in walk(outline.sections)}
    yield from _wrapped(outline.title, "")
    yield from _answer(sections["answer"])
    for line in _ranked(dossier):
        yield from _wrapped(line, "")
    yield from _block("Said", _entries(sections.get("said"), 6))
    yield from _block("Weighs most", _arguments(outline))
    yield from _block("Would change this", _listed(sections.get("change"), 2))
    yield from _block("Gaps", _listed(sections.get("limits"), 2))
    yield from _wrapped("; ".join(f"{term.lower()}: {value}" for term, value in outline.facts[1:]), "")
    if outline.issues:
        yield from _wrapped(f"{phrasing.counted(len(outline.issues), 'remark')} of the checks; see the dossier", "")


def _answer(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, Paragraph) and block.tone in ("lead", "") and block.label:
            # What only explains the page's words is left to the page.
            told = [one.text for one in block.sentences if block.tone == "lead" or one.basis is not Basis.RECORD]
            yield from _wrapped(f"{block.label}: {' '.join(told)}", "") if told else ()


def _ranked(dossier: Dossier) -> Iterator[str]:
    """The first two of each level with their numbers, as the dossier draws them."""
    desk = Desk(as_read(dossier))
    if not desk.has_technical or dossier.assessment.events:
        return
    for ranking in desk.rankings:
        first = (named_rows(ranking) or list(ranking.rows[:2]))[:2]
        told = [phrasing.sentence(numbers(row)) for row in first]
        yield f"{ranking.level.value.capitalize()}: {' '.join([_answer_words(desk, ranking), *told])}"


def _answer_words(desk: Desk, ranking: Ranking) -> str:
    return phrasing.sentence(phrasing.reason(desk.readable(ranking.answer.sentence)))


def _entries(section: Section | None, most: int) -> list[str]:
    if section is None:
        return []
    found = [block for block in section.blocks if isinstance(block, Entries)]
    entries = [entry for block in found for entry in block.entries]
    lines = [f"{entry.sentences[0].text}" for entry in entries[:most]]
    return [*lines, f"and {len(entries) - most} more"] if len(entries) > most else lines


def _arguments(outline: Outline) -> list[str]:
    weighed = next((section for section in outline.sections if section.anchor == "weighed"), None)
    first = next((inner for inner in weighed.sections if inner.anchor.startswith("for-")), None) if weighed else None
    if first is None:
        return []
    lists = [block for block in first.blocks if isinstance(block, Listing)]
    return [
        f"{block.label.lower()}: {sentence.text}"
        for block in lists[-2:]
        for sentence in block.sentences[:3]
        if sentence.text != "Nothing."
    ]


def _listed(section: Section | None, most: int) -> list[str]:
    if section is None:
        return []
    found: list[Sentence] = []
    for block in section.blocks[:1]:
        if isinstance(block, Listing | Paragraph):
            found += block.sentences[:most]
    return [sentence.text for sentence in found if sentence.text != "None recorded."]


def _block(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"{title}:"
        for line in lines:
            yield from _wrapped(line, _INDENT)


def _wrapped(text: str, indent: str) -> Iterator[str]:
    line = phrasing.one_line(phrasing.visible(text))
    yield from textwrap.wrap(line, _WIDTH, initial_indent=indent, subsequent_indent=indent + _INDENT, break_on_hyphens=False) or [
        ""
    ]


RENDERER = TextRenderer()

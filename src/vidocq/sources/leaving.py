"""What of a text is set apart as no evidence: counted for the notes, and given line by line to whoever wants to see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vidocq.model import Document, Section, SectionRole

_WORDS = {
    SectionRole.RELATED: "links to other pages and sources",
    SectionRole.BOILERPLATE: "the page's own words (menus, forms, dates, running heads)",
    SectionRole.KEYWORDS: "keywords",
    SectionRole.COMMENTARY: "the publisher's opinion",
}


class LeftOut(NamedTuple):
    """A line that is no evidence, and why."""

    start: int
    end: int
    text: str
    reason: str


def left_out(document: Document) -> Iterator[LeftOut]:
    """Lines of a document from which no evidence is taken, in order, each with the reason."""
    for section in document.sections:
        if section.role.evidential:
            continue
        start = section.start
        for line in document.text[section.start : section.end].split("\n"):
            if line.strip():
                yield LeftOut(start, start + len(line), line.strip(), _WORDS[section.role])
            start += len(line) + 1


def note(text: str, sections: Iterable[Section]) -> tuple[str, ...]:
    """How many lines are set apart, by reason, in one sentence; nothing where none is."""
    counts = dict.fromkeys(_WORDS.values(), 0)
    for section in sections:
        if not section.role.evidential:
            lines = text[section.start : section.end].split("\n")
            counts[_WORDS[section.role]] += sum(bool(line.strip()) for line in lines)
    said = [f"{count:,} of {words}" for words, count in counts.items() if count]
    return (f"Lines from which no evidence is taken: {'; '.join(said)}.",) if said else ()

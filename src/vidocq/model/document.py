"""A document: bytes as received, named by their SHA-256, and the text that quotes point into."""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum
from typing import TypeVar

from vidocq.model.base import Marking, Noun, Quote


class SectionRole(Enum):
    """What part of a document a span is. Commentary, keywords and boilerplate are never evidence."""

    HEADLINE = "headline"
    SUBTITLE = "subtitle"
    BODY = "body"
    QUOTE = "quote"
    COMMENTARY = "commentary"
    KEYWORDS = "keywords"
    BOILERPLATE = "boilerplate"
    INDICATORS = "indicators"
    CODE = "code"
    RELATED = "related"

    @property
    def evidential(self) -> bool:
        """Whether evidence may be taken from such a section."""
        return self not in _NOT_EVIDENCE


_NOT_EVIDENCE = frozenset({SectionRole.COMMENTARY, SectionRole.KEYWORDS, SectionRole.BOILERPLATE, SectionRole.RELATED})


class Section(Noun, frozen=True, kw_only=True):
    """A span of the text and its role; sections are in order and do not overlap."""

    role: SectionRole
    start: int
    end: int


class Page(Noun, frozen=True, kw_only=True):
    """A page of a paged document and the span of text on it; ``number`` counts from 1; sizes in PDF points."""

    number: int
    start: int
    end: int
    width: float | None = None
    height: float | None = None


class Field(Noun, frozen=True, kw_only=True):
    """A span that the format itself has typed (a STIX property, a MISP attribute, a CSV cell).

    ``kind`` is an evidence kind where the format says so (``malware``, ``domain-name``, ``intrusion-set`` ...), ``path`` says
    where in the original it stood, ``attributes`` carries what else the format said of it (name, value pairs).
    """

    kind: str
    start: int
    end: int
    path: str
    attributes: tuple[tuple[str, str], ...] = ()


_Span = TypeVar("_Span", Section, Page)


class Document(Noun, frozen=True, kw_only=True):
    """One document as received.

    ``text`` is what a reader saw; all offsets are code points into it. ``published`` and ``retrieved`` are EDTF.
    ``notes`` says what the reader had to do or leave out (damaged pages, replaced bytes), one sentence each.
    """

    id: str
    sha256: str
    size: int
    name: str
    text: str
    media_type: str
    language: str | None = None
    title: str | None = None
    subtitle: str | None = None
    publisher: str | None = None
    published: str | None = None
    retrieved: str | None = None
    url: str | None = None
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()
    fields: tuple[Field, ...] = ()
    notes: tuple[str, ...] = ()
    marking: Marking = Marking()

    def quote(self, start: int, end: int) -> Quote:
        """The quote at these offsets.

        Raises:
            ValueError: the span is empty or outside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no text at {start}:{end} of {self.name}")
        return Quote(document_id=self.id, text=self.text[start:end], start=start, end=end)

    def role_at(self, offset: int) -> SectionRole:
        """Role of the section at an offset; BODY where the reader named none."""
        section = _covering(self.sections, offset)
        return SectionRole.BODY if section is None else section.role

    def page_at(self, offset: int) -> int | None:
        """Number of the page at an offset, or None if the document has no pages."""
        page = _covering(self.pages, offset)
        return None if page is None else page.number


def _covering(spans: tuple[_Span, ...], offset: int) -> _Span | None:
    """The one of ordered, disjoint spans that an offset lies in (found by halving: a bundle may have 10^5 sections)."""
    number = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return spans[number] if number >= 0 and offset < spans[number].end else None

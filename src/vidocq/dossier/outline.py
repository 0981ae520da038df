"""What a dossier says, apart from how it is shown: sections of sentences, tables and figures, each with its references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, IntEnum

from vidocq.model import Dossier, Evidence, Lane, Noun, Quote, Response, Statement
from vidocq.vocabulary.tlp import Tlp

#: How a note begins that says that accusations wait beside a statement: true only as long as they do.
_WAITS = re.compile(r"\d+ accusations? waits? for a person\b")


class Basis(Enum):
    """What a sentence stands on. A sentence that stands on DOCUMENTS has at least one reference, or it is not written."""

    DOCUMENTS = "documents"
    COMPUTED = "computed"
    KNOWLEDGE = "kb"
    ANALYST = "analyst"
    RECORD = "record"


class Depth(IntEnum):
    """For whom a part is: the cover, the body, what a checker wants one click away, what only a technician wants."""

    COVER = 0
    BODY = 1
    ASIDE = 2
    TECHNICAL = 3


class Link(Noun, frozen=True, kw_only=True):
    """A word that leads to another place of the same document (``anchor`` is its id, without ``#``)."""

    text: str
    anchor: str


class Sentence(Noun, frozen=True, kw_only=True):
    """One sentence with what it stands on.

    ``references`` are numbers of quotes (see ``Outline.references``), ``records`` the ids of the records it is made from,
    ``links`` lead to where the matter is treated at length.
    """

    text: str
    basis: Basis = Basis.RECORD
    references: tuple[int, ...] = ()
    records: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


class Paragraph(Noun, frozen=True, kw_only=True):
    """Sentences in a row; ``tone`` is empty, lead, note, context or warning; ``label`` stands before them."""

    sentences: tuple[Sentence, ...]
    tone: str = ""
    label: str = ""
    depth: Depth = Depth.COVER


class Entry(Noun, frozen=True, kw_only=True):
    """One record told in sentences: its short label (``S1``), a tag (``withholds``), particulars, and notes that go with it."""

    label: str
    anchor: str
    sentences: tuple[Sentence, ...]
    tag: str = ""
    tone: str = ""
    details: tuple[tuple[str, Sentence], ...] = ()
    notes: tuple[Sentence, ...] = ()


class Entries(Noun, frozen=True, kw_only=True):
    """A list of records."""

    entries: tuple[Entry, ...]
    depth: Depth = Depth.COVER


class Listing(Noun, frozen=True, kw_only=True):
    """A plain list, one sentence a line; ``label`` says what it lists."""

    sentences: tuple[Sentence, ...]
    label: str = ""
    depth: Depth = Depth.COVER


class Cell(Noun, frozen=True, kw_only=True):
    """One cell; ``tone`` names a look that never carries meaning alone; ``code`` is set in fixed pitch."""

    text: str
    references: tuple[int, ...] = ()
    tone: str = ""
    code: bool = False
    link: str = ""
    hint: str = ""


class Line(Noun, frozen=True, kw_only=True):
    """One row of a table; the first cell heads it."""

    cells: tuple[Cell, ...]
    anchor: str = ""


class Table(Noun, frozen=True, kw_only=True):
    """A table; ``columns`` are its heads, ``note`` explains signs and abbreviations; ``compact`` suits short cells.

    The first ``telling`` lines are what a reader needs (None: all of them); the rest is folded away, or left to the technical
    dossier. ``totals`` is a last line that sums up all of them.
    """

    anchor: str
    caption: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""
    compact: bool = False
    telling: int | None = None
    totals: tuple[Cell, ...] = ()
    depth: Depth = Depth.COVER


class Figure(Noun, frozen=True, kw_only=True):
    """A drawing as SVG text (already escaped) and the words that say the same; ``wide`` drawings scroll on a phone.

    ``data`` is what was drawn as rows of a table, the heads first.
    """

    anchor: str
    title: str
    description: str
    svg: str
    wide: bool = False
    data: tuple[tuple[str, ...], ...] = ()


class Figures(Noun, frozen=True, kw_only=True):
    """Drawings that belong side by side."""

    figures: tuple[Figure, ...]
    depth: Depth = Depth.COVER


class Piece(Noun, frozen=True, kw_only=True):
    """A run of a document's text: ``opens`` are the references that begin here, ``quoted`` whether a quote covers it.

    ``skipped`` is how many characters are left out here (the text is then empty).
    """

    text: str
    opens: tuple[int, ...] = ()
    quoted: bool = False
    skipped: int = 0


class DocumentText(Noun, frozen=True, kw_only=True):
    """A document's text with every reference marked where it stands."""

    label: str
    anchor: str
    heading: str
    origin: str
    pieces: tuple[Piece, ...]
    language: str = ""
    depth: Depth = Depth.ASIDE


Block = Paragraph | Entries | Listing | Table | Figures | DocumentText


class Section(Noun, frozen=True, kw_only=True):
    """A heading and what stands under it. A block's own ``depth`` counts where it lies deeper than its section's."""

    anchor: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    depth: Depth = Depth.BODY


class Reference(Noun, frozen=True, kw_only=True):
    """A numbered quote: where it stands, in words a reader can follow."""

    number: int
    quote: Quote
    document: str
    document_label: str
    place: str


class Issue(Noun, frozen=True, kw_only=True):
    """What a check found: ``standard`` is the rule, ``sentence`` what is wrong, ``where`` the section or record."""

    check: str
    standard: str
    sentence: str
    where: str = ""


class Outline(Noun, frozen=True, kw_only=True):
    """A whole dossier as content; ``title`` is the question, ``case`` what the case is called, if it has a name of its own.

    ``facts`` are (term, value) pairs for the head of the document.
    """

    title: str
    case: str
    tlp: Tlp
    pap: str | None
    created: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    issues: tuple[Issue, ...] = ()


#: A record that waits for, or passed, a person's decision.
Decidable = Evidence | Statement | Response


def standing(dossier: Dossier) -> Iterator[Decidable]:
    """Evidence, statements and responses that may be used."""
    return (record for record in decidable(dossier) if record.lane.stands)


def decidable(dossier: Dossier) -> tuple[Decidable, ...]:
    """All evidence, statements and responses, whatever their lane."""
    return (*dossier.evidence, *dossier.statements, *dossier.responses)


def notes_of(dossier: Dossier, statement: Statement) -> tuple[str, ...]:
    """What must not be read into a statement; that others wait beside it is left out once none of them does."""
    waits = any(item.lane is Lane.REVIEW for item in dossier.statements)
    return tuple(note for note in statement.must_not_claim if waits or not _WAITS.match(note))


def notes(dossier: Dossier) -> tuple[str, ...]:
    """What must not be read into the record as a whole, with the same left out, and what only a waiting record would say."""
    waits = any(item.lane is Lane.REVIEW for item in dossier.statements)
    told = {note for item in dossier.statements if item.lane.stands for note in item.must_not_claim}
    not_told = {note for item in dossier.statements if not item.lane.stands for note in item.must_not_claim} - told
    return tuple(note for note in dossier.must_not_claim if note not in not_told and (waits or not _WAITS.match(note)))


def walk(sections: tuple[Section, ...]) -> Iterator[Section]:
    """All sections and the sections in them, in reading order."""
    for section in sections:
        yield section
        yield from walk(section.sections)


def sentences(section: Section) -> Iterator[Sentence]:
    """All sentences of a section's own blocks, in reading order."""
    for block in section.blocks:
        if isinstance(block, Paragraph | Listing):
            yield from block.sentences
        elif isinstance(block, Entries):
            for entry in block.entries:
                yield from entry.sentences
                yield from (sentence for _term, sentence in entry.details)
                yield from entry.notes


def cited(outline: Outline) -> set[int]:
    """Numbers of the quotes that its sentences and its tables' cells cite."""
    found: set[int] = set()
    for section in walk(outline.sections):
        found.update(number for one in sentences(section) for number in one.references)
        for block in section.blocks:
            if isinstance(block, Table):
                found.update(number for line in block.lines for cell in line.cells for number in cell.references)
    return found

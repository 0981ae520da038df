"""The one document that every renderer reads: the case's record and its assessment, frozen together."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from vidocq.model.assessment import Assessment
from vidocq.model.base import Certainty, Lane, Marking, Noun, Quote
from vidocq.model.document import Page, Section
from vidocq.model.evidence import Evidence
from vidocq.model.incident import EventDate, Incident
from vidocq.model.numbering import number
from vidocq.model.source import Source
from vidocq.model.statement import Response, Statement

if TYPE_CHECKING:
    from vidocq.model import tables


class DocumentEntry(Noun, frozen=True, kw_only=True):
    """A document as the dossier lists it, with its text so that every quote can be shown where it stands."""

    id: str
    sha256: str
    name: str
    media_type: str
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    source_id: str | None = None
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()
    notes: tuple[str, ...] = ()
    marking: Marking = Marking()


class Conflict(Noun, frozen=True, kw_only=True):
    """Two places that do not say the same; both are kept, and ``resolution`` says which one the record follows and why."""

    kind: str
    sentence: str
    support: tuple[Quote, ...]
    resolution: str = ""


class TimelineEntry(Noun, frozen=True, kw_only=True):
    """Something with a date: ``kind`` is incident, statement, response, document or observation; ``record_id`` leads to it."""

    date: EventDate
    kind: str
    sentence: str
    record_id: str


class ProfileContext(Noun, frozen=True, kw_only=True):
    """What the knowledge base says of an actor that somebody named: context, never proof and never the documents' claim."""

    ref: str
    name: str
    aliases: tuple[tuple[str, str], ...]
    country: str | None
    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    certainty: Certainty = Certainty.KB


class Comment(Noun, frozen=True, kw_only=True):
    """What an analyst says of a record (its id in ``about``) or of the whole (empty), by name and moment.

    ``signature`` is an Ed25519 signature as base64 over the comment and what it is about, or empty.
    """

    by: str
    at: str
    text: str
    about: str = ""
    signature: str = ""


_Numbered = Evidence | Statement | Response | DocumentEntry | Incident | Source


class Dossier(Noun, frozen=True, kw_only=True):
    """A case at one moment, ready to be written: every sentence a renderer prints comes from here.

    ``numbers`` are (record id, number) where the case that this was made from has given numbers that must stay. ``chosen`` are
    ids of the records that an analyst (``chosen_by``) put first, in that order; what is weighed does not depend on it.
    """

    id: str
    title: str
    created: str
    marking: Marking
    documents: tuple[DocumentEntry, ...]
    sources: tuple[Source, ...]
    evidence: tuple[Evidence, ...]
    assessment: Assessment
    statements: tuple[Statement, ...] = ()
    responses: tuple[Response, ...] = ()
    incidents: tuple[Incident, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    profiles: tuple[ProfileContext, ...] = ()
    must_not_claim: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    comments: tuple[Comment, ...] = ()
    chosen: tuple[str, ...] = ()
    chosen_by: str = ""

    @property
    def numbering(self) -> dict[str, str]:
        """Record id to its number (``E12``): as the case gave them, else by place, what waits for a person counted too."""
        groups: tuple[tuple[str, tuple[_Numbered, ...]], ...] = (
            ("evidence", self.evidence),
            ("statement", self.statements),
            ("response", self.responses),
            ("document", self.documents),
            ("incident", self.incidents),
            ("source", self.sources),
        )
        found = dict(self.numbers)
        taken = set(found.values())
        for kind, group in groups:
            free = (name for place in count(1) if (name := number(kind, place)) not in taken)
            found |= {one.id: next(free) for one in group if one.id not in found}
        return found

    def __repr__(self) -> str:
        """The title, how much is in it, and the answers."""
        size = f"{len(self.documents)} documents, {len(self.evidence)} items of evidence, {len(self.statements)} statements"
        return f"<Dossier {self.title[:60]!r}: {size}>"

    def to_rows(self, part: str = "ranking") -> tables.Rows:
        """The ``ranking``, the ``evidence`` or the ``statements`` as rows (see :func:`vidocq.to_rows`)."""
        from vidocq.model.tables import to_rows

        return to_rows(self, part)

    def _repr_html_(self) -> str:
        """For a notebook: the title, the marking, the answers and the first rows of the ranking."""
        from vidocq.model.tables import html

        return html(self.assessment, f"{self.title} ({self.marking.tlp.value})")

    @property
    def standing_statements(self) -> tuple[Statement, ...]:
        """Statements that may be used: automatic or accepted by a person. Those in review are not among them."""
        return tuple(item for item in self.statements if item.lane.stands)

    @property
    def waiting(self) -> int:
        """How many items wait for a person's decision."""
        records: tuple[Statement | Response | Evidence, ...] = (*self.statements, *self.responses, *self.evidence)
        return sum(record.lane is Lane.REVIEW for record in records)

"""Our own standard: headlines, commentary, keywords and boilerplate are not evidence; a headline alone carries no statement."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline
from vidocq.model import Certainty, DocumentEntry, Dossier, Evidence, Quote, Statement
from vidocq.model.document import SectionRole


class _Evidential:
    name = "headline or commentary as evidence"
    standard = "What stands only in a headline, a commentary or keywords carries nothing"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find weighed items and standing statements all of whose quotes lie where no evidence may be taken from."""
        entries = {entry.id: entry for entry in dossier.documents}
        numbers = dossier.numbering
        weighed = {cell.evidence_id for cell in dossier.assessment.matrix}
        records = [item for item in dossier.evidence if item.lane.stands and item.id in weighed]
        standing: tuple[Evidence | Statement, ...] = (*records, *dossier.standing_statements)
        for record in standing:
            if record.certainty is Certainty.ANALYST or not record.support:
                continue
            roles = {_role(entries.get(quote.document_id), quote) for quote in record.support}
            if all(role is SectionRole.HEADLINE or not role.evidential for role in roles):
                where = " and ".join(sorted(role.value for role in roles))
                text = f"{numbers[record.id]} stands in {where} only"
                yield Issue(check=self.name, standard=self.standard, sentence=text, where=record.id)


def _role(entry: DocumentEntry | None, quote: Quote) -> SectionRole:
    """The role of the section that a quote begins in; the body where none is known."""
    sections = entry.sections if entry is not None else ()
    place = bisect_right(sections, quote.start, key=lambda one: one.start) - 1
    return sections[place].role if place >= 0 and quote.start < sections[place].end else SectionRole.BODY


CHECK = _Evidential()

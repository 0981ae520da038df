"""Our own standard: what was withdrawn or taken back is not cited."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline, sentences, standing
from vidocq.model import Dossier
from vidocq.vocabulary.speech import Act


class _Withdrawn:
    name = "withdrawn source cited"
    standard = "A document that was withdrawn, or a statement that was taken back, is not cited for the answer"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find records read from documents that the case no longer holds, and answers that cite what its speaker took back."""
        held = {entry.id for entry in dossier.documents}
        numbers = dossier.numbering
        for record in standing(dossier):
            if any(quote.document_id not in held for quote in record.support):
                yield self._issue(f"{numbers[record.id]} is read from a document that is not in the case", record.id)
        taken_back = {item.of_statement for item in dossier.standing_statements if item.act is Act.RETRACTS}
        for sentence in sentences(outline.sections[0]) if outline.sections else ():
            for record_id in taken_back.intersection(sentence.records):
                yield self._issue(
                    f"cites {numbers.get(record_id or '', '')}, which was taken back: {sentence.text}", "The answer"
                )

    def _issue(self, text: str, where: str) -> Issue:
        return Issue(check=self.name, standard=self.standard, sentence=text, where=where)


CHECK = _Withdrawn()

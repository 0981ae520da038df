"""Our own standard: nothing that waits for a person, or was rejected, appears in a dossier."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline, decidable, sentences, walk
from vidocq.model import Dossier


class _StandingOnly:
    name = "standing records only"
    standard = "What waits for a person's decision, or was rejected, is not used"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find sentences and weights made from records that do not stand."""
        barred = {record.id for record in decidable(dossier) if not record.lane.stands}
        for section in walk(outline.sections):
            for sentence in sentences(section):
                for record in barred.intersection(sentence.records):
                    yield self._issue(f"uses {record}, which waits or was rejected: {sentence.text}", section.title)
        for record in sorted(barred.intersection(cell.evidence_id for cell in dossier.assessment.matrix)):
            yield self._issue(f"{record} waits or was rejected, and was weighed", "How each item fits each hypothesis")

    def _issue(self, text: str, where: str) -> Issue:
        return Issue(check=self.name, standard=self.standard, sentence=text, where=where)


CHECK = _StandingOnly()

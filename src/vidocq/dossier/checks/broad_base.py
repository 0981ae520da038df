"""ICD 203: high confidence needs a broad base, not one aspect of the evidence and not one origin."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.dossier.desk import Desk
from vidocq.dossier.outline import Issue, Outline
from vidocq.model import Dossier
from vidocq.vocabulary.analysis import Confidence


class _BroadBase:
    name = "high confidence on a narrow base"
    standard = "High analytic confidence rests on more than one aspect and more than one origin (ICD 203)"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find high confidence where all that was weighed is of one aspect or of one origin."""
        stated = [dossier.assessment.confidence, *(event.confidence for event in dossier.assessment.events)]
        if not any(one.level is Confidence.HIGH for one in stated):
            return
        desk = Desk(dossier)
        aspects = {desk.aspect(item) for item in desk.evidence if item.id in desk.weighed} - {None}
        for what, count in (("aspect", len(aspects)), ("origin", len(desk.weighed_origins))):
            if count < 2:
                text = f"confidence is high, and what was weighed has {count or 'no'} {what}"
                yield Issue(check=self.name, standard=self.standard, sentence=text, where="The answer")


CHECK = _BroadBase()

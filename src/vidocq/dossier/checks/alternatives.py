"""ICD 203: alternatives are weighed, and assumptions and gaps are said, wherever an answer is given."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline
from vidocq.model import Dossier


class _Alternatives:
    name = "alternatives, assumptions, gaps"
    standard = "An answer comes with its alternatives, its assumptions and what is not known (ICD 203)"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find answers that name somebody and lack one of the three."""
        assessment = dossier.assessment
        rankings = [ranking for ranking in (assessment.group, assessment.sponsor) if ranking.answer.hypothesis_ids]
        for ranking in rankings:
            if len(ranking.rows) <= len(ranking.answer.hypothesis_ids):
                yield self._issue(f"no alternative was weighed at the level of the {ranking.level.value}")
        if rankings and not assessment.assumptions:
            yield self._issue("no assumption is said")
        if rankings and not (assessment.gaps or assessment.next_steps):
            yield self._issue("neither a gap nor anything that would change the answer is said")

    def _issue(self, text: str) -> Issue:
        return Issue(check=self.name, standard=self.standard, sentence=text, where="Gaps and assumptions")


CHECK = _Alternatives()

"""After Skopik and Pahi (2020): a name does not rest on traces that an intruder could have planted cheaply."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline
from vidocq.model import Dossier, Ranking
from vidocq.vocabulary.analysis import Spoofability

#: From this share of the weight that speaks for the named on, the traces carry the conclusion.
_CARRIES = 0.5


class _CheapTraces:
    name = "cheap traces carry the conclusion"
    standard = "What anybody has or could plant cheaply does not carry a name"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find named answers half of whose weight comes from items that are cheap to plant."""
        for ranking in (dossier.assessment.group, dossier.assessment.sponsor):
            share = self._share(dossier, ranking)
            if share >= _CARRIES:
                text = f"{100 * share:.0f} % of the weight for {ranking.rows[0].hypothesis.name} is cheap to plant"
                yield Issue(check=self.name, standard=self.standard, sentence=text, where="Evidence for and against")

    def _share(self, dossier: Dossier, ranking: Ranking) -> float:
        """Share of the weight for the named hypothesis that is cheap to plant, 0 where nobody is named."""
        if ranking.answer.kind != "named" or not ranking.answer.hypothesis_ids:
            return 0.0
        cheap = {item.id for item in dossier.evidence if item.spoofability is Spoofability.HIGH}
        named = ranking.answer.hypothesis_ids[0]
        weights = [(one.evidence_id, one.weight) for one in dossier.assessment.matrix if one.hypothesis_id == named]
        whole = sum(weight for _item, weight in weights if weight > 0)
        return sum(weight for item, weight in weights if weight > 0 and item in cheap) / whole if whole > 0 else 0.0


CHECK = _CheapTraces()

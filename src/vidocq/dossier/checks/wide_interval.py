"""Our own standard: what is known only within more than fifty points of a hundred gets no word of likelihood on the cover."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline, sentences
from vidocq.dossier.sections.rows import WIDEST, named_rows, outcome
from vidocq.model import Dossier
from vidocq.vocabulary import icd203
from vidocq.vocabulary.phrases import compile_phrases

_WORDS = compile_phrases([word for _low, _high, word in icd203.BANDS], ignore_case=True)


class _WideInterval:
    name = "wide interval"
    standard = "No word of likelihood stands on an interval wider than 50 points of 100"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find sentences of the answer that put a likelihood word to what such an interval leaves open."""
        wide = [
            row
            for ranking in (dossier.assessment.group, dossier.assessment.sponsor)
            for row in named_rows(ranking)
            if row.interval[1] - row.interval[0] > WIDEST
        ]
        for sentence in sentences(outline.sections[0]) if wide and outline.sections else ():
            for row in wide:
                if outcome(row) in sentence.text and _WORDS.search(sentence.text):
                    found = f"the interval of {row.hypothesis.name} is too wide for a word: {sentence.text}"
                    yield Issue(check=self.name, standard=self.standard, sentence=found, where=outline.sections[0].title)


CHECK = _WideInterval()

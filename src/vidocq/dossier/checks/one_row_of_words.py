"""ICD 203 (2015), D.6.e(2)(a): one row of likelihood words a document, and each word stands for its own range."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline, sentences, walk
from vidocq.model import Dossier, Row
from vidocq.vocabulary import icd203
from vidocq.vocabulary.phrases import compile_phrases

#: Words of other rows and other scales (ICD 203's second row, the UK's yardstick).
_OTHER_ROWS = compile_phrases(
    ("remote chance", "highly improbable", "improbable", "roughly even odds", "probable", "highly probable", "nearly certain",
     "highly unlikely", "realistic possibility", "highly likely"),
    ignore_case=True,
)  # fmt: skip
_QUOTED = re.compile(r"“[^”]{0,2000}”|\"[^\"]{0,2000}\"")
_TOLERANCE = 1e-9


class _OneRowOfWords:
    name = "one row of words"
    standard = "Likelihood words come from one row of ICD 203 and fit their number"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find words of other rows in our sentences, and numbers that do not fit their word or their interval."""
        for section in walk(outline.sections):
            for sentence in sentences(section):
                found = _OTHER_ROWS.search(_QUOTED.sub("", sentence.text))
                if found and sentence.basis.value == "computed":
                    yield self._issue(f"“{found.group()}” is of another row of words", section.title)
        for ranking in (dossier.assessment.group, dossier.assessment.sponsor):
            for row in ranking.rows:
                yield from self._row(row)

    def _row(self, row: Row) -> Iterator[Issue]:
        where = f"{row.hypothesis.level.value} level, {row.hypothesis.name}"
        if not 0.0 <= row.probability <= 1.0:
            yield self._issue(f"{row.probability} is no probability", where)
            return
        if row.word != icd203.word(row.probability):
            yield self._issue(f"{row.probability:.3f} is “{icd203.word(row.probability)}”, not “{row.word}”", where)
        if not row.interval[0] - _TOLERANCE <= row.probability <= row.interval[1] + _TOLERANCE:
            yield self._issue(f"{row.probability:.3f} lies outside its interval {row.interval}", where)

    def _issue(self, text: str, where: str) -> Issue:
        return Issue(check=self.name, standard=self.standard, sentence=text, where=where)


CHECK = _OneRowOfWords()

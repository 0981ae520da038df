"""ICD 203 (2015), D.6.e(2)(b): a sentence does not combine a degree of likelihood with a level of confidence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline, sentences, walk
from vidocq.model import Dossier
from vidocq.vocabulary import icd203
from vidocq.vocabulary.phrases import compile_phrases

_LIKELIHOOD = compile_phrases([word for _low, _high, word in icd203.BANDS] + ["likelihood", "probability"], ignore_case=True)
_PERCENT = re.compile(r"\d\s?%")
_CONFIDENCE = re.compile(
    r"\b(?:analytic confidence|(?:low|moderate|high) confidence|confidence is (?:low|moderate|high))\b", re.IGNORECASE
)
#: What a party said stands between quotation marks and is theirs, not ours.
_QUOTED = re.compile(r"“[^”]{0,2000}”|\"[^\"]{0,2000}\"")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def mixes(text: str) -> bool:
    """Whether one sentence of ``text`` speaks of likelihood and of confidence; words in quotation marks do not count."""
    for sentence in _END.split(_QUOTED.sub("", text)):
        if _CONFIDENCE.search(sentence) and (_LIKELIHOOD.search(sentence) or _PERCENT.search(sentence)):
            return True
    return False


class _LikelihoodAndConfidence:
    name = "likelihood and confidence"
    standard = "Likelihood and analytic confidence never share a sentence (ICD 203)"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find sentences that mix the two."""
        for section in walk(outline.sections):
            for sentence in sentences(section):
                if mixes(sentence.text):
                    found = f"mixes both: {sentence.text}"
                    yield Issue(check=self.name, standard=self.standard, sentence=found, where=section.title)


CHECK = _LikelihoodAndConfidence()

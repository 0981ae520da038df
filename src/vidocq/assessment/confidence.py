"""Analytic confidence: how good the basis is. It looks at origins, grades, aspects and volatility, never at the likelihood."""

from __future__ import annotations

from collections.abc import Sequence

from vidocq.model import ConfidenceStatement, Evidence, Level, Sensitivity
from vidocq.vocabulary.admiralty import Credibility
from vidocq.vocabulary.analysis import Confidence
from vidocq.vocabulary.counts import counted

_GOOD = frozenset({Credibility.ONE, Credibility.TWO, Credibility.THREE})
#: Documents that agree and are reports in their own right (``sources``) confirm each other; lists of names do not.
_VOLATILE = ("item", "origin", "source", "names", "planted")


def confidence(evidence: Sequence[Evidence], tests: Sequence[Sensitivity], gaps: Sequence[str]) -> ConfidenceStatement:
    """Low, moderate or high from three parts; the weakest part decides, and high needs all three."""
    base, base_words = information_base(evidence)
    rigour, rigour_words = _rigour(evidence, gaps)
    stable, stable_words = _volatility(tests)
    level = (Confidence.LOW, Confidence.MODERATE, Confidence.HIGH)[min(base, rigour, stable)]
    return ConfidenceStatement(level=level, information_base=base_words, rigour=rigour_words, volatility=stable_words)


def information_base(evidence: Sequence[Evidence]) -> tuple[int, str]:
    """Grade (0 to 2) and words for origins, credibility and aspects covered."""
    if not evidence:
        return 0, "nothing technical could be weighed"
    origins = {item.origin or "+".join(item.document_ids) for item in evidence}
    aspects = sorted({item.aspect.value for item in evidence if item.aspect is not None})
    graded = [item for item in evidence if item.credibility is not Credibility.SIX]
    good = sum(item.credibility in _GOOD for item in graded)
    grade = 0
    if len(origins) >= 2 and len(aspects) >= 2:
        grade = 2 if len(origins) >= 3 and len(aspects) >= 3 and good * 2 > len(evidence) else 1
    ungraded = len(evidence) - len(graded)
    words = (
        f"{counted(len(evidence), 'item')} from {counted(len(origins), 'origin')}, "
        f"aspects: {', '.join(aspects) or 'none named'}; {good} graded possibly true or better, {ungraded} cannot be judged"
    )
    return grade, words


def _rigour(evidence: Sequence[Evidence], gaps: Sequence[str]) -> tuple[int, str]:
    if not evidence:
        return 0, "no hypothesis could be tested"
    grade = 2 if len(gaps) <= 1 else 1
    return (
        grade,
        "all hypotheses weighed with one matrix, each item taken out in turn; "
        f"{len(gaps)} gap{' stands' if len(gaps) == 1 else 's stand'}",
    )


def _volatility(tests: Sequence[Sensitivity]) -> tuple[int, str]:
    single = [test for test in tests if test.kind in _VOLATILE and test.level is Level.GROUP]
    turning = [test for test in single if test.changes_answer]
    if not single:
        return 0, "nothing to take out"
    if turning:
        names = ", ".join(dict.fromkeys(_what(test) for test in turning[:3]))
        return 0, f"the leading group changes without {names}"
    return (2 if len(single) >= 5 else 1), "no single item, origin or source taken out changes the leading group"


def _what(test: Sensitivity) -> str:
    return f"{'the documents' if test.kind == 'names' else test.kind} {test.label}"

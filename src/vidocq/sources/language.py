"""The language of a text, or None where there is too little of it to tell."""

from __future__ import annotations

import re

_ENOUGH = 60
_LOOKED_AT = 6000
#: What says nothing of a language: addresses, hashes, mark-up, digits.
_NOISE = re.compile(r"[\d_\\/@|<>{}=\[\]]")
_WORD = re.compile(r"[^\W\d_]+")
#: Common English words that are rare in other languages ("in", "a", "is" and the like are not).
_ENGLISH = frozenset(
    """
    the of and to that it was for with as be by this had his not are but from have which they were all their has would
    been will more when who into its than them some could these about other also only after between such through where
    most our
    """.split()
)


def detect(text: str) -> str | None:
    """ISO 639-1 code of the language of the first few thousand characters; None when there are fewer than 60 letters.

    Method: where every fourth word is one of the commonest English ones, English (loading the model takes longer than reading
    a report); else py3langid (Lui and Baldwin's langid.py), on the words without addresses, numbers and mark-up.
    """
    words = " ".join(word for word in text[:_LOOKED_AT].split() if _NOISE.search(word) is None)
    if sum(map(str.isalpha, words)) < _ENOUGH:
        return None
    if _is_plainly_english(words):
        return "en"
    import py3langid

    code, _ = py3langid.classify(words)
    return str(code)


def _is_plainly_english(words: str) -> bool:
    found = _WORD.findall(words.casefold())
    return len(found) >= 12 and sum(word in _ENGLISH for word in found) >= len(found) / 4

"""The language of a text, or None where there is too little of it to tell."""

from __future__ import annotations

import re

_ENOUGH = 60
_LOOKED_AT = 6000
#: What says nothing of a language: addresses, hashes, mark-up, digits.
_NOISE = re.compile(r"https?://\S+|\S*[\d_\\/@|<>{}=\[\]]\S*")


def detect(text: str) -> str | None:
    """ISO 639-1 code of the language of the first few thousand characters; None when there are fewer than 60 letters.

    Method: py3langid (Lui and Baldwin's langid.py), on the words without addresses, numbers and mark-up.
    """
    words = _NOISE.sub(" ", text[:_LOOKED_AT])
    if sum(map(str.isalpha, words)) < _ENOUGH:
        return None
    import py3langid

    code, _ = py3langid.classify(words)
    return str(code)

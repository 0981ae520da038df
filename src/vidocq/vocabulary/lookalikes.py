"""Folds what looks alike: letters of other scripts that read as Latin ones, forms of compatibility, and what cannot be seen."""

from __future__ import annotations

import re
import unicodedata

#: Lower-case letters that a reader takes for a Latin one, after the table of confusables of Unicode Technical Standard 39
#: (Unicode Security Mechanisms). Only whole single letters of Cyrillic, Greek and Armenian are here: what disguised copies use.
_PAIRS = (
    "аa вb сc ԁd еe ѐe ёe ғf ԍg һh іi їi јj кk ӏl мm нh оo рp ԛq гr ѕs тt уy ѵv ԝw хx "
    "αa βb ϲc εe ηn ιi κk νv οo ρp σo τt υu χx γy ωw ϳj "
    "օo սu տs հh յj ոn զq ցg"
).split()
_LATIN = str.maketrans({pair[0]: pair[1] for pair in _PAIRS} | {"ı": "i", "ɡ": "g", "ɑ": "a", "ſ": "s"})
_PLAIN_DOTS = re.compile(r"[\[({]\s?(?:\.|dot)\s?[\])}]", re.IGNORECASE)
_SCHEME = re.compile(r"\bh(?:xx|tt)ps?\b", re.IGNORECASE)
#: A word that is divided over two lines.
_DIVIDED = re.compile(r"(?<=[^\W\d_])[-‐]\n(?=[a-z])")


def folded(text: str) -> str:
    """The text for comparing, never for showing: two texts that look alike to a reader become the same.

    Case, accents, compatibility forms, defanging and words divided at line ends are folded; marks without width go.
    """
    if not text.isascii():
        # Case goes before the table, which has small letters only; accents are parted from letters, then dropped.
        parted = unicodedata.normalize("NFKD", text).casefold()
        unseen = {ord(one): None for one in set(parted) if unicodedata.category(one) in {"Cf", "Mn"}}
        text = parted.translate(unseen).translate(_LATIN)
    text = _DIVIDED.sub("", text)
    return _SCHEME.sub("http", _PLAIN_DOTS.sub(".", text)).casefold()

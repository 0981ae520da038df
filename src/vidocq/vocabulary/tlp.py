"""Traffic Light Protocol 2.0 (FIRST, August 2022): how far something may be passed on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum

from vidocq.errors import MarkingError


class Tlp(Enum):
    """The five TLP 2.0 labels and UNMARKED, which is ours and means: not shareable."""

    UNMARKED = "UNMARKED"
    RED = "TLP:RED"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    AMBER = "TLP:AMBER"
    GREEN = "TLP:GREEN"
    CLEAR = "TLP:CLEAR"

    @property
    def openness(self) -> int:
        """0 (UNMARKED, shared with nobody) to 5 (CLEAR)."""
        return _OPENNESS[self]

    @property
    def colour(self) -> str:
        """Foreground colour on black, as the standard gives it."""
        return _COLOURS[self]

    def visible_at(self, ceiling: Tlp) -> bool:
        """Whether something marked so may stand in a product marked ``ceiling``.

        An unmarked thing may not leave at all, so it is visible only in an unmarked (internal) product.
        """
        return self.openness >= ceiling.openness


_OPENNESS = {label: place for place, label in enumerate(Tlp)}
_COLOURS = {
    Tlp.UNMARKED: "#FFFFFF",
    Tlp.RED: "#FF2B2B",
    Tlp.AMBER_STRICT: "#FFC000",
    Tlp.AMBER: "#FFC000",
    Tlp.GREEN: "#33FF00",
    Tlp.CLEAR: "#FFFFFF",
}


#: How people name the protocol (``TLP``, ``T L P``, ``Traffic Light Protocol``), with its version and a word for what follows.
_HEAD = (
    r"(?:T\s?L\s?P|TRAFFIC[\s\-]{1,3}LIGHT[\s\-]{1,3}PROTOCOL)"
    r"(?:\s{0,2}V?[12](?:\.0)?(?![0-9]))?"
    r"(?:\s{1,3}(?:LEVEL|COLOU?R|MARKING|LABEL|CODE|CLASSIFICATION|DESIGNATION|RATING|STATUS)(?![A-Z]))?"
)
#: What may stand between it and the colour: signs of any kind, so that no new way of writing it loses the label.
_BETWEEN = r"[\W_]{0,12}"
_STRICT = r"(?:[\W_]{0,6}(?:(?:PLUS|AND)[\W_]{1,6})?STRICT)?"
_CLOSE = rf"R\s?E\s?D|AMBER{_STRICT}"
_WORDS = rf"{_CLOSE}|GREEN|CLEAR|WHITE"
_ALONE = r"(?<![A-Z0-9])"
_END = r"(?![A-Z0-9])"
#: A sentence may go on with "clear" or "green" after a full stop: what opens is read in capitals only, or right after a colon.
_LABEL = re.compile(
    rf"{_ALONE}{_HEAD}(?:{_BETWEEN}(?P<close>{_CLOSE})|[\s:=_\-]{{1,4}}(?P<open>GREEN|CLEAR|WHITE)"
    rf"|{_BETWEEN}(?P<capitals>(?-i:GREEN|CLEAR|WHITE))){_END}",
    re.IGNORECASE,
)
#: ``RED TLP``, in capitals only: prose has "clear TLP markings".
_BEFORE = re.compile(rf"{_ALONE}({_WORDS})[\s\-]{{1,3}}TLP{_END}")
#: Something is said that is none of the labels: ``TLP:BLACK``, ``TLP:EX:CHR``.
_UNKNOWN = re.compile(r"(?<![A-Z0-9])TLP\s?[:=]\s?(?!RED|AMBER|GREEN|CLEAR|WHITE|HTTP|TLP)[A-Z]{2,}")
_WORD = re.compile(rf"\W*(?:{_HEAD}{_BETWEEN})?({_WORDS})\W*", re.IGNORECASE)
_MENTIONED = re.compile(r"T\s?L\s?P|LIGHT", re.IGNORECASE)
#: A label is an emblem of a few characters: what is longer is none, and is not searched.
_LONGEST = 60
#: Letters of other alphabets that look like those of a label.
_LOOK_ALIKES = str.maketrans("АВСЕНІМРЅТасеірѕтΑΒΕΗΙΜΝΡΤ", "ABCEHIMPSTaceipstABEHIMNPT")


def parse(text: str) -> Tlp:
    """Read a label as people write it: ``amber+strict``, ``TLP:AMBER-STRICT``, ``tlp:white`` (1.0's name for CLEAR).

    Full-width letters and colons count as their plain forms.

    Raises:
        MarkingError: it is none of the labels.
    """
    match = _WORD.fullmatch(plain_form(text)) if len(text) <= _LONGEST else None
    if match is None:
        hint = "use RED, AMBER+STRICT, AMBER, GREEN or CLEAR"
        raise MarkingError(f"unknown marking {text[:_LONGEST]!r}", hint=hint)
    return _label(match.group(1))


def labels_in(text: str) -> tuple[Tlp, ...]:
    """All labels printed in a text (``TLP`` and a colour), in the order in which they stand.

    One that is none that we know (``TLP:BLACK``) may mean anything and counts as UNMARKED.
    """
    plain = plain_form(text)
    if not _MENTIONED.search(plain):
        return ()
    found = [(match.start(), _label(match["close"] or match["open"] or match["capitals"])) for match in _LABEL.finditer(plain)]
    found += [(match.start(), _label(match[1])) for match in _BEFORE.finditer(plain)]
    found += [(match.start(), Tlp.UNMARKED) for match in _UNKNOWN.finditer(plain)]
    return tuple(label for _, label in sorted(found, key=lambda one: one[0]))


def plain_form(text: str) -> str:
    """The text with compatibility forms (full-width letters, colons, blanks) replaced and what cannot be seen taken out.

    Letters of other alphabets that look like a label's count as those.
    """
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)
    unseen = {ord(sign): None for sign in set(folded) if unicodedata.category(sign) == "Cf"}
    return folded.translate(unseen) if unseen else folded


def _label(words: str) -> Tlp:
    upper = re.sub(r"\s", "", words).upper()
    if upper.startswith("AMBER"):
        return Tlp.AMBER_STRICT if upper.endswith("STRICT") else Tlp.AMBER
    return Tlp["CLEAR" if upper == "WHITE" else upper]


def most_restrictive(markings: Iterable[Tlp]) -> Tlp:
    """The marking that something derived from all of these carries; UNMARKED if there are none."""
    return min(markings, key=lambda tlp: tlp.openness, default=Tlp.UNMARKED)

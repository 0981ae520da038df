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


#: How people write a label: ``TLP:AMBER+STRICT``, ``TLP-RED``, ``tlp amber strict``, ``TLP: AMBER - STRICT``, ``[TLP=GREEN]``.
_BETWEEN = r"[\s:=_\-]{1,4}"
_STRICT = r"(?:[\s+_\-]{1,3}STRICT)?"
_WORDS = rf"RED|AMBER{_STRICT}|GREEN|CLEAR|WHITE"
_LABEL = re.compile(rf"(?<![A-Z0-9])TLP{_BETWEEN}({_WORDS})(?![A-Z0-9])", re.IGNORECASE)
_WORD = re.compile(rf"\W*(?:TLP{_BETWEEN})?({_WORDS})\W*", re.IGNORECASE)
#: A label is an emblem of a few characters: what is longer is none, and is not searched.
_LONGEST = 60


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
    """All labels printed in a text (``TLP`` and a colour), in the order in which they stand."""
    return tuple(_label(match.group(1)) for match in _LABEL.finditer(plain_form(text)))


def plain_form(text: str) -> str:
    """The text with compatibility forms (full-width letters, colons, blanks) replaced and what cannot be seen taken out."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(character for character in folded if unicodedata.category(character) != "Cf")


def _label(words: str) -> Tlp:
    upper = words.upper()
    if upper.startswith("AMBER"):
        return Tlp.AMBER_STRICT if upper.endswith("STRICT") else Tlp.AMBER
    return Tlp["CLEAR" if upper == "WHITE" else upper]


def most_restrictive(markings: Iterable[Tlp]) -> Tlp:
    """The marking that something derived from all of these carries; UNMARKED if there are none."""
    return min(markings, key=lambda tlp: tlp.openness, default=Tlp.UNMARKED)

"""Traffic Light Protocol 2.0 (FIRST, August 2022): how far something may be passed on."""

from __future__ import annotations

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
        return tuple(Tlp).index(self)

    @property
    def colour(self) -> str:
        """Foreground colour on black, as the standard gives it."""
        return _COLOURS[self]

    def visible_at(self, ceiling: Tlp) -> bool:
        """Whether something marked so may stand in a product marked ``ceiling``.

        An unmarked thing may not leave at all, so it is visible only in an unmarked (internal) product.
        """
        return self.openness >= ceiling.openness


_COLOURS = {
    Tlp.UNMARKED: "#FFFFFF",
    Tlp.RED: "#FF2B2B",
    Tlp.AMBER_STRICT: "#FFC000",
    Tlp.AMBER: "#FFC000",
    Tlp.GREEN: "#33FF00",
    Tlp.CLEAR: "#FFFFFF",
}


def parse(text: str) -> Tlp:
    """Read a label as people write it: ``amber+strict``, ``TLP:AMBER_STRICT``, ``tlp:white`` (1.0's name for CLEAR).

    Raises:
        MarkingError: it is none of the labels.
    """
    word = text.strip().upper().removeprefix("TLP:").replace("_", "+").replace("-", "+").replace(" ", "+")
    word = {"WHITE": "CLEAR", "AMBER+STRICT": "AMBER_STRICT"}.get(word, word)
    if word in Tlp.__members__:
        return Tlp[word]
    raise MarkingError(f"unknown marking {text!r}", hint="use RED, AMBER+STRICT, AMBER, GREEN or CLEAR")


def most_restrictive(markings: Iterable[Tlp]) -> Tlp:
    """The marking that something derived from all of these carries; UNMARKED if there are none."""
    return min(markings, key=lambda tlp: tlp.openness, default=Tlp.UNMARKED)

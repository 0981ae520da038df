"""Admiralty grading (NATO AJP-2.1; MISP taxonomy ``admiralty-scale``): source reliability A-F, item credibility 1-6."""

from __future__ import annotations

from enum import Enum


class Reliability(Enum):
    """How far a source can be relied on. F is *cannot be judged*: neither zero nor half, never averaged."""

    A = "completely reliable"
    B = "usually reliable"
    C = "fairly reliable"
    D = "not usually reliable"
    E = "unreliable"
    F = "cannot be judged"


class Credibility(Enum):
    """How credible one item is. ONE only with shown independence; SIX is *cannot be judged*."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"

    @property
    def words(self) -> str:
        """The scale's own wording."""
        return _WORDS[self]


_WORDS = {
    Credibility.ONE: "confirmed by independent sources",
    Credibility.TWO: "probably true",
    Credibility.THREE: "possibly true",
    Credibility.FOUR: "doubtful",
    Credibility.FIVE: "improbable",
    Credibility.SIX: "cannot be judged",
}

#: Numbers MISP uses when it exchanges grades (taxonomy ``admiralty-scale``); for exchange only, never for weighing.
MISP_RELIABILITY = {"A": 100, "B": 75, "C": 50, "D": 25, "E": 0, "F": 50}
MISP_CREDIBILITY = {"1": 100, "2": 75, "3": 50, "4": 25, "5": 0, "6": 50}

"""The UK's probability yardstick (Professional Head of Intelligence Assessment, 2019), whose gaps are deliberate."""

from __future__ import annotations

from typing import NamedTuple

#: (lower, upper, word), both ends included.
BANDS: tuple[tuple[float, float, str], ...] = (
    (0.00, 0.05, "remote chance"),
    (0.10, 0.20, "highly unlikely"),
    (0.25, 0.35, "unlikely"),
    (0.40, 0.50, "realistic possibility"),
    (0.55, 0.75, "likely"),
    (0.80, 0.90, "highly likely"),
    (0.95, 1.00, "almost certain"),
)


class Reading(NamedTuple):
    """A yardstick word and whether the number stood in a gap and was snapped to the nearer band."""

    word: str
    snapped: bool


def word(probability: float) -> Reading:
    """The yardstick's word; a number in a gap snaps to the nearer band (upward when midway) and says so.

    Raises:
        ValueError: the number is not a probability.
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"not a probability: {probability!r}")
    for low, high, name in BANDS:
        if low <= probability <= high:
            return Reading(name, False)
    nearest = min(BANDS, key=lambda band: (round(max(band[0] - probability, probability - band[1]), 9), -band[0]))
    return Reading(nearest[2], True)

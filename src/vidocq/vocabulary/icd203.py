"""Words of estimative probability of US Intelligence Community Directive 203 (2015, amended 2022), section D.6.e(2)(a)."""

from __future__ import annotations

#: (lower edge, upper edge, word), first row of ICD 203; half-open intervals, the upper word owns the edge.
BANDS: tuple[tuple[float, float, str], ...] = (
    (0.01, 0.05, "almost no chance"),
    (0.05, 0.20, "very unlikely"),
    (0.20, 0.45, "unlikely"),
    (0.45, 0.55, "roughly even chance"),
    (0.55, 0.80, "likely"),
    (0.80, 0.95, "very likely"),
    (0.95, 0.99, "almost certain"),
)


def word(probability: float) -> str:
    """The word for a probability in [0, 1]; below 1 % and from 99 % on the outermost words are kept.

    Raises:
        ValueError: the number is not a probability.
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"not a probability: {probability!r}")
    for _low, high, name in BANDS:
        if probability < high:
            return name
    return BANDS[-1][2]

"""How often a link from a program to a group was wrong, by the collection that makes the link: measured, with its count."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class LinkError:
    """Measured error of one link source.

    ``false`` is the share of its "only this group" links that do not tell the group once the rules on availability have taken
    out what they know: the program is open, a product, sold or shared all the same, or the link is wrong. It is shrunk towards
    what the source's share before the rules lets expect. ``read`` is how many links were read to measure it (0: nobody measured
    it), ``wrong`` how many of those were false, ``low`` and ``high`` the 95 % interval of the bare share, ``reason`` says how
    it was measured, or why it could not be.
    """

    source: str
    false: float
    read: int
    wrong: int = 0
    low: float = 0.0
    high: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Counts:
    """False and all links read before the rules, and the same of what the rules leave."""

    false_before: int
    before: int
    wrong: int
    read: int


#: Counts by kind of link: all labels before the rules, the half that the rules were not written on after them
#: (benchmarks/knowledge/links.py; one reader, November 2026).
_READ = {
    "attack": _Counts(6, 210, 0, 105),
    "reference": _Counts(12, 41, 0, 15),
    "description": _Counts(3, 33, 0, 14),
    "tidal-software used-by": _Counts(32, 96, 0, 35),
    "used-by": _Counts(0, 16, 0, 9),
    "uses": _Counts(9, 20, 0, 3),
}
#: Of the false links, the share that the rules miss without our own list (half 1: 9 of 29): what is expected of a program that
#: nobody has listed yet.
_MISSED = 9 / 29
#: How many links' worth the expectation counts.
_STRENGTH = 10.0
#: No source is taken to be better than this: the reader of the labels errs too.
_FLOOR = 0.01
#: Links read from titles and addresses, against ATT&CK's own users of programs that have one: for each the
#: release where they did worst, 12.1 and 16.1 (benchmarks/knowledge/references.py).
_AGAINST_ATTACK = {"reference title": _Counts(0, 1, 12, 165), "reference address": _Counts(0, 1, 6, 44)}
_AGAINST = "share that ATT&CK contradicts, on programs with one user there; on programs nobody links it may be worse"
#: Twins by hand: 32 in the galaxy of 2025, read by whoever wrote the rule, 2 of them wrong before it was tightened.
_TWIN = 2 / 32
_MEASURED = "share of links that a person read as false, on the labels that the rules were not written on"


@cache
def link_error(source: str) -> LinkError:
    """The measured error of a link source (``Use.source``); of a kind that nobody measured, the worst one with ``read`` 0."""
    if source.endswith(" twin"):
        plain = link_error(source.removesuffix(" twin"))
        false = round(1 - (1 - plain.false) * (1 - _TWIN), 4)
        return LinkError(
            source, false, plain.read, plain.wrong, plain.low, plain.high, f"{plain.reason}; with 2 of 32 twins wrong"
        )
    if source in _AGAINST_ATTACK:
        counts = _AGAINST_ATTACK[source]
        low, high = wilson(counts.wrong, counts.read)
        return LinkError(source, round(counts.wrong / counts.read, 4), counts.read, counts.wrong, low, high, _AGAINST)
    kind = _kind(source)
    if kind is None:
        worst = max(_error(source, counts).false for counts in _READ.values())
        return LinkError(source, worst, 0, reason="nobody measured this source: taken to be as bad as the worst that was")
    return _error(source, _READ[kind])


def _kind(source: str) -> str | None:
    """What sort of link a source makes; clusters are measured together, but Tidal, the largest, alone."""
    if source in _READ:
        return source
    last = source.rpartition(" ")[2]
    return {
        "reference": "reference",
        "description": "description",
        "uses": "uses",
        "deploys": "uses",
        "delivers": "uses",
        "used-by": "used-by",
        "is-deployed-by": "used-by",
        "executed-by": "used-by",
        "delivered-by": "used-by",
    }.get(last)


def _error(source: str, counts: _Counts) -> LinkError:
    expected = counts.false_before / counts.before * _MISSED
    false = (counts.wrong + _STRENGTH * expected) / (counts.read + _STRENGTH)
    low, high = wilson(counts.wrong, counts.read)
    return LinkError(source, max(_FLOOR, round(false, 4)), counts.read, counts.wrong, low, high, _MEASURED)


def wilson(found: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); 0 to 1 where nothing was read."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, found / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    width = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return round(max(0.0, middle - width), 4), round(min(1.0, middle + width), 4)

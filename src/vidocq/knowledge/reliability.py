"""How often a link from a program to a group was wrong, by the collection that makes the link: measured, with its count."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

_READ = "read by one person, on labels that the rules were not written on"
_AGAINST = "compared with ATT&CK's own users of programs that have one; where nobody else links it may be worse"
_NOT_READ = "nobody measured this source: one in three, as the worst source was before the rules"


@dataclass(frozen=True, slots=True)
class LinkError:
    """Measured error of one link source.

    ``wrong`` of ``read`` single-user links of the source did not tell the group although the rules on availability
    (``availability.py``) let them pass: the program is open, sold or shared all the same, or the link is wrong.
    ``false`` is the share that is reckoned with: ``wrong`` shrunk towards what unseen links of all sources showed.
    ``reason`` says how it was measured, or why it could not be; ``twin`` that the link goes over a claim of ours.
    """

    source: str
    wrong: int
    read: int
    reason: str = _READ
    twin: bool = False

    @property
    def false(self) -> float:
        """The share of such links that do not tell the group."""
        share = (self.wrong + _PRIOR * _UNSEEN) / (self.read + _PRIOR)
        return 1 - (1 - share) * (1 - _TWIN) if self.twin else share

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the bare share ``wrong`` of ``read``."""
        return wilson(self.wrong, self.read)


#: Of 179 single-user links that nobody had looked at while the first rules were written, 7 were false (November 2026); it
#: counts for as much as 50 links of the source itself, since few were read of most sources.
_UNSEEN, _PRIOR = 7 / 179, 50.0
#: 2 of the 32 twins that the first form of the rule found were no twins, read by its writer.
_TWIN = 2 / 32
#: Counts by sort of link: benchmarks/knowledge/links.py --half 1, and for titles and addresses the release of ATT&CK where
#: they did worst, 12.1 and 16.1 (benchmarks/knowledge/references.py).
_MEASURED = {
    error.source: error
    for error in (
        LinkError("attack", 0, 105),
        LinkError("tidal-software used-by", 0, 35),
        LinkError("reference", 0, 15),
        LinkError("description", 0, 14),
        LinkError("used-by", 0, 9),
        LinkError("uses", 0, 3),
        LinkError("reference title", 12, 165, _AGAINST),
        LinkError("reference address", 6, 44, _AGAINST),
    )
}
#: The last word of a source says what sort of link it makes; clusters that make one sort are measured together.
_SORTS = {
    "reference": "reference",
    "description": "description",
    "uses": "uses",
    "deploys": "uses",
    "delivers": "uses",
    "used-by": "used-by",
    "is-deployed-by": "used-by",
    "executed-by": "used-by",
    "delivered-by": "used-by",
}


@cache
def link_error(source: str) -> LinkError:
    """The error of a link source (``Use.source``); of one that nobody measured, one in three."""
    twin = source.endswith(" twin")
    plain = source.removesuffix(" twin")
    found = _MEASURED.get(plain) or _MEASURED.get(_SORTS.get(plain.rpartition(" ")[2], ""))
    if found is None:
        return LinkError(source, 50, 110, _NOT_READ, twin)
    return LinkError(source, found.wrong, found.read, found.reason, twin)


def wilson(found: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); 0 to 1 where nothing was read."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, found / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    width = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return round(max(0.0, middle - width), 4), round(min(1.0, middle + width), 4)

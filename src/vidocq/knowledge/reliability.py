"""How often a link from a program to a group was wrong, by the collection that makes the link: measured, with its count."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkError:
    """Measured error of one link source.

    ``wrong`` of ``read`` single-user links of the source did not tell the group although the rules on availability
    (``availability.py``) let them pass: the program is open, sold or shared all the same, or the link is wrong.
    ``false`` is the share that is reckoned with: ``wrong`` shrunk towards what unseen links of all sources showed.
    """

    source: str
    wrong: int
    read: int

    @property
    def false(self) -> float:
        """The share of such links that do not tell the group."""
        return (self.wrong + _PRIOR * _UNSEEN) / (self.read + _PRIOR)


#: Of 179 single-user links that nobody had looked at while the rules were written, 7 were false (November 2026); it counts for
#: as much as 50 links of the source itself, since few were read of most sources.
_UNSEEN, _PRIOR = 7 / 179, 50.0
#: Links that one person read, November 2026 (417 programs of one user each, half of all).
_MEASURED = {
    error.source: error
    for error in (
        LinkError("attack", 3, 204),
        LinkError("tidal-software used-by", 0, 63),
        LinkError("malpedia reference", 0, 29),
        LinkError("malpedia description", 0, 26),
        LinkError("tool used-by", 0, 13),
        LinkError("threat-actor uses", 1, 11),
        # Compared with links that are known otherwise: 92 of 100 were right, on knowledge of three moments.
        LinkError("reference title", 8, 100),
        LinkError("reference address", 8, 100),
    )
}


def link_error(source: str) -> LinkError:
    """The error of a link source (``Use.source``); of one that nobody measured, one in three."""
    return _MEASURED.get(source, LinkError(source, 50, 110))

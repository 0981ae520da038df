"""How often a link from a program to a group was wrong, by the collection that makes the link: measured, with its count."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkError:
    """Measured error of one link source.

    ``false`` is the share of its "only this group" links that do not tell the group: the program is open, a product, sold or
    shared, or the link is wrong. ``read`` is how many links were read by a person to measure it.
    """

    source: str
    false: float
    read: int


#: Shares by source, before rules on availability take anything out (read by one person, November 2026).
_MEASURED = (
    LinkError("attack", 0.03, 0),
    LinkError("malpedia description", 0.06, 0),
    LinkError("tidal-software used-by", 0.16, 0),
    LinkError("malpedia reference", 0.28, 0),
    LinkError("threat-actor uses", 0.34, 0),
)
#: For a source that nobody has measured: no better than the worst that was.
_UNMEASURED = 0.34


def link_error(source: str) -> LinkError:
    """The measured error of a link source (``Use.source``); of one nobody measured, the worst measured share with ``read`` 0."""
    for error in _MEASURED:
        if error.source == source:
            return error
    return LinkError(source, _UNMEASURED, 0)

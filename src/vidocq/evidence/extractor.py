"""The interface of an extractor, and running all of them over a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from vidocq import discovery
from vidocq.evidence.mentions.sort import sort
from vidocq.evidence.names.reading import read
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Evidence

PACKAGE = "vidocq.evidence.extractors"


class Extractor(Protocol):
    """Finds one family of evidence. Each module in ``evidence/extractors/`` has one as ``EXTRACTOR``.

    An extractor gives items in order of their first quote, only from sections whose role is evidential, and decides nothing it
    is not sure of: such an item has ``lane=REVIEW`` and a reason.
    """

    name: str

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give the evidence found in one document."""
        ...


def extract(document: Document, snapshot: Snapshot) -> tuple[Evidence, ...]:
    """Run every extractor over a document; each id once, sorted by role, in order of their first quote."""
    found: dict[str, Evidence] = {}
    for extractor in discovery.load_all(PACKAGE, "EXTRACTOR"):
        for item in extractor.extract(document, snapshot):
            found.setdefault(item.id, item)
    return tuple(sorted(sort(found.values(), read(document, snapshot)), key=_position))


def _position(item: Evidence) -> tuple[int, str]:
    return (item.support[0].start if item.support else -1, item.id)

"""Malware and tools that a document names; what everybody has is kept, marked as commodity."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.evidence.names.items import named_item
from vidocq.evidence.names.meaning import Named
from vidocq.evidence.names.reading import Reading, read
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Evidence
from vidocq.vocabulary.analysis import Spoofability

_SOFTWARE = frozenset({"malware", "tool"})


class SoftwareExtractor:
    """Finds malware and tools by name."""

    name = "software"

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give one item a family or tool."""
        reading = read(document, snapshot)
        for named in reading.names:
            if named.kind in _SOFTWARE:
                yield _item(reading, named)


def _item(reading: Reading, named: Named) -> Evidence:
    if not named.commodity:
        return named_item(reading, named)
    reason = "built in, or available to all: it tells nothing of who used it"
    return named_item(reading, named, (("commodity", "yes"),), spoofability=Spoofability.HIGH, spoofability_reason=reason)


EXTRACTOR = SoftwareExtractor()

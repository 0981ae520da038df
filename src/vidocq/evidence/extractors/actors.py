"""Groups and campaigns that a document names, each with how it is brought up: what somebody says, never technical evidence."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.evidence.names.items import named_item
from vidocq.evidence.names.meaning import Named
from vidocq.evidence.names.reading import Reading, read
from vidocq.evidence.names.relations import Relation, mentions
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Evidence, Mention


class ActorExtractor:
    """Finds groups and campaigns by name."""

    name = "actors"

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give one item a group or campaign."""
        reading = read(document, snapshot)
        groups = [named for named in reading.names if named.kind == "intrusion-set"]
        related = dict(zip(groups, mentions(reading, groups), strict=True))
        for named in reading.names:
            if named.kind == "intrusion-set":
                yield _item(reading, named, related[named])
            elif named.kind == "campaign":
                yield _item(reading, named, None)


def _item(reading: Reading, named: Named, relation: Relation | None) -> Evidence:
    words = (("relation", relation.words),) if relation and relation.words else ()
    unclear = Mention.UNCLEAR if named.kind == "intrusion-set" else None
    return named_item(reading, named, words, mention=relation.mention if relation else unclear)


EXTRACTOR = ActorExtractor()

"""Groups and campaigns that a document names, each with how it is brought up: what somebody says, never technical evidence."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.evidence.names import doubts
from vidocq.evidence.names.items import named_item
from vidocq.evidence.names.meaning import Named
from vidocq.evidence.names.reading import Reading, read
from vidocq.evidence.names.relations import Relation, mentions
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Evidence, Lane, Mention

#: How far beside a name, beyond its sentence, a word of the trade may stand.
_NEAR = 200


class ActorExtractor:
    """Finds groups and campaigns by name."""

    name = "actors"

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give one item a group or campaign."""
        reading = read(document, snapshot)
        groups = [named for named in reading.names if named.kind == "intrusion-set"]
        related = dict(zip(groups, mentions(reading, groups), strict=True))
        for named in sorted(reading.names, key=lambda one: one.spans[0]):
            if named.kind == "intrusion-set":
                yield _item(reading, _doubted(reading, named, related[named]), related[named])
            elif named.kind == "campaign":
                yield _item(reading, named, None)


def _doubted(reading: Reading, named: Named, relation: Relation) -> Named:
    """The name, in review where the text denies the group or every use of the name may be something else's."""
    if named.lane is not Lane.AUTO:
        return named
    reasons = ["the text says that it was not this group"] if relation.mention is Mention.CONTRAST else _reasons(reading, named)
    return named._replace(lane=Lane.REVIEW, lane_reason=reasons[0]) if all(reasons) else named


def _reasons(reading: Reading, named: Named) -> list[str]:
    """Why each use of a name may be something else's; an empty one where nothing speaks against a use."""
    other = [span for one in reading.names if one is not named for span in one.spans]
    coded = any(sign.isdigit() for sign in named.value)
    reasons: list[str] = []
    for start, end in named.spans:
        around = reading.sentences.around(start, end)
        begin, stop = max(0, around.start - _NEAR), around.end + _NEAR
        sure = coded or any(begin <= span[0] < stop for span in other)
        reason = doubts.group(reading.document.text[begin:stop], start - begin, end - begin, coded=sure)
        reasons.append(reason)
        if not reason:
            break
    return reasons


def _item(reading: Reading, named: Named, relation: Relation | None) -> Evidence:
    words = (("relation", relation.words),) if relation and relation.words else ()
    unclear = Mention.UNCLEAR if named.kind == "intrusion-set" else None
    return named_item(reading, named, words, mention=relation.mention if relation else unclear)


EXTRACTOR = ActorExtractor()

"""A name that was read, as an item of evidence: the same for groups, campaigns and software."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vidocq.evidence.item import item
from vidocq.evidence.names.meaning import Named
from vidocq.evidence.names.reading import Reading
from vidocq.model import Evidence


def named_item(reading: Reading, named: Named, attributes: Sequence[tuple[str, str]] = (), **fields: Any) -> Evidence:
    """Give the evidence of a name; ``attributes`` stand behind the number of mentions, ``fields`` are those of ``Evidence``."""
    return item(
        reading.document,
        named.kind,
        named.value,
        named.spans,
        named.rule,
        sentence=reading.sentence(named.spans[0]),
        ref=named.ref,
        name=named.name,
        candidates=named.candidates,
        certainty=named.certainty,
        lane=named.lane,
        lane_reason=named.lane_reason,
        attributes=(("mentions", str(len(named.spans))), *attributes),
        **fields,
    )

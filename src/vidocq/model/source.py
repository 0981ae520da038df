"""Who stands behind a document, how far they can be relied on, and what they themselves rely on."""

from __future__ import annotations

from enum import Enum

from vidocq.model.base import Noun
from vidocq.vocabulary.admiralty import Reliability


class SourceKind(Enum):
    """What sort of source it is."""

    PRIMARY_GOVERNMENT = "primary government"
    VENDOR_REPORT = "vendor report"
    WIRE = "wire"
    AGGREGATOR = "aggregator"
    SOCIAL = "social"
    OWN_TELEMETRY = "own telemetry"
    COURT = "court"
    SANCTIONS_LIST = "sanctions list"
    UNKNOWN = "unknown"


class Source(Noun, frozen=True, kw_only=True):
    """One source with its Admiralty reliability and the reason for it.

    ``roots`` are the origins it goes back to (a root is a party or a source id; a source with own knowledge is its own root).
    Independence is counted at roots.
    """

    id: str
    name: str
    kind: SourceKind = SourceKind.UNKNOWN
    reliability: Reliability = Reliability.F
    reliability_reason: str = "nothing is known of this source's record"
    roots: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()

"""Evidence: one sentence, one typed value, its quote, its grade."""

from __future__ import annotations

from enum import Enum

from vidocq.model.base import Certainty, Lane, Marking, Noun, Quote
from vidocq.vocabulary.admiralty import Credibility
from vidocq.vocabulary.analysis import Aspect, Spoofability, Vertex


class IndicatorLabel(Enum):
    """Whose an observable is."""

    ADVERSARY = "adversary"
    VICTIM = "victim"
    REFERENCE = "reference"
    UNDECIDED = "undecided"


class Mention(Enum):
    """How a document brings up a group (for kinds that name actors)."""

    SUBJECT = "subject"
    OVERLAP = "overlap"
    CONTRAST = "contrast"
    SUBGROUP = "subgroup"
    FORMERLY = "formerly"
    COMPARISON = "comparison"
    UNCLEAR = "unclear"


class Role(Enum):
    """What a mention is; only FOUND weighs for anybody, only NOT_FOUND against, all else is for a person to judge."""

    FOUND = "found here"
    NOT_FOUND = "looked for and not found"
    COMPARED = "contrasted or compared"
    BACKGROUND = "background or history"
    OTHERS = "said of others"
    GENERIC = "generic name"
    UNSURE = "unsure"


class Candidate(Noun, frozen=True, kw_only=True):
    """One possible meaning of an ambiguous value: a knowledge-base id, its name and why it is possible."""

    ref: str
    name: str
    reason: str = ""


class Evidence(Noun, frozen=True, kw_only=True):
    """One item of evidence.

    ``kind`` names a card in ``vidocq.evidence.kinds``; ``value`` is normalised for that kind (``T1566.001``, ``203.0.113.7``);
    ``ref`` is the knowledge-base id where the value is known there (``S0154``, ``G0128``, ``galaxy:UUID``); ``sentence`` is the
    sentence it stands in; ``support`` its quotes (never empty unless ``certainty`` is ANALYST). ``origin`` is the root it goes
    back to.
    ``observed`` and ``reported`` are EDTF. ``role`` is what the mention is; ``negative`` means looked for and not found.
    ``score`` is an extractor's own probability in [0, 1] that the reading is right, where it has one. ``candidates`` are the
    readings when AMBIGUOUS.
    """

    id: str
    kind: str
    value: str
    sentence: str
    support: tuple[Quote, ...]
    rule: str
    name: str | None = None
    ref: str | None = None
    candidates: tuple[Candidate, ...] = ()
    mention: Mention | None = None
    role: Role = Role.FOUND
    label: IndicatorLabel | None = None
    label_reason: str = ""
    certainty: Certainty = Certainty.STATED
    step: str = ""
    lane: Lane = Lane.AUTO
    lane_reason: str = ""
    aspect: Aspect | None = None
    vertex: Vertex | None = None
    credibility: Credibility = Credibility.SIX
    credibility_reason: str = ""
    spoofability: Spoofability = Spoofability.MEDIUM
    spoofability_reason: str = ""
    observed: str | None = None
    reported: str | None = None
    origin: str = ""
    negative: bool = False
    score: float | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    marking: Marking = Marking()
    supersedes: str | None = None

    @property
    def document_ids(self) -> tuple[str, ...]:
        """Documents that the quotes stand in, in order, each once."""
        return tuple(dict.fromkeys(quote.document_id for quote in self.support))

    @property
    def shown(self) -> str:
        """Name to show: the knowledge base's if there is one, else the value."""
        return self.name or self.value

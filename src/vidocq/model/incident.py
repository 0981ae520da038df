"""What happened: incidents, their victims, and dates that keep their precision."""

from __future__ import annotations

from vidocq.model.base import Certainty, Noun, Quote


class Reading(Noun, frozen=True, kw_only=True):
    """One reading of an ambiguous value, the rule that gives it and where it is from."""

    value: str
    rule: str
    certainty: Certainty = Certainty.AMBIGUOUS


class EventDate(Noun, frozen=True, kw_only=True):
    """A date as EDTF with the words it was read from; ``readings`` when the text leaves more than one possible."""

    edtf: str
    surface: str = ""
    certainty: Certainty = Certainty.STATED
    readings: tuple[Reading, ...] = ()
    step: str = ""
    support: tuple[Quote, ...] = ()


class Victim(Noun, frozen=True, kw_only=True):
    """One victim; ``country`` is ISO 3166 alpha-2; ``critical_infrastructure`` is yes, no, claimed or None (not said)."""

    name: str | None = None
    country: str | None = None
    region: str | None = None
    category: str | None = None
    sectors: tuple[str, ...] = ()
    asset: str | None = None
    critical_infrastructure: str | None = None
    certainty: Certainty = Certainty.STATED
    step: str = ""
    support: tuple[Quote, ...] = ()


class Incident(Noun, frozen=True, kw_only=True):
    """One incident as far as the documents tell it; what they do not tell is None, never guessed.

    ``basis_published`` is none, statement, report, indicators or indictment. ``event_key`` joins accounts of one event.
    """

    id: str
    name: str
    event_key: str
    victims: tuple[Victim, ...] = ()
    kind: str | None = None
    start: EventDate | None = None
    end: EventDate | None = None
    ongoing: bool | None = None
    detected: EventDate | None = None
    disclosed: EventDate | None = None
    impact: str | None = None
    basis_published: str | None = None
    document_ids: tuple[str, ...] = ()
    support: tuple[Quote, ...] = ()

"""Who said what of whom: statements on three axes, their accounts, and responses."""

from __future__ import annotations

from vidocq.model.base import Certainty, Lane, Marking, Noun, Quote
from vidocq.model.incident import EventDate
from vidocq.vocabulary.speech import Act, ObjectLevel, Rank, Reaction, Scope, SpeakerRole, ToolboxClass


class Speaker(Noun, frozen=True, kw_only=True):
    """Who speaks: ``party`` is the code counted by (ISO 3166 alpha-2, NATO, EU, UN, or a company's or body's name)."""

    party: str
    name: str
    role: SpeakerRole | None = None
    certainty: Certainty = Certainty.STATED
    step: str = ""


class Account(Noun, frozen=True, kw_only=True):
    """How one document renders a statement made elsewhere; ``section`` is the role of the part it stands in."""

    document_id: str
    support: tuple[Quote, ...]
    section: str = "body"
    act: Act | None = None
    reaction: Reaction = Reaction.NONE
    note: str = ""


class Statement(Noun, frozen=True, kw_only=True):
    """One statement: act, object level and reaction are separate axes.

    ``objects`` are ISO codes of states, ``CC:NAME`` for organs, canonical names for actors. ``act`` is None when the speaker only
    reacts. ``of_statement`` is the statement relayed, endorsed, denied or retracted. ``drift`` says how accounts differ.
    ``must_not_claim`` are notes that travel with the record. ``chance`` is what the reader's model gives the record (0 to 1).
    """

    id: str
    speaker: Speaker
    support: tuple[Quote, ...]
    rule: str
    act: Act | None = None
    object_level: ObjectLevel = ObjectLevel.NONE
    objects: tuple[str, ...] = ()
    reaction: Reaction = Reaction.NONE
    reaction_word: str = ""
    demands: str = ""
    scope: Scope = Scope.INCIDENT
    modality: str = ""
    modality_band: str = ""
    basis_claimed: str = ""
    form: str = ""
    date: EventDate | None = None
    of_statement: str | None = None
    incident_id: str | None = None
    accounts: tuple[Account, ...] = ()
    drift: str = ""
    certainty: Certainty = Certainty.STATED
    step: str = ""
    lane: Lane = Lane.REVIEW
    lane_reason: str = ""
    chance: float = 1.0
    decided_by: str = ""
    must_not_claim: tuple[str, ...] = ()
    marking: Marking = Marking()
    supersedes: str | None = None


class Response(Noun, frozen=True, kw_only=True):
    """What a party did about it; ``target`` is whom it meets and ``concerns`` what it is about, in words."""

    id: str
    by: str
    measure: str
    rank: Rank
    support: tuple[Quote, ...]
    rule: str
    toolbox: ToolboxClass | None = None
    eurepoc: str | None = None
    target: str = ""
    persons: int | None = None
    concerns: str = ""
    date: EventDate | None = None
    incident_id: str | None = None
    certainty: Certainty = Certainty.STATED
    step: str = ""
    lane: Lane = Lane.REVIEW
    lane_reason: str = ""
    chance: float = 1.0
    decided_by: str = ""
    marking: Marking = Marking()
    supersedes: str | None = None

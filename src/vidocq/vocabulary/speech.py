"""What a party can do with an attribution: three axes (act, object level, reaction), and the ladder of responses.

The act ladder and the reaction ladder are vidocq's own (design/domain.md); response classes are those of the EU Cyber Diplomacy
Toolbox (Council 9916/17, implementing guidelines 13007/17, revised 10289/23).
"""

from __future__ import annotations

from enum import Enum, IntEnum


class Act(Enum):
    """What a speaker does with the claim that somebody is responsible."""

    RETRACTS = "retracts"
    DENIES = "denies"
    DISPUTES = "disputes"
    SILENT = "silent"
    WITHHOLDS = "withholds"
    RELAYS = "relays"
    ENDORSES = "endorses"
    SUSPECTS = "suspects"
    ASSERTS = "asserts"
    CLAIMS_RESPONSIBILITY = "claims_responsibility"

    @property
    def step(self) -> int | None:
        """Position on the ladder -3 to 5; None for a claim of responsibility, which stands beside it."""
        return _STEPS[self]


_STEPS: dict[Act, int | None] = {
    Act.RETRACTS: -3,
    Act.DENIES: -2,
    Act.DISPUTES: -1,
    Act.SILENT: 0,
    Act.WITHHOLDS: 1,
    Act.RELAYS: 2,
    Act.ENDORSES: 3,
    Act.SUSPECTS: 4,
    Act.ASSERTS: 5,
    Act.CLAIMS_RESPONSIBILITY: None,
}


class ObjectLevel(Enum):
    """At what level the blame is laid."""

    NONE = "none"
    PATTERN = "pattern"
    UNNAMED_STATE = "unnamed-state"
    TERRITORY = "territory"
    ACTOR = "actor"
    ACTOR_STATE_LINK = "actor-state-link"
    STATE = "state"
    ORGAN = "organ"
    PERSONS = "persons"


class Reaction(IntEnum):
    """How strongly a speaker reacts, apart from whom it blames."""

    NONE = 0
    NOTES = 1
    CONCERN = 2
    SOLIDARITY = 3
    DEPLORES = 4
    CONDEMNS = 5
    CONDEMNS_STRONGLY = 6


class SpeakerRole(Enum):
    """The speaker's part in the affair."""

    VICTIM = "victim"
    ALLY = "ally"
    ALLIANCE = "alliance"
    ACCUSED = "accused"
    VENDOR = "vendor"
    THIRD = "third"
    MEDIA = "media"
    ATTACKER = "attacker"


class Scope(Enum):
    """What the statement is about."""

    INCIDENT = "incident"
    ACTOR = "actor"
    PATTERN = "pattern"
    GENERAL = "general"


class Rank(IntEnum):
    """The response ladder: how far a response goes."""

    NONE = 0
    STATEMENT = 1
    ADVISORY = 2
    DEMARCHE = 3
    WARNING = 4
    CRIMINAL = 5
    SANCTIONS = 6
    EXPULSION = 7
    SEVERING = 8
    DISRUPTION = 9


class ToolboxClass(Enum):
    """Class of a measure in the EU Cyber Diplomacy Toolbox."""

    PREVENTIVE = "preventive"
    COOPERATIVE = "cooperative"
    STABILITY = "stability"
    RESTRICTIVE = "restrictive"
    LAWFUL_RESPONSE = "lawful response by a member state"

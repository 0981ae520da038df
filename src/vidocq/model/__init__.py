"""The nouns of attribution: frozen, typed, no I/O. Import them from here."""

from vidocq.model.assessment import (
    AnalystInput,
    Answer,
    Assessment,
    Cell,
    ConfidenceStatement,
    Hypothesis,
    HypothesisKind,
    KnowledgeReference,
    Level,
    NextStep,
    Ranking,
    Row,
    Sensitivity,
    TrackRecord,
)
from vidocq.model.base import Certainty, Lane, Marking, Noun, Quote, make_id
from vidocq.model.document import Document, Field, Page, Section, SectionRole
from vidocq.model.dossier import Conflict, DocumentEntry, Dossier, ProfileContext, TimelineEntry
from vidocq.model.evidence import Candidate, Evidence, IndicatorLabel, Mention, Role
from vidocq.model.incident import EventDate, Incident, Reading, Victim
from vidocq.model.source import Source, SourceKind
from vidocq.model.statement import Account, Response, Speaker, Statement

__all__ = [
    "Account",
    "AnalystInput",
    "Answer",
    "Assessment",
    "Candidate",
    "Cell",
    "Certainty",
    "ConfidenceStatement",
    "Conflict",
    "Document",
    "DocumentEntry",
    "Dossier",
    "EventDate",
    "Evidence",
    "Field",
    "Hypothesis",
    "HypothesisKind",
    "Incident",
    "IndicatorLabel",
    "KnowledgeReference",
    "Lane",
    "Level",
    "Marking",
    "Mention",
    "NextStep",
    "Noun",
    "Page",
    "ProfileContext",
    "Quote",
    "Ranking",
    "Reading",
    "Response",
    "Role",
    "Row",
    "Section",
    "SectionRole",
    "Sensitivity",
    "Source",
    "SourceKind",
    "Speaker",
    "Statement",
    "TimelineEntry",
    "TrackRecord",
    "Victim",
    "make_id",
]

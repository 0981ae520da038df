"""Frames that analysts sort evidence by: MICTIC aspects (Steffens 2020), Diamond vertices (Caltagirone et al. 2013), ACH."""

from __future__ import annotations

from enum import Enum


class Aspect(Enum):
    """MICTIC aspect an item belongs to (Steffens, *Attribution of Advanced Persistent Threats*, 2020)."""

    MALWARE = "malware"
    INFRASTRUCTURE = "infrastructure"
    CONTROL_SERVER = "control server"
    TELEMETRY = "telemetry"
    INTELLIGENCE = "intelligence"
    CUI_BONO = "cui bono"


class Vertex(Enum):
    """Vertex of the Diamond Model of Intrusion Analysis."""

    ADVERSARY = "adversary"
    CAPABILITY = "capability"
    INFRASTRUCTURE = "infrastructure"
    VICTIM = "victim"


class Spoofability(Enum):
    """How cheaply an adversary could have planted a trace (after Skopik & Pahi 2020)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Consistency(Enum):
    """Cell of an ACH matrix (Heuer, *Psychology of Intelligence Analysis*, 1999)."""

    CC = "very consistent"
    C = "consistent"
    N = "neutral"
    I = "inconsistent"  # noqa: E741 - Heuer's letter
    II = "very inconsistent"
    NA = "not applicable"


class Confidence(Enum):
    """Analytic confidence (ICD 203): how good the basis is; never derived from the likelihood."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"

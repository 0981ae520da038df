"""Cards of traces of the people behind it: language, hours, compile times, code, hosting, personas, dates of activity."""

from __future__ import annotations

from vidocq.evidence.kind import Kind
from vidocq.vocabulary.analysis import Aspect, Spoofability, Vertex


def _trace(  # noqa: PLR0917 - one call a card reads as a table
    words: tuple[str, str, str],
    aspect: Aspect,
    vertex: Vertex,
    spoofability: Spoofability,
    reason: str,
    weight: str | None = None,
) -> Kind:
    kind, label, plural = words
    return Kind(
        id=kind,
        label=label,
        plural=plural,
        aspect=aspect,
        vertex=vertex,
        spoofability=spoofability,
        spoofability_reason=reason,
        stix="note",
        weight=weight,
    )


_M, _I, _N = Aspect.MALWARE, Aspect.INFRASTRUCTURE, Aspect.INTELLIGENCE
_HIGH, _MEDIUM, _LOW = Spoofability.HIGH, Spoofability.MEDIUM, Spoofability.LOW

KINDS = (
    _trace(
        ("language-artefact", "language artefact", "language artefacts"),
        _M,
        Vertex.ADVERSARY,
        _HIGH,
        "strings and resource languages are easily planted, and have been",
        "language",
    ),
    _trace(
        ("working-hours", "working hours", "working hours"),
        Aspect.TELEMETRY,
        Vertex.ADVERSARY,
        _MEDIUM,
        "a foreign working day can be kept, but over months it costs",
        "language",
    ),
    _trace(("compile-time", "compile time", "compile times"), _M, Vertex.CAPABILITY, _HIGH, "a time stamp in a file is one edit"),
    _trace(
        ("code-overlap", "code overlap", "code overlaps"),
        _M,
        Vertex.CAPABILITY,
        _MEDIUM,
        "published code can be copied; private code must be had first",
        "code",
    ),
    _trace(
        ("hosting-habit", "hosting habit", "hosting habits"),
        _I,
        Vertex.INFRASTRUCTURE,
        _MEDIUM,
        "a provider can be chosen to look like another's choice",
    ),
    _trace(
        ("operator-persona", "operator persona", "operator personas"),
        _N,
        Vertex.ADVERSARY,
        _MEDIUM,
        "a handle can be borrowed; its history cannot",
    ),
    _trace(
        ("activity-date", "date of activity", "dates of activity"),
        Aspect.TELEMETRY,
        Vertex.CAPABILITY,
        _LOW,
        "when a victim was struck is seen by the victim",
    ),
)

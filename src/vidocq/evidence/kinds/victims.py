"""Cards of whom it struck, or was meant for: countries, sectors, organisations, kinds of persons, lure themes."""

from __future__ import annotations

from vidocq.evidence.kind import Kind
from vidocq.vocabulary.analysis import Aspect, Spoofability, Vertex


def _victim(kind: str, label: str, plural: str, stix: str, *, weight: str | None = None) -> Kind:
    return Kind(
        id=kind,
        label=label,
        plural=plural,
        aspect=Aspect.CUI_BONO,
        vertex=Vertex.VICTIM,
        spoofability=Spoofability.LOW,
        spoofability_reason=("an operation must go where its purpose is; but one victim suits the interests of many"),
        stix=stix,
        weight=weight,
    )


KINDS = (
    _victim("victim-country", "victim country", "victim countries", "location", weight="victims"),
    _victim("victim-sector", "victim sector", "victim sectors", "identity:sectors", weight="victims"),
    _victim("victim-organisation", "victim organisation", "victim organisations", "identity"),
    _victim("victim-person-type", "kind of person targeted", "kinds of persons targeted", "identity:roles"),
    Kind(
        id="lure-theme",
        label="lure theme",
        plural="lure themes",
        aspect=Aspect.CUI_BONO,
        vertex=Vertex.VICTIM,
        spoofability=Spoofability.HIGH,
        spoofability_reason="a lure is chosen to be believed, and may be chosen to be blamed on another",
        stix="note",
    ),
)

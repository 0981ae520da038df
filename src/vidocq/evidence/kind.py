"""The card of a kind of evidence: all that the rest of the code needs to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from vidocq import discovery
from vidocq.model import Noun
from vidocq.vocabulary.analysis import Aspect, Spoofability, Vertex

#: Attribute of a program that the text itself calls public, sold or shared.
AVAILABLE = "available"
PACKAGE = "vidocq.evidence.kinds"


class Kind(Noun, frozen=True, kw_only=True):
    """A card. Modules in ``evidence/kinds/`` have one or several related ones in the tuple ``KINDS``.

    ``id`` is the STIX type where one exists. ``claim`` marks kinds that are what somebody says (a named actor, a stated origin):
    they never enter the technical weight. ``observable`` marks kinds that are looked up exactly. ``stix`` is the STIX 2.1 pattern
    path or object type. ``weight`` names the function in ``vidocq.assessment.weights`` that weighs it; None: weighs nothing.
    """

    id: str
    label: str
    plural: str
    aspect: Aspect
    vertex: Vertex
    spoofability: Spoofability
    spoofability_reason: str
    stix: str
    claim: bool = False
    observable: bool = False
    weight: str | None = None


@cache
def cards() -> Mapping[str, Kind]:
    """All cards by kind id."""
    found: dict[str, Kind] = {}
    for kinds in discovery.load_all(PACKAGE, "KINDS"):
        for kind in kinds:
            found[kind.id] = kind
    return found


def card(kind_id: str) -> Kind:
    """The card of a kind.

    Raises:
        KeyError: there is no such kind.
    """
    return cards()[kind_id]

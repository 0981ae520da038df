"""TLP labels as STIX objects and MISP tags carry them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from vidocq.errors import MarkingError
from vidocq.vocabulary import tlp
from vidocq.vocabulary.tlp import Tlp

#: Ids of the marking definitions that the STIX 2.1 specification (TLP 1.0) and its TLP 2.0 extension fix once for all.
_DEFINITIONS = {
    "613f2e26-407d-48c7-9eca-b8e91df99dc9": Tlp.CLEAR,
    "34098fce-860f-48ae-8e50-ebd3cc5e41da": Tlp.GREEN,
    "f88d31f6-486f-44da-b317-01333bde0b82": Tlp.AMBER,
    "5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Tlp.RED,
    "94868c89-83c2-464b-929b-a1a8aa3c8487": Tlp.CLEAR,
    "bab4a63c-aed9-4cf5-a766-dfca5abac2bb": Tlp.GREEN,
    "55d920b0-5e8b-4f79-9ee9-91f868d9b421": Tlp.AMBER,
    "939a9414-2ddd-4d32-a0cd-375ea402b003": Tlp.AMBER_STRICT,
    "e828b379-4e03-4974-9ac4-e53a884c97c1": Tlp.RED,
}


_ABOUT_TLP = re.compile(r"\s*tlp\b", re.IGNORECASE)


def of_reference(reference: str) -> Tlp | None:
    """Label of a marking definition by its id; None if the id is not one of the fixed ones."""
    return _DEFINITIONS.get(reference.removeprefix("marking-definition--"))


def of_definition(entry: dict[str, Any]) -> Tlp | None:
    """Label of a marking definition by what it says; None if it is not about TLP."""
    definition = entry.get("definition")
    said = [definition.get("tlp")] if isinstance(definition, dict) else []
    said.append(entry.get("name"))
    extensions = entry.get("extensions")
    if isinstance(extensions, dict):
        said += [extension.get("tlp_2_0") for extension in extensions.values() if isinstance(extension, dict)]
    return next((label for word in said if isinstance(word, str) and (label := _parsed(word)) is not None), None)


def of_tags(names: Iterable[str]) -> Tlp:
    """The strictest label among tags such as ``tlp:amber+strict``; UNMARKED if there is none.

    A tag that speaks of TLP and names no label that we know (``tlp:ex:chr``, ``tlp:purple``) may mean anything: it counts as
    UNMARKED, which is shared with nobody.
    """
    about = [name for name in names if _ABOUT_TLP.match(tlp.plain_form(name))]
    return tlp.most_restrictive(_parsed(name) or Tlp.UNMARKED for name in about)


def of_objects(entries: Sequence[dict[str, Any]], content: Sequence[dict[str, Any]]) -> tuple[Tlp, int]:
    """The strictest label on ``content`` (STIX objects), and how many of them carry none.

    Labels on parts of an object (granular markings) bind the whole. A marking that is not about TLP (a copyright statement)
    marks nothing; an object without a label beside marked ones stays unmarked, and so does the whole.

    Args:
        entries: all objects of the bundle, marking definitions among them.
        content: those that say something.
    """
    defined = {
        entry["id"]: label
        for entry in entries
        if entry["type"] == "marking-definition" and (label := of_definition(entry)) is not None
    }
    labels: list[Tlp] = []
    unmarked = 0
    for entry in content:
        whole = [_label_of(reference, defined) for reference in entry.get("object_marking_refs") or ()]
        parts = [_label_of(reference, defined) for reference in _granular(entry)]
        labels += [label for label in (*whole, *parts) if label is not None]
        if all(label is None for label in whole):
            unmarked += 1
    return (Tlp.UNMARKED if unmarked else tlp.most_restrictive(labels)), unmarked


def _label_of(reference: Any, defined: dict[str, Tlp]) -> Tlp | None:
    if not isinstance(reference, str):
        return None
    return of_reference(reference) or defined.get(reference)


def _granular(entry: dict[str, Any]) -> list[Any]:
    markings = entry.get("granular_markings")
    if not isinstance(markings, list):
        return []
    return [marking.get("marking_ref") for marking in markings if isinstance(marking, dict)]


def _parsed(word: str) -> Tlp | None:
    try:
        return tlp.parse(word)
    except MarkingError:
        return None

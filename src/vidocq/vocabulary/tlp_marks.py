"""TLP labels as STIX objects and MISP tags carry them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

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


_ABOUT_TLP = re.compile(r"\s*(?:tlp|traffic[\s\-_]+light)", re.IGNORECASE)


class Found(NamedTuple):
    """What the objects of a bundle are marked with.

    ``label`` is that of the whole (UNMARKED where one object carries none), ``unmarked`` how many objects carry none, and
    ``strictest`` the strictest label that any part carries: however the rest is marked, the whole is never looser. It is
    UNMARKED where a marking cannot be read, None where nothing is marked.
    """

    label: Tlp
    unmarked: int
    strictest: Tlp | None


def of_reference(reference: str) -> Tlp | None:
    """Label of a marking definition by its id, in letters of either case; None if the id is not one of the fixed ones."""
    return _DEFINITIONS.get(_plain_id(reference).removeprefix("marking-definition--"))


def of_definition(entry: dict[str, Any]) -> Tlp | None:
    """Label of a marking definition by what it says, the strictest; UNMARKED where it speaks of TLP and cannot be read.

    None if it is not about TLP.
    """
    definition = entry.get("definition")
    said = [definition["tlp"]] if isinstance(definition, dict) and "tlp" in definition else []
    extensions = entry.get("extensions")
    if isinstance(extensions, dict):
        said += [one["tlp_2_0"] for one in extensions.values() if isinstance(one, dict) and "tlp_2_0" in one]
    said += [name for name in (entry.get("name"),) if isinstance(name, str) and _speaks_of_tlp(name)]
    if not said and _speaks_of_tlp(str(entry.get("definition_type"))):
        return Tlp.UNMARKED
    return tlp.most_restrictive(_parsed(word) or Tlp.UNMARKED for word in said) if said else None


def of_tags(names: Iterable[str]) -> Tlp:
    """The strictest label among tags such as ``tlp:amber+strict``; UNMARKED if there is none.

    A tag that speaks of TLP and names no label that we know (``tlp:ex:chr``, ``tlp:purple``) may mean anything: it counts as
    UNMARKED, which is shared with nobody.
    """
    return strictest_tag(names) or Tlp.UNMARKED


def strictest_tag(names: Iterable[str]) -> Tlp | None:
    """The same, and None if no tag speaks of TLP."""
    about = [name for name in names if _speaks_of_tlp(name)]
    return tlp.most_restrictive(_parsed(name) or Tlp.UNMARKED for name in about) if about else None


def of_words(words: Iterable[str]) -> Tlp | None:
    """The strictest of what stands where a label has to (``RED``, ``TLP:RED``); UNMARKED if one is none, None without any."""
    return tlp.most_restrictive(_parsed(word) or Tlp.UNMARKED for word in said) if (said := tuple(words)) else None


def of_objects(entries: Sequence[dict[str, Any]], content: Sequence[dict[str, Any]]) -> Found:
    """How ``content`` (STIX objects) is marked.

    Labels on parts of an object (granular markings) bind the whole. A marking that is not about TLP (a copyright statement)
    marks nothing; an object without a label beside marked ones stays unmarked, and so does the whole.

    Args:
        entries: all objects of the bundle, marking definitions among them.
        content: those that say something.
    """
    defined = definitions(entries)
    labels: list[Tlp] = []
    unmarked = 0
    for entry in content:
        whole, parts = of_object(entry, defined)
        labels += [label for label in (whole, parts) if label is not None]
        if whole is None:
            unmarked += 1
    strictest = tlp.most_restrictive(labels) if labels else None
    return Found((Tlp.UNMARKED if unmarked else strictest) or Tlp.UNMARKED, unmarked, strictest)


def definitions(entries: Iterable[Any]) -> dict[str, Tlp | None]:
    """The marking definitions among objects: label by id (in small letters), None for those that are not about TLP."""
    found: dict[str, Tlp | None] = {}
    for entry in entries:
        if isinstance(entry, dict) and entry.get("type") == "marking-definition" and isinstance(entry.get("id"), str):
            name = _plain_id(entry["id"])
            said = [label for label in (found.get(name), of_definition(entry), of_reference(name)) if label is not None]
            found[name] = tlp.most_restrictive(said) if said else None
    return found


def of_object(entry: dict[str, Any], defined: Mapping[str, Tlp | None]) -> tuple[Tlp | None, Tlp | None]:
    """(Label of an object, strictest label of its parts); None where there is none.

    A reference to a definition that is not there may mean anything; it counts where nothing else is said.
    """
    references = entry.get("object_marking_refs")
    return (
        _strictest(references if isinstance(references, list) else [], defined),
        _strictest(_granular(entry), defined),
    )


def _strictest(references: Iterable[Any], defined: Mapping[str, Tlp | None]) -> Tlp | None:
    known: list[Tlp] = []
    unknown = False
    for reference in references:
        name = _plain_id(reference) if isinstance(reference, str) else ""
        label = defined[name] if name in defined else of_reference(name)
        if label is not None:
            known.append(label)
        elif name not in defined:
            unknown = True
    if known:
        return tlp.most_restrictive(known)
    return Tlp.UNMARKED if unknown else None


def _plain_id(reference: str) -> str:
    return reference.strip().lower()


def _speaks_of_tlp(text: str) -> bool:
    return _ABOUT_TLP.match(tlp.plain_form(text)) is not None


def _granular(entry: dict[str, Any]) -> list[Any]:
    markings = entry.get("granular_markings")
    if not isinstance(markings, list):
        return []
    return [marking.get("marking_ref") for marking in markings if isinstance(marking, dict)]


def _parsed(word: Any) -> Tlp | None:
    if not isinstance(word, str):
        return None
    try:
        return tlp.parse(word)
    except MarkingError:
        return None

"""Write evidence as a STIX 2.1 bundle: observables, what the knowledge base knows of, and a note with each item's quote."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from vidocq.errors import MarkingError
from vidocq.model import Document, Evidence
from vidocq.vocabulary.tlp import Tlp, parse

#: Namespace of deterministic ids of cyber-observable objects (STIX 2.1, section 2.9).
SCO_NAMESPACE = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
#: The TLP 2.0 marking definitions that OASIS published for STIX 2.1 (ids from the TLP 2.0 extension definition).
TLP_IDS = {
    Tlp.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    Tlp.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Tlp.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Tlp.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    Tlp.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
_TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_TLP_CREATED = "2022-10-01T00:00:00.000Z"

_HASHES = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha512": "SHA-512", "ssdeep": "SSDEEP", "tlsh": "TLSH"}
_Object = dict[str, Any]


def bundle(found: Iterable[tuple[Document, Iterable[Evidence]]], *, tlp: str | None = None) -> bytes:
    """Give a bundle of everything that stands (nothing from review), one ``report`` a document.

    Args:
        found: documents and the evidence found in each.
        tlp: marking for documents that carry none.

    Raises:
        MarkingError: a document is unmarked and no marking was given: what is unmarked is not shareable.
    """
    objects: dict[str, _Object] = {}
    for document, items in found:
        marking = _marking(document, tlp)
        objects.setdefault(TLP_IDS[marking], _definition(marking))
        for made in _document(document, items, TLP_IDS[marking]):
            objects.setdefault(made["id"], made)
    identity = str(uuid.uuid5(SCO_NAMESPACE, ",".join(objects)))
    whole = {"type": "bundle", "id": f"bundle--{identity}", "objects": list(objects.values())}
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


def _marking(document: Document, given: str | None) -> Tlp:
    own = document.marking.tlp
    if own is not Tlp.UNMARKED:
        return own
    if given is None:
        raise MarkingError("the document carries no marking, so nothing of it may leave", where=document.name, hint="give --tlp")
    label = document.marking.filled(parse(given))
    if label is Tlp.UNMARKED:
        hint = "share the original as its author allows"
        what = "what the document is marked with cannot be read, so nothing of it may leave"
        raise MarkingError(what, where=document.name, hint=hint)
    return label


def _definition(tlp: Tlp) -> _Object:
    name = tlp.value
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": TLP_IDS[tlp],
        "created": _TLP_CREATED,
        "name": name,
        "extensions": {_TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": name.removeprefix("TLP:").lower()}},
    }


def _document(document: Document, items: Iterable[Evidence], marking: str) -> Iterable[_Object]:
    moment = _timestamp(document)
    refs: list[str] = []
    for item in items:
        if not item.lane.stands:
            continue
        made = _observable(item, marking) or _domain_object(item, marking, moment)
        if made is None:
            continue
        refs.append(made["id"])
        yield made
        note = _note(document, item, made["id"], marking, moment)
        refs.append(note["id"])
        yield note
    if refs:
        yield _report(document, tuple(dict.fromkeys(refs)), marking, moment)


def _timestamp(document: Document) -> str:
    """The document's day as a STIX timestamp; the day the format was published where the document has no full date."""
    date = re.match(r"\d{4}-\d{2}-\d{2}", document.published or "")
    return f"{date.group()}T00:00:00.000Z" if date else _TLP_CREATED


def _sco(kind: str, contributing: _Object, marking: str, **more: Any) -> _Object:
    canonical = json.dumps(contributing, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    identity = uuid.uuid5(SCO_NAMESPACE, canonical)
    head = {"type": kind, "spec_version": "2.1", "id": f"{kind}--{identity}", "object_marking_refs": [marking]}
    return {**head, **contributing, **more}


def _observable(item: Evidence, marking: str) -> _Object | None:
    if item.kind in _HASHES:
        return _sco("file", {"hashes": {_HASHES[item.kind]: item.value}}, marking)
    make = _OBSERVABLES.get(item.kind)
    return None if make is None else _sco(*make(item.value), marking)


_HIVES = {
    "HKLM": "HKEY_LOCAL_MACHINE",
    "HKCU": "HKEY_CURRENT_USER",
    "HKCR": "HKEY_CLASSES_ROOT",
    "HKU": "HKEY_USERS",
    "HKCC": "HKEY_CURRENT_CONFIG",
}


def _hive(key: str) -> str:
    """STIX wants the hive's full name."""
    hive, _, rest = key.partition("\\")
    return f"{_HIVES.get(hive.upper(), hive)}\\{rest}"


def _value(kind: str) -> Callable[[str], tuple[str, _Object]]:
    return lambda value: (kind, {"value": value})


_OBSERVABLES: dict[str, Callable[[str], tuple[str, _Object]]] = {
    "ipv4-addr": _value("ipv4-addr"),
    "ipv6-addr": _value("ipv6-addr"),
    "domain-name": _value("domain-name"),
    "url": _value("url"),
    "email-addr": _value("email-addr"),
    "file-name": lambda value: ("file", {"name": value}),
    # The note beside it carries the whole path.
    "file-path": lambda value: ("file", {"name": re.split(r"[\\/]", value)[-1] or value}),
    "windows-registry-key": lambda value: ("windows-registry-key", {"key": _hive(value)}),
    "mutex": lambda value: ("mutex", {"name": value}),
}


def _domain_object(item: Evidence, marking: str, moment: str) -> _Object | None:
    if item.kind not in {"malware", "tool", "attack-pattern", "vulnerability", "intrusion-set", "campaign"}:
        return None
    identity = uuid.uuid5(SCO_NAMESPACE, f"{item.kind}:{item.ref or item.value}")
    made: _Object = {
        "type": item.kind,
        "spec_version": "2.1",
        "id": f"{item.kind}--{identity}",
        "created": moment,
        "modified": moment,
        "name": item.shown,
        "object_marking_refs": [marking],
    }
    if item.kind == "malware":
        made["is_family"] = True
    reference = _reference(item)
    if reference:
        made["external_references"] = [reference]
    return made


def _reference(item: Evidence) -> _Object | None:
    identifier = item.ref or item.value
    if re.fullmatch(r"[TSGC]\d{4}(?:\.\d{3})?", identifier):
        return {"source_name": "mitre-attack", "external_id": identifier}
    if item.kind == "vulnerability":
        return {"source_name": "cve", "external_id": identifier}
    if identifier.startswith("galaxy:"):
        return {"source_name": "misp-galaxy", "external_id": identifier.removeprefix("galaxy:")}
    return None


def _note(document: Document, item: Evidence, about: str, marking: str, moment: str) -> _Object:
    """The quote that the object stands on: without it the object could not be defended."""
    quote = item.support[0]
    whose = f" ({item.label.value}: {item.label_reason})" if item.label else ""
    return {
        "type": "note",
        "spec_version": "2.1",
        "id": f"note--{uuid.uuid5(SCO_NAMESPACE, item.id)}",
        "created": moment,
        "modified": moment,
        "abstract": f"{item.kind} {item.shown}{whose}",
        "content": quote.text,
        "object_refs": [about],
        "object_marking_refs": [marking],
        "external_references": [
            {
                "source_name": document.publisher or document.name,
                "description": f"characters {quote.start} to {quote.end}",
                "hashes": {"SHA-256": document.sha256},
                **({"url": document.url} if document.url else {}),
            }
        ],
    }


def _report(document: Document, refs: tuple[str, ...], marking: str, moment: str) -> _Object:
    return {
        "type": "report",
        "spec_version": "2.1",
        "id": f"report--{uuid.uuid5(SCO_NAMESPACE, document.sha256)}",
        "created": moment,
        "modified": moment,
        "published": moment,
        "name": document.title or document.name,
        "report_types": ["threat-report"],
        "object_refs": list(refs),
        "object_marking_refs": [marking],
    }

"""Reads STIX 2.0 and 2.1 bundles: every object as readable lines, typed by property; broken objects are noted, the rest read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from vidocq.errors import SourceError
from vidocq.model import Document, Marking
from vidocq.sources import jsontext, stixtext
from vidocq.sources.building import build
from vidocq.sources.reader import Received
from vidocq.sources.sheet import Sheet
from vidocq.vocabulary import tlp_marks

_BUNDLE = re.compile(rb'"type"\s*:\s*"bundle"')
_ID = re.compile(rb'"id"\s*:\s*"[a-z0-9-]{3,60}--[0-9a-fA-F]{8}-')
_TYPE = re.compile(r"[a-z0-9][a-z0-9-]{1,250}")
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{1,250}--\S{1,100}")
#: Objects that say something of other objects or people, and are commonly left unmarked.
_WITHOUT_MARKING = frozenset({"identity", "marking-definition", "language-content", "extension-definition"})
_NOTES_SHOWN = 20
_HEAD = 1 << 20


class _Bundle(msgspec.Struct):
    """The envelope; each object is decoded by itself, so that one of a wrong shape does not cost the others."""

    objects: list[msgspec.Raw] = []


class StixReader:
    """A STIX bundle, a TAXII envelope, a list of STIX objects, or a single one."""

    name = "stix"
    media_types = ("application/stix+json", "application/taxii+json")
    suffixes = (".json", ".stix", ".stix2")

    def sniff(self, received: Received) -> float:
        """High when it says that it is a bundle or when an object's id in its first megabyte is a STIX one."""
        if not jsontext.looks_like(received):
            return 0.0
        content = jsontext.utf8(received)
        head = content[:_HEAD]
        if _BUNDLE.search(head) or _BUNDLE.search(content[-4096:]):
            return 0.95
        return 0.9 if _ID.search(head) and b'"type"' in head else 0.0

    def read(self, received: Received) -> tuple[Document, ...]:
        """One document, a block of lines for each object.

        Raises:
            SourceError: broken JSON, or no readable object in it.
        """
        notes: list[str] = []
        objects = list(_sound(_entries(jsontext.utf8(received), received.name), notes))
        if not objects:
            raise SourceError("no readable STIX object in it", where=received.name, hint=notes[0] if notes else None)
        broken = len(notes)
        if broken > _NOTES_SHOWN:
            notes[_NOTES_SHOWN:] = [f"{broken - _NOTES_SHOWN} more objects could not be read."]
        names = {entry["id"]: _name(entry) for _, entry in objects if "id" in entry}
        sheet = Sheet()
        for path, entry in objects:
            if entry["type"] != "marking-definition":
                stixtext.write(sheet, path, entry, names)
        if not sheet.text:
            raise SourceError("a bundle with nothing but markings", where=received.name)
        marking, said = _marking([entry for _, entry in objects])
        report = next((entry for _, entry in objects if entry["type"] in ("report", "grouping")), {})
        return (
            build(
                received,
                sheet.text,
                self.media_types[0],
                divided=sheet.sections,
                fields=sheet.fields,
                notes=(*notes, *said, *(("Some values were too long and were cut.",) if sheet.cut else ())),
                title=jsontext.word(report.get("name")) or None,
                publisher=_publisher([entry for _, entry in objects], names),
                published=jsontext.word(report.get("published"))[:10] or None,
                marking=marking,
            ),
        )


def _entries(content: bytes, where: str) -> Iterator[tuple[str, Any]]:
    """Objects as (path, decoded object), from a bundle, an envelope, a list or a single object."""
    if content.lstrip()[:1] == b"[":
        raws = jsontext.decode(content, where, list[msgspec.Raw])
    else:
        raws = jsontext.decode(content, where, _Bundle).objects
        if not raws:
            single = jsontext.decode(content, where)
            if single.get("type") != "bundle" and isinstance(single.get("id"), str):
                yield "object", single
            return
    for number, raw in enumerate(raws):
        # Valid JSON as a whole, so only an object that nests too deep can fail here.
        try:
            yield f"objects[{number}]", jsontext.decode(bytes(raw), f"objects[{number}]")
        except SourceError as error:
            yield f"objects[{number}]", error


def _sound(entries: Iterable[tuple[str, Any]], notes: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Objects that can be used; for each of the others a note."""
    for path, entry in entries:
        fault = _fault(entry)
        if fault is None:
            yield path, entry
        else:
            notes.append(f"{path} was left out: {fault}.")


def _fault(entry: Any) -> str | None:
    if isinstance(entry, SourceError):
        return entry.what
    if not isinstance(entry, dict):
        return "not an object"
    kind, identifier = entry.get("type"), entry.get("id")
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        return "it has no type"
    if not isinstance(identifier, str) or not _IDENTIFIER.fullmatch(identifier):
        return f"{kind} without a STIX id"
    if not identifier.startswith(f"{kind}--"):
        return f"its id {identifier[:60]!r} is not that of a {kind}"
    for key, form in (
        ("name", str),
        ("description", str),
        ("pattern", str),
        ("object_marking_refs", list),
        ("external_references", list),
    ):
        if key in entry and entry[key] is not None and not isinstance(entry[key], form):
            return f"its {key} is not a {'text' if form is str else 'list'}"
    return None


def _name(entry: dict[str, Any]) -> str:
    shown = next((word for key in ("name", "value", "key", "path") if (word := jsontext.word(entry.get(key)))), "")
    return f"{shown[:200]} ({entry['type']})" if shown else str(entry["id"])


def _marking(entries: list[dict[str, Any]]) -> tuple[Marking, tuple[str, ...]]:
    """The strictest label of the bundle, and a note where some objects carry none: then the whole is unmarked."""
    content = [entry for entry in entries if entry["type"] not in _WITHOUT_MARKING]
    others = [entry for entry in entries if entry["type"] in _WITHOUT_MARKING and entry["type"] != "marking-definition"]
    found = tlp_marks.of_objects(entries, content)
    beside = tlp_marks.of_objects(entries, others).strictest
    marking = Marking(tlp=found.label).restricted(label for label in (found.strictest, beside) if label is not None)
    if 0 < found.unmarked < len(content):
        verb = "carries" if found.unmarked == 1 else "carry"
        note = f"{found.unmarked} of {len(content)} objects {verb} no TLP marking: the whole counts as unmarked."
        return marking, (note,)
    return marking, ()


def _publisher(entries: list[dict[str, Any]], names: dict[str, str]) -> str | None:
    """The one identity that created everything in the bundle, if it is one and is named in it."""
    creators = {entry["created_by_ref"] for entry in entries if isinstance(entry.get("created_by_ref"), str)}
    if len(creators) != 1:
        return None
    name = names.get(creators.pop(), "")
    return name.removesuffix(" (identity)") if name.endswith(" (identity)") else None


READER = StixReader()

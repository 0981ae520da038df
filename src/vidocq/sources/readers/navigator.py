"""Reads ATT&CK Navigator layers 4.x: one line for each technique that the layer marks."""

from __future__ import annotations

import re
from typing import Any

from vidocq.errors import SourceError
from vidocq.model import Document, SectionRole
from vidocq.sources import jsontext
from vidocq.sources.building import build, printed_marking
from vidocq.sources.reader import Received
from vidocq.sources.sheet import Sheet
from vidocq.vocabulary.counts import counted

_TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?")


class NavigatorReader:
    """A layer of the ATT&CK Navigator, format 4.0 and later."""

    name = "navigator"
    media_types = ("application/vnd.mitre.attack-navigator+json",)
    suffixes = (".json",)

    def sniff(self, received: Received) -> float:
        """High when it is JSON with a list of techniques by their ids."""
        if not jsontext.looks_like(received):
            return 0.0
        content = jsontext.utf8(received)
        return 0.9 if b'"techniqueID"' in content and b'"techniques"' in content else 0.0

    def read(self, received: Received) -> tuple[Document, ...]:
        """One document.

        Raises:
            SourceError: broken JSON, a layer of a format before 4.0, or no technique in it.
        """
        layer = jsontext.decode(jsontext.utf8(received), received.name)
        if not isinstance(layer, dict) or not isinstance(layer.get("techniques"), list):
            raise SourceError("not a Navigator layer: it has no list of techniques", where=received.name)
        notes = _check_version(layer, received.name)
        sheet = Sheet()
        for key in ("name", "domain", "description"):
            if word := jsontext.word(layer.get(key)):
                sheet.line(key, word, path=key)
        notes += _techniques(sheet, layer["techniques"])
        if not sheet.fields:
            raise SourceError("a Navigator layer without techniques", where=received.name)
        return (
            build(
                received,
                sheet.text,
                self.media_types[0],
                divided=sheet.sections,
                fields=sheet.fields,
                notes=tuple(notes),
                title=jsontext.word(layer.get("name")) or None,
                marking=printed_marking(f"{layer.get('name')} {layer.get('description')}"),
            ),
        )


def _check_version(layer: dict[str, Any], where: str) -> list[str]:
    versions = layer.get("versions")
    version = jsontext.word(versions.get("layer") if isinstance(versions, dict) else layer.get("version"))
    if version and version[0] not in "34":
        raise SourceError(
            f"a Navigator layer of format {version}", where=where, hint="open it in a current Navigator and save it as 4.x"
        )
    if version.startswith("3"):
        return [f"A layer of format {version}: its technique ids are those of its time."]
    return [] if version else ["The layer names no format version; read as 4.x."]


def _techniques(sheet: Sheet, entries: list[Any]) -> list[str]:
    """Write the techniques that are marked; where none is, all of them. Gives notes on entries that could not be read."""
    known = [(number, entry) for number, entry in enumerate(entries) if isinstance(entry, dict) and _id(entry)]
    broken = len(entries) - len(known)
    enabled = [(number, entry) for number, entry in known if entry.get("enabled", True) is not False]
    marked = [(number, entry) for number, entry in enabled if _marked(entry)]
    for number, entry in marked or enabled:
        _technique(sheet, number, entry)
    lost = counted(broken, "entry without a technique id was", "entries without a technique id were")
    notes = [f"{lost} left out."] if broken else []
    if marked and len(marked) < len(known):
        only = "the layer only lists (no score, colour or comment)"
        left = counted(len(known) - len(marked), f"technique that {only} was", f"techniques that {only} were")
        notes.append(f"{left} left out.")
    return notes


def _technique(sheet: Sheet, number: int, entry: dict[str, Any]) -> None:
    path = f"techniques[{number}]"
    about = tuple((key, word) for key in ("tactic", "score", "color") if (word := jsontext.word(entry.get(key))))
    sheet.line("technique", _id(entry), kind="attack-pattern", path=f"{path}.techniqueID", attributes=about)
    if comment := jsontext.word(entry.get("comment")):
        sheet.line("  comment", comment, path=f"{path}.comment", role=SectionRole.BODY)


def _id(entry: dict[str, Any]) -> str:
    word = jsontext.word(entry.get("techniqueID")).strip()
    return word if _TECHNIQUE.fullmatch(word) else ""


def _marked(entry: dict[str, Any]) -> bool:
    score = entry.get("score")
    return bool(entry.get("color") or entry.get("comment")) or (score is not None and score not in (0, "", "0"))


READER = NavigatorReader()

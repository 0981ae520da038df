"""Render STIX objects as lines: which properties are shown, in what order, and what kind each value is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vidocq.model import SectionRole
from vidocq.sources import observables, stixpattern
from vidocq.sources.jsontext import word
from vidocq.sources.sheet import Sheet

#: Types whose name is an evidence kind; for the others a name is just a line.
_NAMED = frozenset({"intrusion-set", "threat-actor", "malware", "tool", "attack-pattern", "campaign", "vulnerability"})
_KIND_OF = {"threat-actor": "intrusion-set"}
_FIRST = {"name": 0, "aliases": 1, "value": 2, "pattern": 3, "description": 4}
_HIDDEN = frozenset(
    """
    type id spec_version created modified revoked created_by_ref object_marking_refs granular_markings extensions
    x_mitre_modified_by_ref x_mitre_attack_spec_version x_mitre_version x_mitre_domains x_mitre_deprecated pattern_type
    pattern_version lang source_ref target_ref sighting_of_ref relationship_type defanged
    """.split()
)
#: Objects that are a value with its particulars, and what of them is prose nevertheless.
_LISTED = frozenset({"indicator", *(kind for kind, _ in stixpattern.KINDS)}) - _NAMED
_SENTENCES = frozenset({"description", "abstract", "content", "x_opencti_description"})
_DEEPEST = 8


def write(sheet: Sheet, path: str, entry: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Write one object: a header line, then one line for each property.

    Args:
        sheet: where to.
        path: where in the input the object stands (``objects[3]``).
        entry: the object; its ``type`` is a text.
        names: names of all objects by id, for references.
    """
    kind = str(entry["type"])
    if kind == "relationship":
        _relation(sheet, path, entry, names)
    elif kind == "sighting":
        sheet.line("sighting", names.get(word(entry.get("sighting_of_ref")), "of an object that is not here"), path=path)
    else:
        sheet.line("object", kind, path=f"{path}.type", role=_role(kind, "type"))
    for key in sorted((key for key in entry if key not in _HIDDEN), key=_rank):
        _property(sheet, key, path, entry, names)
    sheet.gap()


def _rank(key: str) -> int:
    return _FIRST.get(key, 9)


def _relation(sheet: Sheet, path: str, entry: Mapping[str, Any], names: Mapping[str, str]) -> None:
    source, target = (names.get(word(entry.get(key)), word(entry.get(key))) for key in ("source_ref", "target_ref"))
    sheet.line("relationship", f"{source} {word(entry.get('relationship_type'))} {target}", path=path)


def _property(sheet: Sheet, key: str, owner: str, entry: Mapping[str, Any], names: Mapping[str, str]) -> None:
    kind, value, path = str(entry["type"]), entry[key], f"{owner}.{key}"
    if key == "external_references" and isinstance(value, list):
        _references(sheet, kind, value, path, entry)
    elif key == "kill_chain_phases" and isinstance(value, list):
        for number, phase in enumerate(item for item in value if isinstance(item, dict)):
            sheet.line(
                "  kill chain phase",
                f"{word(phase.get('kill_chain_name'))}: {word(phase.get('phase_name'))}",
                path=f"{path}[{number}]",
            )
    elif key == "pattern" and isinstance(value, str):
        _pattern(sheet, value, path, entry)
    elif key == "hashes" and isinstance(value, dict):
        _hashes(sheet, value, path, kind)
    elif kind == "observed-data" and key == "objects" and isinstance(value, dict):
        _observed(sheet, value, path, names)
    else:
        _plain(sheet, key, path, entry, names)


def _plain(sheet: Sheet, key: str, path: str, entry: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """A property that is a value, a list or an object of values: a line for each; only a typed one needs to say more."""
    owner, value = str(entry["type"]), entry[key]
    label, kind, role = f"  {key}", _kind(owner, key), _role(owner, key)
    about = _about(owner, key, entry) if kind is not None else ()
    refers = key.endswith(("_ref", "_refs"))
    for inner, text in ((path, value),) if isinstance(value, str) and value else _scalars(value, path, 0):
        sheet.line(label, names.get(text, text) if refers else text, kind=kind, path=inner, role=role, attributes=about)


def _kind(kind: str, key: str) -> str | None:
    if (kind, key) in stixpattern.KINDS:
        return stixpattern.KINDS[kind, key]
    if kind in _NAMED and key in ("name", "aliases", "x_mitre_aliases"):
        return _KIND_OF.get(kind, kind)
    if key == "description":
        return "description"
    return None


def _role(kind: str, key: str) -> SectionRole:
    """What an indicator or observable has beside its description is no prose: nothing reads it as sentences."""
    if kind in _LISTED and key not in _SENTENCES:
        return SectionRole.INDICATORS
    typed = (kind, key) in stixpattern.KINDS or key == "hashes"
    return SectionRole.INDICATORS if typed else SectionRole.BODY


def _about(kind: str, key: str, entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    shown = [*_said(entry), ("object", kind)]
    if key in ("aliases", "x_mitre_aliases"):
        shown.append(("alias of", word(entry.get("name"))))
    return tuple((name, value) for name, value in shown if value)


def _references(sheet: Sheet, kind: str, references: list[Any], path: str, entry: Mapping[str, Any]) -> None:
    """References are sources, not evidence; but the id that the object itself has in a catalogue is one of its names."""
    for number, reference in enumerate(references):
        if not isinstance(reference, dict):
            continue
        here = f"{path}[{number}]"
        external, source = word(reference.get("external_id")), word(reference.get("source_name"))
        own = bool(external) and (source.startswith("mitre") or source in ("cve", "capec"))
        for key in ("source_name", "external_id", "url", "description"):
            text = word(reference.get(key))
            if text:
                named = _KIND_OF.get(kind, kind) if own and key == "external_id" and kind in _NAMED else "external-reference"
                role = SectionRole.BODY if own and key == "external_id" else SectionRole.RELATED
                sheet.line(
                    f"  reference {key}", text, kind=named, path=f"{here}.{key}", role=role, attributes=_about(kind, key, entry)
                )


def _pattern(sheet: Sheet, pattern: str, path: str, entry: Mapping[str, Any]) -> None:
    """A pattern as one line, each comparison in it a field of the kind it compares."""
    language = word(entry.get("pattern_type")) or "stix"
    code = SectionRole.CODE if language != "stix" else SectionRole.INDICATORS
    about = (*_said(entry), ("language", language), ("name", word(entry.get("name"))))
    start, end = sheet.line("  pattern", pattern, kind="pattern", path=path, role=code, attributes=about)
    if language != "stix" or end - start != len(pattern):
        return
    for found in stixpattern.comparisons(pattern):
        more = [("excluded", "by the pattern")] if found.excluded else []
        if found.value != pattern[found.start : found.end]:
            more.append(("value", found.value))
        kind = stixpattern.kind_of(found)
        sheet.field(kind, start + found.start, start + found.end, path, (*about, *more) if more else about)


def _said(entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What an object says of itself: its id, whether it is revoked, and of what sort the indicator is."""
    found = [("id", word(entry.get("id")))]
    if entry.get("revoked") is True:
        found.append(("revoked", "true"))
    for key in ("indicator_types", "labels"):
        values = entry.get(key)
        if isinstance(values, list):
            found += [(key.replace("_", ""), word(value)) for value in values[:10] if word(value)]
    return tuple(found)


def _hash_kind(name: str, text: str, owner: str) -> str | None:
    if owner == "x509-certificate":
        return owner
    return observables.typed(name, text) or observables.shaped(text) or "other"


def _hashes(sheet: Sheet, hashes: Mapping[str, Any], path: str, owner: str) -> None:
    for name, value in hashes.items():
        if text := word(value):
            kind = _hash_kind(name, text, owner)
            sheet.line(f"  {name}", text, kind=kind, path=f"{path}.{name}", role=SectionRole.INDICATORS)


def _observed(sheet: Sheet, objects: Mapping[str, Any], path: str, names: Mapping[str, str]) -> None:
    """The observables that STIX 2.0 keeps inside of observed data."""
    for key, inner in objects.items():
        if isinstance(inner, dict) and isinstance(inner.get("type"), str):
            sheet.line("  observed", inner["type"], path=f"{path}.{key}.type")
            for name in inner:
                if name not in _HIDDEN:
                    _property(sheet, name, f"{path}.{key}", inner, names)


def _scalars(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """All scalars in a value with their paths, not deeper than a few levels."""
    if isinstance(value, dict | list) and depth < _DEEPEST:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from _scalars(inner, f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}", depth + 1)
    elif text := word(value):
        yield path, text

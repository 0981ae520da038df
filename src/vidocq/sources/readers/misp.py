"""Reads MISP events (single, in a response, or a list) and feed manifests: attributes, objects, clusters, tags and reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from vidocq.errors import SourceError
from vidocq.model import Document, Marking, SectionRole
from vidocq.sources import jsontext, observables
from vidocq.sources.building import build
from vidocq.sources.reader import Received
from vidocq.sources.sheet import Sheet
from vidocq.vocabulary import tlp, tlp_marks
from vidocq.vocabulary.counts import counted

_HEAD = 1 << 20
_EVENT = re.compile(rb'"(?:Event|Attribute|Object)"\s*:')
_MANIFEST = re.compile(rb'\s*\{\s*"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}"\s*:\s*\{')
_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
#: Attribute types that are prose, not observables.
_PROSE = frozenset({"text", "comment", "other", "attachment-text", "email-body", "email-subject", "email-header"})
#: Attribute types that are rules and code: what stands in them is read as such.
_CODE = frozenset({"yara", "sigma", "snort", "suricata", "bro", "zeek", "kusto-query", "stix2-pattern"})
_CLUSTER_KINDS = (
    ("threat-actor", "intrusion-set"),
    ("intrusion-set", "intrusion-set"),
    ("activity-group", "intrusion-set"),
    ("360net", "intrusion-set"),
    ("attack-pattern", "attack-pattern"),
    ("malware", "malware"),
    ("ransomware", "malware"),
    ("rat", "malware"),
    ("backdoor", "malware"),
    ("stealer", "malware"),
    ("banker", "malware"),
    ("botnet", "malware"),
    ("malpedia", "malware"),
    ("tool", "tool"),
    ("country", "victim-country"),
    ("target-information", "victim-country"),
    ("sector", "victim-sector"),
)
_COMPOSITE = {"malware-sample": ["filename", "md5"]}
_TAG = re.compile(r'misp-galaxy:(?P<galaxy>[\w-]+)="(?P<name>[^"]+)"')
_NOTES_SHOWN = 10


class MispReader:
    """MISP's own JSON."""

    name = "misp"
    media_types = ("application/x-misp+json",)
    suffixes = (".json",)

    def sniff(self, received: Received) -> float:
        """High when it holds an event's parts, or maps event ids to their descriptions as a manifest does."""
        if not jsontext.looks_like(received):
            return 0.0
        head = jsontext.utf8(received)[:_HEAD]
        if _EVENT.search(head) and (b'"info"' in head or b'"uuid"' in head or b'"Event"' in head):
            return 0.92
        return 0.9 if _MANIFEST.match(head) and b'"info"' in head and b'"Orgc"' in head else 0.0

    def read(self, received: Received) -> tuple[Document, ...]:
        """One document for each event; a manifest is one document.

        Raises:
            SourceError: broken JSON, or no event in it.
        """
        data = jsontext.decode(jsontext.utf8(received), received.name)
        if isinstance(data, dict) and "Event" not in data and "response" not in data and "info" not in data:
            return (_manifest(received, data, self.media_types[0]),)
        events = list(_events(data))
        if not events:
            raise SourceError("no MISP event in it", where=received.name, hint='an event is {"Event": {...}}')
        parts = _parts(events) if len(events) > 1 else [""]
        return tuple(_event(received, event, self.media_types[0], part=part) for event, part in zip(events, parts, strict=True))


def _parts(events: list[dict[str, Any]]) -> list[str]:
    """A name for each event of a file: its UUID, with its number where another has the same one."""
    taken: dict[str, None] = {}
    for number, event in enumerate(events, start=1):
        name = jsontext.word(event.get("uuid")) or str(number)
        taken[name if name not in taken else f"{name}:{number}"] = None
    return list(taken)


def _events(data: Any) -> Iterator[dict[str, Any]]:
    """Events in whatever wrapping: an event, {"Event"}, {"response": ...} or a list of these."""
    waiting = [data]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting[:0] = item
        elif isinstance(item, dict):
            inner = item.get("response", item.get("Event"))
            if inner is not None:
                waiting.insert(0, inner)
            elif "info" in item and ("uuid" in item or "Attribute" in item or "Object" in item):
                yield item


def _event(received: Received, event: dict[str, Any], media_type: str, part: str) -> Document:
    sheet, notes = Sheet(), list[str]()
    sheet.line("event", jsontext.word(event.get("info")), path="Event.info", role=SectionRole.HEADLINE)
    author = event.get("Orgc") if isinstance(event.get("Orgc"), dict) else event.get("Org")
    publisher = jsontext.word(author.get("name")) if isinstance(author, dict) else ""
    date = jsontext.word(event.get("date"))
    for label, value in (("date", date), ("published by", publisher)):
        if value:
            sheet.line(label, value, path=f"Event.{label}", role=SectionRole.BOILERPLATE)
    own = tags = _tags(event)
    _write_tags(sheet, event, "Event")
    for number, attribute in enumerate(_list(event, "Attribute", notes)):
        tags = tags + _attribute(sheet, attribute, f"Event.Attribute[{number}]", notes)
    for number, record in enumerate(_list(event, "Object", notes)):
        tags = tags + _object(sheet, record, f"Event.Object[{number}]", notes)
    for number, report in enumerate(_list(event, "EventReport", notes)):
        sheet.gap()
        sheet.line("report", jsontext.word(report.get("name")), path=f"Event.EventReport[{number}].name")
        sheet.line("  content", jsontext.word(report.get("content")), path=f"Event.EventReport[{number}].content")
    if len(notes) > _NOTES_SHOWN:
        notes[_NOTES_SHOWN:] = [f"{len(notes) - _NOTES_SHOWN} more entries could not be read."]
    return build(
        received,
        sheet.text,
        media_type,
        divided=sheet.sections,
        fields=sheet.fields,
        notes=tuple(notes),
        title=jsontext.word(event.get("info")) or None,
        publisher=publisher or None,
        published=date if _DATE.fullmatch(date) else None,
        # What an attribute is marked with binds the document that it stands in; a marked attribute marks no event.
        marking=_marking(own, tags),
        part=part,
    )


def _marking(own: list[str], tags: list[str]) -> Marking:
    strictest = tlp_marks.strictest_tag(tags)
    return Marking(tlp=tlp_marks.of_tags(own)).restricted(() if strictest is None else (strictest,))


def _attribute(sheet: Sheet, attribute: dict[str, Any], path: str, notes: list[str], indent: str = "") -> list[str]:
    """Write one attribute and its comment; give its tags."""
    kind, value = jsontext.word(attribute.get("type")), jsontext.word(attribute.get("value"))
    if not kind or not value:
        notes.append(f"{path} was left out: it has no {'type' if not kind else 'value'}.")
        return []
    if attribute.get("deleted") is True:
        notes.append(f"{path} was left out: it is marked as deleted.")
        return []
    about = tuple(
        (key, word)
        for key in ("type", "category", "comment", "uuid", "to_ids", "object_relation")
        if (word := jsontext.word(attribute.get(key)))
    )
    if kind in _PROSE or kind in _CODE:
        role = SectionRole.CODE if kind in _CODE else SectionRole.BODY
        sheet.line(f"{indent}{kind}", value, path=path, role=role)
    else:
        start, end = sheet.line(f"{indent}{kind}", value, path=path, role=SectionRole.INDICATORS)
        _typed(sheet, kind, value if end - start == len(value) else "", start, path=path, about=about)
    if comment := jsontext.word(attribute.get("comment")):
        sheet.line(f"{indent}  comment", comment, path=f"{path}.comment")
    _write_tags(sheet, attribute, path)
    return _tags(attribute)


def _typed(sheet: Sheet, kind: str, value: str, start: int, *, path: str, about: tuple[tuple[str, str], ...]) -> None:
    """Make fields of a value by its type; MISP joins two by a bar (``filename|sha256``). What is none of ours is ``other``."""
    names = _COMPOSITE.get(kind) or kind.split("|")
    values = value.split("|", len(names) - 1)
    for name, single in zip(names, values, strict=False):
        typed = observables.typed(name, single) or "other"
        if single:
            sheet.field(typed, start, start + len(single), f"{path}.value", about)
        start += len(single) + 1


def _object(sheet: Sheet, record: dict[str, Any], path: str, notes: list[str]) -> list[str]:
    sheet.gap()
    sheet.line("object", jsontext.word(record.get("name")) or "without a name", path=f"{path}.name")
    if comment := jsontext.word(record.get("comment")):
        sheet.line("  comment", comment, path=f"{path}.comment")
    tags: list[str] = []
    for number, attribute in enumerate(_list(record, "Attribute", notes)):
        tags = tags + _attribute(sheet, attribute, f"{path}.Attribute[{number}]", notes, indent="  ")
    return tags


def _write_tags(sheet: Sheet, owner: dict[str, Any], path: str) -> None:
    """Write clusters as what they name, and other tags as keywords. A cluster and its tag are one thing: written once."""
    written: set[str] = set()
    for galaxy in _list(owner, "Galaxy"):
        for cluster in _list(galaxy, "GalaxyCluster"):
            value = jsontext.word(cluster.get("value"))
            kind = _cluster_kind(jsontext.word(galaxy.get("type")) or jsontext.word(cluster.get("type")))
            if value:
                written.add(value)
                sheet.line(jsontext.word(galaxy.get("name")) or "galaxy", value, kind=kind, path=f"{path}.Galaxy")
    for tag in _tags(owner):
        match = _TAG.fullmatch(tag)
        if match is None:
            sheet.line("tag", tag, kind="tag", path=f"{path}.Tag", role=SectionRole.KEYWORDS)
        elif match["name"] not in written:
            sheet.line(match["galaxy"], match["name"], kind=_cluster_kind(match["galaxy"]), path=f"{path}.Tag")


def _cluster_kind(galaxy: str) -> str | None:
    return next((kind for part, kind in _CLUSTER_KINDS if part in galaxy.lower()), None)


def _tags(owner: dict[str, Any]) -> list[str]:
    return [name for tag in _list(owner, "Tag") if (name := jsontext.word(tag.get("name")))]


def _list(owner: dict[str, Any], key: str, notes: list[str] | None = None) -> list[dict[str, Any]]:
    """The objects of a list; a wrong shape is no list, and what is not an object is noted and passed over."""
    value = owner.get(key)
    if not isinstance(value, list):
        if value and notes is not None:
            notes.append(f"{key} was left out: it is not a list.")
        return []
    found = [item for item in value if isinstance(item, dict)]
    if notes is not None and len(found) < len(value):
        left = counted(len(value) - len(found), f"entry of {key} was", f"entries of {key} were")
        notes.append(f"{left} left out: not an object.")
    return found


def _manifest(received: Received, data: dict[str, Any], media_type: str) -> Document:
    """A feed's manifest as a list of its events: what is on offer, not what is known."""
    sheet = Sheet()
    for identifier, about in data.items():
        if isinstance(about, dict) and (info := jsontext.word(about.get("info"))):
            sheet.line(jsontext.word(about.get("date")) or "event", info, path=identifier, role=SectionRole.RELATED)
    if not sheet.text:
        raise SourceError("no MISP event in it", where=received.name, hint='an event is {"Event": {...}}')
    tags = [_tags(about) for about in data.values() if isinstance(about, dict)]
    marked = [label for one in tags if (label := tlp_marks.strictest_tag(one)) is not None]
    return build(
        received,
        sheet.text,
        media_type,
        divided=sheet.sections,
        notes=("A feed manifest: only the titles of its events are here.",),
        title="MISP feed manifest",
        marking=Marking(tlp=tlp.most_restrictive(map(tlp_marks.of_tags, tags))).restricted(marked),
    )


READER = MispReader()

"""What a format has typed itself (STIX, MISP, CSV): each field becomes the item its kind says, with the names looked up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from vidocq.evidence.item import item
from vidocq.evidence.kind import cards
from vidocq.evidence.names.meaning import choose
from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Candidate, Certainty, Document, Evidence, Field, Lane, Mention
from vidocq.vocabulary.states import code_of, is_state, name_of

_ATTACK_ID = re.compile(r"T\d{4}(?:\.\d{3})?|[GSC]\d{4}")
#: Other names that formats give to kinds of ours.
_SAME = {
    "threat-actor": "intrusion-set",
    "actor": "intrusion-set",
    "ransomware": "malware",
    "technique": "attack-pattern",
    "country": "victim-country",
    "sector": "victim-sector",
    "target-country": "victim-country",
    "target-sector": "victim-sector",
}
_NAMED = frozenset({"intrusion-set", "malware", "tool", "campaign"})
_OURS = _NAMED | {
    "attack-pattern",
    "victim-country",
    "victim-sector",
    "victim-organisation",
    "victim-person-type",
    "stated-origin",
}


class FieldExtractor:
    """Takes over typed fields of the kinds that are read from names; observables are another extractor's."""

    name = "fields"

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give one item a kind and value."""
        numbered = {
            dict(field.attributes).get("id", ""): _text(document, field)
            for field in document.fields
            if _ATTACK_ID.fullmatch(_text(document, field))
        }
        grouped: dict[tuple[str, str], list[Field]] = defaultdict(list)
        for field in document.fields:
            kind = _SAME.get(field.kind, field.kind)
            value = _text(document, field)
            if kind in _OURS and kind in cards() and value:
                external = numbered.get(dict(field.attributes).get("id") or "-", "")
                grouped[kind, external or key(value) or value].append(field)
        for (kind, external), fields in grouped.items():
            found = _item(document, snapshot, kind, fields, external if _ATTACK_ID.fullmatch(external) else "")
            if found is not None:
                yield found


def _text(document: Document, field: Field) -> str:
    return " ".join(document.text[field.start : field.end].split())


def _item(document: Document, snapshot: Snapshot, kind: str, fields: list[Field], external: str) -> Evidence | None:
    """One item from the fields that mean one thing; ``external`` is the ATT&CK id that their object bears, if any."""
    first = fields[0]
    written = _text(document, first)
    external = written if _ATTACK_ID.fullmatch(written) else external
    about: dict[str, object] = {
        "sentence": written,
        "attributes": (("path", first.path), *first.attributes),
        "mark": "field",
    }
    if kind == "attack-pattern":
        at = _technique(external, written, snapshot)
        if at is None:
            return None
        value, about["ref"], about["name"] = at, at, snapshot.technique_by_id[at].name
    elif kind in _NAMED:
        about |= _known(written, external, kind, snapshot)
        value = str(about["name"]) if written == external and "name" in about else written
        if kind == "intrusion-set":
            about["mention"] = Mention.UNCLEAR
    elif kind in ("victim-country", "stated-origin"):
        code = written.upper() if is_state(written.upper()) else code_of(written)
        if code is None or not is_state(code):
            return None
        value, about["name"] = code, name_of(code)
    else:
        value = written
    return item(document, kind, value, [(field.start, field.end) for field in fields], "field of the format", **about)


def _technique(external: str, written: str, snapshot: Snapshot) -> str | None:
    """The technique that a field means: by its ATT&CK id, at the value's end (galaxy style) or by name."""
    for guess in (external, written, written.rsplit(" - ", 1)[-1]):
        profile = snapshot.technique_by_id.get(guess.strip())
        if profile is not None:
            return profile.revoked_by or profile.id
    named = _by_name(_Digest(snapshot)).techniques.get(key(written), ())
    return named[0] if len(named) == 1 else None  # two techniques are called Spearphishing Attachment


def _known(written: str, external: str, kind: str, snapshot: Snapshot) -> dict[str, object]:
    """What the knowledge base makes of a name in a field."""
    table = _by_name(_Digest(snapshot))
    if external in table.names_of:
        return {"ref": external, "name": table.names_of[external]}
    refs = table.refs(kind).get(key(written), ())
    chosen = choose(written, refs, snapshot, kind) if refs else None
    readings = tuple(Candidate(ref=ref, name=table.names_of[ref], reason="bears the name") for ref in refs if ref != chosen)
    if chosen is not None:
        return {"ref": chosen, "name": table.names_of[chosen], "candidates": readings}
    if refs:
        reason = f"{len(refs)} entries bear the name {written}"
        return {"candidates": readings, "certainty": Certainty.AMBIGUOUS, "lane": Lane.REVIEW, "lane_reason": reason}
    return {}


class _Digest:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._same = (snapshot.meta.digest or str(id(snapshot)), len(snapshot.actors), len(snapshot.software))

    def __hash__(self) -> int:
        return hash(self._same)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Digest) and self._same == other._same


class _Names:
    """Everything by the key of each of its names."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.names_of: dict[str, str] = {}
        groups: dict[str, tuple[str, ...]] = {}
        software: dict[str, tuple[str, ...]] = {}
        campaigns: dict[str, tuple[str, ...]] = {}
        for table, profiles in ((groups, snapshot.actors), (software, snapshot.software), (campaigns, snapshot.campaigns)):
            for profile in profiles:
                self.names_of[profile.id] = profile.name
                for name in {key(profile.name), *(key(known.text) for known in profile.names)}:
                    table[name] = (*table.get(name, ()), profile.id)
        self._tables: Mapping[str, dict[str, tuple[str, ...]]] = {
            "intrusion-set": groups,
            "malware": software,
            "tool": software,
            "campaign": campaigns,
        }
        self.techniques: dict[str, tuple[str, ...]] = {}
        for technique in snapshot.techniques:
            if not technique.revoked_by:
                self.techniques[key(technique.name)] = (*self.techniques.get(key(technique.name), ()), technique.id)

    def refs(self, kind: str) -> dict[str, tuple[str, ...]]:
        """Ids by name for a kind."""
        return self._tables[kind]


@lru_cache(maxsize=2)
def _by_name(at: _Digest) -> _Names:
    return _Names(at.snapshot)


EXTRACTOR = FieldExtractor()

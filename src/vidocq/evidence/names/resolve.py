"""Decide what each name in a document means: one sense a document, from the words beside it and from who bears the name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vidocq.evidence.names import cues
from vidocq.evidence.names.scan import Gazetteer, Hit, fitting
from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import GazetteerEntry, Snapshot
from vidocq.model import Candidate, Certainty, Document, Lane

_WINDOW = 60
_SOFTWARE = ("malware", "tool")
_EITHER = "either"


class Named(NamedTuple):
    """One thing that a document names: its meaning and every span that names it.

    ``ref`` is None where the name is ambiguous (then ``candidates`` are its readings) or not in the knowledge base.
    """

    kind: str
    value: str
    ref: str | None
    name: str | None
    spans: tuple[tuple[int, int], ...]
    rule: str
    lane: Lane = Lane.AUTO
    lane_reason: str = ""
    certainty: Certainty = Certainty.STATED
    candidates: tuple[Candidate, ...] = ()
    commodity: bool = False
    cued: bool = False


class _Use(NamedTuple):
    """A hit with what the words beside it say."""

    hit: Hit
    entries: tuple[GazetteerEntry, ...]
    group: int
    software: int
    strict: bool


def resolve(document: Document, snapshot: Snapshot) -> list[Named]:
    """Give everything known that a document names, in order of first mention; nothing that is only a plain word."""
    uses = [use for hit in Gazetteer.of(snapshot).hits(document) if (use := _use(document.text, hit)).entries]
    by_key: dict[str, list[_Use]] = defaultdict(list)
    for use in uses:
        by_key[key(use.hit.text)].append(use)
    found: list[Named] = []
    for same in by_key.values():
        named = _decide(same, snapshot)
        if named is not None:
            found.append(named)
    return sorted(_joined(found), key=lambda named: named.spans[0])


def _use(text: str, hit: Hit) -> _Use:
    before = text[max(0, hit.start - _WINDOW) : hit.start]
    after = text[hit.end : hit.end + _WINDOW]
    group = bool(cues.GROUP_AFTER.search(after)) * 3 + bool(cues.GROUP_BEFORE.search(before)) * 3
    group += bool(cues.AGENT_AFTER.search(after)) + bool(cues.AGENT_BEFORE.search(before))
    software = bool(cues.SOFTWARE_AFTER.search(after)) * 3 + bool(cues.SOFTWARE_BEFORE.search(before)) * 3
    software += bool(cues.PATIENT_BEFORE.search(before))
    strict = bool(cues.STRICT_SOFTWARE_AFTER.search(after) or cues.STRICT_SOFTWARE_BEFORE.search(before))
    return _Use(hit, fitting(hit), group, software, strict)


def _decide(uses: Sequence[_Use], snapshot: Snapshot) -> Named | None:
    """Give the one meaning that a name has in this document, or None where it is no name here."""
    kind = _kind(uses)
    entries = [entry for use in uses for entry in use.entries if _same(entry.kind, kind)]
    standing = [use for use in uses if any(_same(entry.kind, kind) for entry in use.entries)]
    if all(entry.dictionary_class == "cue" for entry in entries):
        if not any(_is_cued(use, kind) for use in standing):
            return None
        standing = [use for use in standing if _is_cued(use, kind) or use.hit.text[:1].isupper()]
    if kind == "intrusion-set" and _shouted(standing, entries) and not any(use.group for use in standing):
        return None
    if all(use.hit.text.lower() in cues.PHRASES or use.hit.text.lower() in cues.NEVER for use in standing):
        return None
    commodity = all(entry.dictionary_class == "commodity" for entry in entries)
    cued = any(_is_cued(use, kind) for use in standing)
    refs = tuple(dict.fromkeys(ref for entry in entries for ref in entry.refs))
    return _meaning(kind, standing, refs, snapshot, commodity=commodity, cued=cued)


def _shouted(uses: Sequence[_Use], entries: Sequence[GazetteerEntry]) -> bool:
    """Whether a group's name is recorded in capitals only and written otherwise: Electrum (a wallet) is not yet ELECTRUM."""
    recorded = all(entry.text.isupper() and entry.text.isalpha() for entry in entries)
    return recorded and not any(use.hit.text.isupper() for use in uses)


def _same(one: str, other: str) -> bool:
    return other == _EITHER or one == other or (one in _SOFTWARE and other in _SOFTWARE)


def _kind(uses: Sequence[_Use]) -> str:
    """Group or software, where a name is both: what the words beside it say most often in the document."""
    kinds = Counter(entry.kind for use in uses for entry in use.entries)
    actors, software = kinds["intrusion-set"], kinds["malware"] + kinds["tool"]
    if not actors or not software:
        return kinds.most_common(1)[0][0]
    group, thing = sum(use.group for use in uses), sum(use.software for use in uses)
    if group != thing:
        return "intrusion-set" if group > thing else ("malware" if kinds["malware"] else "tool")
    return _EITHER


def _is_cued(use: _Use, kind: str) -> bool:
    """Whether the words beside a plain word make it a name."""
    word = use.hit.text.lower()
    if word in cues.NEVER or not use.hit.text[:1].isupper():
        return False
    if kind == _EITHER:
        return use.group >= 3 or use.strict
    return use.group >= 3 if kind == "intrusion-set" else use.strict


def _meaning(
    kind: str, uses: Sequence[_Use], refs: tuple[str, ...], snapshot: Snapshot, *, commodity: bool, cued: bool
) -> Named | None:
    spans = tuple((use.hit.start, use.hit.end) for use in uses)
    written = Counter(use.hit.text for use in uses).most_common(1)[0][0]
    if kind == _EITHER:
        both = tuple(dict.fromkeys(ref for use in uses for entry in use.entries for ref in entry.refs))
        chosen = _by_name(written, both, snapshot)
        if len(chosen) != 1:
            reason = f"{written} is the name of a group and of software, and the text does not say which"
            return _ambiguous("intrusion-set", written, spans, both, snapshot, reason)
        kind, refs = _kind_of(chosen[0], snapshot), chosen
    chosen = choose(written, refs, snapshot, kind)
    if chosen is None:
        reason = f"{len(refs)} {'groups' if kind == 'intrusion-set' else 'entries'} bear the name {written}"
        return _ambiguous(kind, written, spans, refs, snapshot, reason)
    others = tuple(ref for ref in refs if ref != chosen)
    return Named(
        kind=_kind_of(chosen, snapshot) if kind in _SOFTWARE else kind,
        value=written,
        ref=chosen,
        name=shown_name(chosen, snapshot),
        spans=spans,
        rule="gazetteer, cue word" if cued else "gazetteer",
        candidates=tuple(Candidate(ref=ref, name=shown_name(ref, snapshot), reason="bears the name too") for ref in others),
        commodity=commodity,
        cued=cued,
    )


def _ambiguous(
    kind: str, written: str, spans: tuple[tuple[int, int], ...], refs: Iterable[str], snapshot: Snapshot, reason: str
) -> Named:
    readings = tuple(Candidate(ref=ref, name=shown_name(ref, snapshot), reason="bears the name") for ref in refs)
    return Named(kind, written, None, None, spans, "gazetteer", Lane.REVIEW, reason, Certainty.AMBIGUOUS, readings)


def _by_name(written: str, refs: Iterable[str], snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(ref for ref in refs if key(shown_name(ref, snapshot)) == key(written))


def choose(written: str, refs: tuple[str, ...], snapshot: Snapshot, kind: str) -> str | None:
    """The one of several bearers that is meant: whose main name it is, then who has an ATT&CK id; None where that leaves more.

    Software that two knowledge bases list under one name is mostly one thing listed twice, so there the ATT&CK id comes first;
    groups are never joined by a name.
    """
    if len(refs) == 1:
        return refs[0]
    numbered = [ref for ref in refs if not ref.startswith("galaxy:")]
    if kind in _SOFTWARE and len(numbered) == 1:
        return numbered[0]
    for pool in (_by_name(written, refs, snapshot), refs):
        listed = tuple(ref for ref in pool if not ref.startswith("galaxy:"))
        if len(pool) == 1:
            return pool[0]
        if len(listed) == 1 and (pool is not refs or kind != "campaign"):
            return listed[0]
        if pool and kind in _SOFTWARE and pool is not refs:
            return sorted(listed or pool)[0]
    return None


def shown_name(ref: str, snapshot: Snapshot) -> str:
    known = snapshot.actor_by_id.get(ref) or snapshot.software_by_id.get(ref) or snapshot.campaign_by_id.get(ref)
    return known.name if known else ref


def _kind_of(ref: str, snapshot: Snapshot) -> str:
    if ref in snapshot.software_by_id:
        return snapshot.software_by_id[ref].kind
    return "campaign" if ref in snapshot.campaign_by_id else "intrusion-set"


def _joined(found: Iterable[Named]) -> Iterable[Named]:
    """Join names of one thing: Sodinokibi and REvil in one document are one item with all its spans."""
    joined: dict[tuple[str, str], Named] = {}
    for named in found:
        at = (named.kind, named.ref or f"?{key(named.value)}")
        known = joined.get(at)
        if known is None:
            joined[at] = named
            continue
        spans = tuple(sorted({*known.spans, *named.spans}))
        first = min(known, named, key=lambda one: one.spans[0])
        joined[at] = first._replace(
            spans=spans,
            commodity=known.commodity and named.commodity,
            cued=known.cued or named.cued,
            candidates=tuple(dict.fromkeys((*known.candidates, *named.candidates))),
        )
    return joined.values()

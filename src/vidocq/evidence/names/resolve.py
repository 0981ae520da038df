"""Decide what each name in a document means: one sense a document, from the words beside it and from who bears the name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vidocq.evidence.names import cues
from vidocq.evidence.names.meaning import SOFTWARE, Named, choose, choose_kind, kind_of, readings, shown_name
from vidocq.evidence.names.scan import Gazetteer, Hit, fitting, spaced
from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import GazetteerEntry, Snapshot
from vidocq.model import Certainty, Document, Lane

_WINDOW = 60
_GROUP, _THING, _CAMPAIGN, _EITHER = "intrusion-set", "software", "campaign", "either"
_STRONG = 3  # a cue word right beside the name; a verb that fits counts 1
_LIST = re.compile(r"\s*[,/;]?\s*(?:and|or|&|then|as well as)?\s*")
_LONGER_NAME = re.compile(r"(?P<stop>(?:^|[.:!?\n•*#>-])\s*)?(?<![\w-])(?P<word>[A-Z][a-z]+) $")
_OPERATION = re.compile(r"\b(?:Operation|Campaign) $")
_COMPOUND = re.compile(
    r"^-(?!based|packed|like|linked|related|style|infected|laced|signed|protected|compiled|driven|powered|enabled)[A-Za-z]"
)


#: A link from a name to the catalogue of groups or of software says which of them is meant.
_CATALOGUE_LINK = re.compile(r"\]\(https?://attack\.mitre\.org/(groups|software)/[GS]\d{4}")


class _Use(NamedTuple):
    """A hit with what the words beside it say: how much for a group, how much for software."""

    hit: Hit
    entries: tuple[GazetteerEntry, ...]
    group: int
    software: int
    strict: bool
    part: bool
    elsewhere: bool = False

    @property
    def span(self) -> tuple[int, int]:
        return self.hit.start, self.hit.end


class _Sense(NamedTuple):
    """What a name is taken for (group, software, campaign, or either), and the uses that it is taken from."""

    kind: str
    uses: tuple[_Use, ...]


def resolve(document: Document, snapshot: Snapshot) -> list[Named]:
    """Give everything known that a document names, in order of first mention; nothing that is only a plain word."""
    found: dict[str, list[_Use]] = defaultdict(list)
    text = spaced(document.text)
    for hit in Gazetteer.of(snapshot).hits(document):
        use = _use(text, hit)
        found[key(hit.text)].append(use)
    by_key = {name: kept for name, uses in found.items() if (kept := _own(uses))}
    senses = [sense for uses in by_key.values() for sense in _senses(uses)]
    accepted = [sense for sense in senses if _accepted(sense)]
    accepted += _listed(text, accepted, [sense for sense in senses if not _accepted(sense)])
    named = (_named(_without_operations(text, sense), snapshot) for sense in accepted)
    return sorted(_joined(named), key=lambda named: named.spans[0])


def _own(uses: Sequence[_Use]) -> list[_Use]:
    """Uses that mean a group or program; none of a doubtful name that the text gives to something else as well."""
    kept = [use for use in uses if use.entries]
    doubtful = all(entry.dictionary_class in ("cue", "cased") for use in kept for entry in use.entries)
    given = any(use.hit.entries and not use.entries and use.elsewhere for use in uses)
    return [] if given and doubtful else kept


def _use(text: str, hit: Hit) -> _Use:
    before = text[max(0, hit.start - _WINDOW) : hit.start]
    after = text[hit.end : hit.end + _WINDOW]
    group = _STRONG * (bool(cues.GROUP_AFTER.search(after)) + bool(cues.GROUP_BEFORE.search(before)))
    group += bool(cues.AGENT_AFTER.search(after)) + bool(cues.AGENT_BEFORE.search(before))
    software = _STRONG * (bool(cues.SOFTWARE_AFTER.search(after)) + bool(cues.SOFTWARE_BEFORE.search(before)))
    software += bool(cues.PATIENT_BEFORE.search(before)) + bool(cues.PATIENT_AFTER.search(after))
    linked = _CATALOGUE_LINK.match(after)
    group += _STRONG * (linked is not None and linked[1] == "groups")
    software += _STRONG * (linked is not None and linked[1] == "software")
    strict = bool(
        (linked and linked[1] == "software")
        or cues.STRICT_SOFTWARE_AFTER.search(after)
        or cues.STRICT_SOFTWARE_BEFORE.search(before)
    )
    longer = _LONGER_NAME.search(before)
    part = bool(longer and longer["stop"] is None and longer["word"].lower() not in cues.NEVER and " " not in hit.text)
    entries = () if len(hit.text) < 5 and _COMPOUND.match(after) else fitting(hit)  # KV-botnet is not KV
    elsewhere = cues.OTHER_BEFORE.search(before) is not None
    if elsewhere:  # a site, a folder, a printer of that name
        entries = tuple(entry for entry in entries if entry.kind == _CAMPAIGN)
    return _Use(hit, entries, group, software, strict, part, elsewhere)


def _side(entry: GazetteerEntry) -> str:
    return _THING if entry.kind in SOFTWARE else entry.kind


def _senses(uses: Sequence[_Use]) -> list[_Sense]:
    """Group, software or both, where a name is recorded as both: what the words beside it say in this document."""
    sides = Counter(_side(entry) for use in uses for entry in use.entries)
    if not (sides[_GROUP] and sides[_THING]):
        return [_sense(side, uses) for side, _ in sides.most_common(1)]
    gang = [use for use in uses if use.group >= _STRONG]
    thing = [use for use in uses if use.strict]
    if gang and thing:  # a ransomware and the gang that runs it
        return [_sense(_GROUP, gang), _sense(_THING, thing)]
    group, software = sum(use.group for use in uses), sum(use.software for use in uses)
    if group == software:
        return [_Sense(_EITHER, tuple(uses))]
    return [_sense(_GROUP if group > software else _THING, uses)]


def _sense(side: str, uses: Iterable[_Use]) -> _Sense:
    return _Sense(side, tuple(use for use in uses if any(_side(entry) == side for entry in use.entries)))


def _entries(sense: _Sense) -> list[GazetteerEntry]:
    kinds = (_EITHER, _CAMPAIGN)  # an operation may be recorded as a group only
    return [entry for use in sense.uses for entry in use.entries if sense.kind in kinds or sense.kind == _side(entry)]


def _accepted(sense: _Sense) -> bool:
    """Whether a name is one here by itself: distinctive, or made one by the words beside it."""
    entries = _entries(sense)
    texts = {use.hit.text.lower() for use in sense.uses}
    if not entries:
        return False
    cued = any(_is_cued(use, sense.kind) for use in sense.uses)
    if all(entry.dictionary_class == "commodity" for entry in entries):
        # recognised, and of no weight; but a plain word in small letters (a reptile) is no program
        return cued or not all(_is_plain(use.hit) for use in sense.uses)
    if all(text in cues.PHRASES or text in cues.NEVER for text in texts):
        return False
    if 2 * sum(use.part for use in sense.uses) >= len(sense.uses) and not cued and not _distinctive(entries):
        return False
    if sense.kind == _GROUP and _shouted(sense.uses, entries) and not any(use.group for use in sense.uses):
        return False
    if all(entry.dictionary_class == "cue" for entry in entries) or all(text in cues.DOUBTFUL for text in texts):
        return cued
    if not _elsewhere(entries):
        return True
    if sense.kind == _GROUP:
        return any(use.group for use in sense.uses)
    if sense.kind == _THING:
        vouched = any(use.group or use.software or _spelt_out(use.hit) for use in sense.uses)
        return len(sense.uses) > 1 or vouched
    return True


def _is_plain(hit: Hit) -> bool:
    """Whether a name is written as the plain word that it is too."""
    return hit.text.islower() and any("plain word" in entry.reason for entry in hit.entries)


def _elsewhere(entries: Iterable[GazetteerEntry]) -> bool:
    """Whether a name is known to be something else's too (a browser, satellites, a city)."""
    return all(entry.dictionary_class == "cased" and entry.reason.startswith("also the name") for entry in entries)


def _spelt_out(hit: Hit) -> bool:
    """SUNBURST in a text that else has small letters: its capitals tell it from a sunburst."""
    capitals = hit.text.isupper() and len(hit.text) > 5 and not hit.loose
    return capitals and any(entry.text == hit.text for entry in hit.entries)


def _distinctive(entries: Iterable[GazetteerEntry]) -> bool:
    return any(entry.dictionary_class == "distinctive" for entry in entries)


def _shouted(uses: Sequence[_Use], entries: Sequence[GazetteerEntry]) -> bool:
    """Whether a group's name is recorded in capitals only and written otherwise: Electrum (a wallet) is not yet ELECTRUM."""
    recorded = all(entry.text.isupper() and entry.text.isalpha() for entry in entries)  # two words may be in title case
    return recorded and not any(use.hit.text.isupper() for use in uses)


def _is_cued(use: _Use, kind: str) -> bool:
    """Whether the words beside a plain word make it a name."""
    if use.hit.text.lower() in cues.NEVER or not use.hit.text[:1].isupper():
        return False
    if kind == _EITHER:
        return use.group >= _STRONG or use.strict
    return use.group >= _STRONG if kind == _GROUP else use.strict


def _listed(text: str, accepted: Sequence[_Sense], waiting: Sequence[_Sense]) -> list[_Sense]:
    """Plain words that stand in a list with names: *Bitter, SideWinder and Patchwork*."""
    found: list[_Sense] = []
    known = sorted((use.span, sense.kind) for sense in accepted for use in sense.uses)
    for _ in range(2):  # a second time for the neighbours of neighbours
        for sense in waiting:
            kind = next((kind for use in sense.uses if (kind := _neighbour(text, use, sense, known))), "")
            if kind and not any(other.uses == sense.uses for other in found):
                found.append(_Sense(kind, sense.uses))
        known = sorted({*known, *((use.span, sense.kind) for sense in found for use in sense.uses)})
    return found


def _neighbour(text: str, use: _Use, sense: _Sense, known: list[tuple[tuple[int, int], str]]) -> str:
    """The kind of an accepted name that only a comma or a conjunction parts from this one, if it may be of that kind."""
    word = use.hit.text
    if not word[:1].isupper() or word.lower() in cues.NEVER or word.lower() in cues.PHRASES or use.part:
        return ""
    before = bisect_left(known, ((use.hit.start, 0), ""))
    after = bisect_right(known, ((use.hit.end, 0), ""))
    pairs = []
    if before:
        span, kind = known[before - 1]
        pairs.append((text[span[1] : use.hit.start], kind))
    if after < len(known):
        span, kind = known[after]
        pairs.append((text[use.hit.end : span[0]], kind))
    for gap, kind in pairs:
        if gap.strip() and len(gap) < 16 and _LIST.fullmatch(gap) and kind in (sense.kind, _EITHER, *_sides(sense)):
            return kind
    return ""


def _sides(sense: _Sense) -> set[str]:
    return {_side(entry) for use in sense.uses for entry in use.entries}


def _without_operations(text: str, sense: _Sense) -> _Sense:
    """Take *Operation Cloud Hopper* for the campaign that it is where the group bears the name too."""
    if sense.kind != _GROUP or not all(_OPERATION.search(text, max(0, use.hit.start - 12), use.hit.start) for use in sense.uses):
        return sense
    return _Sense(_CAMPAIGN, sense.uses)


def _named(sense: _Sense, snapshot: Snapshot) -> Named:
    """What a sense means in the knowledge base."""
    entries = _entries(sense)
    refs = tuple(dict.fromkeys(ref for entry in entries for ref in entry.refs))
    written = Counter(use.hit.text for use in sense.uses).most_common(1)[0][0]
    spans = tuple(use.span for use in sense.uses)
    kind = _GROUP if sense.kind in (_GROUP, _EITHER) else _CAMPAIGN if sense.kind == _CAMPAIGN else "malware"
    chosen = choose_kind(written, refs, snapshot) if sense.kind == _EITHER else choose(written, refs, snapshot, kind)
    if chosen is None:
        reason = f"{len(refs)} entries of the knowledge base bear the name {written}"
        if sense.kind == _EITHER:
            reason = f"{written} is the name of a group and of software, and the text does not say which"
        candidates = readings(refs, snapshot, "bears the name")
        return Named(kind, written, None, None, spans, "gazetteer", Lane.REVIEW, reason, Certainty.AMBIGUOUS, candidates)
    if sense.kind == _CAMPAIGN and kind_of(chosen, snapshot) != _CAMPAIGN:
        candidates = readings(refs, snapshot, "the group bears the operation's name")
        return Named(_CAMPAIGN, written, None, None, spans, "gazetteer", candidates=candidates)
    plain = all(entry.dictionary_class == "cue" for entry in entries)
    return Named(
        kind=kind_of(chosen, snapshot),
        value=written,
        ref=chosen,
        name=shown_name(chosen, snapshot),
        spans=spans,
        rule="gazetteer, cue word" if plain else "gazetteer",
        candidates=readings((ref for ref in refs if ref != chosen), snapshot, "bears the name too"),
        commodity=all(entry.dictionary_class == "commodity" for entry in entries),
    )


def _joined(found: Iterable[Named]) -> Iterable[Named]:
    """Join names of one thing: Sodinokibi and REvil in one document are one item with all its spans."""
    joined: dict[tuple[str, str], Named] = {}
    for named in found:
        at = (named.kind, named.ref or f"?{key(named.value)}")
        known = joined.get(at)
        if known is None:
            joined[at] = named
            continue
        first = min(known, named, key=lambda one: one.spans[0])
        joined[at] = first._replace(
            spans=tuple(sorted({*known.spans, *named.spans})),
            commodity=known.commodity and named.commodity,
            candidates=tuple(dict.fromkeys((*known.candidates, *named.candidates))),
        )
    return joined.values()

"""Names that no knowledge base has yet: numbered groups by their scheme, and what a text itself introduces as a group or malware."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vidocq.evidence.names import cues
from vidocq.evidence.names.resolve import Named
from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Lane

#: Published numbering schemes. ``APT`` alone needs two digits at most; ``G`` and ``S`` are ATT&CK's own.
_NUMBERED = re.compile(
    r"(?<![\w./\\@#-])(?:"
    r"(?P<group>APT[ -]?\d{1,3}|APT-[CQN]-\d{1,3}|UNC[ -]?\d{3,5}|TA[ -]?\d{3,4}|FIN[ -]?\d{1,2}|(?:Storm|STORM|DEV)-\d{4}"
    r"|CL-(?:STA|CRI|UNK)-\d{4}|TAG-\d{2,3}|ITG\d{2}|UAC-\d{4}|TEMP\.[A-Z][A-Za-z]{3,20}|TGR-(?:STA|CRI|UNK)-\d{4}|GTG-\d{4})"
    r"|(?P<attack>G\d{4})|(?P<software>S\d{4}))(?![\w@-]|\.\w)"
)
_TITLE = r"[A-Z][A-Za-z0-9]*[a-z0-9][A-Za-z0-9]*(?:[-.][A-Z0-9][A-Za-z0-9]*)?"
_GANG = re.compile(
    rf"(?<![\w./\\@-])(?P<name>{_TITLE}(?: {_TITLE})?) (?:ransomware |hacking |hacker |extortion |APT |cyber-?crime |"
    rf"criminal |espionage "
    r"|threat )?(?:group|gang|syndicate|cartel|crew|APT)(?![\w-])"
)
_FAMILY = re.compile(
    rf"(?<![\w./\\@-])(?P<name>{_TITLE}) (?:banking |remote access |information )?(?:ransomware|malware|backdoor|trojan|"
    rf"Trojan|RAT|loader|"
    r"downloader|dropper|stealer|infostealer|wiper|worm|botnet|rootkit|spyware|implant)(?![\w-])"
)
_DUBBED = re.compile(
    r"\b(?i:(?P<what>malware|ransomware|backdoor|trojan|rat|loader|downloader|dropper|stealer|infostealer|wiper|worm|"
    r"botnet|rootkit|implant|"
    r"spyware|group|threat actor|actor|gang|cluster|adversary)\b[^.\n]{0,60}?\b(?:dubbed|named|called|known as|track(?:ed|"
    r"ing)? as|"
    rf"refer(?:red)? to as|codenamed|nicknamed)(?: the)?) [\"“‘']?(?P<name>{_TITLE}(?: {_TITLE})?)(?![\w/\\-])"
)
_ACTORS = frozenset({"group", "threat actor", "actor", "gang", "cluster", "adversary"})
_DISTINCT = re.compile(r"[a-z][A-Z]|\d|[A-Z]{3,}[a-z]|[A-Z]{4,}")


class _Seen(NamedTuple):
    kind: str
    name: str
    start: int
    end: int
    rule: str
    sure: bool


def unknown(document: Document, snapshot: Snapshot, known: Iterable[Named]) -> list[Named]:
    """Give groups and malware that the text names and the gazetteer does not have, in order of first mention."""
    taken = {key(named.value) for named in known}
    taken_spans = sorted(span for named in known for span in named.spans)
    found: dict[tuple[str, str], list[_Seen]] = {}
    for seen in _scan(document):
        if not (seen.rule == "numbering scheme" or _plausible(seen.name)) or _covered(seen, taken_spans):
            continue
        if seen.rule == "name and cue word" and _starts_sentence(document.text, seen.start) and not _DISTINCT.search(seen.name):
            continue
        if (seen.kind, key(seen.name)) not in found and key(seen.name) in taken:
            continue
        found.setdefault((seen.kind, key(seen.name)), []).append(seen)
    return sorted((_named(same, snapshot) for same in found.values()), key=lambda named: named.spans[0])


def _scan(document: Document) -> Iterator[_Seen]:
    text = document.text
    parts = [(part.start, part.end) for part in document.sections if part.role.evidential] or [(0, len(text))]
    for begin, stop in parts:
        for match in _NUMBERED.finditer(text, begin, stop):
            kind = "malware" if match["software"] else "intrusion-set"
            yield _Seen(kind, match[0], match.start(), match.end(), "numbering scheme", True)
        for pattern, kind in ((_GANG, "intrusion-set"), (_FAMILY, "malware")):
            for match in pattern.finditer(text, begin, stop):
                yield _Seen(kind, match["name"], *match.span("name"), "name and cue word", False)
        for match in _DUBBED.finditer(text, begin, stop):
            if match["name"][:1].isupper():
                kind = "intrusion-set" if match["what"].lower() in _ACTORS else "malware"
                yield _Seen(kind, match["name"], *match.span("name"), "introduced by the text", True)


def _plausible(name: str) -> bool:
    words = name.lower().split()
    return len(name) > 2 and not any(word in cues.NEVER for word in words) and name.lower() not in cues.PHRASES


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" \"“‘'(")
    return not before or before[-1] in ".!?:\n\r•*-#"


def _covered(seen: _Seen, spans: list[tuple[int, int]]) -> bool:
    """Whether a known name stands within the span (``Lazarus`` in *Lazarus group*)."""
    at = bisect_left(spans, (seen.start - 80, 0))
    while at < len(spans) and spans[at][0] < seen.end:
        if spans[at][1] > seen.start:
            return True
        at += 1
    return False


def _named(same: list[_Seen], snapshot: Snapshot) -> Named:
    first = same[0]
    spans = tuple(sorted({(seen.start, seen.end) for seen in same}))
    profile = snapshot.actor_by_id.get(first.name) or snapshot.software_by_id.get(first.name)
    if profile:  # an ATT&CK id written out
        kind = getattr(profile, "kind", "intrusion-set")
        return Named(kind, first.name, profile.id, profile.name, spans, "ATT&CK id")
    sure = any(seen.sure for seen in same) or (len(spans) > 1 and bool(_DISTINCT.search(first.name)))
    return Named(
        kind=first.kind,
        value=first.name,
        ref=None,
        name=None,
        spans=spans,
        rule=first.rule,
        lane=Lane.AUTO if sure else Lane.REVIEW,
        lane_reason="" if sure else "not in the knowledge base; read as a name only from the word beside it",
    )

"""Names that no knowledge base has yet: groups by their naming scheme, and what a text itself introduces as group or malware."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vidocq.evidence.gated import Gated
from vidocq.evidence.names import cues
from vidocq.evidence.names.meaning import SOFTWARE, Named
from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Lane

#: Published naming schemes. ``APT`` alone needs three digits at most; ``G`` and ``S`` are ATT&CK's own.
_SCHEME = re.compile(
    r"(?<![\w./\\@#-])(?:"
    r"(?P<group>APT[ -]?\d{1,3}|APT-[CQN]-\d{1,3}|UNC[ -]?\d{3,5}|TA[ -]?(?!00\d\d)\d{3,4}|FIN[ -]?\d{1,2}"
    r"|(?:Storm|STORM|DEV)-\d{4}"
    r"|CL-(?:STA|CRI|UNK)-\d{4}|TAG-\d{2,3}|ITG\d{2}|UAC-\d{4}|TEMP\.[A-Z][A-Za-z]{3,20}|TGR-(?:STA|CRI|UNK)-\d{4}|GTG-\d{4}"
    r"|[A-Z][a-z]{2,14} (?:Typhoon|Blizzard|Sleet|Sandstorm|Tempest|Tsunami)|(?:Earth|Water|Void) [A-Z][a-z]{2,14}"
    r"|(?:BRONZE|IRON|COBALT|NICKEL|GOLD|TUNGSTEN) [A-Z]{4,14}"
    r"|[A-Z]{3,12} (?:PANDA|BEAR|KITTEN|CHOLLIMA|SPIDER|BUFFALO|TIGER|LEOPARD|JACKAL))"
    r"|(?P<attack>G\d{4})|(?P<software>S\d{4}))(?![\w@-]|\.\w)"
)
_NO_SCHEME = re.compile(
    r"^(?:Earth|Water|Void) (?:Day|Science|System|Authority|Board|Utilit|Works|District|Resources|Sciences|Group|Treatment|Supply"
    r"|Company|Project|Fund|Relief|Aid|Charity|Foundation|Trust|Alliance|Initiative|Programme|Program|Institute|Hour|Summit)"
)
#: First words of a scheme that begin the names of charities, boards and films as well.
_EVERYDAY = re.compile(r"(?:Earth|Water|Void) ")
_TITLE = r"(?!(?:The|An?|This|That|Each|Both|Other) )[A-Z][A-Za-z0-9]{1,30}(?:[-.][A-Z0-9][A-Za-z0-9]{0,20})?(?![A-Za-z0-9])"
_GANG = Gated(
    rf"(?<![\w./\\@-])(?P<name>{_TITLE}(?: {_TITLE})?) (?:ransomware |hacking |hacker |extortion |APT |cyber-?crime |criminal "
    r"|espionage |threat )?(?P<cue>group|gang|syndicate|cartel|crew|APT)(?![\w-])",
    *("group", "gang", "syndicate", "cartel", "crew", "APT"),
)
_SORT_WORDS = (
    *("ransomware", "malware", "backdoor", "trojan", "Trojan", "RAT", "loader", "downloader", "dropper", "stealer"),
    *("infostealer", "wiper", "worm", "botnet", "rootkit", "spyware", "implant"),
)
_SORTS = f"(?:{'|'.join(_SORT_WORDS)})"
_FAMILY = Gated(rf"(?<![\w./\\@-])(?P<name>{_TITLE}) (?:banking |remote access |information )?{_SORTS}(?![\w-])", *_SORT_WORDS)
_SORT_FIRST = Gated(rf"(?<![\w-]){_SORTS} [\"“‘']?(?P<name>{_TITLE})(?![\w/\\-]|\.\w)", *_SORT_WORDS)
_DUBBED = Gated(
    r"\b(?i:(?P<what>malware|ransomware|backdoor|trojan|rat|loader|downloader|dropper|stealer|infostealer|wiper|worm|botnet|rootkit"
    r"|implant|spyware|crypter|cryptor|packer|stage|tool|script|framework|family|variant|group"
    r"|threat actor|actor|gang|cluster|adversary)\b[^.?!\n]{0,60}?\b(?:dubbed|named|called|known as"
    r"|track(?:ed|ing)? as|refer(?:red)? to as|codenamed|nicknamed)(?: the)?) "
    rf"[\"“‘']?(?P<name>{_TITLE}(?: {_TITLE})?)(?![\w/\\-])",
    *("dubbed", "named", "called", "known as", "track", "refer"),
    folded=True,
)
_FOLLOWED = Gated(
    r"\b(?i:(?:call|track|follow|dub|name|designate|monitor)(?:s|ed|ing)? (?:\w+ ){0,2}?(?P<what>operators?|actors?"
    r"|adversary|group|cluster|gang)"
    rf"(?: as)?) [\"“‘']?(?P<name>{_TITLE}(?: {_TITLE})?)(?![\w/\\-])",
    *("operator", "actor", "adversary", "group", "cluster", "gang"),
    folded=True,
)
_ACTORS = frozenset({"group", "threat actor", "actor", "gang", "cluster", "adversary", "operator", "operators", "actors"})
#: Things that may be called anything: here the name itself must look like one.
_VAGUE = frozenset({"stage", "tool", "script", "framework", "family", "variant", "packer"})
#: What is called so is none of the above: the noun right before *called* is what bears the name.
_OTHER_NOUN = re.compile(
    r"\b(?:(?:web)?sites?|services?|projects?|forums?|channels?|company|companies|firms?|platforms?|pages?|blogs?"
    r"|accounts?|users?|organi[sz]ations?|charity|charities|foundations?|funds?|events?|conferences?|files?|folders?"
    r"|director(?:y|ies)|process(?:es)?|tasks?|keys?|values?|mutex(?:es)?|windows?|variables?|functions?|class(?:es)?"
    r"|methods?|commands?|parameters?|fields?|servers?|domains?|hosts?|modules?|plug-?ins?|city|countries|country"
    r"|person|man|woman|operations?|campaigns?|market(?:place)?s?|shops?|stores?|exchanges?|wallets?|coins?|tokens?"
    r"|games?|films?|books?|papers?|reports?|apps?|applications?|librar(?:y|ies)|resources?|buckets?|repositor(?:y|ies)"
    r"|programs? of|initiatives?|institutes?|universit(?:y|ies)|centers?|banks?|newspapers?|magazines?|newsletters?"
    r")(?: (?:that|which) (?:is|was|are|were))?,? (?:also |internally |simply )?(?:dubbed|named|called|known as"
    r"|track(?:ed|ing)? as|refer(?:red)? to as|codenamed|nicknamed)(?: the)? [\"\u201c\u2018']?$",
    re.IGNORECASE,
)
#: A word that looks like no plain word: capitals inside, digits, or all capitals.
_DISTINCT = re.compile(r"[a-z][A-Z]|[A-Za-z]\d|[A-Z]{3,}[a-z]|[A-Z]{5,}")


class _Seen(NamedTuple):
    kind: str
    name: str
    start: int
    end: int
    rule: str
    sure: bool


def unknown(document: Document, snapshot: Snapshot, known: Iterable[Named]) -> list[Named]:
    """Give groups and malware that the text names and the gazetteer does not have, in order of first mention."""
    names = list(known)
    taken = {(named.kind in SOFTWARE, key(named.value)) for named in names}
    spans = sorted((span, named.kind in SOFTWARE) for named in names for span in named.spans)
    found: dict[tuple[str, str], list[_Seen]] = {}
    for seen in _scan(document):
        if cues.OTHER_BEFORE.search(document.text[max(0, seen.start - 60) : seen.start]):
            continue
        at = (seen.kind, key(seen.name))
        gang_of = (True, key(seen.name)) in taken and seen.kind == "intrusion-set"
        if at not in found and (seen.kind in SOFTWARE, key(seen.name)) in taken:
            continue
        if not _stands(seen, document.text, gang_of) or _covered(seen, spans, group=gang_of):
            continue
        found.setdefault(at, []).append(seen._replace(sure=seen.sure or gang_of))
    return sorted((_named(same, snapshot) for same in found.values()), key=lambda named: named.spans[0])


def _scan(document: Document) -> Iterator[_Seen]:
    text = document.text
    parts = [(part.start, part.end) for part in document.sections if part.role.evidential]
    for begin, stop in parts if document.sections else [(0, len(text))]:
        for match in _SCHEME.finditer(text, begin, stop):
            if not _NO_SCHEME.match(match[0]):
                kind = "malware" if match["software"] else "intrusion-set"
                sure = not _EVERYDAY.match(match[0]) or _is_cued(text, match)
                yield _Seen(kind, match[0], match.start(), match.end(), "naming scheme", sure)
        for pattern, kind in ((_GANG, "intrusion-set"), (_FAMILY, "malware"), (_SORT_FIRST, "malware")):
            for match in pattern.finditer(text, begin, stop):
                sure = bool(_DISTINCT.search(match["name"])) and kind == "malware"
                if pattern is not _SORT_FIRST or sure:
                    yield _Seen(kind, match["name"], *match.span("name"), "name and cue word", sure)
        for pattern in (_DUBBED, _FOLLOWED):
            for match in pattern.finditer(text, begin, stop):
                if _OTHER_NOUN.search(text, match.start(), match.start("name")):
                    continue
                kind = "intrusion-set" if match["what"].lower() in _ACTORS else "malware"
                sure = match["what"].lower() not in _VAGUE or bool(_DISTINCT.search(match["name"]))
                yield _Seen(kind, match["name"], *match.span("name"), "introduced by the text", sure)


def _is_cued(text: str, match: re.Match[str]) -> bool:
    """Whether the words right beside a name say that it is a group's or what a group does."""
    before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 60]
    cued = (cues.GROUP_BEFORE.search(before), cues.AGENT_BEFORE.search(before), cues.GROUP_AFTER.search(after))
    return any(cued) or cues.AGENT_AFTER.search(after) is not None


def _stands(seen: _Seen, text: str, gang_of: bool) -> bool:
    """Whether a name may be one: no plain word, and not only capital because a sentence begins."""
    if seen.rule == "naming scheme" or gang_of:
        return True
    words = seen.name.lower().split()
    if len(seen.name) < 3 or words[0] in cues.NEVER or seen.name.lower() in cues.PHRASES:
        return False
    return seen.rule != "name and cue word" or bool(_DISTINCT.search(seen.name)) or not _starts_sentence(text, seen.start)


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" \"“‘'(")
    return not before or before[-1] in ".!?:\n\r•*-#"


def _covered(seen: _Seen, spans: list[tuple[tuple[int, int], bool]], *, group: bool) -> bool:
    """Whether a known name stands within the span (``Lazarus`` in *Lazarus group*); ``group``: only that of a group."""
    at = bisect_left(spans, ((seen.start - 80, 0), False))
    while at < len(spans) and spans[at][0][0] < seen.end:
        if spans[at][0][1] > seen.start and not (group and spans[at][1]):
            return True
        at += 1
    return False


def _named(same: list[_Seen], snapshot: Snapshot) -> Named:
    first = same[0]
    profile = snapshot.actor_by_id.get(first.name) or snapshot.software_by_id.get(first.name)
    spans = tuple(sorted({(seen.start, seen.end) for seen in same}))
    if profile:  # an ATT&CK id written out
        kind = getattr(profile, "kind", "intrusion-set")
        return Named(kind, first.name, profile.id, profile.name, spans, "ATT&CK id")
    sure = any(seen.sure for seen in same)
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

"""What the line around an observable says, and what the heading above it announces: cues, counted and cached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import ahocorasick_rs
import msgspec

_MARKED = r"#{1,6}[ \t]+(?P<md>[^\n]{2,120})|={1,6}[ \t]+(?P<adoc>[^\n]{2,120})|(?P<bold>\*\*[^*\n]{2,100}\*\*:?)[ \t]*$"
_PLAIN_HEADING = r"(?P<plain>[A-Z][\w &/(),'-]{2,60}:?)[ \t]*$"
_HEADING = re.compile(rf"^[ \t>]*(?:{_MARKED}|(?P<under>[^\n|`]{{2,80}}+)\n[-=]{{4,}}[ \t]*$|{_PLAIN_HEADING})", re.MULTILINE)
#: The same for a text without underlined headings. None of the other forms begins with a blank: no blank is tried twice, which
#: in a text of many blanked-out values is most of the work.
_NOT_UNDERLINED = re.compile(rf"^[ \t>]*+(?:{_MARKED}|{_PLAIN_HEADING})", re.MULTILINE)
_UNDERLINES = ("\n----", "\n====")
_IOC_HEADING = re.compile(
    r"(?i)\bio[ca]s?\b|indicators?(?: of (?:compromise|attack))?|\bc\s?&\s?c\b|\bc2s?\b|command[ -]and[ -]control"
    r"|\bsamples?\b|\bhash(?:es)?\b"
    r"|\bnetwork\b|\burls?\b|\bdomains?\b|\bhosts?\b|ip addresses|\bfiles?\b|\bsha-?(?:1|256)\b|\bmd5s?\b"
    r"|servers?|infrastructure|payloads?"
    r"|file ?names?\b|\bpaths?\b|startup|art[ei]facts?|persistence|registry"
    r"|droppers?|distribution|exfiltration|phishing|malware\b|download"
)
_REFERENCE_HEADING = re.compile(
    r"(?i)\breferences?\b|related|further reading|read(?:ing)? (?:more|list)|\bsources?\b|\blinks?\b|resources"
    r"|see also|about (?:the|us|author)|"
    r"footnotes|acknowledge?ments?|subscribe|contact"
)
#: Cues in a line that is in lower case with one space between words (and one at either end): a stem, or a word with its spaces.
_HOSTILE = (" c c ", " c2 ", "command and control", " payload", "malicious")
_CONTROL = (
    *_HOSTILE, " c&c", " c2s ", "beacon", "exfiltrat", "phish", " dropp", " drops ", "callback", " calls back", "attacker",
    "threat actor",
    "hosted on", "hosted at", " download", "connect to", "connects to", "connected to", "connecting to", "communicat",
    " contact ",
    " contacts ", " contacted ", " contacting ", "malware", "backdoor", "redirect", " landing", "exploit kit", " infect",
    "registered",
    " resolv", " post to", " posts to", " send ", " sends ", "typosquat", " fake", "spoof", " lure", "implant", "loader",
    " bot ", "sinkhol",
    " miner", "mining pool",
)  # fmt: skip
_LEGITIMATE = tuple(
    f" {word} {thing}"
    for word in ("legit", "legitimate", "benign")
    for thing in ("url", "site", "web site", "website", "service", "domain", "host", "page", "server")
)
_CLEAN = (" legit ", " legitimate ", " benign ", " clean ", "official", "genuine", "public service", "decoy")
_CITES = (
    " blog", " report", " article", " post ", " posts ", " research", " analysis ", "according to", " described ", " published ",
    " available at", " available on", " available in", " available here", "more information", " details ", " detail ",
    " see ", " read ",
    " written ", " documentation ", " whitepaper", " white paper", " advisory ", " credit ", " tool ", " github ",
    " project ", " twitter ",
    " tweet",
)  # fmt: skip
#: A line with none of these words is not asked whether it speaks of a victim.
_VICTIM = (
    "compromis", "hacked", "hacking", "infected", "defac", "breach", "victim", "targeted", "impersonat", "injected",
    "injects", "corresponding bank", "web shell", "webshell", "spoofed", "steal", "stole", "credential", "malvertis",
)  # fmt: skip
_TARGET = (
    " target ", " targets ", " targeted ", " targeting ", "credentials for", " affected ", "injected into",
    *(f" {verb} {thing}" for verb in ("steal", "steals", "stealing") for thing in ("credentials", "cookies",
    "session cookies", "passwords")),
)  # fmt: skip
_PLAIN = re.compile(r"[^a-z0-9&]+")
_ABUSED_HEADING = re.compile(r"(?i)\blegitimate\b|\bbenign\b|abused (?:services|servers)")
_WORD = re.compile(r"[A-Za-z]{3,}")


class Line(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a line says: its words are counted, its cues are noted."""

    words: int = 0
    cells: bool = False
    control: bool = False
    legitimate: bool = False
    clean: bool = False
    cites: bool = False
    victim: bool = False
    target: bool = False
    hostile: bool = False


_SILENT, _CELLS = Line(), Line(cells=True)
#: What each cue says; all are looked for at once.
_CUES_OF = {
    "control": _CONTROL,
    "legitimate": _LEGITIMATE,
    "clean": _CLEAN,
    "cites": _CITES,
    "victim": _VICTIM,
    "target": _TARGET,
    "hostile": _HOSTILE,
}
_CUES = tuple(dict.fromkeys(cue for cues in _CUES_OF.values() for cue in cues))
_SAYS = tuple(tuple(name for name, cues in _CUES_OF.items() if cue in cues) for cue in _CUES)


def read(line: str) -> Line:
    """What one line says."""
    letters = len(_WORD.findall(line))
    if not letters:
        return _SILENT if "|" not in line else _CELLS
    said = f" {_PLAIN.sub(' ', line.lower())} "
    found = {number for number, _, _ in _automaton().find_matches_as_indexes(said, overlapping=True)}
    return Line(words=letters, cells="|" in line, **{name: True for number in found for name in _SAYS[number]})


@cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(_CUES, matchkind=ahocorasick_rs.MatchKind.Standard)


def has_words(line: str) -> bool:
    """Whether a line has a word of three letters."""
    return _WORD.search(line) is not None


@lru_cache(maxsize=4096)
def on_references(heading: str) -> bool:
    """Whether a heading announces references or related reading."""
    return _REFERENCE_HEADING.search(heading) is not None


@lru_cache(maxsize=4096)
def on_services(heading: str) -> bool:
    """Whether a heading announces legitimate services."""
    return _ABUSED_HEADING.search(heading) is not None


@lru_cache(maxsize=4096)
def on_indicators(heading: str) -> bool:
    """Whether a heading announces indicators."""
    return _IOC_HEADING.search(heading) is not None


def headings_of(text: str) -> Iterator[tuple[int, str]]:
    """Offset and words of each line that looks like a heading, in order."""
    underlined = any(mark in text for mark in _UNDERLINES)
    for match in (_HEADING if underlined else _NOT_UNDERLINED).finditer(text):
        yield match.start(), next(group for group in match.groups() if group is not None)

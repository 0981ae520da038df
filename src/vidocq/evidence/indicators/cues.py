"""Observables that only a word nearby makes one: CVEs, techniques, mutexes, user agents, certificates, rules, handles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.patterns import ASN, CVES, TECHNIQUE
from vidocq.evidence.indicators.values import refang

_MUTEX_CUE = re.compile(r"(?i)mut(?:ex(?:es)?|ant)\b")
_MUTEX_QUOTED = re.compile(r"(?i)[^\"`\n]{0,60}?(?:[\"`]|(?<=[ :=(])')([^\"`'\n]{4,120})[\"`']")
_MUTEX_LISTED = re.compile(
    r"(?i)(?:\W{0,6}(?:name|value|created?)?)\W{0,4}[:=|]\W{0,4}((?:Global|Local)?\\{0,2}[\w{}@!#$.-]{5,100})"
)
_MUTEX_NAMED = re.compile(r"(?:Global|Local)\\{1,2}[\w{}@!#$.-]{3,100}")
_MUTEX_NOT = re.compile(r"(?i)(?:https?:|[A-Z]:\\|hk[lc]|.*\.(?:exe|dll|com|net|org)$|.* .* .* )")
_AGENT = re.compile(r"Mozilla/\d\.\d\s?\([^()\n]{3,240}\)(?:[^\n\"`|<>'\\*]{0,240})")
_AGENT_WORD = frozenset({"user-a", "user_a", "user a"})
_AGENT_LINE = re.compile(r"gent(?i:(?: string)?s?)[\"'`*]{0,3}\s?[:=|]\s?[\"'`*|]{0,3}\s?([A-Za-z][^\n\"`|<>*]{3,240})")
_AGENT_QUOTED = re.compile(r"gent[^\n\"`:]{0,48}[\"`]([^\n\"`]{3,240})[\"`]")
_COLONS = re.compile(r":(?<![\w:][0-9A-Fa-f]{2}:)(?<=[0-9A-Fa-f]{2}:)(?:[0-9A-Fa-f]{2}:){6,30}[0-9A-Fa-f]{2}(?![\w:])")
_PAIRS = re.compile(r"\D{0,24}?\b((?:[0-9A-Fa-f]{2} ){7,31}[0-9A-Fa-f]{2})(?!\w)")
_SERIAL_BEFORE = re.compile(r"(?i)serial[^\n]{0,48}\Z")
_CERTIFICATE_BEFORE = re.compile(r"(?i)(?:print|certificate|sha-?1|sha-?256)[^\n]{0,48}\Z")
_YARA = re.compile(r"rule[ \t]+([A-Za-z_]\w{2,127})[ \t]{0,8}(?::[ \t]*[\w \t]{1,200})?\s{0,4}\{")
_YARA_BEFORE = re.compile(r"(?:\A|\n)[ \t]{0,16}(?:(?:private|global)[ \t]{1,4}){0,2}\Z")
_SIGMA = re.compile(r"^title:[ \t]*(?:['\"])?([^\n'\"]{4,200}?)['\"]?[ \t]*$", re.MULTILINE)
_TELEGRAM = re.compile(r"elegram[^\n@]{0,80}(?<![\w.])@([A-Za-z]\w{4,31})\b(?!\.\w|\[)")


def cued(text: str, view: str) -> Iterator[Match]:
    """Everything that a word nearby gives away; each pattern runs only where its word is."""
    for letters, pattern in CVES.items():
        if letters in text:
            for match in pattern.finditer(view):
                yield _match("vulnerability", text, match.span(), "cve")
    for match in TECHNIQUE.finditer(view):
        yield _match("attack-pattern", text, match.span(), "attack-id")
    for match in ASN.finditer(view):
        if _is_asn(match[0]):
            yield _match("autonomous-system", text, match.span(), "asn")
    for finder in _FINDERS:
        yield from finder(text, view)


def _match(kind: str, text: str, span: tuple[int, int], rule: str) -> Match:
    start, end = span
    written = text[start:end]
    flags = ("joined",) if "\n" in written else ()
    return Match(kind, refang(written, kind), start, end, written, f"{rule}-joined" if flags else rule, flags)


def _is_asn(written: str) -> bool:
    number = int("".join(sign for sign in written if sign.isdigit()))
    return 0 < number < 4_294_967_295 and (number > 100 or "N" in written)


def _places(view: str, word: str) -> Iterator[int]:
    """Offsets of a word: ``find`` goes through a text many times faster than a pattern does."""
    at = view.find(word)
    while at >= 0:
        yield at
        at = view.find(word, at + len(word))


def _mutexes(text: str, view: str) -> Iterator[Match]:
    if "utex" not in view:
        return
    for match in _MUTEX_NAMED.finditer(view):
        yield _match("mutex", text, match.span(), "mutex-namespace")
    for at in _places(view, "utex"):
        cue = _MUTEX_CUE.match(view, max(at - 1, 0))
        if cue is None:
            continue
        found = _MUTEX_QUOTED.match(view, cue.end(), cue.end() + 200) or _MUTEX_LISTED.match(view, cue.end(), cue.end() + 140)
        if found and not _MUTEX_NOT.match(found[1]):
            yield _match("mutex", text, found.span(1), "mutex-cue")


def _agents(text: str, view: str) -> Iterator[Match]:
    for match in _AGENT.finditer(view):
        yield from _agent(text, view, match.span(), "user-agent")
    for at in _places(view, "gent"):
        if view[max(at - 6, 0) : at].lower() in _AGENT_WORD or view[max(at - 5, 0) : at].lower() == "usera":
            found = _AGENT_LINE.match(view, at) or _AGENT_QUOTED.match(view, at)
            if found:
                yield from _agent(text, view, found.span(1), "user-agent-cue")


def _agent(text: str, view: str, span: tuple[int, int], rule: str) -> Iterator[Match]:
    """A user agent without the punctuation behind it."""
    start, end = span
    while end > start and view[end - 1] in " .,;:)]'":
        if view[end - 1] == ")" and view.count("(", start, end) == view.count(")", start, end):
            break
        end -= 1
    if end - start > 3 and "/" in view[start:end]:
        yield _match("user-agent", text, (start, end), rule)


def _certificates(text: str, view: str) -> Iterator[Match]:
    """Serial numbers and fingerprints written in pairs of digits; the word before says which, and without one it is neither."""
    for match in _COLONS.finditer(view):
        start = match.start() - 2
        before = view[max(start - 64, 0) : start]
        if _SERIAL_BEFORE.search(before):
            yield _match("x509-certificate", text, (start, match.end()), "certificate-serial")
        elif _CERTIFICATE_BEFORE.search(before):
            yield _match("x509-certificate", text, (start, match.end()), "certificate-fingerprint")
    for cue, rule in (("erial", "certificate-serial"), ("print", "certificate-fingerprint")):
        for at in _places(view, cue):
            pairs = _PAIRS.match(view, at + len(cue))
            if pairs:
                yield _match("x509-certificate", text, pairs.span(1), rule)


def _rules(text: str, view: str) -> Iterator[Match]:
    for at in _places(view, "rule "):
        if at == 0 or _YARA_BEFORE.search(view, max(at - 40, 0), at):
            match = _YARA.match(view, at)
            if match:
                yield _match("yara-rule", text, match.span(1), "yara-rule")


def _sigma(text: str, view: str) -> Iterator[Match]:
    if "logsource" in view and "detection:" in view:
        for match in _SIGMA.finditer(view):
            yield _match("sigma-rule", text, match.span(1), "sigma-title")


def _telegram(text: str, view: str) -> Iterator[Match]:
    for at in _places(view, "elegram"):
        match = _TELEGRAM.match(view, at)
        if match:
            yield _match("operator-handle", text, match.span(1), "telegram-handle")


_FINDERS = (_certificates, _mutexes, _agents, _rules, _sigma, _telegram)

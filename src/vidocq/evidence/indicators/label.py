"""Whose is an observable: the adversary's, the victim's, a benign reference, or undecided; always with a reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from vidocq.evidence.indicators import reputation
from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.suffixes import registrable
from vidocq.model.evidence import IndicatorLabel

ADVERSARY, VICTIM = IndicatorLabel.ADVERSARY, IndicatorLabel.VICTIM
REFERENCE, UNDECIDED = IndicatorLabel.REFERENCE, IndicatorLabel.UNDECIDED


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What a document tells about its links: its publisher's hosts, and spans whose role the reader knew."""

    publisher_hosts: tuple[str, ...] = ()
    indicator_spans: tuple[tuple[int, int], ...] = ()
    related_spans: tuple[tuple[int, int], ...] = ()
    code_spans: tuple[tuple[int, int], ...] = ()


class Labelled(msgspec.Struct, frozen=True):
    """A match with its label, the reason in one sentence, and the score it rests on (log odds, positive: adversary)."""

    match: Match
    label: IndicatorLabel
    reason: str
    score: float


_NETWORK = frozenset({"domain-name", "url", "email-addr", "ipv4-addr", "ipv6-addr", "cidr"})
_HASHES = frozenset({"md5", "sha1", "sha256", "sha512", "ssdeep", "imphash", "tlsh", "hash-damaged"})
_CATALOGUE = frozenset({"vulnerability", "attack-pattern", "yara-rule", "sigma-rule"})

_HEADING = re.compile(
    r"^[ \t>]*(?:#{1,6}[ \t]+(?P<md>[^\n]{2,120})|={1,6}[ \t]+(?P<adoc>[^\n]{2,120})|(?P<bold>\*\*[^*\n]{2,100}\*\*:?)[ \t]*$"
    r"|(?P<under>[^\n|`]{2,80})\n[-=]{4,}[ \t]*$|(?P<plain>[A-Z][\w &/(),'-]{2,60}:?)[ \t]*$)",
    re.MULTILINE,
)
_IOC_HEADING = re.compile(
    r"(?i)\bio[ca]s?\b|indicators?(?: of (?:compromise|attack))?|\bc\s?&\s?c\b|\bc2s?\b|command[ -]and[ -]control|\bsamples?\b|\bhash(?:es)?\b"
    r"|\bnetwork\b|\burls?\b|\bdomains?\b|\bhosts?\b|ip addresses|\bfiles?\b|\bsha-?(?:1|256)\b|\bmd5s?\b|servers?|infrastructure|payloads?"
    r"|droppers?|distribution|exfiltration|phishing|malware\b|download"
)
_REFERENCE_HEADING = re.compile(
    r"(?i)\breferences?\b|related|further reading|read(?:ing)? (?:more|list)|\bsources?\b|\blinks?\b|resources|see also|about (?:the|us|author)|"
    r"footnotes|acknowledge?ments?|subscribe|contact"
)
_CONTROL = re.compile(
    r"(?i)\bc\s?&\s?c\b|\bc2\b|command[- ]and[- ]control|beacon|exfiltrat|malicious|phish|payload|dropp(?:ed|er|s)|callback|calls? back|"
    r"attacker|threat actor|hosted (?:on|at)|download(?:ed|s|ing)?\b|connect(?:s|ed|ing)? to|communicat|contact(?:s|ed|ing)? |malware|backdoor|"
    r"redirect|landing|exploit kit|infect|registered|resolv|posts? to|sends? |typosquat|fake|spoof|lure|implant|loader|\bbot\b|sinkhol|miner|mining pool"
)
_VICTIM_CUE = re.compile(
    r"(?i)compromised (?:web ?sites?|sites?|servers?|hosts?|mailbox|accounts?|wordpress|organi[sz]ation|legitimate)|victims?'? ?(?:web ?sites?|is|are|was|were|include|network)"
    r"|(?:hacked|infected|defaced|breached) (?:web ?)?(?:sites?|servers?|pages?)|targeted (?:banks?|institutions?|organi[sz]ations?|sites?|bank strings)"
    r"|impersonat\w+ the|injected (?:into|on)|corresponding bank site"
)
_CLEAN = re.compile(r"(?i)\blegit(?:imate)?\b|\bbenign\b|\bclean\b|official|genuine|public service|decoy")
_CITE = re.compile(
    r"(?i)\b(?:blog|report(?:ed)?|article|post|research(?:ers)?|analysis|according to|described|published|available (?:at|on|in|here)|more information|"
    r"details?|see|read|written|documentation|white ?paper|advisory|credit|tool|github|project|twitter|tweet)\b"
)
_MARKDOWN_LINK = re.compile(r"\]\(\s*\Z")
_ASCIIDOC_LINK = re.compile(r"\[")
_SYSTEM_FILES = frozenset(
    ["cmd.exe", "powershell.exe", "rundll32.exe", "regsvr32.exe", "mshta.exe", "wscript.exe", "cscript.exe", "msbuild.exe", "explorer.exe", "svchost.exe", "lsass.exe", "services.exe", "winlogon.exe", "schtasks.exe", "certutil.exe", "bitsadmin.exe", "installutil.exe", "regasm.exe", "wmic.exe", "net.exe", "reg.exe", "taskkill.exe", "msiexec.exe", "kernel32.dll", "ntdll.dll", "advapi32.dll", "user32.dll", "ws2_32.dll", "wininet.dll", "winhttp.dll", "winword.exe", "excel.exe", "outlook.exe", "iexplore.exe", "chrome.exe", "firefox.exe", "spoolsv.exe", "csrss.exe", "smss.exe", "conhost.exe", "dllhost.exe", "taskhost.exe", "eqnedt32.exe", "tasklist.exe", "whoami.exe", "ipconfig.exe", "systeminfo.exe", "nltest.exe", "ping.exe", "attrib.exe", "vssadmin.exe", "bcdedit.exe", "wevtutil.exe", "sc.exe", "at.exe", "autoit3.exe", "vbaproject.bin", "readme.md", "license.txt", "shell32.dll", "crypt32.dll", "mscoree.dll", "oleaut32.dll", "ole32.dll", "amsi.dll"]
)


def label(matches: Sequence[Match], text: str, setting: Setting | None = None) -> list[Labelled]:
    """Label every match of a text, in the order given.

    Signs add up to log odds: what is done to the observable (defanging), where it stands (indicator list, table, code, a link
    in prose, "related reading"), whose host it is (the publisher's, a security vendor's, a popular one's) and what the sentence
    says. A host has one label throughout a document; a text that defangs tells by not defanging.
    """
    return _Labeller(matches, text, setting or Setting()).run()


class _Labeller:
    def __init__(self, matches: Sequence[Match], text: str, setting: Setting) -> None:
        self.matches = matches
        self.text = text
        self.setting = setting
        self.headings = list(_headings(text))
        self.starts = [start for start, _ in self.headings]
        self.defanged_hosts = {_group(match) for match in matches if match.kind in _NETWORK and _was_defanged(match)}
        plain = sum(1 for match in matches if match.kind in _NETWORK and not match.within and not _was_defanged(match))
        self.defangs = bool(self.defanged_hosts)
        self.plain_count = plain
        self.publisher = set(setting.publisher_hosts) | _guess_publisher(matches)

    def run(self) -> list[Labelled]:
        """Score every place, then decide once for each host."""
        scored = [(match, *self.score(match)) for match in self.matches]
        best: dict[str, tuple[float, IndicatorLabel, str]] = {}
        for match, score, found, reason in scored:
            key = self.key(match)
            if key and (key not in best or abs(score) > abs(best[key][0])):
                best[key] = (score, found, reason)
        return [self.settle(match, score, found, reason, best) for match, score, found, reason in scored]

    def key(self, match: Match) -> str:
        """What shares a label: a host with its mentions, an address, any other value with itself."""
        return f"{match.kind}:{match.value}"

    def settle(
        self, match: Match, score: float, found: IndicatorLabel, reason: str, best: dict[str, tuple[float, IndicatorLabel, str]]
    ) -> Labelled:
        """The label of one place after all places of its value were seen."""
        score, found, reason = best.get(self.key(match), (score, found, reason))
        return Labelled(match, found, reason, round(score, 2))

    def score(self, match: Match) -> tuple[float, IndicatorLabel, str]:
        """Log odds and label of one place, with the weightiest reason."""
        if match.kind in _CATALOGUE:
            return -9.0, REFERENCE, "an identifier in a public catalogue, nobody's infrastructure"
        if match.kind in _NETWORK:
            return self.network(match)
        if match.kind in _HASHES:
            return self.hash(match)
        if match.kind in ("file-name", "file-path"):
            return self.file(match)
        return 1.5, ADVERSARY, "an artefact that the report describes"

    # -- the three families ---------------------------------------------------------------------------------------------------

    def hash(self, match: Match) -> tuple[float, IndicatorLabel, str]:
        if reputation.benign_hash(match.value):
            return -9.0, REFERENCE, "on a warning list of clean or test files"
        line = self.line(match)
        if _CLEAN.search(line) and not _CONTROL.search(line):
            return -1.0, REFERENCE, "the line calls the file legitimate"
        return 3.0, ADVERSARY, "a hash that the report lists"

    def file(self, match: Match) -> tuple[float, IndicatorLabel, str]:
        name = match.value.replace("\\", "/").rsplit("/", 1)[-1].lower()
        if name in _SYSTEM_FILES:
            return -3.0, REFERENCE, "a part of the operating system or of common software"
        if self.in_indicators(match) or re.search(r"\b[0-9a-fA-F]{32,64}\b", self.line(match)):
            return 2.0, ADVERSARY, "stands in an indicator list or beside a hash"
        return 0.4, UNDECIDED, "named in the text; nothing says whose it is"

    def network(self, match: Match) -> tuple[float, IndicatorLabel, str]:
        """Signs for and against, each with its weight; the strongest one is the reason."""
        host = _host(match)
        signs = list(self.host_signs(match, host)) + list(self.place_signs(match, host))
        total = sum(weight for weight, _ in signs)
        towards = max(signs, key=lambda sign: sign[0] if total > 0 else -sign[0], default=(0.0, "nothing says whose it is"))
        line = self.line(match)
        if total > -2.0 and _VICTIM_CUE.search(line) and not _was_defanged(match):
            return abs(total) or 0.5, VICTIM, "the sentence speaks of a victim's or compromised site"
        if abs(total) < 0.5:
            return total, UNDECIDED, "signs for and against are about even" if signs else "nothing says whose it is"
        return total, ADVERSARY if total > 0 else REFERENCE, towards[1]

    def host_signs(self, match: Match, host: str) -> Iterable[tuple[float, str]]:
        """What is known of the host whatever the text says."""
        if match.kind in ("ipv4-addr", "ipv6-addr", "cidr"):
            why = reputation.no_place(match.value)
            if why:
                yield -6.0, f"no place on the Internet: {why}"
            return
        domain = registrable(host)
        if domain in self.publisher:
            yield -6.0, "the publisher's own host"
        elif reputation.security(host):
            yield -4.0, "a security vendor, authority or publisher that reports cite"
        elif reputation.address_lookup(host):
            yield -2.5, "a service that tells callers their address"
        elif reputation.shared(host):
            deep = match.kind == "url" and len(match.value.split("://")[-1].partition("/")[2]) > 2
            if match.kind == "domain-name" and host == domain:
                yield -2.0, "a service that anybody can use"
            elif not deep:
                yield -0.5, "a service that anybody can use"
        elif reputation.popular(host) or reputation.platform(host):
            yield -2.5, "one of the most visited sites"

    def place_signs(self, match: Match, host: str) -> Iterable[tuple[float, str]]:
        """What is done to the observable, where it stands and what the line says."""
        if _group(match) in self.defanged_hosts:
            yield 3.0, "defanged in the text"
        elif self.defangs and match.kind != "email-addr":
            yield -1.5, "left live in a text that defangs its indicators"
        before = self.text[max(match.start - 3, 0) : match.start]
        if match.kind == "url" and (_MARKDOWN_LINK.search(before) or self.text[match.end : match.end + 1] == "["):
            yield -2.5, "a link behind words"
        if self.in_indicators(match):
            yield 2.0, "stands in a list of indicators"
        elif self.in_related(match):
            yield -3.0, "stands under references or related reading"
        if match.kind in ("ipv4-addr", "ipv6-addr", "cidr"):
            yield 1.5, "an address that the report names"
        yield from self.line_signs(match, host)

    def line_signs(self, match: Match, host: str) -> Iterable[tuple[float, str]]:
        """What the line around an observable says."""
        line = self.line(match)
        if self.bare(match):
            yield 1.0, "alone on its line or in its cell"
            return
        if _CONTROL.search(line):
            yield 1.2, "the line speaks of attacks, downloads or control"
        if _CLEAN.search(line):
            yield -1.0, "the line calls something legitimate or official"
        if match.kind in ("url", "domain-name") and not _was_defanged(match) and _CITE.search(line):
            yield -1.5, "the line cites a source"
        if match.port is not None:
            yield 1.0, "written with a port"

    # -- places ---------------------------------------------------------------------------------------------------------------

    def line(self, match: Match) -> str:
        """The line around a match, at most 160 characters to either side."""
        start = self.text.rfind("\n", max(match.start - 160, 0), match.start) + 1 or max(match.start - 160, 0)
        end = self.text.find("\n", match.end, match.end + 160)
        end = min(match.end + 160, len(self.text)) if end < 0 else end
        return self.text[start : match.start] + " " + self.text[match.end : end]

    def bare(self, match: Match) -> bool:
        """Whether nothing but markup and numbers stands with the match on its line or in its cell."""
        return not re.search(r"[A-Za-z]{3}", re.split(r"[|`]", self.line(match))[0]) if "|" not in self.line(match) else False

    def heading(self, offset: int) -> str:
        """The nearest heading above an offset."""
        at = bisect_right(self.starts, offset) - 1
        return self.headings[at][1] if at >= 0 else ""

    def in_indicators(self, match: Match) -> bool:
        if _inside(match.start, self.setting.indicator_spans):
            return True
        heading = self.heading(match.start)
        return bool(_IOC_HEADING.search(heading)) and not _REFERENCE_HEADING.search(heading) and self.listed(match)

    def in_related(self, match: Match) -> bool:
        return _inside(match.start, self.setting.related_spans) or bool(_REFERENCE_HEADING.search(self.heading(match.start)))

    def listed(self, match: Match) -> bool:
        """Whether the line is a list item, a table row or a bare value rather than a sentence."""
        line = self.line(match)
        return "|" in line or self.bare(match) or len(re.findall(r"[A-Za-z]{2,}", line)) < 8


def _inside(offset: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= offset < end for start, end in spans)


def _headings(text: str) -> Iterable[tuple[int, str]]:
    for match in _HEADING.finditer(text):
        yield match.start(), next(group for group in match.groups() if group is not None)


def _was_defanged(match: Match) -> bool:
    return "defanged" in match.flags


def _host(match: Match) -> str:
    """The host in a network observable."""
    if match.kind == "url":
        authority = match.value.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0]
        return authority.rpartition("@")[2].partition(":")[0]
    return match.value.rpartition("@")[2]


def _group(match: Match) -> str:
    """What counts as one host for defanging: the host itself."""
    return _host(match)


def _guess_publisher(matches: Sequence[Match]) -> set[str]:
    """The registrable domain of a security vendor that is linked to more than any other, at least three times and never defanged."""
    counts: Counter[str] = Counter()
    for match in matches:
        if match.kind == "url" and not _was_defanged(match) and reputation.security(_host(match)):
            counts[registrable(_host(match))] += 1
    return {name for name, count in counts.most_common(1) if count >= 3}

"""Whose is an observable: the adversary's, the victim's, a benign reference, or undecided; always with a reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from vidocq.evidence.indicators import reputation
from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.suffixes import registrable
from vidocq.evidence.indicators.words import words
from vidocq.evidence.indicators.wrapped import WRAPPERS
from vidocq.model.evidence import IndicatorLabel

ADVERSARY, VICTIM = IndicatorLabel.ADVERSARY, IndicatorLabel.VICTIM
REFERENCE, UNDECIDED = IndicatorLabel.REFERENCE, IndicatorLabel.UNDECIDED


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What a document tells about its links: its publisher's hosts, and spans whose role the reader knew."""

    publisher_hosts: tuple[str, ...] = ()
    indicator_spans: tuple[tuple[int, int], ...] = ()
    related_spans: tuple[tuple[int, int], ...] = ()
    code_spans: tuple[tuple[int, int], ...] = ()


Sign = tuple[float, str]


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
    r"(?i)\bio[ca]s?\b|indicators?(?: of (?:compromise|attack))?|\bc\s?&\s?c\b|\bc2s?\b|command[ -]and[ -]control"
    r"|\bsamples?\b|\bhash(?:es)?\b"
    r"|\bnetwork\b|\burls?\b|\bdomains?\b|\bhosts?\b|ip addresses|\bfiles?\b|\bsha-?(?:1|256)\b|\bmd5s?\b"
    r"|servers?|infrastructure|payloads?"
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
_VICTIM = (
    *(f"compromised {thing}" for thing in ("web", "site", "server", "host", "mailbox", "account", "wordpress", "organi",
    "legitimate")),
    *(f"victim {word}" for word in ("site", "web", "is ", "are ", "was ", "were ", "network")),
    *(f"victims {word}" for word in ("site", "web", "are ", "were ", "include", "network")),
    *(f"{word} {thing}" for word in (" hacked", "infected", "defaced", "breached") for thing in ("web", "site", "server",
    "page")),
    *(f"targeted {thing}" for thing in ("bank", "institution", "organi", "site")),
    "impersonating the", "impersonates the", "impersonated the", "injected into", "injected on", "corresponding bank site",
)  # fmt: skip
_TARGET = (
    " target ", " targets ", " targeted ", " targeting ", "credentials for", " affected ", "injected into",
    *(f" {verb} {thing}" for verb in ("steal", "steals", "stealing") for thing in ("credentials", "cookies",
    "session cookies", "passwords")),
)  # fmt: skip
_PLAIN = re.compile(r"[^a-z0-9&]+")
_VICTIM_HEADING = re.compile(
    r"(?i)\btarget(?:t?ed|s)?\b|\bvictims?\b|\bcompromised\b|\bbank (?:site|strings?)|impersonated"
    r"|affected (?:sites|organi[sz]ations)"
)
_ABUSED_HEADING = re.compile(r"(?i)\blegitimate\b|\bbenign\b|abused (?:services|servers)")
_WORD = re.compile(r"[A-Za-z]{3,}")
_LOOKUP = re.compile(r"(?i)\b(?:geoip|ipinfo|ip-?lookup|check-?ip|what(?:is)?-?my-?ip|myexternalip|icanhazip|freegeoip)\b")
#: A label that nobody would say: eight letters and digits mixed at least twice, or a long run without a vowel.
_GENERATED = re.compile(
    r"(?:^|\.)(?=[a-z0-9]{7})(?:[a-z]*[0-9]+[a-z]+[0-9a-z]*[0-9][0-9a-z]*|[a-z0-9]*[bcdfghjklmnpqrstvwxz]{6}[a-z0-9]*)\."
)
_TABLE = re.compile(r"(?:^[ \t]*\|[^\n]*(?:\n|\Z))+", re.MULTILINE)
_ADDRESSES = frozenset({"ipv4-addr", "ipv6-addr", "cidr"})
#: So many registrable domains defanged make defanging the text's habit; below that a live name says little.
_HABIT = 2
#: Sum of signs below which a host is plainly nobody's in the case, whatever the line says of victims.
_NOT_OURS = -4.0
_EVEN = 0.5
_SENTENCE = 8
_SYSTEM_FILES = words(
    """
    cmd.exe powershell.exe rundll32.exe regsvr32.exe mshta.exe wscript.exe cscript.exe msbuild.exe explorer.exe svchost.exe
    lsass.exe services.exe winlogon.exe schtasks.exe certutil.exe bitsadmin.exe installutil.exe regasm.exe wmic.exe net.exe
    reg.exe taskkill.exe msiexec.exe kernel32.dll ntdll.dll advapi32.dll user32.dll ws2_32.dll wininet.dll winhttp.dll
    winword.exe excel.exe outlook.exe iexplore.exe chrome.exe firefox.exe spoolsv.exe csrss.exe smss.exe conhost.exe
    dllhost.exe taskhost.exe eqnedt32.exe tasklist.exe whoami.exe ipconfig.exe systeminfo.exe nltest.exe ping.exe attrib.exe
    vssadmin.exe bcdedit.exe wevtutil.exe sc.exe at.exe autoit3.exe vbaproject.bin readme.md license.txt shell32.dll
    crypt32.dll mscoree.dll oleaut32.dll ole32.dll amsi.dll
    """
)


def label(matches: Sequence[Match], text: str, setting: Setting | None = None) -> list[Labelled]:
    """Label every match of a text, in the order given.

    Signs add up to log odds: what is done to the observable (defanging), where it stands (indicator list, table, code, a link
    in prose, "related reading"), whose host it is (the publisher's, a security vendor's, a popular one's) and what the sentence
    says. A host has one label throughout a document; a text that defangs tells by not defanging.
    """
    return _Labeller(matches, text, setting or Setting()).run()


class Line(msgspec.Struct, frozen=True, kw_only=True):
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
#: How far a line is read to either side of an observable.
_REACH = 160


class _Labeller:
    """One text: its headings, tables and defanged hosts, and the signs they give."""

    def __init__(self, matches: Sequence[Match], text: str, setting: Setting) -> None:
        self.matches = matches
        self.text = text
        self.masked = _mask(text, matches)
        self.sums = [match.start for match in matches if match.kind in _HASHES]
        self.lines: dict[tuple[int, int], Line] = {}
        self.setting = setting
        self.headings = list(_headings(text))
        self.heading_starts = [start for start, _ in self.headings]
        self.blocks = list(_tables(text))
        self.block_starts = [start for start, _, _ in self.blocks]
        self.defanged_hosts = {_host(match) for match in matches if match.kind in _NETWORK and "defanged" in match.flags}
        self.defangs = len({registrable(host) for host in self.defanged_hosts}) >= _HABIT
        self.publisher = set(setting.publisher_hosts) | _guess_publisher(matches)

    def run(self) -> list[Labelled]:
        """Score every place, then decide once for each value."""
        scored = []
        parent: Match | None = None
        for match in self.matches:
            if not match.within:
                parent = match
            scored.append((match, *self.score(match, parent if match.within and parent else match)))
        best: dict[tuple[str, str], tuple[float, IndicatorLabel, str]] = {}
        for match, score, found, reason in scored:
            key = (match.kind, match.value)
            if key not in best or abs(score) > abs(best[key][0]):
                best[key] = (score, found, reason)
        return [self.settled(match, best[match.kind, match.value]) for match in self.matches]

    def settled(self, match: Match, found: tuple[float, IndicatorLabel, str]) -> Labelled:
        """The label that all places of a value share."""
        score, label_, reason = found
        return Labelled(match, label_, reason, round(score, 2))

    def score(self, match: Match, place: Match) -> tuple[float, IndicatorLabel, str]:
        """Log odds and label of one place, with the weightiest reason; ``place`` is the longer observable it is a part of."""
        if match.kind in _CATALOGUE:
            return -9.0, REFERENCE, "an identifier in a public catalogue, nobody's infrastructure"
        if match.kind in _NETWORK:
            return self.network(match, place)
        if match.kind == "operator-handle" and place is not match:
            return self.network(place, place)
        if match.kind in _HASHES:
            return self.hash(match)
        if match.kind in ("file-name", "file-path"):
            return self.file(match)
        return 1.5, ADVERSARY, "an artefact that the report describes"

    # -- the three families ---------------------------------------------------------------------------------------------------

    def hash(self, match: Match) -> tuple[float, IndicatorLabel, str]:
        """A hash is the adversary's unless a list or the line says that the file is clean."""
        if reputation.benign_hash(match.value):
            return -9.0, REFERENCE, "on a warning list of clean or test files"
        line = self.line(match)
        if line.clean and not line.control:
            return -1.0, REFERENCE, "the line calls the file legitimate"
        return 3.0, ADVERSARY, "a hash that the report lists"

    def file(self, match: Match) -> tuple[float, IndicatorLabel, str]:
        """A file is the adversary's in an indicator list or beside a hash; parts of the system are nobody's."""
        name = match.value.replace("\\", "/").rsplit("/", 1)[-1].lower()
        if name in _SYSTEM_FILES:
            return -3.0, REFERENCE, "a part of the operating system or of common software"
        if self.beside_hash(match) or self.in_indicators(match, self.line(match)):
            return 2.0, ADVERSARY, "stands in an indicator list or beside a hash"
        return 0.4, UNDECIDED, "named in the text; nothing says whose it is"

    def network(self, match: Match, place: Match) -> tuple[float, IndicatorLabel, str]:
        """Signs for and against, each with its weight; the strongest one is the reason."""
        host = _host(match)
        line = self.line(place)
        heading = self.heading(place.start)
        signs = [*self.host_signs(match, host), *self.place_signs(match, place, line, heading)]
        total = sum(weight for weight, _ in signs)
        told = self.victim(match, place, host, line, f"{heading} {self.table(place.start)}")
        if told and total > _NOT_OURS:
            return abs(total) + 1.0, VICTIM, told
        if abs(total) < _EVEN:
            return total, UNDECIDED, "signs for and against are about even" if signs else "nothing says whose it is"
        reason = max(signs, key=lambda sign: sign[0] if total > 0 else -sign[0])[1]
        return total, ADVERSARY if total > 0 else REFERENCE, reason

    def victim(self, match: Match, place: Match, host: str, line: Line, around: str) -> str:
        """Why an observable is a victim's, or an empty string."""
        if line.victim:
            return "the sentence speaks of a victim's or compromised site"
        if self.linked(place):
            return ""
        if _on_victims(around) and not line.hostile:
            return "stands under a heading about victims or targets"
        if match.kind not in ("domain-name", "url"):
            return ""
        if "defanged" not in match.flags and line.target and reputation.popular(host):
            return "the sentence names a well-known site as a target"
        if reputation.bank(host):
            return "a bank's own site, which reports name as a target"
        return ""

    def host_signs(self, match: Match, host: str) -> Iterator[Sign]:
        """What is known of the host whatever the text says."""
        if match.kind in _ADDRESSES:
            why = reputation.no_place(match.value)
            if why:
                yield -9.0, f"no place on the Internet: {why}"
        elif registrable(host) in self.publisher:
            yield -8.0, "the publisher's own host"
        elif match.kind == "email-addr" and not reputation.vendor_name(host):
            return
        elif match.within == "email-addr" and reputation.popular(host):
            yield -8.0, "a mail provider that anybody can use"
        elif reputation.address_lookup(host) or _LOOKUP.search(match.value):
            yield -5.0, "a service that tells callers their address or place"
        else:
            yield from self.owner_signs(match, host)

    def owner_signs(self, match: Match, host: str) -> Iterator[Sign]:
        """Whose the host is by the lists: a shared service's, a vendor's, a popular one's, nobody's known."""
        bare = match.kind == "domain-name"
        if host.endswith(WRAPPERS):
            yield -9.0, "a mail filter that wraps the links of others"
        elif reputation.shared(host):
            if bare and not reputation.corner(host):
                yield -8.0, "a service that anybody can use; only what lies on it can be the adversary's"
            elif not (bare or _deep(match)):
                yield -0.5, "a service that anybody can use"
        elif reputation.security(host):
            yield -6.0, "a security vendor, authority or publisher that reports cite"
        elif reputation.vendor_name(host):
            yield -4.0, "a security vendor's name"
        elif reputation.popular(host) or reputation.platform(host):
            service = bare and match.within == "url" and host in self.defanged_hosts
            yield (-8.0 if service else -2.5), "one of the most visited sites"
        elif bare and _GENERATED.search(host):
            yield 1.5, "looks generated by a program"

    def place_signs(self, match: Match, place: Match, line: Line, heading: str) -> Iterator[Sign]:
        """What is done to the observable, where it stands and what the line says."""
        address = match.kind in _ADDRESSES
        defanged = _host(match) in self.defanged_hosts
        linked = self.linked(place)
        if defanged:
            yield 3.0, "defanged in the text"
        elif self.defangs and match.kind != "email-addr":
            yield (-0.5 if address else -1.5), "left live in a text that defangs its indicators"
        if linked:
            yield -2.5, "a link behind words"
            if "![" in self.text[max(place.start - 120, 0) : place.start].rpartition("\n")[2]:
                yield -3.0, "a picture on the page"
        if _on_references(heading) or _inside(match.start, self.setting.related_spans):
            yield -3.0, "stands under references or related reading"
        elif _on_services(heading):
            yield -6.0, "stands under a heading about legitimate services"
        elif self.in_indicators(place, line) and (defanged or not linked):
            yield 2.0, "stands in a list of indicators"
        if address:
            yield 1.5, "an address that the report names"
        yield from self.line_signs(match, line, defanged=defanged)

    def line_signs(self, match: Match, line: Line, *, defanged: bool) -> Iterator[Sign]:
        """What the line around an observable says."""
        if match.port is not None:
            yield 1.0, "written with a port"
        if not line.words:
            if defanged or match.kind != "url":
                yield 1.0, "alone on its line"
            return
        if line.legitimate:
            yield -4.0, "the line calls it legitimate"
        elif line.clean:
            yield -1.0, "the line speaks of something legitimate or official"
        if line.control:
            yield 1.2, "the line speaks of attacks, downloads or control"
        if match.kind in ("url", "domain-name") and not defanged and line.cites:
            yield -1.5, "the line cites a source"

    # -- places ---------------------------------------------------------------------------------------------------------------

    def linked(self, place: Match) -> bool:
        """Whether a URL is the target of a link in Markdown or AsciiDoc, with words of its own."""
        if place.kind != "url":
            return False
        if self.text[max(place.start - 2, 0) : place.start] == "](":
            return _host(place) not in self.text[max(place.start - 2 - len(place.value), 0) : place.start - 2].lower()
        return self.text[place.end : place.end + 1] == "["

    def line(self, match: Match) -> Line:
        """What the line around a match says, without the observables on it; long lines are taken in overlapping pieces."""
        start = self.masked.rfind("\n", max(match.start - _REACH, 0), match.start) + 1
        end = self.masked.find("\n", match.end, match.end + _REACH)
        if start == 0:
            start = max(match.start - _REACH, 0) // _REACH * _REACH
        if end < 0:
            end = min((match.end // _REACH + 2) * _REACH, len(self.masked))
        found = self.lines.get((start, end))
        if found is None:
            found = self.lines[start, end] = _read(self.masked[start:end])
        return found

    def beside_hash(self, match: Match) -> bool:
        """Whether a hash sum stands on the line of a match."""
        start = self.text.rfind("\n", max(match.start - _REACH, 0), match.start) + 1 or max(match.start - _REACH, 0)
        end = self.text.find("\n", match.end, match.end + _REACH)
        end = min(match.end + _REACH, len(self.text)) if end < 0 else end
        at = bisect_right(self.sums, start - 1)
        return at < len(self.sums) and self.sums[at] < end

    def heading(self, offset: int) -> str:
        """The nearest heading above an offset."""
        at = bisect_right(self.heading_starts, offset) - 1
        return self.headings[at][1] if at >= 0 else ""

    def table(self, offset: int) -> str:
        """The first row of the table that an offset is in, and the line before the table; empty outside tables."""
        at = bisect_right(self.block_starts, offset) - 1
        if at < 0 or self.blocks[at][1] <= offset:
            return ""
        return self.blocks[at][2]

    def in_indicators(self, match: Match, line: Line) -> bool:
        """Whether a match stands in a list of indicators: the reader says so, or a heading does and the line is no sentence."""
        if _inside(match.start, self.setting.indicator_spans):
            return True
        heading = self.heading(match.start)
        if not _on_indicators(heading) or _on_references(heading):
            return False
        return line.cells or line.words < _SENTENCE


def _mask(text: str, matches: Sequence[Match]) -> str:
    """The text with a space for every character of an observable, so that a URL's words are not read as the line's."""
    pieces, at = [], 0
    for match in matches:
        if match.end > at:
            start = max(match.start, at)
            pieces += [text[at:start], " " * (match.end - start)]
            at = match.end
    return "".join([*pieces, text[at:]])


def _read(line: str) -> Line:
    """What one line says."""
    letters = len(_WORD.findall(line))
    if not letters:
        return _SILENT if "|" not in line else _CELLS
    said = f" {_PLAIN.sub(' ', line.lower())} "
    return Line(
        words=letters,
        cells="|" in line,
        control=_says(said, _CONTROL),
        legitimate=_says(said, _LEGITIMATE),
        clean=_says(said, _CLEAN),
        cites=_says(said, _CITES),
        victim=_says(said, _VICTIM),
        target=_says(said, _TARGET),
        hostile=_says(said, _HOSTILE),
    )


@lru_cache(maxsize=4096)
def _on_victims(heading: str) -> bool:
    return _VICTIM_HEADING.search(heading) is not None


@lru_cache(maxsize=4096)
def _on_references(heading: str) -> bool:
    return _REFERENCE_HEADING.search(heading) is not None


@lru_cache(maxsize=4096)
def _on_services(heading: str) -> bool:
    return _ABUSED_HEADING.search(heading) is not None


@lru_cache(maxsize=4096)
def _on_indicators(heading: str) -> bool:
    return _IOC_HEADING.search(heading) is not None


def _says(said: str, cues: tuple[str, ...]) -> bool:
    for cue in cues:  # noqa: SIM110 - a plain loop: a generator costs as much again as the search
        if cue in said:
            return True
    return False


def _tables(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and head (first row and the line before) of each run of lines that begin with a cell border."""
    for match in _TABLE.finditer(text):
        first = match[0].split("\n", 1)[0]
        before = text[max(match.start() - 200, 0) : match.start()].rstrip().rpartition("\n")[2]
        yield match.start(), match.end(), f"{before} {first}"[:400]


def _deep(match: Match) -> bool:
    """Whether a URL names something on its host."""
    return match.kind == "url" and len(match.value.split("://")[-1].partition("/")[2]) > 2


def _inside(offset: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= offset < end for start, end in spans)


def _headings(text: str) -> Iterator[tuple[int, str]]:
    for match in _HEADING.finditer(text):
        yield match.start(), next(group for group in match.groups() if group is not None)


def _host(match: Match) -> str:
    """The host in a network observable."""
    if match.kind == "url":
        authority = match.value.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0]
        return authority.rpartition("@")[2].partition(":")[0]
    return match.value.rpartition("@")[2]


def _guess_publisher(matches: Sequence[Match]) -> set[str]:
    """The security vendor's domain that is linked to most, at least three times and never defanged."""
    counts: Counter[str] = Counter()
    for match in matches:
        if match.kind == "url" and "defanged" not in match.flags and reputation.security(_host(match)):
            counts[registrable(_host(match))] += 1
    return {name for name, count in counts.most_common(1) if count >= 3}

"""Whose is an observable: the adversary's, the victim's, a benign reference, or undecided; always with a reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from vidocq.evidence.indicators import files, lines, reputation, victims
from vidocq.evidence.indicators.lines import Line
from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.suffixes import registrable
from vidocq.evidence.indicators.tables import Tables
from vidocq.evidence.indicators.verdicts import Verdict
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


class Labelled(msgspec.Struct, frozen=True, gc=False):
    """A match with its label, the reason in one sentence, and the score it rests on (log odds, positive: adversary)."""

    match: Match
    label: IndicatorLabel
    reason: str
    score: float


_NETWORK = frozenset({"domain-name", "url", "email-addr", "ipv4-addr", "ipv6-addr", "cidr"})
_HASHES = frozenset({"md5", "sha1", "sha256", "sha512", "ssdeep", "imphash", "tlsh", "hash-damaged"})
_CATALOGUE = frozenset({"vulnerability", "attack-pattern", "yara-rule", "sigma-rule"})

_LOOKUP = re.compile(r"(?i)\b(?:geoip|ipinfo|ip-?lookup|check-?ip|what(?:is)?-?my-?ip|myexternalip|icanhazip|freegeoip)\b")
#: A label that nobody would say: eight letters and digits mixed at least twice, or a long run without a vowel.
_GENERATED = re.compile(r"(?:^|\.)(?=[a-z0-9]{7,}+\.)(?:[a-z]*+[0-9]++[a-z]++[0-9]|[a-z0-9]*?[bcdfghjklmnpqrstvwxz]{6})")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_ADDRESSES = frozenset({"ipv4-addr", "ipv6-addr", "cidr"})
#: So many registrable domains defanged make defanging the text's habit; below that a live name says little.
_HABIT = 2
#: Sum of signs below which a host is plainly nobody's in the case, whatever the line says of victims.
_NOT_OURS = -4.0
#: The same where the sentence itself says that it is a victim's, and the score of such a sentence.
_NOBODYS, _SAID = -7.0, 3.0
_EVEN = 0.5
_SENTENCE = 8
#: A bare list of so many lines belongs to the line above it.
_LONGEST_LIST = 20


def label(matches: Sequence[Match], text: str, setting: Setting | None = None) -> list[Labelled]:
    """Label every match of a text, in the order given.

    Signs add up to log odds: what is done to the observable (defanging), where it stands (indicator list, table, code, a link
    in prose, "related reading"), whose host it is (the publisher's, a security vendor's, a popular one's) and what the sentence
    says. A host has one label throughout a document; a text that defangs tells by not defanging.
    """
    return _Labeller(matches, text, setting or Setting()).run()


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
        self.announcements: dict[int, str] = {}
        self.headings = list(lines.headings_of(text))
        self.heading_starts = [start for start, _ in self.headings]
        self.tables = Tables(self.masked)
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
        row = self.tables.verdict(match.start)
        if row is not None and row.label is REFERENCE:
            return row.score, REFERENCE, row.reason
        line = self.line(match)
        if line.clean and not line.control:
            return -1.0, REFERENCE, "the line calls the file legitimate"
        return 3.0, ADVERSARY, "a hash that the report lists"

    def file(self, match: Match) -> tuple[float, IndicatorLabel, str]:
        """A file is the adversary's in an indicator list or beside a hash; parts of the system are nobody's."""
        before, after = self.sides(match)
        listed = self.beside_hash(match) or self.in_indicators(match, self.line(match))
        said = files.judge(match.value, before, after, listed=listed)
        return said.score, said.label, said.reason

    def network(self, match: Match, place: Match) -> tuple[float, IndicatorLabel, str]:
        """Signs for and against, each with its weight; the strongest one is the reason."""
        host = _host(match)
        line = self.line(place)
        heading = self.heading(place.start)
        signs = [*self.host_signs(match, host), *self.place_signs(match, place, line, heading)]
        row = self.tables.verdict(place.start)
        if row is not None and row.label is ADVERSARY:
            signs.append((row.score, row.reason))
        total = sum(weight for weight, _ in signs)
        told = self.whose_row(row) or self.victim(match, place, host, line, heading)
        floor = _NOT_OURS if told is None or told.score < _SAID else _NOBODYS
        if told is not None and (told.label is REFERENCE or total > floor):
            return abs(total) + abs(told.score), told.label, told.reason
        if abs(total) < _EVEN:
            reason = "signs for and against are about even" if signs else "nothing says whose it is"
            return total, UNDECIDED, reason
        reason = max(signs, key=lambda sign: sign[0] if total > 0 else -sign[0])[1]
        return total, ADVERSARY if total > 0 else REFERENCE, reason

    def whose_row(self, row: Verdict | None) -> Verdict | None:
        """What a row decides by itself: that it is a victim's or benign."""
        return row if row is not None and row.label is not ADVERSARY else None

    def victim(self, match: Match, place: Match, host: str, line: Line, heading: str) -> Verdict | None:
        """Why an observable is a victim's; None where nothing says so."""
        if line.victim and (told := victims.told(*self.sides(place))):
            return Verdict(VICTIM, told, _SAID)
        if self.linked(place):
            return None
        if victims.heading(heading) and not line.hostile:
            return Verdict(VICTIM, "stands under a heading about victims or targets", 1.0)
        if match.kind not in ("domain-name", "url"):
            return None
        live = "defanged" not in match.flags
        if live and not line.words and (told := self.announced(place.start)):
            return Verdict(VICTIM, told, _SAID)
        if live and line.target and reputation.popular(host):
            return Verdict(VICTIM, "the sentence names a well-known site as a target", 1.0)
        if reputation.bank(host):
            return Verdict(VICTIM, "a bank's own site, which reports name as a target", 1.0)
        return None

    def announced(self, offset: int) -> str:
        """What the line above a bare list says of all of it; empty where that makes nobody a victim."""
        start = self.masked.rfind("\n", 0, offset) + 1
        if start not in self.announcements:
            above, end = start, start
            for _ in range(_LONGEST_LIST):
                end, above = above - 1, self.masked.rfind("\n", 0, max(above - 1, 0)) + 1
                if end <= 0 or lines.has_words(self.masked[max(above, end - _REACH) : end]):
                    break
            said = self.masked[max(above, end - 2 * _REACH) : max(end, 0)].lower()
            self.announcements[start] = victims.told(said, "")
        return self.announcements[start]

    def sides(self, match: Match) -> tuple[str, str]:
        """The line of a match before and behind it, in lower case, other observables blanked out."""
        start = max(self.masked.rfind("\n", 0, match.start) + 1, match.start - 2 * _REACH)
        end = self.masked.find("\n", match.end, match.end + _REACH)
        end = match.end + _REACH if end < 0 else end
        return self.masked[start : match.start].lower(), self.masked[match.end : end].lower()

    def host_signs(self, match: Match, host: str) -> Iterator[Sign]:
        """What is known of the host whatever the text says."""
        if match.kind in _ADDRESSES or (match.kind == "url" and host[-1:].isdigit()):
            why = reputation.no_place(host if match.kind == "url" else match.value)
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
        why = reputation.nobodys(host, match.value)
        if host.endswith(WRAPPERS):
            yield -9.0, "a mail filter that wraps the links of others"
        elif why:
            yield -9.0, why
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
        if match.kind == "url" and not defanged and match.value.lower().endswith(_PICTURES):
            yield -3.0, "a picture, left live"
        if linked:
            yield -2.5, "a link behind words"
            if "![" in self.text[max(place.start - 120, 0) : place.start].rpartition("\n")[2]:
                yield -3.0, "a picture on the page"
        if lines.on_references(heading) or _inside(match.start, self.setting.related_spans):
            yield -3.0, "stands under references or related reading"
        elif lines.on_services(heading):
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
            found = self.lines[start, end] = lines.read(self.masked[start:end])
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

    def in_indicators(self, match: Match, line: Line) -> bool:
        """Whether a match stands in a list of indicators: the reader says so, or a heading does and the line is no sentence."""
        if _inside(match.start, self.setting.indicator_spans):
            return True
        heading = self.heading(match.start)
        if not lines.on_indicators(heading) or lines.on_references(heading):
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


def _deep(match: Match) -> bool:
    """Whether a URL names something on its host."""
    return match.kind == "url" and len(match.value.split("://")[-1].partition("/")[2]) > 2


def _inside(offset: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= offset < end for start, end in spans)


def _host(match: Match) -> str:
    """The host in a network observable."""
    return _url_host(match.value) if match.kind == "url" else match.value.rpartition("@")[2]


@lru_cache(maxsize=16384)
def _url_host(url: str) -> str:
    authority = url.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0]
    return authority.rpartition("@")[2].partition(":")[0]


def _guess_publisher(matches: Sequence[Match]) -> set[str]:
    """The security vendor's domain that is linked to most, at least three times and never defanged."""
    counts: Counter[str] = Counter()
    for match in matches:
        if match.kind == "url" and "defanged" not in match.flags and reputation.security(_host(match)):
            counts[registrable(_host(match))] += 1
    return {name for name, count in counts.most_common(1) if count >= 3}

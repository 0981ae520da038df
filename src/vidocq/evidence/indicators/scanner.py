"""One scan over a text for every kind of observable, validated, with offsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from vidocq.evidence.indicators import addresses, names, paths, urls
from vidocq.evidence.indicators.cues import cued
from vidocq.evidence.indicators.encoded import encoded
from vidocq.evidence.indicators.hashes import long_words
from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.patterns import MASTER
from vidocq.evidence.indicators.state import State
from vidocq.evidence.indicators.windows import windows
from vidocq.evidence.indicators.wrapped import wrapped

#: Kinds that count even where another observable was read in the same place.
_WHOLE = frozenset({"user-agent", "mutex", "sigma-rule", "x509-certificate"})
#: Nothing shorter is an observable (``::1``).
_SHORTEST = 3
_HANDLERS: dict[str, Callable[[State, re.Match[str]], int]] = {
    "url": urls.url,
    "other": urls.url,
    "v4": addresses.v4,
    "v6": addresses.v6,
    "v6short": addresses.v6,
    "dotted": names.dotted,
    "drive": paths.drive,
    "env": paths.env,
    "unc": paths.unc,
    "reg": paths.reg,
    "unix": paths.unix,
    "ssdeep": paths.ssdeep,
}


def scan(text: str, places: Iterable[int] | None = None) -> list[Match]:
    """Every observable in a text, in order of its start; a host inside a URL or an address follows what it is in.

    ``places`` are the anchors where a faster engine found them (see :mod:`vidocq.evidence.indicators.accelerated`).
    The time is linear in the length of the text, whatever is in it.
    """
    return _Scan(text).run(places)


class _Scan(State):
    """One text scanned: words around anchors, long words, cues."""

    def run(self, places: Iterable[int] | None) -> list[Match]:
        """Words around anchors first; what stands by itself then fills the gaps."""
        search, flat, handlers = MASTER.search, self.flat, _HANDLERS
        for left, right in windows(flat, places):
            at = left if left > self.last else self.last
            while right - at >= _SHORTEST and (match := search(flat, at, right)):
                end = handlers[match.lastgroup or ""](self, match)
                at = end if end > at else at + 1
        self.taken.sort()
        for matches in long_words(self.text, self.view):
            self._add_outside(matches)
        self._add_cued()
        self.found.extend(wrapped(self.text, self.view))
        self.found.extend(encoded(self.text, self.view))
        self.found.sort(key=_order)
        return self.found

    def _add_outside(self, matches: Iterable[Match]) -> None:
        """Add matches, in order of start, that do not overlap what was taken already."""
        taken, at, size = self.taken, 0, len(self.taken)
        for match in matches:
            start = match.start
            while at < size and taken[at][1] <= start:
                at += 1
            if at == size or taken[at][0] >= match.end:
                self.found.append(match)

    def _add_cued(self) -> None:
        """Add what a word nearby gives away; CVEs count inside URLs too, the rest does not, and a certificate beats a hash."""
        seen: set[tuple[str, int]] = set()
        rest, whole = [], []
        for match in cued(self.text, self.view):
            if match.kind == "vulnerability":
                self.found.append(match)
            elif match.kind in _WHOLE:
                if (match.kind, match.start) not in seen:
                    whole.append(match)
                seen.add((match.kind, match.start))
            else:
                rest.append(match)
        if rest:
            self._add_outside(rest)
        if whole:
            known = {(item.start, item.end) for item in self.found}
            self.found.extend(match for match in whole if (match.start, match.end) not in known)


def _order(match: Match) -> int:
    """Place in the result: by start, the longer first."""
    return (match.start << 32) - match.end

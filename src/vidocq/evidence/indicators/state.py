"""What a scan knows of its text and has found in it so far."""

from __future__ import annotations

import re
from functools import cached_property

from vidocq.evidence.indicators import hosts, values
from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.view import BIDI
from vidocq.evidence.indicators.view import view as view_of
from vidocq.evidence.indicators.windows import Window, flatten

DEFANGED = ("defanged",)
#: Marks around a URL that were escaped on the way into the text.
ENTITIES = ("&quot;", "&gt;", "&lt;", "&#39;", "&#34;", "&apos;", "&nbsp;")
_VOUCHERS = re.compile(r"(?://(?:www\.)?|@|\bwww\.)([\w-]+(?:\.[\w-]+)++)")


class State:
    """One text, its views and what was found in it so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.view = view_of(text)
        self.flat = flatten(self.view)
        self.found: list[Match] = []
        self.taken: list[Window] = []
        self.last = 0

    @cached_property
    def quoted(self) -> bool:
        """Whether the text has quotation marks and angle brackets as HTML writes them."""
        return any(mark in self.text for mark in ENTITIES)

    @cached_property
    def vouched(self) -> frozenset[str]:
        """Hosts that stand in a URL or an address, or after ``www.``: collected once, for any doubtful name may ask."""
        return frozenset(_VOUCHERS.findall(self.flat.lower()))

    def take(
        self,
        kind: str,
        start: int,
        end: int,
        rule: str,
        flags: tuple[str, ...] = (),
        *,
        within: str = "",
        port: int | None = None,
        value: str = "",
    ) -> int:
        """Record a match over ``text[start:end]`` and give its end."""
        written = self.text[start:end]
        value = value or values.refang(written, kind)
        if "xn--" in value or not written.isascii():
            flags = (*flags, *_oddities(self.view[start:end], value, kind))
        self.found.append(Match(kind, value, start, end, written, rule, flags, within, port))
        if not within:
            self.taken.append((start, end))
            self.last = end
        return end


def _oddities(seen: str, value: str, kind: str) -> tuple[str, ...]:
    """Flags for letters beyond ASCII: turned reading direction, look-alike hosts."""
    flags: list[str] = []
    if BIDI in seen:
        flags.append("bidi")
    name = value.split("://", 1)[-1].split("/", 1)[0].rpartition("@")[2] if kind in ("url", "email-addr", "domain-name") else ""
    if name and hosts.skew(name):
        flags.append("homoglyph")
    return tuple(flags)

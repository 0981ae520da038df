"""What a scan gives: one observable, where it stands and which rule found it."""

from __future__ import annotations

import msgspec


class Match(msgspec.Struct, frozen=True, order=False, gc=False):
    """One observable in a text.

    ``text[start:end] == written`` and ``refang(written, kind) == value``. ``flags`` say what is special about it:
    ``defanged``, ``joined`` (over a line or cell break), ``damaged`` (characters lost), ``ligature`` (restored),
    ``homoglyph``, ``bidi``, ``wildcard``, ``hyphenated`` (over a hyphen at a line's end, which may be its own),
    ``unwrapped`` and ``decoded`` (taken out of a link or of Base64: then ``value`` is what stands encoded in ``written``).
    ``within`` is the kind of the longer observable that it is a part of (``url``, ``email-addr``), ``port`` the port
    written after an address.
    """

    kind: str
    value: str
    start: int
    end: int
    written: str
    rule: str
    flags: tuple[str, ...] = ()
    within: str = ""
    port: int | None = None

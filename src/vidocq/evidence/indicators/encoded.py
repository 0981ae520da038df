"""URLs inside Base64, as scripts and PowerShell's encoded commands carry them."""

from __future__ import annotations

import base64
import binascii
import re
import string
from collections.abc import Iterator

from vidocq.evidence.indicators import hosts, values
from vidocq.evidence.indicators.match import Match

#: ``http`` in Base64 at each of three offsets, of single bytes and of UTF-16: found at memory speed.
_SIGNS = ("aHR0c", "h0dH", "odHRw", "aAB0AHQAcA", "gAdAB0AHAA", "oAHQAdABwA")
_RUN = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
_ALPHABET = string.ascii_letters + string.digits + "+/"
_URL = re.compile(r"https?://([A-Za-z0-9_.-]{3,253})(?::\d{1,5})?(?:/[\w.~%/=&?+#;,-]{0,1024})?")
#: Characters of one encoded piece that are decoded, and URLs taken from it, at most.
_LONGEST, _MOST = 65_536, 64
#: Share of plain characters from which on what was decoded is a text.
_TEXT = 0.95


def encoded(text: str, view: str) -> Iterator[Match]:
    """URLs that stand in a text in Base64, and their hosts; the place of each is the whole encoded piece."""
    done = 0
    for at in sorted({place for sign in _SIGNS for place in _places(view, sign)}):
        if at < done:
            continue
        low = max(at - _LONGEST, done)
        begin = low + len(view[low:at].rstrip(_ALPHABET))
        run = _RUN.match(view, begin, at + _LONGEST)
        if run is None:
            continue
        done = run.end()
        yield from _inside(text, *run.span())


def _places(view: str, sign: str) -> Iterator[int]:
    at = view.find(sign)
    while at >= 0:
        yield at
        at = view.find(sign, at + len(sign))


def _inside(text: str, start: int, end: int) -> Iterator[Match]:
    written = text[start:end]
    said = _decoded(written)
    for number, found in enumerate(_URL.finditer(said)):
        name = found[1].lower().rstrip(".")
        kind = "ipv4-addr" if values.is_v4(name) else "domain-name" if hosts.valid(name) else ""
        if not kind or number >= _MOST:
            continue
        value = values.url(found[0].rstrip(".,;"))
        yield Match("url", value, start, end, written, "url-decoded", ("decoded",))
        yield Match(kind, name, start, end, written, "host-decoded", ("decoded",), "url")


def _decoded(written: str) -> str:
    """The text in a piece of Base64; empty where it holds none."""
    body = written.rstrip("=")
    try:
        raw = base64.b64decode(body[: len(body) // 4 * 4] + _rest(body), validate=True)
    except (binascii.Error, ValueError):
        return ""
    said = raw.replace(b"\0", b"").decode("latin-1")
    plain = sum((sign.isprintable() and sign.isascii()) or sign in "\r\n\t" for sign in said)
    return said if plain >= _TEXT * len(said) else ""  # a certificate holds links and is no script


def _rest(body: str) -> str:
    rest = body[len(body) // 4 * 4 :]
    return rest + "=" * (4 - len(rest)) if len(rest) > 1 else ""

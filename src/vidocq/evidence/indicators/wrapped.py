"""Links inside links: percent-encoded targets of redirects and mail filters, and Proofpoint's own encoding of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from vidocq.evidence.indicators import hosts, values
from vidocq.evidence.indicators.match import Match

#: Encoded ``://``, once or twice; looked for as they stand, so that ordinary text costs nothing.
_SIGNS = ("%3A%2F%2F", "%3a%2f%2f", "%253A%252F%252F", "%253a%252f%252f")
_SCHEME_BEFORE = re.compile(r"(?<![A-Za-z])(?:https?|hxxps?|ftp)\Z", re.IGNORECASE)
_REST = re.compile(r"[^\s&\"'<>`|\\^{}()\[\]]{4,4096}")
#: Proofpoint URL Defense v2: percent signs are hyphens and slashes are low lines.
_DEFENSE = "urldefense.proofpoint.com/v2/url?u="
_DEFENSE_REST = re.compile(r"(?P<scheme>https?)-3A__(?P<rest>[^\s&\"'<>]{4,4096})")
_TIMES = 3
_TRAIL = ".,;:!?'*)]}"
#: Services whose links only wrap others: nobody's infrastructure in a case.
WRAPPERS = (
    "safelinks.protection.outlook.com", "urldefense.proofpoint.com", "urldefense.com", "urldefense.us",
    "protect-links.mimecast.com", "linkprotect.cudasvc.com", "secure-web.cisco.com", "clicktime.symantec.com",
)  # fmt: skip


def wrapped(text: str, view: str) -> Iterator[Match]:
    """Targets that stand encoded in a text, each with its host; ``view`` is the text's view."""
    for sign in _SIGNS:
        at = view.find(sign)
        while at >= 0:
            before = _SCHEME_BEFORE.search(view, max(at - 6, 0), at)
            rest = _REST.match(view, at)
            if before and rest:
                yield from _target(text, before.start(), _end(view, at, rest.end()), _decoded)
            at = view.find(sign, at + len(sign))
    at = view.find(_DEFENSE)
    while at >= 0:
        match = _DEFENSE_REST.match(view, at + len(_DEFENSE))
        if match:
            yield from _target(text, match.start(), match.end(), _undefended)
        at = view.find(_DEFENSE, at + len(_DEFENSE))


def _end(view: str, start: int, end: int) -> int:
    while end > start and view[end - 1] in _TRAIL:
        end -= 1
    return end


def _decoded(written: str) -> str:
    for _ in range(_TIMES):
        if "://" in written:
            break
        written = unquote(written)
    return written


def _undefended(written: str) -> str:
    scheme, _, rest = written.partition("-3A__")
    return f"{scheme}://" + unquote(re.sub(r"-([0-9A-Fa-f]{2})", r"%\1", rest.replace("_", "/")))


def _target(text: str, start: int, end: int, decode: Callable[[str], str]) -> Iterator[Match]:
    """The target and its host; nothing where what was decoded is no URL."""
    written = text[start:end]
    value = values.url(decode(written))
    name = value.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0]
    kind = "ipv4-addr" if values.is_v4(name) else "domain-name" if hosts.valid(name) else ""
    if not kind:
        return
    yield Match("url", value, start, end, written, "url-unwrapped", ("unwrapped",))
    at = written.lower().find(name)
    if at >= 0:
        found = written[at : at + len(name)]
        yield Match(kind, name, start + at, start + at + len(name), found, "host-unwrapped", ("unwrapped",), "url")

"""Dotted words: e-mail addresses, hosts and file names, told from code, detections and prose."""

from __future__ import annotations

import re

from vidocq.evidence.indicators import hosts, values
from vidocq.evidence.indicators.hosts import Shape
from vidocq.evidence.indicators.state import DEFANGED, State
from vidocq.evidence.indicators.urls import inner, with_tail
from vidocq.evidence.indicators.view import plain as plain_of
from vidocq.evidence.indicators.windows import Window

_AV_BEFORE = re.compile(r"[A-Za-z0-9_\-!.:]+[/:!]\Z")
_PACKAGE_AFTER = re.compile(r"\(\s*(?:\)|[\"'])")
#: Extensions this short are written in capitals only by detections (``Injector.MD``) and where the whole name is.
_SHORT = 3
#: The first half of a word that a hyphen breaks at the end of the line before.
_HYPHENATED = re.compile(r"(?<![\w.@/\\-])([A-Za-z0-9][\w-]{1,60})-[ \t]*\r?\n[ \t>|]{0,8}\Z")
#: A defanged dot right before a word: the label in front is a placeholder (``server-{1,30}[.]evil.example``).
_DOTS_BEFORE = frozenset({"[.]", "(.)", "{.}"})


#: What says right before a name, or right behind it, that it is a host.
_HOST_BEFORE = re.compile(
    r"(?i)(?<![\w.-])(?:c2|c&c|c ?2 (?:server|domain|host)|(?:sub-?)?domain(?: name)?|host(?:name)?|fqdn|server|"
    r"(?:web)?site|url|dns|command[- ]and[- ]control(?: server)?|resolv(?:es|ed|ing)(?: to)?"
    r"|(?:connect|beacon|call|post|talk)(?:s|ed|ing)?(?: back)? to|(?:hosted|resolved|served|staged) (?:on|at|from|by)"
    r"|download(?:s|ed|ing)? \w{0,12} ?from|exfiltrat\w+ (?:\w+ )?to|registered)s?"
    r"(?: (?:is|was|were|are|at|called|named|to|the domain))?[ \t]*[:=|]?[ \t]*[\"'`(]?\Z"
)
_HOST_AFTER = re.compile(
    r"(?i)[ \t]*[(\[|:,\t\u2013\u2014-]+[ \t]*(?:main |backup |primary |secondary |first |second )?(?:c2|c&c|command[- ]and"
    r"|domain|host(?:ed|ing)?\b|server|payload|phish|malicious|malware|exfil|staging|dropp|resolv|registered|sinkhol)"
    r"|[ \t]+(?:resolv(?:es|ed)|was registered|hosted|(?:is|was) (?:a|the|its|their) (?:c2|c&c|command|domain|server))"
)


def dotted(scan: State, match: re.Match[str]) -> int:
    """A dotted word: e-mail address, host, file name or nothing."""
    if match["at"] or match["at2"]:
        return _email(scan, match)
    start, end = match.span()
    flat = scan.flat
    written = match[0]
    if not (written[0].isalnum() and written[-1].isalnum()):
        start, end = _stripped(flat, start, end)
        written = flat[start:end]
    if not (written.isascii() and written.isprintable()):
        first, last = hosts.ascii_part(written)
        start, end = start + first, start + last
        written = plain_of(scan.text[start:end])
    plain = written
    if not plain.isascii() and not hosts.valid(values.host(plain)):
        plain = hosts.without_particle(plain)
        end -= len(written) - len(plain)
    elif "-" in flat[start - 2 : start] and (front := _HYPHENATED.search(scan.view, max(start - 80, 0), start)):
        return _over_hyphen(scan, front.start(1), end)
    name = values.host(plain)
    defanged = len(plain) != len(name) or flat[start - 3 : start] in _DOTS_BEFORE
    return _judge(scan, start, end, plain, name, defanged=defanged) or match.end()


def _over_hyphen(scan: State, start: int, end: int) -> int:
    """A host that a hyphen breaks at a line's end: whole, and never sure, for the hyphen may be its own."""
    name = values.host(scan.view[start:end])
    if hosts.shape_of(name) in (Shape.FILE, Shape.RATHER_FILE):
        return scan.take("file-name", start, end, "file-name-hyphenated", ("hyphenated",))
    if not hosts.valid(name):
        return end
    return scan.take("domain-name", start, end, "host-hyphenated", ("hyphenated",))


def _stripped(flat: str, start: int, end: int) -> Window:
    """A word without the markup around it."""
    while start < end and flat[start] in "-_+%\x01\x02":
        start += 1
    while end > start and flat[end - 1] in "-_+%\x01\x02":
        end -= 1
    return start, end


def _judge(scan: State, start: int, end: int, plain: str, name: str, *, defanged: bool) -> int:
    """Decide what a dotted word is and record it; 0 where it is nothing."""
    if " " in plain and not hosts.common(name):
        return 0
    exact = scan.flat[start:end] == plain  # a ligature or an unseen character moves what is behind it
    if "%" in name or "+" in name:
        if not exact:
            return 0
        cut = max(plain.rfind("%"), plain.rfind("+")) + 1
        rest = plain[cut:]
        if defanged or "." not in rest:
            return 0
        return _judge(scan, start + cut, end, rest, values.host(rest), defanged=False)
    shape = hosts.shape_of(name)
    if "\\" in plain and _only_escaped(plain):
        defanged = False
    if shape is Shape.NONE:
        return 0 if not exact else _glued_host(scan, start, plain, name, defanged=defanged)
    if defanged:
        if shape is Shape.FILE:
            return scan.take("file-name", start, end, "file-name", ("defanged",))
        return with_tail(scan, "domain-name", start, end, name, flags=DEFANGED)
    if _in_detection(scan, start):
        return _file(scan, start, end, name) if shape in (Shape.FILE, Shape.RATHER_FILE) else 0
    if shape is Shape.FILE:
        return 0 if _called(scan, end) else _file(scan, start, end, name)
    return _bare(scan, start, end, plain, name, shape=shape)


def _only_escaped(plain: str) -> bool:
    """Whether the only thing done to the dots is Markdown's backslash, which says nothing about intent."""
    return (
        not any(sign in plain for sign in "[({<")
        and " " not in plain
        and "dot" not in plain.lower()
        and not any(s in plain for s in "])}")
    )


def _bare(scan: State, start: int, end: int, plain: str, name: str, *, shape: Shape) -> int:
    """A dotted word that nobody defanged: a host only if shape, case and surroundings allow."""
    follows = scan.flat[end : end + 2]
    called = _called(scan, end)
    written = values.DOTS.sub(".", plain) if "\\" in plain else plain
    if shape is Shape.RATHER_FILE and not (follows[:1] == "/" and follows[1:].isalnum()):
        return _file(scan, start, end, name)
    if called or not hosts.believable_case(written) or name.replace(".", "").isdigit():
        return _file(scan, start, end, name) if hosts.is_file(name) and shape is Shape.RATHER_FILE else 0
    if shape is Shape.RISKY and not (_is_vouched(scan, start, end, name)):
        return _file(scan, start, end, name) if hosts.is_file(name) else 0
    if scan.flat[start - 1 : start] in ("\\", "$", "#") and start:
        return 0
    return with_tail(scan, "domain-name", start, end, name, flags=())


def _called(scan: State, end: int) -> bool:
    """Whether a word is called like a function: brackets right behind it, empty or with an argument."""
    return scan.flat[end : end + 1] == "(" and _PACKAGE_AFTER.match(scan.flat, end) is not None


def _is_vouched(scan: State, start: int, end: int, name: str) -> bool:
    """Whether what stands around a doubtful name makes it a host."""
    return _vouched(scan, name, scan.flat[end : end + 2]) or _alone(scan, start, end) or _called_host(scan, start, end, name)


def _called_host(scan: State, start: int, end: int, name: str) -> bool:
    """Whether the word right before or behind a name in lower case says that it is a host."""
    if not scan.view[start:end].islower() or hosts.is_file(name) or hosts.headed_as_code(name):
        return False
    if _HOST_BEFORE.search(scan.view, max(start - 48, 0), start):
        return True
    return hosts.no_member(name) and _HOST_AFTER.match(scan.view, end, end + 48) is not None


def _vouched(scan: State, name: str, follows: str) -> bool:
    """Whether something else in the text says that a doubtful name is a host: a path behind it, or a use in a URL or defanged."""
    if follows[:1] == "/" and follows[1:].isalnum():
        return True
    return name in scan.vouched


def _alone(scan: State, start: int, end: int) -> bool:
    """Whether a name in lower case is all there is on its line, in its cell or between its backticks."""
    if not scan.view[start:end].islower():
        return False
    before = scan.view[max(start - 8, 0) : start].rstrip(" *-")
    after = scan.view[end : end + 8].lstrip(" *")
    if before[-1:] == "\t" or after[:1] == "\t":  # a cell of a table that is written with tabs
        return (not before or before[-1] in "\n\t|") and (not after or after[0] in "\n\r\t|")
    before, after = before.rstrip(" \t*-"), after.lstrip(" \t*")
    return (not before or before[-1] in "\n|`\u2022") and (not after or after[0] in "\n\r|`")


def _in_detection(scan: State, start: int) -> bool:
    """Whether the word is the tail of a detection name or a path (``Win32/Agent.AO``, ``Gen:Variant.Bn``)."""
    return (
        start > 0
        and scan.flat[start - 1] in "/:!"
        and _AV_BEFORE.search(scan.flat, max(start - 40, 0), start) is not None
        and (scan.flat[start - 1] != ":" or scan.flat[start - 2 : start - 1].islower() is False)
    )


def _glued_host(scan: State, start: int, plain: str, name: str, *, defanged: bool) -> int:
    """A host that ran into the next word; only where the front is defanged or begins with ``www``."""
    if not (defanged or name.startswith("www.")):
        return 0
    if len(plain) != len(name) and "[.]" not in plain:
        return 0
    flatdot = plain.replace("[.]", ".")
    short = hosts.unglue(flatdot)
    if not short:
        return 0
    end = start + _written_length(plain, len(short))
    return with_tail(scan, "domain-name", start, end, short.lower(), flags=DEFANGED if defanged else ())


def _written_length(plain: str, length: int) -> int:
    """How much of a text with ``[.]`` gives ``length`` characters with plain dots."""
    at = done = 0
    while done < length:
        at += 3 if plain.startswith("[.]", at) else 1
        done += 1
    return at


def _email(scan: State, match: re.Match[str]) -> int:
    """An e-mail address and the host in it."""
    start, end = match.span()
    at = "at" if match["at"] else "at2"
    while end > start and scan.flat[end - 1] in "-_\x01\x02":
        end -= 1
    while start < end and scan.flat[start] in "-_%+\x01\x02":
        start += 1
    host_start = match.end(at)
    name = values.host(scan.flat[host_start:end])
    if not hosts.valid(name):
        short = hosts.unglue(scan.flat[host_start:end])
        if not short:
            return host_start
        end, name = host_start + len(short), short.lower()
    if match.start(at) == start:
        return scan.take("domain-name", host_start, end, "host")
    defanged = scan.text[start:end].lower() != values.email(scan.text[start:end])
    scan.take("email-addr", start, end, "email-defanged" if defanged else "email", ("defanged",) if defanged else ())
    inner(scan, name, host_start, end, "email-addr")
    return end


def _file(scan: State, start: int, end: int, name: str) -> int:
    """A file name, in the letters' own case; not the target of a link to the page's own pictures, not a detection's name."""
    _, _, top = scan.flat[start:end].rpartition(".")
    if (
        name.startswith(".")
        or _own_link(scan.flat, start)
        or (len(top) < _SHORT and top.isupper() and not scan.flat[start:end].isupper())
    ):
        return 0
    return scan.take("file-name", start, end, "file-name")


def _own_link(flat: str, start: int) -> bool:
    """Whether a name stands in the target of a Markdown link without a host (``![](/images/1.png)``)."""
    if flat[start - 1 : start] not in ("/", "%"):
        return False
    bracket = flat.rfind("(", max(start - 400, 0), start)
    return bracket > 0 and flat[bracket - 1] == "]" and flat[bracket + 1] == "/"

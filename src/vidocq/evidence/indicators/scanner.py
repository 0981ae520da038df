"""One scan over a text for every kind of observable, validated, with offsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from vidocq.evidence.indicators import hosts, values
from vidocq.evidence.indicators.cues import cued
from vidocq.evidence.indicators.hashes import KIND_OF_LENGTH, long_words
from vidocq.evidence.indicators.hosts import Shape
from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.patterns import (
    BACKSLASHED,
    BODY,
    DIRECTORIES,
    HOST,
    KEY_TAIL,
    LAST_PART,
    MASTER,
    PORT,
    PREFIX_LENGTH,
    QUOTED_PART,
    UNIX_TAIL,
    USER,
    USUAL,
)
from vidocq.evidence.indicators.view import BIDI
from vidocq.evidence.indicators.view import plain as plain_of
from vidocq.evidence.indicators.view import view as view_of
from vidocq.evidence.indicators.windows import Window, flatten, windows

#: A URL longer than this is cut: bound for every step that looks at a whole URL.
LONGEST = 4096
_VERSION_BEFORE = re.compile(
    r"(?i)(?:\b(?:version|versions|ver\.?|v|build|release|firmware|fileversion|productversion|oid|rev|revision|chrome|firefox|safari|edge"
    r"|opera|java|jre|jdk|flash|reader|acrobat|section|chapter|fig(?:ure)?\.?|table|update|patch|upgrade to|prior to|before|through|"
    r"earlier than|older than|openssl|opensslf|dll|kernel|driver|sdk|api|package|app)\b[\s:=#()\"'*`-]{0,4}|[A-Za-z]/v?|\bv)\Z"
)
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]|[0-9])"
_ADDRESS = re.compile(rf"(?!0\.(?!0\.0\.0)){_OCTET}(?:\.{_OCTET}){{3}}")
_HEADING_AFTER = re.compile(r"[ \t]+[A-Z][a-z]+[ \t\n]")
_AV_BEFORE = re.compile(r"[A-Za-z0-9_\-!.:]+[/:!]\Z")
_VOUCHERS = re.compile(r"(?://(?:www\.)?|@|\bwww\.)([\w-]+(?:\.[\w-]+)++)")
_PACKAGE_AFTER = re.compile(r"\(\s*(?:\)|[\"'])")
_TRAIL = ".,;:!?'*_)]}>\"`\\"
_OPEN = {")": "(", "]": "[", "}": "{"}
_HTTP_AGAIN = re.compile(r"(?<=[\w)\],;.])(?:h(?:tt|xx)ps?)(?=\[?:)")
_LINE_CONTINUES = re.compile(r"[ \t]*\r?\n[ \t>|]{0,8}([^\s\"<>|`'()\[\]]{2,512})")
_SERVICES = {"t.me": "telegram", "telegram.me": "telegram", "github.com": "github", "twitter.com": "twitter", "x.com": "twitter"}
#: A defanged dot right before a word: the label in front is a placeholder (``server-{1,30}[.]evil.example``).
_DOTS_BEFORE = frozenset({"[.]", "(.)", "{.}"})
#: Kinds that count even where another observable was read in the same place.
_WHOLE = frozenset({"user-agent", "mutex", "sigma-rule", "x509-certificate"})
_TAIL_SIGNS = frozenset(":/[(\\")
#: Nothing shorter is an observable (``::1``).
_SHORTEST = 3
_DEFANGED = ("defanged",)
_SCHEMES_LIVE = frozenset({"http://", "https://", "ftp://", "HTTP://", "HTTPS://", "Http://", "Https://"})
_RULE_INSIDE = {"url": "host-in-url", "email-addr": "host-in-email-addr"}
#: Services whose links name a file by its hash sum.
_ANALYSIS = frozenset(
    """virustotal.com hybrid-analysis.com bazaar.abuse.ch malshare.com totalhash.cymru.com totalhash.com otx.alienvault.com
    analyze.intezer.com opentip.kaspersky.com metadefender.opswat.com metadefender.com polyswarm.network vxug.fakedoma.in""".split()
)
_SUM = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9A-Za-z])")
_HANDLE = re.compile(r"/(?:s/)?@?([A-Za-z0-9][\w-]{1,38})/?(?:[?#].*)?\Z")
_NOT_HANDLES = frozenset(
    [
        "joinchat",
        "share",
        "search",
        "intent",
        "hashtag",
        "home",
        "features",
        "about",
        "topics",
        "login",
        "orgs",
        "settings",
        "explore",
        "i",
        "c",
        "addstickers",
        "iv",
        "proxy",
    ]
)


def scan(text: str, places: Iterable[int] | None = None) -> list[Match]:
    """Every observable in a text, in order of its start; a host inside a URL or an address follows what it is in.

    ``places`` are the anchors where a faster engine found them (see :mod:`vidocq.evidence.indicators.accelerated`).
    The time is linear in the length of the text, whatever is in it.
    """
    return _Scan(text, places).run()


class _Scan:
    """One text, its views and what was found in it so far."""

    def __init__(self, text: str, places: Iterable[int] | None) -> None:
        self.text = text
        self.view = view_of(text)
        self.flat = flatten(self.view)
        self.places = places
        self.found: list[Match] = []
        self.taken: list[Window] = []
        self.last = 0

    @cached_property
    def vouched(self) -> frozenset[str]:
        """Hosts that stand in a URL or an address, or after ``www.``: collected once, for any doubtful name may ask."""
        return frozenset(_VOUCHERS.findall(self.flat.lower()))

    def run(self) -> list[Match]:
        """Words around anchors first; what stands by itself then fills the gaps."""
        search, flat, handlers = MASTER.search, self.flat, _HANDLERS
        for left, right in windows(flat, self.places):
            at = left if left > self.last else self.last
            while right - at >= _SHORTEST and (match := search(flat, at, right)):
                end = handlers[match.lastgroup or ""](self, match)
                at = end if end > at else at + 1
        self.taken.sort()
        for matches in long_words(self.text, self.view):
            self._add_outside(matches)
        self._add_cued()
        self.found.sort(key=_order)
        return self.found

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


def _oddities(seen: str, value: str, kind: str) -> tuple[str, ...]:
    """Flags for letters beyond ASCII: turned reading direction, look-alike hosts."""
    flags: list[str] = []
    if BIDI in seen:
        flags.append("bidi")
    name = value.split("://", 1)[-1].split("/", 1)[0].rpartition("@")[2] if kind in ("url", "email-addr", "domain-name") else ""
    if name and hosts.skew(name):
        flags.append("homoglyph")
    return tuple(flags)


# -- URLs ---------------------------------------------------------------------------------------------------------------------


def _url(scan: _Scan, match: re.Match[str]) -> int:
    """A URL with its scheme; gives the host inside as well."""
    flat, start, begin = scan.flat, match.start(), match.end()
    usual = USUAL.match(flat, begin)
    if usual:
        name = usual[1].replace("[.]", ".").lower() if "[" in usual[1] else usual[1].lower()
        if hosts.valid(name):
            return _usual_url(scan, match, usual, name)
    user = USER.match(flat, begin) if flat.find("@", begin, begin + 128) >= 0 else None
    host = HOST.match(flat, user.end() if user else begin)
    if host is None:
        return begin
    name, group, base = _host_of(scan.text[slice(*host.span("host"))] if host.end("host") >= 0 else "", host)
    if not name:
        return begin
    end = _body_end(scan, start, base)
    flags: tuple[str, ...] = ("defanged",) if _is_defanged(flat[start:end], match[0]) else ()
    end, joined = _over_lines(scan, start, end)
    rule = "url-joined" if joined else "url-defanged" if flags else "url"
    port = int(host[4]) if host[4] and base == host.end() else None
    scan.take("url", start, end, rule, (*flags, "joined") if joined else flags, port=port)
    stop = host.end(group) if base == host.end() else base
    _inner(scan, name, host.start(group), stop, "url")
    _handle(scan, name, base, end)
    return end


def _usual_url(scan: _Scan, match: re.Match[str], usual: re.Match[str], name: str) -> int:
    """A URL of plain letters that ends where nothing needs to be taken off: most URLs, in a fraction of the steps."""
    flat, start, end = scan.flat, match.start(), usual.end()
    if flat[end - 1] in "-_=&?%/+~" and scan.view[end : end + 1] in ("\n", "\r"):
        longer, joined = _over_lines(scan, start, end)
        if joined:
            return _joined_url(scan, start, longer, usual, name)
    defanged = len(name) != usual.end(1) - usual.start(1)
    told = defanged or (match[0] not in _SCHEMES_LIVE and flat[start] in "hH") or "[" in flat[start:end]
    port = usual[2]
    scan.take("url", start, end, "url-defanged" if told else "url", _DEFANGED if told else (), port=int(port) if port else None)
    scan.take("domain-name", *usual.span(1), "host-in-url", _DEFANGED if defanged else (), within="url", value=name)
    _handle(scan, name, usual.end(1), end)
    return end


def _joined_url(scan: _Scan, start: int, end: int, usual: re.Match[str], name: str) -> int:
    """A URL that goes on over a line break."""
    defanged = len(name) != usual.end(1) - usual.start(1)
    scan.take("url", start, end, "url-joined", (*_DEFANGED, "joined") if defanged else ("joined",))
    scan.take("domain-name", *usual.span(1), "host-in-url", _DEFANGED if defanged else (), within="url", value=name)
    return end


def _host_of(written: str, host: re.Match[str]) -> tuple[str, str, int]:
    """The name in an authority, the group it stands in and where the authority ends; no name where it can be no host."""
    if host["v6"]:
        value = values.address6(host["v6"].strip("[]"))
        return (value, "v6", host.end()) if values.is_address(value) else ("", "", 0)
    name = values.host(written)
    if name[-1:].isdigit():
        return (name, "host", host.end()) if _is_v4(name) else ("", "", 0)
    if hosts.valid(name):
        return name, "host", host.end()
    short = hosts.unglue(host["host"]) if "[" not in host["host"] else ""
    return short.lower(), "host", host.start("host") + len(short)


def _body_end(scan: _Scan, start: int, base: int) -> int:
    """Where a URL ends: at the first sign it cannot hold, without the markup and punctuation that trails it."""
    flat = scan.flat
    body = BODY.match(flat, base, start + LONGEST)
    end = body.end() if body else base
    if flat[base : base + 1] == "\\" and "\\" in flat[start:base]:
        back = BACKSLASHED.match(flat, base, start + LONGEST)
        return _trimmed(flat, base, back.end()) if back else base
    if end == base:
        return base
    if flat[base] not in "/?#:\\" and not flat.startswith(("[:", "[/"), base):
        return base
    if start and flat[start - 1] == "'":
        quote = flat.find("'", base, end)
        end = quote if quote >= 0 else end
    again = _HTTP_AGAIN.search(flat, base, end) if flat.find("tp", base, end) >= 0 or flat.find("xp", base, end) >= 0 else None
    if again:
        end = again.start()
    comma = flat.find(",", base, end)
    if comma > 0 and hosts.is_file(flat[base:comma].lower()):
        end = comma
    return _trimmed(flat, base, end)


def _trimmed(flat: str, base: int, end: int) -> int:
    """Cut at a bracket that nothing opened, then take punctuation off the end."""
    if flat.find(")", base, end) >= 0:
        depth = 0
        for at in range(base, end):
            depth += (flat[at] == "(") - (flat[at] == ")")
            if depth < 0:
                end = at
                break
    while end > base and (flat[end - 1] in _TRAIL or flat.startswith("++", end - 2)):
        opening = _OPEN.get(flat[end - 1])
        if opening and opening in flat[base:end] and flat.count(opening, base, end) >= flat.count(flat[end - 1], base, end):
            break
        end -= 2 if flat.startswith("++", end - 2) else 1
    return max(end, base)


def _over_lines(scan: _Scan, start: int, end: int) -> tuple[int, bool]:
    """Take the next line on to a URL that was broken there: it ends in a sign that asks for more, and what follows is no word.

    Only a break right behind the URL counts, and what follows must stand alone on its line or hold a sign of a URL itself.
    """
    view = scan.view
    if end >= len(view) or view[end] not in "\n\r" or view[end - 1] not in "-_=&?%/+~" or end - start < 24:
        return end, False
    more = _LINE_CONTINUES.match(view, end)
    if more is None or "://" in more[1] or more[1][0] in "-*#=.,":
        return end, False
    tail_end = _trimmed(view, more.start(1), more.end(1))
    piece = view[more.start(1) : tail_end]
    after = view[more.end(1) : more.end(1) + 1]
    alone = after in ("", "\n", "\r")
    linked = any(sign in piece for sign in "/=&%") or (view[end - 1] in "-_" and "-" in piece)
    if view[end - 1] == "/":
        linked = "/" in piece or ("." in piece and not hosts.valid(piece.lower()))
        alone = False
    if not piece or not (linked or alone) or (values.hexadecimal(piece) == piece.lower() and len(piece) >= 32):
        return end, False
    return tail_end, True


def _is_defanged(raw: str, prefix: str) -> bool:
    return (
        (prefix.lower() not in ("http://", "https://", "ftp://") and prefix[:1] in "hH")
        or "[" in raw
        or "(." in raw
        or "{." in raw
        or "\\." in raw
    )


def _inner(scan: _Scan, name: str, start: int, end: int, within: str) -> None:
    """The host or address inside a longer observable."""
    if ":" in name:
        start += scan.flat[start] == "["
        end -= scan.flat[end - 1] == "]"
        scan.take("ipv6-addr", start, end, f"ipv6-in-{within}", within=within)
    elif name.replace(".", "").isdigit():
        scan.take("ipv4-addr", start, end, f"ipv4-in-{within}", within=within)
    else:
        written = scan.flat[start:end]
        flags = (
            () if written.isascii() and written.lower() == name else ("defanged",) if any(s in written for s in "[({\\") else ()
        )
        scan.take("domain-name", start, end, f"host-in-{within}", flags, within=within)


def _handle(scan: _Scan, name: str, start: int, end: int) -> None:
    """An account on a service that operators are known by, or the hash that a link to an analysis names."""
    name = name.removeprefix("www.")
    service = _SERVICES.get(name)
    if service:
        found = _HANDLE.match(scan.flat, start, end)
        if found and found[1].lower() not in _NOT_HANDLES:
            scan.take("operator-handle", *found.span(1), f"{service}-url", within="url")
    elif name in _ANALYSIS:
        for match in _SUM.finditer(scan.flat, start, end):
            scan.take(KIND_OF_LENGTH[len(match[0])], *match.span(), "hash-in-analysis-link", within="url")


# -- hosts, addresses, files -----------------------------------------------------------------------------------------------------


def _v4(scan: _Scan, match: re.Match[str]) -> int:
    """An IPv4 address, not a version and not a section number; with port, network or path."""
    start, end = match.span()
    written = match[0]
    value = values.host(written)
    if not _is_v4(value):
        return end
    defanged = written != value
    if not defanged and _is_version(scan, start, end):
        return end
    flags = ("defanged",) if defanged else ()
    rule = "ipv4-defanged" if defanged else "ipv4"
    sign = scan.flat[end : end + 1]
    if sign and sign in "/[:(\\":
        prefix = PREFIX_LENGTH.match(scan.flat, end)
        if prefix and int(prefix[1]) <= 32:
            scan.take("cidr", start, prefix.end(), "ipv4-network", flags)
            scan.take("ipv4-addr", start, end, "ipv4-in-cidr", flags, within="cidr")
            return prefix.end()
        return _with_tail(scan, "ipv4-addr", start, end, value, flags)
    return scan.take("ipv4-addr", start, end, rule, flags, value=value)


def _is_v4(value: str) -> bool:
    return _ADDRESS.fullmatch(value) is not None


def _is_version(scan: _Scan, start: int, end: int) -> bool:
    """Whether what stands around four numbers makes them a version, a section or an object identifier."""
    if start and scan.view[start - 1] in "`|":
        return False
    before = scan.view[max(start - 24, 0) : start]
    if _VERSION_BEFORE.search(before) and not before.endswith(("//", "://")):
        return True
    line_start = not before.strip(" \t#*") or before.rstrip(" \t#*").endswith("\n")
    small = all(int(label) < 30 for label in scan.flat[start:end].split("."))
    return small and line_start and _HEADING_AFTER.match(scan.view, end) is not None


def _with_tail(scan: _Scan, kind: str, start: int, end: int, value: str, flags: tuple[str, ...]) -> int:
    """A host or address with what follows it: a port, or the path of a URL written without its scheme."""
    flat = scan.flat
    rule = "host" if kind == "domain-name" else "ipv4"
    if flat[end : end + 1] not in _TAIL_SIGNS:
        return scan.take(kind, start, end, f"{rule}-defanged" if flags else rule, flags, value=value)
    port = PORT.match(flat, end)
    number = int(port[1]) if port and int(port[1]) < 65536 else None
    after = port.end() if port and number is not None else end
    bracketed = flat.startswith("[/]", after)
    if flat[after : after + 1] == "/" or bracketed:
        stop = _body_end(scan, start, after)
        if stop - after > 1 and flat[stop : stop + 1] != "{":
            scan.take("url", start, stop, "url-without-scheme", flags, port=number)
            scan.take(kind, start, end, f"{rule}-in-url", flags, within="url", port=number, value=value)
            return stop
    scan.take(kind, start, end, f"{rule}-defanged" if flags else rule, flags, port=number, value=value)
    return after


def _v6(scan: _Scan, match: re.Match[str]) -> int:
    """An IPv6 address; not a time, a serial number, a MAC address or a scope operator."""
    start, end = match.span()
    written = match[0]
    value = values.address6(written)
    if not values.is_address(value) or not _is_v6(values.DOTS.sub(".", values.COLONS.sub(r"\1", written))):
        return start + 1 if "::" not in written else end
    flags = ("defanged",) if "[" in written else ()
    prefix = PREFIX_LENGTH.match(scan.flat, end)
    if prefix and int(prefix[1]) <= 128:
        scan.take("cidr", start, prefix.end(), "ipv6-network", flags)
        return prefix.end()
    return scan.take("ipv6-addr", start, end, "ipv6-defanged" if flags else "ipv6", flags)


def _is_v6(text: str) -> bool:
    groups = [group for group in text.split(":") if group]
    if "::" in text:
        return (len(groups) > 1 and (any(sign.isdigit() for sign in text) or len(groups) > 3)) or text == "::1"
    if all(len(group) <= 2 for group in groups) or all(group.isdigit() and len(group) <= 2 for group in groups):
        return False
    return True


def _dotted(scan: _Scan, match: re.Match[str]) -> int:
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
    name = values.host(plain)
    defanged = len(plain) != len(name) or flat[start - 3 : start] in _DOTS_BEFORE
    return _judge(scan, start, end, plain, name, defanged=defanged) or match.end()


def _stripped(flat: str, start: int, end: int) -> Window:
    """A word without the markup around it."""
    while start < end and flat[start] in "-_+%\x01\x02":
        start += 1
    while end > start and flat[end - 1] in "-_+%\x01\x02":
        end -= 1
    return start, end


def _judge(scan: _Scan, start: int, end: int, plain: str, name: str, *, defanged: bool) -> int:
    """Decide what a dotted word is and record it; 0 where it is nothing."""
    if " " in plain and not hosts.common(name):
        return 0
    if "%" in name or "+" in name:
        cut = max(name.rfind("%"), name.rfind("+")) + 1
        return (
            _judge(scan, start + cut, end, plain[cut:], name[cut:], defanged=defanged)
            if "." in name[cut:] and not defanged
            else 0
        )
    shape = hosts.shape_of(name)
    if "\\" in plain and _only_escaped(plain):
        defanged = False
    if shape is Shape.NONE:
        return _glued_host(scan, start, plain, name, defanged=defanged)
    if defanged:
        if shape is Shape.FILE:
            return scan.take("file-name", start, end, "file-name", ("defanged",))
        return _with_tail(scan, "domain-name", start, end, name, _DEFANGED)
    if _in_detection(scan, start):
        return _file(scan, start, end, name) if shape in (Shape.FILE, Shape.RATHER_FILE) else 0
    if shape is Shape.FILE:
        return 0 if _called(scan, end) else _file(scan, start, end, name)
    return _bare(scan, start, end, plain, name, shape)


def _only_escaped(plain: str) -> bool:
    """Whether the only thing done to the dots is Markdown's backslash, which says nothing about intent."""
    return (
        not any(sign in plain for sign in "[({<")
        and " " not in plain
        and "dot" not in plain.lower()
        and not any(s in plain for s in "])}")
    )


def _bare(scan: _Scan, start: int, end: int, plain: str, name: str, shape: Shape) -> int:
    """A dotted word that nobody defanged: a host only if shape, case and surroundings allow."""
    follows = scan.flat[end : end + 2]
    called = _called(scan, end)
    written = values.DOTS.sub(".", plain) if "\\" in plain else plain
    if shape is Shape.RATHER_FILE and not (follows[:1] == "/" and follows[1:].isalnum()):
        return _file(scan, start, end, name)
    if called or not hosts.believable_case(written) or name.replace(".", "").isdigit():
        return _file(scan, start, end, name) if hosts.is_file(name) and shape is Shape.RATHER_FILE else 0
    if shape is Shape.RISKY and not (_vouched(scan, name, follows) or _alone(scan, start, end)):
        return _file(scan, start, end, name) if hosts.is_file(name) else 0
    if scan.flat[start - 1 : start] in ("\\", "$", "#") and start:
        return 0
    return _with_tail(scan, "domain-name", start, end, name, ())


def _called(scan: _Scan, end: int) -> bool:
    """Whether a word is called like a function: brackets right behind it, empty or with an argument."""
    return scan.flat[end : end + 1] == "(" and _PACKAGE_AFTER.match(scan.flat, end) is not None


def _vouched(scan: _Scan, name: str, follows: str) -> bool:
    """Whether something else in the text says that a doubtful name is a host: a path behind it, or a use in a URL or defanged."""
    if follows[:1] == "/" and follows[1:].isalnum():
        return True
    return name in scan.vouched


def _alone(scan: _Scan, start: int, end: int) -> bool:
    """Whether a name in lower case is all there is on its line, in its cell or between its backticks."""
    if not scan.view[start:end].islower():
        return False
    before = scan.view[max(start - 8, 0) : start].rstrip(" \t*-")
    after = scan.view[end : end + 8].lstrip(" \t*")
    return (not before or before[-1] in "\n|`\u2022") and (not after or after[0] in "\n\r|`")


def _in_detection(scan: _Scan, start: int) -> bool:
    """Whether the word is the tail of a detection name or a path (``Win32/Agent.AO``, ``Gen:Variant.Bn``)."""
    return (
        start > 0
        and scan.flat[start - 1] in "/:!"
        and _AV_BEFORE.search(scan.flat, max(start - 40, 0), start) is not None
        and (scan.flat[start - 1] != ":" or scan.flat[start - 2 : start - 1].islower() is False)
    )


def _glued_host(scan: _Scan, start: int, plain: str, name: str, *, defanged: bool) -> int:
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
    return _with_tail(scan, "domain-name", start, end, short.lower(), _DEFANGED if defanged else ())


def _written_length(plain: str, length: int) -> int:
    """How much of a text with ``[.]`` gives ``length`` characters with plain dots."""
    at = done = 0
    while done < length:
        at += 3 if plain.startswith("[.]", at) else 1
        done += 1
    return at


def _email(scan: _Scan, match: re.Match[str]) -> int:
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
    _inner(scan, name, host_start, end, "email-addr")
    return end


def _file(scan: _Scan, start: int, end: int, name: str) -> int:
    """A file name; its letters' case is kept."""
    if not name.split(".", maxsplit=1)[0]:
        return 0
    return scan.take("file-name", start, end, "file-name")


# -- paths and keys --------------------------------------------------------------------------------------------------------------


def _drive(scan: _Scan, match: re.Match[str]) -> int:
    return _path(scan, match.start(), match.end(), "windows-path")


def _env(scan: _Scan, match: re.Match[str]) -> int:
    return _path(scan, match.start(), match.end(), "environment-path")


def _unc(scan: _Scan, match: re.Match[str]) -> int:
    return _path(scan, match.start(), match.end(), "unc-path")


def _path(scan: _Scan, start: int, begin: int, rule: str) -> int:
    """A Windows path: directories may hold spaces, the last part only inside quotes."""
    end = _path_end(scan, start, begin)
    if end - begin < 2 and rule == "windows-path" and end - start < 5:
        return begin
    written = scan.view[start:end]
    kind = "pdb-path" if written.lower().endswith(".pdb") else "file-path"
    return scan.take(kind, start, end, "pdb-path" if kind == "pdb-path" else rule)


def _path_end(scan: _Scan, start: int, begin: int) -> int:
    view = scan.view
    directories = DIRECTORIES.match(view, begin, begin + LONGEST)
    at = directories.end() if directories else begin
    quote = view[start - 1 : start]
    if quote and quote in "\"'`":
        closing = view.find(quote, at, at + 120)
        part = QUOTED_PART.match(view, at, closing) if closing > at else None
        if part and part.end() == closing:
            return closing
    last = LAST_PART.match(view, at, at + 255)
    end = last.end() if last else at
    while end > begin and view[end - 1] in ".,;:)]}'\"*_\\!?":
        if view[end - 1] in ")]}" and view.count(_OPEN[view[end - 1]], start, end) >= view.count(view[end - 1], start, end):
            break
        end -= 1
    return end


def _reg(scan: _Scan, match: re.Match[str]) -> int:
    """A registry key; the last part takes a second word only where Windows has such keys."""
    start = match.start()
    end = _path_end(scan, start, match.end())
    tail = KEY_TAIL.match(scan.view, end)
    while tail:
        end = tail.end()
        if scan.view[end : end + 1] == "\\":
            end = _path_end(scan, start, end + 1)
        tail = KEY_TAIL.match(scan.view, end)
    return scan.take("windows-registry-key", start, end, "registry-key")


def _unix(scan: _Scan, match: re.Match[str]) -> int:
    """A path under one of the directories that Unix systems have."""
    tail = UNIX_TAIL.match(scan.flat, match.end(), match.end() + 1024)
    end = tail.end() if tail else match.end()
    while end > match.end() and scan.flat[end - 1] in ".:,*~/-":
        end -= 1
    return scan.take("file-path", match.start(), end, "unix-path") if end > match.end() else match.end()


def _ssdeep(scan: _Scan, match: re.Match[str]) -> int:
    """A fuzzy hash whose block size is one that ssdeep uses (3 times a power of two)."""
    size, rest = divmod(int(match[0].split(":")[0]), 3)
    if rest or size & (size - 1) or size == 0:
        return match.start() + 1
    return scan.take("ssdeep", match.start(), match.end(), "ssdeep")


_HANDLERS: dict[str, Callable[[_Scan, re.Match[str]], int]] = {
    "url": _url,
    "other": _url,
    "v4": _v4,
    "v6": _v6,
    "v6short": _v6,
    "dotted": _dotted,
    "drive": _drive,
    "env": _env,
    "unc": _unc,
    "reg": _reg,
    "unix": _unix,
    "ssdeep": _ssdeep,
}


# -- streams ---------------------------------------------------------------------------------------------------------------------

_OVERLAP, _CONTEXT, _BUFFER = 8192, 256, 1 << 20


def scan_stream(chunks: Iterable[str]) -> Iterator[Match]:
    """Scan a text that comes in pieces (a file of any size); memory stays at a few megabytes, offsets count from the start."""
    held, base, done = "", 0, 0
    for chunk in chunks:
        held += chunk
        while len(held) >= _BUFFER + _OVERLAP:
            cut = _cut(held)
            cut, ready = _ready(held, base, done, cut)
            yield from ready
            done = base + cut
            keep = max(cut - _CONTEXT, 0)
            held, base = held[keep:], base + keep
    _, ready = _ready(held, base, done, len(held))
    yield from ready


def _cut(held: str) -> int:
    """Where the part that can be given out ends: a line's end if there is one, well before the end of what is there."""
    limit = min(len(held) - _OVERLAP, _BUFFER)
    line = held.rfind("\n", _CONTEXT + 1, limit)
    word = held.rfind(" ", _CONTEXT + 1, limit) if line < 0 else line
    return word + 1 if word >= 0 else limit


def _ready(held: str, base: int, done: int, cut: int) -> tuple[int, list[Match]]:
    """Matches that start before the cut; the cut moves before a match that reaches over it."""
    matches = [match for match in scan(held[: cut + _OVERLAP]) if match.start + base >= done]
    for match in matches:
        if match.start < cut < match.end and match.start + base > done:
            cut = match.start
            break
    return cut, [_moved(match, base) for match in matches if match.start < cut]


def _moved(match: Match, by: int) -> Match:
    return Match(
        match.kind,
        match.value,
        match.start + by,
        match.end + by,
        match.written,
        match.rule,
        match.flags,
        match.within,
        match.port,
    )

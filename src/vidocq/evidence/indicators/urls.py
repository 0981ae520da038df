"""URLs: where one ends, what stands in it, and what is a URL without its scheme."""

from __future__ import annotations

import re

from vidocq.evidence.indicators import hosts, values
from vidocq.evidence.indicators.hashes import KIND_OF_LENGTH
from vidocq.evidence.indicators.patterns import BACKSLASHED, BODY, HOST, LONGEST, OPEN, PORT, USER, USUAL
from vidocq.evidence.indicators.state import DEFANGED, ENTITIES, State
from vidocq.evidence.indicators.words import words

_TRAIL = ".,;:!?'*_)]}>\"`\\"
_HTTP_AGAIN = re.compile(r"(?<=[\w)\],;.])(?:h(?:tt|xx)ps?)(?=\[?:)")
_LINE_CONTINUES = re.compile(r"[ \t]*\r?\n[ \t>|]{0,8}([^\s\"<>|`'()\[\]]{2,512})")
_SERVICES = {"t.me": "telegram", "telegram.me": "telegram", "github.com": "github", "twitter.com": "twitter", "x.com": "twitter"}
_TAIL_SIGNS = frozenset(":/[(\\")
_SCHEMES_LIVE = frozenset({"http://", "https://", "ftp://", "HTTP://", "HTTPS://", "Http://", "Https://"})
_RULE_INSIDE = {"url": "host-in-url", "email-addr": "host-in-email-addr"}
#: Services whose links name a file by its hash sum.
_ANALYSIS = words(
    """
    virustotal.com hybrid-analysis.com bazaar.abuse.ch malshare.com totalhash.cymru.com totalhash.com otx.alienvault.com
    analyze.intezer.com opentip.kaspersky.com metadefender.opswat.com metadefender.com polyswarm.network vxug.fakedoma.in
    """
)
_SUM = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9A-Za-z])")
_HANDLE = re.compile(r"/(?:s/)?@?([A-Za-z0-9][\w-]{1,38})/?(?:[?#].*)?\Z")
_NOT_HANDLES = words(
    """
    joinchat share search intent hashtag home features about topics login orgs settings explore i c addstickers iv proxy
    """
)


def url(scan: State, match: re.Match[str]) -> int:
    """A URL with its scheme; gives the host inside as well."""
    flat, start, begin = scan.flat, match.start(), match.end()
    usual = None if scan.quoted else USUAL.match(flat, begin)
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
    end = body_end(scan, start, base)
    flags: tuple[str, ...] = ("defanged",) if _is_defanged(flat[start:end], match[0]) else ()
    end, joined = _over_lines(scan, start, end)
    rule = "url-joined" if joined else "url-defanged" if flags else "url"
    port = int(host[4]) if host[4] and base == host.end() else None
    scan.take("url", start, end, rule, (*flags, "joined") if joined else flags, port=port)
    stop = host.end(group) if base == host.end() else base
    inner(scan, name, host.start(group), stop, "url")
    _handle(scan, name, base, end)
    return end


def _usual_url(scan: State, match: re.Match[str], usual: re.Match[str], name: str) -> int:
    """A URL of plain letters that ends where nothing needs to be taken off: most URLs, in a fraction of the steps."""
    flat, start, end = scan.flat, match.start(), usual.end()
    if flat[end - 1] in "-_=&?%/+~" and scan.view[end : end + 1] in ("\n", "\r"):
        longer, joined = _over_lines(scan, start, end)
        if joined:
            return _joined_url(scan, start, longer, usual, name)
    defanged = len(name) != usual.end(1) - usual.start(1)
    told = defanged or (match[0] not in _SCHEMES_LIVE and flat[start] in "hH") or "[" in flat[start:end]
    port = usual[2]
    scan.take("url", start, end, "url-defanged" if told else "url", DEFANGED if told else (), port=int(port) if port else None)
    scan.take("domain-name", *usual.span(1), "host-in-url", DEFANGED if defanged else (), within="url", value=name)
    _handle(scan, name, usual.end(1), end)
    return end


def _joined_url(scan: State, start: int, end: int, usual: re.Match[str], name: str) -> int:
    """A URL that goes on over a line break."""
    defanged = len(name) != usual.end(1) - usual.start(1)
    scan.take("url", start, end, "url-joined", (*DEFANGED, "joined") if defanged else ("joined",))
    scan.take("domain-name", *usual.span(1), "host-in-url", DEFANGED if defanged else (), within="url", value=name)
    return end


def _host_of(written: str, host: re.Match[str]) -> tuple[str, str, int]:
    """The name in an authority, the group it stands in and where the authority ends; no name where it can be no host."""
    if host["v6"]:
        value = values.address6(host["v6"].strip("[]"))
        return (value, "v6", host.end()) if values.is_address(value) else ("", "", 0)
    name = values.host(written)
    if name[-1:].isdigit():
        return (name, "host", host.end()) if values.is_v4(name) else ("", "", 0)
    if hosts.valid(name):
        return name, "host", host.end()
    short = hosts.unglue(written) if written.isascii() and written.isprintable() and "[" not in written else ""
    return short.lower(), "host", host.start("host") + len(short)


def body_end(scan: State, start: int, base: int) -> int:
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
    defended = flat.find("__;", base, end)
    if defended >= 0:  # the end of a target in Proofpoint's URL Defense v3
        end = defended
    if scan.quoted:
        marks = [at for mark in ENTITIES if (at := flat.find(mark, base, end)) >= 0]
        end = min(marks, default=end)
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
        opening = OPEN.get(flat[end - 1])
        if opening and opening in flat[base:end] and flat.count(opening, base, end) >= flat.count(flat[end - 1], base, end):
            break
        end -= 2 if flat.startswith("++", end - 2) else 1
    return max(end, base)


def _over_lines(scan: State, start: int, end: int) -> tuple[int, bool]:
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


def inner(scan: State, name: str, start: int, end: int, within: str) -> None:
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


def _handle(scan: State, name: str, start: int, end: int) -> None:
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


def with_tail(scan: State, kind: str, start: int, end: int, value: str, *, flags: tuple[str, ...]) -> int:
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
        stop = body_end(scan, start, after)
        if stop - after > 1 and flat[stop : stop + 1] != "{":
            scan.take("url", start, stop, "url-without-scheme", flags, port=number)
            scan.take(kind, start, end, f"{rule}-in-url", flags, within="url", port=number, value=value)
            return stop
    scan.take(kind, start, end, f"{rule}-defanged" if flags else rule, flags, port=number, value=value)
    return after

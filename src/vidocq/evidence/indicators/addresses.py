"""Addresses: IPv4 and IPv6, told from versions, sections, times and serial numbers."""

from __future__ import annotations

import re

from vidocq.evidence.indicators import values
from vidocq.evidence.indicators.patterns import PREFIX_LENGTH
from vidocq.evidence.indicators.state import State
from vidocq.evidence.indicators.urls import with_tail

_VERSION_BEFORE = re.compile(
    r"(?i)(?:\b(?:version|versions|ver\.?|v|build|release|firmware|fileversion|productversion|oid|rev|revision|chrome|firefox|safari|edge"
    r"|opera|java|jre|jdk|flash|reader|acrobat|section|chapter|fig(?:ure)?\.?|table|update|patch|upgrade to"
    r"|prior to|before|through|"
    r"earlier than|older than|openssl|opensslf|dll|kernel|driver|sdk|api|package|app)\b[\s:=#()\"'*`-]{0,4}|[A-Za-z]/v?|\bv)\Z"
)
_HEADING_AFTER = re.compile(r"[ \t]+[A-Z][a-z]+[ \t\n]")


def v4(scan: State, match: re.Match[str]) -> int:
    """An IPv4 address, not a version and not a section number; with port, network or path."""
    start, end = match.span()
    written = match[0]
    value = values.host(written)
    if not values.is_v4(value):
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
        return with_tail(scan, "ipv4-addr", start, end, value, flags=flags)
    return scan.take("ipv4-addr", start, end, rule, flags, value=value)


def _is_version(scan: State, start: int, end: int) -> bool:
    """Whether what stands around four numbers makes them a version, a section or an object identifier."""
    if start and scan.view[start - 1] in "`|":
        return False
    before = scan.view[max(start - 24, 0) : start]
    if _VERSION_BEFORE.search(before) and not before.endswith(("//", "://")):
        return True
    line_start = not before.strip(" \t#*") or before.rstrip(" \t#*").endswith("\n")
    small = all(int(label) < 30 for label in scan.flat[start:end].split("."))
    return small and line_start and _HEADING_AFTER.match(scan.view, end) is not None


def v6(scan: State, match: re.Match[str]) -> int:
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
    return any(len(group) > 2 for group in groups)

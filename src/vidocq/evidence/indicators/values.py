"""Undo defanging: from an observable as written to the value it stands for."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache

from vidocq.evidence.indicators.view import plain

#: A dot between two labels, whole or half defanged. Spaces count only around a bracketed or spelled-out dot.
DOT = (
    r"(?:\.(?:\\?[\])}]{1,4}|[\[({]{1,4})?(?=\w)"
    r"|\*{2}\.\*{2}(?=\w)|\.\*{2}(?=\w)"
    r"|\\{1,2}\.(?=[\w\\])"
    r"|\*{0,2}\ ?\\{0,2}[\[({<]{1,4}\\?\ ?(?:[.,]|[dD][oO][tT]|punkt|punto|point)"
    r"\ ?\\{0,2}[\])}>]{1,4}\*{0,2}\ ?(?=[\w-])"
    r"|\\{0,2}[\[({]{1,4}\.(?=\w)(?!(?:NET|Net)\b)|\ \\{0,2}[\[({]{1,4}\.(?=\w)(?!\w{1,8}\))"
    r"|\ (?:dot|DOT|Dot)\ (?=\w)|[\u3002\uff61])"
)
#: An at sign, whole or defanged.
AT = (
    r"(?:\\?@\\?[\])}]?|\ ?\\?[\[({<]{1,2}\ ?(?:@|[aA][tT]|AT|arroba)\ ?\\?[\])}>]{1,2}\ ?|[\[({]@"
    r"|\ (?:at|AT)\ (?=[\w-]{2,63}(?:\ dot\ |\[)))"
)
#: A colon inside an address, whole or defanged.
COLON = r"(?:\\?[\[({]:{1,2}\\?[\])}]|:)"
#: What stands between a scheme and a host.
AUTHORITY = r"(?:\\?[\[({]?:\\?[\])}]?\\?[\[({]?[/\\]{2}\\?[\])}]?|[\[({]:/[\])}]/|:/(?=\w))"


#: The same as patterns of their own.
DOTS = re.compile(DOT, re.VERBOSE)
_AT = re.compile(AT, re.VERBOSE)
COLONS = re.compile(r"\\?[\[({](:{1,2})\\?[\])}]")
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]|[0-9])"
_ADDRESS = re.compile(rf"(?!0\.(?!0\.0\.0)){_OCTET}(?:\.{_OCTET}){{3}}")
_PLAIN_SCHEMES = frozenset({"http", "https", "ftp"})
#: Signs of a URL that needs more than its host in lower case; a query or fragment right behind the host is one.
_UNUSUAL = re.compile(r"[^\x21-\x7e]|[\\\[\](){}&@]|^[^/]*[?#]")
_SPACE = re.compile(r"[\x00-\x1f\x7f]")
_MARKUP = re.compile(r"\\([_*.\-~()&#+!=?\[\]])")
_SCHEME = re.compile(r"(?i)(h[tx*_.]{2,3}p(s?)|fxp|[a-z][a-z0-9+.-]*)" + AUTHORITY)
_URL_DOT = re.compile(r"\\?[\[({]\\?\.\\?[\])}]|\\?[\[({](?:dot|DOT|Dot)\\?[\])}]")
_HEX = re.compile(r"[0-9a-fA-F]+")
#: Markdown's escapes; a bracketed word as a whole part of a path is a placeholder, and its backslash the path's.
_ESCAPED = re.compile(r"(?<!^)\\([*.~()&#+!=?\]-]|\[(?![^\\\[\]]{1,40}\](?:\\|$))|_(?!MEI))")
#: The hyphen that breaks a word at a line's end, and the break.
_HYPHENATED = re.compile(r"-[ \t]*\r?\n[ \t>|]*(?=\w)")
_BROKEN = re.compile(r"(?<=\S)-?[ \t]*\r?\n[ \t>|]*(?=\S)")
_CVE = re.compile(r"(?i)CVE[\W_]{0,3}(\d{4})[\W_]{1,3}(\d{4,7})")
_BRACKETED_SUFFIX = re.compile(r"\[\.(\w{0,8})\]")
_HASHES = frozenset({"md5", "sha1", "sha256", "sha512", "imphash", "hash-damaged"})
_EXACT = frozenset({"ssdeep", "cryptocurrency-wallet", "user-agent", "mutex", "yara-rule", "sigma-rule", "operator-handle"})
_FILES = frozenset({"file-name", "file-path", "windows-registry-key", "pdb-path"})


def refang(written: str, kind: str | None = None) -> str:
    """The value that a written observable stands for.

    ``kind`` is the evidence kind; without it the shape decides among URL, e-mail, IP address, host, hash and CVE, and whatever
    has none of these shapes comes back with plain punctuation only. Never raises.
    """
    kind = kind or shape(written)
    return _NORMAL.get(kind, plain)(written)


def shape(written: str) -> str:
    """The kind that a written observable looks like, or an empty string."""
    text = plain(written)
    if _SCHEME.match(text):
        return "url"
    if _CVE.fullmatch(text):
        return "vulnerability"
    squeezed = hexadecimal(text)
    if ":" not in text and len(squeezed) in (32, 40, 64, 128) and _HEX.fullmatch(text.replace("\n", "").replace(" ", "")):
        return "md5"
    if _AT.search(text):
        return "email-addr"
    if "/" in text and not text.startswith("/") and re.search(r"[\w\])}]/", text):
        head, _, tail = text.partition("/")
        return "cidr" if tail.isdigit() and is_address(host(head)) else "url"
    joined = host(text)
    if ":" in joined and is_address(COLONS.sub(r"\1", joined)):
        return "ipv6-addr"
    return "domain-name" if "." in joined and re.fullmatch(r"[\w.-]+", joined) else ""


@lru_cache(maxsize=16384)
def host(written: str) -> str:
    """A host name or IPv4 address in lower case with plain dots; a line break beside a bracketed dot counts as its space."""
    if "-" in written and "\n" in written:
        written = _HYPHENATED.sub("", written)
    text = _SPACE.sub(" ", plain(written))
    if "[.]" in text and " " not in text:
        text = text.replace("[.]", ".")
    if "." in text and text.isascii() and text.replace(".", "").replace("-", "").isalnum():
        return text.lower()
    return DOTS.sub(".", text).strip().lower()


def email(written: str) -> str:
    """An e-mail address; lower case, for mail is compared so in practice."""
    return host(_AT.sub("@", _SPACE.sub(" ", plain(written)), count=1)).replace("\\_", "_")


def address6(written: str) -> str:
    """An IPv6 address in its compressed form (RFC 5952); unchanged where it is none."""
    text = DOTS.sub(".", COLONS.sub(r"\1", plain(written))).strip()
    return _compress(text)


@lru_cache(maxsize=4096)
def _compress(text: str) -> str:
    base, slash, prefix = text.partition("/")
    try:
        address = ipaddress.IPv6Address(base.split("%")[0])
    except ValueError:
        return text.lower()
    short = f"::ffff:{address.ipv4_mapped}" if address.ipv4_mapped else str(address)
    return short + slash + prefix


def cidr(written: str) -> str:
    """A network, written as the text does (host bits are kept)."""
    head, _, bits = plain(written).rpartition("/")
    return f"{address6(head) if ':' in head else host(head)}/{bits}"


def url(written: str) -> str:
    """A URL with plain separators; scheme and host in lower case, path and query as written, line breaks joined."""
    text = written
    if text[1:4] == "xxp":
        text = "http" + text[4:]
    if "[" in text:
        text = text.replace("[.]", ".").replace("[:]", ":").replace("[://]", "://")
    scheme, mark, rest = text.partition("://")
    if mark and scheme in _PLAIN_SCHEMES and not _UNUSUAL.search(rest):
        place, slash, path = rest.partition("/")
        return f"{scheme}://{place.lower()}{slash}{path}"
    return _unusual_url(written)


def _unusual_url(written: str) -> str:
    text = plain(written)
    if "\n" in text:
        text = join_url(text)
    match = _SCHEME.match(text)
    scheme, rest = ("", text) if match is None else (_scheme(match), text[match.end() :])
    if "\\" in rest:
        rest = rest.replace("\\", "/") if match and "\\" in match[0] and "/" not in match[0] else _MARKUP.sub(r"\1", rest)
    end = _authority_end(rest)
    authority, path = rest[:end], rest[end:]
    if "&" in path:
        path = path.replace("&amp;", "&")
    if "[" in path or "(" in path or "{" in path:
        path = _URL_DOT.sub(".", path)
    return scheme + _authority(authority) + path


def join_url(text: str) -> str:
    """A URL broken over lines in one piece; a hyphen before the break belongs to the URL."""
    return re.sub(r"[ \t]*\r?\n[ \t>|]*", "", text)


def _scheme(match: re.Match[str]) -> str:
    name = match[1].lower()
    if name.startswith("h") and name.rstrip("s")[-1:] == "p" and set(name[1:-1].rstrip("p")) <= set("tx*_."):
        name = "https" if match[2] else "http"
    elif name in ("fxp", "fxps"):
        name = "ftp"
    return f"{name}://"


def _authority_end(rest: str) -> int:
    if rest.startswith("["):
        close = rest.find("]")
        if close > 0 and is_address(rest[1:close]):
            return _first(rest, close)
    return _first(rest, 0)


def _first(rest: str, start: int) -> int:
    found = [at for at in (rest.find(mark, start) for mark in "/?#") if at >= 0]
    return min(found, default=len(rest))


def _authority(written: str) -> str:
    user, at, place = written.rpartition("@")
    if place.startswith("[") and place.count(":") > 1:
        inner, _, port = place[1:].partition("]")
        return f"{user}{at}[{address6(inner)}]{port}"
    return user + at + host(COLONS.sub(r"\1", place))


def is_v4(text: str) -> bool:
    """Whether a text is four octets without leading zeros, and not of the block that means nothing (``0.x.y.z``)."""
    return _ADDRESS.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_address(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def hexadecimal(written: str) -> str:
    """Hexadecimal digits without the line breaks and cell borders they were broken over; lower case."""
    text = plain(written)
    return text.lower() if text.isalnum() else "".join(_HEX.findall(text)).lower()


def _damaged(written: str) -> str:
    return plain(written).lower()


def _cve(written: str) -> str:
    match = _CVE.search(plain(written))
    return f"CVE-{match[1]}-{match[2]}" if match else plain(written).upper()


def path(written: str) -> str:
    """A file name, path or registry key without Markdown's escapes; case is kept."""
    text = plain(written)
    if "[." in text:
        text = _BRACKETED_SUFFIX.sub(r".\1", text)
    if "\\" not in text:
        return text
    head = "\\\\" if re.match(r"\\\\[\w.]", text) else ""
    body = _ESCAPED.sub(r"\1", text[len(head) :])
    return head + body.replace("\\\\", "\\")


def _asn(written: str) -> str:
    return "AS" + "".join(re.findall(r"\d+", written))


_NORMAL: dict[str, Callable[[str], str]] = {
    "url": url,
    "email-addr": email,
    "ipv4-addr": host,
    "ipv6-addr": address6,
    "cidr": cidr,
    "domain-name": host,
    "vulnerability": _cve,
    "autonomous-system": _asn,
    "x509-certificate": hexadecimal,
    "tlsh": lambda written: plain(written).upper(),
    "attack-pattern": lambda written: plain(written).upper(),
}
_NORMAL |= dict.fromkeys(_HASHES - {"hash-damaged"}, hexadecimal) | {"hash-damaged": _damaged}
_NORMAL |= dict.fromkeys(_EXACT, plain) | dict.fromkeys(_FILES, path)

"""One spelling for each observable, so that what is the same is found as the same, and what cannot be kept is refused."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from urllib.parse import urlsplit, urlunsplit

from vidocq.errors import InputError

#: Kinds looked up exactly, by STIX type where there is one.
_OBSERVABLE = frozenset(
    {
        "ipv4-addr", "ipv6-addr", "ipv4-cidr", "ipv6-cidr", "domain-name", "hostname", "url", "email-addr", "mac-addr",
        "md5", "sha1", "sha256", "sha512", "ssdeep", "tlsh", "imphash", "file", "file-hash", "file-name", "file-path",
        "windows-registry-key", "registry-key", "mutex", "user-agent", "x509-certificate", "certificate", "certificate-sha1",
        "certificate-serial", "autonomous-system", "asn", "vulnerability", "pdb-path", "btc-address", "cryptocurrency-wallet",
    }
)  # fmt: skip

_FOLDED = frozenset(
    {"domain-name", "hostname", "email-addr", "md5", "sha1", "sha256", "sha512", "imphash", "file-hash", "mac-addr",
     "certificate-sha1", "certificate-serial", "vulnerability"}
)  # fmt: skip

#: The most bytes of a value that both databases can index.
_LONGEST = 2_000

_HASHES = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_HEX = re.compile(r"[0-9a-fA-F]+\Z")
#: An IPv4 address as everyone writes it: no need to ask the slow parser.
_PLAIN_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\.(?!\Z)|\Z)){4}\Z")
_DOMAIN = re.compile(r"(?=.{4,253}\Z)([\w-]{1,63}\.)+[^\W\d_][\w-]{1,62}\.?\Z")
_CVE = re.compile(r"cve-\d{4}-\d{4,19}\Z", re.IGNORECASE)
_DEFANGED = (("[.]", "."), ("(.)", "."), ("[dot]", "."), ("{.}", "."), ("[:]", ":"), ("[@]", "@"), ("[at]", "@"))


def is_observable(kind: str) -> bool:
    """Whether values of this kind are looked up exactly across cases."""
    return kind in _OBSERVABLE


def normalise(value: str, kind: str) -> str:
    """The one spelling of a value of a kind; what is not understood stays as it is. Doing it twice changes nothing."""
    value = value.strip()
    if len(value) > _LONGEST // 4 and len(value.encode(errors="replace")) > _LONGEST:
        # No index can hold it: it is known by its beginning and its digest.
        return f"{value[:200]}#sha256={hashlib.sha256(value.encode(errors='replace')).hexdigest()}"
    if kind in {"ipv4-addr", "ipv6-addr"}:
        return value if _PLAIN_IPV4.match(value) else _address(value)
    if kind == "url":
        return _url(value)
    if kind in {"domain-name", "hostname"}:
        value = value.rstrip(".")
    return value.lower() if kind in _FOLDED else value


def refang(value: str) -> str:
    """Undo the usual defanging of one value."""
    if "[" in value or "(" in value or "{" in value:
        for written, meant in _DEFANGED:
            value = value.replace(written, meant)
    if value[:4].lower() in {"hxxp", "hxtp"}:
        value = "http" + value[4:]
    return value


def guess(value: str) -> str | None:
    """The kind of a bare value by its form, or None if it has none of the forms known here."""
    if _PLAIN_IPV4.match(value):
        return "ipv4-addr"
    if _HEX.match(value):
        return _HASHES.get(len(value))
    if ":" in value and "://" not in value:
        try:
            return f"ipv{ipaddress.ip_address(value).version}-addr"
        except ValueError:
            pass
    if "://" in value:
        return "url" if urlsplit_safe(value) is not None else None
    if "@" in value:
        name, _, host = value.rpartition("@")
        return "email-addr" if name and _DOMAIN.match(host) else None
    if _CVE.match(value):
        return "vulnerability"
    return "domain-name" if _DOMAIN.match(value) else None


def urlsplit_safe(value: str) -> tuple[str, str, str, str, str] | None:
    """The parts of a URL with a host, or None."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return tuple(parts) if parts.scheme and parts.netloc else None  # type: ignore[return-value]


def column(text: str) -> str:
    """The text as a column keeps it: NUL, which no database can keep, is shown as its symbol; the body has it as it was.

    Raises:
        InputError: it holds half a surrogate pair.
    """
    return clean(text.replace("\x00", "\u2400"))


def clean(text: str) -> str:
    """The text, if both databases can keep it.

    Raises:
        InputError: it holds a NUL character or half a surrogate pair.
    """
    if "\x00" in text:
        raise InputError("holds a NUL character, which cannot be kept", hint="repair the input")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InputError("holds half a surrogate pair, which is no text", hint="repair the input") from error
    return text


def _address(value: str) -> str:
    try:
        return ipaddress.ip_address(value).compressed
    except ValueError:
        return value.lower()


def _url(value: str) -> str:
    parts = urlsplit_safe(value)
    if parts is None:
        return value
    scheme, host, path, query, fragment = parts
    user, at, host = host.rpartition("@")
    return urlunsplit((scheme.lower(), f"{user}{at}{host.lower()}", path or "/", query, fragment))

"""Values that a format has typed itself: whole, exact, of the kind it says, and whose they are by what it says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vidocq.evidence.indicators import hosts, reputation, values, verdicts
from vidocq.evidence.indicators.label import ADVERSARY, REFERENCE, UNDECIDED, Labelled
from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.scanner import scan
from vidocq.evidence.indicators.suffixes import registrable
from vidocq.model import Document, Field, IndicatorLabel

#: Fields that hold prose or code: these are read, not taken over.
PROSE = frozenset({"description", "text", "pattern", "comment"})
_HOSTS = frozenset({"ipv4-addr", "ipv6-addr", "cidr", "domain-name"})
NETWORK = _HOSTS | {"url", "email-addr"}
_HASHES = frozenset({"md5", "sha1", "sha256", "sha512", "imphash", "ssdeep", "tlsh"})
_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128, "imphash": 32}
_HEX = re.compile(r"[0-9a-fA-F]+")
#: Scheme, user and the rest of a plain URL up to the host; then the port.
_PLAIN_URL = re.compile(
    r"[a-zA-Z][\w+.-]{1,20}://(?:[^\s/?#@]{0,128}@)?(?P<host>[A-Za-z0-9_.-]+)(?::(?P<port>\d{1,5}))?(?=[/?#]|$)"
)
#: So many digits of a sum may be lost for it to be a damaged one; a sum cut short is none.
_LOST = 2


def masked(document: Document) -> str:
    """The text with a space for every character that a format has typed, and a line break where a typed cell ends.

    What is typed is never read again as prose, and no word of one cell runs into the next. Offsets do not move.
    """
    text, pieces, at = document.text, list[str](), 0
    for field in document.fields:
        if field.start < at:
            continue
        if _is_prose(field):
            if field.kind == "text" and field.start > at:  # a cell of words: what stands before it is no part of it
                pieces += (text[at : field.start - 1], "\n")
                at = field.start
                if field.end < len(text) and text[field.end] != "\n":
                    pieces += (text[at : field.end], "\n")
                    at = field.end + 1
            continue
        pieces += (text[at : field.start], _blank(field.end - field.start))
        at = field.end
    if not pieces:
        return text
    pieces.append(text[at:])
    return "".join(pieces)


def _is_prose(field: Field) -> bool:
    if field.kind == "pattern":
        return dict(field.attributes).get("language") != "stix"
    return field.kind in PROSE


def _blank(length: int) -> str:
    return "\n" if length == 1 else "\n" + " " * (length - 2) + "\n"


def typed(document: Document, kinds: Mapping[str, object]) -> Iterator[Labelled]:
    """Observables that the format has typed, in order, each labelled; parts of a URL or an address follow it.

    Args:
        document: what was read.
        kinds: kinds of evidence that are observables; fields of another kind are another extractor's, or nobody's.
    """
    publisher = registrable((document.url or "").split("://", 1)[-1].split("/", 1)[0].lower())
    for field in document.fields:
        if field.kind not in kinds:
            continue
        match = _match(document.text, field)
        if match is None:
            continue
        about = dict(field.attributes)
        for part in (match, *_parts(match)):
            label, reason, score = _label(part, about, publisher)
            yield Labelled(part, label, reason, score)


_WITH_PORT = re.compile(r"(?P<host>[^\s:|]+)[:|](?P<port>\d{1,5})")


def _match(text: str, field: Field) -> Match | None:
    """The observable of a field; None where it is not what its type says (then it is said to be damaged, or is nothing)."""
    written = text[field.start : field.end]
    exact = next((value for name, value in field.attributes if name == "value"), written)
    if not exact.strip():
        return None
    kind, flags, port = field.kind, tuple[str, ...](), None
    if kind in ("ipv4-addr", "domain-name") and (split := _WITH_PORT.fullmatch(exact.strip())):
        exact, port = split["host"], _port(split["port"])
    value = _value(exact, kind)
    if kind in _LENGTHS and not (_HEX.fullmatch(value) and len(value) == _LENGTHS[kind]):
        if not 0 < abs(_LENGTHS[kind] - len(value)) <= _LOST:
            return None
        kind, flags = "hash-damaged", ("damaged",)
    elif kind in NETWORK and value != exact.lower() and value.lower() != exact.lower():
        flags = ("defanged",)
    if kind == "domain-name" and not value.isascii() and hosts.skew(value):
        flags = (*flags, "homoglyph")
    return Match(kind, value, field.start, field.end, written, "field", flags, port=port)


def _value(exact: str, kind: str) -> str:
    """The value as the format means it: network names and sums normalised, everything else as it stands."""
    if kind in NETWORK or kind in _LENGTHS or kind in ("vulnerability", "autonomous-system", "x509-certificate"):
        return values.refang(exact.strip(), kind).rstrip("." if kind == "domain-name" else "")
    return exact


def _parts(match: Match) -> Iterator[Match]:
    """The host in a URL or an address, with its own place."""
    if match.kind == "url":
        plain = _PLAIN_URL.match(match.written)
        if plain is None:
            yield from _scanned(match)
            return
        name = plain["host"].lower()
        kind = "ipv4-addr" if values.is_v4(name) else "domain-name" if hosts.valid(name) else ""
        if kind:
            start, end = plain.span("host")
            rule = f"{'ipv4' if kind == 'ipv4-addr' else 'host'}-in-url"
            yield Match(
                kind, name, match.start + start, match.start + end, plain["host"], rule, match.flags, "url", _port(plain["port"])
            )
    elif match.kind == "email-addr":
        start = match.written.rfind("@") + 1
        name = values.host(match.written[start:])
        if start and hosts.valid(name):
            yield Match(
                "domain-name", name, match.start + start, match.end, match.written[start:], "host-in-email", match.flags,
                "email-addr",
            )  # fmt: skip


def _port(written: str | None) -> int | None:
    return int(written) if written and int(written) < 65536 else None


def _scanned(match: Match) -> Iterator[Match]:
    """Parts of a URL that is defanged or odd, as the scan of running text finds them."""
    for part in scan(match.written):
        if part.kind in _HOSTS and part.within:
            yield Match(
                part.kind, part.value, match.start + part.start, match.start + part.end, part.written, part.rule, part.flags,
                "url", part.port,
            )  # fmt: skip


def _label(match: Match, about: Mapping[str, str], publisher: str) -> tuple[IndicatorLabel, str, float]:
    """Whose a typed value is: what the format says of it first, then what is known of its host, then that it is listed."""
    said = verdicts.of_attributes(about, network=match.kind in NETWORK)
    if said is not None:
        return said.label, said.reason, said.score
    if match.kind in _HASHES and reputation.benign_hash(match.value):
        return REFERENCE, "on a warning list of clean or test files", -9.0
    if match.kind in NETWORK:
        why = _known(match, publisher)
        if why:
            return REFERENCE, why, -4.0
    if match.kind == "vulnerability":
        return REFERENCE, "an identifier in a public catalogue, nobody's infrastructure", -9.0
    if about.get("language") == "unread":
        return UNDECIDED, "only a part of the pattern could be read", 0.0
    return ADVERSARY, "the format lists it as an indicator", 4.0


def _known(match: Match, publisher: str) -> str:
    """Why a host is nobody's infrastructure in the case, by what is known of it; empty where nothing is."""
    if match.kind in ("ipv4-addr", "ipv6-addr", "cidr"):
        why = reputation.no_place(match.value)
        return f"no place on the Internet: {why}" if why else ""
    host = _host(match)
    if publisher and registrable(host) == publisher:
        return "the publisher's own host"
    if match.kind == "email-addr":
        return ""
    if reputation.address_lookup(host):
        return "a service that tells callers their address or place"
    if match.kind == "domain-name":
        if reputation.shared(host):
            return (
                "" if reputation.corner(host) else "a service that anybody can use; only what lies on it can be the adversary's"
            )
        if reputation.security(host):
            return "a security vendor, authority or publisher that reports cite"
        if match.within and (reputation.popular(host) or reputation.platform(host)):
            return "one of the most visited sites"
    elif reputation.security(host) and not reputation.shared(host):
        return "a security vendor, authority or publisher that reports cite"
    return ""


def _host(match: Match) -> str:
    if match.kind == "url":
        authority = match.value.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0]
        return authority.rpartition("@")[2].partition(":")[0]
    return match.value.rpartition("@")[2]

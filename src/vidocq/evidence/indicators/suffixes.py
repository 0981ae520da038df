"""Public suffixes: which last labels exist, and where a registrable domain ends."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from vidocq.evidence.indicators.words import words

#: Names that resolve on other roots than ICANN's, or only inside a network, and are used by adversaries nevertheless; and the
#: one that exercises and examples are written with (RFC 2606).
OTHER_ROOTS = words(
    """
    onion i2p bit bazar coin emc lib eth local lan loki example
    """
)


@cache
def _rules() -> tuple[frozenset[str], frozenset[str]]:
    """Rules of the Public Suffix List that the package ``publicsuffixlist`` carries: (ICANN's, all)."""
    lines = (files("publicsuffixlist") / "public_suffix_list.dat").read_text("utf-8").splitlines()
    icann: set[str] = set()
    every: set[str] = set()
    public = False
    for line in lines:
        rule = line.strip()
        if rule.startswith("//"):
            public = "BEGIN ICANN" in rule or (public and "END ICANN" not in rule)
        elif rule:
            rule = rule.split()[0].lower()
            every.add(rule)
            if public:
                icann.add(rule)
            if not rule.isascii() and "*" not in rule:
                ascii_rule = _ascii(rule)
                every.add(ascii_rule)
                if public:
                    icann.add(ascii_rule)
    return frozenset(icann), frozenset(every | icann)


def _ascii(rule: str) -> str:
    """The list's rules are normalised already, so that Punycode (RFC 3492) is all that is missing to an A-label."""
    return ".".join(label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in rule.split("."))


@cache
def top_level() -> frozenset[str]:
    """Last labels that exist: ICANN's, in both spellings, and other roots'."""
    icann, _ = _rules()
    return frozenset(rule.rsplit(".", 1)[-1] for rule in icann) | OTHER_ROOTS


@lru_cache(maxsize=16384)
def registrable(host: str, *, private: bool = True) -> str:
    """The part of a host that somebody registered; with ``private``, suffixes such as ``github.io`` count as registries.

    The host itself where no suffix is known.
    """
    icann, every = _rules()
    rules = every if private else icann
    longer = tail = host
    while True:
        rest = tail.partition(".")[2]
        if "!" + tail in rules:
            return tail
        if tail in rules or (rest and f"*.{rest}" in rules):
            return longer
        if not rest:
            return longer
        longer, tail = tail, rest


def is_corner(host: str) -> bool:
    """Whether a host is somebody's own name under a shared service (``x.github.io``, a bucket, a free host)."""
    name = host.removeprefix("www.")
    return name != registrable(name, private=False) and registrable(name) != registrable(name, private=False)


@cache
def suffixes() -> frozenset[str]:
    """All public suffixes, private ones too."""
    return _rules()[1]

"""What is known of hosts and hashes beforehand: MISP's warning lists, and blocks that are no place on the Internet."""

from __future__ import annotations

import ipaddress
import re
from functools import cache, lru_cache
from importlib.resources import files

from vidocq.evidence.indicators.suffixes import is_corner, registrable
from vidocq.evidence.indicators.words import words

_ARCHIVES = words(
    """
    archive.org archive.is archive.ph archive.today archive.md archive.li archive.fo perma.cc
    """
)
_SEARCHES = words(
    """
    google bing duckduckgo yandex baidu yahoo startpage urlscan shodan
    """
)
_SEARCH = re.compile(r"/(?:search|yandsearch|s|host)?/?\?(?:q|query|text|p|wd)=|/search/")
_EXAMPLES = words(
    """
    example.com example.net example.org example.edu
    """
)
#: Code hosts and file stores that the lists of abused services lack.
_STORES = words(
    """
    notabug.org gitlab.com codeberg.org gitee.com sourceforge.net mega.nz mega.io transfer.sh file.io anonfiles.com
    imgbb.com
    """
)
#: Sites whose pages are their users'; operators keep accounts and dead drops there.
_PROFILES = words(
    """
    twitter.com x.com facebook.com instagram.com reddit.com youtube.com linkedin.com imgur.com tumblr.com pinterest.com
    vk.com ok.ru pastebin.com github.com githubusercontent.com bitbucket.org blogspot.com wordpress.com livejournal.com
    evernote.com trello.com steamcommunity.com t.me telegram.me discord.com discordapp.com medium.com wikipedia.org
    dropbox.com onedrive.live.com
    """
)
_SERVICE_LABELS = words(
    """
    www m mobile api raw cdn static assets help docs support blog gist media i img drive play mail login accounts about
    """
)
#: Vendors by the first label of their domains: the same name under another suffix is most likely theirs too.
_NAMES = words(
    """
    eset proofpoint zscaler crowdstrike mandiant fireeye kaspersky trendmicro sophos symantec paloaltonetworks checkpoint
    bitdefender malwarebytes recordedfuture sentinelone cybereason volexity intel471 f-secure withsecure group-ib ahnlab
    drweb mcafee avast
    """
)
_RESOLVERS = words(
    """
    8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220 114.114.114.114 4.2.2.1 4.2.2.2
    64.6.64.6
    """
)
#: Publishers, standards bodies and reference works that reports cite; the warning lists lack them.
_CITED = words(
    """
    mitre.org nist.gov cisa.gov us-cert.gov europol.europa.eu justice.gov fbi.gov misp-project.org virustotal.com hybrid-
    analysis.com any.run abuse.ch malpedia.caad.fkie.fraunhofer.de welivesecurity.com eset.com proofpoint.com zscaler.com
    crowdstrike.com mandiant.com fireeye.com kaspersky.com securelist.com trendmicro.com sophos.com symantec.com
    paloaltonetworks.com talosintelligence.com cisco.com checkpoint.com bitdefender.com malwarebytes.com malwarebytes.org
    recordedfuture.com sentinelone.com cybereason.com volexity.com intel471.com domaintools.com f-secure.com withsecure.com
    group-ib.com bleepingcomputer.com krebsonsecurity.com thehackernews.com securityweek.com zdnet.com wired.com vice.com
    theguardian.com washingtonpost.com nytimes.com reuters.com bbc.co.uk bbc.com wikipedia.org owasp.org snort.org suricata-
    ids.org emergingthreats.net yara.readthedocs.io shodan.io censys.io medium.com virusbulletin.com mcafee.com ahnlab.com
    drweb.com lab52.io quointelligence.eu unit42.paloaltonetworks.com dragos.com clearskysec.com cyberscoop.com
    darkreading.com arstechnica.com npr.org
    """
)


@cache
def _lists() -> dict[str, frozenset[str]]:
    """Entries of the compiled file by section."""
    text = files("vidocq.evidence.indicators").joinpath("data", "known.txt").read_text(encoding="utf-8")
    found = {}
    for part in text.split("\n[")[1:]:
        section, _, entries = part.partition("]\n")
        found[section] = frozenset(entries.split())
    return found


def _on(section: str, host: str) -> bool:
    """Whether a host or one of its parents is on a list."""
    names = _lists()[section]
    name = host.removeprefix("www.")
    while "." in name:
        if name in names:
            return True
        name = name.partition(".")[2]
    return False


@lru_cache(maxsize=16384)
def popular(host: str) -> bool:
    """Whether the registrable domain is among the most visited ones, and the host is not somebody's corner of a shared one."""
    return registrable(host) in _lists()["popular"]


@lru_cache(maxsize=16384)
def shared(host: str) -> bool:
    """Whether anybody can put something there: file stores, pastes, shorteners, free hosting, social networks."""
    domain = registrable(host, private=False)
    return domain in _PROFILES or domain in _STORES or is_corner(host) or _on("shared", host)


def corner(host: str) -> bool:
    """Whether a host on a shared service is one user's own (a blog, a bucket, a free site) and not the service's."""
    if is_corner(host):
        return True
    first, _, rest = host.partition(".")
    return first not in _SERVICE_LABELS and "." in rest and shared(rest)


@lru_cache(maxsize=16384)
def security(host: str) -> bool:
    """Whether the host belongs to a security vendor, analysis service, authority or publisher that reports cite."""
    if host.endswith((".gov", ".mil", ".edu")) or registrable(host) in _CITED or host in _CITED:
        return True
    return not popular(host) and _on("security", host)


def vendor_name(host: str) -> bool:
    """Whether the host has a security vendor's name under some suffix."""
    return registrable(host).partition(".")[0] in _NAMES


def address_lookup(host: str) -> bool:
    """Whether the host tells callers their own address: used by malware, owned by nobody's operator."""
    return _on("lookups", host)


@lru_cache(maxsize=16384)
def nobodys(host: str, value: str) -> str:
    """Why a host or link is a reference wherever it stands (an archive, a search, a name for examples), or nothing."""
    if registrable(host) in _ARCHIVES or host == "webcache.googleusercontent.com":
        return "an archive of pages"
    if host.removeprefix("www.").partition(".")[0] in _SEARCHES and _SEARCH.search(value):
        return "a search"
    if host.endswith((".localhost", ".invalid", ".test")) or registrable(host) in _EXAMPLES:
        return "a name for examples, nobody's"
    return ""


@lru_cache(maxsize=16384)
def bank(host: str) -> bool:
    """Whether the host is a bank's."""
    return _on("banks", host) or "bank" in host.rsplit(".", 1)[-1] or registrable(host).startswith(("banco", "banca"))


def platform(host: str) -> bool:
    """Whether the host belongs to an operating system's or cloud's vendor."""
    return _on("vendors", host)


def benign_hash(value: str) -> bool:
    """Whether a hash is on a warning list: empty file, test file, well-known clean files."""
    return value in _lists()["hashes"]


@lru_cache(maxsize=16384)
def no_place(address: str) -> str:
    """Why an address is no place on the Internet, or an empty string."""
    if address in _RESOLVERS:
        return "public resolver"
    try:
        ip = _first(address)
    except ValueError:
        return ""
    if ip.is_loopback:
        return "loopback"
    if ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        return "reserved block"
    return "private block" if not ip.is_global else ""


def _first(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address, or the first of a network (a single address takes a third of a network's time)."""
    if "/" in address:
        return ipaddress.ip_network(address, strict=False).network_address
    return ipaddress.ip_address(address)

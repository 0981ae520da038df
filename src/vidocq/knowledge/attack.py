"""ATT&CK as the rest of the build sees it, wherever it came from: objects, links and citations by UUID."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from vidocq.knowledge.galaxy import Element, Galaxy

#: Tactics in the order of the Enterprise matrix.
TACTICS = ("reconnaissance", "resource-development", "initial-access", "execution", "persistence", "privilege-escalation",
           "stealth", "defense-impairment", "defense-evasion", "credential-access", "discovery", "lateral-movement", "collection",
           "command-and-control", "exfiltration", "impact")  # fmt: skip

_MONTHS = {
    name: number
    for number, name in enumerate(
        (
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ),
        1,
    )
}
_CITED_DATE = re.compile(
    r"\((?P<year>(?:19|20)\d\d)(?:,\s*(?P<month>[A-Z][a-z]{2,8})\.?(?:\s+(?P<day>\d{1,2}))?)?\s*\)", re.ASCII
)
_CITATION = re.compile(r"\(Citation:\s*([^()]*(?:\([^()]*\)[^()]*)*)\)")
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\((?:https?:/)?/[^)\s]{1,400}\)")
_FOOTNOTE = re.compile(r"<sup>(?:(?!</sup>).){0,2000}</sup>", re.DOTALL)
_TAG = re.compile(r"</?(?:code|sup|br|b|i)\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Citation:
    """A cited report: its name in ATT&CK, address, and what the citation says of it."""

    name: str
    url: str = ""
    title: str = ""

    @property
    def published(self) -> str | None:
        """Date of publication in EDTF as the citation gives it (``(2020, September 10)``), or None."""
        found = _CITED_DATE.search(self.title)
        if not found:
            return None
        month = next((n for name, n in _MONTHS.items() if found["month"] and name.startswith(found["month"].lower())), None)
        if month is None:
            return found["year"]
        day = int(found["day"]) if found["day"] else 0
        return f"{found['year']}-{month:02d}" + (f"-{day:02d}" if 1 <= day <= 31 else "")


@dataclass(slots=True)
class AttackObject:
    """A group, piece of software, technique or campaign; ``alias_sources`` maps an alias to the citations that give it."""

    uuid: str
    id: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    citations: tuple[Citation, ...] = ()
    alias_sources: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tactics: tuple[str, ...] = ()
    created: str | None = None
    modified: str | None = None
    first_seen: str | None = None
    last_seen: str | None = None
    revoked: bool = False
    deprecated: bool = False
    platforms: tuple[str, ...] = ()


@dataclass(slots=True)
class AttackLink:
    """A relationship by UUID: ``uses``, ``attributed-to``, ``subtechnique-of``, ``revoked-by``."""

    kind: str
    source: str
    target: str
    description: str = ""
    citations: tuple[Citation, ...] = ()
    created: str | None = None


@dataclass(slots=True)
class Attack:
    """All of ATT&CK that was read; ``version`` is its release where it says so."""

    objects: dict[str, AttackObject]
    links: list[AttackLink]
    version: str
    digest: str
    label: str
    problems: list[str] = field(default_factory=list)

    def of(self, *kinds: str) -> Iterable[AttackObject]:
        """Objects of the given kinds."""
        return (item for item in self.objects.values() if item.kind in kinds)


def plain(text: str) -> str:
    """ATT&CK prose as a reader sees it: links to their words, citations and markup out."""
    if "(Citation:" in text:
        text = _CITATION.sub("", text)
    if "<sup>" in text:
        text = _FOOTNOTE.sub("", text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub("", text)
    return " ".join(text.split())


def cited_in(text: str) -> tuple[str, ...]:
    """Names of the citations in ATT&CK prose, in order, each once."""
    return tuple(dict.fromkeys(name.strip() for name in _CITATION.findall(text))) if "(Citation:" in text else ()


_KINDS = {"mitre-intrusion-set": "group", "mitre-malware": "malware", "mitre-tool": "tool", "mitre-attack-pattern": "technique"}
_VALUE = re.compile(r"^(?P<name>.+?) - (?P<id>[GST]\d{4}(?:\.\d{3})?)$")


def from_galaxy(galaxy: Galaxy) -> Attack:
    """ATT&CK as the galaxy's ``mitre-*`` clusters carry it: no dates, no citations per relation, no campaigns."""
    objects: dict[str, AttackObject] = {}
    links: list[AttackLink] = []
    for element in galaxy.of(*_KINDS):
        item = _object(element)
        if item is None:
            galaxy.problems.append(f"{element.cluster}.json: {element.value!r} has no ATT&CK id; left out")
            continue
        objects[item.uuid] = item
        for relation in element.related:
            if relation.kind in ("uses", "subtechnique-of", "revoked-by"):
                links.append(AttackLink(relation.kind, item.uuid, relation.target))
    version = galaxy.versions.get("mitre-intrusion-set", "")
    return Attack(objects, links, f"galaxy {version}" if version else "", galaxy.digest, "misp-galaxy mitre-*", [])


def _object(element: Element) -> AttackObject | None:
    match = _VALUE.match(element.value)
    external = element.one("external_id") or (match["id"] if match else "")
    if not external or not element.uuid:
        return None
    name = match["name"] if match else element.value
    tactics = tuple(dict.fromkeys(chain.rpartition(":")[2] for chain in element.all("kill_chain") if "attack" in chain))
    return AttackObject(
        uuid=element.uuid,
        id=external,
        kind=_KINDS[element.cluster],
        name=name,
        aliases=tuple(dict.fromkeys((name, *element.all("synonyms")))),
        description=element.description,
        citations=tuple(Citation(url, url) for url in element.all("refs") if "//attack.mitre.org" not in url),
        tactics=tactics,
        revoked=element.revoked,
        platforms=element.all("mitre_platforms"),
    )

"""Draws together malware and tools from ATT&CK, Malpedia, Tidal and the galaxy, family by family."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vidocq.knowledge import availability
from vidocq.knowledge.attack import Attack, AttackObject, plain
from vidocq.knowledge.citations import Reports
from vidocq.knowledge.common import is_commodity
from vidocq.knowledge.galaxy import SOFTWARE_CLUSTERS, Element, Galaxy
from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import Availability, KnownName, SoftwareProfile, Use
from vidocq.knowledge.tidal import References
from vidocq.knowledge.wording import listed

_PLATFORM = re.compile(r"/details/(?P<platform>[a-z]+)\.(?P<slug>[A-Za-z0-9_.-]+)$")
_SUFFIX = re.compile(
    r"(?<!\s)\s*\((?:Android|ELF|OS X|Windows|iOS|macOS|Linux|"
    r"Malware Family|malware|ransomware|Trojan|Backdoor|RAT|Deprecated)\)$",
    re.I,
)
_RANSOM = re.compile(r"ransom|encrypt|wiper|locker", re.IGNORECASE)
_TOOL_CLUSTERS = frozenset({"exploit-kit"})
#: A family name this short, or a plain word, is shared by chance too often for two clusters to mean one family by it alone.
_SHORTEST_SHARED_NAME = 4


@dataclass(slots=True)
class SoftwareDraft:
    """A piece of software while it is being put together."""

    id: str
    name: str
    kind: str
    names: dict[str, KnownName] = field(default_factory=dict)
    description: str = ""
    attack: AttackObject | None = None
    elements: list[Element] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    actors: dict[str, None] = field(default_factory=dict)
    reports: list[str] = field(default_factory=list)
    external_ids: list[tuple[str, str]] = field(default_factory=list)
    platforms: frozenset[str] = frozenset()
    revoked_by: str | None = None

    @property
    def clusters(self) -> frozenset[str]:
        """Clusters its elements are from."""
        return frozenset(element.cluster for element in self.elements)

    def add_name(self, text: str, source: str) -> None:
        """Add a name once for each spelling."""
        text = _SUFFIX.sub("", " ".join(text.split()))
        if key(text):
            self.names.setdefault(key(text), KnownName(text=text, source=source))


class SoftwareShelf:
    """All software by id, and by the UUIDs of the elements it was drawn from."""

    def __init__(self, attack: Attack, galaxy: Galaxy | None, reports: Reports) -> None:
        self.drafts: dict[str, SoftwareDraft] = {}
        self.linked: list[tuple[str, str, str]] = []
        self.by_uuid: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_alias: dict[str, dict[str, None]] = defaultdict(dict)
        self._similar: dict[str, dict[str, None]] = defaultdict(dict)
        self._reports = reports
        self._references = References(galaxy) if galaxy else None
        for item in attack.of("malware", "tool"):
            if not item.deprecated:
                self._add_attack(item)
        if galaxy:
            self._similar = _similar(galaxy)
            for element in galaxy.of(*SOFTWARE_CLUSTERS):
                if element.uuid:
                    self._add_element(element)

    def _add_attack(self, item: AttackObject) -> None:
        software = SoftwareDraft(item.id, item.name, item.kind, description=plain(item.description), attack=item)
        for alias in (item.name, *item.aliases):
            software.add_name(alias, "ATT&CK")
        software.reports += self._reports.add_all(item.citations)
        software.platforms = frozenset(_PLATFORMS.get(platform, "desktop") for platform in item.platforms)
        self.drafts[item.id] = software
        self.by_uuid[item.uuid] = item.id
        if not item.revoked:
            self._by_name[key(item.name)].append(item.id)
            for alias in software.names:
                self._by_alias[alias][item.id] = None

    def _add_element(self, element: Element) -> None:
        home = self._home(element)
        if home is None:
            home = f"galaxy:{element.uuid}"
            self.drafts[home] = SoftwareDraft(home, _SUFFIX.sub("", element.value), _kind(element), platforms=_platforms(element))
            self._by_name[key(self.drafts[home].name)].append(home)
        software = self.drafts[home]
        source = f"{element.cluster} '{element.value}'"
        for text in (element.value, *element.all("synonyms")):
            software.add_name(text, source)
        software.elements.append(element)
        software.description = software.description or plain(element.description)
        software.reports += self._reports.add_urls(element.all("refs"))
        if self._references:
            software.reports += self._reports.add_all(self._references.cited(element))
        software.external_ids.append((f"misp-galaxy:{element.cluster}", element.uuid))
        page = _malpedia_id(element)
        if page:
            software.external_ids.append(("malpedia", page))
        self.by_uuid[element.uuid] = home
        for alias in software.names:
            self._by_alias[alias][home] = None

    def _home(self, element: Element) -> str | None:
        """The software already on the shelf that an element means, or None.

        By ATT&CK id; by the same main name; by naming each other; by a ``similar`` relation and one naming the other. A shared
        alias alone joins nothing.
        """
        stated = element.one("software_attack_id")
        if stated in self.drafts and element.one("source") == "MITRE":
            return stated
        name = key(_SUFFIX.sub("", element.value))
        names = {key(alias) for alias in element.all("synonyms")}
        for soft in self._by_name.get(name, ()):
            if self._same_family(element, self.drafts[soft], names):
                return soft
        mutual = [soft for soft in self._by_alias.get(name, ()) if key(self.drafts[soft].name) in names]
        related = {self.by_uuid[uuid] for uuid in self._similar[element.uuid] if uuid in self.by_uuid}
        agreed = [soft for soft in related if name in self.drafts[soft].names or key(self.drafts[soft].name) in names]
        for found in (mutual, agreed):
            fitting = [soft for soft in found if _platforms_fit(_platforms(element), self.drafts[soft].platforms)]
            if len(fitting) == 1:
                return fitting[0]
        return None

    def _same_family(self, element: Element, other: SoftwareDraft, names: set[str]) -> bool:
        """Whether two of one main name may be one family: same platform and sort, and more in common if the name is a word."""
        if not _platforms_fit(_platforms(element), other.platforms):
            return False
        mine, theirs = element.cluster == "ransomware", "ransomware" in other.clusters
        if mine and theirs:
            return True
        # A locker and a spy tool of one name are two families: whichever is described must be described as a locker.
        described = other.description if mine else element.description if theirs else ""
        if described and not _RANSOM.search(described):
            return False
        if len(key(other.name)) >= _SHORTEST_SHARED_NAME and other.name.lower() not in listed()["cue"]:
            return True
        shared = bool(set(self._reports.add_urls(element.all("refs"))) & set(other.reports))
        return shared or bool(names & other.names.keys() - {key(other.name)})

    def finish(self, users: Mapping[str, tuple[str, str | None]]) -> tuple[SoftwareProfile, ...]:
        """Profiles of all software by id; ``users`` are name and country of every actor, by id."""
        sources = defaultdict[str, set[str]](set)
        for actor, software, source in self.linked:
            if actor in users:
                sources[software].add(source)
        return tuple(self._profile(self.drafts[soft], users, sources[soft]) for soft in sorted(self.drafts))

    def may_be_own(self, software: SoftwareDraft) -> bool:
        """Whether a program is malware of which nothing says that many have it."""
        verdict = availability.judge(self._facts(software, {}, ()))
        return software.kind == "malware" and verdict.availability in (Availability.OWN, Availability.UNKNOWN)

    def _facts(
        self, software: SoftwareDraft, users: Mapping[str, tuple[str, str | None]], sources: Iterable[str]
    ) -> availability.Facts:
        actors = [users[actor] for actor in software.actors if actor in users]
        return availability.Facts(
            names=(software.name, *(name.text for name in software.names.values())),
            kind=software.kind,
            description=software.description,
            addresses=(*self._reports.addresses(dict.fromkeys(software.reports)), *_addresses(software.elements)),
            attack=software.attack is not None,
            clusters=software.clusters,
            sources=frozenset(sources),
            groups=len(actors),
            countries=len({country for _, country in actors if country}),
            users=tuple(name for name, _ in actors),
        )

    def _profile(
        self, software: SoftwareDraft, users: Mapping[str, tuple[str, str | None]], sources: Iterable[str]
    ) -> SoftwareProfile:
        verdict = availability.judge(self._facts(software, users, sources))
        return SoftwareProfile(
            id=software.id,
            name=software.name,
            kind=software.kind,
            names=tuple(software.names.values()),
            description=software.description,
            uses=tuple(software.uses),
            actors=tuple(software.actors),
            commodity=verdict.availability in availability.OPEN_TO_ALL,
            availability=verdict.availability,
            availability_source=verdict.source,
            availability_reason=verdict.reason,
            reports=tuple(dict.fromkeys(software.reports)),
            external_ids=tuple(dict.fromkeys(software.external_ids)),
            created=software.attack.created if software.attack else None,
            revoked_by=software.revoked_by,
        )


def _addresses(elements: Iterable[Element]) -> tuple[str, ...]:
    return tuple(address for element in elements for address in element.all("refs"))


#: Malpedia's and ATT&CK's words for the two phone systems; all else is a desktop or server.
_PLATFORMS = {"apk": "android", "Android": "android", "ios": "ios", "iOS": "ios"}


def _platforms(element: Element) -> frozenset[str]:
    """What an element runs on: android, ios, desktop; empty where it does not say."""
    if element.cluster == "android":
        return frozenset({"android"})
    page = _malpedia_id(element)
    return frozenset({_PLATFORMS.get(page.partition(".")[0], "desktop")}) if page else frozenset()


def _kind(element: Element) -> str:
    """``tool`` for exploit kits, what Tidal calls a tool, and what everybody has; else ``malware``."""
    if element.cluster in _TOOL_CLUSTERS or element.one("type") == "tool":
        return "tool"
    return "tool" if is_commodity(element.value, "malware", "") else "malware"


def _platforms_fit(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two may be one family: a phone family and a desktop family of one name are two, unless one of them is both."""
    return not one or not other or bool(one & other)


def _similar(galaxy: Galaxy) -> dict[str, dict[str, None]]:
    """``similar`` relations among software, both ways, by UUID."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for element in galaxy.of("mitre-malware", "mitre-tool", *SOFTWARE_CLUSTERS):
        for relation in element.related:
            if relation.kind == "similar":
                found[element.uuid][relation.target] = None
                found[relation.target][element.uuid] = None
    return found


def _malpedia_id(element: Element) -> str:
    found = next((m for url in element.all("refs") if "malpedia" in url and (m := _PLATFORM.search(url))), None)
    return f"{found['platform']}.{found['slug']}" if found else ""

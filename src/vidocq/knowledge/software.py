"""Draws together malware and tools from ATT&CK, Malpedia, Tidal and the galaxy, and links them to the actors said to use them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from vidocq.knowledge.actors import ActorDraft
from vidocq.knowledge.attack import Attack, AttackObject, plain
from vidocq.knowledge.citations import Reports
from vidocq.knowledge.common import is_commodity
from vidocq.knowledge.galaxy import ACTOR_CLUSTERS, SOFTWARE_CLUSTERS, Element, Galaxy
from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import KnownName, SoftwareProfile, Use
from vidocq.knowledge.tidal import References
from vidocq.knowledge.wording import listed

_PLATFORM = re.compile(r"/details/(?P<platform>[a-z]+)\.(?P<slug>[A-Za-z0-9_.-]+)$")
_SUFFIX = re.compile(
    r"\s*\((?:Android|ELF|OS X|Windows|iOS|macOS|Linux|Malware Family|malware|ransomware|Trojan|Backdoor|RAT|Deprecated)\)$", re.I
)
_RANSOM = re.compile(r"ransom|encrypt|wiper|locker", re.IGNORECASE)
_TOOL_CLUSTERS = frozenset({"exploit-kit"})
_USE_RELATIONS = frozenset({"uses", "deploys", "delivers"})
_USED_BY = frozenset({"used-by", "is-deployed-by", "executed-by", "delivered-by"})
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

    def finish(self) -> tuple[SoftwareProfile, ...]:
        """Profiles of all software by id."""
        return tuple(_profile(self.drafts[soft]) for soft in sorted(self.drafts))


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


def _profile(software: SoftwareDraft) -> SoftwareProfile:
    return SoftwareProfile(
        id=software.id,
        name=software.name,
        kind=software.kind,
        names=tuple(software.names.values()),
        description=software.description,
        uses=tuple(software.uses),
        actors=tuple(software.actors),
        commodity=is_commodity(software.name, software.kind, software.description),
        reports=tuple(dict.fromkeys(software.reports)),
        external_ids=tuple(dict.fromkeys(software.external_ids)),
        created=software.attack.created if software.attack else None,
        revoked_by=software.revoked_by,
    )


# --- who is said to use it --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody says that an actor uses a piece of software."""

    actor: str
    software: str
    source: str
    reports: tuple[str, ...] = ()
    sentence: str = ""


def galaxy_links(shelf: SoftwareShelf, actors: dict[str, ActorDraft], galaxy: Galaxy, reports: Reports) -> Iterator[Link]:
    """Links that the galaxy's elements state: relations, references to an actor's page, and descriptions."""
    actor_of = {uuid: actor.id for actor in actors.values() for _, uuid in actor.external_ids}
    actor_of |= {actor.attack.uuid: actor.id for actor in actors.values() if actor.attack is not None}
    for element in galaxy.of(*ACTOR_CLUSTERS):
        for relation in element.related:
            software, actor = shelf.by_uuid.get(relation.target), actor_of.get(element.uuid)
            if relation.kind in _USE_RELATIONS and software and actor:
                yield Link(actor, software, f"{element.cluster} {relation.kind}")
    for element in galaxy.of(*SOFTWARE_CLUSTERS):
        for relation in element.related:
            software, actor = shelf.by_uuid.get(element.uuid), actor_of.get(relation.target)
            if relation.kind in _USED_BY and software and actor:
                yield Link(actor, software, f"{element.cluster} {relation.kind}")
    names = _ActorNames(actors.values())
    for element in galaxy.of("malpedia", "tool", "rat", "backdoor", "ransomware", "stealer", "banker"):
        software = shelf.by_uuid.get(element.uuid)
        if software:
            yield from names.links(element, software, reports)


_PROFILE_PAGE = re.compile(
    r"secureworks\.com/research/threat-profiles/(?P<slug>[a-z]+-[a-z]+)/?$|attack\.mitre\.org/groups/(?P<id>G\d{4})"
)
_BY = re.compile(
    r"\b(?:used?|uses|operated|deployed|developed|employed|leveraged|utili[sz]ed|attributed|associate[sd]|linked|tied|affiliated|authored"
    r"|created|delivered|disseminated|distributed|provided|dropped|observed)(?: \w+){0,4} (?:by|to|with)\b",
    re.IGNORECASE,
)
#: What follows an actor's name where the sentence calls the malware its own.
_OWN = re.compile(
    r"(?:['’]s?)?(?: group| actor| APT)?(?:['’]s?)?(?: [\w()-]+){0,2}?"
    r" (?:tool(?:set|kit|chain)?|RAT|arsenal|backdoor|attacks?|campaigns?|operations?)\b"
)
#: A name farther than this from its cue is somebody else's.
_FAR = 60
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])|[\r\n]+")
#: A sentence with one of these compares or denies; who is named in it is somebody else.
_NOT = re.compile(
    r"\b(?:not|unlike|no link|unrelated|different from|similar|similarit\w+|reminiscent|resembl\w+|overlap\w*|aligns?|compar\w+"
    r"|predecessor|successor|follows|evolution|evolved?|forks?|variant|copie[sd]|leaked|reused|packed)\b",
    re.IGNORECASE,
)


class _ActorNames:
    """Finds actors named in prose, only by names that no other actor has and that are no plain words."""

    def __init__(self, actors: Iterable[ActorDraft]) -> None:
        owners: dict[str, set[str]] = defaultdict(set)
        shown: dict[str, str] = {}
        self._by_key: dict[str, str] = {}
        for actor in actors:
            if actor.revoked_by:
                continue
            for name in actor.names.values():
                owners[key(name.text)].add(actor.id)
                shown.setdefault(name.text, key(name.text))
        for name_key, ids in owners.items():
            if len(ids) == 1:
                (self._by_key[name_key],) = ids
        safe = sorted((t for t, k in shown.items() if k in self._by_key and _telling(t)), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, safe))})(?![\w-])") if safe else re.compile(r"(?!)")

    def links(self, element: Element, software: str, reports: Reports) -> Iterator[Link]:
        for url in element.all("refs"):
            page = _PROFILE_PAGE.search(url)
            actor = self._by_key.get(key(page["slug"])) if page and page["slug"] else page["id"] if page else None
            if actor:
                yield Link(actor, software, f"{element.cluster} reference", reports.add_urls((url,)))
        if key(element.value) in self._by_key:
            return  # a sentence about software that is called like its actor does not say whom it means
        for sentence in _SENTENCE.split(element.description):
            actor = self._named_user(sentence)
            if actor:
                yield Link(actor, software, f"{element.cluster} description", sentence=sentence.strip()[:400])

    def _named_user(self, sentence: str) -> str | None:
        """The actor that a sentence says uses what is described; None where it compares, denies, or names nobody clearly."""
        match = self._pattern.search(sentence)
        by = _BY.search(sentence)
        if match is None:
            return None
        if by is not None and by.end() <= match.start():
            said = by.end() + _FAR > match.start()
        else:
            said = _OWN.match(sentence, match.end()) is not None
        # Only the first name counts: who follows is another name of it, the group it is part of, or somebody else.
        return self._by_key[key(match.group())] if said and not _NOT.search(sentence[: match.end()]) else None


def _telling(name: str) -> bool:
    """Whether a name after "used by" can hardly be anything else: with a digit, capitalised, oddly written; no plain word."""
    if len(name) < 4 or name.lower() in listed()["cue"]:
        return False
    return any(char.isdigit() for char in name) or all(word[:1].isupper() for word in name.split())

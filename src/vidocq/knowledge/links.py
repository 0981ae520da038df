"""Finds who is said to use which software: relations, references to an actor's page, and sentences that say so clearly."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vidocq.knowledge.actors import ActorDraft
from vidocq.knowledge.citations import Reports
from vidocq.knowledge.galaxy import ACTOR_CLUSTERS, SOFTWARE_CLUSTERS, Element, Galaxy
from vidocq.knowledge.names import key
from vidocq.knowledge.software import SoftwareShelf
from vidocq.knowledge.wording import listed

_USE_RELATIONS = frozenset({"uses", "deploys", "delivers"})
_USED_BY = frozenset({"used-by", "is-deployed-by", "executed-by", "delivered-by"})


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
_OWN_WORDS = r" (?:tool(?:set|kit|chain)?|RAT|arsenal|backdoor|attacks?|campaigns?|operations?)\b"
_OWN_WORD = re.compile(_OWN_WORDS)
_OWN = re.compile(rf"(?:['’]s?)?(?: group| actor| APT)?(?:['’]s?)?(?: [\w()-]+){{0,2}}?{_OWN_WORDS}")
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
        by = _BY.search(sentence)
        if by is None and not _OWN_WORD.search(sentence):
            return None
        match = self._pattern.search(sentence)
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

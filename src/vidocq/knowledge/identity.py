"""Which galaxy elements speak of which ATT&CK group: claims with their basis, and the ones a profile is drawn together over.

Nothing merges because two parties share some alias. A claim stands on one of these, strongest first:

- ``same primary name``: both call it by the same main name;
- ``stated id``: the element carries the ATT&CK id (Tidal, a synonym), or cites just this group's ATT&CK page;
- ``mutual naming``: each lists the other's main name among its own aliases: two independent statements;
- ``relation``: a ``similar`` relation in the galaxy, with its likelihood;
- ``alias statement``: one of the two lists the other's main name as an alias.

A profile is drawn together over the best claim of each element, and only if no other is as good (``view``); an alias statement
alone is never enough. Whoever does not accept a claim withdraws it (``kb build --withdraw``), and the two stand apart again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from vidocq.knowledge.attack import Attack
from vidocq.knowledge.galaxy import ACTOR_CLUSTERS, MAIN_CLUSTER, Element, Galaxy
from vidocq.knowledge.names import core

_GROUP_ID = re.compile(r"G\d{4}")
_GROUP_PAGE = re.compile(r"//attack\.mitre\.org/(?:wiki/Group/|groups/|wiki/index\.php/Group/)(G\d{4})\b", re.IGNORECASE)
#: Likelihood words of the MISP taxonomy *estimative-language* that are enough to draw a profile together.
_LIKELY = frozenset({"", "likely", "very-likely", "almost-certain"})
_STRENGTH = {"same primary name": 6, "stated id": 4, "mutual naming": 4, "relation": 3, "alias statement": 1}
#: Below this sum a claim is recorded and nothing more.
_THRESHOLD = 3


@dataclass(frozen=True, slots=True)
class Anchor:
    """An actor that elements may be said to be: its id in the snapshot, its UUID at its source, its names."""

    id: str
    uuid: str
    name: str
    main: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """An element and an anchor are said to be the same: on what basis, how likely, and whether the view follows it."""

    element: Element
    anchor: Anchor
    basis: tuple[str, ...]
    likelihood: str = ""
    view: bool = False

    @property
    def strength(self) -> int:
        """Sum over the bases; only for choosing between rival claims."""
        return sum(_STRENGTH[part] for part in self.basis)

    @property
    def source(self) -> str:
        """Who makes the claim and on what basis, in words."""
        return f"{self.element.cluster} '{self.element.value}': {', '.join(self.basis)}"


def claims(attack: Attack, galaxy: Galaxy | None, withdrawn: frozenset[tuple[str, str]] = frozenset()) -> tuple[Claim, ...]:
    """All claims that two actors are the same, the ones to follow marked.

    First between ATT&CK's groups and all elements; then between the galaxy's main cluster and the elements of its other clusters
    that are still on their own, so that a name of Microsoft's finds the group it is for even where ATT&CK does not list it.

    Args:
        attack: the groups.
        galaxy: the elements of the actor clusters.
        withdrawn: pairs (actor id, element UUID) that an analyst does not accept: left out altogether.
    """
    if galaxy is None:
        return ()
    groups = [
        Anchor(group.id, group.uuid, group.name, (group.name,), group.aliases)
        for group in attack.of("group")
        if not group.revoked and not group.deprecated
    ]
    found = _claims(groups, galaxy.of(*ACTOR_CLUSTERS), withdrawn)
    home = {claim.element.uuid: claim.anchor.id for claim in found if claim.view}
    anchors = [
        Anchor(home.get(e.uuid, f"galaxy:{e.uuid}"), e.uuid, e.value, main_names(e), (e.value, *e.all("synonyms")))
        for e in galaxy.of(MAIN_CLUSTER)
    ]
    others = [e for e in galaxy.of(*ACTOR_CLUSTERS) if e.cluster != MAIN_CLUSTER and e.uuid not in home]
    return (*found, *(claim for claim in _claims(anchors, others, withdrawn) if claim.view))


def _claims(anchors: list[Anchor], elements: Iterable[Element], withdrawn: frozenset[tuple[str, str]]) -> list[Claim]:
    index = _Index(anchors)
    found = [claim for element in elements if element.uuid for claim in index.claims(element)]
    return _followed([claim for claim in found if (claim.anchor.id, claim.element.uuid) not in withdrawn])


class _Index:
    def __init__(self, anchors: list[Anchor]) -> None:
        self.by_uuid = {anchor.uuid: anchor for anchor in anchors}
        self.by_id = {anchor.id: anchor for anchor in anchors}
        self.by_name = {core(name): anchor for anchor in anchors for name in anchor.main}
        self.by_alias: dict[str, list[Anchor]] = defaultdict(list)
        for anchor in anchors:
            for alias in dict.fromkeys(core(alias) for alias in anchor.aliases):
                self.by_alias[alias].append(anchor)

    def claims(self, element: Element) -> list[Claim]:
        basis: dict[str, list[str]] = defaultdict(list)
        likelihood: dict[str, str] = {}
        for anchor_id in self._stated(element):
            basis[anchor_id].append("stated id")
        for relation in element.related:
            anchor = self.by_uuid.get(relation.target)
            if anchor is not None and relation.kind == "similar" and "relation" not in basis[anchor.id]:
                basis[anchor.id].append("relation")
                likelihood[anchor.id] = relation.likelihood
        for anchor, by_name in self._named(element):
            basis[anchor.id].append(by_name)
        return [
            Claim(element, self.by_id[anchor_id], tuple(parts), likelihood.get(anchor_id, ""))
            for anchor_id, parts in basis.items()
            if parts
        ]

    def _stated(self, element: Element) -> list[str]:
        stated = [element.one("group_attack_id")] if element.one("source") == "MITRE" else []
        pages = {match[1].upper() for url in element.all("refs") for match in _GROUP_PAGE.finditer(url)}
        listed = {alias for alias in element.all("synonyms") if _GROUP_ID.fullmatch(alias)}
        # Several ATT&CK groups among the references or the synonyms say that several are talked of, not which one this is.
        stated += [*(pages if len(pages) == 1 else ()), *(listed if len(listed) == 1 else ())]
        return [anchor_id for anchor_id in dict.fromkeys(stated) if anchor_id in self.by_id]

    def _named(self, element: Element) -> list[tuple[Anchor, str]]:
        main = {core(part) for part in main_names(element)}
        synonyms = {core(alias) for alias in element.all("synonyms")} | main
        same = {anchor.id: anchor for name in sorted(main) if (anchor := self.by_name.get(name))}
        found: list[tuple[Anchor, str]] = [(anchor, "same primary name") for anchor in same.values()]
        given = {anchor.id: anchor for name in sorted(main) for anchor in self.by_alias.get(name, ())}
        taken = {anchor.id: anchor for alias in sorted(synonyms) if (anchor := self.by_name.get(alias))}
        for anchor_id, anchor in {**given, **taken}.items():
            if anchor_id not in same:
                found.append((anchor, "mutual naming" if anchor_id in given and anchor_id in taken else "alias statement"))
        return found


def main_names(element: Element) -> tuple[str, ...]:
    """The names an element goes by; 360 writes two (``蓝宝菇 - APT-C-12``), the one to show last."""
    return tuple(element.value.split(" - ")) if element.cluster == "360net" else (element.value,)


def _followed(found: list[Claim]) -> list[Claim]:
    """Mark the claims to follow: each element's single best one, and for each group the best element of a cluster."""
    best: dict[str, list[Claim]] = defaultdict(list)
    for claim in found:
        if claim.strength >= _THRESHOLD and claim.likelihood in _LIKELY:
            best[claim.element.uuid].append(claim)
    chosen: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for rivals in best.values():
        top = max(claim.strength for claim in rivals)
        leaders = [claim for claim in rivals if claim.strength == top]
        if len(leaders) == 1:
            cluster = leaders[0].element.cluster
            chosen[leaders[0].anchor.id, cluster].append(leaders[0])
    marked: set[int] = set()
    for (_, cluster), rivals in chosen.items():
        top = max(claim.strength for claim in rivals)
        leaders = [claim for claim in rivals if claim.strength == top]
        # Microsoft's cluster has a group's old and new name as two elements; elsewhere two elements are two actors.
        if cluster == "microsoft-activity-group":
            marked.update(id(claim) for claim in rivals)
        elif len(leaders) == 1:
            marked.add(id(leaders[0]))
    return [Claim(c.element, c.anchor, c.basis, c.likelihood, id(c) in marked) for c in found]

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

from vidocq.knowledge.attack import Attack, AttackObject
from vidocq.knowledge.galaxy import Element
from vidocq.knowledge.names import core

_GROUP_ID = re.compile(r"G\d{4}")
_GROUP_PAGE = re.compile(r"//attack\.mitre\.org/(?:wiki/Group/|groups/|wiki/index\.php/Group/)(G\d{4})\b", re.IGNORECASE)
#: Likelihood words of the MISP taxonomy *estimative-language* that are enough to draw a profile together.
_LIKELY = frozenset({"", "likely", "very-likely", "almost-certain"})
_STRENGTH = {"same primary name": 6, "stated id": 4, "mutual naming": 4, "relation": 3, "alias statement": 1}
#: Below this sum a claim is recorded and nothing more.
_THRESHOLD = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """An element and an ATT&CK group are said to be the same: on what basis, how likely, and whether the view follows it."""

    element: Element
    group: AttackObject
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


def claims(attack: Attack, elements: Iterable[Element], withdrawn: frozenset[tuple[str, str]] = frozenset()) -> tuple[Claim, ...]:
    """All claims that an element is an ATT&CK group, the ones to follow marked.

    Args:
        attack: the groups.
        elements: elements of the actor clusters.
        withdrawn: pairs (ATT&CK id, element UUID) that an analyst does not accept: left out altogether.
    """
    groups = [group for group in attack.of("group") if not group.revoked and not group.deprecated]
    index = _Index(groups)
    found = [claim for element in elements for claim in index.claims(element) if (claim.group.id, element.uuid) not in withdrawn]
    return tuple(_followed(found))


class _Index:
    def __init__(self, groups: list[AttackObject]) -> None:
        self.by_uuid = {group.uuid: group for group in groups}
        self.by_id = {group.id: group for group in groups}
        self.by_name = {core(group.name): group for group in groups}
        self.by_alias: dict[str, list[AttackObject]] = defaultdict(list)
        for group in groups:
            for alias in dict.fromkeys(core(alias) for alias in group.aliases):
                self.by_alias[alias].append(group)

    def claims(self, element: Element) -> list[Claim]:
        basis: dict[str, list[str]] = defaultdict(list)
        likelihood: dict[str, str] = {}
        for group_id in self._stated(element):
            basis[group_id].append("stated id")
        for relation in element.related:
            group = self.by_uuid.get(relation.target)
            if group is not None and relation.kind == "similar" and "relation" not in basis[group.id]:
                basis[group.id].append("relation")
                likelihood[group.id] = relation.likelihood
        for group, by_name in self._named(element):
            basis[group.id].append(by_name)
        return [
            Claim(element, self.by_id[group_id], tuple(parts), likelihood.get(group_id, ""))
            for group_id, parts in basis.items()
            if parts
        ]

    def _stated(self, element: Element) -> list[str]:
        stated = [element.one("group_attack_id")] if element.one("source") == "MITRE" else []
        pages = {match[1].upper() for url in element.all("refs") for match in _GROUP_PAGE.finditer(url)}
        listed = {alias for alias in element.all("synonyms") if _GROUP_ID.fullmatch(alias)}
        # Several ATT&CK groups among the references or the synonyms say that several are talked of, not which one this is.
        stated += [*(pages if len(pages) == 1 else ()), *(listed if len(listed) == 1 else ())]
        return [group_id for group_id in dict.fromkeys(stated) if group_id in self.by_id]

    def _named(self, element: Element) -> list[tuple[AttackObject, str]]:
        main = {core(part) for part in main_names(element)}
        synonyms = {core(alias) for alias in element.all("synonyms")} | main
        same = {group.id: group for name in main if (group := self.by_name.get(name))}
        found: list[tuple[AttackObject, str]] = [(group, "same primary name") for group in same.values()]
        given = {group.id: group for name in main for group in self.by_alias.get(name, ())}
        taken = {group.id: group for alias in synonyms if (group := self.by_name.get(alias))}
        for group_id, group in {**given, **taken}.items():
            if group_id not in same:
                found.append((group, "mutual naming" if group_id in given and group_id in taken else "alias statement"))
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
            chosen[leaders[0].group.id, cluster].append(leaders[0])
    marked: set[int] = set()
    for (_, cluster), rivals in chosen.items():
        top = max(claim.strength for claim in rivals)
        leaders = [claim for claim in rivals if claim.strength == top]
        # Microsoft's cluster has a group's old and new name as two elements; elsewhere two elements are two actors.
        if cluster == "microsoft-activity-group":
            marked.update(id(claim) for claim in rivals)
        elif len(leaders) == 1:
            marked.add(id(leaders[0]))
    return [Claim(c.element, c.group, c.basis, c.likelihood, id(c) in marked) for c in found]

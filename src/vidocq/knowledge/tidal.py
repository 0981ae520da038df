"""What Tidal Cyber's clusters say in their prose: the references they cite, and campaigns with the group behind them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from vidocq.knowledge.attack import Citation, plain
from vidocq.knowledge.citations import Reports
from vidocq.knowledge.galaxy import Element, Galaxy
from vidocq.knowledge.names import scheme_of
from vidocq.knowledge.snapshot import CampaignProfile, KnownName

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_REFERENCE = re.compile(rf"/references/({_UUID})")
_SENTENCE_END = re.compile(r"\.(?:<sup>|\s)|<sup>")
#: "was conducted by [APT28](.../groups/UUID)", "attributed to ...", "was a [Sandworm Team](...) campaign".
_BEHIND = re.compile(rf"\b(?:by|to|was an?)(?: \w+){{0,3}} \[[^\]]+\]\([^)]*/groups/({_UUID})\)")


class References:
    """Tidal's references by UUID, and those that an element's description cites."""

    def __init__(self, galaxy: Galaxy) -> None:
        self._citations = {
            element.uuid: Citation(element.value, element.one("refs"), element.description)
            for element in galaxy.of("tidal-references")
        }

    def cited(self, element: Element) -> tuple[Citation, ...]:
        """Citations in a description, in order, each once; unknown ones are left out."""
        found = (self._citations.get(uuid) for uuid in dict.fromkeys(_REFERENCE.findall(element.description)))
        return tuple(citation for citation in found if citation is not None)


def campaigns(galaxy: Galaxy, actor_of: Mapping[str, str], known: Iterable[str], reports: Reports) -> Iterator[CampaignProfile]:
    """Campaigns that ATT&CK's own data (``known`` ids) do not have; ``actor_of`` maps an element's UUID to its actor.

    A group is named only where the first sentence says that it did it, and names no other.
    """
    references, seen = References(galaxy), set(known)
    for element in galaxy.of("tidal-campaigns"):
        stated = element.one("campaign_attack_id")
        campaign_id = stated if stated and element.one("source") == "MITRE" else f"galaxy:{element.uuid}"
        if campaign_id in seen or not element.uuid:
            continue
        seen.add(campaign_id)
        head = _SENTENCE_END.split(element.description, maxsplit=1)[0]
        behind = {actor_of[uuid] for uuid in _BEHIND.findall(head) if uuid in actor_of}
        yield CampaignProfile(
            id=campaign_id,
            name=element.value,
            actors=tuple(behind) if len(behind) == 1 else (),
            first_seen=element.one("first_seen") or None,
            last_seen=element.one("last_seen") or None,
            names=(KnownName(text=element.value, reporter=scheme_of(element.value), source="tidal-campaigns"),),
            description=plain(element.description),
            reports=reports.add_all(references.cited(element)),
        )

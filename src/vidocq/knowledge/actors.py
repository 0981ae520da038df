"""Draws together what the sources say of each actor, over claims, keeping who says what."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from vidocq.knowledge.attack import Attack, AttackObject, Citation, plain
from vidocq.knowledge.citations import Reports
from vidocq.knowledge.galaxy import ACTOR_CLUSTERS, Element, Galaxy
from vidocq.knowledge.identity import Claim, main_names
from vidocq.knowledge.names import key, reporter_in, scheme_of
from vidocq.knowledge.places import country_code, country_codes
from vidocq.knowledge.sectors import sector_names
from vidocq.knowledge.snapshot import ActorClaim, ActorProfile, KnownName, Use
from vidocq.knowledge.tidal import References

#: MISP relation -> our relation; all others between two actors are kept as ``related``.
_RELATIONS = {"similar": "same-as", "overlaps": "overlaps", "part-of": "part-of", "linked-to": "related", "related-to": "related",
              "associated-with": "related", "uses": "related"}  # fmt: skip
#: Some list ATT&CK's id among the synonyms: an id is no name.
_ATTACK_ID = re.compile(r"[GC]\d{4}")
_TARGET_FIELDS = ("cfr-suspected-victims", "suspected-victims", "observed_countries")
_SECTOR_FIELDS = ("cfr-target-category", "targeted-sector", "target-category", "target_categories")


@dataclass(slots=True)
class ActorDraft:
    """An actor while it is being put together."""

    id: str
    name: str
    names: dict[tuple[str, str], KnownName] = field(default_factory=dict)
    description: str = ""
    attack: AttackObject | None = None
    elements: list[Element] = field(default_factory=list)
    claims: list[ActorClaim] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    external_ids: list[tuple[str, str]] = field(default_factory=list)
    revoked_by: str | None = None

    def add_name(self, text: str, reporter: str, source: str) -> None:
        """Add a name once for each spelling and reporter."""
        text = " ".join(text.split())
        if key(text) and not _ATTACK_ID.fullmatch(text):
            self.names.setdefault((key(text), reporter), KnownName(text=text, reporter=reporter, source=source))


def element_id(element: Element) -> str:
    """Id of an actor that only the galaxy has."""
    return f"galaxy:{element.uuid}"


def draft(attack: Attack, galaxy: Galaxy | None, found: Iterable[Claim], reports: Reports) -> dict[str, ActorDraft]:
    """Drafts of all actors by id: every ATT&CK group, and every galaxy element that no view has taken up."""
    drafts: dict[str, ActorDraft] = {}
    for group in attack.of("group"):
        if not group.deprecated:
            drafts[group.id] = _from_attack(group, reports)
    claims = list(found)
    home = {claim.element.uuid: claim.anchor.id for claim in claims if claim.view}
    references = References(galaxy) if galaxy else None
    for element in galaxy.of(*ACTOR_CLUSTERS) if galaxy else ():
        if element.uuid:
            actor_id = home.get(element.uuid, element_id(element))
            actor = drafts.setdefault(actor_id, ActorDraft(actor_id, main_names(element)[-1]))
            _add_element(actor, element, references.cited(element) if references else (), reports)
    for claim in claims:
        _record(drafts, claim)
    if galaxy:
        _relations(drafts, galaxy, home)
    return drafts


def _from_attack(group: AttackObject, reports: Reports) -> ActorDraft:
    actor = ActorDraft(group.id, group.name, description=plain(group.description), attack=group)
    for alias in dict.fromkeys((group.name, *group.aliases)):
        cited = group.alias_sources.get(alias, ())
        reporters = dict.fromkeys(reporter for name in cited if (reporter := reporter_in(name)))
        for reporter in reporters:
            actor.add_name(alias, reporter, next(name for name in cited if reporter_in(name) == reporter))
        if not reporters:
            scheme = scheme_of(alias)
            actor.add_name(alias, scheme, "naming scheme" if scheme else "; ".join(cited) or "ATT&CK")
    actor.reports += reports.add_all(group.citations)
    return actor


#: Whose words a whole cluster is.
_REPORTERS = {"microsoft-activity-group": "Microsoft", "360net": "Qihoo 360"}


def _add_element(actor: ActorDraft, element: Element, cited: tuple[Citation, ...], reports: Reports) -> None:
    reporter = _REPORTERS.get(element.cluster, "")
    source = f"{element.cluster} '{element.value}'"
    for text in main_names(element):
        actor.add_name(text, reporter or scheme_of(text), source)
    for text in element.all("synonyms"):
        # An alias in Microsoft's list is Microsoft's word for what others call it: the name stays with whoever coined it.
        actor.add_name(text, scheme_of(text), source)
    actor.elements.append(element)
    actor.description = actor.description or plain(element.description)
    actor.reports += reports.add_urls(element.all("refs")) + reports.add_all(cited)
    actor.external_ids.append((f"misp-galaxy:{element.cluster}", element.uuid))


def _record(drafts: dict[str, ActorDraft], claim: Claim) -> None:
    """Write a claim down on both sides; one that the view follows stands on the drawn-together side alone."""
    other = element_id(claim.element)
    if claim.anchor.id == other:
        return
    drafts[claim.anchor.id].claims.append(_same_as(other, claim.element.value, claim))
    if not claim.view and other in drafts:
        drafts[other].claims.append(_same_as(claim.anchor.id, claim.anchor.name, claim))


def _same_as(target: str, name: str, claim: Claim) -> ActorClaim:
    return ActorClaim(
        relation="same-as", target=target, source=claim.source, likelihood=claim.likelihood, name=name, view=claim.view
    )


def _relations(drafts: dict[str, ActorDraft], galaxy: Galaxy, home: dict[str, str]) -> None:
    """Relations between galaxy elements as claims; those inside one view are already told by the claim it stands on."""
    elements = {element.uuid: element for element in galaxy.of(*ACTOR_CLUSTERS)}
    for element in elements.values():
        mine = home.get(element.uuid, element_id(element))
        for relation in element.related:
            other = elements.get(relation.target)
            if other is None:
                continue
            theirs = home.get(other.uuid, element_id(other))
            kind = _RELATIONS.get(relation.kind, "related")
            if mine != theirs and mine in drafts:
                source = f"{element.cluster} '{element.value}': {relation.kind}"
                drafts[mine].claims.append(
                    ActorClaim(relation=kind, target=theirs, source=source, likelihood=relation.likelihood, name=other.value)
                )


# --- from drafts to profiles ------------------------------------------------------------------------------------------------


def finish(drafts: dict[str, ActorDraft]) -> tuple[ActorProfile, ...]:
    """Profiles of all drafts by id; countries and targets come over claims where the actor has none of its own."""
    return tuple(_profile(drafts[actor_id], drafts) for actor_id in sorted(drafts))


def _profile(actor: ActorDraft, drafts: dict[str, ActorDraft]) -> ActorProfile:
    country, sponsor, source = _origin(actor, drafts)
    group = actor.attack
    targets = _collect(actor.elements, _TARGET_FIELDS)
    return ActorProfile(
        id=actor.id,
        name=actor.name,
        names=tuple(actor.names.values()),
        description=actor.description,
        country=country,
        sponsor=sponsor,
        country_source=source,
        targets=country_codes(targets),
        target_sectors=sector_names(_collect(actor.elements, _SECTOR_FIELDS)),
        uses=tuple(actor.uses),
        claims=tuple(dict.fromkeys(actor.claims)),
        reports=tuple(dict.fromkeys(actor.reports)),
        external_ids=tuple(dict.fromkeys(actor.external_ids)),
        first_seen=next((since for element in actor.elements if (since := element.one("since"))), None),
        created=group.created if group else None,
        modified=group.modified if group else None,
        revoked_by=actor.revoked_by,
        attribution_confidence=next((c for element in actor.elements if (c := element.one("attribution-confidence"))), ""),
    )


def _collect(elements: Iterable[Element], fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for element in elements for name in fields for value in element.all(name)))


def _origin(actor: ActorDraft, drafts: dict[str, ActorDraft]) -> tuple[str | None, str | None, str]:
    """Country, sponsor and where they are from: own elements first, then ATT&CK's words, then what claims agree on."""
    own = _origin_of(actor.elements)
    if own[0]:
        return own
    if actor.attack is not None:
        said = _said(actor.description)
        if said:
            return said[0], said[1] or own[1], f'ATT&CK description: "{said[2]}"'
    over = [
        (claim, _origin_of(drafts[claim.target].elements))
        for claim in actor.claims
        if claim.relation == "same-as" and not claim.view and claim.target in drafts
    ]
    countries = {origin[0] for _, origin in over if origin[0]}
    if len(countries) == 1:
        claim, origin = next((claim, origin) for claim, origin in over if origin[0])
        sponsors = {item[1] for _, item in over if item[1]}
        return origin[0], sponsors.pop() if len(sponsors) == 1 else None, f"over the claim {claim.source}; {origin[2]}"
    return None, own[1], own[2]


def _origin_of(elements: Iterable[Element]) -> tuple[str | None, str | None, str]:
    country = sponsor = None
    sources: list[str] = []
    for element in elements:
        stated = country_code(element.one("country"))
        if stated and country is None:
            country = stated
            sources.append(f"{element.cluster} '{element.value}': country")
        state = country_code(element.one("cfr-suspected-state-sponsor"))
        if state and sponsor is None:
            sponsor = state
            sources.append(f"{element.cluster} '{element.value}': cfr-suspected-state-sponsor")
    if country is None and sponsor is not None:
        country = sponsor
    return country, sponsor, "; ".join(sources)


_STATES = r"(?P<state>[A-Z][\w'-]+(?: (?:Korean?|Arabian?|Emirates|Kingdom|States|Lankan?))?)"
_ORIGIN_PHRASES = tuple(
    (re.compile(pattern.replace("STATE", _STATES)), sponsored)
    for pattern, sponsored in (
        (
            r"\bSTATE(?:[- ]government)?[- ]?(?:state[- ]|government[- ])?(?:sponsored|backed|aligned|nexus)\b",
            True,
        ),
        (
            r"\battributed to (?:the )?STATE(?:n)?(?:'s|’s)? (?:government|General Staff|Federal|Foreign|Ministry|Main|military)",
            True,
        ),
        (
            r"\bSTATE (?:(?:state|government)-sponsored|military|intelligence|cyber ?espionage|espionage|threat|APT)",
            False,
        ),
        (r"\bSTATE-(?:based|linked|nexus|affiliated)\b", False),
        (r"\b(?:based|located|operating) (?:in|out of|from) (?:the )?STATE\b", False),
        (r"\bSTATE (?:[\w-]+ ){0,2}(?:group|actor|adversary)\b", False),
    )
)
_HEDGED = re.compile(r"\b(?:not|no|unlikely|against|targets?|targeting|targeted|victims?)\b[^.]{0,40}$")


def _said(description: str) -> tuple[str, str | None, str] | None:
    """The state that the first sentences of an ATT&CK description give as origin; None where they give none or several."""
    head = ". ".join(description.split(". ")[:2])
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    sponsors: dict[str, str] = defaultdict(str)
    for pattern, sponsored in _ORIGIN_PHRASES:
        for match in pattern.finditer(head):
            state = country_code(match["state"])
            if state is None or _HEDGED.search(head[: match.start()]):
                continue
            counts[state] += 1
            words.setdefault(state, match.group())
            if sponsored or "state-sponsored" in match.group():
                sponsors[state] = state
    if len(counts) != 1:
        return None
    (state,) = counts
    return state, sponsors.get(state), words[state]

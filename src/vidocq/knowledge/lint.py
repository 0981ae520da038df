"""Finds what is doubtful in a snapshot: shared names, plain words, dangling relations, actors nobody has mapped."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from vidocq.knowledge.names import key
from vidocq.knowledge.reliability import link_error
from vidocq.knowledge.snapshot import (
    ActorProfile,
    Availability,
    CampaignProfile,
    Snapshot,
    SoftwareProfile,
    Use,
)
from vidocq.model import Noun

_SHORT = 2


class Finding(Noun, frozen=True, kw_only=True):
    """One doubt: which check found it, what it is about, and one sentence."""

    check: str
    subject: str
    sentence: str
    refs: tuple[str, ...] = ()


#: Names of the checks and what each looks for.
CHECKS = {
    "shared-name": "one name, several actors: they stay candidates and never merge",
    "shared-software-name": "one name, several families",
    "plain-word": "a name that is a plain word: read only beside a cue",
    "short-alias": "an alias of one or two letters",
    "orphan": "a relation to something that the snapshot does not have",
    "unmapped-actor": "an actor of the galaxy that no claim ties to ATT&CK",
    "rival-claims": "several ATT&CK groups are said to be one galaxy actor, or the other way round",
    "no-country": "an ATT&CK group without a country of origin",
    "exclusive": "a program that points to one group, though the link or that nobody else has it is doubtful",
    "default-confidence": "attribution-confidence is the galaxy's default, not an assessment",
}


def lint(snapshot: Snapshot, checks: Iterable[str] | None = None) -> tuple[Finding, ...]:
    """All doubts, in the order of ``CHECKS``; ``checks`` limits them to some.

    Raises:
        KeyError: there is no such check.
    """
    wanted = tuple(CHECKS) if checks is None else tuple(checks)
    return tuple(finding for name in wanted for finding in _FINDERS[name](snapshot))


def _shared_names(snapshot: Snapshot) -> Iterator[Finding]:
    names = ((known.text, actor.id) for actor in snapshot.actors if not actor.revoked_by for known in actor.names)
    shown = {actor.id: actor.name for actor in snapshot.actors}
    for text, refs in _shared(names):
        who = ", ".join(f"{ref} {shown[ref]}" for ref in refs)
        yield Finding(check="shared-name", subject=text, sentence=f"{text!r} is a name of {who}.", refs=refs)


def _shared_software_names(snapshot: Snapshot) -> Iterator[Finding]:
    names = ((known.text, soft.id) for soft in snapshot.software if not soft.revoked_by for known in soft.names)
    shown = {soft.id: soft.name for soft in snapshot.software}
    for text, refs in _shared(names):
        who = ", ".join(f"{ref} {shown[ref]}" for ref in refs)
        yield Finding(check="shared-software-name", subject=text, sentence=f"{text!r} is a name of {who}.", refs=refs)


def _shared(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    owners: dict[str, dict[str, None]] = defaultdict(dict)
    shown: dict[str, str] = {}
    for text, ref in names:
        owners[key(text)][ref] = None
        shown.setdefault(key(text), text)
    for name_key in sorted(owners):
        if len(owners[name_key]) > 1:
            yield shown[name_key], tuple(sorted(owners[name_key]))


def _plain_words(snapshot: Snapshot) -> Iterator[Finding]:
    for entry in snapshot.gazetteer:
        if entry.kind in ("intrusion-set", "malware", "tool") and entry.dictionary_class == "cue" and "plain" in entry.reason:
            yield Finding(
                check="plain-word",
                subject=entry.text,
                sentence=f"{entry.text!r} ({entry.kind}) is {entry.reason}.",
                refs=entry.refs,
            )


def _short_aliases(snapshot: Snapshot) -> Iterator[Finding]:
    profiles: tuple[ActorProfile | SoftwareProfile, ...] = (*snapshot.actors, *snapshot.software)
    for profile in profiles:
        for known in profile.names:
            if len(key(known.text)) <= _SHORT and known.text.isascii():
                sentence = f"{profile.name} has the alias {known.text!r} ({known.source})."
                yield Finding(check="short-alias", subject=known.text, sentence=sentence, refs=(profile.id,))


def _orphans(snapshot: Snapshot) -> Iterator[Finding]:
    for problem in snapshot.meta.problems:
        if re.search(r"\bleads? to\b", problem):
            yield Finding(check="orphan", subject=problem.partition(":")[0], sentence=f"{problem[:1].upper()}{problem[1:]}.")
    known = snapshot.technique_by_id.keys() | snapshot.software_by_id.keys()
    actors = snapshot.actor_by_id.keys() | {f"galaxy:{i}" for actor in snapshot.actors for _, i in actor.external_ids}
    profiles: tuple[ActorProfile | SoftwareProfile | CampaignProfile, ...]
    profiles = (*snapshot.actors, *snapshot.software, *snapshot.campaigns)
    for profile in profiles:
        for target in sorted({use.target for use in profile.uses} - known):
            sentence = f"{profile.id} {profile.name} uses {target}, which is not here."
            yield Finding(check="orphan", subject=target, sentence=sentence, refs=(profile.id,))
    for actor in snapshot.actors:
        for target in sorted({claim.target for claim in actor.claims} - actors):
            sentence = f"{actor.id} {actor.name} is tied to {target}, which is not here."
            yield Finding(check="orphan", subject=target, sentence=sentence, refs=(actor.id,))


def _unmapped(snapshot: Snapshot) -> Iterator[Finding]:
    for actor in snapshot.actors:
        tied = any(claim.target.startswith("G") for claim in actor.claims)
        if actor.id.startswith("galaxy:") and not tied:
            clusters = ", ".join(scheme.rpartition(":")[2] for scheme, _ in actor.external_ids)
            sentence = f"{actor.name} ({clusters}) is tied to no ATT&CK group."
            yield Finding(check="unmapped-actor", subject=actor.name, sentence=sentence, refs=(actor.id,))


def _rivals(snapshot: Snapshot) -> Iterator[Finding]:
    for actor in snapshot.actors:
        rivals = {c.target: c for c in actor.claims if c.relation == "same-as" and not c.view and c.target.startswith("G")}
        if actor.id.startswith("galaxy:") and len(rivals) > 1:
            who = "; ".join(f"{ref} {claim.name} [{claim.source}]" for ref, claim in sorted(rivals.items()))
            sentence = f"{actor.name} is said to be several ATT&CK groups, so none is followed: {who}."
            yield Finding(check="rival-claims", subject=actor.name, sentence=sentence, refs=(actor.id, *sorted(rivals)))


def _no_country(snapshot: Snapshot) -> Iterator[Finding]:
    for actor in snapshot.actors:
        if actor.id.startswith("G") and not actor.revoked_by and actor.country is None:
            sentence = f"{actor.id} {actor.name} has no country of origin."
            yield Finding(check="no-country", subject=actor.name, sentence=sentence, refs=(actor.id,))


def _default_confidence(snapshot: Snapshot) -> Iterator[Finding]:
    stated = [actor for actor in snapshot.actors if actor.attribution_confidence]
    default = [actor for actor in stated if actor.attribution_confidence == "50"]
    if default:
        sentence = f"it is 50 for {len(default)} of {len(stated)} actors that have it: a default; nothing uses it."
        yield Finding(check="default-confidence", subject="attribution-confidence", sentence=sentence)


#: A source with a larger measured error than this is named as a doubt.
_DOUBTFUL = 0.05


def _exclusive(snapshot: Snapshot) -> Iterator[Finding]:
    """Programs with one user that may have others: by the source of the link, or by what else is said of them."""
    users: dict[str, dict[str, Use]] = defaultdict(dict)
    for actor in snapshot.actors:
        for use in actor.uses:
            users[use.target].setdefault(actor.id, use)
    for program in snapshot.software:
        if len(users[program.id]) != 1 or program.availability not in (Availability.OWN, Availability.UNKNOWN):
            continue
        ((actor_id, use),) = users[program.id].items()
        why = _doubts(program, use)
        if why:
            who = snapshot.actor_by_id[actor_id].name
            sentence = f"{program.name} points to {who} alone: {'; '.join(why)}."
            yield Finding(check="exclusive", subject=program.name, sentence=sentence, refs=(program.id, actor_id))


def _doubts(program: SoftwareProfile, use: Use) -> list[str]:
    why = []
    error = link_error(use.source)
    if error.false > _DOUBTFUL:
        why.append(f"links of the source {use.source!r} were wrong {error.false:.0%} of the time ({error.read} read)")
    if program.kind == "tool":
        why.append("it is called a tool, and tools are rarely one group's own")
    clusters = {scheme.rpartition(":")[2] for scheme, _ in program.external_ids}
    if "rat" in clusters and not program.id.startswith("S"):
        why.append("the galaxy lists it as a remote access tool, and most of those are sold or open")
    return why


_FINDERS = {
    "exclusive": _exclusive,
    "shared-name": _shared_names,
    "shared-software-name": _shared_software_names,
    "plain-word": _plain_words,
    "short-alias": _short_aliases,
    "orphan": _orphans,
    "unmapped-actor": _unmapped,
    "rival-claims": _rivals,
    "no-country": _no_country,
    "default-confidence": _default_confidence,
}

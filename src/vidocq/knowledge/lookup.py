"""Finds what a word means in a snapshot: ids, names and aliases in any spelling; several meanings stay several."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from vidocq.errors import KnowledgeError
from vidocq.knowledge.names import key, keys
from vidocq.knowledge.snapshot import ActorProfile, CampaignProfile, Snapshot, SoftwareProfile, TechniqueProfile
from vidocq.model import Noun

_Profile = TypeVar("_Profile", ActorProfile, SoftwareProfile, CampaignProfile)
_TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?", re.IGNORECASE)
_MAX_QUERY = 200


class Meaning(Noun, frozen=True, kw_only=True):
    """One thing a word may mean: an evidence kind, a knowledge-base id, its name, and why it is meant.

    ``note`` says what had to be followed (``T1086 is revoked; T1059.001 is valid now``).
    """

    kind: str
    ref: str
    name: str
    reason: str
    note: str = ""


class Resolution(Noun, frozen=True, kw_only=True):
    """All that a word may mean, the likeliest first; one meaning: it is unambiguous."""

    token: str
    meanings: tuple[Meaning, ...]

    @property
    def only(self) -> Meaning | None:
        """The meaning if there is just one, else None."""
        return self.meanings[0] if len(self.meanings) == 1 else None

    @property
    def ambiguous(self) -> bool:
        """Whether there are several meanings."""
        return len(self.meanings) > 1


_Names = dict[str, dict[str, str]]


class _Index:
    """Ids and names of one snapshot's profiles by key, each family when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @cached_property
    def actors(self) -> _Names:
        return _fill(self._snapshot.actors)

    @cached_property
    def software(self) -> _Names:
        return _fill(self._snapshot.software)

    @cached_property
    def campaigns(self) -> _Names:
        return _fill(self._snapshot.campaigns)

    @cached_property
    def techniques(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for technique in self._snapshot.techniques:
            found[key(technique.name)].append(technique.id)
        return found


def _index(snapshot: Snapshot) -> _Index:
    # Kept on the snapshot itself, as its own cached look-ups are: it goes when the snapshot goes.
    found = snapshot.__dict__.get("_lookup_index")
    if isinstance(found, _Index):
        return found
    index = _Index(snapshot)
    snapshot.__dict__["_lookup_index"] = index
    return index


def _fill(profiles: Iterable[ActorProfile | SoftwareProfile | CampaignProfile]) -> _Names:
    said = [(name, profile.id, reason) for profile in profiles for name, reason in _called(profile)]
    names: _Names = defaultdict(dict)
    for known, (_, profile_id, reason) in zip(keys([name for name, _, _ in said]), said, strict=True):
        if reason == "id":
            names[known][profile_id] = reason
        else:
            names[known].setdefault(profile_id, reason)
    names.pop("", None)
    return names


def _called(profile: ActorProfile | SoftwareProfile | CampaignProfile) -> Iterator[tuple[str, str]]:
    """What a profile is called, and why."""
    yield profile.id, "id"
    yield profile.name, "name"
    if not isinstance(profile, CampaignProfile):
        for scheme, external in profile.external_ids:
            yield external, f"id in {scheme}"
            yield f"galaxy:{external}", f"id in {scheme}"
    for known in profile.names:
        yield known.text, f"alias ({known.reporter or known.source})" if known.reporter or known.source else "alias"


_RANK = {"id": 0, "name": 1}


def _find(
    names: Mapping[str, Mapping[str, str]], by_id: Mapping[str, _Profile], query: str
) -> tuple[tuple[_Profile, str, str], ...]:
    """Profiles for a query with the reason and a note; revoked ones lead to their successor."""
    found: dict[str, tuple[_Profile, str, str]] = {}
    hits = names.get(key(query[:_MAX_QUERY]), {})
    best = min((_RANK.get(reason, 2) for reason in hits.values()), default=2)
    for profile_id, reason in sorted(hits.items(), key=lambda hit: (_RANK.get(hit[1], 2), hit[0])):
        # An id means just that object, whatever else carries the same letters as an alias.
        if best == 0 and _RANK.get(reason, 2) != 0:
            continue
        profile, note = by_id[profile_id], ""
        successor = by_id.get(getattr(profile, "revoked_by", None) or "")
        if successor is not None:
            note = f"{profile.id} {profile.name} is revoked; {successor.id} {successor.name} is valid now"
            profile = successor
        found.setdefault(profile.id, (profile, reason, note))
    return tuple(found.values())


def find_actor(snapshot: Snapshot, query: str) -> tuple[ActorProfile, ...]:
    """Actors for an id, a name or an alias in any spelling; none, one or several. Who is called so mainly comes first."""
    return tuple(profile for profile, _, _ in _find(_index(snapshot).actors, snapshot.actor_by_id, query))


def find_software(snapshot: Snapshot, query: str) -> tuple[SoftwareProfile, ...]:
    """Software for an id (also Malpedia's ``win.shadowpad``), a name or an alias in any spelling."""
    return tuple(profile for profile, _, _ in _find(_index(snapshot).software, snapshot.software_by_id, query))


def find_campaign(snapshot: Snapshot, query: str) -> tuple[CampaignProfile, ...]:
    """Campaigns for an id or a name in any spelling."""
    return tuple(profile for profile, _, _ in _find(_index(snapshot).campaigns, snapshot.campaign_by_id, query))


def find_technique(snapshot: Snapshot, query: str) -> tuple[TechniqueProfile, ...]:
    """Techniques for an id or a name; a revoked one leads to its successor. The same name may stand under several parents."""
    return tuple(profile for profile, _, _ in _techniques(snapshot, query))


def _techniques(snapshot: Snapshot, query: str) -> tuple[tuple[TechniqueProfile, str, str], ...]:
    if _TECHNIQUE.fullmatch(query.strip()):
        ids, reason = [query.strip().upper()], "id"
    else:
        parent, _, sub = query.rpartition(":")
        ids, reason = list(_index(snapshot).techniques.get(key(sub), ())), "name"
        if parent:
            by_id = snapshot.technique_by_id
            ids = [i for i in ids if (p := by_id.get(by_id[i].parent or "")) is not None and key(p.name) == key(parent)]
        ids.sort(key=lambda i: snapshot.technique_by_id[i].revoked_by is not None)
    found: dict[str, tuple[TechniqueProfile, str, str]] = {}
    for technique_id in ids:
        technique, note = snapshot.technique_by_id.get(technique_id), ""
        if technique is None:
            continue
        successor = snapshot.technique_by_id.get(technique.revoked_by or "")
        if successor is not None and successor.id != technique.id:
            note = f"{technique.id} {technique.name} is revoked; {successor.id} {successor.name} is valid now"
            technique = successor
        found.setdefault(technique.id, (technique, reason, note))
    return tuple(found.values())


def resolve(snapshot: Snapshot, token: str) -> Resolution:
    """What a bare word or id means: technique, software, campaign or actor.

    Raises:
        KnowledgeError: it means nothing here; the error names what is spelt most like it.
    """
    meanings = [
        *(Meaning(kind="attack-pattern", ref=t.id, name=t.name, reason=r, note=n) for t, r, n in _techniques(snapshot, token)),
        *(
            Meaning(kind=s.kind, ref=s.id, name=s.name, reason=r, note=n)
            for s, r, n in _find(_index(snapshot).software, snapshot.software_by_id, token)
        ),
        *(
            Meaning(kind="campaign", ref=c.id, name=c.name, reason=r, note=n)
            for c, r, n in _find(_index(snapshot).campaigns, snapshot.campaign_by_id, token)
        ),
        *(
            Meaning(kind="intrusion-set", ref=a.id, name=a.name, reason=r, note=n)
            for a, r, n in _find(_index(snapshot).actors, snapshot.actor_by_id, token)
        ),
    ]
    if not meanings:
        raise unknown(snapshot, token, "technique, software, campaign or group")
    return Resolution(token=token, meanings=tuple(sorted(meanings, key=lambda meaning: _RANK.get(meaning.reason, 2))))


def unknown(snapshot: Snapshot, token: str, what: str) -> KnowledgeError:
    """The error for a word that means nothing here, with suggestions."""
    near = suggestions(snapshot, token)
    hint = f"did you mean {', '.join(near)}?" if near else "see `vidocq kb info` for what this snapshot holds"
    return KnowledgeError(f"no {what} called {token[:_MAX_QUERY]!r} in the knowledge base", hint=hint)


def suggestions(snapshot: Snapshot, token: str, limit: int = 4) -> tuple[str, ...]:
    """Names and ids spelt most like a word."""
    wanted = key(token[:_MAX_QUERY])
    if not wanted:
        return ()
    shown: dict[str, str] = {}
    profiles: tuple[ActorProfile | SoftwareProfile | CampaignProfile, ...]
    profiles = (*snapshot.actors, *snapshot.software, *snapshot.campaigns)
    for profile in profiles:
        shown.setdefault(key(profile.name), profile.name)
        for known in profile.names:
            shown.setdefault(key(known.text), known.text)
    for technique in snapshot.techniques:
        shown.setdefault(key(technique.id), technique.id)
    import difflib  # late: only who errs pays for it

    near = difflib.get_close_matches(wanted, [name for name in shown if abs(len(name) - len(wanted)) < 4], n=limit, cutoff=0.72)
    return tuple(shown[name] for name in near)


def actor_notes(snapshot: Snapshot, query: str) -> tuple[str, ...]:
    """What had to be followed to find the actors of a query: revoked ids and their successors."""
    return tuple(note for _, _, note in _find(_index(snapshot).actors, snapshot.actor_by_id, query) if note)

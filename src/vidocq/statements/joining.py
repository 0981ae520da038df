"""Accounts of one event from several documents become one statement with several accounts; independence is counted at roots."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from vidocq.model import Incident, Noun, Statement, make_id
from vidocq.statements.dates import parse_edtf_day
from vidocq.vocabulary.speech import Act
from vidocq.vocabulary.tlp import Tlp

#: Accounts of one statement lie at most this many days apart; a later one may be a new statement.
NEAR_DAYS = 14


class Joined(Noun, frozen=True, kw_only=True):
    """One statement as the ledger shows it.

    ``members`` are the ids of the statements joined, ``documents`` the documents that render it, ``origins`` the roots they go
    back to: ten articles on one government statement are one origin. ``reason`` says why they were joined. ``tlp`` is the
    strictest marking of what it was joined from.
    """

    id: str
    statement: Statement
    members: tuple[str, ...]
    documents: tuple[str, ...]
    origins: tuple[str, ...]
    victims: tuple[str, ...] = ()
    event_key: str = ""
    reason: str = ""
    tlp: Tlp = Tlp.UNMARKED


def join(
    statements: Iterable[Statement], incidents: Iterable[Incident] = (), *, apart: frozenset[frozenset[str]] = frozenset()
) -> tuple[Joined, ...]:
    """Join accounts: same speaker, act and object, near dates, and the same event where both texts tell one.

    ``apart`` holds pairs of statement ids that a person has said are not the same.
    """
    by_incident = {incident.id: incident for incident in incidents}
    groups: list[list[Statement]] = []
    for statement in statements:
        group = next((g for g in groups if _fits(g, statement, by_incident, apart)), None)
        if group is None:
            groups.append([statement])
        else:
            group.append(statement)
    return tuple(_joined(group, by_incident) for group in groups)


def _fits(group: list[Statement], item: Statement, incidents: dict[str, Incident], apart: frozenset[frozenset[str]]) -> bool:
    first = group[0]
    if any(frozenset((member.id, item.id)) in apart for member in group):
        return False
    if _claim(first) != _claim(item) or first.lane.stands != item.lane.stands:
        return False
    if first.id == item.id:
        return True
    keys = {_event(member, incidents) for member in (first, item)} - {""}
    places = {key.split("-")[0] for key in keys}
    return len(places) <= 1 and _near(first, item)


def _claim(item: Statement) -> tuple[object, ...]:
    return (item.speaker.party, item.act, frozenset(item.objects), item.scope, int(item.reaction) if item.act is None else 0)


def _event(item: Statement, incidents: dict[str, Incident]) -> str:
    incident = incidents.get(item.incident_id or "")
    return incident.event_key if incident else ""


def day_of(item: Statement) -> date | None:
    """The day of a statement, as far as it is known."""
    return parse_edtf_day(item.date.edtf) if item.date else None


def _near(first: Statement, second: Statement) -> bool:
    one, other = day_of(first), day_of(second)
    return one is not None and other is not None and abs((one - other).days) <= NEAR_DAYS


def _joined(group: list[Statement], incidents: dict[str, Incident]) -> Joined:
    first = group[0]
    accounts = tuple(account for item in group for account in item.accounts)
    documents = tuple(dict.fromkeys(account.document_id for account in accounts))
    levels = sorted({item.object_level.value for item in group})
    drift = first.drift
    if len(levels) > 1 and first.act is Act.ASSERTS:
        drift = "; ".join(part for part in (drift, f"accounts differ in the level of the object: {', '.join(levels)}") if part)
    statement = msgspec.structs.replace(
        first,
        accounts=accounts,
        support=tuple(dict.fromkeys(q for item in group for q in item.support)),
        drift=drift,
        must_not_claim=tuple(dict.fromkeys(note for item in group for note in item.must_not_claim)),
    )
    keys = [key for item in group if (key := _event(item, incidents))]
    victims = tuple(
        dict.fromkeys(
            victim.country
            for item in group
            if item.incident_id in incidents
            for victim in incidents[item.incident_id].victims
            if victim.country
        )
    )
    reason = (
        ""
        if len(group) == 1
        else f"same speaker, act and object, at most {NEAR_DAYS} days apart"
        + (f", same event {keys[0]}" if keys else ", no text tells another event")
    )
    return Joined(
        id=make_id("joined", *sorted(item.id for item in group)),
        statement=statement,
        members=tuple(item.id for item in group),
        documents=documents,
        origins=(first.speaker.party,),
        victims=victims,
        event_key=keys[0] if keys else "",
        reason=reason,
    )


def independent_accusers(entries: Iterable[Joined]) -> tuple[str, ...]:
    """Parties that assert something on their own word: relays and endorsements lead back to another's and do not count."""
    return tuple(dict.fromkeys(entry.statement.speaker.party for entry in entries if entry.statement.act is Act.ASSERTS))

"""ETDA's Threat Group Cards, fetched only when asked: victims and dated operations of groups that a snapshot has.

The form of a card (``actor``, ``names`` with ``name-giver``, ``observed-countries``, ``observed-sectors``, ``operations`` with
``date`` and ``activity``) is as public copies of single cards have it. Their licence could not be read where they lie and is
taken to forbid commercial use: what comes from them is marked so, stays in the user's own snapshot and is in no pack.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from vidocq.errors import KnowledgeError
from vidocq.knowledge import storage
from vidocq.knowledge.citations import Reports
from vidocq.knowledge.lookup import find_actor
from vidocq.knowledge.places import country_code
from vidocq.knowledge.sectors import sector_names
from vidocq.knowledge.snapshot import ActorProfile, Report, Snapshot
from vidocq.vocabulary.counts import counted

SOURCE = "ETDA Threat Group Cards"
LICENCE = "taken to be for non-commercial use only: ask ETDA before you pass on what stands on it; never compiled into a pack"
#: Cards, names and entries of a card that are read at most.
_MOST_CARDS, _MOST_ENTRIES = 20_000, 2_000
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\]{4,500}")


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken from one card: names, victims, and dated operations as (date, addresses of reports)."""

    names: tuple[str, ...]
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    operations: tuple[tuple[str, tuple[str, ...]], ...] = ()


def read(raw: bytes, where: str) -> tuple[tuple[Card, ...], int]:
    """The cards in a file, and how many entries are none.

    Raises:
        KnowledgeError: no JSON, or not one card in it.
    """
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"not JSON: {error}", where=where) from error
    values = found.get("values") if isinstance(found, dict) else found
    listed = values[:_MOST_CARDS] if isinstance(values, list) else []
    cards = tuple(card for value in listed if (card := _card(value)) is not None)
    if not cards:
        raise KnowledgeError("no group card in it", where=where, hint='expected {"values": [{"actor": ...}, ...]}')
    return cards, len(listed) - len(cards)


def _card(value: Any) -> Card | None:
    if not isinstance(value, Mapping):
        return None
    called = [value.get("actor"), *(one.get("name") for one in _entries(value, "names") if isinstance(one, Mapping))]
    names = tuple(dict.fromkeys(name.strip() for name in called if isinstance(name, str) and name.strip()))
    if not names:
        return None
    return Card(
        names=names,
        countries=tuple(word for word in _entries(value, "observed-countries") if isinstance(word, str)),
        sectors=tuple(word for word in _entries(value, "observed-sectors") if isinstance(word, str)),
        operations=tuple(_operations(value)),
    )


def _operations(value: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in _entries(value, "operations"):
        if not isinstance(one, Mapping):
            continue
        date, activity = one.get("date"), one.get("activity")
        if isinstance(date, str) and _DATE.fullmatch(date) and isinstance(activity, str):
            yield date, tuple(dict.fromkeys(_ADDRESS.findall(activity[:20_000])))


def _entries(value: Mapping[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found[:_MOST_ENTRIES] if isinstance(found, list) else []


def add(snapshot: Snapshot, raw: bytes, where: str) -> Snapshot:
    """The snapshot with what the cards say of its groups, sealed anew.

    A card is of a group only if all its names that the snapshot knows mean that one group: no card joins or makes groups.

    Raises:
        KnowledgeError: there are no cards in it.
    """
    cards, broken = read(raw, where)
    reports = _Known(snapshot.reports)
    said: dict[str, list[Card]] = {}
    unmatched = 0
    for card in cards:
        meant = {actor.id for name in card.names for actor in find_actor(snapshot, name)}
        if len(meant) == 1:
            said.setdefault(meant.pop(), []).append(card)
        else:
            unmatched += 1
    actors = tuple(_with(actor, said.get(actor.id, ()), reports) for actor in snapshot.actors)
    problems = (
        [f"{SOURCE}: {counted(unmatched, 'card means', 'cards mean')} no group or several here; left out"] if unmatched else []
    )
    problems += [f"{SOURCE}: {counted(broken, 'entry is', 'entries are')} no card; left out"] if broken else []
    meta = msgspec.structs.replace(
        snapshot.meta,
        sources=(*snapshot.meta.sources, (SOURCE, f"{counted(len(cards), 'card')}, sha256 {hashlib.sha256(raw).hexdigest()}")),
        licences=(*snapshot.meta.licences, (SOURCE, LICENCE)),
        problems=(*snapshot.meta.problems, *problems),
    )
    return storage.sealed(msgspec.structs.replace(snapshot, meta=meta, actors=actors, reports=reports.sorted()))


class _Known:
    """The reports that a snapshot has, and those that cards add."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self._found = {report.id: report for report in reports}

    def add(self, address: str, date: str) -> str:
        """Id of the report at an address; one that is not here yet has the operation's date."""
        made = Reports()
        (report_id,) = made.add_urls((address,))
        self._found.setdefault(report_id, *(msgspec.structs.replace(one, published=date) for one in made.sorted()))
        return report_id

    def sorted(self) -> tuple[Report, ...]:
        """All by id."""
        return tuple(self._found[one] for one in sorted(self._found))


def _with(actor: ActorProfile, cards: Iterable[Card], reports: _Known) -> ActorProfile:
    targets, sectors, cited = dict.fromkeys(actor.targets), dict.fromkeys(actor.target_sectors), dict.fromkeys(actor.reports)
    for card in cards:
        targets.update(dict.fromkeys(code for word in card.countries if (code := country_code(word)) is not None))
        sectors.update(dict.fromkeys(sector_names(card.sectors)))
        cited.update(dict.fromkeys(reports.add(address, date) for date, found in card.operations for address in found))
    return msgspec.structs.replace(actor, targets=tuple(targets), target_sectors=tuple(sectors), reports=tuple(cited))

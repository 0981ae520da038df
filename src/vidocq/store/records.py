"""Records: versions of nouns, kept for good; what holds at a moment is what was written by then and had not ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, select

from vidocq.errors import InputError
from vidocq.model import Lane, Noun, Quote
from vidocq.store import schema
from vidocq.store.log import NOW, Change
from vidocq.store.markings import label, visible
from vidocq.store.normal import clean, column, is_observable, normalise
from vidocq.store.search import searchable
from vidocq.vocabulary.tlp import Tlp

SUPERSEDED = "superseded"
WITHDRAWN = "withdrawn"

_R = schema.record
_CHUNK = 500
#: So much of a value can be looked up by (4 bytes a character still fit into an index); the whole stands in the body.
_LONGEST_VALUE = 500


class Item(Noun, frozen=True, kw_only=True):
    """What is to be kept of one noun: its canonical JSON, what it is looked up by, and its quotes.

    ``quotes`` are (who asserts it, quote).
    """

    type: str
    id: str
    body: bytes
    asserter: str
    kind: str = ""
    value: str = ""
    lane: Lane = Lane.AUTO
    tlp: Tlp = Tlp.UNMARKED
    layer: str = "machine"
    quotes: tuple[tuple[str, Quote], ...] = ()


class Row(Noun, frozen=True, kw_only=True):
    """One version as it is kept."""

    pk: int
    seq: int
    id: str
    type: str
    place: int
    supersedes: int | None
    layer: str
    kind: str
    value: str
    lane: str
    openness: int
    body: bytes


class Outcome(Noun, frozen=True, kw_only=True):
    """What writing did: ids that are new, that have a new version, and that no longer hold."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether everything was as it had been."""
        return not (self.added or self.changed or self.ended)


def holds(at: int = NOW, ceiling: Tlp = Tlp.UNMARKED) -> ColumnElement[bool]:
    """The clause for records that hold after change ``at`` and may be seen at ``ceiling``."""
    ended = exists().where(schema.ending.c.record_pk == _R.c.pk, schema.ending.c.seq <= at)
    return and_(_R.c.seq <= at, ~ended, visible(_R, ceiling))


def _columns() -> Select[Any]:
    return select(*(_R.c[name] for name in Row.__struct_fields__))


def held(
    connection: Connection,
    *,
    types: Sequence[str] = (),
    case_pk: int | None = None,
    id: str | None = None,  # noqa: A002 - the noun's own word
    at: int = NOW,
    ceiling: Tlp = Tlp.UNMARKED,
) -> list[Row]:
    """Records that hold, in the order in which they first came; of one case, or (None) those of no case."""
    query = _columns().where(holds(at, ceiling), _R.c.case_pk == case_pk if case_pk is not None else _R.c.case_pk.is_(None))
    if types:
        query = query.where(_R.c.type.in_(types))
    if id is not None:
        query = query.where(_R.c.id == id)
    return [_row(found) for found in connection.execute(query.order_by(_R.c.place))]


def beyond(connection: Connection, case_pk: int, ceiling: Tlp) -> set[int]:
    """The changes of a case (by ``seq``) that wrote or ended a record marked more strictly than a ceiling."""
    if ceiling is Tlp.UNMARKED:
        return set()
    above = and_(_R.c.case_pk == case_pk, ~visible(_R, ceiling))
    written = set(connection.execute(select(_R.c.seq).where(above)).scalars())
    ending = schema.ending
    ended = select(ending.c.seq).join(_R, ending.c.record_pk == _R.c.pk).where(above)
    return written | set(connection.execute(ended).scalars())


def versions(connection: Connection, case_pk: int | None, id: str) -> list[Row]:  # noqa: A002
    """All versions of one noun, oldest first."""
    where = _R.c.case_pk == case_pk if case_pk is not None else _R.c.case_pk.is_(None)
    return [_row(found) for found in connection.execute(_columns().where(_R.c.id == id, where).order_by(_R.c.pk))]


def _row(found: Any) -> Row:
    values = dict(zip(Row.__struct_fields__, found, strict=True))
    values["body"] = bytes(values["body"])
    return Row(**values)


def reconcile(change: Change, case_pk: int | None, items: Iterable[Item], types: Sequence[str]) -> Outcome:
    """Make what holds of ``types`` in a case be ``items``: write what is new or different, end what is gone, keep the rest.

    One that had gone and comes back takes its old place, so that undoing brings back the same order.

    Raises:
        InputError: two items have the same type and id, or one holds text that cannot be kept.
    """
    known = _last_versions(change.connection, case_pk, types)
    standing = {(row.type, row.id): row for row in held(change.connection, types=types, case_pk=case_pk)}
    wanted: dict[tuple[str, str], Item] = {}
    for item in items:
        if wanted.setdefault((item.type, item.id), item) is not item:
            raise InputError(f"two records with the same id {item.id}")
    fresh = [(item, known.get(key)) for key, item in wanted.items() if key not in standing or not _same(standing[key], item)]
    gone = [row for key, row in standing.items() if key not in wanted]
    replaced = [standing[key] for key, item in wanted.items() if key in standing and not _same(standing[key], item)]
    end(change, replaced, SUPERSEDED)
    end(change, gone, WITHDRAWN)
    _write(change, case_pk, fresh)
    _retract(change, [row.place for row in gone])
    return Outcome(
        added=tuple(item.id for item, _ in fresh if (item.type, item.id) not in standing),
        changed=tuple(row.id for row in replaced),
        ended=tuple(row.id for row in gone),
    )


def keep(change: Change, items: Iterable[Item], ceiling: Tlp) -> Outcome:
    """Write what is new or different of records that belong to no case; nothing ends but the versions that are replaced.

    What is there already above the ``ceiling`` of who asks is given as new: else the number would tell of it.

    A record is never marked less strictly than before, whatever comes later. One that another record took the place of
    (:func:`replace`) stays so.
    """
    wanted = {(item.type, item.id): item for item in items}
    known = _newest(change.connection, sorted({item.id for item in wanted.values()}))
    fresh: list[tuple[Item, tuple[int, int] | None]] = []
    replaced: list[Row] = []
    unseen: list[str] = []
    for key, item in wanted.items():
        row, ended = known.get(key, (None, False))
        if row is None:
            fresh.append((item, None))
            continue
        if not label(row.openness).visible_at(ceiling):
            unseen.append(item.id)
        marked = item if item.tlp.openness <= row.openness else msgspec.structs.replace(item, tlp=label(row.openness))
        if not ended and not _same(row, marked):
            replaced.append(row)
            fresh.append((marked, (row.pk, row.place)))
    end(change, replaced, SUPERSEDED)
    _write(change, None, fresh)
    added = [*(item.id for item, before in fresh if before is None), *unseen]
    return Outcome(added=tuple(added), changed=tuple(row.id for row in replaced if label(row.openness).visible_at(ceiling)))


def successors(connection: Connection, keys: Sequence[int]) -> list[Row]:
    """The versions of records of no case that came after these (by key)."""
    where = and_(_R.c.supersedes.in_(keys), _R.c.case_pk.is_(None))
    return [_row(found) for found in connection.execute(_columns().where(where).order_by(_R.c.pk))]


def replace(change: Change, row: Row, item: Item) -> None:
    """Let a record of no case take the place of another, with an id of its own; it is marked no less strictly."""
    marked = item if item.tlp.openness <= row.openness else msgspec.structs.replace(item, tlp=label(row.openness))
    end(change, [row], SUPERSEDED)
    _write(change, None, [(marked, (row.pk, row.place))])


def _newest(connection: Connection, ids: Sequence[str]) -> dict[tuple[str, str], tuple[Row, bool]]:
    """By type and id, the newest version of records of no case, and whether it has ended."""
    found: dict[tuple[str, str], tuple[Row, bool]] = {}
    for start in range(0, len(ids), _CHUNK):
        gone = exists().where(schema.ending.c.record_pk == _R.c.pk).label("gone")
        query = select(*(_R.c[name] for name in Row.__struct_fields__), gone).where(
            _R.c.id.in_(ids[start : start + _CHUNK]), _R.c.case_pk.is_(None)
        )
        for *values, ended in connection.execute(query.order_by(_R.c.pk)):
            row = _row(values)
            found[row.type, row.id] = (row, bool(ended))
    return found


def append(change: Change, case_pk: int | None, items: Sequence[Item]) -> None:
    """Write items that are new: no other version of them is looked for."""
    _write(change, case_pk, [(item, None) for item in items])


def end(change: Change, rows: Iterable[Row], how: str) -> None:
    """Say that versions no longer hold."""
    change.insert(schema.ending, [{"record_pk": row.pk, "how": how} for row in rows])


def _same(row: Row, item: Item) -> bool:
    return row.body == item.body and row.lane == item.lane.value and row.openness == item.tlp.openness


def _last_versions(connection: Connection, case_pk: int | None, types: Sequence[str]) -> dict[tuple[str, str], tuple[int, int]]:
    where = _R.c.case_pk == case_pk if case_pk is not None else _R.c.case_pk.is_(None)
    query = select(_R.c.type, _R.c.id, _R.c.pk, _R.c.place).where(where, _R.c.type.in_(types)).order_by(_R.c.pk)
    return {(row.type, row.id): (row.pk, row.place) for row in connection.execute(query)}


def _write(change: Change, case_pk: int | None, fresh: Sequence[tuple[Item, tuple[int, int] | None]]) -> None:
    who = asserters(change, {name for item, _ in fresh for name in (item.asserter, *(one for one, _ in item.quotes))})
    observables = indicators(change, [(item.value, item.kind) for item, _ in fresh if item.value and is_observable(item.kind)])
    rows, texts, quoted = [], [], []
    for item, before in fresh:
        key = change.key(_R)
        place = key if before is None else before[1]
        rows.append(
            {
                "pk": key,
                "id": clean(item.id),
                "type": item.type,
                "case_pk": case_pk,
                "place": place,
                "supersedes": None if before is None else before[0],
                "layer": item.layer,
                "asserter_pk": who[item.asserter],
                "indicator_pk": observables.get((item.value, item.kind)),
                "kind": item.kind,
                "value": column(item.value)[:_LONGEST_VALUE],
                "lane": item.lane.value,
                "openness": item.tlp.openness,
                "body": item.body,
            }
        )
        quoted.append((place, item, observables.get((item.value, item.kind))))
        if words := searchable(item.type, item.body):
            texts.append((key, clean(words)))
    change.insert(_R, rows)
    change.dialect.index_text(change.connection, texts)
    _assert(change, case_pk, quoted, who)


def _assert(change: Change, case_pk: int | None, quoted: list[tuple[int, Item, int | None]], who: Mapping[str, int]) -> None:
    """Keep the quotes of new versions as assertions; those that the new version no longer has are retracted."""
    standing = _standing_assertions(change.connection, [place for place, _, _ in quoted])
    blobs = _blob_keys(change.connection, {quote.document_id for _, item, _ in quoted for _, quote in item.quotes})
    rows, kept = [], set()
    for place, item, indicator_pk in quoted:
        for name, quote in item.quotes:
            identity = (place, who[name], blobs.get(quote.document_id), quote.start, quote.end)
            if identity in standing:
                kept.add(identity)
                continue
            rows.append(
                {
                    "asserter_pk": who[name],
                    "case_pk": case_pk,
                    "place": place,
                    "indicator_pk": indicator_pk,
                    "blob_pk": blobs.get(quote.document_id),
                    "start": quote.start,
                    "end": quote.end,
                    "openness": item.tlp.openness,
                    "quote": column(quote.text),
                }
            )
    change.insert(schema.assertion, rows)
    change.insert(schema.retraction, [{"assertion_pk": key} for identity, key in standing.items() if identity not in kept])


def _standing_assertions(connection: Connection, places: Sequence[int]) -> dict[tuple[Any, ...], int]:
    table = schema.assertion
    back = exists().where(schema.retraction.c.assertion_pk == table.c.pk)
    found: dict[tuple[Any, ...], int] = {}
    for start in range(0, len(places), _CHUNK):
        query = select(table.c.pk, table.c.place, table.c.asserter_pk, table.c.blob_pk, table.c.start, table.c.end)
        for row in connection.execute(query.where(table.c.place.in_(places[start : start + _CHUNK]), ~back)):
            found[tuple(row[1:])] = row[0]
    return found


def _retract(change: Change, places: Sequence[int]) -> None:
    keys = _standing_assertions(change.connection, places).values()
    change.insert(schema.retraction, [{"assertion_pk": key} for key in keys])


def _blob_keys(connection: Connection, documents: set[str]) -> dict[str, int]:
    """Keys of the bytes that documents (by id) were read from."""
    query = (
        select(_R.c.id, schema.blob.c.pk)
        .join(schema.blob, schema.blob.c.sha256 == _R.c.value)
        .where(_R.c.type == "document", _R.c.id.in_(sorted(documents)))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def asserters(change: Change, names: Iterable[str]) -> dict[str, int]:
    """Keys of those who assert things; new ones are written."""
    wanted = sorted(set(names))
    table = schema.asserter
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(table.c.id, table.c.pk).where(table.c.id.in_(wanted[start : start + _CHUNK]))
        found.update({row[0]: row[1] for row in change.connection.execute(query)})
    fresh = {clean(name): change.key(table) for name in wanted if name not in found}
    change.insert(table, [{"pk": key, "id": name, "name": name} for name, key in fresh.items()])
    return found | fresh


def indicators(change: Change, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Keys of observables by (value, kind) as given; new ones are written under their normalised value."""
    normal = {(value, kind): (column(normalise(value, kind)), kind) for value, kind in pairs}
    if not normal:
        return {}
    found = change.dialect.new_pairs(change.connection, normal.values())
    keys: dict[tuple[str, str], int] = {}
    rows = []
    for value, kind, known in found:
        key = change.key(schema.indicator) if known is None else known
        if known is None:
            rows.append({"pk": key, "kind": kind, "value": value})
        keys[value, kind] = key
    change.insert(schema.indicator, rows)
    return {given: keys[pair] for given, pair in normal.items()}


def ever(connection: Connection, case_pk: int, types: Sequence[str], at: int = NOW) -> list[Row]:
    """The newest version by then of each record that was ever there, whether it still holds or not."""
    newest = (
        select(func.max(_R.c.pk))
        .where(_R.c.case_pk == case_pk, _R.c.type.in_(types), _R.c.seq <= at)
        .group_by(_R.c.place)
        .scalar_subquery()
    )
    return [_row(found) for found in connection.execute(_columns().where(_R.c.pk.in_(newest)).order_by(_R.c.place))]


def places(connection: Connection, case_pk: int, types: Sequence[str]) -> dict[str, list[int]]:
    """By type, the places of all records that were ever there, in order."""
    query = select(_R.c.type, _R.c.place).where(_R.c.case_pk == case_pk, _R.c.type.in_(types)).distinct().order_by(_R.c.place)
    found: dict[str, list[int]] = {}
    for kind, place in connection.execute(query):
        found.setdefault(kind, []).append(place)
    return found


def last_ending(connection: Connection, case_pk: int, types: Sequence[str], at: int = NOW) -> int:
    """The number of the last change by then that ended a record of these types; 0 if none did."""
    query = (
        select(func.max(schema.ending.c.seq))
        .select_from(schema.ending.join(_R, _R.c.pk == schema.ending.c.record_pk))
        .where(_R.c.case_pk == case_pk, _R.c.type.in_(types), schema.ending.c.seq <= at)
    )
    found = connection.execute(query).scalar()
    return 0 if found is None else int(found)


def of_type(connection: Connection, record_type: str, at: int = NOW) -> list[Row]:
    """Records of a type that hold, in all cases and in none."""
    query = _columns().where(_R.c.type == record_type, holds(at)).order_by(_R.c.place)
    return [_row(found) for found in connection.execute(query)]


def case_of(connection: Connection, record_type: str, id: str) -> int | None:  # noqa: A002
    """The key of the case that a record which holds belongs to; None if it belongs to none."""
    query = select(_R.c.case_pk).where(_R.c.type == record_type, _R.c.id == id, holds())
    found = connection.execute(query).scalar()
    return None if found is None else int(found)


def naming(connection: Connection, kind: str = "intrusion-set") -> list[tuple[int, Row]]:
    """(case, row) of evidence of a kind that holds, in all cases."""
    query = select(_R.c.case_pk, *(_R.c[name] for name in Row.__struct_fields__)).where(
        _R.c.type == "evidence", _R.c.kind == kind, holds()
    )
    return [(found[0], _row(found[1:])) for found in connection.execute(query)]

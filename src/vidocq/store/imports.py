"""Taking in what others keep: STIX bundles as objects and relations, lists of indicators; each object accepted or refused."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import func, select

from vidocq.errors import InputError
from vidocq.model import Noun
from vidocq.store import schema
from vidocq.store.cases import keep_bytes
from vidocq.store.log import Change
from vidocq.store.normal import clean, guess, is_observable, normalise, refang
from vidocq.store.records import SUPERSEDED, asserters
from vidocq.store.search import searchable_object
from vidocq.vocabulary import tlp_marks
from vidocq.vocabulary.tlp import Tlp, labels_in, most_restrictive

_R = schema.record
_JSON = msgspec.json.Encoder(order="deterministic")
_LARGEST = 1 << 30
_MOST_REFUSED = 1_000
_BATCH = 500
#: Between value and kind while sorting: it sorts before all else and is in no value.
_BETWEEN = "\x00"


class Refusal(Noun, frozen=True, kw_only=True):
    """One object that was not taken in; ``where`` is its number in the input (from 0) or its line (from 1)."""

    where: str
    what: str


class Imported(Noun, frozen=True, kw_only=True):
    """What an import did. ``refused`` lists the first thousand; ``refusals`` counts all."""

    sha256: str
    added: int
    changed: int
    same: int
    relations: int
    refusals: int
    refused: tuple[Refusal, ...] = ()


class _Tally:
    def __init__(self) -> None:
        self.added = self.changed = self.same = self.refusals = 0
        self.refused: list[Refusal] = []

    def refuse(self, where: str, what: str) -> None:
        self.refusals += 1
        if len(self.refused) < _MOST_REFUSED:
            self.refused.append(Refusal(where=where, what=what))


def import_bundle(change: Change, content: bytes, *, source: str, tlp: Tlp = Tlp.UNMARKED, keep: bool = True) -> Imported:
    """Take in a STIX bundle (or a list of objects) as objects of no case, with their relations as edges.

    An object that is there already in the same form is left; one that differs becomes a new version. ``tlp`` marks those that
    carry no TLP marking of their own. With ``keep`` the bytes are kept too.

    Raises:
        InputError: it is no JSON, or holds no objects.
    """
    objects = _objects(content)
    defined = tlp_marks.definitions(objects)
    digest = keep_bytes(change, content) if keep else hashlib.sha256(content).hexdigest()
    asserter = asserters(change, [source])[source]
    tally = _Tally()
    taken = _accepted(objects, tally)
    standing = _standing(change, [one["id"] for one in taken])
    records: list[tuple[Any, ...]] = []
    texts: list[tuple[int, str]] = []
    endings: list[dict[str, Any]] = []
    links: list[tuple[str, str, str, int, int]] = []
    for one in taken:
        body = _JSON.encode(one)
        known = standing.get(one["id"])
        if known is not None and known[2] == hashlib.sha256(body).digest():
            tally.same += 1
            continue
        key = change.key(_R)
        marking = _marking(one, defined, tlp)
        place = key if known is None else known[1]
        before = None if known is None else known[0]
        if before is None:
            tally.added += 1
        else:
            tally.changed += 1
            endings.append({"record_pk": before, "how": SUPERSEDED})
        name = one.get("name")
        value = name[:500] if isinstance(name, str) else ""
        row = (key, change.seq, one["id"], "object", None, place, before, "import", asserter, None, one["type"], value, "auto")
        records.append((*row, marking.openness, body))
        if words := searchable_object(one):
            texts.append((key, words))
        links.extend((*link, key, marking.openness) for link in _links(one))
    change.bulk(_R, records)
    change.dialect.index_text(change.connection, texts)
    change.insert(schema.ending, endings)
    _link(change, links)
    change.after = f"sha256:{digest}"
    return Imported(
        sha256=digest,
        added=tally.added,
        changed=tally.changed,
        same=tally.same,
        relations=len(links),
        refusals=tally.refusals,
        refused=tuple(tally.refused),
    )


def _objects(content: bytes) -> list[Any]:
    if len(content) > _LARGEST:
        raise InputError("larger than 1 GiB", hint="split the bundle")
    try:
        whole = _decoded(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is no JSON: {error}") from error
    found = whole.get("objects") if isinstance(whole, dict) else whole
    if not isinstance(found, list):
        raise InputError("this is no STIX bundle: it has no list of objects")
    return found


def _decoded(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError:
        # One string that is no text spoils the whole for msgspec; the standard library leaves it to be refused by itself.
        return json.loads(content)


def _accepted(objects: list[Any], tally: _Tally) -> list[dict[str, Any]]:
    taken: dict[str, dict[str, Any]] = {}
    for number, one in enumerate(objects):
        problem = _problem(one)
        if problem is None and one["id"] in taken and str(one.get("modified")) <= str(taken[one["id"]].get("modified")):
            problem = f"{one['id']} came before in the same bundle, in as new a version"
        if problem is None:
            taken[one["id"]] = one
        else:
            tally.refuse(f"objects[{number}]", problem)
    return list(taken.values())


def _problem(one: Any) -> str | None:
    if not isinstance(one, dict):
        return "not an object"
    identity, kind = one.get("id"), one.get("type")
    if not isinstance(identity, str) or not isinstance(kind, str):
        return "without id or type"
    if not identity.startswith(f"{kind}--") or len(identity) > 300:
        return f"its id {identity[:80]!r} does not fit its type {kind[:80]!r}"
    if kind == "relationship" and not all(
        isinstance(one.get(name), str) for name in ("source_ref", "target_ref", "relationship_type")
    ):
        return f"{identity}: a relationship without source, target or type"
    try:
        for value in (
            identity,
            kind,
            one.get("name"),
            one.get("source_ref"),
            one.get("target_ref"),
            one.get("relationship_type"),
        ):
            if isinstance(value, str):
                clean(value)
        _JSON.encode(one)
    except (InputError, ValueError, RecursionError) as error:
        return f"{identity[:80]!r}: {error}"
    return None


def _standing(change: Change, ids: list[str]) -> dict[str, tuple[int, int, bytes]]:
    """The newest version of each object that holds: (key, place, digest of its body)."""
    found: dict[str, tuple[int, int, bytes]] = {}
    if not change.connection.execute(select(_R.c.pk).where(_R.c.type == "object").limit(1)).first():
        return found
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        newest = (
            select(func.max(_R.c.pk)).where(_R.c.id.in_(part), _R.c.type == "object", _R.c.case_pk.is_(None)).group_by(_R.c.id)
        )
        query = select(_R.c.id, _R.c.pk, _R.c.place, _R.c.body).where(_R.c.pk.in_(newest))
        for row in change.connection.execute(query):
            found[row.id] = (row.pk, row.place, hashlib.sha256(bytes(row.body)).digest())
    return found


def _marking(one: dict[str, Any], defined: Mapping[str, Tlp | None], default: Tlp) -> Tlp:
    """The label of an object: ``default`` marks one that carries none, and loosens nothing that it or a part of it says."""
    whole, parts = tlp_marks.of_object(one, defined)
    printed = labels_in("\n".join(value for value in one.values() if isinstance(value, str)))
    if whole is None and parts is None and not printed:
        return default
    return most_restrictive([default if whole is None else whole, *printed, *([] if parts is None else [parts])])


def _listed_as(labels: set[Tlp], given: Tlp) -> Tlp:
    """The label of a list: ``given`` marks one that prints none, and never loosens one that does."""
    return most_restrictive([*labels, *([given] if given is not Tlp.UNMARKED or not labels else [])])


def _links(one: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(origin, target, relation) of an object: a relationship's own, else each of its references but markings and creators."""
    if one["type"] == "relationship":
        yield one["source_ref"], one["target_ref"], one["relationship_type"]
        return
    for name, value in one.items():
        if name in {"object_marking_refs", "created_by_ref", "x_mitre_modified_by_ref"}:
            continue
        if name.endswith("_ref") and isinstance(value, str):
            yield one["id"], value, name.removesuffix("_ref")
        elif name.endswith("_refs") and isinstance(value, list):
            for target in value:
                if isinstance(target, str):
                    yield one["id"], target, name.removesuffix("_refs")


def _link(change: Change, links: list[tuple[str, str, str, int, int]]) -> None:
    """Write edges, giving keys to the nodes that are new."""
    table = schema.node
    wanted = sorted({name for link in links for name in link[:2]})
    keys: dict[str, int] = {}
    for start in range(0, len(wanted), _BATCH):
        query = select(table.c.id, table.c.pk).where(table.c.id.in_(wanted[start : start + _BATCH]))
        keys.update({row[0]: row[1] for row in change.connection.execute(query)})
    fresh = [(change.key(table), change.seq, name) for name in wanted if name not in keys]
    change.bulk(table, fresh)
    keys |= {name: key for key, _, name in fresh}
    rows = [
        (change.key(schema.edge), change.seq, keys[origin], keys[target], relation, record, openness)
        for origin, target, relation, record, openness in links
    ]
    change.bulk(schema.edge, rows)


def import_indicators(
    change: Change, content: bytes, *, source: str, tlp: Tlp = Tlp.UNMARKED, kind: str = "", case_pk: int | None = None
) -> Imported:
    """Take in a list of indicators: one a line, or CSV whose first column is the value and whose second may be the kind.

    ``tlp`` marks a list that prints no label; the strictest of both marks one that does.

    Each line becomes an assertion of ``source`` with the line's value as its quote, at its place (in code points of the decoded
    file). Defanged values are read as meant. The bytes are kept.

    Raises:
        InputError: the file is no UTF-8 text, or ``kind`` is not one that is looked up.
    """
    if kind and not is_observable(kind):
        raise InputError(f"{kind!r} is not a kind of indicator")
    if len(content) > _LARGEST:
        raise InputError("larger than 1 GiB", hint="split the list")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("the list is no UTF-8 text", where=f"byte {error.start}") from error
    digest = keep_bytes(change, content)
    blob_pk = change.connection.execute(select(schema.blob.c.pk).where(schema.blob.c.sha256 == digest)).scalar_one()
    asserter = asserters(change, [source])[source]
    tally = _Tally()
    with _no_collector():
        labels: set[Tlp] = set()
        lines = sorted(_lines(text, kind, tally, labels), key=itemgetter(0))
        keys = _indicator_keys(change, lines, tally)
        first = change.key(schema.assertion)
        seq, openness = change.seq, _listed_as(labels, tlp).openness
        change.bulk(
            schema.assertion,
            (
                (first + number, seq, asserter, case_pk, None, key, blob_pk, start, start + len(quote), openness, quote)
                for number, (key, (_, start, quote)) in enumerate(zip(keys, lines, strict=True))
            ),
        )
    change.after = f"sha256:{digest}"
    return Imported(
        sha256=digest,
        added=tally.added,
        changed=0,
        same=tally.same,
        relations=0,
        refusals=tally.refusals,
        refused=tuple(tally.refused),
    )


@contextlib.contextmanager
def _no_collector() -> Iterator[None]:
    """Millions of small tuples are about to be made, none of them in a circle: the collector would walk them again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _lines(text: str, given: str, tally: _Tally, labels: set[Tlp]) -> Iterator[tuple[str, int, str]]:
    """(normalised value and kind, offset, quote) of each readable line; empty lines, comments and a heading are passed by.

    The labels that any line prints, or that a column named ``tlp`` holds, go into ``labels``.
    """
    start, column = 0, -1
    for number, line in enumerate(text.split("\n"), 1):
        offset, start = start, start + len(line) + 1
        if number == 1 or not line.isascii() or (low := line.lower()).find("tlp") >= 0 or "light" in low or "t l p" in low:
            labels.update(labels_in(line))
        if number == 1:
            column = next((place for place, cell in enumerate(_cells(line)) if cell.lower() == "tlp"), -1)
        elif column >= 0 and (cells := _cells(line))[column : column + 1] not in ([], [""]):
            labels.add(tlp_marks.of_words([cells[column]]) or Tlp.UNMARKED)
        quote, comma, rest = line.rstrip("\r").partition(",")
        bare = quote.strip().strip('"')
        if not bare or bare[0] == "#" or (number == 1 and bare.lower() in {"value", "indicator", "ioc"}):
            continue
        value = refang(bare)
        kind = given or (_named(rest) if comma else "") or guess(value)
        if kind is None:
            tally.refuse(f"line {number}", f"no kind of indicator: {bare[:80]!r}")
        elif "\x00" in bare:
            tally.refuse(f"line {number}", "holds a NUL character")
        else:
            yield normalise(value, kind) + _BETWEEN + kind, offset + line.index(bare), bare


def _cells(line: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(",")]


def _named(rest: str) -> str:
    kind = rest.partition(",")[0].strip().strip('"')
    return kind if is_observable(kind) else ""


def _indicator_keys(change: Change, lines: list[tuple[str, int, str]], tally: _Tally) -> list[int]:
    """The key of each line's indicator. Lines are sorted, so that new indicators are written in the order of their index."""
    table = schema.indicator
    empty = change.connection.execute(select(table.c.pk).limit(1)).first() is None
    known: dict[str, int | None] = {}
    if not empty:
        pairs = (one.rpartition(_BETWEEN) for one, _, _ in lines)
        found = change.dialect.new_pairs(change.connection, ((value, kind) for value, _, kind in pairs))
        known = {f"{value}{_BETWEEN}{kind}": key for value, kind, key in found}
    keys: list[int] = []
    fresh: list[tuple[Any, ...]] = []
    last, key = "", 0
    for one, _, _ in lines:
        if one != last:
            last = one
            there = known.get(one)
            if there is None:
                key = change.key(table)
                value, _, kind = one.rpartition(_BETWEEN)
                fresh.append((key, change.seq, kind, value))
                tally.added += 1
            else:
                key = there
                tally.same += 1
        keys.append(key)
    change.bulk(table, fresh)
    return keys

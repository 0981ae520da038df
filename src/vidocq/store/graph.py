"""The graph of imported relations: the neighbourhood of a node, set at a time, with the record behind each edge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, exists, func, select

from vidocq.model import Noun
from vidocq.store import schema
from vidocq.store.log import NOW
from vidocq.store.markings import visible
from vidocq.vocabulary.tlp import Tlp

_BATCH = 5_000
_E = schema.edge


class Node(Noun, frozen=True, kw_only=True):
    """A node of a neighbourhood; ``hops`` from where one started; ``relevance`` is higher for what fewer others point at."""

    id: str
    label: str
    kind: str
    hops: int
    relevance: float


class Edge(Noun, frozen=True, kw_only=True):
    """An edge, with the id of the record that says so and who asserts it."""

    origin: str
    target: str
    relation: str
    record_id: str
    asserter: str


class Neighbourhood(Noun, frozen=True, kw_only=True):
    """Nodes within some hops; ``left_out`` is how many were cut off because there were too many."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int = 0


def neighbourhood(
    connection: Connection,
    start: str,
    *,
    hops: int = 2,
    limit: int = 200,
    at: int = NOW,
    ceiling: Tlp = Tlp.UNMARKED,
) -> Neighbourhood:
    """What is within ``hops`` (1 to 3) of a node, the most relevant ``limit`` nodes of it.

    Relevance: nearer first; among equals those reached by more of the nodes kept so far, each counted less the more neighbours it
    has itself (an inverse degree, so that a hub does not drown the rest).
    """
    found = connection.execute(select(schema.node.c.pk).where(schema.node.c.id == start)).scalar()
    if found is None:
        return Neighbourhood(nodes=(), edges=())
    kept: dict[int, tuple[int, float]] = {found: (0, 1.0)}
    frontier, left_out = [found], 0
    for hop in range(1, max(1, min(hops, 3)) + 1):
        if len(kept) >= limit:
            break
        scores: Counter[int] = Counter()
        near = _neighbours(connection, frontier, at, ceiling)
        degree = Counter(one for one, _ in near)
        for one, other in near:
            if other not in kept:
                scores[other] += 1.0 / degree[one]  # type: ignore[assignment]
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        room = max(0, limit - len(kept))
        left_out += max(0, len(ranked) - room)
        frontier = [key for key, _ in ranked[:room]]
        kept |= {key: (hop, float(score)) for key, score in ranked[:room]}
        if not frontier:
            break
    names = _names(connection, list(kept), at, ceiling)
    nodes = tuple(
        Node(id=names[key][0], label=names[key][1], kind=names[key][2], hops=hop, relevance=round(score, 6))
        for key, (hop, score) in kept.items()
    )
    return Neighbourhood(nodes=nodes, edges=_edges(connection, names, at, ceiling), left_out=left_out)


def _standing(at: int, ceiling: Tlp) -> list[Any]:
    ended = exists().where(schema.ending.c.record_pk == _E.c.record_pk, schema.ending.c.seq <= at)
    clauses: list[Any] = [~ended]
    if at != NOW:
        clauses.append(_E.c.seq <= at)
    if ceiling is not Tlp.UNMARKED:
        clauses.append(visible(_E, ceiling))
    return clauses


def _neighbours(connection: Connection, keys: Sequence[int], at: int, ceiling: Tlp) -> list[tuple[int, int]]:
    """(node, neighbour) pairs of a set of nodes, in either direction, each once."""
    pairs: set[tuple[int, int]] = set()
    for begin in range(0, len(keys), _BATCH):
        part = list(keys[begin : begin + _BATCH])
        for here, there in ((_E.c.origin, _E.c.target), (_E.c.target, _E.c.origin)):
            found = connection.execute(select(here, there).where(here.in_(part), *_standing(at, ceiling)))
            pairs.update((row[0], row[1]) for row in found)
    return sorted(pairs)


def _names(connection: Connection, keys: list[int], at: int, ceiling: Tlp) -> dict[int, tuple[str, str, str]]:
    node, record = schema.node, schema.record
    names: dict[int, tuple[str, str, str]] = {}
    for begin in range(0, len(keys), _BATCH):
        newest = (
            select(node.c.pk.label("node_pk"), func.max(record.c.pk).label("record_pk"))
            .select_from(node.outerjoin(record, (record.c.id == node.c.id) & (record.c.seq <= at) & visible(record, ceiling)))
            .where(node.c.pk.in_(keys[begin : begin + _BATCH]))
            .group_by(node.c.pk)
            .subquery()
        )
        query = select(node.c.pk, node.c.id, record.c.value, record.c.kind).select_from(
            newest.join(node, node.c.pk == newest.c.node_pk).outerjoin(record, record.c.pk == newest.c.record_pk)
        )
        for row in connection.execute(query):
            names[row.pk] = (row.id, row.value or row.id, row.kind or row.id.partition("--")[0])
    return names


def _edges(connection: Connection, names: dict[int, tuple[str, str, str]], at: int, ceiling: Tlp) -> tuple[Edge, ...]:
    keys = list(names)
    record, who = schema.record, schema.asserter
    query = (
        select(_E.c.origin, _E.c.target, _E.c.relation, record.c.id, who.c.name)
        .join(record, record.c.pk == _E.c.record_pk)
        .join(who, who.c.pk == record.c.asserter_pk)
        .where(_E.c.origin.in_(keys), _E.c.target.in_(keys), *_standing(at, ceiling))
        .order_by(_E.c.pk)
    )
    return tuple(
        Edge(origin=names[row[0]][0], target=names[row[1]][0], relation=row[2], record_id=row[3], asserter=row[4])
        for row in connection.execute(query)
    )

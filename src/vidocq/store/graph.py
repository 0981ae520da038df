"""The graph of imported relations: the neighbourhood of a node, set at a time, with the record behind each edge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

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
    """What is within ``hops`` (1 to 3) of a node, the most relevant ``limit`` nodes of it, and the edges that lead there.

    Relevance: nearer first; among equals those reached by more of the nodes kept so far, each counted less the more neighbours it
    has itself (an inverse degree, so that a hub does not drown the rest).
    """
    found = connection.execute(select(schema.node.c.pk).where(schema.node.c.id == start)).scalar()
    if found is None:
        return Neighbourhood(nodes=(), edges=())
    kept: dict[int, tuple[int, float]] = {found: (0, 1.0)}
    ways: list[tuple[int, int, int]] = []
    frontier, left_out = [found], 0
    for hop in range(1, max(1, min(hops, 3)) + 1):
        near = _neighbours(connection, frontier, at, ceiling)
        ways += near
        scores = _scores(near, frontier, kept)
        room = max(0, limit - len(kept))
        left_out += max(0, len(scores) - room)
        frontier = sorted(scores, key=lambda key: (-scores[key], key))[:room]
        kept |= {key: (hop, scores[key]) for key in frontier}
        if not frontier:
            break
    names = _names(connection, list(kept), at, ceiling)
    nodes = tuple(
        Node(id=names[key][0], label=names[key][1], kind=names[key][2], hops=hop, relevance=round(score, 6))
        for key, (hop, score) in kept.items()
    )
    edges = _edges(connection, sorted({key for one, other, key in ways if other in kept and one in kept}), names)
    return Neighbourhood(nodes=nodes, edges=edges, left_out=left_out)


def _scores(
    near: list[tuple[int, int, int]], frontier: Sequence[int], kept: dict[int, tuple[int, float]]
) -> defaultdict[int, float]:
    """By node not yet kept: the sum, over those that lead to it, of one by how many nodes each leads to."""
    others: defaultdict[int, set[int]] = defaultdict(set)
    for one, other, _ in near:
        others[one].add(other)
    scores: defaultdict[int, float] = defaultdict(float)
    for one in frontier:  # in this order always, so that the sums are the same to the bit
        weight = 1.0 / len(others[one]) if others[one] else 0.0
        for other in others[one].difference(kept):
            scores[other] += weight
    return scores


def _fetch(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    """Rows by the driver itself: a neighbourhood is thousands of pairs of integers, and nothing in ``query`` is from outside."""
    cursor: Any = connection.connection.cursor()
    cursor.execute(query)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    cursor.close()
    return rows


def _standing(at: int, ceiling: Tlp) -> str:
    clauses = [f"NOT EXISTS (SELECT 1 FROM ending x WHERE x.record_pk = e.record_pk AND x.seq <= {int(at)})"]  # noqa: S608
    if at != NOW:
        clauses.append(f"e.seq <= {int(at)}")
    if ceiling is not Tlp.UNMARKED:
        clauses.append(str(visible(_E.alias("e"), ceiling).compile(compile_kwargs={"literal_binds": True})))
    return " AND ".join(clauses)


def _listed(keys: Sequence[int]) -> str:
    return ",".join(str(int(key)) for key in keys)


def _neighbours(connection: Connection, keys: Sequence[int], at: int, ceiling: Tlp) -> list[tuple[int, int, int]]:
    """(node, neighbour, edge) of a set of nodes, in either direction."""
    found: list[Any] = []
    standing = _standing(at, ceiling)
    for begin in range(0, len(keys), _BATCH):
        part = _listed(keys[begin : begin + _BATCH])
        for here, there in (("origin", "target"), ("target", "origin")):
            query = f"SELECT e.{here}, e.{there}, e.pk FROM edge e WHERE e.{here} IN ({part}) AND {standing}"  # noqa: S608
            found += _fetch(connection, query)
    return found


def _names(connection: Connection, keys: list[int], at: int, ceiling: Tlp) -> dict[int, tuple[str, str, str]]:
    seen = str(visible(schema.record.alias("r"), ceiling).compile(compile_kwargs={"literal_binds": True}))
    names: dict[int, tuple[str, str, str]] = {}
    for begin in range(0, len(keys), _BATCH):
        part = _listed(keys[begin : begin + _BATCH])
        query = (
            "SELECT n.pk, n.id, r.value, r.kind FROM node n LEFT JOIN record r "  # noqa: S608 - integers
            f"ON r.id = n.id AND r.seq <= {int(at)} AND {seen} WHERE n.pk IN ({part}) ORDER BY r.pk"
        )
        for key, name, value, kind in _fetch(connection, query):
            names[key] = (name, value or name, kind or name.partition("--")[0])
    return names


def _edges(connection: Connection, keys: list[int], names: dict[int, tuple[str, str, str]]) -> tuple[Edge, ...]:
    who = dict(_fetch(connection, "SELECT pk, name FROM asserter")) if keys else {}
    found: list[Edge] = []
    for begin in range(0, len(keys), _BATCH):
        part = _listed(keys[begin : begin + _BATCH])
        query = (
            "SELECT e.origin, e.target, e.relation, r.id, r.asserter_pk FROM edge e JOIN record r ON r.pk = e.record_pk "  # noqa: S608
            f"WHERE e.pk IN ({part}) ORDER BY e.pk"
        )
        for origin, target, relation, name, asserter in _fetch(connection, query):
            ends = names[origin][0], names[target][0]
            found.append(Edge(origin=ends[0], target=ends[1], relation=relation, record_id=name, asserter=who[asserter]))
    return tuple(found)

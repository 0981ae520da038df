"""Which of our own cases a case looks like: evidence that both have, each item counted by how few cases have it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, func, select

from vidocq.model import Noun
from vidocq.store import schema
from vidocq.store.log import NOW
from vidocq.store.markings import visible
from vidocq.store.records import holds
from vidocq.vocabulary.tlp import Tlp

_R = schema.record
_BATCH = 500
_SHOWN = 5


class SimilarCase(Noun, frozen=True, kw_only=True):
    """A case that shares evidence: ``score`` is the sum of ln(cases / cases that have it) over ``shared`` items."""

    pk: int
    slug: str
    title: str
    score: float
    shared: int
    rarest: tuple[tuple[str, str], ...]


def similar(
    connection: Connection,
    case_pk: int,
    *,
    limit: int = 10,
    at: int = NOW,
    ceiling: Tlp = Tlp.UNMARKED,
    hidden: Collection[int] = (),
) -> list[SimilarCase]:
    """Cases by shared (kind, value) of evidence that stands, most alike first.

    What every case has weighs nothing. Items under review or rejected do not count, nor does anything of the cases ``hidden``
    (their keys): not even how rare an item is may tell of them.
    """
    standing = (_R.c.type == "evidence", _R.c.lane.in_(("auto", "accepted")), holds(at, ceiling))
    own = {
        (row[0], row[1]) for row in connection.execute(select(_R.c.value, _R.c.kind).where(_R.c.case_pk == case_pk, *standing))
    }
    counted = select(func.count()).select_from(schema.case).where(schema.case.c.seq <= at)
    cases = connection.execute(counted.where(schema.case.c.pk.not_in(sorted(hidden)))).scalar_one()
    having: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    values = sorted({value for value, _ in own})
    for start in range(0, len(values), _BATCH):
        query = select(_R.c.value, _R.c.kind, _R.c.case_pk).where(_R.c.value.in_(values[start : start + _BATCH]), *standing)
        for value, kind, other in connection.execute(query):
            if (value, kind) in own and other is not None and other not in hidden:
                having[value, kind].add(other)
    weights = {pair: math.log(cases / len(others)) for pair, others in having.items()}
    shared: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for pair, others in having.items():
        for other in others - {case_pk}:
            shared[other].append(pair)
    scores = {other: sum(weights[pair] for pair in pairs) for other, pairs in shared.items()}
    best = sorted((other for other, score in scores.items() if score > 0), key=lambda other: (-scores[other], other))
    names = _names(connection, best[: limit * 4], ceiling)
    found: list[SimilarCase] = []
    for other in best:
        if other in names and len(found) < limit:
            pairs = sorted(shared[other], key=lambda pair: (-weights[pair], pair))
            slug, title = names[other]
            rarest = tuple((kind, value) for value, kind in pairs[:_SHOWN])
            entry = SimilarCase(pk=other, slug=slug, title=title, score=scores[other], shared=len(pairs), rarest=rarest)
            found.append(entry)
    return found


def _names(connection: Connection, keys: list[int], ceiling: Tlp) -> dict[int, tuple[str, str]]:
    table = schema.case
    query = select(table.c.pk, table.c.slug, table.c.title).where(table.c.pk.in_(keys), visible(table, ceiling))
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}

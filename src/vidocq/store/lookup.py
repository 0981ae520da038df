"""Exact look-up of an observable: who says it, where, since when, in which case."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, or_, select

from vidocq.model import Noun
from vidocq.store import schema
from vidocq.store.log import NOW
from vidocq.store.markings import label, visible_at
from vidocq.store.normal import guess, normalise, refang
from vidocq.vocabulary.tlp import Tlp

_MOST = 1_000


class Sighting(Noun, frozen=True, kw_only=True):
    """One assertion about an observable; ``sha256`` is the document's, offsets are into its text, ``at`` when it was asserted."""

    kind: str
    value: str
    asserter: str
    case: str | None
    quote: str
    sha256: str | None
    start: int | None
    end: int | None
    tlp: Tlp
    at: str


def lookup(
    connection: Connection,
    value: str,
    *,
    kind: str | None = None,
    at: int = NOW,
    ceiling: Tlp = Tlp.UNMARKED,
    hidden: Collection[int] = (),
) -> list[Sighting]:
    """All that is asserted of an observable (defanged or not), oldest first, at most a thousand.

    What is asserted in the cases ``hidden`` (their keys) is left out.
    """
    value = refang(value.strip())
    guessed = kind or guess(value) or ""
    asked: dict[str, Any] = {
        "given": value,
        "normal": normalise(value, guessed),
        "folded": value.lower(),
        "at": at,
        "openness": ceiling.openness,
        # No case has a key below one: so the list is never empty, and the question stays one that is built once.
        "hidden": [0, *sorted(hidden)],
    }
    rows = connection.execute(_query(kind is not None), asked if kind is None else asked | {"kind": kind}).mappings()
    return [
        Sighting(
            kind=row["kind"],
            value=row["value"],
            asserter=row["asserter"],
            case=row["case"],
            quote=row["quote"],
            sha256=row["sha256"],
            start=row["start"],
            end=row["end"],
            tlp=label(row["openness"]),
            at=row["at"],
        )
        for row in rows
    ]


@cache
def _query(with_kind: bool) -> Select[Any]:
    """The question, built once: SQLAlchemy takes longer to build it than SQLite to answer it."""
    one, said, who = schema.indicator, schema.assertion, schema.asserter
    back = exists().where(schema.retraction.c.assertion_pk == said.c.pk, schema.retraction.c.seq <= bindparam("at"))
    query = (
        select(
            one.c.kind,
            one.c.value,
            who.c.name.label("asserter"),
            schema.case.c.slug.label("case"),
            said.c.quote,
            schema.blob.c.sha256,
            said.c.start,
            said.c.end,
            said.c.openness,
            schema.change.c.at,
        )
        .select_from(one)
        .join(said, said.c.indicator_pk == one.c.pk)
        .join(who, who.c.pk == said.c.asserter_pk)
        .join(schema.change, schema.change.c.seq == said.c.seq)
        .outerjoin(schema.blob, schema.blob.c.pk == said.c.blob_pk)
        .outerjoin(schema.case, schema.case.c.pk == said.c.case_pk)
        .where(
            one.c.value.in_([bindparam("given"), bindparam("normal"), bindparam("folded")]), said.c.seq <= bindparam("at"), ~back
        )
        .where(visible_at(said, bindparam("openness")))
        .where(or_(said.c.case_pk.is_(None), said.c.case_pk.not_in(bindparam("hidden", expanding=True))))
        # By an expression: by the key itself PostgreSQL walks all assertions in order until the limit is full.
        .order_by(said.c.pk + 0)
        .limit(_MOST)
    )
    return query.where(one.c.kind == bindparam("kind")) if with_kind else query

"""Who may see what: the one clause that keeps what is marked more strictly than a reader's ceiling out of every answer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause

from vidocq.vocabulary.tlp import Tlp

_LABELS = tuple(Tlp)


def visible(table: FromClause, ceiling: Tlp) -> ColumnElement[bool]:
    """Rows of ``table`` (it has ``openness``) that may be shown to, or leave at, ``ceiling``: the SQL of ``Tlp.visible_at``."""
    return visible_at(table, ceiling.openness)


def visible_at(table: FromClause, openness: Any) -> ColumnElement[bool]:
    """The same for an openness that is a number or a bound parameter."""
    clause: ColumnElement[bool] = table.c.openness >= openness
    return clause


def label(openness: int) -> Tlp:
    """The label of an ``openness`` as stored."""
    return _LABELS[openness]

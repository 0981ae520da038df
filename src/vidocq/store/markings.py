"""Who may see what: the one clause that keeps what is marked more strictly than a reader's ceiling out of every answer."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause

from vidocq.vocabulary.tlp import Tlp


def visible(table: FromClause, ceiling: Tlp) -> ColumnElement[bool]:
    """Rows of ``table`` (it has ``openness``) that may be shown to, or leave at, ``ceiling``: the SQL of ``Tlp.visible_at``."""
    return table.c.openness >= ceiling.openness


def label(openness: int) -> Tlp:
    """The label of an ``openness`` as stored."""
    return tuple(Tlp)[openness]

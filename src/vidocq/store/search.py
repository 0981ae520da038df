"""Full-text search over documents, evidence, statements and imported objects."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, select

from vidocq.errors import InputError
from vidocq.model import Noun
from vidocq.store import schema
from vidocq.store.dialect import Dialect

#: The members of each record type that are searched.
_FIELDS = {
    "document": ("title", "subtitle", "name", "text"),
    "evidence": ("sentence", "name", "value"),
    "statement": ("modality", "basis_claimed", "demands"),
    "incident": ("name",),
    "source": ("name",),
    "object": ("name", "aliases", "x_mitre_aliases", "description"),
    "alias": ("name", "other", "why"),
}
_WORD = re.compile(r"\w+")
_MOST_WORDS = 32
_BATCH = 1_000


class Indexes(Protocol):
    """What takes texts into a full-text index."""

    def index_text(self, connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Add (record key, text)."""
        ...


class Hit(Noun, frozen=True, kw_only=True):
    """One record found; ``score`` is the database's own, for ordering only."""

    id: str
    type: str
    case_pk: int | None
    kind: str
    value: str
    score: float


def searchable(record_type: str, body: bytes) -> str:
    """The text that a record is found by; empty if its type is not searched."""
    fields = _FIELDS.get(record_type)
    return "" if fields is None else _joined(fields, msgspec.json.decode(body))


def searchable_object(content: dict[str, Any]) -> str:
    """The same for an imported object that is decoded already."""
    return _joined(_FIELDS["object"], content)


def _joined(fields: tuple[str, ...], content: dict[str, Any]) -> str:
    parts: list[str] = []
    for name in fields:
        value = content.get(name)
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(value, list):
            parts.extend(one for one in value if isinstance(one, str))
    return "\n".join(parts).replace("\x00", " ")


def search(connection: Connection, dialect: Dialect, words: str, *, where: Any, limit: int = 20) -> list[Hit]:
    """Records that hold (``where`` is :func:`records.holds`) and have all the words, best first.

    Raises:
        InputError: there is no word in ``words``, or far too many.
    """
    asked = _WORD.findall(words)
    if not 0 < len(asked) <= _MOST_WORDS:
        raise InputError(f"search for 1 to {_MOST_WORDS} words")
    table = schema.record
    most = limit
    while True:
        # Versions that no longer hold are in the index as well: ask for more until enough of them are left.
        ranked = dialect.search(connection, asked, most)
        found: dict[int, Any] = {}
        keys = [key for key, _ in ranked]
        for start in range(0, len(keys), _BATCH):
            query = select(table.c.pk, table.c.id, table.c.type, table.c.case_pk, table.c.kind, table.c.value)
            part = connection.execute(query.where(table.c.pk.in_(keys[start : start + _BATCH]), where))
            found.update({row[0]: row for row in part})
        if len(found) >= limit or len(ranked) < most:
            break
        most *= 8
    hits = [
        Hit(id=row.id, type=row.type, case_pk=row.case_pk, kind=row.kind, value=row.value, score=score)
        for key, score in ranked
        if (row := found.get(key)) is not None
    ]
    return hits[:limit]


def reindex(dialect: Indexes, connection: Connection) -> None:
    """Fill an empty full-text index from the records."""
    table = schema.record
    last = 0
    while True:
        query = select(table.c.pk, table.c.type, table.c.body).where(table.c.pk > last, table.c.type.in_(sorted(_FIELDS)))
        rows = connection.execute(query.order_by(table.c.pk).limit(_BATCH)).all()
        if not rows:
            return
        last = rows[-1].pk
        texts = [(row.pk, searchable(row.type, bytes(row.body))) for row in rows]
        dialect.index_text(connection, [(key, words) for key, words in texts if words])

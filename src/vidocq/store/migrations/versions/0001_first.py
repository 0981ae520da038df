"""0001: the log, documents, cases, records and their endings, assertions, indicators, the graph, full text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vidocq import discovery

revision = "0001"
down_revision = None


def _key(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


_TEXTS = ("at", "clock", "by", "action", "target", "before", "after", "why", "contents", "previous", "digest")

_TABLES: dict[str, tuple[list[sa.Column[int] | sa.Column[str] | sa.Column[bytes]], list[str]]] = {
    "blob": ([_text("sha256"), _key("size"), _bytes("content")], ["sha256"]),
    "case_": ([_text("id"), _text("slug"), _text("title"), _small("openness")], ["id", "slug"]),
    "asserter": ([_text("id"), _text("name")], ["id"]),
    "indicator": ([_text("kind"), _text("value")], []),
    "record": (
        [
            _text("id"),
            _text("type"),
            _key("case_pk", nullable=True),
            _key("place"),
            _key("supersedes", nullable=True),
            _text("layer"),
            _key("asserter_pk"),
            _key("indicator_pk", nullable=True),
            _text("kind"),
            _text("value"),
            _text("lane"),
            _small("openness"),
            _bytes("body"),
        ],
        [],
    ),
    "ending": ([_key("record_pk"), _text("how")], ["record_pk"]),
    "assertion": (
        [
            _key("asserter_pk"),
            _key("case_pk", nullable=True),
            _key("place", nullable=True),
            _key("indicator_pk", nullable=True),
            _key("blob_pk", nullable=True),
            _key("start", nullable=True),
            _key("end", nullable=True),
            _small("openness"),
            _text("quote"),
        ],
        [],
    ),
    "retraction": ([_key("assertion_pk")], ["assertion_pk"]),
    "node": ([_text("id")], ["id"]),
    "edge": ([_key("origin"), _key("target"), _text("relation"), _key("record_pk"), _small("openness")], []),
}

_INDEXES = (
    ("change_at", "change", ["at"]),
    ("change_case", "change", ["case_pk", "seq"]),
    ("record_case", "record", ["case_pk", "type", "place"]),
    ("record_id", "record", ["id"]),
    ("record_value", "record", ["value", "kind", "case_pk"]),
    ("edge_origin", "edge", ["origin", "target"]),
    ("edge_target", "edge", ["target", "origin"]),
)


def upgrade() -> None:
    """Make everything."""
    connection = op.get_bind()
    dialect = discovery.load("vidocq.store.dialects", connection.dialect.name, "DIALECT")
    dialect.prepare(connection)
    texts = [_text(name) for name in _TEXTS]
    op.create_table("change", _key("seq"), *texts[:4], _key("case_pk", nullable=True), *texts[4:], sa.PrimaryKeyConstraint("seq"))
    for name, (columns, unique) in _TABLES.items():
        constraints = [sa.UniqueConstraint(column) for column in unique]
        op.create_table(name, _key("pk"), _key("seq"), *columns, sa.PrimaryKeyConstraint("pk"), *constraints)
    for name, table, names in _INDEXES:
        op.create_index(name, table, names)
    op.create_index("indicator_value", "indicator", ["value", "kind"], unique=True)
    for column in ("place", "indicator_pk"):
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"assertion_{column.removesuffix('_pk')}", "assertion", [column], sqlite_where=where, postgresql_where=where
        )
    for name in ("change", *_TABLES):
        dialect.freeze(connection, name)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA application_id = 1986290545")

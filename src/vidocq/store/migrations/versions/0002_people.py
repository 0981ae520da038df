"""0002: people, what they may do in which case, and their tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vidocq import discovery

revision = "0002"
down_revision = "0001"


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def upgrade() -> None:
    """Make the four tables."""
    connection = op.get_bind()
    dialect = discovery.load("vidocq.store.dialects", connection.dialect.name, "DIALECT")
    tables: dict[str, tuple[list[sa.Column[int] | sa.Column[str]], list[str]]] = {
        "person": ([_text("name"), _text("role"), _small("openness"), _text("password")], []),
        "access": ([_key("case_pk"), _text("name"), _text("role")], []),
        "token": ([_text("id"), _text("name"), _text("scope"), _text("digest"), _text("expires")], ["id"]),
        "revocation": ([_key("token_pk")], ["token_pk"]),
    }
    for name, (columns, unique) in tables.items():
        constraints = [sa.UniqueConstraint(column) for column in unique]
        op.create_table(name, _key("pk"), _key("seq"), *columns, sa.PrimaryKeyConstraint("pk"), *constraints)
        dialect.freeze(connection, name)
    op.create_index("person_name", "person", ["name"])
    op.create_index("access_case", "access", ["case_pk", "name"])

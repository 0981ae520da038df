"""0003: the indexes of edges hold all that a neighbourhood asks for."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make both indexes anew."""
    for here, there in (("origin", "target"), ("target", "origin")):
        op.drop_index(f"edge_{here}", table_name="edge")
        op.create_index(f"edge_{here}", "edge", [here, there, "record_pk", "openness", "seq"])

"""Stores for tests: a SQLite file, and a fresh PostgreSQL schema on the server that VIDOCQ_TEST_POSTGRESQL names."""

import os
import uuid

import pytest

SERVER = os.environ.get("VIDOCQ_TEST_POSTGRESQL", "")
IN_CI = os.environ.get("CI", "") not in {"", "0", "false"}


def new_schema():
    """The address of a schema that nobody else uses."""
    import sqlalchemy as sa

    name = f"t{uuid.uuid4().hex}"
    engine = sa.create_engine(sa.make_url(SERVER).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(f'CREATE SCHEMA "{name}"')
    mark = "&" if "?" in SERVER else "?"
    return f"{SERVER}{mark}options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_location(request, tmp_path):
    """A place for a store that does not exist yet."""
    if request.param == "sqlite":
        return str(tmp_path / "store.db")
    if not SERVER:
        if IN_CI:
            pytest.fail("CI must run the suite on PostgreSQL too: start it with .ci/postgres")
        pytest.skip("no PostgreSQL: set VIDOCQ_TEST_POSTGRESQL (see .ci/postgres)")
    return new_schema()

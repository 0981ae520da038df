"""Stores for tests: a SQLite file, and a schema of their own on the PostgreSQL server that VIDOCQ_TEST_POSTGRESQL names."""

import os
import tempfile
import uuid
from pathlib import Path

import pytest

SERVER = os.environ.get("VIDOCQ_TEST_POSTGRESQL", "")
IN_CI = os.environ.get("CI", "") not in {"", "0", "false"}

#: In memory where there is such a place: these tests are about what is written, not about how long a disk takes to say so.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@pytest.fixture
def tmp_path():
    """A directory that is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=MEMORY, ignore_cleanup_errors=True) as directory:
        yield Path(directory)


def new_schema():
    """The address of a schema that nobody else uses; the server is thrown away as a whole."""
    import sqlalchemy as sa

    name = f"t{uuid.uuid4().hex}"
    engine = sa.create_engine(sa.make_url(SERVER).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(f'CREATE SCHEMA "{name}"')
    return f"{SERVER}?options=-csearch_path%3D{name}"


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

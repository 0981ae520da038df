"""Stores to test on."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from places import store_location, tmp_path  # noqa: F401

from vidocq.store.store import Store


@pytest.fixture
def store(store_location):  # noqa: F811
    opened = Store.open(store_location, create=True)
    yield opened
    opened.close()

from __future__ import annotations

import pytest
from attribution_world import world

from vidocq.knowledge.snapshot import Snapshot


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    return world()

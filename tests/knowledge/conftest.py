from __future__ import annotations

from pathlib import Path

import pytest
from knowledge_sample import CLUSTERS, stix_objects, write_bundle, write_galaxy

from vidocq.knowledge import Snapshot, load


@pytest.fixture
def galaxy_dir(tmp_path: Path) -> Path:
    return write_galaxy(tmp_path / "galaxy", CLUSTERS)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return write_bundle(tmp_path / "attack.json", stix_objects())


@pytest.fixture
def snapshot(galaxy_dir: Path, bundle: Path) -> Snapshot:
    from vidocq.knowledge.making import make

    return make(galaxy=galaxy_dir, attack=bundle)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The snapshot built from the installed package, in a cache of its own."""
    place = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIDOCQ_CACHE", str(place))
        return load()

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from vidocq.errors import KnowledgeError
from vidocq.knowledge import Snapshot, galaxy, load, loading, storage
from vidocq.knowledge.snapshot import SCHEMA, ActorProfile, SnapshotMeta


def tiny() -> Snapshot:
    meta = SnapshotMeta(digest="", built="2026-01-01T00:00:00Z", as_of=None, sources=(), licences=())
    return storage.sealed(Snapshot(meta=meta, actors=(ActorProfile(id="G0001", name="A"),)))


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, galaxy_dir: Path) -> Path:
    """A cache of its own and a small galaxy in place of the installed one."""
    monkeypatch.setenv("VIDOCQ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(galaxy, "installed", lambda: galaxy_dir / "clusters")
    return tmp_path / "cache"


def test_written_and_read_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "x.snapshot"
    storage.write(tiny(), path)
    assert storage.read(path) == tiny()
    assert list(path.parent.iterdir()) == [path]


def test_the_digest_is_of_the_contents_not_of_the_time() -> None:
    later = tiny()
    again = storage.sealed(msgspec.structs.replace(later, meta=msgspec.structs.replace(later.meta, built="2027-01-01T00:00:00Z")))
    assert again.meta.digest == later.meta.digest
    other = storage.sealed(msgspec.structs.replace(later, actors=()))
    assert other.meta.digest != later.meta.digest


def test_every_flipped_byte_and_every_cut_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "x.snapshot"
    storage.write(tiny(), path)
    whole = path.read_bytes()
    for position in range(0, len(whole), 7):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        with pytest.raises(KnowledgeError):
            storage.read(path)
    for position in range(0, len(whole), 11):
        path.write_bytes(whole[:position])
        with pytest.raises(KnowledgeError):
            storage.read(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a knowledge snapshot"),
        (b"PK\x03\x04 some zip", "not a knowledge snapshot"),
        (b"vidocq-snapshot 99 3 abc\nabc", "schema 99"),
        (b"vidocq-snapshot 1 x y\n", "not a knowledge snapshot"),
        (f"vidocq-snapshot {SCHEMA} 10 abc\nabc".encode(), "cut short"),
        (f"vidocq-snapshot {SCHEMA} 3 abc\nabc".encode(), "damaged"),
    ],
)
def test_what_is_no_snapshot_says_what_it_is(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.snapshot"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=words) as caught:
        load(path)
    assert str(path) in str(caught.value)
    assert caught.value.exit_code == 3


def test_missing_file_and_directory(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such snapshot"):
        load(tmp_path / "nowhere")
    with pytest.raises(KnowledgeError, match="a directory"):
        load(tmp_path)


def test_built_once_then_read_from_the_cache(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    first = load(progress=said.append)
    assert any("building" in line for line in said)
    (file,) = cached.iterdir()
    monkeypatch.setattr(loading, "build_installed", lambda _progress: pytest.fail("built again"))
    assert load() == first
    assert list(cached.iterdir()) == [file]


def test_a_damaged_cache_is_built_again_with_a_notice(cached: Path) -> None:
    first = load()
    (file,) = cached.iterdir()
    file.write_bytes(file.read_bytes()[:-10])
    said: list[str] = []
    assert load(progress=said.append).meta.digest == first.meta.digest
    assert any("built again" in line and "cut short" in line for line in said)
    assert storage.read(file).meta.digest == first.meta.digest


def test_other_inputs_make_another_cache_and_old_ones_go(cached: Path, galaxy_dir: Path) -> None:
    first = load()
    (galaxy_dir / "clusters" / "sector.json").write_text('{"values": [{"value": "Water", "uuid": "1"}]}')
    second = load()
    assert second.meta.digest != first.meta.digest
    for number in range(5):
        (galaxy_dir / "clusters" / "sector.json").write_text(f'{{"values": [{{"value": "Water {number}", "uuid": "1"}}]}}')
        last = load()
    left = [storage.read(file).meta.digest for file in cached.iterdir()]
    assert len(left) == 3
    assert last.meta.digest in left
    assert first.meta.digest not in left


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("VIDOCQ_CACHE", str(tmp_path / "file" / "sub"))
    said: list[str] = []
    assert load(progress=said.append).actors
    assert any("could not be cached" in line for line in said)


def test_synced_knowledge_comes_first_and_a_broken_one_is_passed_over(cached: Path) -> None:
    storage.write(tiny(), cached / "synced.snapshot")
    assert load().meta.digest == tiny().meta.digest
    (cached / "synced.snapshot").write_bytes(b"broken")
    said: list[str] = []
    assert load(progress=said.append).meta.digest != tiny().meta.digest
    assert any("synced knowledge not used" in line for line in said)


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VIDOCQ_CACHE", str(tmp_path))
    assert loading.cache_directory() == tmp_path
    monkeypatch.delenv("VIDOCQ_CACHE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert loading.cache_directory() == Path("/somewhere/vidocq")


def test_without_the_package_there_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(KnowledgeError, match="pymispgalaxies is not installed"):
        galaxy.installed()

from __future__ import annotations

import hashlib
import lzma
from datetime import date
from pathlib import Path

import msgspec
import pytest

from vidocq.errors import KnowledgeError
from vidocq.knowledge import Snapshot, load, loading, storage
from vidocq.knowledge.snapshot import SCHEMA, ActorProfile, SnapshotMeta


def tiny() -> Snapshot:
    meta = SnapshotMeta(digest="", built="2026-01-01T00:00:00Z", as_of=None, sources=(), licences=())
    return storage.sealed(Snapshot(meta=meta, actors=(ActorProfile(id="G0001", name="A"),)))


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own."""
    monkeypatch.setenv("VIDOCQ_CACHE", str(tmp_path / "cache"))
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


def test_a_newer_format_is_refused_as_newer(tmp_path: Path) -> None:
    path = tmp_path / "x.snapshot"
    path.write_bytes(f"vidocq-snapshot {SCHEMA + 1} 3 abc\nabc".encode())
    with pytest.raises(KnowledgeError, match="newer format") as caught:
        load(path)
    assert "update vidocq" in str(caught.value)


def test_a_packed_file_reads_back_the_same_and_a_cut_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.pack"
    storage.write(tiny(), path, packed=True)
    assert storage.read(path) == tiny()
    payload = lzma.compress(b"x" * 100_000)[:-20]
    head = f"vidocq-snapshot {SCHEMA} {len(payload)} {hashlib.sha256(payload).hexdigest()}\n"
    path.write_bytes(head.encode() + payload)
    with pytest.raises(KnowledgeError, match="broken snapshot"):
        storage.read(path)


@pytest.mark.parametrize(("today", "old"), [("2026-02-01", False), ("2026-06-30", False), ("2026-07-01", True)])
def test_old_data_are_said_to_be_old(today: str, old: bool) -> None:
    meta = msgspec.structs.replace(tiny().meta, dates=(("a", "2025-11-12"), ("b", "2026-01")))
    assert bool(loading.age_note(meta, date.fromisoformat(today))) is old


def test_knowledge_without_a_day_is_not_called_old() -> None:
    assert loading.age_note(tiny().meta, date(2030, 1, 1)) == ""

from __future__ import annotations

import hashlib
import lzma
from datetime import date
from pathlib import Path

import msgspec
import pytest

from vidocq.errors import KnowledgeError
from vidocq.knowledge import Snapshot, load, loading, parts, storage
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


def _with_numbers() -> Snapshot:
    numbers = {"texts": b"a" * 5000, "techniques": b"b" * 7000}
    return storage.sealed(msgspec.structs.replace(tiny(), numbers=numbers))


def test_a_pack_unpacks_only_what_is_asked_for_and_keeps_it(tmp_path: Path, cached: Path) -> None:
    path = tmp_path / "x.pack"
    storage.write(_with_numbers(), path, packed=True)
    read = storage.read(path)
    assert [file.name.rpartition("-")[0] for file in cached.iterdir()] == ["unpacked-facts"]
    assert read.numbers["texts"] == b"a" * 5000
    assert sorted(file.name.rpartition("-")[0] for file in cached.iterdir()) == ["unpacked-facts", "unpacked-texts"]
    assert read == _with_numbers()
    assert storage.sealed(read).meta.digest == _with_numbers().meta.digest


def test_what_somebody_changed_in_the_cache_is_passed_over(tmp_path: Path, cached: Path) -> None:
    path = tmp_path / "x.pack"
    storage.write(_with_numbers(), path, packed=True)
    assert storage.read(path).numbers["texts"] == b"a" * 5000
    for file in cached.iterdir():
        # Whole by its own checksum, but not what the pack holds.
        forged = file.read_bytes()[32:].replace(b"a", b"z")
        file.write_bytes(hashlib.sha256(forged).digest() + forged)
    assert storage.read(path) == _with_numbers()
    assert storage.read(path).numbers["texts"] == b"a" * 5000


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a directory")
    monkeypatch.setenv("VIDOCQ_CACHE", str(blocked / "cache"))
    path = tmp_path / "x.pack"
    storage.write(_with_numbers(), path, packed=True)
    assert storage.read(path) == _with_numbers()


@pytest.mark.parametrize("field", ["start", "size", "unpacked", "digest"])
def test_a_list_of_parts_that_lies_is_refused(tmp_path: Path, cached: Path, field: str) -> None:
    content = parts.pack({"": b"x" * 100, "texts": b"y" * 100})
    head = len(parts.MAGIC) + 4
    size = int.from_bytes(content[head - 4 : head], "big")
    listed = msgspec.msgpack.decode(content[head : head + size], type=list[parts.Part])
    wrong = {"start": 10**6, "size": 10**6, "unpacked": 7, "digest": "0" * 64}[field]
    forged = msgspec.msgpack.encode([msgspec.structs.replace(part, **{field: wrong}) for part in listed])
    payload = parts.MAGIC + len(forged).to_bytes(4, "big") + forged + content[head + size :]
    path = tmp_path / "x.pack"
    path.write_bytes(f"vidocq-snapshot {SCHEMA} {len(payload)} {hashlib.sha256(payload).hexdigest()}\n".encode() + payload)
    with pytest.raises(KnowledgeError, match="broken snapshot"):
        storage.read(path)


def test_parts_of_a_newer_format_are_refused_as_newer(tmp_path: Path, cached: Path) -> None:
    payload = parts.MAGIC.replace(b"1", b"2") + b"whatever"
    path = tmp_path / "x.pack"
    path.write_bytes(f"vidocq-snapshot {SCHEMA} {len(payload)} {hashlib.sha256(payload).hexdigest()}\n".encode() + payload)
    with pytest.raises(KnowledgeError, match="newer format"):
        storage.read(path)

from __future__ import annotations

import json
from pathlib import Path

import pytest
from knowledge_sample import CLUSTERS, element, write_galaxy

from vidocq.errors import KnowledgeError
from vidocq.knowledge import galaxy


def test_reads_elements_with_meta_as_tuples(galaxy_dir: Path) -> None:
    read = galaxy.read(galaxy_dir)
    first = next(read.of("threat-actor"))
    assert first.value == "APT901"
    assert first.all("synonyms") == ("ZANTHIUM", "GREY HERON")
    assert first.one("country") == "CN"
    assert first.one("nothing") == ""
    assert read.problems == []
    assert read.versions["threat-actor"] == "7"


def test_the_clusters_directory_itself_may_be_given(galaxy_dir: Path) -> None:
    assert galaxy.read(galaxy_dir / "clusters").digest == galaxy.read(galaxy_dir).digest


def test_digest_follows_the_contents(galaxy_dir: Path) -> None:
    before = galaxy.read(galaxy_dir).digest
    write_galaxy(galaxy_dir, {"sector": [element(91, "Water")]})
    assert galaxy.read(galaxy_dir).digest != before


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"values": {}}', b'{"values": ' + b"[" * 100_000, b"\xff\xfe\x00", b'"text"'],
    ids=["empty", "cut", "list", "no list", "deep", "not utf-8", "string"],
)
def test_a_broken_cluster_is_reported_and_the_rest_used(galaxy_dir: Path, content: bytes) -> None:
    (galaxy_dir / "clusters" / "tool.json").write_bytes(content)
    read = galaxy.read(galaxy_dir)
    assert any("tool.json" in problem for problem in read.problems)
    assert "threat-actor" in read.elements
    assert "tool" not in read.elements


def test_broken_values_are_left_out_one_by_one(tmp_path: Path) -> None:
    values = [CLUSTERS["tool"][0], None, 5, {"value": ""}, {"value": "ok", "meta": [], "related": {"a": 1}, "uuid": 3}]
    write_galaxy(tmp_path, {"tool": values})  # type: ignore[dict-item]
    read = galaxy.read(tmp_path)
    assert [item.value for item in read.of("tool")] == ["at", "ok"]
    assert len(read.problems) == 3


def test_missing_and_empty_directories(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such directory"):
        galaxy.read(tmp_path / "nowhere")
    with pytest.raises(KnowledgeError, match="no galaxy clusters"):
        galaxy.read(tmp_path)
    (tmp_path / "threat-actor.json").write_text("broken")
    with pytest.raises(KnowledgeError, match="no cluster could be read"):
        galaxy.read(tmp_path)


def test_a_huge_file_is_not_read(galaxy_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(galaxy, "_MAX_FILE", 100)
    (galaxy_dir / "clusters" / "sector.json").write_text(json.dumps({"values": []}))
    read = galaxy.read(galaxy_dir)
    assert set(read.elements) == {"sector"}
    assert any("larger than" in problem for problem in read.problems)

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path

import pytest
from knowledge_sample import stix_objects, uuid, write_bundle

from vidocq.errors import KnowledgeError
from vidocq.knowledge import stix
from vidocq.knowledge.attack import Citation, plain


def test_reads_objects_and_links(bundle: Path) -> None:
    attack = stix.read(bundle)
    group = attack.objects[uuid(100)]
    assert (group.id, group.kind, group.name) == ("G9001", "group", "ZANTHIUM")
    assert group.alias_sources == {"APT901": ("Microsoft Names July 2020",)}
    assert [citation.name for citation in group.citations] == ["Vendor Heron 2020"]
    uses = next(link for link in attack.links if link.kind == "uses" and link.target == uuid(121))
    assert uses.citations[0].published == "2020-03-05"
    # A relationship to what the bundle does not have is dropped.
    assert all(link.target != uuid(777) for link in attack.links)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_compressed_bundles_are_the_same(bundle: Path, tmp_path: Path, pack: object) -> None:
    packed = tmp_path / "packed.json.any"
    packed.write_bytes(pack(bundle.read_bytes()))  # type: ignore[operator]
    assert stix.read(packed).digest == stix.read(bundle).digest


def test_a_directory_with_one_object_a_file(tmp_path: Path, bundle: Path) -> None:
    place = tmp_path / "objects"
    for item in stix_objects():
        (place / item["type"]).mkdir(parents=True, exist_ok=True)
        (place / item["type"] / f"{item['id']}.json").write_text(json.dumps(item))
    assert stix.read(place).objects == stix.read(bundle).objects


def test_the_later_version_of_an_object_counts(tmp_path: Path) -> None:
    objects = stix_objects()
    newer = {**objects[0], "name": "ZANTHIUM II", "modified": "2021-01-01T00:00:00Z"}
    for order in ([newer, *objects], [*objects, newer]):
        attack = stix.read(write_bundle(tmp_path / "b.json", order))
        assert attack.objects[uuid(100)].name == "ZANTHIUM II"


def test_as_of_drops_what_was_not_there_yet(bundle: Path) -> None:
    now, then = stix.read(bundle), stix.read(bundle, as_of="2021-12-31")
    assert uuid(105) in now.objects
    assert uuid(105) not in then.objects
    links = {(link.source, link.target) for link in then.links}
    assert (uuid(101), uuid(110)) not in links
    assert (uuid(100), uuid(110)) in links
    # The day itself is within.
    assert uuid(105) in stix.read(bundle, as_of="2023-05-01").objects


def test_before_everything_is_an_error_that_says_so(bundle: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"no ATT&CK group here.*1999"):
        stix.read(bundle, as_of="1999-01-01")


def test_broken_objects_are_reported_and_the_rest_used(tmp_path: Path) -> None:
    bad = [
        None,
        {"type": "malware"},
        {"type": "malware", "id": "malware--1", "name": "no id", "external_references": "x"},
        {"type": "relationship", "id": "relationship--1", "relationship_type": "uses", "source_ref": 5, "created": 7},
        {"type": "intrusion-set", "id": "intrusion-set--2", "name": 5, "external_references": [None, {"source_name": 3}]},
    ]
    attack = stix.read(write_bundle(tmp_path / "b.json", [*bad, *stix_objects()]))  # type: ignore[list-item]
    assert attack.objects[uuid(100)].name == "ZANTHIUM"
    assert len(attack.problems) == 6


def test_problems_are_bounded(tmp_path: Path) -> None:
    many = [{"type": "malware", "id": f"malware--{i}"} for i in range(1000)]
    attack = stix.read(write_bundle(tmp_path / "b.json", [*many, *stix_objects()]))
    assert len(attack.problems) == 201
    assert attack.problems[-1] == "and 801 more such problems"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b'{"type": "bundle"}',
        b'{"a": 1}',
        b'{"type":"bundle","objects":[]}',
        b"[" * 500_000,
        b"\x00" * 64,
    ],
)
def test_what_is_not_attack_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=r"x\.json: no ATT&CK group here \(expected .*") as caught:
        stix.read(path)
    if content != b'{"type":"bundle","objects":[]}':
        assert "not JSON" in str(caught.value) or "not STIX" in str(caught.value) or "without a list" in str(caught.value)


def test_a_directory_of_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stix, "_MAX_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(KnowledgeError, match="more than 3 files"):
        stix.read(tmp_path)


def test_missing_file_and_empty_directory(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such file"):
        stix.read(tmp_path / "nowhere.json")
    with pytest.raises(KnowledgeError, match="no JSON file"):
        stix.read(tmp_path)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_bomb_is_stopped_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: object) -> None:
    monkeypatch.setattr(stix, "_MAX_TEXT", 1 << 20)
    path = tmp_path / "bomb.json.xz"
    path.write_bytes(pack(b" " * (8 << 20)))  # type: ignore[operator]
    assert path.stat().st_size < 100_000
    with pytest.raises(KnowledgeError, match="more than 1 MB unpacked"):
        stix.read(path)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_compressed_file_cut_short(tmp_path: Path, bundle: Path, pack: object) -> None:
    path = tmp_path / "cut.json.xz"
    path.write_bytes(pack(bundle.read_bytes())[:-200])  # type: ignore[operator]
    with pytest.raises(KnowledgeError, match="cannot be read"):
        stix.read(path)


@pytest.mark.parametrize(
    ("title", "published"),
    [
        ("Doe, J. (2020, March 5). X. Retrieved May 1, 2021.", "2020-03-05"),
        ("ESET. (2018, Sept). X.", "2018-09"),
        ("ESET. (2018). X.", "2018"),
        ("ESET. (n.d.). X. Retrieved May 1, 2021.", None),
        ("ESET. (2018, March 99). X.", "2018-03"),
    ],
)
def test_dates_of_citations_keep_their_precision(title: str, published: str | None) -> None:
    assert Citation("x", "", title).published == published


def test_prose_is_shown_without_markup() -> None:
    text = (
        "[X](https://attack.mitre.org/software/S1) ran <code>a.exe</code>.(Citation: Some (Odd) Name 2020)"
        " End<sup>[[Y](/references/1)]</sup>."
    )
    assert plain(text) == "X ran a.exe. End."

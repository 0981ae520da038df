"""Attribution from free text on a folder: predictions for all that can be read, names never weigh."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vidocq.benchmarking.attribution_text import bench_attribution_text
from vidocq.errors import InputError
from vidocq.knowledge.snapshot import ActorProfile, GazetteerEntry, Report, Snapshot, SnapshotMeta, SoftwareProfile, Use

PROSE = {
    "G0001": "They sent lures about fisheries quotas and stole trawler manifests with a keylogger written in Pascal.",
    "G0002": "They broke into payment switches and replaced the dispenser library to empty cash machines.",
    "G0003": "They wiped domain controllers of power utilities after scheduling a task named Nightwatch.",
}


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    actors = tuple(
        ActorProfile(
            id=identity,
            name=f"Actor{identity}",
            country=country,
            uses=(Use(target=f"S000{identity[-1]}", reports=(f"r{identity}",), procedure=prose),),
        )
        for (identity, prose), country in zip(PROSE.items(), ("CN", "KP", "RU"), strict=True)
    )
    tools = tuple(SoftwareProfile(id=f"S000{number}", name=f"Zorkbot{number}", kind="malware") for number in (1, 2, 3))
    return Snapshot(
        meta=SnapshotMeta(digest="1" * 64, built="2021-01-01", as_of="2021-01-01", sources=(), licences=()),
        actors=actors,
        software=tools,
        reports=tuple(Report(id=f"r{identity}", name=identity, published="2020-01-01") for identity in PROSE),
        gazetteer=tuple(GazetteerEntry(text=tool.name, kind="malware", refs=(tool.id,)) for tool in tools),
    )


def test_text_finds_the_group_whose_procedures_it_is_like(snapshot: Snapshot, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("The intruders emptied cash machines: a replaced dispenser library on the payment switches.\n")
    (folder / "b.txt").write_text("Lures spoke of fisheries quotas. A Pascal keylogger took the manifests of every trawler.\n")
    result = bench_attribution_text(folder, snapshot, tmp_path / "out.jsonl")
    found = {line["case_id"]: line for line in map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())}
    assert max(found["a"]["groups"], key=found["a"]["groups"].get) == "G0002"
    assert max(found["b"]["groups"], key=found["b"]["groups"].get) == "G0001"
    assert found["b"]["names"]["G0001"] == "ActorG0001"
    assert "a: ActorG0002" in result.text()


def test_the_name_of_a_state_does_not_weigh(snapshot: Snapshot, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "plain.txt").write_text("A task named Nightwatch wiped the domain controllers of two utilities.\n")
    (folder / "said.txt").write_text(
        "A task named Nightwatch wiped the domain controllers of two utilities. China! Chinese Beijing!\n"
    )
    result = bench_attribution_text(folder, snapshot, tmp_path / "out.jsonl")
    assert result.posteriors["plain"].groups == pytest.approx(result.posteriors["said"].groups)


def test_a_missing_or_empty_folder_is_an_error(snapshot: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        bench_attribution_text(tmp_path / "nowhere", snapshot, tmp_path / "o")
    with pytest.raises(InputError, match="no document"):
        bench_attribution_text(tmp_path, snapshot, tmp_path / "o")

"""The reader's benchmark: it counts what it should, and the reader keeps the figures it has reached."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vidocq.benchmarking.reader import Score, act_label, bench_reader
from vidocq.errors import InputError

CASES = Path(__file__).parents[1] / "cases" / "statements"


def test_dev_half_reaches_its_targets(tmp_path: Path) -> None:
    out = tmp_path / "records.jsonl"
    result = bench_reader(CASES / "dev" / "texts", CASES / "dev" / "gold", out)
    assert result.all.false_accusations == []
    assert result.auto.false_accusations == []
    assert result.all.act.f1 >= 0.85
    assert result.all.asserts.f1 >= 0.85
    assert result.all.reaction.f1 >= 0.88
    assert result.all.measure.f1 >= 0.85
    # .607 before "the Russia-controlled APT28" stopped counting as blame of the state (one pair of 28); .571 before sentences
    # with other parties in them, or of more than forty words, were left to a person: on texts by strangers those were false;
    # .143 since a lane is open only where the models agree and hands left out were right
    assert result.auto_coverage >= 0.14
    assert result.auto.asserts.precision >= 0.97
    assert result.must_not_violated == []
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 16
    assert all(item["lane"] in ("auto", "review") for line in lines for item in line["statements"])


@pytest.mark.parametrize("folder", ["own", "fresh"])
def test_our_own_texts_have_no_false_accusation(folder: str) -> None:
    result = bench_reader(CASES / folder / "texts", CASES / folder / "gold")
    assert result.all.false_accusations == []
    assert result.must_not_violated == []
    assert result.auto.asserts.precision == 1.0


def test_a_false_accusation_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Canada accused Russia of hacking its parliament.", encoding="utf-8")
    (tmp_path / "a.json").write_text(
        json.dumps({"statements": [], "must_not_claim": ["Canada attributed the hack to Russia"]}), encoding="utf-8"
    )
    result = bench_reader(tmp_path, tmp_path)
    assert result.all.false_accusations == [("a", "CA", "RU")]
    assert result.must_not_violated == [("a", "Canada attributed the hack to Russia")]
    assert "false state accusations 1 in 1 documents" in result.text()


def test_scores() -> None:
    score = Score(hits=8, false=2, missed=2)
    assert (score.precision, score.recall, round(score.f1, 3)) == (0.8, 0.8, 0.8)
    assert Score().f1 == 1.0
    assert act_label("doubts") == "disputes"
    assert act_label("notes") is None
    assert act_label("asserts") == "asserts"


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        bench_reader(tmp_path / "none", tmp_path)
    with pytest.raises(InputError):
        bench_reader(tmp_path, tmp_path)

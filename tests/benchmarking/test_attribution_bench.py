"""The attribution benchmark on a made-up directory: time order kept, no leaks, predictions that can be scored."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vidocq.assessment.model import FittedModel, dumps, loads
from vidocq.benchmarking import attribution, attribution_scores
from vidocq.benchmarking.attribution_data import read_snapshot
from vidocq.benchmarking.attribution_run import bench_attribution
from vidocq.benchmarking.attribution_table import markdown, measure
from vidocq.errors import InputError

RELEASES = ("1.0", "2.0", "3.0", "4.0")
GROUPS = 6


def report(group: int, year: int) -> str:
    return f"R{group}{year}"


def knowledge(release: int) -> list[dict[str, Any]]:
    """Groups with one report a year up to the release's; each has a technique and a tool of its own."""
    years = range(2014, 2018 + release)
    rows: list[dict[str, Any]] = [{"type": "meta", "attack_version": RELEASES[release]}]
    for group in range(GROUPS - (release == 0)):
        name = f"G000{group}"
        uses: dict[str, Any] = {
            "T1566": ["2017-01-01", [report(group, year) for year in years]],
            f"T100{group}": ["2017-01-01", [report(group, year) for year in years]],
            f"T200{group}": ["2017-01-01", [report(group, 2014)]],
            f"S000{group}": ["2017-01-01", [report(group, year) for year in years]],
        }
        country = "RU" if group % 2 else "CN"
        rows.append({"type": "group", "id": name, "canonical": name, "name": f"Group {group}", "country": country})
        rows.append({"type": "group_uses", "group": name, "uses": uses})
        rows.append(
            {
                "type": "software",
                "id": f"S000{group}",
                "kind": "malware",
                "name": f"Tool {group}",
                "uses": {"T1566": [report(group, 2014)]},
            }
        )
        rows += [{"type": "technique", "id": f"T{kind}00{group}", "tactics": ["execution"]} for kind in (1, 2)]
    rows.append({"type": "technique", "id": "T1566", "tactics": ["initial-access"]})
    return rows


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    raw = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(raw, mtime=0) if path.suffix == ".gz" else raw)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bench")
    (root / "knowledge").mkdir()
    cases, gold = [], []
    for number, release in enumerate(RELEASES):
        write(root / "knowledge" / f"v{release}.jsonl.gz", knowledge(number))
        if not number:
            continue
        for group in range(GROUPS + 2):
            known = group < GROUPS
            identity = f"C{release}-{group}"
            case = {
                "case_id": identity, "kind": "report", "first_version": release, "knowledge": RELEASES[number - 1],
                "date": f"{2018 + number}-03-01", "techniques": ["T1566", f"T100{group}"] if known else ["T1566", "T9999"],
                "software": [f"S000{group}"] if known and group % 3 else [], "techniques_via_software": [],
            }  # fmt: skip
            cases.append(case)
            gold.append(
                {"case_id": identity, "group": f"G000{group}", "country": ("RU" if group % 2 else "CN") if known else None}
            )
    write(root / "cases.jsonl", cases)
    write(root / "gold.jsonl", gold)
    dates = [{"ref": report(group, year), "published": f"{year}-06-01"} for group in range(GROUPS) for year in range(2014, 2023)]
    write(root / "refs.jsonl.gz", dates)
    return root


@pytest.fixture(scope="module")
def fitted(bench: Path) -> FittedModel:
    return attribution.fit(bench, today="2026-11-23")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_fit_names_its_data_and_gives_the_same_bytes(bench: Path, fitted: FittedModel) -> None:
    assert {name for name, _ in fitted.data} >= {"cases.jsonl", "gold.jsonl", "v4.0.jsonl.gz"}
    assert dumps(loads(dumps(fitted))) == dumps(fitted) == dumps(attribution.fit(bench, today="2026-11-23"))
    assert {variant.name for variant in fitted.variants} == {"reports", "profiles"}


def test_own_cases_without_gold_are_refused(bench: Path, fitted: FittedModel, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="fitted on these very cases"):
        attribution.bench(bench / "knowledge", bench / "cases.jsonl", gold=None, out=tmp_path / "out.jsonl", model=fitted)


def test_own_cases_are_scored_in_time_order_only(bench: Path, fitted: FittedModel, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    attribution.bench(bench / "knowledge", bench / "cases.jsonl", gold=bench / "gold.jsonl", out=out, model=fitted)
    found = lines(out)
    # The first release has nothing earlier to learn from: it gets no prediction rather than a leaking one.
    assert {line["case_id"].split("-")[0] for line in found} == {"C3.0", "C4.0"}


def test_later_answers_do_not_reach_earlier_predictions(bench: Path, tmp_path: Path) -> None:
    """Changing the gold of the last release must not change what was said of the one before it."""
    before = attribution.walk(bench).scored["3.0"]
    gold = lines(bench / "gold.jsonl")
    for row in gold:
        if row["case_id"].startswith("C4.0"):
            row["group"] = "G0000"
    write(tmp_path / "gold.jsonl", gold)
    after = attribution.walk_files(bench / "knowledge", bench / "cases.jsonl", tmp_path / "gold.jsonl").scored["3.0"]
    for one, other in zip(before, after, strict=True):
        assert np.array_equal(one.posterior.groups, other.posterior.groups)


def test_foreign_cases_need_no_gold_and_predictions_can_be_scored(bench: Path, fitted: FittedModel, tmp_path: Path) -> None:
    cases = lines(bench / "cases.jsonl")[-4:]
    write(tmp_path / "cases.jsonl", cases)
    out = tmp_path / "deep" / "out.jsonl"
    attribution.bench(bench / "knowledge", tmp_path / "cases.jsonl", gold=None, out=out, model=fitted)
    for line in lines(out):
        assert sum(line["groups"].values()) == pytest.approx(1, abs=1e-6)
        assert 0 < line["unknown"] < 1
        assert sum(line["sponsors"].values()) == pytest.approx(1, abs=1e-6)
        assert {"none", "undetermined"} <= set(line["sponsors"])
    assert max(lines(out)[0]["groups"], key=lines(out)[0]["groups"].get) == "G0004"


def test_missing_knowledge_is_named(bench: Path, fitted: FittedModel, tmp_path: Path) -> None:
    write(tmp_path / "cases.jsonl", [{**lines(bench / "cases.jsonl")[0], "knowledge": "9.9"}])
    with pytest.raises(InputError, match=r"no knowledge of release 9\.9"):
        attribution.bench(bench / "knowledge", tmp_path / "cases.jsonl", gold=None, out=tmp_path / "o", model=fitted)


@pytest.mark.parametrize("row", [{"case_id": "x"}, {"case_id": "x", "techniques": 3}])
def test_a_broken_case_is_an_error_that_says_where(bench: Path, fitted: FittedModel, tmp_path: Path, row: dict[str, Any]) -> None:
    write(tmp_path / "cases.jsonl", [row])
    with pytest.raises(InputError, match=r"cases\.jsonl"):
        attribution.bench(bench / "knowledge", tmp_path / "cases.jsonl", gold=None, out=tmp_path / "o", model=fitted)


def test_a_broken_line_says_its_number(tmp_path: Path) -> None:
    (tmp_path / "v1.0.jsonl.gz").write_bytes(gzip.compress(b'{"type": "meta"}\nnot json\n'))
    with pytest.raises(InputError, match=":2"):
        read_snapshot(tmp_path / "v1.0.jsonl.gz")


def test_without_dates_the_first_use_stands_in(bench: Path) -> None:
    found = read_snapshot(bench / "knowledge" / "v1.0.jsonl.gz", None)
    assert {one.published for one in found.reports if one.id == report(0, 2014)} == {"2017-01-01"}


def test_merged_groups_are_one(tmp_path: Path) -> None:
    rows = knowledge(1)
    for row in rows:
        if row["type"] == "group" and row["id"] == "G0001":
            row["canonical"] = "G0000"
    write(tmp_path / "v2.0.jsonl.gz", rows)
    found = read_snapshot(tmp_path / "v2.0.jsonl.gz")
    actor = found.actor_by_id["G0000"]
    assert "G0001" not in found.actor_by_id
    assert {use.target for use in actor.uses} >= {"S0000", "S0001"}


def test_the_table_measures_every_part(bench: Path) -> None:
    result = measure(bench, first="3.0")
    assert result["closed"] == 2 * GROUPS
    assert result["ranking"]["top-1"]["value"] > 0.9
    assert result["ranking"]["top-1"]["value"] >= result["baselines"]["group frequency alone"]["top-1"]["value"]
    page = markdown(result)
    for words in ("Jaccard", "always", "Reliability", "Selective answers", "AUROC"):
        assert words in page


def test_ties_are_scored_in_expectation() -> None:
    scores = np.array([0.5, 0.5, 0.5, 0.1])
    assert attribution_scores.expected_top(scores, 0, 1) == pytest.approx(1 / 3)
    assert attribution_scores.expected_top(scores, 0, 2) == pytest.approx(2 / 3)
    assert attribution_scores.expected_top(scores, 3, 3) == 0
    assert attribution_scores.reciprocal_rank(scores, 1) == pytest.approx(1 / 2)


def test_auroc_and_calibration_error() -> None:
    assert attribution_scores.auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.875)
    assert attribution_scores.calibration_error([0.9] * 10, [1.0] * 9 + [0.0]) == pytest.approx(0)
    assert attribution_scores.calibration_error([0.9] * 10, [0.0] * 10) == pytest.approx(0.9)
    mean, low, high = attribution_scores.calibration_floor([0.5] * 100)
    assert 0 <= low <= mean <= high < 0.2


def test_intervals_are_over_groups_not_cases() -> None:
    values = [1.0] * 50 + [0.0] * 50
    alone = attribution_scores.figure(values, list(range(100)))
    grouped = attribution_scores.figure(values, ["a"] * 50 + ["b"] * 50)
    assert alone.value == grouped.value == 0.5
    assert grouped.high - grouped.low > 3 * (alone.high - alone.low)


def test_one_call_predicts_and_measures(bench: Path, fitted: FittedModel, tmp_path: Path) -> None:
    result = bench_attribution(
        bench / "knowledge", bench / "cases.jsonl", bench / "gold.jsonl", tmp_path / "o.jsonl", model=fitted, first="4.0"
    )
    assert result.predictions == 2 * (GROUPS + 2)
    assert result.figures["top-1"].cases == GROUPS
    assert "top-1" in result.text()
    write(tmp_path / "cases.jsonl", lines(bench / "cases.jsonl")[-3:])
    foreign = bench_attribution(bench / "knowledge", tmp_path / "cases.jsonl", None, tmp_path / "p.jsonl", model=fitted)
    assert foreign.predictions == 3
    assert not foreign.figures

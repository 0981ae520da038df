"""The extraction benchmark: lines in, lines out, scores, errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vidocq.benchmarking.extraction import bench_extraction, items, stix_type
from vidocq.errors import InputError

TEXT = "hxxp://evil[.]com/a and 203.0.113.0/24, d41d8cd98f00b204e9800998ecf8427e, CVE-2017-0144"


def test_items_have_offsets_and_stix_types() -> None:
    found = items(TEXT)
    assert {item["type"] for item in found} == {"url", "domain-name", "ipv4-addr", "md5", "cve"}
    assert {item["stix"] for item in found} == {"url", "domain-name", "ipv4-addr", "file", "vulnerability"}
    for item in found:
        assert set(item) >= {"type", "value", "start", "end", "label"}
        assert 0 <= item["start"] < item["end"] <= len(TEXT)


def test_networks_have_the_type_of_their_family() -> None:
    assert stix_type("cidr", "2001:db8::/32") == "ipv6-addr"
    assert stix_type("cidr", "10.0.0.0/8") == "ipv4-addr"


def test_scores_against_a_gold(tmp_path: Path) -> None:
    documents, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    gold = {"domain-name": ["evil.com", "missed.com"], "cve": ["CVE-2017-0144"]}
    documents.write_text(
        json.dumps({"document": "one", "text": TEXT, "gold": gold}) + "\n\n" + json.dumps({"document": "two", "text": ""}) + "\n"
    )
    report = bench_extraction(documents, out)
    scores = {score.type: score for score in report.scores}
    assert (scores["domain-name"].precision, scores["domain-name"].recall) == (1.0, 0.5)
    assert (scores["cve"].precision, scores["cve"].recall) == (1.0, 1.0)
    assert scores["md5"].precision == 0.0
    assert scores["email-addr"].precision is None
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["document"] for line in lines] == ["one", "two"]
    assert lines[0]["items"] == items(TEXT)
    assert (report.documents, report.bytes) == (2, len(TEXT))


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"document": "a"}', '{"document": 1, "text": "x"}', '{"document": "a", "text": "x", "gold": []}']
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    documents = tmp_path / "in.jsonl"
    documents.write_text('{"document": "ok", "text": "x"}\n' + line + "\n")
    with pytest.raises(InputError, match=":2"):
        bench_extraction(documents, tmp_path / "out.jsonl")


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        bench_extraction(tmp_path / "none.jsonl", tmp_path / "out.jsonl")

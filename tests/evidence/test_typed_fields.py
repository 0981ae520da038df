"""What a format has typed is that value, whole and exact; what the format says of it decides whose it is."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from vidocq import sources
from vidocq.evidence.extractors.indicators import EXTRACTOR
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Evidence
from vidocq.sources import Received

NOTHING = cast("Snapshot", None)
SHA = "2a68fb75fdfb94a63d666a51111ebf38c5d51844e5002d13cba9839102d67653"
MD5 = "e7d705a3286e19ea42f587b344ee6865"


def found(content: str, name: str = "feed.csv") -> dict[tuple[str, str], Evidence]:
    documents = sources.read(Received(name=name, content=content.encode()))
    items = [item for document in documents for item in EXTRACTOR.extract(document, NOTHING)]
    texts = {document.id: document.text for document in documents}
    assert all(quote.fits(texts[quote.document_id]) for item in items for quote in item.support)
    return {(item.kind, item.value): item for item in items}


def bundle(pattern: str, **more: Any) -> str:
    entry = {
        "type": "indicator",
        "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        "pattern": pattern,
        "pattern_type": "stix",
        **more,
    }
    return json.dumps({"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", "objects": [entry]})


def event(*attributes: dict[str, Any]) -> str:
    return json.dumps({"Event": {"info": "own", "uuid": "57c4445b-c548-4654-af0b-4be3950d2100", "Attribute": attributes}})


@pytest.mark.parametrize("host", ["kettle.pro", "spoon.me", "a.compress.to", "5338887838.space", "fork.name", "x.zip"])
def test_a_typed_column_holds_hosts_under_any_suffix(host: str) -> None:
    items = found(f"domain,comment\n{host},c2\nother.example.net,c2\n")
    assert items["domain-name", host].label.value == "adversary"  # type: ignore[union-attr]


def test_a_cell_ends_where_it_ends() -> None:
    items = found(f"ioc_type,data,note\nurl,http://203.0.113.9/a?b=1,Payload\nurl,203.0.113.91/x.pcx,{SHA}\n")
    assert {value for kind, value in items if kind == "url"} == {"http://203.0.113.9/a?b=1", "203.0.113.91/x.pcx"}
    assert ("ipv4-addr", "203.0.113.9") in items


def test_words_of_a_cell_are_read_by_themselves() -> None:
    items = found("md5,comment,seen\nd41d8cd98f00b204e9800998ecf8427f,see hxxp://kettle[.]example[.]com/a,today\n")
    assert ("url", "http://kettle.example.com/a") in items


def test_verdict_columns_are_heard() -> None:
    rows = "a.kettle.com,domain,malicious\nb.kettle.com,domain,benign\nc.kettle.com,domain,victim\n"
    items = found(f"indicator,type,verdict\n{rows}")
    labels = {value: item.label.value for (_, value), item in items.items() if item.label}
    assert labels == {"a.kettle.com": "adversary", "b.kettle.com": "reference", "c.kettle.com": "victim"}
    assert "verdict" in items["domain-name", "b.kettle.com"].label_reason


def test_a_second_header_begins_a_second_table() -> None:
    text = f"domain,comment\na.kettle.com,x\nb.kettle.com,y\nsha256,comment\n{SHA},z\n"
    assert {kind for kind, _ in found(text)} == {"domain-name", "sha256"}


def test_a_header_in_a_remark_is_a_header() -> None:
    rows = '"2024-01-01","203.0.113.9:443","ip:port"\n"2024-01-02","kettle.pro","domain"\n'
    text = f'# "first_seen_utc","ioc_value","ioc_type"\n{rows}'
    items = found(text)
    assert ("domain-name", "kettle.pro") in items
    assert ("port", "443") in items["ipv4-addr", "203.0.113.9"].attributes


def test_what_is_no_file_hash_is_none() -> None:
    items = found(f"ja3,domain\n{MD5},a.kettle.com\n{MD5},b.kettle.com\n")
    assert not any(kind in ("md5", "hash-damaged") for kind, _ in items)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("file-name", "Word 2016.exe"),
        ("windows-registry-key", "HKLM\\SYSTEM\\CurrentControlSet\\services\\Spoon Host Controller\\"),
        ("mutex", "MSO~2"),
        ("windows-service", "Spoon Host Service"),
        ("user-agent", "SpoonAgent/1.0 (x; y)"),
        ("domain-name", "kettle.pro"),
    ],
)
def test_misp_values_as_they_stand(kind: str, value: str) -> None:
    own = {
        "file-name": "filename",
        "windows-registry-key": "regkey",
        "windows-service": "windows-service-name",
        "domain-name": "domain",
    }.get(kind, kind)
    assert list(found(event({"type": own, "value": value}), "e.json")) == [(kind, value)]


def test_composites_keys_and_deleted_attributes() -> None:
    content = event(
        {"type": "domain|ip", "value": "spoon.me|203.0.113.8"},
        {"type": "regkey|value", "value": "HKCU\\Software\\Spoon|a|b"},
        {"type": "ja3-fingerprint-md5", "value": MD5},
        {"type": "domain", "value": "gone.kettle.com", "deleted": True},
    )
    items = found(content, "e.json")
    assert set(items) == {
        ("domain-name", "spoon.me"),
        ("ipv4-addr", "203.0.113.8"),
        ("windows-registry-key", "HKCU\\Software\\Spoon"),
    }


def test_to_ids_false_and_recipients() -> None:
    content = event(
        {"type": "url", "value": "https://blog.kettle.com/x", "to_ids": False, "category": "External analysis"},
        {"type": "email-dst", "value": "joe@fork.example.org", "to_ids": True},
        {"type": "domain", "value": "evil.kettle.pro", "to_ids": True},
    )
    labels = {value: item.label.value for (_, value), item in found(content, "e.json").items() if item.label}
    assert labels["https://blog.kettle.com/x"] == labels["blog.kettle.com"] == "reference"
    assert labels["joe@fork.example.org"] == "victim"
    assert labels["evil.kettle.pro"] == "adversary"


def test_comparisons_of_patterns() -> None:
    pattern = (
        "[domain-name:value IN ('a.kettle.pro', 'b.kettle.pro') AND file:name LIKE 'spoon.exe'"
        " AND windows-registry-key:key = 'HKLM\\\\Software\\\\It\\'s here\\\\'"
        " AND url:value MATCHES '^http://c\\\\.kettle\\\\.pro/x$' AND ipv4-addr:value ISSUBSET '45.12.30.0/24'"
        " AND autonomous-system:number = 64501"
        " AND process:extensions.'windows-service-ext'.service_name = 'Spoon Host'"
        " AND x509-certificate:serial_number = '00:ab:cd:ef:01:23'"
        " AND domain-name:value != 'good.kettle.org' AND domain-name:value NOT IN ('fine.kettle.org')] "
    )
    items = found(bundle(pattern), "b.json")
    excluded = {value for (_, value), item in items.items() if item.label and item.label.value == "reference"}
    assert excluded == {"good.kettle.org", "fine.kettle.org"}
    assert set(items) >= {
        ("domain-name", "a.kettle.pro"),
        ("domain-name", "b.kettle.pro"),
        ("file-name", "spoon.exe"),
        ("windows-registry-key", "HKLM\\Software\\It's here\\"),
        ("url", "http://c.kettle.pro/x"),
        ("cidr", "45.12.30.0/24"),
        ("autonomous-system", "AS64501"),
        ("windows-service", "Spoon Host"),
    }
    assert any(kind == "x509-certificate" for kind, _ in items)


def test_a_revoked_indicator_is_no_indicator() -> None:
    items = found(bundle("[domain-name:value = 'kettle.pro']", revoked=True), "b.json")
    assert items["domain-name", "kettle.pro"].label.value == "reference"  # type: ignore[union-attr]


def test_a_pattern_is_read_in_linear_time() -> None:
    import time

    began = time.process_time()
    assert not found(bundle("[" + "a" * 200_000 + "]"), "b.json")
    assert time.process_time() - began < 2

"""Lists and tables of indicators: every value typed where it stands."""

# ruff: noqa: E501 - samples stand in one piece; a refusal and a reading are both right, and each is checked

from __future__ import annotations

import time

import pytest

from vidocq import sources
from vidocq.sources import Received, observables
from vidocq.sources.readers import indicators
from vidocq.sources.reading import choose

SHA = "ab" * 32


def _typed(document) -> list[tuple[str, str]]:
    return [(field.kind, document.text[field.start : field.end]) for field in document.fields]


def test_one_a_line(read_one):
    text = f"# a list\n198.51.100[.]1\n\nevil[.]example\nhxxps://evil[.]example/a,b\n{SHA} # loader\nbad@evil.example\nnot an indicator at all\n10.0.0.0/8\nCVE-2024-1234\n"
    document = read_one(text)
    assert document.text == text
    assert _typed(document) == [
        ("ipv4-addr", "198.51.100[.]1"),
        ("domain-name", "evil[.]example"),
        ("url", "hxxps://evil[.]example/a,b"),
        ("sha256", SHA),
        ("email-addr", "bad@evil.example"),
        ("cidr", "10.0.0.0/8"),
        ("vulnerability", "CVE-2024-1234"),
    ]
    assert document.fields[0].path == "line 2"
    assert [section.role.value for section in document.sections] == ["indicators"]
    assert document.language is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_with_a_header(read_one, delimiter):
    rows = [
        ["type", "value", "description"],
        ["ip", "198.51.100.1", '"first, of ""two"""'],
        ["sha256", SHA, "x"],
        ["domain", '"evil[.]example"', "multi"],
    ]
    document = read_one("\n".join(delimiter.join(row) for row in rows) + "\n")
    assert document.media_type == "text/csv"
    assert _typed(document) == [("ipv4-addr", "198.51.100.1"), ("sha256", SHA), ("domain-name", "evil[.]example")]
    assert document.fields[1].path == "row 3, column value"
    assert ("description", "x") in document.fields[1].attributes


def test_columns_named_by_kind(read_one):
    document = read_one(f"MD5,SHA-256,File name,First seen\n{'d4' * 16},{SHA},a.exe,2024-01-02\n,,b.dll,2024-01-03\n")
    assert _typed(document) == [("md5", "d4" * 16), ("sha256", SHA), ("file-name", "a.exe"), ("file-name", "b.dll")]


def test_a_table_without_a_header(read_one):
    document = read_one("198.51.100.1,control server\n198.51.100.2,control server\nevil.example,lure\n")
    assert _typed(document) == [("ipv4-addr", "198.51.100.1"), ("ipv4-addr", "198.51.100.2"), ("domain-name", "evil.example")]


def test_a_quoted_cell_may_hold_lines_and_an_endless_one_is_bounded(read_one):
    document = read_one(f'value,comment\n{SHA},"two\nlines"\nevil.example,"never closed\nevil2.example,x\n')
    assert ("sha256", SHA) in _typed(document)
    assert ("domain-name", "evil.example") in _typed(document)


@pytest.mark.parametrize(
    "text",
    [
        "A sentence about evil.example and others.\nAnother sentence, with commas, in it.\n",
        "Title\n\nProse of some length here.",
        "a,b\nc,d\n",
    ],
)
def test_prose_and_other_tables_are_no_lists(text):
    assert choose(Received(name="x.txt", content=text.encode())).name != "indicators"


def test_a_million_lines(monkeypatch):
    content = b"".join(b"%064x\n" % number for number in range(1_000_000))
    begin = time.process_time()
    document = sources.read(Received(name="hashes.txt", content=content))[0]
    assert time.process_time() - begin < 30
    assert len(document.fields) == indicators.FIELD_LIMIT
    assert len(document.text) == len(content)
    assert "typed as fields; the text is whole" in document.notes[0]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("198.51.100.1:8080", "ipv4-addr"), ("2001:db8::1", "ipv6-addr"), ("evil(.)example", "domain-name"), ("evil.example/path", "url"),
        ("invoice.pdf", "file-name"), (r"C:\Users\a.exe", "file-path"), ("T1059.001", "attack-pattern"), ("ab" * 20, "sha1"), ("ab" * 64, "sha512"),
        ("word", None), ("two words", None), ("1.2.3", None), ("999.1.1.1", None), ("", None), ("x" * 5000, None),
    ],
)  # fmt: skip
def test_shapes(value, kind):
    assert observables.shaped(value) == kind

"""Whatever comes in, a reader gives documents or one of our errors, in bounded time, and every span lies in its text."""

# ruff: noqa: E501, PT017 - samples stand in one piece; a refusal and a reading are both right, and each is checked

from __future__ import annotations

import io
import json
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfs import content, page_of, write
from test_html import PAGE
from test_structured import EVENT, LAYER, OBJECTS, _bundle

from vidocq import sources
from vidocq.errors import SourceError
from vidocq.sources import Received

SEEDS: dict[str, bytes] = {}


def _docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        body = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Some text of it</w:t></w:r></w:p></w:body></w:document>'
        archive.writestr("word/document.xml", body)
    return out.getvalue()


SEEDS = {
    "pdf": write([content(page_of(["Some text", "and more"]))], title="Some text", created="D:20240101", compress=False),
    "packed pdf": write([content(page_of(["Some text", "and more"]))]),
    "docx": _docx(),
    "html": PAGE.encode(),
    "stix": _bundle(*OBJECTS).encode(),
    "misp": json.dumps({"Event": EVENT}).encode(),
    "navigator": json.dumps(LAYER).encode(),
    "jsonl": b'{"text": "one"}\n{"text": "two"}\n',
    "csv": b'type,value,comment\nip,198.51.100.1,"a, b"\ndomain,evil.example,c\n',
    "list": b"198.51.100.1\nevil[.]example\n",
    "markdown": b"---\ntitle: A\ndate: 2024-01-02\n---\n# Title\n\n**bold** [a](http://example.org)\n\n## IOCs\n```\nx\n```\n",
    "mail": b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?q?x?=\r\nDate: Tue, 05 Mar 2024 10:00:00 +0100\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n--b--\r\n",
}


def _check(raw: bytes, name: str = "input") -> None:
    """Read; a refusal must be ours and one line, a document must hold together."""
    try:
        documents = sources.read(Received(name=name, content=raw))
    except SourceError as error:
        assert "\n" not in str(error)
        assert error.exit_code == 2
        return
    for document in documents:
        size = len(document.text)
        assert "\r" not in document.text
        assert all(0 <= field.start < field.end <= size for field in document.fields)
        end = 0
        for section in document.sections:
            assert end <= section.start < section.end <= size
            end = section.end
        assert all(page.start <= page.end <= size for page in document.pages)


@pytest.mark.parametrize("kind", SEEDS)
def test_the_seeds_are_read(kind):
    assert sources.read(Received(name="x", content=SEEDS[kind]))[0].text.strip()


# No deadline: on a busy machine starting the PDF worker alone takes longer than hypothesis allows; how long a reader may take
# is tested by growth (tests/test_growth.py).
@settings(deadline=None)
@given(st.binary(max_size=600))
def test_random_bytes(raw):
    _check(raw)


@settings(deadline=None)
@given(
    st.sampled_from(
        [
            b"%PDF-1.4\n",
            b"PK\x03\x04",
            b"<html>",
            b'{"type":"bundle","objects":[',
            b'{"Event":{',
            b"From: a\n",
            b"\xff\xfe",
            b"---\n",
            b"#",
        ]
    ),
    st.binary(max_size=400),
)
def test_random_bytes_after_a_magic_number(magic, raw):
    _check(magic + raw)


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(sorted(SEEDS)),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=4),
    st.integers(0, 5000),
)
def test_mutated_files(kind, edits, cut):
    raw = bytearray(SEEDS[kind])
    for at, removed, put in edits:
        at %= len(raw) + 1
        raw[at : at + removed] = put
    _check(bytes(raw))
    _check(bytes(raw[: cut % (len(raw) + 1)]))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["type", "id", "name", "objects", "Event", "Attribute", "value", "info", "uuid", "Tag", "techniques", "techniqueID", "aliases",
                         "pattern", "external_references", "object_marking_refs", "hashes", "response", "Object", "Galaxy", "GalaxyCluster", "versions"]),
        inner, max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(
        [
            '"type": "bundle", "objects"',
            '"Event"',
            '"techniqueID": 1, "techniques"',
            '"id": "tool--12345678-", "type"',
            '"response"',
            '"text"',
        ]
    ),
    _JSON,
)
def test_json_of_any_shape(key, value):
    _check(("{" + key + ": " + json.dumps(value) + "}").encode())


@given(
    st.dictionaries(
        st.sampled_from(["type", "id", "name", "description", "pattern", "aliases", "hashes", "objects", "labels"]),
        _JSON,
        max_size=6,
    )
)
def test_stix_objects_of_any_shape(entry):
    _check(_bundle({**entry, "type": "malware", "id": "malware--1"}, OBJECTS[1]).encode())


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000_000,
        "[" * 100_000,
        "((((" * 50_000,
        "a." * 500_000,
        "hxxp" * 500_000,
        "1.1.1.1" * 200_000,
        "# " + " " * 500_000 + "x",
        "*" * 500_000 + "x",
        "|" * 500_000,
        "| " * 300_000,
        "A" + " A" * 300_000 + ":",
        "Comment" + " " * 500_000 + ":",
        "-" * 1_000_000,
        "May " * 300_000,
        ("May 1" * 8 + "\n") * 20_000,
        ("'" * 60 + "\n") * 10_000,
        "published " * 100_000,
        '"' * 1_000_000,
        ('"a""' + "\n") * 40_000,
        "value,comment\n" + ('"' + "a,\n") * 40_000,
        "\u202e" * 100_000,
        "T1059 " * 100_000,
        "rule a {\n" * 50_000,
        "```\n" * 100_000,
        "From: a\n" * 50_000 + "To: b\nDate: c\n",
    ],
)
def test_texts_made_for_slow_patterns_take_linear_time(text):
    begin = time.process_time()
    _check(text.encode())
    assert time.process_time() - begin < 15


def test_direction_overrides_are_kept_and_noted(read_one):
    document = read_one("The file is called invoice\u202efdp.exe and was sent to the ministry.")
    assert "\u202e" in document.text
    assert "1 bidirectional control characters" in document.notes[0]


@pytest.mark.parametrize(
    ("raw", "name"),
    [(b"MZ\x90\x00" + bytes(range(256)), "a Windows program"), (b"\x7fELF" + bytes(range(200)), "a Linux program"), (b"\x89PNG\r\n\x1a\n\0\0", "an image"),
     (b"\x1f\x8b\x08\0\0\0", "gzip data"), (bytes(range(1, 256)), "binary data")],
)  # fmt: skip
def test_binary_files_are_refused_whatever_their_name(raw, name):
    for ending in ("txt", "pdf", "html", "json", "docx", "md"):
        with pytest.raises(SourceError, match=name):
            sources.read(Received(name=f"report.{ending}", content=raw))


def test_the_name_decides_nothing_but_ties():
    for name in ("x.txt", "x.html", "x.docx", "x.json"):
        assert sources.read(Received(name=name, content=SEEDS["packed pdf"]))[0].media_type == "application/pdf"
        assert sources.read(Received(name=name, content=SEEDS["stix"]))[0].media_type == "application/stix+json"


def test_documents_are_named_by_their_bytes():
    first, second = (sources.read(Received(name=name, content=SEEDS["html"]))[0] for name in ("a", "b"))
    other = sources.read(Received(name="a", content=SEEDS["html"] + b" "))[0]
    assert first.id == second.id != other.id
    assert first.id.startswith("document--")


def test_nothing_heavy_is_imported_before_it_is_needed():
    import subprocess
    import sys

    code = (
        "import sys; import vidocq.sources as s; list(s.readers()); "
        "s.read(s.Received(name='x', content=b'The report of the group that was in the network of the ministry for years and years. ' * 3)); "
        "print([m for m in ('numpy', 'py3langid', 'trafilatura', 'lxml', 'pypdfium2', 'selectolax', 'docx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""Bytes become text by what they are; whatever had to be replaced is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.errors import SourceError
from vidocq.sources.decoding import decode, head, looks_binary

TEXT = "Überwachung in Zürich — größer als gedacht\nzweite Zeile"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_give_the_same_text_without_a_note(encoding):
    assert decode(TEXT.encode(encoding), "x") == (TEXT, ())


def test_windows_1252_is_noted():
    text, notes = decode(TEXT.encode("cp1252"), "x")
    assert text == TEXT
    assert "byte 0" in notes[0]
    assert "windows-1252" in notes[0]


def test_bytes_unknown_to_windows_1252_are_latin_1():
    text, notes = decode("Zürich \x81".encode("latin-1"), "x")
    assert text == "Zürich \x81"
    assert "Latin-1" in notes[0]


def test_a_declared_encoding_is_used():
    text, notes = decode("Новости".encode("cp1251"), "x", "windows-1251")
    assert text == "Новости"
    assert "windows-1251" in notes[0]


@pytest.mark.parametrize("declared", ["utf-7", "rot13", "zip", "base64", "no-such-thing", "idna"])
def test_a_declared_encoding_that_is_none_is_not_used(declared):
    text, notes = decode("Zürich".encode("cp1252"), "x", declared)
    assert text == "Zürich"
    assert "windows-1252" in notes[0]


def test_few_damaged_bytes_in_utf_8_are_replaced_and_counted():
    text, notes = decode(("ä" * 100).encode() + b"\xff" + ("ö" * 100).encode(), "x")
    assert text.count("\ufffd") == 1
    assert notes == ("1 byte is not UTF-8 and was replaced by U+FFFD, the first at byte 200.",)


def test_all_newlines_become_one_kind():
    assert decode(b"a\r\nb\rc\nd\r\r\n", "x")[0] == "a\nb\nc\nd\n\n"


@pytest.mark.parametrize("content", [b"MZ\x90\x00\x03\x00\x00\x00", b"text\x00with a NUL", bytes(range(256)) * 4])
def test_binary_is_refused(content):
    assert looks_binary(content)
    with pytest.raises(SourceError, match="not text"):
        decode(content, "program.txt")


def test_a_false_mark_is_refused():
    with pytest.raises(SourceError, match="marked as utf-32 but is not"):
        decode(b"\xff\xfe\x00\x00" + b"plain ascii text that is no utf-32 at all" * 3, "x")


@given(st.text())
def test_utf_8_is_kept_but_for_newlines(text):
    raw = text.encode("utf-8", errors="surrogatepass")
    try:
        decoded, _ = decode(raw, "x")
    except SourceError:
        return
    if not raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and "\0" not in text:
        assert decoded == text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.binary(max_size=400))
def test_only_our_error_leaves_and_no_return_stays(content):
    head(content)
    try:
        text, _ = decode(content, "x")
    except SourceError:
        return
    assert "\r" not in text

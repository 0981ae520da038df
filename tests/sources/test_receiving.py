"""Bytes come in whole or are refused with one clear line."""

from __future__ import annotations

import io
import os
import socket
import time

import pytest

from vidocq.errors import SourceError
from vidocq.sources import receive


def _refused(path, **options) -> str:
    with pytest.raises(SourceError) as caught:
        receive(path, **options)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_file_comes_in_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x00\xff bytes\r\n")
    received = receive(path, retrieved="2026-01-02", url="https://example.org/a")
    assert (received.name, received.content) == (str(path), b"\x00\xff bytes\r\n")
    assert (received.retrieved, received.url) == ("2026-01-02", "https://example.org/a")


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"from a pipe")))
    assert receive("-").content == b"from a pipe"


def test_no_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert "nothing was handed in" in _refused("-")


def test_standard_input_is_not_read_beyond_the_limit(monkeypatch):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"x" * size

    endless = Endless()
    monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": endless}))
    assert "larger than the limit" in _refused("-", limit=1000)
    assert endless.given <= 1001


def test_a_missing_file(tmp_path):
    assert _refused(tmp_path / "none.pdf").endswith("none.pdf: no such file (check the path)")


def test_an_empty_file(tmp_path):
    (tmp_path / "empty.pdf").touch()
    assert "empty" in _refused(tmp_path / "empty.pdf")


def test_a_directory(tmp_path):
    assert "directory" in _refused(tmp_path)


def test_a_file_without_permission(tmp_path, monkeypatch):
    path = tmp_path / "secret.txt"
    path.write_text("x")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads anything, so the refusal has to be played
        monkeypatch.setattr(os, "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    assert "no permission" in _refused(path)


def test_a_pipe_without_a_writer_does_not_hold_us(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    begin = time.monotonic()
    assert "not a regular file" in _refused(path)
    assert time.monotonic() - begin < 1


def test_devices_and_sockets_are_refused(tmp_path):
    assert "not a regular file" in _refused("/dev/zero")
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        _refused(path)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "huge.pdf"
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.4\n")
        stream.truncate(500 * 1024 * 1024)
    begin = time.monotonic()
    message = _refused(path)
    assert "larger than the limit of 210 MB (524 MB)" in message
    assert time.monotonic() - begin < 1


def test_a_name_cannot_rewrite_the_terminal(tmp_path):
    assert "\x1b" not in _refused(tmp_path / "a\x1b[2Jb")
    assert "\u202e" not in _refused(tmp_path / "a\u202egpj.exe")


def test_a_name_with_a_nul_is_refused():
    assert "cannot be read" in _refused("a\0b")

"""No word from a document, a file name or an argument drives a terminal, in any verb, format or error line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.cli.terminal import escaped_json, printable

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x1b[31m\u202egnp.exe\u2066\u200b\x9b31m\rvidocq: all is well"
TEXT = f"""Note {HOSTILE}

Published: 2024-03-05

The intruders used ShadowPad {HOSTILE} and PlugX. The server stood at 203.0.113.9 and evil{chr(0x200B)}.example.org.
The Czech Republic said {HOSTILE} that China is responsible.
"""
VERBS = [
    ("read", "{file}"),
    ("read", "{file}", "--format", "json"),
    ("extract", "{file}"),
    ("extract", "{file}", "--format", "csv"),
    ("extract", "{file}", "--format", "json"),
    ("investigate", "{file}"),
    ("investigate", "{file}", "--format", "json"),
    ("rank", "T1059.001", "\x1b[2Jnone"),
    ("actor", "show", "\x1b[31mAPT31"),
    ("investigate", "no\x1b[2Jfile.txt"),
    ("\x1b[2Jverb",),
]


def _safe(raw: bytes) -> bool:
    text = raw.decode("utf-8")
    return printable(text) == text


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb).encode("unicode_escape").decode())
def test_nothing_that_drives_a_terminal_comes_out(tmp_path, verb):
    path = tmp_path / "note\x1b[2J.txt"
    path.write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "vidocq", *(str(path) if part == "{file}" else part for part in verb)]
    done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path)
    assert done.stdout or done.stderr
    assert _safe(done.stdout), done.stdout
    assert _safe(done.stderr), done.stderr
    assert b"Traceback" not in done.stderr


def test_json_says_the_same_by_its_own_escapes(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "vidocq", "extract", str(path), "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert "\u202e" in json.dumps(json.loads(done.stdout), ensure_ascii=False)


def test_raw_is_for_those_who_ask(tmp_path):
    path = Path(tmp_path) / "note.txt"
    path.write_text("The file \u202egnp.exe was at evil.example.org, 203.0.113.9\n", encoding="utf-8")
    command = [sys.executable, "-m", "vidocq", "--raw", "extract", str(path), "--format", "csv"]
    assert subprocess.run(command, capture_output=True, check=True).returncode == 0


@given(st.text())
def test_what_is_printable_stays_and_the_rest_is_shown(text):
    shown = printable(text)
    assert printable(shown) == shown
    assert all(character in "\n\t\r" or character.isprintable() or ord(character) > 0x9F for character in shown)


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_escaped_json_is_the_same_json(value):
    text = json.dumps(value, ensure_ascii=False)
    assert json.loads(escaped_json(text)) == value
    assert printable(escaped_json(text)) == escaped_json(text)

"""Bytes that are no text, endless devices and paths that cannot be written cost one line each, and never the rest."""

import os
import subprocess
import sys

import pytest

from vidocq import files
from vidocq.errors import InputError
from vidocq.workbench.ranking import _lines, rank_batch


def _batch(path, monkeypatch):
    """The cases that a batch reaches, and its problems, without weighing them."""
    monkeypatch.setattr("vidocq.assessment.assess_batch", lambda cases, _snapshot: ([name] for name, _ in cases))
    monkeypatch.setattr("vidocq.workbench.ranking._evidence", lambda *_: [])
    return list(rank_batch(str(path), None))


def test_a_bad_byte_costs_one_line_of_a_batch(tmp_path, monkeypatch):
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b'{"case_id": "a"}\n{"case_id": "\xff"}\n{"case_id": "\xed\xa0\x80"}\nno\n\n{"case_id": "b"}')
    found = _batch(file, monkeypatch)
    assert [one for one in found if not isinstance(one, str)] == [["a"], ["b"]]
    assert [line.split(":")[0].rpartition(", ")[2] for line in found if isinstance(line, str)] == ["line 2", "line 3", "line 4"]
    assert "not UTF-8" in found[2]


def test_a_batch_that_never_ends_is_refused(monkeypatch):
    with pytest.raises(InputError, match="a device"):
        next(_lines("/dev/zero"))


def test_a_line_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("vidocq.workbench.ranking._LONGEST_LINE", 100)
    (tmp_path / "a").write_bytes(b"x" * 101)
    with pytest.raises(InputError, match="a line of more than 100 bytes"):
        list(_lines(str(tmp_path / "a")))


def test_the_ledger_is_for_its_owner_only(tmp_path):
    from vidocq.workbench.ledger import open_ledger

    open_ledger(tmp_path / "deep" / "ledger.db").close()
    assert (tmp_path / "deep").stat().st_mode & 0o077 == 0
    assert (tmp_path / "deep" / "ledger.db").stat().st_mode & 0o077 == 0


def test_a_ledger_that_cannot_be_made_is_one_line(tmp_path):
    from vidocq.errors import StoreError
    from vidocq.workbench.ledger import open_ledger

    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file" / "ledger.db", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(StoreError):
            open_ledger(place)


NO_FILE = {
    "/dev/zero": "device",
    "pipe": "device",
    "folder": "directory",
    "missing": "No such file",
    "large": "larger than 100 bytes",
}


@pytest.mark.parametrize("place", NO_FILE)
def test_what_has_no_end_is_no_file(tmp_path, place):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "large").write_bytes(b"x" * 101)
    with pytest.raises(OSError, match=NO_FILE[place]):
        files.content(tmp_path / place, 100)
    (tmp_path / "good").write_bytes(b"x" * 100)
    assert len(files.content(tmp_path / "good", 100)) == 100


def _vidocq(shell, tmp_path):
    """Run a line of the shell in which ``vidocq`` is this one; its exit code and standard error."""
    (tmp_path / "vidocq").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m vidocq "$@"\n')
    (tmp_path / "vidocq").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=120)
    return done.returncode, done.stderr.decode()


#: A line of the shell, its exit code, and what its one line on standard error says.
ONE_LINE = {
    "full disk": ("vidocq --help > /dev/full", 1, "the output cannot be written: No space left on device"),
    "closed output": ("vidocq --help >&-", 1, "standard output is closed"),
    "closed pipe": ("vidocq --help | true", 0, ""),
    "nothing can be said": ("vidocq read missing 2> /dev/full", 2, ""),
    "closed errors": ("vidocq read missing 2>&-", 2, ""),
    "endless knowledge": ("vidocq rank T1059 --knowledge /dev/zero", 3, "a pipe, socket or device"),
    "a pipe as knowledge": ("mkfifo pipe; vidocq rank T1059 --knowledge pipe", 3, "a pipe, socket or device"),
    "a directory as knowledge": ("vidocq rank T1059 --knowledge .", 3, "a directory"),
    "a pipe as input": ("mkfifo pipe; vidocq read pipe", 2, "not a regular file"),
    "bytes as a file name": (r"vidocq read $'x\xff.md'", 2, "no such file"),
    "bytes as a title": (r"vidocq case new --store s.db $'c\xff'", 2, "half a surrogate pair"),
    "a directory as a store": ("vidocq case new --store . c", 4, "the store cannot be made"),
    "a full disk as a store": ("vidocq case new --store /dev/full c", 4, "the disk is full"),
    "an output that exists": ("echo x > o; echo words > a.txt; vidocq investigate a.txt --out o", 2, "exists"),
    "an output nowhere": ("echo words > a.txt; vidocq investigate a.txt --out no/such/place", 2, "does not exist"),
    "a device as a bundle": ("vidocq store import --source x --store s.db /dev/zero", 2, "a pipe, socket or device"),
}


@pytest.mark.parametrize("name", ONE_LINE)
def test_a_failure_is_one_line_and_a_documented_code(tmp_path, name):
    shell, code, said = ONE_LINE[name]
    found, errors = _vidocq(shell, tmp_path)
    assert (found, said in errors, errors.count("\n") <= 1) == (code, True, True), errors


def test_a_store_that_cannot_be_opened_keeps_no_connection(tmp_path, monkeypatch):
    from vidocq.errors import StoreError
    from vidocq.store.engine import Database
    from vidocq.store.store import Store

    closed = []
    close = Database.close
    monkeypatch.setattr(Database, "close", lambda self: (closed.append(self.location), close(self)))
    (tmp_path / "words").write_text("no store at all, only words" * 100)
    for place in (tmp_path / "missing", tmp_path / "words"):
        with pytest.raises(StoreError):
            Store.open(place)
    assert closed == [str(tmp_path / "missing"), str(tmp_path / "words")]


@pytest.mark.parametrize("verb", [["store", "lookup"], ["case", "new"]])
def test_an_argument_that_is_no_text_is_one_line(verb, tmp_path):
    made = [sys.executable, "-m", "vidocq", "case", "new", "x", "--store", tmp_path / "s.db"]
    subprocess.run(made, check=True, capture_output=True, timeout=60)
    command = [sys.executable, "-m", "vidocq", *verb, b"\xff", "--store", str(tmp_path / "s.db")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no text" in done.stderr or "surrogate" in done.stderr


def test_a_chart_or_dossier_that_cannot_be_written_is_one_line(tmp_path):
    from pathlib import Path

    from vidocq.cli.commands.ledger import _write_chart
    from vidocq.workbench.output import write_directory

    with pytest.raises(InputError, match="cannot be written"):
        _write_chart(tmp_path / "none" / "x.svg", "")
    with pytest.raises(InputError, match="cannot be written"):
        write_directory(Path("/proc/x"), {})

"""What is wrong with an input is said in one clear line, and nothing is silently wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from vidocq.cli import cli
from vidocq.cli.shared import check_inputs
from vidocq.errors import InputError
from vidocq.vocabulary.counts import counted

_TEXT = "Report of 3 May 2025.\n\nThe intruders ran Mimikatz and PsExec on the server of the ministry and took its mail.\n"


@pytest.mark.parametrize("verb", ["investigate", "read", "extract"])
def test_a_missing_file_is_said_before_anything_is_loaded(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vidocq.knowledge.loading", None)  # importing it would fail
    done = CliRunner().invoke(cli, [verb, "/nowhere/a", "/nowhere/b"])
    assert isinstance(done.exception, InputError)
    assert "no document could be used (/nowhere/a: no such file)" in str(done.exception)
    assert done.stderr.count("skipped: /nowhere/") == 2


def test_one_of_several_that_is_missing_does_not_stop_the_rest(tmp_path: Path) -> None:
    there = tmp_path / "a.txt"
    there.write_text(_TEXT)
    check_inputs(("/nowhere/a", str(there)))
    check_inputs(("-",))
    with pytest.raises(InputError):
        check_inputs(("/nowhere/a",))


def test_programs_that_others_have_too_are_counted_where_nothing_else_weighs(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(_TEXT)
    done = CliRunner().invoke(cli, ["investigate", str(file)])
    assert "No malware or tool that could be weighed (2 programs named that others have too)." in " ".join(done.output.split())


def test_counted_nouns() -> None:
    assert [counted(number, "item") for number in (0, 1, 2)] == ["0 items", "1 item", "2 items"]
    assert counted(1, "entry is", "entries are") == "1 entry is"
    assert counted(3, "entry is", "entries are") == "3 entries are"

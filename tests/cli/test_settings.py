"""Settings: option before environment before file before our own, each shown with where it comes from."""

import json
import os
import subprocess
import sys

import pytest

from vidocq.cli import settings
from vidocq.errors import InputError


@pytest.fixture
def config(tmp_path):
    def run(text=None, *arguments, **environment):
        if text is not None:
            (tmp_path / "vidocq").mkdir(exist_ok=True)
            (tmp_path / "vidocq" / "config.toml").write_text(text)
        ours = {one.variable for one in settings.SETTINGS} | {"VIDOCQ_CONFIG"}
        variables = {name: value for name, value in os.environ.items() if name not in ours}
        variables |= {"XDG_CONFIG_HOME": str(tmp_path), "COLUMNS": "200"} | environment
        command = [sys.executable, "-m", "vidocq", *(arguments or ("config", "--format", "json"))]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=variables)

    return run


def told(done):
    assert done.returncode == 0, done.stderr
    return {one["setting"]: (one["value"], one["from"]) for one in json.loads(done.stdout)}


def test_without_a_file_all_is_our_own(config):
    found = told(config())
    assert {origin for name, (_, origin) in found.items() if name != "file"} == {"default"}
    assert found["file"][1] == "not there"


def test_the_environment_goes_before_the_file(config, tmp_path):
    found = told(config('store = "cases.db"\nperson = "Ada"\n', VIDOCQ_USER="Ben"))
    assert found["store"] == (str(tmp_path / "vidocq" / "cases.db"), f"file {tmp_path / 'vidocq' / 'config.toml'}")
    assert found["person"] == ("Ben", "environment $VIDOCQ_USER")


def test_verbs_use_what_is_set(config, tmp_path):
    assert config('store = "cases.db"\nperson = "Ada"\n', "case", "new", "One").returncode == 0
    assert (tmp_path / "vidocq" / "cases.db").exists()
    assert "Ada" in config(None, "case", "history", "one").stdout


def test_knowledge_comes_from_the_environment_too(config, tmp_path):
    done = config(None, "rank", "T1566.001", VIDOCQ_KNOWLEDGE=str(tmp_path / "none.snapshot"))
    assert done.returncode == 3
    assert "none.snapshot" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stor = 'x'", "did you mean 'store'"),
        ("store = 1", "must be a text"),
        ("store = ", "no TOML"),
        ("[store]\nx = 1", "text"),
    ],
)
def test_a_wrong_file_is_an_error_in_one_line(config, text, said):
    done = config(text)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_named_file_must_be_there(config, tmp_path):
    done = config(None, "config", VIDOCQ_CONFIG=str(tmp_path / "none.toml"))
    assert done.returncode == 2
    assert "none.toml" in done.stderr


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError):
        settings.read(tmp_path / "x.toml")

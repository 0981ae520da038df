from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from knowledge_sample import uuid

from vidocq.cli import cli
from vidocq.errors import InputError, KnowledgeError
from vidocq.knowledge import Snapshot, storage


@pytest.fixture
def knowledge(snapshot: Snapshot, tmp_path: Path) -> str:
    path = tmp_path / "small.snapshot"
    storage.write(snapshot, path)
    return str(path)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def test_info(knowledge: str, snapshot: Snapshot) -> None:
    shown = run("kb", "info", "--knowledge", knowledge)
    assert shown.exit_code == 0
    assert snapshot.meta.digest in shown.output
    assert "MITRE" in shown.output
    meta = json.loads(run("kb", "info", "--knowledge", knowledge, "--format", "json").output)
    assert meta["digest"] == snapshot.meta.digest
    assert dict(meta["contents"])["actors"] == len(snapshot.actors)


def test_lint(knowledge: str) -> None:
    shown = run("kb", "lint", "--knowledge", knowledge)
    assert shown.exit_code == 0
    assert "'Shared Alias' is a name of" in shown.output
    rows = list(csv.DictReader(io.StringIO(run("kb", "lint", "--knowledge", knowledge, "--format", "csv").output)))
    assert {row["check"] for row in rows} >= {"shared-name", "plain-word"}
    only = json.loads(run("kb", "lint", "--knowledge", knowledge, "--check", "short-alias", "--format", "json").output)
    assert {finding["check"] for finding in only} == {"short-alias"}
    assert "shared-name" in run("kb", "lint", "--list").output
    assert isinstance(run("kb", "lint", "--check", "nonsense").exception, InputError)


def test_build_and_use(galaxy_dir: Path, bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "x.snapshot"
    built = run("kb", "build", "--galaxy", str(galaxy_dir), "--attack", str(bundle), "--as-of", "2021-12-31", "-o", str(out))
    assert built.exit_code == 0, built.output
    assert "As of      2021-12-31" in built.output
    assert "G9006" not in storage.read(out).actor_by_id


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["-o", "x"], InputError),
        (["--galaxy", "/nowhere/at/all", "-o", "x"], KnowledgeError),
        (["--attack", "/nowhere/at/all", "-o", "x"], KnowledgeError),
    ],
)
def test_build_without_usable_inputs(words: list[str], error: type[Exception]) -> None:
    assert isinstance(run("kb", "build", *words).exception, error)


def test_build_with_a_wrong_date_writes_nothing(galaxy_dir: Path, tmp_path: Path) -> None:
    failed = run("kb", "build", "--galaxy", str(galaxy_dir), "--as-of", "tomorrow", "-o", str(tmp_path / "x"))
    assert isinstance(failed.exception, InputError)
    assert not (tmp_path / "x").exists()


def test_withdraw(galaxy_dir: Path, bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.snapshot"
    words = ["--galaxy", str(galaxy_dir), "--attack", str(bundle), "--withdraw", f"G9001={uuid(1)}", "-o", str(out)]
    assert run("kb", "build", *words).exit_code == 0
    assert f"galaxy:{uuid(1)}" in storage.read(out).actor_by_id


def test_show_says_it_is_context(knowledge: str) -> None:
    shown = run("actor", "show", "apt-901", "--knowledge", knowledge)
    assert shown.exit_code == 0
    for words in ("ZANTHIUM (G9001)", "context, never proof", "China (CN)", "from threat-actor 'APT901': country", "GREY HERON",
                  "mutual naming", "T9001.001"):  # fmt: skip
        assert words in shown.output
    (sheet,) = json.loads(run("actor", "show", "G9001", "--knowledge", knowledge, "--format", "json").output)
    assert sheet["certainty"] == "kb"
    assert sheet["country_source"]


def test_show_keeps_several_apart_and_follows_revoked(knowledge: str) -> None:
    assert "may mean 2 actors" in run("actor", "show", "Shared Alias", "--knowledge", knowledge).output
    assert (
        "G9005 Old Heron is revoked; G9001 ZANTHIUM is valid now"
        in run("actor", "show", "G9005", "--knowledge", knowledge).output
    )


def test_show_of_nobody_suggests(knowledge: str) -> None:
    failed = run("actor", "show", "ZANTIUM", "--knowledge", knowledge)
    assert isinstance(failed.exception, KnowledgeError)
    assert "did you mean ZANTHIUM?" in str(failed.exception)


def test_compare(knowledge: str) -> None:
    shown = run("actor", "compare", "G9001", "G9002", "--knowledge", knowledge)
    assert shown.exit_code == 0
    assert "no likelihood" in shown.output
    rows = list(
        csv.DictReader(io.StringIO(run("actor", "compare", "G9001", "G9002", "--knowledge", knowledge, "--format", "csv").output))
    )
    assert ("S9001", "both") in {(row["ref"], row["held_by"]) for row in rows}
    result = json.loads(run("actor", "compare", "G9001", "G9002", "--knowledge", knowledge, "--format", "json").output)
    assert result["first"]["id"] == "G9001"


def test_compare_needs_one_of_each(knowledge: str) -> None:
    failed = run("actor", "compare", "Shared Alias", "G9001", "--knowledge", knowledge)
    assert isinstance(failed.exception, InputError)
    assert "give the id of one" in str(failed.exception)


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    from knowledge_sample import element, write_galaxy

    from vidocq.knowledge.making import make

    place = write_galaxy(tmp_path / "g", {"threat-actor": [element(1, "Evil\x1b[31mName", "x", synonyms=["a\x07b"])]})
    path = tmp_path / "x.snapshot"
    storage.write(make(galaxy=place, attack=None), path)
    shown = run("actor", "show", f"galaxy:{uuid(1)}", "--knowledge", str(path)).output
    assert "Evil" in shown
    assert "\x1b" not in shown
    assert "\x07" not in shown

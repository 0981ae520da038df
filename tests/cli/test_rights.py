"""Verbs x people x markings: nobody reads what is above their ceiling or closed to them, in any verb, format or error line."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from vidocq.cli import cli
from vidocq.errors import VidocqError

RED = """TLP:RED

Incident note on the foreign ministry

12 March 2025

The intruders used Sagerunex against the foreign ministry of the Czech Republic. They used scheduled tasks (T1053.005).
The command server was at 203.0.113.77 and on redsecret-host[.]example[.]net. The informant is called REDCANARY.
"""
GREEN = """TLP:GREEN

Public note on a mail server

14 March 2025

The intruders used Sagerunex on the mail server of a company in Germany. Traffic went to 198.51.100.9.
"""
CLOSED = """TLP:GREEN

Note on a closed matter

15 March 2025

The intruders used Sagerunex at CLOSEDBANK. Traffic went to closedsecret-host[.]example[.]org and 192.0.2.33.
"""
#: What must never reach somebody: by person, words of it in lower case.
RED_WORDS = ("redsecret", "redcanary", "203.0.113.77", "foreign ministry", "red.txt")
CLOSED_WORDS = ("closedbank", "closedsecret", "192.0.2.33", "closed matter", "shut-case", "shut case")
SECRET = {
    "grace": RED_WORDS,  # a reader with the ceiling GREEN
    "carl": CLOSED_WORDS,  # an editor without a ceiling, shut out of the closed case
    "eve": RED_WORDS + CLOSED_WORDS + ("public note", "198.51.100.9", "open-case"),  # nobody here
}

#: Every verb about kept cases, and how it is asked for; {case} is the open case, {shut} the closed one, {out} a new path.
VERBS: dict[str, list[list[str]]] = {
    "case add": [["{case}", "{file}"]],
    "case assess": [["{case}"], ["{shut}"]],
    "case diff": [["{case}", "--from", "#1"]],
    "case disagreement": [["{case}"]],
    "case dissent": [["{case}", "I think otherwise", "--why", "because"]],
    "case together": [["{case}", "--why", "one event"]],
    "case dossier": [["{case}", "--out", "{out}"], ["{shut}", "--out", "{out}"]],
    "case grade": [["{case}", "source:1", "B", "--why", "known"]],
    "case graph": [["{case}"], ["{case}", "--format", "json"]],
    "case history": [["{case}"], ["{case}", "--format", "json"], ["{shut}"]],
    "case judge": [["{case}", "group:not-in-kb", "0.4", "--why", "x"]],
    "case list": [[], ["--format", "json"], ["--format", "csv"]],
    "case new": [["Another"]],
    "case rate": [["{case}", "evidence:1", "group:not-in-kb", "C", "--why", "x"]],
    "case reassess": [[]],
    "case show": [["{case}"], ["{case}", "--format", "json"], ["{shut}"]],
    "case similar": [["{case}"], ["{case}", "--format", "json"]],
    "case timeline": [["{case}"], ["{shut}"]],
    "case undo": [["{case}", "last"]],
    "case views": [["{case}"]],
    "case withdraw": [["{case}", "evidence:1", "--why", "x"]],
    "store anchor": [["{out}"]],
    "store backup": [["{out}"]],
    "store check": [[]],
    "store graph": [["indicator--0"]],
    "store import": [["{file}", "--source", "me"]],
    "store lookup": [["203.0.113.77"], ["192.0.2.33"], ["redsecret-host.example.net", "--format", "json"], ["198.51.100.9"]],
    "store move": [["{out}"]],
    "store search": [["redcanary"], ["closedbank"], ["Sagerunex", "--format", "json"]],
    "store upgrade": [[]],
    "alias claim": [["Sagerunex crew", "Lotus Blossom", "--source", "me"]],
    "alias conflicts": [[]],
    "alias list": [["--case", "{case}"], ["--case", "{shut}"], []],
    "alias view": [["Lotus Blossom", "--case", "{case}"]],
    "alias why": [["Lotus Blossom", "Other", "--case", "{case}"]],
    "alias withdraw": [["alias--1", "--why", "x"]],
    "user access": [["{case}", "grace", "owner"]],
    "user list": [[], ["--format", "json"]],
    "user put": [["mallory", "--role", "owner"]],
    "user remove": [["grace"]],
    "user revoke": [["x"]],
    "user token": [["grace"]],
    "user tokens": [[]],
    "review": [["{case}", "--list"], ["{shut}", "--list"]],
}
#: What only somebody who sees all of the store, and owns it, may do.
OWNERS_ONLY = ("store backup", "store move", "user put", "user remove", "user access", "user token", "user tokens", "user revoke")


def _run(store: Path, by: str, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, [*arguments, "--store", str(store), "--by", by])
    error = done.exception
    if isinstance(error, VidocqError):
        return error.exit_code, f"{done.output}vidocq: {error}"
    assert error is None or isinstance(error, SystemExit), f"{arguments}: {error!r}"
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A store with an open case (a RED and a GREEN note), a closed one, an owner, a reader with a ceiling and an editor."""
    folder = tmp_path_factory.mktemp("rights")
    for name, text in (("red.txt", RED), ("green.txt", GREEN), ("closed.txt", CLOSED), ("more.txt", "Some more words.\n")):
        (folder / name).write_text(text)
    store = folder / "store.db"
    for arguments in (
        ("case", "new", "Open case", "--tlp", "GREEN"),
        ("case", "new", "Shut case", "--tlp", "GREEN"),
        ("case", "add", "open-case", str(folder / "green.txt")),
        ("case", "add", "open-case", str(folder / "red.txt")),
        ("case", "add", "shut-case", str(folder / "closed.txt")),
        ("case", "grade", "open-case", "source:2", "B", "--why", "REDCANARY is known to us"),
        ("case", "assess", "open-case"),
        ("user", "put", "ada", "--role", "owner"),
        ("user", "put", "grace", "--role", "reader", "--ceiling", "GREEN"),
        ("user", "put", "carl", "--role", "editor"),
        ("user", "access", "shut-case", "carl", "none"),
    ):
        code, text = _run(store, "ada", *arguments)
        assert code == 0, text
    return store


def _leaves(command: click.Command, path: str) -> list[str]:
    if not isinstance(command, click.Group):
        return [path]
    context = click.Context(command)
    found = []
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        found += _leaves(inner, f"{path} {name}".strip())
    return found


def test_every_verb_about_kept_cases_stands_in_the_table():
    context = click.Context(cli)
    verbs = set()
    for name in ("case", "store", "alias", "user", "review"):
        command = cli.get_command(context, name)
        assert command is not None
        verbs.update(_leaves(command, name))
    assert verbs == set(VERBS)


@pytest.mark.parametrize("person", SECRET)
@pytest.mark.parametrize("verb", VERBS)
def test_nobody_reads_what_they_may_not(made, tmp_path, verb, person):
    store = tmp_path / "store.db"
    shutil.copy(made, store)
    for number, arguments in enumerate(VERBS[verb]):
        out = tmp_path / f"out-{number}"
        places = {"case": "open-case", "shut": "shut-case", "out": str(out), "file": str(made.parent / "more.txt")}
        asked = [one.format(**places) for one in arguments]
        code, text = _run(store, person, *verb.split(), *asked)
        written = b"".join(path.read_bytes() for path in (out.rglob("*") if out.is_dir() else [out]) if path.is_file())
        own = " ".join(asked).lower()
        for word in SECRET[person]:
            if word not in own:
                assert word not in text.lower(), f"{verb} {asked}: {text}"
                assert word.encode() not in written.lower()
        if person == "eve" or verb in OWNERS_ONLY:
            assert code != 0, text


def test_the_owner_sees_it_all(made):
    assert "203.0.113.77" in _run(made, "ada", "store", "lookup", "203.0.113.77")[1]
    assert "192.0.2.33" in _run(made, "ada", "store", "lookup", "192.0.2.33")[1]
    assert "REDCANARY" in _run(made, "ada", "case", "history", "open-case")[1]


def test_a_dossier_of_a_green_case_with_a_red_note_is_red(made, tmp_path):
    store = tmp_path / "store.db"
    shutil.copy(made, store)
    code, text = _run(store, "ada", "case", "dossier", "open-case", "--out", str(tmp_path / "dossier"))
    assert code == 0, text
    assert "TLP:RED" in (tmp_path / "dossier" / "dossier.md").read_text()
    assert "TLP:GREEN" not in (tmp_path / "dossier" / "dossier.md").read_text().split("\n")[0]


def test_an_analyst_does_not_undo_what_an_editor_did(made, tmp_path):
    store = tmp_path / "store.db"
    shutil.copy(made, store)
    assert _run(store, "ada", "user", "put", "bob", "--role", "analyst")[0] == 0
    code, text = _run(store, "bob", "case", "undo", "open-case", "last")
    assert code != 0
    assert "may not do this: case grade" in text
    assert _run(store, "carl", "case", "undo", "open-case", "last")[0] == 0


def test_adding_a_name_again_revives_nothing(made, tmp_path):
    store = tmp_path / "store.db"
    shutil.copy(made, store)
    for arguments in (
        ("user", "put", "dora", "--role", "reader"),
        ("user", "access", "open-case", "dora", "editor"),
        ("user", "access", "shut-case", "dora", "none"),
        ("user", "remove", "dora"),
        ("user", "put", "dora", "--role", "reader"),
    ):
        assert _run(store, "ada", *arguments)[0] == 0
    assert _run(store, "dora", "case", "grade", "open-case", "source:1", "A", "--why", "x")[0] != 0
    assert _run(store, "dora", "case", "show", "shut-case")[0] != 0
    assert _run(store, "dora", "case", "show", "open-case")[0] == 0


def test_a_claim_does_not_tell_of_cases_that_are_closed(made, tmp_path):
    store = tmp_path / "store.db"
    shutil.copy(made, store)
    code, text = _run(store, "carl", "alias", "claim", "Sagerunex", "Lotus Blossom", "--source", "me")
    assert code == 0, text
    assert "shut" not in text

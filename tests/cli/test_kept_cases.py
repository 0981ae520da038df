"""The verbs about kept cases, from the command line as a person types them."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from vidocq.cli import cli
from vidocq.errors import VidocqError
from vidocq.vocabulary.tlp import Tlp

sys.path.insert(0, str(Path(__file__).parents[1] / "workbench"))
import small


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("VIDOCQ_STORE", str(tmp_path / "store.db"))
    monkeypatch.setenv("VIDOCQ_USER", "ada")
    monkeypatch.setattr("vidocq.workbench.pipeline.Standard", lambda *_: small.Small())

    def one(*arguments, code=0):
        done = CliRunner().invoke(cli, [str(part) for part in arguments])
        if isinstance(done.exception, VidocqError):
            assert done.exception.exit_code == code, str(done.exception)
            return str(done.exception)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.output

    return one


@pytest.fixture
def case(run, tmp_path):
    run("case", "new", "Ministry 2025", "--tlp", "AMBER")
    (tmp_path / "one.txt").write_text("Vendor\nmalware Apple\ndomain-name evil.example\n?tool Will")
    (tmp_path / "two.txt").write_text("Wire\nmalware Banana\nmalware Birne")
    run("case", "add", "ministry-2025", tmp_path / "one.txt", tmp_path / "two.txt")
    return "ministry-2025"


def test_a_case_from_beginning_to_end(run, case, tmp_path):
    assert "Group B" in run("case", "assess", case)
    shown = run("case", "show", case)
    for line in ("source:2", "malware Banana [6]", "It was Group B.", "review"):
        assert line in shown
    run("case", "dossier", case, "--out", tmp_path / "out")
    said = run("case", "withdraw", case, "source:2", "--why", "retracted")
    assert "It was Group B." in said
    assert "-> It was Group A." in said
    assert "dossier:" in said
    assert "SUPERSEDED" in run("case", "show", case)
    assert "-> It was Group B." in run("case", "undo", case, "last")
    assert "retracted" in run("case", "history", case)
    assert "ok" in run("store", "check")


def test_the_dossier_and_the_commands_number_alike_and_say_what_they_touched(run, case, tmp_path):
    run("case", "dossier", case, "--out", tmp_path / "out")
    dossier = json.loads((tmp_path / "out" / "dossier.json").read_text())["dossier"]
    numbers = dict(dossier["numbers"])
    birne = next(item for item in dossier["evidence"] if item["value"] == "Birne")
    label = numbers[birne["id"]]
    assert f"graded 2: {label} malware Birne [6]" in run("case", "grade", case, label, "2", "--why", "seen")
    assert "malware Birne [2]" in run("case", "show", case)
    assert "withdrawn: P2 Wire" in run("case", "withdraw", case, "P2", "--why", "retracted")
    # A number is not given again: what is left keeps its own.
    run("case", "dossier", case, "--out", tmp_path / "again")
    after = dict(json.loads((tmp_path / "again" / "dossier.json").read_text())["dossier"]["numbers"])
    assert label not in after.values()
    assert all(numbers[record] == number for record, number in after.items())
    assert "taken back: " in run("case", "undo", case, "last")
    waiting = next(line.split()[0] for line in run("case", "show", case).splitlines() if "tool Will" in line)
    assert "accepted: E" in run("review", case, "--accept", waiting)


def test_what_was_then_is_shown_as_then(run, case):
    run("case", "assess", case)
    before = json.loads(run("case", "history", case, "--format", "json"))[-1]["seq"]
    run("case", "withdraw", case, "source:2", "--why", "retracted")
    assert "Group B" in run("case", "assess", case, "--as-of", f"#{before}")
    assert "Banana" in run("case", "show", case, "--as-of", f"#{before}")
    assert "Banana" not in run("case", "show", case)
    assert "malware Banana" in run("case", "diff", case, "--from", f"#{before}")


def test_every_shape_of_every_list(run, case):
    for verb in ("list", "show", "history", "timeline", "similar", "disagreement"):
        arguments = ["case", verb] + ([case] if verb != "list" else [])
        json.loads(run(*arguments, "--format", "json"))
        assert run(*arguments, "--format", "csv").strip()
    graph = json.loads(run("case", "graph", case, "--around", "source:1", "--hops", "1"))
    assert {node["kind"] for node in graph["nodes"]} == {"source", "document"}
    assert run("case", "graph", case, "--format", "dot").startswith("digraph")


def test_some_inputs_skipped_is_said_by_the_exit_code(run, case, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "three.txt").write_text("Agency\nmalware Alpha")
    assert "skipped" in run("case", "add", case, tmp_path / "empty.txt", tmp_path / "three.txt", code=5)
    run("case", "add", case, tmp_path / "empty.txt", code=2)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("case", "show", "nobody"), 2),
        (("case", "grade", "ministry-2025", "source:1", "Z", "--why", "x"), 2),
        (("case", "withdraw", "ministry-2025", "source:7", "--why", "x"), 2),
        (("case", "show", "ministry-2025", "--as-of", "never"), 2),
        (("case", "list", "--store", "/nowhere/at/all.db"), 4),
        (("store", "lookup", "x", "--store", "/nowhere/at/all.db"), 4),
        (("case", "new", ""), 2),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, case, arguments, code):
    assert "\n" not in run(*arguments, code=code)


def test_the_review_queue_by_command(run, case):
    assert "1 wait" in run("review", case, "--list")
    assert "0 wait" in run("review", case, "--reject", "evidence:3", "--why", "a name")
    assert "1 wait" in run("review", case, "--undo")
    assert "accepted 1" in run("review", case, "--accept-all", "--rule", "kind=tool")
    run("review", case, "--accept-all", code=2)


def test_aliases_by_command(run, case):
    assert "alias--" in run("alias", "claim", "BRONZE VINEWOOD", "APT31", "--source", "Secureworks", "--likelihood", "0.9")
    assert "Secureworks, likelihood 0.9" in run("alias", "why", "bronze vinewood", "APT31")
    assert "= APT31" in run("alias", "view", "BRONZE VINEWOOD")
    claim = json.loads(run("alias", "list", "--format", "json"))[0]["id"]
    run("alias", "withdraw", claim, "--why", "mixed up")
    assert "not joined" in run("alias", "why", "BRONZE VINEWOOD", "APT31")


def test_ratings_and_their_spread(run, case):
    run("case", "assess", case)
    run("case", "rate", case, "evidence:1", "Group A", "CC", "--why", "sure", "--by", "ada")
    run("case", "rate", case, "evidence:1", "Group A", "II", "--why", "no", "--by", "ben")
    (found,) = json.loads(run("case", "disagreement", case, "--format", "json"))
    assert (found["spread"], found["band"]) == (2.0, "extreme")
    run("case", "rate", case, "evidence:1", "Group A", "C", "--why", "maybe", "--by", "ben")
    assert json.loads(run("case", "disagreement", case, "--format", "json"))[0]["band"] == "mild"


def test_people_by_command(run, case):
    run("user", "put", "ada", "--role", "owner")
    run("user", "put", "ben", "--role", "reader")
    assert "may not do this" in run("case", "grade", case, "source:1", "B", "--why", "x", "--by", "ben", code=4)
    assert "not one of the people" in run("case", "list", "--by", "eve", code=4)
    run("user", "access", case, "ben", "editor")
    run("case", "grade", case, "source:1", "B", "--why", "x", "--by", "ben")
    token = run("user", "token", "ben", "--days", "1").strip().split("_")[1]
    run("user", "revoke", token)
    assert "revoked" in run("user", "tokens")


def test_imports_lookup_and_search_by_command(run, tmp_path):
    (tmp_path / "list.txt").write_text("evil[.]example\nnonsense\n")
    assert "line 2" in run("store", "import", tmp_path / "list.txt", "--source", "Feed", code=5)
    assert "Feed" in run("store", "lookup", "EVIL.example")
    bundle = {"objects": [{"type": "malware", "id": "malware--1", "name": "Wiper", "description": "wipes"}]}
    (tmp_path / "b.json").write_text(json.dumps(bundle))
    run("store", "import", tmp_path / "b.json", "--source", "X", "--tlp", Tlp.CLEAR.value)
    assert "Wiper" in run("store", "search", "wipes")
    run("store", "backup", tmp_path / "copy.db")
    run("store", "move", tmp_path / "moved.db")
    assert "ok" in run("store", "check", "--store", tmp_path / "moved.db")
    assert "newest version" in run("store", "upgrade")


def test_a_broken_store_is_said_by_the_exit_code(run, case, tmp_path):
    import sqlite3

    raw = sqlite3.connect(tmp_path / "store.db")
    raw.execute("DROP TRIGGER change_no_UPDATE")
    raw.execute("UPDATE change SET by = 'eve' WHERE seq = 2")
    raw.commit()
    raw.close()
    assert "change #2" in run("store", "check", code=4)


def test_a_formula_in_a_cell_stays_text_and_nothing_steers_the_terminal(run):
    run("case", "new", "=cmd|'/C calc'!A0 \u202egpj.exe\x1b[2J")
    assert "'=cmd" in run("case", "list", "--format", "csv")
    listed = run("case", "list")
    assert "\x1b" not in listed
    assert "\u202e" not in listed

"""Verbs x people x markings: nobody reads what is above their ceiling or closed to them, in any verb, format or error line."""

from __future__ import annotations

import json
import shutil
import sqlite3
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
AMBER = """TLP:AMBER

Note for partners

16 March 2025

The intruders used Sagerunex on an amberbird server. Traffic went to ambersecret-host[.]example[.]com and 203.0.113.99.
"""
#: Statements by their marking; each has words of its own, and a speaker of its own.
SAID = {
    "red": "TLP:RED\n\n12 March 2025\n\nVanuatu accused Russia of hacking the redledger ministry. REDCANARY saw it.\n",
    "amber": "TLP:AMBER\n\n12 March 2025\n\nBhutan accused Russia of hacking the amberledger ministry.\n",
    "green": "TLP:GREEN\n\n14 March 2025\n\nCanada accused Russia of hacking the greenledger parliament.\n",
    "unmarked": "15 March 2025\n\nLesotho accused Russia of hacking the bareledger parliament.\n",
    "more": "TLP:CLEAR\n\n17 March 2025\n\nJapan accused Russia of hacking a clearledger mill.\n",
}
TABLE = (
    "id,name,start_date,receiver_country,initiator_country,attribution_date,attributing_country\n"
    "7,Redtable affair,2021-02-03,Estonia,Russia,2021-03-04,Estonia\n"
)
#: What must never reach somebody: by person, words of it in lower case.
RED_WORDS = ("redsecret", "redcanary", "203.0.113.77", "foreign ministry", "red.txt")
CLOSED_WORDS = ("closedbank", "closedsecret", "192.0.2.33", "closed matter", "shut-case", "shut case")
SECRET = {
    "grace": RED_WORDS,  # a reader with the ceiling GREEN
    "carl": CLOSED_WORDS,  # an editor without a ceiling, shut out of the closed case
    "eve": RED_WORDS + CLOSED_WORDS + ("public note", "198.51.100.9", "open-case"),  # nobody here
}

#: Words of what is marked so, in cases and in the ledger.
MARKED_WORDS = {
    "red": (*RED_WORDS, "redledger", "redtable", '"vu"', "\nvu", "vanuatu"),
    "amber": ("amberbird", "ambersecret", "203.0.113.99", "amber.txt", "amberledger", '"bt"', "\nbt", "bhutan"),
    "unmarked": ("bareledger", '"ls"', "\nls", "lesotho"),
}
#: By ceiling, the markings above it: what has none is for those only who have no ceiling.
ABOVE = {"": (), "AMBER": ("red", "unmarked"), "GREEN": ("red", "amber", "unmarked")}
ROLES = ("reader", "analyst", "editor", "owner")
#: Each role with each ceiling.
PEOPLE = {f"{role}-{ceiling.lower() or 'all'}": (role, ceiling) for role in ROLES for ceiling in ABOVE}

#: Every verb about what is kept, and how it is asked for; {case} is the open case, {shut} the closed one, {out} a new path,
#: {statement} and {table} files, {red_said} and {green_said} statements of the ledger.
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
    "ledger add": [["{statement}"], ["{statement}", "--format", "json"]],
    "ledger apart": [["{red_said}", "{green_said}", "--why", "x"]],
    "ledger decide": [["{red_said}", "--reject"]],
    "ledger import": [["{table}", "--tlp", "GREEN"]],
    "ledger precedents": [[], ["--format", "json"], ["--sponsor", "RU", "--format", "json"], ["--like", "EuRepoC-7"]],
    "ledger show": [
        [],
        *(["--format", shape] for shape in ("html", "svg", "csv", "json")),
        *(["--view", view, "--format", shape] for view in ("timeline", "matrix") for shape in ("text", "csv", "html")),
    ],
    "ledger trends": [[], ["--format", "json", "--chart", "{out}"], ["--cases", "--format", "json"]],
}
#: The least role that a verb takes, as the docs give it.
NEEDS = {
    **dict.fromkeys(VERBS, "owner"),
    **dict.fromkeys(
        ("case diff", "case disagreement", "case graph", "case history", "case list", "case show", "case similar"), "reader"
    ),
    **dict.fromkeys(("case timeline", "case views", "store graph", "store lookup", "store search", "user list"), "reader"),
    **dict.fromkeys(("alias conflicts", "alias list", "alias view", "alias why", "review"), "reader"),
    # Weighing again keeps nothing where a reader does it.
    **dict.fromkeys(("case assess", "case reassess", "ledger show", "ledger trends", "ledger precedents"), "reader"),
    **dict.fromkeys(("case add", "case new", "case dissent", "case together", "case dossier", "alias claim"), "analyst"),
    **dict.fromkeys(("case judge", "case rate"), "analyst"),
    **dict.fromkeys(("ledger add", "ledger apart", "ledger decide"), "analyst"),
    # What is undone here is an editor's grade.
    **dict.fromkeys(("case grade", "case withdraw", "case undo", "store anchor", "store check", "store import"), "editor"),
    **dict.fromkeys(("alias withdraw", "ledger import"), "editor"),
}
#: What only somebody who sees all of the store, and owns it, may do.
OWNERS_ONLY = ("store backup", "store move", "user put", "user remove", "user access", "user token", "user tokens", "user revoke")


def _run(store: Path, by: str, *arguments: str) -> tuple[int, str]:
    # `trends --by` is a period.
    name = "--user" if arguments[:2] == ("ledger", "trends") else "--by"
    done = CliRunner().invoke(cli, [*arguments, "--store", str(store), name, by])
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


@pytest.fixture(scope="module")
def whole(made, tmp_path_factory):
    """The same with an AMBER note, a ledger of statements of each marking, and each role with each ceiling."""
    folder = tmp_path_factory.mktemp("whole")
    store = folder / "store.db"
    shutil.copy(made, store)
    (folder / "amber.txt").write_text(AMBER)
    (folder / "table.csv").write_text(TABLE)
    (folder / "more.txt").write_text("TLP:CLEAR\n\nSome more words.\n")
    for name, text in SAID.items():
        (folder / f"said-{name}.txt").write_text(text)
    for arguments in (
        ("case", "add", "open-case", str(folder / "amber.txt")),
        ("case", "grade", "open-case", "source:2", "C", "--why", "REDCANARY said so"),
        *(("ledger", "add", str(folder / f"said-{name}.txt")) for name in ("red", "amber", "green", "unmarked")),
        ("ledger", "import", str(folder / "table.csv"), "--tlp", "RED"),
        *(
            ("user", "put", name, "--role", role, *(("--ceiling", ceiling) if ceiling else ()))
            for name, (role, ceiling) in PEOPLE.items()
        ),
    ):
        code, text = _run(store, "ada", *arguments)
        assert code == 0, text
    return store


@pytest.fixture(scope="module")
def said(whole):
    """The ids of the ledger's statements, by who speaks."""
    shown = json.loads(_run(whole, "ada", "ledger", "show", "--format", "json")[1])
    return {entry["statement"]["speaker"]["party"]: entry["members"][0] for entry in shown}


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
    for name in ("case", "store", "alias", "user", "review", "ledger"):
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
        places |= {"statement": places["file"], "table": places["file"], "red_said": "statement--0", "green_said": "statement--1"}
        asked = [one.format(**places) for one in arguments]
        code, text = _run(store, person, *verb.split(), *asked)
        written = _written(out)
        own = " ".join(asked).lower()
        for word in SECRET[person]:
            if word not in own:
                assert word not in text.lower(), f"{verb} {asked}: {text}"
                assert word.encode() not in written.lower()
        if person == "eve" or verb in OWNERS_ONLY:
            assert code != 0, text


def _written(out: Path) -> bytes:
    return b"".join(path.read_bytes() for path in (out.rglob("*") if out.is_dir() else [out]) if path.is_file())


def _changes_by(store: Path, person: str) -> int:
    connection = sqlite3.connect(store)
    try:
        (count,) = connection.execute('SELECT count(*) FROM change WHERE "by" = ?', (person,)).fetchone()
        return int(count)
    finally:
        connection.close()


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("verb", VERBS)
def test_the_whole_table_of_verbs_roles_and_markings(whole, said, tmp_path, verb, person):
    """Each verb by each role with each ceiling: below the role it is refused, and above the ceiling no word comes out."""
    store, (role, ceiling) = tmp_path / "store.db", PEOPLE[person]
    shutil.copy(whole, store)
    folder = whole.parent
    places = {
        "case": "open-case",
        "shut": "shut-case",
        "file": str(folder / "more.txt"),
        "statement": str(folder / "said-more.txt"),
        "table": str(folder / "table.csv"),
        "red_said": said["VU"],
        "green_said": said["CA"],
    }
    secret = [word for marking in ABOVE[ceiling] for word in MARKED_WORDS[marking]]
    refused = ROLES.index(role) < ROLES.index(NEEDS[verb])
    for number, arguments in enumerate(VERBS[verb]):
        out = tmp_path / f"out-{number}"
        asked = [one.format(**places, out=out) for one in arguments]
        code, text = _run(store, person, *verb.split(), *asked)
        own = " ".join(asked).lower()
        found = [word for word in secret if word not in own and word.encode() in text.lower().encode() + _written(out).lower()]
        assert not found, f"{verb} {asked}: {found}: {text}"
        if refused:
            assert code != 0, f"{verb} {asked}: {text}"
        elif not ceiling:
            assert "may not do this" not in text, f"{verb} {asked}: {text}"
    if refused or role == "reader":
        assert _changes_by(store, person) == 0, verb


def test_what_the_ledger_counts_is_what_may_be_seen(whole):
    def counted(person):
        shown = json.loads(_run(whole, person, "ledger", "show", "--format", "json")[1])
        trend = json.loads(_run(whole, person, "ledger", "trends", "--format", "json")[1])
        cases = json.loads(_run(whole, person, "ledger", "precedents", "--format", "json")[1])
        assert len(shown) == sum(period["count"] for period in trend["periods"])
        return len(shown), len(cases), trend["marking"]

    everything = _run(whole, "reader-all", "ledger", "show", "--format", "json")[1].lower()
    assert all(word in everything for word in ('"vu"', '"bt"', '"ls"', "vanuatu", "bhutan", "lesotho"))
    assert "redtable" in _run(whole, "reader-all", "ledger", "precedents")[1].lower()
    said, cases, marking = counted("reader-all")
    assert (said, marking) == (4, "UNMARKED")
    assert counted("reader-amber") == (2, cases - 1, "TLP:AMBER")
    assert counted("reader-green") == (1, cases - 1, "TLP:GREEN")


def test_adding_what_is_there_above_ones_ceiling_does_not_tell_of_it(whole, tmp_path):
    """An analyst with a ceiling holds the text of a document that somebody else has kept as RED."""
    store = tmp_path / "store.db"
    shutil.copy(whole, store)
    (tmp_path / "a.txt").write_text(SAID["unmarked"])
    (tmp_path / "b.txt").write_text(SAID["unmarked"].replace("Lesotho", "Iceland"))
    assert _run(store, "ada", "ledger", "add", str(tmp_path / "a.txt"), "--tlp", "RED")[0] == 0
    answers = [
        _run(store, "analyst-green", "ledger", "add", str(tmp_path / name), "--tlp", "GREEN") for name in ("a.txt", "b.txt")
    ]
    assert answers[0][0] == answers[1][0] == 0
    assert answers[0][1].replace("a.txt", "b.txt") == answers[1][1]
    assert "bareledger" not in _run(store, "analyst-green", "ledger", "show", "--speaker", "LS", "--format", "json")[1]


def test_who_has_a_ceiling_adds_nothing_above_it_to_the_ledger(whole, tmp_path):
    store = tmp_path / "store.db"
    shutil.copy(whole, store)
    before = _run(store, "ada", "ledger", "show", "--format", "json")[1]
    (tmp_path / "red.txt").write_text(SAID["red"].replace("Vanuatu", "Finland"))
    code, text = _run(store, "analyst-green", "ledger", "add", str(tmp_path / "red.txt"), "--tlp", "GREEN")
    assert code == 5
    assert "marked TLP:RED" in text
    assert _run(store, "ada", "ledger", "show", "--format", "json")[1] == before


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


def test_an_analyst_does_not_take_back_what_a_higher_role_decided(made, tmp_path):
    store = tmp_path / "store.db"
    shutil.copy(made, store)
    assert _run(store, "ada", "user", "put", "bob", "--role", "analyst")[0] == 0
    assert _run(store, "ada", "case", "dissent", "open-case", "I think otherwise")[0] == 0
    for name in ("bob", "carl"):  # a dissent stands by name: an editor does not end it either
        code, text = _run(store, name, "case", "undo", "open-case", "last")
        assert code != 0
        assert "ada decided this" in text
    assert _run(store, "ada", "case", "undo", "open-case", "last")[0] == 0
    assert _run(store, "bob", "case", "dissent", "open-case", "I do")[0] == 0
    assert _run(store, "bob", "case", "undo", "open-case", "last")[0] == 0


def test_a_refused_dossier_or_anchor_leaves_nothing(made, tmp_path):
    store = tmp_path / "store.db"
    shutil.copy(made, store)
    assert _run(store, "grace", "case", "dossier", "open-case", "--out", str(tmp_path / "out"))[0] == 4
    assert not (tmp_path / "out").exists()
    assert _run(store, "grace", "store", "anchor", "key", "--out", str(tmp_path / "anchors"))[0] == 4
    assert not (tmp_path / "anchors").exists()


def test_what_a_ceiling_hides_is_not_told_by_adding_it(made, tmp_path):
    store = tmp_path / "store.db"
    shutil.copy(made, store)
    assert _run(store, "ada", "user", "put", "gus", "--role", "editor", "--ceiling", "GREEN")[0] == 0
    told = []
    for text in (RED, RED + "Another line.\n"):  # one that is there, and one that is not
        (tmp_path / "red.txt").write_text(text)
        told.append(_run(store, "gus", "case", "add", "open-case", str(tmp_path / "red.txt")))
    assert told[0] == told[1]
    assert "above what gus may see" in told[0][1]


def test_changing_a_role_keeps_the_ceiling(made, tmp_path):
    store = tmp_path / "store.db"
    shutil.copy(made, store)

    def ceiling():
        listed = json.loads(_run(store, "ada", "user", "list", "--format", "json")[1])
        return next(row["ceiling"] for row in listed if row["name"] == "gus")

    assert _run(store, "ada", "user", "put", "gus", "--role", "analyst", "--ceiling", "GREEN")[0] == 0
    _, text = _run(store, "ada", "user", "put", "gus", "--role", "editor")
    assert "sees up to TLP:GREEN" in text
    assert ceiling() == "TLP:GREEN"
    assert _run(store, "ada", "user", "remove", "gus")[0] == 0
    assert _run(store, "ada", "user", "put", "gus", "--role", "editor")[0] == 0
    assert ceiling() == "TLP:GREEN"
    assert _run(store, "ada", "user", "put", "gus", "--role", "editor", "--ceiling", "none")[0] == 0
    assert ceiling() == "UNMARKED"


def test_claims_that_are_not_seen_are_not_withdrawn(made, tmp_path):
    store = tmp_path / "store.db"
    shutil.copy(made, store)
    assert _run(store, "ada", "user", "put", "gus", "--role", "editor", "--ceiling", "GREEN")[0] == 0
    assert _run(store, "ada", "case", "new", "Red case", "--tlp", "RED")[0] == 0
    kept = [
        _run(store, "ada", "alias", "claim", "SECRETALIAS", "APT28", "--source", "x", *more)[1].split()[0]
        for more in (["--case", "red-case"], ["--private"])
    ]
    for name in kept:
        code, text = _run(store, "gus", "alias", "withdraw", name, "--why", "x")
        assert code == 2
        assert "SECRETALIAS" not in text
        assert _run(store, "ada", "alias", "withdraw", name, "--why", "x")[0] == 0

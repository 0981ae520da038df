"""`--format` and `--fields` mean the same for every verb, and wrong names are errors with a suggestion."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from vidocq import discovery
from vidocq.cli.folding import cells

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "ministry-2025"
NEWS, REPORT = str(EXAMPLES / "news.txt"), str(EXAMPLES / "technical-report.md")
FORMS = ("text", "json", "ndjson", "csv", "md")
#: A verb of each sort, quick enough to be run in every form.
RANK = ("rank", "T1566.001", "S0154")


@pytest.fixture
def vidocq(tmp_path):
    def run(*arguments, **environment):
        variables = os.environ | {"XDG_CONFIG_HOME": str(tmp_path), "VIDOCQ_STORE": str(tmp_path / "store.db")} | environment
        command = [sys.executable, "-m", "vidocq", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=variables, stdin=subprocess.DEVNULL)

    return run


def commands():
    from vidocq.cli import cli

    def walk(group, path):
        for name in group.list_commands(None):
            command = group.get_command(None, name)
            if hasattr(command, "list_commands"):
                yield from walk(command, (*path, name))
            else:
                yield (*path, name), command

    return list(walk(cli, ()))


@pytest.mark.parametrize(("path", "command"), commands(), ids=lambda one: " ".join(one) if isinstance(one, tuple) else "")
def test_every_verb_with_a_format_offers_all_forms_and_fields(path, command):
    options = {option.name: option for option in command.params}
    if "shape" not in options:
        return
    assert options["shape"].type.known()[:5] == FORMS
    assert {"fields", "quiet"} <= set(options)


def test_the_forms_are_those_that_are_found():
    assert set(discovery.names("vidocq.cli.formats")) == set(FORMS)


def test_the_rows_are_the_same_in_every_form(vidocq):
    told = [json.loads(line) for line in vidocq(*RANK, "--format", "ndjson").stdout.splitlines()]
    rows = list(csv.DictReader(io.StringIO(vidocq(*RANK, "--format", "csv").stdout)))
    assert [row["hypothesis"] for row in rows] == [row["hypothesis"] for row in told]
    assert all(float(row["prior"]) == one["prior"] and row["word"] == one["word"] for row, one in zip(rows, told, strict=True))
    table = vidocq(*RANK, "--format", "md").stdout.splitlines()
    assert len(table) == len(rows) + 2
    assert set(table[1]) == {"|", "-", " "}


@pytest.mark.parametrize("form", ["json", "ndjson", "csv", "md", "text"])
def test_top_is_honoured_in_every_form(vidocq, form):
    out = vidocq(*RANK, "--top", "2", "--format", form).stdout
    if form == "json":
        assessment = json.loads(out)["assessment"]
        assert [len(assessment[level]["rows"]) for level in ("group", "sponsor")] == [2, 2]
    else:
        shown = out.splitlines()
        extra = {"csv": 1, "md": 2, "ndjson": 0}.get(form)
        assert (len(shown) - extra if extra is not None else len(re.findall(r"\[ *\d+% to +\d+%\]", out))) == 4


def test_several_inputs_are_one_json_text(vidocq):
    found = json.loads(vidocq("read", NEWS, REPORT, "--format", "json").stdout)
    assert [Path(one["document"]).name for one in found] == ["news.txt", "technical-report.md"]
    assert json.loads(vidocq("read", NEWS, "--format", "json").stdout)["brief"]["title"]


@pytest.mark.parametrize("form", ["csv", "ndjson", "json"])
def test_fields_choose_columns_in_their_order(vidocq, form):
    out = vidocq("extract", REPORT, "--fields", "value,kind", "--format", form).stdout
    first = {
        "csv": lambda: next(csv.reader([out.splitlines()[0]])),
        "ndjson": lambda: list(json.loads(out.splitlines()[0])),
        "json": lambda: list(json.loads(out)[0]),
    }[form]()
    assert first == ["value", "kind"]


def test_fields_make_a_table_of_text(vidocq):
    out = vidocq(*RANK, "--fields", "hypothesis,word").stdout
    assert out.split()[:2] == ["hypothesis", "word"]


@pytest.mark.parametrize("old", ["markdown", "md"])
def test_the_old_spelling_of_markdown_still_works(vidocq, old):
    assert vidocq("read", NEWS, "--format", old).stdout.startswith("# ")


def test_a_cell_is_no_formula_and_no_markup():
    from vidocq.cli.formats import csv as commas
    from vidocq.cli.formats import md
    from vidocq.cli.showing import Shown

    shown = Shown(None, ("a",), [("=1+1",), ("|x| [y](z) <b>\nnew",), (-1.5,)])
    assert list(csv.reader(io.StringIO(next(commas.write(shown))))) == [["a"], ["'=1+1"], ["|x| [y](z) <b>\nnew"], ["-1.5"]]
    assert list(md.write(shown))[3] == r"| \|x\| \[y\](z) \<b\> new |"


WRONG = [
    (("rnk", "T1566"), "Did you mean 'rank'"),
    (("case", "histroy", "x"), "Did you mean 'history'"),
    ((*RANK, "--format", "jsn"), "did you mean 'json'"),
    ((*RANK, "--fields", "hypotesis", "--format", "csv"), "did you mean 'hypothesis'"),
    ((*RANK, "--sector", "financ"), "did you mean 'Finance'"),
    ((*RANK, "--as-of", "2024-13"), "not a date"),
    (("extract", NEWS, "--kind", "domain-nam"), "did you mean 'domain-name'"),
    (("assess", str(EXAMPLES), "--planted", "malwre"), "did you mean 'malware'"),
    (("ledger", "show", "--act", "assert"), "did you mean 'asserts'"),
    (("ledger", "show", "--lane", "reviw"), "did you mean 'review'"),
    (("ledger", "show", "--sponsor", "Chna"), "did you mean 'China'"),
    (("ledger", "show", "--reaction", "9"), "0<=x<=6"),
    (("ledger", "show", "--view", "matrx"), "Did you mean 'matrix'"),
    (("kb", "lint", "--check", "nothing-like-it"), "there is no check"),
    (("actor", "show", "Fancy Baer"), "did you mean Fancy Bear"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=lambda one: " ".join(one[-2:]) if isinstance(one, tuple) else "")
def test_a_wrong_name_is_an_error_that_names_what_is_near(vidocq, tmp_path, arguments, said):
    done = vidocq(*arguments, VIDOCQ_LEDGER=str(tmp_path / "ledger.db"))
    assert done.returncode in {2, 3}, done.stderr
    assert said in done.stderr
    assert done.stderr.count(said) == 1
    assert not done.stdout


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize(
    "verb",
    [
        ("--help",),
        ("investigate", "--help"),
        ("read", NEWS),
        ("investigate", NEWS),
        ("extract", REPORT),
        RANK,
        ("actor", "show", "APT31"),
        ("config",),
        ("model", "show"),
    ],
    ids=lambda verb: " ".join(verb[:2]).rpartition("/")[2],
)
def test_no_line_of_words_is_wider_than_the_terminal(vidocq, verb, columns):
    out = vidocq(*verb, COLUMNS=str(columns)).stdout
    assert out
    wide = [line for line in out.splitlines() if cells(line) > columns and len(line.split()) > 1]
    assert wide == []


def test_without_a_terminal_text_fits_eighty_columns(vidocq, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert max(map(cells, vidocq(*RANK).stdout.splitlines())) <= 80


def test_what_is_for_a_machine_is_never_folded(vidocq):
    lines = vidocq("extract", REPORT, "--format", "ndjson", COLUMNS="40").stdout.splitlines()
    assert all(json.loads(line) for line in lines)
    assert max(map(len, lines)) > 80


@pytest.mark.parametrize("verb", [("extract", REPORT), ("extract", REPORT, "--format", "csv"), ("read", NEWS), ("--help",)])
def test_a_reader_that_goes_away_is_no_error(tmp_path, verb):
    command = [sys.executable, "-m", "vidocq", *verb]
    environment = os.environ | {"XDG_CONFIG_HOME": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_an_output_that_cannot_be_written_is_one_line(vidocq, tmp_path):
    assert vidocq("ledger", "add", NEWS, VIDOCQ_LEDGER=str(tmp_path / "ledger.db")).returncode == 0
    for verb in (
        ("ledger", "trends", "--chart", str(tmp_path / "no" / "x.svg")),
        ("investigate", NEWS, "--out", str(tmp_path / "no" / "dossier")),
    ):
        done = vidocq(*verb, VIDOCQ_LEDGER=str(tmp_path / "ledger.db"))
        assert done.returncode in {1, 2}
        assert len(done.stderr.splitlines()) == 1
        assert str(tmp_path / "no") in done.stderr


def test_without_out_it_is_said_that_nothing_was_written(vidocq, tmp_path):
    assert "Nothing was written" in vidocq("investigate", NEWS).stdout
    assert "Nothing was written" not in vidocq("investigate", NEWS, "--out", str(tmp_path / "dossier")).stdout


def test_quiet_leaves_out_notes_and_keeps_errors(vidocq):
    loud = vidocq("rank", "AllaKore RAT", "T1566.001")
    assert "note:" in loud.stderr
    for quiet in (("--quiet", "rank", "AllaKore RAT", "T1566.001"), ("rank", "-q", "AllaKore RAT", "T1566.001")):
        assert vidocq(*quiet).stderr == ""
    assert vidocq("--quiet", "read", "nothing.txt").stderr


def test_no_colour_where_it_is_not_wanted(monkeypatch):
    from vidocq.cli.folding import colour_wanted

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert colour_wanted()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colour_wanted()


def test_review_without_a_terminal_is_the_list(vidocq):
    assert vidocq("case", "new", "One").returncode == 0
    done = vidocq("review", "one")
    assert done.returncode == 0
    assert done.stdout == "0 wait\n"
    assert "no terminal" in done.stderr


def test_a_shell_completes_formats_and_verbs(vidocq):
    done = vidocq(_VIDOCQ_COMPLETE="bash_complete", COMP_WORDS="vidocq rank --format n", COMP_CWORD="3")
    assert "ndjson" in done.stdout
    assert "_VIDOCQ_COMPLETE=bash_complete" in vidocq("completion", "bash").stdout


def test_decisions_made_while_reading_are_carried_into_a_case(vidocq):
    rows = [json.loads(line) for line in vidocq("read", NEWS, "--format", "ndjson").stdout.splitlines()]
    waits = next(row["id"] for row in rows if row["lane"] == "review" and row["record"] == "statement")
    vidocq("case", "new", "One")
    done = vidocq("read", NEWS, "--accept", waits, "--by", "ada", "--case", "one")
    assert done.returncode == 0, done.stderr
    assert "1 document and 1 decision" in done.stderr
    decisions = json.loads(vidocq("case", "show", "one", "--format", "json").stdout)["decisions"]
    assert [(one["kind"], one["target"], one["by"]) for one in decisions] == [("accept", waits, "ada")]
    done = vidocq("investigate", NEWS, "--case", "one", "--together", "--by", "ben", "--format", "csv")
    assert "0 documents and 1 decision" in done.stderr
    assert vidocq("investigate", NEWS, "--case", "two").returncode == 2


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("written") / "dossier"
    command = [sys.executable, "-m", "vidocq", "investigate", REPORT, "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return str(out)


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_the_matrix_has_as_many_columns_as_fit(vidocq, written, columns):
    out = vidocq("assess", written, COLUMNS=str(columns)).stdout
    assert [line for line in out.splitlines() if cells(line) > columns and len(line.split()) > 1] == []
    assert ("columns fit" in " ".join(out.split())) == (columns < 160)
    rows = [line for line in out.splitlines() if re.match(r"^ +E\d+ .* [CNI]{1,2} [+-]\d\.\d\d", line)]
    assert len(rows) > 5
    assert all(re.search(r"\d\.\d\d$", line) for line in rows)


def test_what_the_answer_hangs_on_is_named_and_no_id(vidocq, written):
    hangs_on = vidocq("assess", written).stdout.partition("Without it")[2]
    assert "technical-report.md" in hangs_on
    assert "document--" not in hangs_on


@pytest.mark.parametrize("verb", ["investigate", "read", "extract"])
def test_why_an_input_cannot_be_used_is_said_once(vidocq, tmp_path, verb):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\n")
    done = vidocq(verb, str(tmp_path / "broken.pdf"))
    assert done.returncode == 2
    assert done.stderr.count("not a whole PDF") == 1

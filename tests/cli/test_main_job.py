"""The main job on the bundled example, and what happens with bad input: as a user would run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "ministry-2025"
NEWS, REPORT = EXAMPLES / "news.txt", EXAMPLES / "technical-report.md"


def vidocq(*arguments, stdin=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "vidocq", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        check=False,
        env=os.environ | environment,
    )


@pytest.fixture(scope="module")
def news():
    done = vidocq("investigate", NEWS, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["dossier"]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    out = tmp_path_factory.mktemp("main") / "dossier"
    done = vidocq("investigate", NEWS, REPORT, "--out", out)
    assert done.returncode == 0, done.stderr
    return out, json.loads((out / "dossier.json").read_text())["dossier"], done.stdout


def said(dossier, lane="auto"):
    """Who did what to whom, of the records in one lane."""
    return {(one["speaker"]["party"], one["act"], tuple(one["objects"])) for one in dossier["statements"] if one["lane"] == lane}


def test_a_news_account_without_evidence_says_so(news):
    assert news["assessment"]["group"]["answer"]["kind"] == "no technical evidence"
    assert news["assessment"]["sponsor"]["answer"]["kind"] == "no technical evidence"


def test_the_news_account_has_one_accuser_and_two_that_did_not_accuse(news):
    assert ("CZ", "asserts", ("CN",)) in said(news)
    assert ("NATO", "withholds", ("CN",)) in said(news, "review")
    assert {speaker for speaker, act, _objects in said(news) if act == "asserts"} == {"CZ"}


def test_no_year_is_invented_for_late_march(news):
    dates = [response["date"] for response in news["responses"] if response["date"] and "March" in response["date"]["surface"]]
    assert dates
    for date in dates:
        assert date["edtf"].startswith("XXXX-03")
        assert len(date["readings"]) >= 1


def test_nothing_of_commentary_or_keywords_is_used(news):
    (document,) = news["documents"]
    text = document["text"]
    shut = [one for one in document["sections"] if one["role"] in {"commentary", "keywords"}]
    assert {one["role"] for one in shut} == {"commentary", "keywords"}
    quotes = [quote for record in (*news["evidence"], *news["statements"], *news["responses"]) for quote in record["support"]]
    assert quotes
    for quote in quotes:
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert not any(one["start"] <= quote["start"] < one["end"] for one in shut)


def test_the_dossier_directory_is_whole_and_the_summary_names_its_files(both):
    out, dossier, summary = both
    assert {path.name for path in out.iterdir()} == {
        "dossier.html",
        "dossier.md",
        "dossier.json",
        "indicators.csv",
        "manifest.json",
    }
    assert str(out / "dossier.html") in summary
    assert len(dossier["documents"]) == 2


def test_what_others_say_does_not_move_the_technical_likelihood(both):
    """The same technical report with and without the news account's accusation gives the same ranking."""
    _out, dossier, _summary = both
    alone = json.loads(vidocq("investigate", REPORT, "--format", "json").stdout)["dossier"]
    technical = {item["kind"] for item in dossier["evidence"]} - {item["kind"] for item in alone["evidence"]}
    assert "malware" not in technical
    weights = [
        {cell["evidence_id"] for cell in one["assessment"]["matrix"] if abs(cell["weight"]) > 0.01} for one in (dossier, alone)
    ]
    claims = {item["id"] for item in dossier["evidence"] if item["kind"] in {"intrusion-set", "stated-origin"}}
    assert weights[0] & claims == set()


def test_rankings_hold_all_exits_and_sum_to_one(both):
    _out, dossier, _summary = both
    for level, exits in (("group", {"not in the knowledge base"}), ("sponsor", {"no state", "undetermined"})):
        rows = dossier["assessment"][level]["rows"]
        assert sum(row["probability"] for row in rows) == pytest.approx(1, abs=1e-6)
        assert exits <= {row["hypothesis"]["kind"] for row in rows}


def test_one_bad_input_does_not_stop_the_others(tmp_path):
    done = vidocq("investigate", NEWS, tmp_path / "missing.pdf", tmp_path, "--format", "json")
    assert done.returncode == 5
    assert len([line for line in done.stderr.splitlines() if "skipped" in line]) == 2
    assert len(json.loads(done.stdout)["dossier"]["documents"]) == 1


def test_only_bad_input_writes_nothing(tmp_path):
    (tmp_path / "bad.json").write_text('{"hello": 1}')
    (tmp_path / "empty.txt").write_text("")
    done = vidocq("investigate", tmp_path / "bad.json", tmp_path / "empty.txt", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert not (tmp_path / "out").exists()
    assert "Traceback" not in done.stderr


def test_standard_input_is_read(news):
    done = vidocq("investigate", "-", "--format", "json", stdin=NEWS.read_text())
    assert done.returncode == 0
    assert said(json.loads(done.stdout)["dossier"]) == said(news)


def test_an_unknown_marking_is_refused_before_any_work():
    done = vidocq("investigate", NEWS, "--tlp", "PURPLE")
    assert done.returncode == 2
    assert "PURPLE" in done.stderr


def test_rank_resolves_names_and_refuses_groups():
    done = vidocq("rank", "T1566.001", "ShadowPad", "--victim", "CZ", "--format", "json")
    assert done.returncode == 0, done.stderr
    ranked = json.loads(done.stdout)
    assert {item["kind"] for item in ranked["evidence"]} == {"attack-pattern", "malware", "victim-country"}
    assert vidocq("rank", "APT31").returncode == 2
    unknown = vidocq("rank", "Shadowpadd")
    assert unknown.returncode == 3
    assert "ShadowPad" in unknown.stderr


def test_assess_again_without_an_item_shows_the_move(both):
    out, dossier, _summary = both
    telling = max(dossier["assessment"]["diagnosticity"], key=lambda pair: pair[1])[0]
    place = [item["id"] for item in dossier["evidence"]].index(telling) + 1
    done = vidocq("assess", out, "--without", f"evidence:{place}", "--format", "json")
    assert done.returncode == 0, done.stderr
    again = json.loads(done.stdout)["dossier"]["assessment"]
    assert again["group"]["rows"] != dossier["assessment"]["group"]["rows"]
    assert vidocq("assess", out, "--without", "evidence:9999").returncode == 2


def test_extract_gives_csv_and_json_with_verbatim_quotes():
    items = json.loads(vidocq("extract", REPORT, "--format", "json").stdout)[0]["items"]
    text = REPORT.read_text()
    assert {"sha256", "ipv4-addr", "attack-pattern", "malware"} <= {item["kind"] for item in items}
    assert all(text[quote["start"] : quote["end"]] == quote["text"] for item in items for quote in item["support"])
    assert len(vidocq("extract", REPORT, "--format", "csv", "--kind", "sha256").stdout.splitlines()) == 2


def test_the_ledger_keeps_shows_and_forgets_nothing(tmp_path):
    ledger = tmp_path / "ledger.db"
    assert vidocq("ledger", "add", NEWS, "--ledger", ledger).returncode == 0
    again = vidocq("ledger", "add", NEWS, "--ledger", ledger, "--format", "json")
    assert json.loads(again.stdout)[0]["new"] == 0
    rows = json.loads(
        vidocq("ledger", "show", "--sponsor", "CN", "--act", "asserts", "--ledger", ledger, "--format", "json").stdout
    )
    assert {row["statement"]["speaker"]["party"] for row in rows if row["statement"]["lane"] == "auto"} == {"CZ"}
    done = vidocq("ledger", "precedents", "--sponsor", "CN", "--sector", "government", "--ledger", ledger)
    assert done.returncode == 0
    assert "like cases" in done.stdout


def test_indicators_alone_are_said_to_tell_no_group(tmp_path):
    feed = tmp_path / "feed.csv"
    feed.write_text("type,value\ndomain,kettle-update.biz\nurl,http://203.0.114.9/a\n")
    done = vidocq("investigate", feed)
    assert "Indicators only: nothing here that tells groups apart" in done.stdout
    assert "No technical evidence was published" not in done.stdout
    dossier = json.loads(vidocq("investigate", feed, "--format", "json").stdout)["dossier"]
    assert "indicators only: nothing here that tells groups apart" in dossier["assessment"]["gaps"]

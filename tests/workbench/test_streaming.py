"""A feed is read piece by piece: the same values as at once, nothing lost by an interruption, nothing written over."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from vidocq.cli.commands.extract import COMMAND
from vidocq.errors import InputError, SourceError
from vidocq.evidence.extractors.indicators import grouped
from vidocq.sources.reader import Received
from vidocq.sources.readers.indicators import READER
from vidocq.workbench import feeds
from vidocq.workbench.feeds import Progress, stream

ROWS = 400


def digest(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def table(rows: int = ROWS) -> str:
    return "indicator,type,comment\n" + "".join(f'{digest(n)},sha256,"seen\nin {n}"\n' for n in range(rows))


SHAPES = {
    "table": table(),
    "list": "".join(f"{digest(n)}\n" for n in range(ROWS)),
    "no titles": "".join(f"{digest(n)},kettle{n}.biz\n" for n in range(ROWS)),
    "no last line end": table().rstrip("\n"),
    "remarks": "# a feed\n" + table(),
}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_PIECE", 2000)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.csv"
    path.write_text(table(), encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_values_are_those_of_the_feed_read_at_once(tmp_path: Path, shape: str) -> None:
    feed, out = tmp_path / "feed.csv", tmp_path / "out.csv"
    feed.write_text(SHAPES[shape], encoding="utf-8")
    done = stream(feed, out)
    (document,) = READER.read(Received(name="feed.csv", content=feed.read_bytes()))
    whole = {key: items[0] for key, items in grouped(document).items()}
    found = rows_of(out)
    assert {(row["kind"], row["value"]) for row in found} == set(whole)
    assert len(found) == len(whole) == done.values
    for row in found:
        item = whole[row["kind"], row["value"]]
        assert row["label"] == item.label.value
        assert int(row["line"]) == document.text.count("\n", 0, item.match.start) + 1
    assert done.lines == len(SHAPES[shape].splitlines())
    assert list(tmp_path.glob("*.state*")) == []


def test_an_interruption_at_any_piece_loses_and_doubles_nothing(feed: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole.csv", tmp_path / "out.csv"
    pieces: list[Progress] = []
    stream(feed, whole, pieces.append)
    assert len(pieces) > 5

    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    for _ in pieces:
        with pytest.raises(KeyboardInterrupt):
            stream(feed, out, stop)
        with out.open("ab") as begun:
            begun.write(b"half a ro")  # what was on its way when the power went
    stream(feed, out)
    assert out.read_bytes() == whole.read_bytes()


def test_what_is_there_is_not_written_over(feed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="there already"):
        stream(feed, out)
    assert out.read_text(encoding="utf-8") == "mine"


def test_another_feed_is_not_gone_on_with(feed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"

    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stream(feed, out, stop)
    feed.write_text(table(ROWS + 1), encoding="utf-8")
    with pytest.raises(InputError):
        stream(feed, out)


def test_formulas_are_disarmed_and_a_missing_feed_is_said(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("indicator,type\n=cmd.exe,file\nx.exe,file\n", encoding="utf-8")
    stream(feed, tmp_path / "out.csv")
    assert "'=cmd.exe" in {row["value"] for row in rows_of(tmp_path / "out.csv")}
    with pytest.raises(SourceError):
        stream(tmp_path / "none.csv", tmp_path / "other.csv")


def test_the_command_says_how_far_it_is(feed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    shown = CliRunner().invoke(COMMAND, [str(feed), "--stream", str(out)])
    assert shown.exit_code == 0, shown.output
    assert f"{ROWS} values of {len(table().splitlines())} lines written" in shown.output
    assert " 50 %" in shown.stderr
    assert "100 %" in shown.stderr
    assert len(rows_of(out)) == ROWS
    assert CliRunner().invoke(COMMAND, [str(feed), str(feed), "--stream", str(out)]).exit_code == 2


def test_a_line_over_the_limit_is_left_out_whole_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_LONGEST", 5000)
    feed, out = tmp_path / "feed.txt", tmp_path / "out.csv"
    long = ";".join(f"kettle{n:06d}-c2host.com" for n in range(2000))
    feed.write_text(f"{digest(1)}\n{digest(2)}\n{long}\n{digest(3)}\n", encoding="utf-8")
    shown = CliRunner().invoke(COMMAND, [str(feed), "--stream", str(out)])
    assert shown.exit_code == 0, shown.output
    assert {(row["value"], row["line"]) for row in rows_of(out)} == {(digest(1), "1"), (digest(2), "2"), (digest(3), "4")}
    assert "3 values of 4 lines" in shown.output
    assert "left out: 1 line" in shown.stderr


@pytest.mark.parametrize(
    "text",
    [
        "The victim is reached at acme-victim.com and lost its mail.\nOur report: https://blog.vendorsite.com/x tells more.\n",
        '{"indicator": "kettle.biz"}\n{"indicator": "kett',
        "[" * 5000,
        '[{"indicator": "kettle.biz"}, {"indic',
    ],
)
def test_what_is_no_list_is_refused_and_nothing_is_written(tmp_path: Path, text: str) -> None:
    feed, out = tmp_path / "feed.txt", tmp_path / "out.csv"
    feed.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="no list of indicators"):
        stream(feed, out)
    assert not out.exists()


def test_prose_further_down_waits_for_a_person(tmp_path: Path) -> None:
    feed, out = tmp_path / "feed.txt", tmp_path / "out.csv"
    prose = "The victim is reached at acme-victim.com, said the firm after the breach of last week.\n" * 60
    feed.write_text("".join(f"{digest(n)}\n" for n in range(60)) + prose, encoding="utf-8")
    stream(feed, out)
    lanes = {row["value"]: row["lane"] for row in rows_of(out)}
    assert lanes["acme-victim.com"] == "review"
    assert lanes[digest(1)] == "auto"


@pytest.mark.parametrize(
    "more", [["--kind", "domain-name"], ["--fields", "value"], ["--format", "json"], ["--only", "auto"], ["--tlp", "RED"]]
)
def test_options_that_do_not_go_with_a_stream_are_refused(feed: Path, tmp_path: Path, more: list[str]) -> None:
    out = tmp_path / "out.csv"
    shown = CliRunner().invoke(COMMAND, [str(feed), *more, "--stream", str(out)])
    assert shown.exit_code == 2
    assert more[0] in shown.output
    assert not out.exists()


def test_a_stream_needs_files_on_both_sides(feed: Path, tmp_path: Path) -> None:
    for args in (["-", "--stream", str(tmp_path / "out.csv")], [str(feed), "--stream", "-"]):
        shown = CliRunner().invoke(COMMAND, args)
        assert shown.exit_code == 2
        assert "reads a file" in shown.output


def test_a_feed_of_one_endless_line_is_refused_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_LONGEST", 5000)
    feed = tmp_path / "feed.txt"
    feed.write_text(";".join(f"kettle{n:06d}-c2host.com" for n in range(2000)), encoding="utf-8")
    with pytest.raises(SourceError, match="longer than a megabyte"):
        stream(feed, tmp_path / "out.csv")


def test_a_stray_quotation_mark_is_no_part_of_a_value(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text('indicator,type\nkettle1.biz,domain\nkettle2.biz,domain\n"kettle3.biz\n', encoding="utf-8")
    stream(feed, tmp_path / "out.csv")
    assert {row["value"] for row in rows_of(tmp_path / "out.csv")} == {"kettle1.biz", "kettle2.biz", "kettle3.biz"}

"""Drawings stand by themselves, their data are a table, and their words say what they show."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from xml.etree import ElementTree

import msgspec
import pytest
from dossier_factory import CASES, founding, hostile, named
from hypothesis import given, settings
from hypothesis import strategies as st

from vidocq.dossier.attachments import table
from vidocq.dossier.dates import span
from vidocq.dossier.figures.ledger import draw_ledger
from vidocq.dossier.figures.origins import draw_origins
from vidocq.dossier.figures.svg import standalone
from vidocq.dossier.figures.timeline import Mark, _Axis, draw_timeline
from vidocq.errors import InputError
from vidocq.workbench.writing import figures_of, write_figures


@pytest.mark.parametrize("name", CASES)
def test_every_drawing_is_a_file_by_itself_with_its_data(name: str):
    for figure in figures_of(CASES[name]()):
        root = ElementTree.fromstring(standalone(figure.svg))
        kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert "style" in kinds
        assert not kinds & {"script", "image", "foreignObject", "a", "use"}
        rows = list(csv.reader(io.StringIO(table(figure.data).decode())))
        assert len(rows) >= 2
        assert len({len(row) for row in rows}) == 1
        assert figure.description


def test_which_drawings_there_are():
    assert [figure.anchor for figure in figures_of(named())][:2] == ["ranking-group", "ranking-sponsor"]
    assert "heatmap" in {figure.anchor for figure in figures_of(named())}
    assert "ledger-figure" in {figure.anchor for figure in figures_of(founding())}
    assert "ledger-figure" not in {figure.anchor for figure in figures_of(named())}


def test_the_ranking_as_data_has_every_hypothesis_and_its_interval():
    ranking = named().assessment.group
    figure = next(one for one in figures_of(named()) if one.anchor == "ranking-group")
    heads, *rows = figure.data
    assert heads == ("hypothesis", "id", "probability", "low", "high", "before", "word")
    assert [float(row[2]) for row in rows] == [round(row.probability, 6) for row in ranking.rows]


def test_many_outlets_with_one_root_are_told_so():
    links = tuple((f"D{place} outlet {place}", "Czech Republic") for place in range(1, 9))
    figure = draw_origins(links)
    assert figure.description.startswith("Eight documents go back to one origin.")
    assert figure.svg.count('class="interval-thin"') == 8


def test_the_ledger_has_a_cell_for_each_statement():
    figure = draw_ledger((("NATO", "withholds", "S1"), ("NATO", "withholds", "S4"), ("China", "denies", "S2")))
    assert figure.description == "Two parties. NATO: withholds (S1, S4); China: denies (S2)."
    assert figure.svg.count("heat ach-c") == 2
    assert "S1 S4" in figure.svg


def test_they_are_written_and_not_over_what_is_there(tmp_path):
    paths = write_figures(named(), tmp_path / "figures")
    assert {path.suffix for path in paths} == {".svg", ".csv", ".txt"}
    with pytest.raises(InputError, match="exists"):
        write_figures(named(), tmp_path / "figures")
    write_figures(named(), tmp_path / "figures", force=True)
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError):
        write_figures(named(), tmp_path / "file")


def test_hostile_names_stay_words_in_drawings_and_data(tmp_path):
    for path in write_figures(msgspec.structs.replace(hostile()), tmp_path / "figures"):
        content = path.read_bytes()
        assert b"<script" not in content or path.suffix != ".svg"
        assert b"\x1b" not in content or path.suffix == ".csv"


def _marks(*days: str) -> tuple[Mark, ...]:
    return tuple(Mark(label=day, date=day, kind="statement", span=span(day)) for day in days)


def test_a_long_time_without_anything_is_folded_and_said():
    folded = draw_timeline(_marks("2015-03-01", "2015-06-01", "2024-01-01", "2024-05-01"))
    assert folded is not None
    assert "left out: nothing with a date" in folded.svg
    even = draw_timeline(_marks("2015-03-01", "2018-06-01", "2021-01-01", "2024-05-01"))
    assert even is not None
    assert "left out" not in even.svg


@given(st.lists(st.integers(0, 20_000) | st.integers(0, 5), min_size=1, max_size=12))
@settings(max_examples=120, deadline=None)
def test_days_keep_their_order_on_the_axis_and_stay_on_it(offsets: list[int]):
    days = [date(1990, 1, 1) + timedelta(days=offset) for offset in offsets]
    spans = [one for day in days if (one := span(day.isoformat())) is not None]
    axis = _Axis(spans)
    places = [axis.x(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(10 <= place <= 750 for place in places)

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
from vidocq.dossier.figures.png import png
from vidocq.dossier.figures.relations import Relation, draw_relations
from vidocq.dossier.figures.reliability import draw_reliability, wilson
from vidocq.dossier.figures.svg import standalone
from vidocq.dossier.figures.tilemap import draw_map, places
from vidocq.dossier.figures.timeline import Mark, _Axis, draw_timeline
from vidocq.errors import InputError
from vidocq.model import RatedBand, TrackRecord
from vidocq.vocabulary.states import states
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


def test_entries_of_one_lane_stand_together_under_its_name():
    kinds = ("document", "statement", "incident", "response", "statement", "of-a-later-version")
    marks = tuple(Mark(label=f"entry {place}", date="2025", kind=kind, span=span("2025")) for place, kind in enumerate(kinds))
    figure = draw_timeline(marks)
    assert figure is not None
    words = [element.text for element in ElementTree.fromstring(figure.svg).iter("{http://www.w3.org/2000/svg}title")]
    order = [word.removeprefix("2025: entry ") for word in words if word and word.startswith("2025: entry ")]
    assert order == ["2", "5", "1", "4", "3", "0"]
    heights = [float(one.get("y", "0")) for one in ElementTree.fromstring(figure.svg).iter() if one.get("class") == "label"]
    assert heights == sorted(set(heights))
    places_of = [figure.svg.index(name) for name in ("What happened", "What was said", "What was done", "What was published")]
    assert places_of == sorted(places_of)
    assert "What was done" not in draw_timeline(marks[:2]).svg  # type: ignore[union-attr]


def test_every_reading_of_a_date_is_drawn_with_an_outline():
    readings = tuple((day, one) for day in ("2025-03-21/2025-03-31", "2024-03-25") if (one := span(day)) is not None)
    mark = Mark(label="charged", date="March, year not given", kind="response", span=None, readings=readings)
    figure = draw_timeline((mark, *_marks("2023-01-01", "2026-01-01")))
    assert figure is not None
    drawn = [one.get("class") for one in ElementTree.fromstring(figure.svg).iter() if "kind-response" in one.get("class", "")]
    assert drawn == ["mark kind-response doubtful reading"] * 2


def test_every_state_has_one_tile_of_its_own():
    tiles = places()
    assert set(tiles) == set(states())
    assert len(set(tiles.values())) == len(tiles)


def test_the_map_tells_who_was_struck_who_speaks_and_who_has_no_tile():
    figure = draw_map(("CZ", "CZ"), ("CZ", "CN", "NATO"))
    assert figure is not None
    assert figure.description == (
        "One party was struck: Czech Republic. Three parties speak: China, Czech Republic and NATO. Without a tile: NATO."
    )
    assert "Czech Republic: struck and speaks" in figure.svg
    assert [row[1:] for row in figure.data[1:]] == [("CZ", "struck"), ("CZ", "speaks"), ("CN", "speaks"), ("NATO", "speaks")]
    assert draw_map((), ("NATO",)) is None
    assert draw_map(("CZ",), ("CZ", "NATO")) is None


def test_what_holds_back_is_drawn_otherwise_than_what_accuses():
    firm = Relation(document="D1 news", party="Czech Republic", act="asserts", target="China", number="S1")
    held = msgspec.structs.replace(firm, party="NATO", act="withholds", number="S2", firm=False)
    figure = draw_relations((firm, held))
    assert "Czech Republic asserts, about China (S1 in D1); NATO withholds, about China (S2 in D1)" in figure.description
    lines = [element for element in ElementTree.fromstring(figure.svg).iter() if element.tag.endswith("}line")]
    between = [(one.get("class"), one.get("y2")) for one in lines if float(one.get("x2", "0")) > 500]
    assert [look for look, _y in between[:2]] == ["interval-thin", "open"]
    assert {one.number for one in (firm, held)} == {row[-1] for row in figure.data[1:]}


def test_lines_that_are_not_drawn_are_counted():
    one = Relation(document="D1 news", party="NATO", act="asserts", target="China", number="S1")
    many = tuple(msgspec.structs.replace(one, number=f"S{place}") for place in range(1, 44))
    assert draw_relations(many).description.endswith("; three more lines not drawn.")
    assert len(draw_relations(many).data) == 44


def test_the_founding_case_is_drawn_as_relations_and_on_the_map():
    drawn = {figure.anchor: figure for figure in figures_of(founding())}
    assert "Czech Republic asserts, about APT31" in drawn["relations-figure"].description
    assert "criminal charges" in drawn["relations-figure"].description
    assert drawn["map-figure"].description.startswith("One party was struck: Czech Republic.")


def _record(*bands: RatedBand) -> TrackRecord:
    return TrackRecord(band=(0.6, 0.8), cases=40, right=29, data="releases 9 to 16", bands=bands)


def test_the_present_case_stands_among_past_ratings():
    ranking = named().assessment.group
    bands = (RatedBand(low=0.6, high=0.8, cases=40, right=29, mean=0.7), RatedBand(low=0.8, high=1.0, cases=0, right=0, mean=0.9))
    figure = draw_reliability(ranking.level, _record(*bands), ranking.rows[0])
    assert figure is not None
    assert "of 40 rated 60 to 80\u00a0%, 29 were right" in figure.description
    assert f"{ranking.rows[0].hypothesis.name} now" in figure.description
    assert len(figure.data) == 2
    line = next(one for one in ElementTree.fromstring(figure.svg).iter() if one.get("class") == "prior")
    assert float(line.get("x1", "0")) == pytest.approx(62 + 280 * ranking.rows[0].probability, abs=0.1)
    assert draw_reliability(ranking.level, _record(), ranking.rows[0]) is None


def test_the_interval_of_a_share_is_wilsons():
    assert wilson(29, 40) == pytest.approx((0.5717, 0.8389), abs=1e-3)
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == pytest.approx(1.0)


def test_every_drawing_is_a_picture_too_and_the_same_each_time(tmp_path):
    pytest.importorskip("typst")
    paths = write_figures(hostile(), tmp_path / "figures", png=True)
    pictures = [path for path in paths if path.suffix == ".png"]
    assert len(pictures) == len([path for path in paths if path.suffix == ".svg"]) > 0
    assert all(path.read_bytes().startswith(b"\x89PNG\r\n") for path in pictures)
    drawing = standalone(figures_of(founding())[0].svg)
    assert png(drawing) == png(drawing)
    assert len(png(drawing, 300)) > len(png(drawing))

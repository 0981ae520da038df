"""The library: typed options, short representations, rows and data frames, stored cases."""

import contextlib
import inspect
import sys
import types
import typing
from pathlib import Path

import msgspec
import pytest

import vidocq
from vidocq.errors import InputError
from vidocq.model import Evidence, Quote
from vidocq.model.tables import EVIDENCE, RANKING, SAID
from vidocq.workbench import options

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "ministry-2025"


@pytest.fixture(scope="module")
def dossier():
    return vidocq.investigate(EXAMPLES / "news.txt", EXAMPLES / "technical-report.md")


def test_no_front_door_takes_anything_whatever():
    doors = [vidocq.investigate, vidocq.rank, vidocq.reassess, vidocq.Case.assess, vidocq.Case.dossier, vidocq.Case.write]
    doors += [vidocq.KeptCase.assess, vidocq.KeptCase.dossier]
    for door in doors:
        (loose,) = [one for one in inspect.signature(door).parameters.values() if one.kind is one.VAR_KEYWORD]
        assert loose.annotation.startswith("Unpack["), door


def test_the_typed_options_are_those_of_weighing():
    from vidocq.assessment import assess

    taken = {name for name, one in inspect.signature(assess).parameters.items() if one.kind is one.KEYWORD_ONLY} - {"documents"}
    assert set(options.RankOptions.__annotations__) == taken
    assert set(options.WeighOptions.__annotations__) == taken | {"together"}
    assert set(options.AgainOptions.__annotations__) == taken - {"exclude_evidence", "exclude_documents"} | {"together"}
    assert typing.is_typeddict(options.WeighOptions)


def test_an_option_that_there_is_not_is_an_error():
    with pytest.raises(TypeError, match="sed"):
        vidocq.investigate(EXAMPLES / "news.txt", sed=1)


def test_a_representation_is_short(dossier):
    assert len(repr(dossier)) < 250
    assert "2 documents" in repr(dossier)
    found, _ = vidocq.read(EXAMPLES / "news.txt")
    for noun in (dossier.assessment, dossier.documents[0], dossier.evidence[0], *found, found[0].reading, dossier.statements[0]):
        assert len(repr(noun)) <= 400
        assert repr(noun).startswith(type(noun).__name__)
    case = vidocq.Case("x" * 1000)
    assert len(repr(case)) < 200


def test_a_long_text_in_a_noun_is_cut():
    assert len(repr(Quote(document_id="d", text="a" * 100_000, start=0, end=100_000))) < 200


def test_a_notebook_gets_the_answers_escaped(dossier):
    hostile = msgspec.structs.replace(dossier, title="<script>alert(1)</script>")
    shown = hostile._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    for event in dossier.assessment.events:
        assert event.group.rows[0].hypothesis.name in shown
    one = vidocq.investigate(EXAMPLES / "technical-report.md").assessment
    assert one.group.rows[0].hypothesis.name in one._repr_html_()
    assert len(shown) < 20_000


def test_rows_have_their_columns(dossier):
    assert [name for name in dossier.to_rows()[0] if name != "event"] == list(RANKING)
    assert list(dossier.to_rows("evidence")[0]) == list(EVIDENCE)
    assert list(vidocq.to_rows(dossier, "statements")[0]) == list(SAID)
    assert {row["level"] for row in vidocq.to_rows(dossier.assessment)} == {"group", "sponsor"}
    with pytest.raises(InputError, match="evidence"):
        dossier.to_rows("evidenc")
    with pytest.raises(InputError, match="no rows"):
        vidocq.to_rows(7)


def test_rows_of_several_events_say_which(dossier):
    numbers = {row.get("event") for row in dossier.to_rows()}
    assert numbers == (set(range(1, len(dossier.assessment.events) + 1)) or {None})


def test_rows_are_verbatim(dossier):
    texts = {document.name: document.text for document in dossier.documents}
    for row in dossier.to_rows("evidence"):
        assert texts[row["document"]][row["start"] : row["end"]] == row["quote"]


def test_rows_of_bare_and_of_several_things():
    item = Evidence(id="e", kind="tool", value="x", sentence="", support=(), rule="given")
    (row,) = vidocq.to_rows([item])
    assert (row["value"], row["quote"]) == ("x", None)
    ranked = vidocq.rank(["T1566.001"])
    assert ranked.cut(2).to_rows()[:2] == ranked.to_rows()[:2]
    assert len(ranked.cut(2).to_rows()) == 4


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_data_frame_is_of_the_library_that_is_there(dossier, monkeypatch, library):
    made = types.ModuleType(library)
    made.DataFrame = lambda rows: (library, rows)
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, made if name == library else None)
    assert vidocq.to_dataframe(dossier) == (library, dossier.to_rows())


def test_without_a_library_the_error_says_what_there_is(dossier, monkeypatch):
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError, match="neither pandas nor polars"):
        vidocq.to_dataframe(dossier)
    with pytest.raises(InputError, match="polars is not installed"):
        vidocq.to_dataframe(dossier, library="polars")
    with pytest.raises(InputError, match="did you mean 'pandas'"):
        vidocq.to_dataframe(dossier, library="panda")


def test_stored_cases_are_in_the_public_surface(tmp_path):
    with vidocq.open_cases(tmp_path / "store.db", by="Ada", create=True) as desk:
        assert isinstance(desk, vidocq.Desk)
        kept = desk.new("One")
        kept.add(EXAMPLES / "news.txt")
        assert isinstance(kept, vidocq.KeptCase)
    with vidocq.open_cases(tmp_path / "store.db", by="Ada") as desk:
        assert [one.slug for one in desk.listed()] == ["one"]
    with contextlib.closing(vidocq.Store.open(tmp_path / "store.db")) as store:
        assert isinstance(store, vidocq.Store)


def test_unknown_sectors_are_an_error_in_the_library_too():
    with pytest.raises(InputError, match="did you mean 'Finance'"):
        vidocq.rank(["T1566.001"], sectors=["financ"])
    weighed = vidocq.rank(["T1566.001"], sectors=["defence"]).evidence[-1]
    assert weighed.value == "Defense"


def test_an_unknown_kind_taken_as_planted_is_an_error(dossier):
    with pytest.raises(InputError, match="did you mean 'malware'"):
        vidocq.reassess(dossier, vidocq.load_knowledge(), planted_kinds=["malwre"])


def test_what_is_read_has_its_rows():
    found, problems = vidocq.read(EXAMPLES / "news.txt", "nothing.txt")
    assert len(problems) == 1
    assert {row["record"] for row in found[0].to_rows()} == {"statement", "response"}
    with pytest.raises(InputError):
        vidocq.read()

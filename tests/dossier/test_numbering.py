"""One numbering: the number that the dossier shows is the one that a command takes, and what waits keeps its own."""

from __future__ import annotations

import msgspec
import pytest
from dossier_factory import founding, named

from vidocq.dossier.build import build
from vidocq.dossier.desk import Desk
from vidocq.dossier.outline import Table, walk
from vidocq.errors import InputError
from vidocq.model import Lane, numbering
from vidocq.workbench.assessing import _left_out, without_words


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("E12", ("evidence", 12)),
        ("e12", ("evidence", 12)),
        ("evidence:12", ("evidence", 12)),
        ("P1", ("source", 1)),
        ("source:1", ("source", 1)),
        ("E0", None),
        ("evidence:01", None),
        ("X3", None),
        ("group:3", None),
        ("E12 ", None),
    ],
)
def test_both_ways_of_naming_a_record_mean_the_same(name: str, meant: tuple[str, int] | None):
    assert numbering.parse(name) == meant


def test_what_waits_keeps_its_number_so_that_nothing_moves_when_it_is_decided():
    dossier = named()
    before = Desk(dossier).labels
    first, *rest = dossier.evidence
    waiting = msgspec.structs.replace(dossier, evidence=(msgspec.structs.replace(first, lane=Lane.REVIEW), *rest))
    after = Desk(waiting).labels
    assert first.id not in after
    assert all(after[item.id] == before[item.id] for item in rest if item.id in before)


@pytest.mark.parametrize("place", [1, 2, 5])
def test_the_number_in_the_dossier_is_what_without_leaves_out(place: int):
    dossier = named()
    item = dossier.evidence[place - 1]
    label = Desk(dossier).label(item.id)
    assert _left_out(dossier, [label]) == _left_out(dossier, [f"evidence:{place}"]) == ((item.id,), ())
    assert without_words(dossier, [label]) == (f"{label} {item.kind} {item.shown}",)


def test_numbers_that_a_case_gave_are_kept():
    dossier = msgspec.structs.replace(named(), numbers=((named().evidence[0].id, "E40"),))
    assert _left_out(dossier, ["E40"])[0] == (dossier.evidence[0].id,)
    assert Desk(dossier).label(dossier.evidence[0].id) == "E40"
    with pytest.raises(InputError):
        _left_out(dossier, ["E41"])


def test_no_number_is_given_twice_where_the_case_gave_only_some():
    items = named().evidence
    dossier = msgspec.structs.replace(named(), numbers=((items[2].id, "E1"), (items[0].id, "E2")))
    labels = [dossier.numbering[item.id] for item in items]
    assert labels[:3] == ["E2", "E3", "E1"]
    assert len(set(labels)) == len(labels)


def test_a_source_left_out_is_told_with_its_documents_and_how_much_goes_with_it():
    dossier = founding()
    assert without_words(dossier, ["P1"]) == ("P1 Example Gazette (D1; 1 item of evidence)",)
    assert without_words(dossier, ["document:1"]) == ("D1 Prague points at Beijing over ministry break-in (1 item of evidence)",)


def test_sources_are_listed_under_the_number_that_commands_take():
    tables = [block for section in walk(build(founding()).sections) for block in section.blocks if isinstance(block, Table)]
    graded = next(table for table in tables if table.anchor == "graded")
    assert graded.lines[0].cells[0].text.startswith("P1")

"""Alias claims at work: a case's names are read through them, and follow when one is withdrawn."""

import msgspec
import pytest
from small import Small

from vidocq.errors import InputError, StoreError
from vidocq.model import Certainty, Marking
from vidocq.store import people
from vidocq.store.aliases import AliasClaim
from vidocq.store.people import Role
from vidocq.store.store import Store
from vidocq.vocabulary.tlp import Tlp
from vidocq.workbench.cases import Desk
from vidocq.workbench.naming import Names, claims_of


@pytest.fixture
def desk(store_location):
    store = Store.open(store_location, create=True)
    yield Desk(store, by="ada", pipeline=Small())
    store.close()


@pytest.fixture
def case(desk, tmp_path):
    case = desk.new("Names")
    (tmp_path / "one.txt").write_text("Vendor\nintrusion-set BRONZE VINEWOOD\nmalware Apple")
    case.add(tmp_path / "one.txt")
    return case


def same(name, other, **more):
    return AliasClaim(id="", relation="same-as", name=name, other=other, by="ada", **({"source": "Secureworks"} | more))


def item(case):
    return case.record().evidence[0]


def test_a_claim_gives_the_name_its_actor_and_withdrawing_it_takes_it_back(case, desk):
    before = case.record()
    kept, touched = Names(desk).claim(same("Bronze-Vinewood", "Known"))
    assert touched == (("names", 1),)
    assert (item(case).ref, item(case).name, item(case).certainty) == ("G1", "Known", Certainty.ANALYST)
    assert "Secureworks" in item(case).step
    _, touched = Names(desk).withdraw(kept.id, "mixed up")
    assert touched == (("names", 1),)
    assert case.record() == before


def test_a_claim_below_the_threshold_or_for_another_case_reads_nothing(case, desk):
    Names(desk).claim(same("BRONZE VINEWOOD", "Known", likelihood=0.3))
    desk.new("Other")
    Names(desk).claim(same("BRONZE VINEWOOD", "Known", scope="case"), "other")
    assert item(case).ref is None


def test_a_disputed_claim_reads_nothing(case, desk):
    Names(desk).claim(same("BRONZE VINEWOOD", "Known"))
    Names(desk).claim(AliasClaim(id="", relation="disputed", name="Known", other="BRONZE VINEWOOD", source="Agency", by="ada"))
    assert case.derive("test").changed
    assert item(case).ref is None


def test_a_case_that_nothing_touches_is_not_written(case, desk):
    Names(desk).claim(same("Somebody", "Known"))
    assert [entry.action for entry in case.history()][-1] == "case add"


def test_roles_are_checked_where_the_change_is_made(case, desk, tmp_path):
    with desk.store.change(by="ada", action="store user") as change:
        people.put(change, "ada", Role.OWNER)
        people.put(change, "ben", Role.ANALYST)
        people.put(change, "cai", Role.READER, Tlp.GREEN)
    with pytest.raises(StoreError, match="not one of the people"):
        Desk(desk.store, by="eve", pipeline=Small())
    analyst = Desk(desk.store, by="ben", pipeline=Small()).case("names")
    with pytest.raises(StoreError, match="may not do this: case withdraw"):
        analyst.withdraw("source:1", "doubt")
    analyst.remark("dissent", "", "no", "")
    reader = Desk(desk.store, by="cai", pipeline=Small())
    assert reader.listed() == []  # unmarked cases are not for everyone
    with pytest.raises(InputError, match="no case"):
        reader.case("names")
    with pytest.raises(StoreError, match="may not"):
        reader.new("Mine")


def test_a_case_can_be_closed_to_one_and_opened_to_another(case, desk):
    with desk.store.change(by="ada", action="store user") as change:
        people.put(change, "ada", Role.OWNER)
        people.put(change, "ben", Role.READER)
        people.put(change, "cai", Role.ANALYST)
        people.grant(change, case.entry.pk, "ben", Role.EDITOR)
        people.grant(change, case.entry.pk, "cai", Role.NONE)
    Desk(desk.store, by="ben", pipeline=Small()).case("names").withdraw("evidence:2", "wrong")
    closed = Desk(desk.store, by="cai", pipeline=Small())
    assert closed.listed() == []
    with pytest.raises(StoreError, match="not let in"):
        closed.case("names")


def test_a_reader_may_ask_and_writes_nothing(case, desk):
    with desk.store.change(by="ada", action="store user") as change:
        people.put(change, "ada", Role.OWNER)
        people.put(change, "ben", Role.READER)
    seq = desk.store.last.seq
    Desk(desk.store, by="ben", pipeline=Small()).case("names").assess()
    assert desk.store.last.seq == seq


def test_a_private_claim_is_shown_to_nobody_else(desk):
    Names(desk).claim(same("A1", "B1", scope="analyst"))
    with desk.store.change(by="ada", action="store user") as change:
        people.put(change, "ada", Role.OWNER)
        people.put(change, "ben", Role.READER)
    assert len(claims_of(desk.store, "ada", None, "ada")) == 1
    assert claims_of(desk.store, "ben", None, "ada") == ()
    with pytest.raises(StoreError):
        claims_of(desk.store, "eve")


def test_what_follows_is_counted_as_far_as_it_is_seen(desk, tmp_path):
    case = desk.new("Open", Tlp.GREEN)
    (tmp_path / "one.txt").write_text("Vendor\nintrusion-set BRONZE VINEWOOD")
    content, (document,) = desk.pipeline.read(tmp_path / "one.txt")
    case.take([(content, msgspec.structs.replace(document, marking=Marking(tlp=Tlp.RED)))])
    with desk.store.change(by="ada", action="store user") as change:
        people.put(change, "ada", Role.OWNER)
        people.put(change, "gus", Role.EDITOR, Tlp.GREEN)
    _, touched = Names(Desk(desk.store, by="gus", pipeline=Small())).claim(same("BRONZE VINEWOOD", "Known"))
    assert touched == ()

"""Names as claims: a view above a threshold, un-merged by withdrawing, never merged by a shared name alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.errors import InputError
from vidocq.store import aliases
from vidocq.store.aliases import AliasClaim


def said(name, other, source="A", relation="same-as", likelihood=1.0, claim_id="x"):
    return AliasClaim(id=claim_id, relation=relation, name=name, other=other, source=source, by="ada", likelihood=likelihood)


def keep(store, made, **more):
    with store.change(by="ada", action="alias claim") as change:
        return aliases.claim(change, made, **more)


def now(store, **more):
    with store.read() as connection:
        return aliases.claims(connection, **more)


def test_one_sources_own_chain_is_one_group():
    made = [said("APT31", "ZIRCONIUM"), said("Zirconium", "Judgment Panda")]
    assert set(aliases.group(made, "apt31").names) == {"ZIRCONIUM", "Judgment Panda"}
    assert len(aliases.why(made, "APT31", "JUDGMENT-PANDA")) == 2


def test_a_name_that_two_sources_share_merges_nothing():
    made = [said("APT31", "BRONZE", "A"), said("BRONZE", "APT40", "B")]
    assert aliases.group(made, "APT31").names == ("BRONZE",)
    assert [name for name, _ in aliases.group(made, "APT31").possible] == ["APT40"]
    assert aliases.why(made, "APT31", "APT40") == ()
    assert any("BRONZE is shared" in line for line in aliases.conflicts(made))


def test_below_the_threshold_nothing_is_joined():
    made = [said("A1", "B1", likelihood=0.4)]
    assert aliases.group(made, "A1", 0.5).names == ()
    assert aliases.group(made, "A1", 0.4).names == ("B1",)


def test_other_relations_join_nothing():
    for relation in ("overlaps", "part-of", "disputed"):
        assert aliases.group([said("A1", "B1", relation=relation)], "A1").names == ()


def test_a_dispute_is_listed_beside_what_it_disputes():
    made = [said("A1", "B1"), said("B1", "A1", "B", "disputed")]
    assert [one.source for one in aliases.group(made, "A1").disputed] == ["B"]
    assert any("B disputes it" in line for line in aliases.conflicts(made))


def test_withdrawing_unmerges_and_the_past_stays(store):
    kept = keep(store, said("A1", "B1"))
    then = store.last.seq
    with store.change(by="ada", action="alias withdraw") as change:
        aliases.withdraw(change, kept.id)
    assert now(store) == ()
    assert now(store, at=then) == (kept,)
    with store.change(by="ada", action="alias withdraw") as change, pytest.raises(InputError):
        aliases.withdraw(change, kept.id)


def test_a_private_claim_is_seen_by_its_analyst_only(store):
    keep(store, AliasClaim(id="", relation="same-as", name="A1", other="B1", source="A", by="ada", scope="analyst"))
    assert now(store) == ()
    assert now(store, analyst="ben") == ()
    assert len(now(store, analyst="ada")) == 1


@pytest.mark.parametrize(
    "made",
    [
        said("", "B"),
        said("A", "a"),
        said("A", "B", source=" "),
        said("A", "B", likelihood=1.5),
        said("A", "B", relation="is"),
        said("A" * 300, "B"),
        said("A\x00", "B"),
        said("BRONZE-X", "bronze x"),
    ],
)
def test_what_is_no_claim_is_refused(store, made):
    with pytest.raises(InputError):
        keep(store, made)
    assert now(store) == ()


names = st.sampled_from(["P", "Q", "R", "S", "T"])
made_up = st.lists(
    st.builds(
        said, names, names, st.sampled_from("AB"), st.sampled_from(["same-as", "disputed"]), st.sampled_from([0.2, 0.6, 1.0])
    ),
    max_size=8,
).map(lambda found: [one for one in found if one.name != one.other])


@given(made_up, names, names)
def test_being_one_group_is_mutual(made, one, other):
    assert (other in aliases.group(made, one).names) == (one in aliases.group(made, other).names)


@given(made_up, names)
def test_every_way_leads_from_the_name_to_the_other_by_one_source_and_by_claims_made(made, name):
    found = aliases.group(made, name)
    for other, way in found.ways:
        assert (way[0].origin, way[-1].target) == (aliases.key(name), aliases.key(other))
        assert len({step.claim.source for step in way}) == 1
        assert all(step.claim in made and step.claim.likelihood >= 0.5 for step in way)
    assert not set(found.names) & {other for other, _ in found.possible}


@given(made_up, names)
def test_a_higher_threshold_never_joins_more(made, name):
    assert set(aliases.group(made, name, 0.9).names) <= set(aliases.group(made, name, 0.5).names)

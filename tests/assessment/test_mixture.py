"""A link is worth no more than its source is right, and links of one source stand or fall together."""

from __future__ import annotations

import msgspec
import pytest
from attribution_world import world

from vidocq.assessment.assess import index_of
from vidocq.assessment.bag import SOFTWARE, TECHNIQUE, TEXT, VICTIM_COUNTRY, Bag, Item
from vidocq.assessment.draws import draw, numbers
from vidocq.assessment.mixture import like_the_record, worlds
from vidocq.assessment.model import shipped
from vidocq.knowledge.reliability import link_error
from vidocq.knowledge.snapshot import Snapshot, Use


def _sourced(snapshot: Snapshot, source: str) -> Snapshot:
    """The same knowledge with every link of a program to a group made by one source."""

    def use(one: Use) -> Use:
        return msgspec.structs.replace(one, source=source) if one.target.startswith("S") else one

    actors = tuple(msgspec.structs.replace(actor, uses=tuple(use(one) for one in actor.uses)) for actor in snapshot.actors)
    return msgspec.structs.replace(snapshot, actors=actors)


def _sole(snapshot: Snapshot) -> list[str]:
    return sorted(index_of(snapshot).sole_source)


def _bag(*values: str, doubt: float = 0.0) -> Bag:
    technique = Item(family=TECHNIQUE, value="T1003.001", evidence=("t",))
    tools = (Item(family=SOFTWARE, value=value, evidence=(value,)) for value in values)
    return Bag(items=(technique, *tools), year=2020.0, doubt=doubt)


@pytest.mark.parametrize("source", ["attack", "malpedia reference", "threat-actor uses", "somebody's blog"])
def test_what_a_sole_link_tells_is_bounded_by_its_sources_error(source):
    snapshot = _sourced(world(), source)
    index = index_of(snapshot)
    variant = shipped().variant_for(index)
    sole = _sole(snapshot)[0]
    found = draw(_bag(sole), index, variant, seed=0).mean
    best = float(found.groups.max())
    error = link_error(source).false
    without = draw(_bag(), index, variant, seed=0).mean
    row = int(found.groups.argmax())
    assert best <= 1 - error + error * float(without.groups[row]) + 1e-9


def test_worlds_are_all_ways_to_be_wrong_and_the_first_has_everything():
    index = index_of(world())
    sole = _sole(world())
    found = worlds(_bag(*sole), index)
    assert sum(one.weight for one in found) == pytest.approx(1)
    assert found[0].bag == _bag(*sole)
    assert all(len(one.bag.items) < len(found[0].bag.items) for one in found[1:])
    assert worlds(_bag(), index) == (found[0].__class__(1.0, _bag()),)


def test_two_links_of_one_source_fall_together():
    snapshot = world()
    sole = _sole(snapshot)
    assert len(sole) >= 2
    found = worlds(_bag(*sole[:2]), index_of(snapshot))
    assert len(found) == 2
    assert found[1].weight == pytest.approx(link_error("attack").false)
    assert found[1].bag.values(SOFTWARE) == ()


def test_a_name_read_from_a_text_may_be_misread():
    snapshot = world()
    sole = _sole(snapshot)[0]
    sure, read = worlds(_bag(sole), index_of(snapshot)), worlds(_bag(sole, doubt=0.1), index_of(snapshot))
    assert read[1].weight == pytest.approx(1 - (1 - sure[1].weight) * 0.9)


def test_less_reliable_sources_give_lower_ratings():
    ratings = []
    for source in ("attack", "threat-actor uses", "somebody's blog"):
        snapshot = _sourced(world(), source)
        index = index_of(snapshot)
        ratings.append(float(draw(_bag(_sole(snapshot)[0]), index, shipped().variant_for(index), seed=0).mean.groups.max()))
    assert ratings == sorted(ratings, reverse=True)
    assert ratings[0] > ratings[-1]


def test_the_record_speaks_only_of_cases_like_its_own():
    snapshot = world()
    sole = _sole(snapshot)[0]
    assert like_the_record(_bag(sole), index_of(snapshot))
    assert not like_the_record(_bag(sole, doubt=0.04), index_of(snapshot))
    assert not like_the_record(_bag(sole), index_of(_sourced(snapshot, "malpedia reference")))


def test_the_answer_is_the_mean_of_the_draws_and_lies_within_its_interval():
    index = index_of(world())
    found = draw(_bag(*_sole(world())), index, shipped().variant_for(index), seed=3)
    assert found.mean.groups == pytest.approx(found.groups.mean(0))
    assert float(found.mean.groups.sum()) + found.mean.unknown == pytest.approx(1)
    spread = found.intervals
    best = int(found.mean.groups.argmax())
    assert spread.groups[best][0] <= found.mean.groups[best] <= spread.groups[best][1]
    assert len(numbers(_bag(), index)) == 1


def test_the_doubt_of_a_program_that_several_have_is_a_world_too():
    index = index_of(world())
    item = Item(family=SOFTWARE, value="S0900", evidence=("e",), doubt=0.4)
    sure, doubtful = (Bag(items=(one,), year=2020.0) for one in (msgspec.structs.replace(item, doubt=0.0), item))
    assert len(worlds(sure, index)) == 1
    assert [one.weight for one in worlds(doubtful, index)] == pytest.approx([0.6, 0.4])
    assert worlds(doubtful, index)[1].bag.items == ()


def test_a_text_with_too_few_traces_left_is_not_compared():
    index = index_of(world())
    text = Item(family=TEXT, value="text", text="phishing")
    techniques = [Item(family=TECHNIQUE, value=f"T100{number}", evidence=("t",)) for number in range(3)]
    own = Item(family=SOFTWARE, value=_sole(world())[0], evidence=("s",), doubt=0.3)
    for kept, left in ((2, False), (3, True)):
        found = worlds(Bag(items=(*techniques[:kept], own, text), year=2020.0), index)
        assert text in found[0].bag.items
        assert (text in found[1].bag.items) is left


def test_a_world_without_traces_carries_nobody():
    index = index_of(world())
    variant = shipped().variant_for(index)
    item = Item(family=SOFTWARE, value=_sole(world())[0], evidence=("s",), doubt=0.4)
    alone = draw(Bag(items=(item,), year=2020.0), index, variant, seed=0)
    right = 0.6 * (1 - link_error("attack").false)
    assert alone.carried == pytest.approx((right, right))
    victim = Item(family=VICTIM_COUNTRY, value="IN", evidence=("v",))
    assert draw(Bag(items=(item, victim), year=2020.0), index, variant, seed=0).carried == pytest.approx((right, right))

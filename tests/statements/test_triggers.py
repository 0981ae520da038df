"""Triggers are found where their idiom stands, and a candidate's links are told by order, lists and rivals."""

from __future__ import annotations

import pytest

from vidocq.model import SectionRole
from vidocq.statements.acts import Context
from vidocq.statements.candidates import Unit, unit_of
from vidocq.statements.coding import Coder
from vidocq.statements.features import Features
from vidocq.statements.layout import Sentence
from vidocq.statements.linear import LINKED, PARTY_LABELS, UNLINKED, linked
from vidocq.statements.links import Links, standing
from vidocq.statements.speakers import Known
from vidocq.statements.triggers import find_triggers, idioms


def unit(text: str) -> Unit:
    coded = Coder(text).code(text, 0)
    sentence = Sentence(text=text, start=0, role=SectionRole.BODY, paragraph=0)
    return unit_of(coded, sentence, 0, Context(known=Known(), cyber=True), (), [], [])


def labels(text: str) -> set[str]:
    return {trigger.label for trigger in Links(Features(unit(text))).triggers}


def test_every_idiom_belongs_to_a_label_that_the_model_knows() -> None:
    assert {idiom.label for idiom in idioms()} <= set(PARTY_LABELS)
    assert all(idiom.elements for idiom in idioms())


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Estonia laid the intrusion at the door of Russia.", "asserts"),
        ("Norway declined to say who had done it.", "withholds"),
        ("China's embassy brushed the hacking claims aside.", "denies"),
        ("Latvia condemned the attack in the strongest terms.", "reaction 6"),
        ("Poland isn't naming anybody for the hack.", "withholds"),
        ("Denmark hauled in the Russian ambassador over the hack.", "summons_ambassador"),
        ("Japan and Korea said in a joint statement that hackers had struck.", "joint_statement"),
    ],
)
def test_an_idiom_is_found_with_words_in_between_and_inside_offices_and_papers(text: str, label: str) -> None:
    assert label in labels(text)


def test_an_idiom_does_not_reach_over_a_full_stop_or_a_wider_gap() -> None:
    wide = ["laid", *("word",) * 9, "at", "the", "door"]
    near = ["laid", "it", "at", "the", "door"]
    stop = ["laid", "it", ".", "at", "the", "door"]
    found = [{hit.line for hit in find_triggers(words, [""] * len(words))} for words in (wide, near, stop)]
    assert found[1] - found[0]
    assert found[1] - found[2]


def test_members_of_a_list_are_told_from_parties_apart() -> None:
    features = Features(unit("Estonia, Latvia and Poland condemned the hack, and Finland did not."))
    places = [index for index, word in enumerate(features.words) if word.mention >= 0]
    assert len({features.chain(place) for place in places[:3]}) == 1
    assert features.chain(places[0]) == (places[0], places[2])
    assert features.chain(places[3]) == (places[3], places[3])


def test_members_of_a_list_stand_to_a_trigger_alike() -> None:
    made = unit("Estonia, Latvia and Poland condemned the hack.")
    links = Links(Features(made))
    number = next(n for n, trigger in enumerate(links.triggers) if trigger.label == "reaction 5")
    first, last = (set(links.party(made.parties[index], number)) for index in (0, 2))
    assert len(first & last) > 0.8 * len(first | last)


def test_the_surest_of_a_sentence_is_marked_and_the_others_are_behind() -> None:
    scores = [{"asserts": 4.0}, {"asserts": 0.5}, {}]
    assert "a first asserts" in standing(scores, 0)
    assert "a clearly asserts 2" in standing(scores, 0)
    assert any(word.startswith("a behind asserts") for word in standing(scores, 1))
    assert standing(scores, 2) == ["a best -"]


def test_a_label_without_a_trigger_starts_lower_than_one_with_a_doubtful_link() -> None:
    assert linked([]) == UNLINKED
    assert linked([-9.0, 1.0]) == pytest.approx(LINKED)
    assert linked([-9.0]) < linked([0.0]) < linked([9.0]) == linked([99.0])

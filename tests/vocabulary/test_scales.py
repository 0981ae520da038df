"""The published scales: edges, gaps and order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.errors import MarkingError
from vidocq.vocabulary import icd203, phia, tlp
from vidocq.vocabulary.speech import Act, Rank, Reaction
from vidocq.vocabulary.tlp import Tlp


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0.0, "almost no chance"),
        (0.0499, "almost no chance"),
        (0.05, "very unlikely"),
        (0.20, "unlikely"),
        (0.45, "roughly even chance"),
        (0.55, "likely"),
        (0.7999, "likely"),
        (0.80, "very likely"),
        (0.95, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_icd_203_upper_word_owns_the_edge(probability, word):
    assert icd203.word(probability) == word


@pytest.mark.parametrize("wrong", [-0.01, 1.01, float("nan")])
def test_what_is_not_a_probability_has_no_word(wrong):
    with pytest.raises(ValueError, match="not a probability"):
        icd203.word(wrong)
    with pytest.raises(ValueError, match="not a probability"):
        phia.word(wrong)


@pytest.mark.parametrize(
    ("probability", "word", "snapped"),
    [
        (0.05, "remote chance", False),
        (0.07, "remote chance", True),
        (0.09, "highly unlikely", True),
        (0.225, "unlikely", True),
        (0.5, "realistic possibility", False),
        (0.52, "realistic possibility", True),
        (0.53, "likely", True),
        (0.78, "highly likely", True),
        (0.93, "almost certain", True),
        (1.0, "almost certain", False),
    ],
)
def test_phia_gaps_snap_and_say_so(probability, word, snapped):
    assert phia.word(probability) == (word, snapped)


@given(st.floats(0, 1), st.floats(0, 1))
def test_words_never_go_down_as_numbers_go_up(one, two):
    order = [band[2] for band in icd203.BANDS]
    low, high = sorted((one, two))
    assert order.index(icd203.word(low)) <= order.index(icd203.word(high))


@pytest.mark.parametrize("text", ["amber+strict", "amber_strict", "TLP:AMBER+STRICT", "tlp:amber_strict", " Amber-Strict "])
def test_amber_strict_is_read_however_it_is_written(text):
    assert tlp.parse(text) is Tlp.AMBER_STRICT


def test_white_is_the_old_name_of_clear():
    assert tlp.parse("tlp:white") is Tlp.CLEAR


def test_an_unknown_marking_is_an_error_with_a_hint():
    with pytest.raises(MarkingError, match="use RED"):
        tlp.parse("purple")


def test_unmarked_is_the_most_restrictive_and_not_shareable():
    assert tlp.most_restrictive([Tlp.CLEAR, Tlp.UNMARKED, Tlp.RED]) is Tlp.UNMARKED
    assert tlp.most_restrictive([]) is Tlp.UNMARKED
    assert not Tlp.UNMARKED.visible_at(Tlp.RED)
    assert Tlp.CLEAR.visible_at(Tlp.GREEN)
    assert not Tlp.AMBER_STRICT.visible_at(Tlp.AMBER)


@given(st.lists(st.sampled_from(Tlp), min_size=1))
def test_derived_marking_is_visible_only_where_every_part_is(markings):
    derived = tlp.most_restrictive(markings)
    for ceiling in Tlp:
        assert derived.visible_at(ceiling) == all(marking.visible_at(ceiling) for marking in markings)


def test_the_ladders_keep_their_published_order():
    assert (Act.RETRACTS.step, Act.SILENT.step, Act.ASSERTS.step, Act.CLAIMS_RESPONSIBILITY.step) == (-3, 0, 5, None)
    assert Reaction.SOLIDARITY < Reaction.DEPLORES < Reaction.CONDEMNS
    assert Rank.CRIMINAL < Rank.SANCTIONS < Rank.EXPULSION

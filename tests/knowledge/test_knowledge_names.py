from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.knowledge import names
from vidocq.knowledge.names import core, key, reporter_in, scheme_of, spellings


def test_all_spellings_of_a_name_have_one_key() -> None:
    assert len({key(text) for text in ("APT31", "APT 31", "APT-31", "apt31", "Apt_31", "ＡＰＴ３１")}) == 1


def test_different_names_have_different_keys() -> None:
    assert key("APT31") != key("APT13")
    assert key("TA505") != key("TA50")


@given(st.text(max_size=40))
def test_key_is_idempotent_and_ignores_case(text: str) -> None:
    assert key(key(text)) == key(text)
    assert key(text.upper().lower()) == key(text.upper())


@given(st.from_regex(r"\A[A-Za-z]{2,6}[ -]?[0-9]{1,5}\Z"))
def test_spellings_keep_the_key(name: str) -> None:
    found = spellings(name)
    assert found[0] == name
    assert {key(spelling) for spelling in found} == {key(name)}
    assert len(found) >= 3


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("APT31", {"APT 31", "APT-31"}), ("Cobalt Strike", {"CobaltStrike", "Cobalt-Strike"}), ("ShadowPad", {"Shadow Pad"})],
)
def test_spellings_that_reports_use(name: str, wanted: set[str]) -> None:
    assert wanted <= set(spellings(name))


@pytest.mark.parametrize(
    ("name", "reporter"),
    [
        ("Violet Typhoon", "Microsoft"),
        ("Storm-0558", "Microsoft"),
        ("JUDGMENT PANDA", "CrowdStrike"),
        ("BRONZE VINEWOOD", "Secureworks"),
        ("UNC2452", "Mandiant"),
        ("TA412", "Proofpoint"),
        ("APT-C-26", "Qihoo 360"),
        ("Red keres", ""),
        ("Bronze age", ""),
    ],
)
def test_a_name_belongs_to_whose_scheme_it_follows(name: str, reporter: str) -> None:
    assert scheme_of(name) == reporter


def test_reporter_is_read_from_the_citation() -> None:
    assert reporter_in("Microsoft Threat Actor Naming July 2023") == "Microsoft"
    assert reporter_in("Some Blog 2020") == ""


def test_core_leaves_out_what_only_says_group() -> None:
    assert core("The Gorgon Group") == core("Gorgon")
    assert core("Group") == key("Group")


@given(st.lists(st.text(max_size=12) | st.sampled_from(["APT-31", "a\nb", "\n", "", "Ünal", "ﬁn 7"]), max_size=20))
def test_keys_of_many_names_are_those_of_each(given_names: list[str]) -> None:
    assert names.keys(given_names) == [names.key(name) for name in given_names]

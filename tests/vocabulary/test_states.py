"""States, bodies and vendors are found by every kind of name, and not where the name is another's."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.vocabulary import states
from vidocq.vocabulary.states import Form, find_bodies, find_parties, find_states, find_vendors


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("the People's Republic of China", "CN"),
        ("the\nRussian Federation", "RU"),
        ("Beijing's embassy", "CN"),
        ("the Kremlin", "RU"),
        ("Whitehall sources", "GB"),
        ("Iranian hackers", "IR"),
        ("the U.S. embassy", "US"),
        ("IRAN BLAMED", "IR"),
        ("Czech officials", "CZ"),
    ],
)
def test_finds_states_by_every_form(text: str, code: str) -> None:
    assert [mention.party for mention in find_states(text)] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "New Mexico", "The Washington Post", "pro-Russian hacktivists", "anti-China law", "Cuba ransomware", "give us a call",
        "CONTACT US TODAY", "the South China Sea",
    ],
)  # fmt: skip
def test_other_names_are_no_states(text: str) -> None:
    assert find_states(text) == ()


@pytest.mark.parametrize(
    ("text", "code", "party"),
    [
        ("the FBI said", "US:FBI", "US"),
        ("the National Cyber Security Centre", "GB:NCSC", "GB"),
        ("NÚKIB", "CZ:NUKIB", "CZ"),
        ("Supo", "FI:Supo", "FI"),
        ("the GRU", "RU:GRU", "RU"),
        ("Ministry of State Security", "CN:MSS", "CN"),
        ("the European Union", "EU", "EU"),
        ("NATO", "NATO", "NATO"),
    ],
)
def test_bodies_speak_for_their_party(text: str, code: str, party: str) -> None:
    (mention,) = find_bodies(text)
    assert (mention.code, mention.party) == (code, party)


def test_a_shared_name_needs_its_state() -> None:
    assert find_bodies("It starts at 9 PST.") == ()
    assert [m.code for m in find_bodies("PST, the Norwegian service, said")] == ["NO:PST"]


def test_vendors() -> None:
    assert [m.party for m in find_vendors("Google-owned Mandiant and ESET")] == ["Mandiant", "ESET"]


def test_lookups() -> None:
    assert states.code_of("Chinese") == "CN"
    assert states.code_of("nowhere") is None
    assert states.name_of("CN") == "China"
    assert states.name_of("Profero") == "Profero"
    assert states.is_state("CZ")
    assert not states.is_state("NATO")


def test_all_codes_are_two_letters_and_names_unique() -> None:
    assert all(len(code) == 2 and code.isupper() for code in states.states())
    names = [name for state in states.states().values() for name in state.names]
    assert len(names) == len(set(names))
    assert all(
        body.party in states.states() or body.kind == "alliance" or body.party == "EU" for body in states.bodies().values()
    )


@given(st.text(alphabet="China Rusiaén U.S-’'\n", max_size=60))
def test_spans_are_slices(text: str) -> None:
    mentions = find_parties(text)
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(isinstance(m.form, Form) for m in mentions)

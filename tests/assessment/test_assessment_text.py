"""Whole texts: compared only beside technical evidence, without names of groups and states; clocks and languages."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from attribution_world import item, world

from vidocq.assessment import assess
from vidocq.assessment.bag import FEWEST_TRACES, TEXT
from vidocq.assessment.index import build
from vidocq.assessment.reading import read, with_text
from vidocq.assessment.textual import TextTable, actor_words
from vidocq.assessment.weights.language import countries_at
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Section, SectionRole


def document(text: str, *, sections: tuple[Section, ...] = ()) -> Document:
    return Document(id="doc-o1", sha256="0" * 64, size=1, name="x", text=text, media_type="text/plain", sections=sections)


@pytest.fixture
def written(snapshot: Snapshot) -> Snapshot:
    """The world, with a procedure that nobody else has for Group 5."""
    actors = list(snapshot.actors)
    use = msgspec.structs.replace(actors[5].uses[0], procedure="They smuggled beacons inside weather balloons over the harbour.")
    actors[5] = msgspec.structs.replace(actors[5], uses=(use, *actors[5].uses[1:]))
    return msgspec.structs.replace(snapshot, actors=tuple(actors))


CASE = [item("attack-pattern", "T1566"), item("malware", "S0800"), item("attack-pattern", "T1000")]
TEXT_OF_FIVE = "Beacons were smuggled inside weather balloons."


def shown(snapshot: Snapshot, evidence: list[object], text: str) -> float:
    found = assess(evidence, snapshot, documents=[document(text)])  # type: ignore[arg-type]
    return next(row.probability for row in found.group.rows if row.hypothesis.id == "group:G0005")


def test_a_text_like_a_groups_procedures_speaks_for_it(written: Snapshot) -> None:
    assert shown(written, list(CASE), TEXT_OF_FIVE) > 1.5 * shown(written, list(CASE), "Nothing alike.")


def test_a_text_beside_too_little_evidence_says_nothing(written: Snapshot) -> None:
    few = list(CASE[: FEWEST_TRACES - 1])
    assert shown(written, few, TEXT_OF_FIVE) == shown(written, few, "Nothing alike.")


def test_names_of_states_and_groups_do_not_weigh(written: Snapshot) -> None:
    plain = shown(written, list(CASE), TEXT_OF_FIVE)
    assert shown(written, list(CASE), TEXT_OF_FIVE + " Russia, the Russian GRU in Moscow, Only A Name.") == pytest.approx(plain)


def test_commentary_is_not_compared(written: Snapshot) -> None:
    index = build(written)
    reading = read(CASE, written, index)
    text = "Body. " + TEXT_OF_FIVE
    comment = (Section(role=SectionRole.BODY, start=0, end=5), Section(role=SectionRole.COMMENTARY, start=5, end=len(text)))
    (found,) = with_text(reading, [document(text, sections=comment)]).bag.of(TEXT)
    assert found.text == "Body."


def test_an_excluded_documents_text_is_not_compared(written: Snapshot) -> None:
    index = build(written)
    reading = read(CASE, written, index)
    assert with_text(reading, [document(TEXT_OF_FIVE)], without=("doc-o1",)) is reading


def test_a_table_of_nothing_gives_zeros() -> None:
    assert not TextTable(("", ""), frozenset()).similarity("anything").any()
    assert not TextTable(("one text only", ""), frozenset()).similarity("text").any()
    assert np.isfinite(TextTable(("alpha beta", "gamma delta"), frozenset()).similarity("")).all()


def test_words_of_names_are_known() -> None:
    assert {"only", "name"} <= actor_words(world())


@pytest.mark.parametrize(
    ("value", "inside", "outside"), [("UTC+8", "CN", "RU"), ("+03:30", "IR", "CN"), ("GMT+9", "KP", "CN"), ("UTC-3", "BR", "RU")]
)
def test_clocks(value: str, inside: str, outside: str) -> None:
    assert inside in countries_at(value)
    assert outside not in countries_at(value)


def test_a_clock_that_is_none_says_nothing() -> None:
    assert countries_at("in the morning") == frozenset()

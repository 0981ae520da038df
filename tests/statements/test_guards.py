"""Guards: what stands in the wrong place of a sentence is not blamed, and what does not speak for a state does not accuse."""

from __future__ import annotations

from typing import Any

import pytest

from statements.conftest import reading, rows
from vidocq.benchmarking.reader import text_document
from vidocq.model import Lane
from vidocq.statements.reader import read
from vidocq.vocabulary.speech import Act

CASES = rows("guards.jsonl")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_guard(case: dict[str, Any]) -> None:
    found = reading(case["text"])
    accused = {
        f"{item.speaker.party}>{code}"
        for item in found.statements
        if item.act is not None and item.act.value in ("asserts", "suspects", "relays")
        for code in item.objects
    }
    done = {f"{item.by}:{item.measure}" for item in found.responses}
    assert not accused & set(case["not_accused"])
    assert set(case["accused"]) <= accused
    assert not done & set(case["not_done"])


@pytest.mark.parametrize(
    "text",
    [
        "Majuro: the harbour office was broken into by hackers sponsored by the Belarusian state, according to the Belgians.",
        "A fake that circulates has Oslo blame Denmark for the intrusion.",
        "Peru in turn blamed Chile for the intrusion into its ministry.",
        "The servers had been wiped. Austria's government had told the press that Russia was responsible for the intrusion.",
    ],
)
def test_what_may_be_another_s_word_or_affair_waits_for_a_person(text: str) -> None:
    assert not [one for one in reading(text).statements if one.lane is Lane.AUTO and one.act is Act.ASSERTS]


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("Norway accused Belarus of the intrusion into its parliament.", True),
        ("Norway, after talks with Portugal, accused Belarus of the intrusion into its parliament.", False),
        ("Norway accused Belarus of the intrusion into its parliament" + ", its mail and its archive" * 8 + ".", False),
    ],
)
def test_an_accusation_stands_by_itself_only_in_a_simple_sentence(text: str, alone: bool) -> None:
    read_by_rules = read(text_document("test", text), model=None)
    found = [one for one in read_by_rules.statements if one.act is Act.ASSERTS and "BY" in one.objects]
    assert found
    assert any(one.lane is Lane.AUTO for one in found) is alone

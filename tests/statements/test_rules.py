"""Each rule of each lexicon reads the sentence written for it, and no trap makes a false accusation."""

from __future__ import annotations

from typing import Any

import pytest

from statements.conftest import reading, rows
from vidocq.statements import acts, reactions, responses

RULES = rows("rules.jsonl")
TRAPS = rows("traps.jsonl")


@pytest.mark.parametrize("case", RULES, ids=lambda case: f"{case.get('rule', case.get('measure'))}: {case['text'][:40]}")
def test_each_rule_reads_its_sentence(case: dict[str, Any]) -> None:
    found = reading(case["text"])
    if "measure" in case:
        assert (case["speaker"], case["measure"]) in {(item.by, item.measure) for item in found.responses}
        return
    fitting = [item for item in found.statements if item.rule == case["rule"] and item.speaker.party == case["speaker"]]
    assert fitting
    if "reaction" in case:
        assert case["reaction"] in {int(item.reaction) for item in fitting}
        return
    assert case["act"] in {item.act.value for item in fitting if item.act}
    if "objects" in case:
        assert sorted(case["objects"]) in [sorted(item.objects) for item in fitting]


def test_no_rule_is_without_a_sentence() -> None:
    tried = {case.get("rule") for case in RULES}
    assert {f"acts/{rule.id}" for rule, _ in acts.rules()} <= tried
    assert {f"reactions/{rule.level}" for rule, _ in reactions.rules()} <= tried
    assert {rule.measure for rule, _ in responses.rules()} <= {case.get("measure") for case in RULES}


@pytest.mark.parametrize("case", TRAPS, ids=lambda case: case["text"][:60])
def test_traps_make_no_false_accusation(case: dict[str, Any]) -> None:
    accused = {
        f"{item.speaker.party}>{code.partition(':')[0]}"
        for item in reading(case["text"]).statements
        if item.act is not None and item.act.value == "asserts"
        for code in item.objects
    }
    assert not accused & set(case["not"])


def test_there_are_enough_traps() -> None:
    assert len(TRAPS) >= 60


@pytest.mark.parametrize(
    ("words", "name"), [("Both Pakistan", "Pakistan"), ("to the government of India", "government of India")]
)
def test_a_victim_is_named_without_the_words_before_it(words: str, name: str) -> None:
    from vidocq.statements.incidents import canonical_victim

    assert canonical_victim(words, None) == name

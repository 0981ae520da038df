"""The founding news account: every stated field of its gold, and everything that must not be claimed from it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statements.conftest import CASES
from vidocq.benchmarking.reader import act_label
from vidocq.model import Lane, Statement
from vidocq.statements.reader import Reading

GOLD = json.loads((CASES / "seed" / "seed.json").read_text(encoding="utf-8"))
TEXT = (CASES / "seed" / "seed.txt").read_text(encoding="utf-8")
_LEVELS = {"territory/origin": "territory", "actor-state-link": "actor-state-link", "state": "state", None: None}


def _fits(item: Statement, gold: dict[str, Any]) -> bool:
    act = act_label(gold["act"])
    reaction = gold["reaction"] if gold["act"] != "notes" else 1
    return (
        item.speaker.party == gold["speaker_code"]
        and (item.act.value if item.act else None) == act
        and (act is None or sorted(item.objects) == sorted(gold["objects"]))
        and (reaction is None or int(item.reaction) == reaction)
        and (_LEVELS[gold.get("object_level")] is None or item.object_level.value == _LEVELS[gold.get("object_level")])
    )


@pytest.mark.parametrize("gold", GOLD["statements"], ids=lambda gold: gold["id"])
def test_every_statement_of_the_gold_is_read(seed: Reading, gold: dict[str, Any]) -> None:
    assert any(_fits(item, gold) for item in seed.statements)


def test_no_statement_is_read_that_the_gold_does_not_have(seed: Reading) -> None:
    extra = [item for item in seed.statements if not any(_fits(item, gold) for gold in GOLD["statements"])]
    # APT31 alone and APT31 with its state are one gold statement and two of ours: the second is an apposition, for review
    assert [(item.speaker.party, item.objects, item.lane) for item in extra] == [("CZ", ("APT31",), Lane.REVIEW)]


@pytest.mark.parametrize("gold", GOLD["responses"], ids=lambda gold: gold["id"])
def test_every_response_of_the_gold_is_read(seed: Reading, gold: dict[str, Any]) -> None:
    (item,) = [item for item in seed.responses if item.by == gold["by"] and item.measure == gold["measure"]]
    assert int(item.rank) == gold["rank"]
    assert len(seed.responses) == len(GOLD["responses"])
    if gold["measure"] == "criminal_charges":
        assert item.persons == 7
        assert item.date is not None
        assert item.date.edtf == gold["date"]["edtf"]
        assert [reading.value for reading in item.date.readings] == ["2025-03-21/2025-03-31", "2024-03-21/2024-03-31"]
        assert item.incident_id is None


def test_incident(seed: Reading) -> None:
    (incident,) = seed.incidents
    (victim,) = incident.victims
    gold = GOLD["incidents"][0]["victims"][0]
    assert victim.name == gold["name"]["value"]
    assert victim.country == gold["country"]["value"]
    assert victim.asset == gold["asset"]["value"]
    assert {"government", "diplomacy"} <= set(victim.sectors)
    assert victim.critical_infrastructure == "claimed"
    assert incident.start is not None
    assert incident.start.edtf == "2022"
    assert incident.end is None
    assert incident.ongoing is None
    assert incident.detected is None
    assert incident.disclosed is not None
    assert incident.disclosed.edtf == "2025-05-28~"


def test_basis_relay_and_conflict(seed: Reading) -> None:
    accusation = next(item for item in seed.statements if item.act and item.act.value == "asserts" and item.objects == ("CN",))
    assert accusation.basis_claimed == "extensive investigation"
    assert accusation.modality == ""
    relay = next(item for item in seed.statements if item.act and item.act.value == "relays")
    assert relay.of_statement == accusation.id
    assert any("NATO" in item.sentence and item.kind == "headline against body" for item in seed.conflicts)
    assert any("EU" in item.sentence for item in seed.conflicts)


def test_nothing_that_must_not_be_claimed(seed: Reading) -> None:
    asserted = {
        (item.speaker.party, item.object_level.value) for item in seed.statements if item.act and item.act.value == "asserts"
    }
    assert ("NATO", "state") not in asserted
    assert not [pair for pair in asserted if pair[0] == "EU"]
    assert not [item for item in seed.statements if item.speaker.party == "CN"]
    assert not {"summons_ambassador", "sanctions"} & {item.measure for item in seed.responses}
    assert "MSS" not in str([item.objects for item in seed.statements])
    assert all(item.modality == "" for item in seed.statements)
    assert all(quote.end <= 1583 for item in seed.statements for quote in item.support)
    assert "NATO did not attribute this to China" in seed.must_not_claim
    # the text is silent on the EU: silence is not a fact (issue 10, part 7)
    assert "these documents do not say that the EU attributed this to China" in seed.must_not_claim
    assert "EU did not attribute this to China" not in seed.must_not_claim

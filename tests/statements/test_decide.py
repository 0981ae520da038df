"""What the model may change: it adds proposals for a person, closes lanes, and never drops what a rule found."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from vidocq.benchmarking.reader import text_document
from vidocq.benchmarking.reader_fit import LOWEST, TEXTS, _limit, _state_limit, lower_bound
from vidocq.model import Lane
from vidocq.statements.coding import Coder
from vidocq.statements.features import BITS, SPACE
from vidocq.statements.guards import of_pair
from vidocq.statements.linear import ACTS, PAIR_LABELS, PARTY_LABELS, STATE_LANE, VERSION, Model, Weights, pack
from vidocq.statements.reader import Reading, read


def model(*, bias: float = 0.0, limit: float = 0.5, auto: float = 0.0) -> Model:
    """A model that knows nothing: every candidate has the same chance, but for what rules and links add."""
    flat = np.full((SPACE, len(PARTY_LABELS)), bias / 40, dtype=np.float32)
    party, party_scale = pack(flat)
    pair, pair_scale = pack(flat[:, : len(PAIR_LABELS)])
    link, link_scale = pack(np.zeros((SPACE, 2), dtype=np.float32))
    names = (*PARTY_LABELS, *(f"pair {label}" for label in PAIR_LABELS), "pair asserts state", "asserts alone", "suspects alone")
    acts = (*ACTS, STATE_LANE)
    lanes = ("reaction", "measure", *acts, *(f"model {act}" for act in acts))
    return Model(
        Weights(
            version=VERSION,
            bits=BITS,
            corpus="",
            party_labels=PARTY_LABELS,
            pair_labels=PAIR_LABELS,
            party_scale=party_scale,
            pair_scale=pair_scale,
            party=party,
            pair=pair,
            link_scale=link_scale,
            link=link,
            thresholds=dict.fromkeys(names, limit),
            auto=dict.fromkeys(lanes, auto),
            measured={},
        )
    )


TEXT = "Estonia accused Russia of the cyberattack on its parliament and condemned it. Latvia summoned the Russian ambassador."


def told(reading: Reading) -> set[tuple[str, str]]:
    found = {(item.speaker.party, item.act.value if item.act else f"reaction {item.reaction}") for item in reading.statements}
    return found | {(item.by, item.measure) for item in reading.responses}


def test_a_model_that_believes_nothing_drops_nothing_that_a_rule_found() -> None:
    document = text_document("one", f"{TEXT} Russia denied it.")
    alone = read(document, model=None)
    assert {("EE", "asserts"), ("EE", "reaction 5"), ("LV", "summons_ambassador"), ("RU", "denies")} <= told(alone)
    doubted = read(document, model=model(bias=-40.0, limit=0.99, auto=0.99))
    assert told(alone) <= told(doubted)
    assert [item for item in alone.statements if item.lane is Lane.AUTO]
    assert not [item for item in (*doubted.statements, *doubted.responses) if item.lane is Lane.AUTO]
    assert all(item.lane_reason for item in doubted.waiting)


def test_a_model_that_agrees_leaves_the_rules_lane() -> None:
    document = text_document("one", TEXT)
    automatic = {item.rule for item in read(document, model=None).statements if item.lane is Lane.AUTO}
    agreed = {item.rule for item in read(document, model=model(bias=8.0, limit=0.999)).statements if item.lane is Lane.AUTO}
    assert automatic <= agreed


def test_a_state_needs_a_higher_chance_than_an_actor() -> None:
    document = text_document("one", "The registry of Estonia was emptied by hand, and Norway thinks of Russia and of Sandworm.")
    open_to_all = model(bias=10.0, limit=0.5)
    open_to_all.thresholds["pair asserts state"] = 1.1
    accused = {code for item in read(document, model=open_to_all).statements for code in item.objects if item.act}
    assert "Sandworm" in accused
    assert "RU" not in {
        code
        for item in read(document, model=open_to_all).statements
        if item.act and item.act.value == "asserts"
        for code in item.objects
    }


def test_a_model_does_not_judge_an_endless_sentence() -> None:
    text = "Canada said " + "and then the network of the ministry " * 28 + "was hacked."
    assert read(text_document("one", text), model=model(bias=20.0)).statements == ()


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Italy thanked Spain for blaming Russia.", True),
        ("Italy said that member states have accused Russia of hacking.", True),
        ("Italy accused Russia of dumping steel.", True),
        ("Italy accused Russia of stealing the keys.", False),
        ("Italy, it is said here, blames Russia for the hack.", False),
    ],
)
def test_a_pair_is_refused_where_others_speak_or_the_matter_is_another(text: str, refused: bool) -> None:
    coded = Coder(text).code(text, 0)
    speaker = coded.code.index("⟧") + 1
    low = coded.code.rindex("⟦S")
    assert of_pair(coded, speaker, low, coded.code.index("⟧", low) + 1).drop is refused


def test_the_limit_for_states_leaves_one_text_in_so_many() -> None:
    quiet = [0.0] * (TEXTS * 2 - 3)
    assert _state_limit([*quiet, 0.9, 0.8, 0.7]) == pytest.approx(0.705)
    assert _state_limit([0.0] * TEXTS) == LOWEST


def test_a_lane_opens_only_where_enough_records_were_right() -> None:
    pytest.importorskip("scipy")
    assert _limit([(0.9, True)] * 400, ruled=False) == 0.9
    assert _limit([(0.9, True)] * 100, ruled=False) == 2.0
    assert _limit([(0.9, True), (0.8, False)], ruled=True) > 0.8
    assert lower_bound(368, 368) >= 0.99 > lower_bound(300, 300)


def test_weights_of_another_version_are_refused() -> None:
    from vidocq.errors import ModelError

    kept = msgspec.structs.replace(_weights(), version=VERSION - 1)
    with pytest.raises(ModelError):
        Model(kept)


def _weights() -> Weights:
    zero, scale = pack(np.zeros((SPACE, 1), dtype=np.float32))
    return Weights(
        version=VERSION,
        bits=BITS,
        corpus="",
        party_labels=(),
        pair_labels=(),
        party_scale=scale,
        pair_scale=scale,
        party=zero,
        pair=zero,
        link_scale=scale,
        link=zero,
        thresholds={},
        auto={},
        measured={},
    )


def test_no_model_proposes_who_only_goes_along_or_whose_unnamed_people_spoke() -> None:
    sure = model(bias=8.0)
    along = read(text_document("one", "Estonia, together with Latvia and NATO, accused Russia of the attack."), model=sure)
    proposed = {item.speaker.party for item in along.statements if item.rule.startswith("model/")}
    assert not proposed & {"LV", "NATO"}
    unnamed = read(text_document("two", "Officials in Estonia told a newspaper that Russia was behind the attack."), model=sure)
    assert not [item for item in unnamed.statements if item.speaker.party == "EE" and item.rule.startswith("model/")]

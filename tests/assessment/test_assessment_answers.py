"""What an assessment must say whatever the case: the prior without evidence, sums to one, no order, no claims."""

from __future__ import annotations

import dataclasses
import random

import msgspec
import pytest
from attribution_world import item, world
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidocq.assessment import assess, assess_batch
from vidocq.assessment.answers import answer
from vidocq.assessment.assess import index_of
from vidocq.assessment.features import feature_names, matrix
from vidocq.assessment.hypotheses import Belief
from vidocq.assessment.model import shipped
from vidocq.assessment.reading import read
from vidocq.errors import InputError, KnowledgeError, ModelError
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import AnalystInput, Certainty, Evidence, Hypothesis, HypothesisKind, Lane, Level, Ranking
from vidocq.vocabulary.analysis import Confidence, Consistency, Spoofability

OWN = item("malware", "S0103", origin="o1")
COMMON = item("malware", "S0800", origin="o2")
TECHNIQUE = item("attack-pattern", "T1003.001", origin="o3")
CASE = (OWN, COMMON, TECHNIQUE)


def probability(ranking: Ranking, identity: str) -> float:
    return next(row.probability for row in ranking.rows if row.hypothesis.id == identity)


def total(ranking: Ranking) -> float:
    return sum(row.probability for row in ranking.rows)


def test_no_evidence_gives_the_prior_and_says_so(snapshot: Snapshot) -> None:
    found = assess([], snapshot)
    for ranking in (found.group, found.sponsor):
        assert ranking.answer.kind == "no technical evidence"
        assert "No technical evidence" in ranking.answer.sentence
        for row in ranking.rows:
            assert row.probability == pytest.approx(row.prior, abs=1e-12)
    assert found.technical_items == 0
    assert found.confidence.level is Confidence.LOW
    assert found.matrix == ()


def test_only_claims_give_no_technical_evidence(snapshot: Snapshot) -> None:
    claims = [item("intrusion-set", "G0003"), item("stated-origin", "RU")]
    found = assess(claims, snapshot)
    assert found.group.answer.kind == "no technical evidence"
    assert all("claim" in reason for _, reason in found.left_out)
    assert [row.probability for row in found.group.rows] == [row.probability for row in assess([], snapshot).group.rows]


def test_claims_beside_evidence_change_nothing(snapshot: Snapshot) -> None:
    alone = assess(CASE, snapshot)
    beside = assess((*CASE, item("intrusion-set", "G0005"), item("stated-origin", "IR")), snapshot)
    assert alone.group == beside.group
    assert alone.sponsor == beside.sponsor


@pytest.mark.parametrize("evidence", [(), CASE, (OWN,), (TECHNIQUE, COMMON)])
def test_probabilities_sum_to_one_and_all_exits_are_there(snapshot: Snapshot, evidence: tuple[Evidence, ...]) -> None:
    found = assess(evidence, snapshot)
    assert total(found.group) == pytest.approx(1, abs=1e-9)
    assert total(found.sponsor) == pytest.approx(1, abs=1e-9)
    assert {row.hypothesis.kind for row in found.group.rows} >= {HypothesisKind.NOT_IN_KB, HypothesisKind.PLANTED}
    assert {row.hypothesis.kind for row in found.sponsor.rows} >= {
        HypothesisKind.NO_STATE,
        HypothesisKind.UNDETERMINED,
        HypothesisKind.PLANTED,
    }
    for row in (*found.group.rows, *found.sponsor.rows):
        assert 0 <= row.interval[0] <= row.probability <= row.interval[1] <= 1


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations([*CASE, item("attack-pattern", "T1566"), item("victim-country", "IN")]), seed=st.integers(0, 3))
def test_order_of_evidence_does_not_matter(order: list[Evidence], seed: int) -> None:
    snapshot = world()
    shuffled = list(order)
    random.Random(seed).shuffle(shuffled)
    assert assess(order, snapshot, seed=1) == assess(shuffled, snapshot, seed=1)


def test_an_exclusive_tool_decides_and_its_removal_moves_the_answer(snapshot: Snapshot) -> None:
    case = (OWN, COMMON, item("attack-pattern", "T1566"))
    found = assess(case, snapshot)
    leader = next(row for row in found.group.rows if row.hypothesis.kind is HypothesisKind.ACTOR)
    assert leader.hypothesis.ref == "G0003"
    assert OWN.id in leader.evidence_for
    without = assess(case, snapshot, exclude_evidence=(OWN.id,))
    assert probability(without.group, "group:G0003") < leader.probability / 2
    test = next(one for one in found.sensitivity if one.kind == "item" and OWN.id in one.removed and one.level.value == "group")
    assert test.probability_after != pytest.approx(test.probability_before)
    assert test.shift == max(one.shift for one in found.sensitivity if one.kind == "item" and one.level.value == "group")


def test_commodity_weighs_nothing(snapshot: Snapshot) -> None:
    with_it = assess((*CASE, item("tool", "S0700")), snapshot)
    assert with_it.group == assess(CASE, snapshot).group
    assert any("open to everybody" in reason for _, reason in with_it.left_out)


def test_a_tool_of_all_groups_says_less_than_a_tool_of_one(snapshot: Snapshot) -> None:
    found = dict(assess(CASE, snapshot).diagnosticity)
    assert found[OWN.id] > 3 * found[COMMON.id]


def test_compatriots_tool_moves_the_state(snapshot: Snapshot) -> None:
    before = probability(assess([], snapshot).sponsor, "sponsor:CN")
    after = probability(assess([item("malware", "S0900")], snapshot).sponsor, "sponsor:CN")
    assert after > before + 0.1


def test_saying_a_thing_ten_times_adds_nothing(snapshot: Snapshot) -> None:
    often = [item("malware", "S0103", name=f"again{number}", origin=f"o{number}") for number in range(10)]
    once = assess([often[0]], snapshot)
    ten = assess(often, snapshot)
    assert [row.probability for row in once.group.rows] == [row.probability for row in ten.group.rows]
    assert len(ten.origins) == 10


def test_language_cannot_decide_alone(snapshot: Snapshot) -> None:
    found = assess([item("language-artefact", "ru")], snapshot)
    assert found.sponsor.answer.kind != "named"
    assert probability(found.sponsor, "sponsor:RU") > probability(assess([], snapshot).sponsor, "sponsor:RU")


def test_victims_speak_for_groups_with_such_victims(snapshot: Snapshot) -> None:
    before, after = assess([TECHNIQUE], snapshot), assess([TECHNIQUE, item("victim-country", "IN")], snapshot)
    assert probability(after.group, "group:G0000") / probability(after.group, "group:G0002") > (
        probability(before.group, "group:G0000") / probability(before.group, "group:G0002")
    )


def test_a_revoked_technique_is_followed_and_said(snapshot: Snapshot) -> None:
    found = assess([item("attack-pattern", "T0999")], snapshot)
    assert any("T0999 was revoked" in note and "T1003" in note for note in found.notes)
    same = assess([item("attack-pattern", "T1003")], snapshot)
    assert [row.probability for row in found.group.rows] == [row.probability for row in same.group.rows]


def test_revoked_software_is_followed(snapshot: Snapshot) -> None:
    found = assess([item("malware", "S0699")], snapshot)
    assert any("S0699 was revoked" in note for note in found.notes)
    assert found.group.rows[0].probability == assess([item("malware", "S0103")], snapshot).group.rows[0].probability


def test_an_unknown_technique_is_left_out_with_the_reason(snapshot: Snapshot) -> None:
    found = assess([item("attack-pattern", "T4242")], snapshot)
    assert found.left_out[0][1] == "the knowledge base has no technique T4242"
    assert found.group.answer.kind == "no technical evidence"


def test_an_unknown_sub_technique_backs_off_to_its_parent(snapshot: Snapshot) -> None:
    assert any("weighed as its parent T1003" in note for note in assess([item("attack-pattern", "T1003.077")], snapshot).notes)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"lane": Lane.REVIEW}, "review"),
        ({"lane": Lane.REJECTED}, "rejected"),
        ({"certainty": Certainty.AMBIGUOUS}, "ambiguous"),
        ({"certainty": Certainty.KB}, "knowledge base itself"),
        ({"negative": True}, "not found"),
    ],
)
def test_what_may_not_weigh_does_not(snapshot: Snapshot, changed: dict[str, object], words: str) -> None:
    found = assess([msgspec.structs.replace(OWN, **changed)], snapshot)
    assert found.group.answer.kind == "no technical evidence"
    assert words in found.left_out[0][1]


def test_planted_kinds_do_not_weigh(snapshot: Snapshot) -> None:
    found = assess(CASE, snapshot, planted_kinds=("malware",))
    assert found.group.rows[0].probability == assess([TECHNIQUE], snapshot).group.rows[0].probability
    assert sum("planted" in reason for _, reason in found.left_out) == 2


def test_the_planted_test_takes_out_what_is_cheap(snapshot: Snapshot) -> None:
    cheap = msgspec.structs.replace(OWN, spoofability=Spoofability.HIGH)
    found = assess([cheap, TECHNIQUE], snapshot)
    assert any(one.kind == "planted" and one.removed == (cheap.id,) for one in found.sensitivity)
    assert not any(one.kind == "planted" for one in assess([OWN], snapshot).sensitivity)


def test_excluded_documents_are_left_out_by_name(snapshot: Snapshot) -> None:
    found = assess(CASE, snapshot, exclude_documents=("doc-o1",))
    assert (OWN.id, "its document was left out by the analyst") in found.left_out
    assert any(one.kind == "exclusion" and one.target == "doc-o1" for one in found.analyst)


def test_the_matrix_has_every_item_and_hypothesis_and_bands_of_its_weights(snapshot: Snapshot) -> None:
    found = assess(CASE, snapshot)
    assert {cell.evidence_id for cell in found.matrix} == {one.id for one in CASE}
    own = next(cell for cell in found.matrix if cell.evidence_id == OWN.id and cell.hypothesis_id == "group:G0003")
    assert own.weight > 1
    assert own.consistency is Consistency.CC
    assert "reported for Group 3 only" in own.reason
    for cell in found.matrix:
        if cell.consistency is Consistency.N:
            assert abs(cell.weight) <= 0.2 + 1e-6


def test_the_machine_stays_beside_the_analyst(snapshot: Snapshot) -> None:
    prior = AnalystInput(kind="prior", by="A. Analyst", reason="seen on our network", target="G0007", value="0.9")
    found = assess(CASE, snapshot, priors=(prior,))
    assert found.analyst == (prior,)
    assert found.machine_group == assess(CASE, snapshot).group
    assert probability(found.group, "group:G0007") > probability(found.machine_group, "group:G0007")
    fixed = AnalystInput(kind="override", by="A. Analyst", reason="knows better", target="group:G0007", value="0.9")
    moved = assess(CASE, snapshot, overrides=(fixed,))
    assert moved.group.rows[0].probability == pytest.approx(0.9)
    assert total(moved.group) == pytest.approx(1)
    assert moved.dissent


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ((("G0001", "0.3"), ("G0001", "0.6")), "contradictory"),
        ((("G0001", "0.6"), ("G0002", "0.6")), "sum to one or more"),
        ((("G0001", "1.5"),), "between 0 and 1"),
        ((("G9999", "0.5"),), "no group or state"),
    ],
)
def test_contradictory_priors_are_refused(snapshot: Snapshot, inputs: tuple[tuple[str, str], ...], words: str) -> None:
    priors = [AnalystInput(kind="prior", by="A", reason="b", target=target, value=value) for target, value in inputs]
    with pytest.raises(InputError, match=words):
        assess(CASE, snapshot, priors=priors)


def test_a_prior_without_a_name_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(InputError, match="lacks a name"):
        assess(CASE, snapshot, priors=[AnalystInput(kind="prior", by=" ", reason="x", target="G0001", value="0.5")])


def test_knowledge_newer_than_as_of_is_cut_and_said(snapshot: Snapshot) -> None:
    early = "2019-12-31"
    with pytest.raises(KnowledgeError, match="recorded behaviour"):
        assess(CASE, snapshot, as_of=early)
    late = assess(CASE, snapshot, as_of="2020-06-01")
    assert any("newer than 2020-06-01" in line for line in late.assumptions)
    assert late.knowledge.as_of == "2020-06-01"
    assert not any("newer than" in line for line in assess(CASE, snapshot, as_of="2022-01-01").assumptions)


def test_weights_fitted_on_other_knowledge_are_said(snapshot: Snapshot) -> None:
    assert any("digests differ" in line for line in assess(CASE, snapshot).assumptions)
    known = world(digest=shipped().data[0][1])
    assert not any("digests differ" in line for line in assess(CASE, known).assumptions)


def test_evidence_without_dates_is_said(snapshot: Snapshot) -> None:
    found = assess([msgspec.structs.replace(OWN, reported=None)], snapshot)
    assert any("No item has a date" in line for line in found.assumptions)


def test_ten_thousand_items_are_weighed_and_more_than_the_limit_refused(snapshot: Snapshot) -> None:
    many = [item("attack-pattern", f"T1{number % 10:03d}", name=str(number), origin=str(number % 5)) for number in range(10_000)]
    assert assess(many, snapshot).technical_items == 10_000
    with pytest.raises(InputError, match="more than"):
        assess([msgspec.structs.replace(OWN, id=str(number)) for number in range(100_001)], snapshot)


def test_same_inputs_same_bytes(snapshot: Snapshot) -> None:
    first = msgspec.json.encode(assess(CASE, snapshot, seed=7))
    assert first == msgspec.json.encode(assess(reversed(CASE), world(), seed=7))


def test_next_steps_are_numbers_of_their_own(snapshot: Snapshot) -> None:
    steps = assess([TECHNIQUE], snapshot).next_steps
    assert steps[0].kind == "malware"
    assert all(step.expected_shift is not None and 0 <= step.expected_shift <= 1 for step in steps)


def test_confidence_does_not_follow_the_likelihood(snapshot: Snapshot) -> None:
    one_origin = [msgspec.structs.replace(one, origin="same") for one in CASE]
    assert assess(one_origin, snapshot).confidence.level is Confidence.LOW


def test_every_feature_has_a_weight_fitted_or_stated(snapshot: Snapshot) -> None:
    index = index_of(snapshot)
    reading = read(CASE, snapshot, index)
    numbers = matrix(reading.bag, index)
    assert numbers.shape == (10, len(feature_names()))
    assert set(shipped().variant_for(index).group.names) <= set(feature_names())


def test_broken_weights_are_refused(snapshot: Snapshot) -> None:
    from vidocq.assessment.model import dumps, loads

    raw = dumps(shipped())
    assert loads(raw) == shipped()
    for broken in (
        b"{}",
        raw[:-40],
        raw.replace(b'"schema": 2', b'"schema": 99'),
        raw.replace(b'"temperature": 1.0', b'"temperature": -1.0'),
    ):
        with pytest.raises(ModelError):
            loads(broken)


def test_dataclasses_are_frozen(snapshot: Snapshot) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        index_of(snapshot).groups = ()  # type: ignore[misc]


def test_a_batch_gives_the_numbers_of_single_assessments(snapshot: Snapshot) -> None:
    many = list(assess_batch([("a", CASE), ("b", ()), ("c", (TECHNIQUE,))], snapshot))
    assert [one.case_id for one in many] == ["a", "b", "c"]
    for one, evidence in zip(many, (CASE, (), (TECHNIQUE,)), strict=True):
        single = assess(evidence, snapshot)
        for identity, _, value in one.groups:
            assert value == pytest.approx(probability(single.group, f"group:{identity}"))
        assert one.group_answer.kind == single.group.answer.kind
        assert one.sponsor_answer.kind == single.sponsor.answer.kind


def test_weights_for_other_features_are_refused(snapshot: Snapshot) -> None:
    model = shipped()
    group = msgspec.structs.replace(model.variants[0].group, names=("astrology", *model.variants[0].group.names[1:]))
    strange = msgspec.structs.replace(model, variants=(msgspec.structs.replace(model.variants[0], group=group),))
    with pytest.raises(ModelError, match="astrology"):
        assess(CASE, snapshot, model=strange)


def test_a_criminal_groups_country_is_not_its_sponsor(snapshot: Snapshot) -> None:
    actors = list(snapshot.actors)
    actors[3] = msgspec.structs.replace(actors[3], description="A financially motivated criminal group.")
    criminal = msgspec.structs.replace(snapshot, actors=tuple(actors))
    found, other = assess([OWN], criminal), assess([OWN], snapshot)
    assert found.group == other.group
    assert probability(found.sponsor, "sponsor:none") > 0.5
    assert probability(found.sponsor, "sponsor:RU") < probability(other.sponsor, "sponsor:RU") / 2
    assert not (found.sponsor.answer.kind == "named" and "sponsor:RU" in found.sponsor.answer.hypothesis_ids)
    assert total(found.sponsor) == pytest.approx(1)
    assert next(assess_batch([("a", [OWN])], criminal)).sponsor_answer.kind == found.sponsor.answer.kind


def test_a_name_that_one_item_carries_is_not_given(snapshot: Snapshot) -> None:
    """One item may be misread or wrongly filed: the answer then says what leads and on what it hangs, and names nobody."""
    hypothesis = assess(CASE, snapshot).group.rows[0].hypothesis
    beliefs = [Belief(hypothesis, 0.97, 0.01, (0.9, 0.99))]
    record = shipped().variants[0].group_record
    assert answer(beliefs, record, "group", "past cases").kind == "named"
    wide = [Belief(hypothesis, 0.97, 0.01, (0.45, 0.99))]
    cannot = answer(wide, record, "group", "past cases")
    assert (cannot.kind, cannot.hypothesis_ids, cannot.track_record) == ("undetermined", (), None)
    assert "45% to 99%" in cannot.sentence


def test_a_track_record_is_stated_only_for_cases_of_the_kind_it_was_made_on() -> None:
    hypothesis = Hypothesis(id="group:G1", level=Level.GROUP, kind=HypothesisKind.ACTOR, name="A")
    beliefs = [Belief(hypothesis, 0.97, 0.01, (0.9, 0.99))]
    record = shipped().variants[0].group_record
    known, other = (answer(beliefs, record, "group", "past cases", measured=measured) for measured in (True, False))
    assert known.track_record is not None
    assert sum(band.cases for band in known.track_record.bands) == record.cases
    assert "past answers" in known.sentence
    assert (other.kind, other.track_record) == ("named", None)
    assert "past answers" not in other.sentence
    unsure = [Belief(hypothesis, 0.5, 0.01, (0.4, 0.6))]
    assert answer(unsure, record, "group", "past cases", measured=False).kind == "undetermined"

"""Fitting and calibration: known truths come back, thresholds keep their promise, sets cover what they say."""

from __future__ import annotations

import numpy as np
import pytest
from attribution_world import world
from hypothesis import given, settings
from hypothesis import strategies as st

from vidocq.assessment import learning
from vidocq.assessment.bag import decimal_year
from vidocq.assessment.index import build
from vidocq.assessment.logit import Choice, fit_choices, fit_logistic, sigmoid, softmax
from vidocq.assessment.rehearsal import as_it_stood, cases_of


def test_conditional_logit_recovers_its_weights() -> None:
    random = np.random.default_rng(0)
    truth = np.array([1.5, -0.7, 0.0])
    choices = []
    for _ in range(1500):
        features = random.normal(size=(8, 3))
        choices.append(Choice(features, int(random.choice(8, p=softmax(features @ truth)))))
    fit = fit_choices(choices, 1.0)
    assert fit.coefficients == pytest.approx(truth, abs=0.12)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx([0.04] * 3, abs=0.02)


def test_cases_may_have_different_numbers_of_candidates() -> None:
    choices = [Choice(np.array([[1.0], [0.0]]), 0), Choice(np.array([[0.0], [1.0], [0.0]]), 1)]
    assert fit_choices(choices, 0.1).coefficients[0] > 1


def test_a_heavy_penalty_shrinks_to_nothing() -> None:
    choices = [Choice(np.array([[1.0], [0.0]]), 0)] * 5
    assert abs(fit_choices(choices, 1e6).coefficients[0]) < 1e-3


def test_logistic_recovers_its_weights_and_keeps_the_base_rate() -> None:
    random = np.random.default_rng(1)
    features = random.normal(3, 2, size=(3000, 2))
    truth = (random.random(3000) < sigmoid(0.5 * features[:, 0] - 1)).astype(float)
    fit = fit_logistic(features, truth, np.ones(3000), 1.0)
    assert fit.coefficients / fit.scale == pytest.approx([0.5, 0.0], abs=0.06)
    assert fit.probability(features).mean() == pytest.approx(truth.mean(), abs=1e-3)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_the_threshold_keeps_its_promise_on_what_it_was_learned_from(rated: list[tuple[float, bool]]) -> None:
    threshold, named, right = learning.cut(rated)
    if threshold is not None:
        assert right <= named
        assert threshold >= 0.7  # a name is an accusation, whatever the record
        assert named < 10 or right + 1 >= 0.95 * named


def test_few_past_answers_leave_the_stated_floor_and_many_wrong_ones_raise_it() -> None:
    assert learning.cut([(0.99, False)] * 9)[0] == 0.7
    assert learning.cut([(0.6, True)] * 100) == (0.7, 0, 0)
    assert learning.cut([(0.8, True)] * 100) == (0.7, 100, 100)
    mixed = [(0.75, False)] * 10 + [(0.9, True)] * 30
    assert learning.cut(mixed) == (0.9, 30, 30)
    assert learning.cut([(0.95, False)] * 10 + [(0.9, True)] * 10)[0] is None
    assert learning.cut([]) == (None, 0, 0)


def test_a_name_wants_nineteen_in_twenty_and_forgives_one() -> None:
    right = [(0.9, True)] * 40
    assert learning.cut([*right, *[(0.75, False)] * 3]) == (0.7, 43, 40)  # 3 wrong: 5 % of 43 and one
    assert learning.cut([*right, *[(0.75, False)] * 4]) == (0.9, 40, 40)


def test_a_state_may_be_named_from_where_likely_begins() -> None:
    rated = [(0.56, True)] * 40
    assert learning.cut(rated, 0.55) == (0.55, 40, 40)
    assert learning.record(rated, [], least=0.55).threshold == 0.55
    assert learning.record(rated, []).named == 0


def test_bands_count_every_case_once() -> None:
    rated = [(0.0, False), (0.05, True), (0.5, True), (0.999, True), (1.0, True)]
    table = learning.bands(rated)
    assert sum(band.cases for band in table) == 5
    assert sum(band.right for band in table) == 4
    assert table[-1].cases == 2


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1000))
def test_conformal_sets_cover_what_they_say(seed: int) -> None:
    random = np.random.default_rng(seed)
    probabilities = random.dirichlet(np.ones(6), size=900)
    truth = [int(random.choice(6, p=row)) for row in probabilities]
    needed = [learning.reach(row, one) for row, one in zip(probabilities, truth, strict=True)]
    quantile = learning.quantile(needed[:450], 0.8)
    covered = np.mean([one <= quantile for one in needed[450:]])
    assert covered == pytest.approx(0.8, abs=0.09)


def test_rehearsals_know_only_what_came_before() -> None:
    snapshot = world()
    before = as_it_stood(snapshot, 2020.0)
    assert not any(actor.uses for actor in before.actors)
    cases = list(cases_of(snapshot, 2020, 2021))
    assert {case.truth for case in cases} == {f"G000{number}" for number in range(10)}
    assert build(as_it_stood(snapshot, 2021.0)).groups == build(snapshot).groups


@pytest.mark.parametrize(
    ("edtf", "year"),
    [
        ("2021", 2021.5),
        ("2021-01-01", 2021.0),
        ("2021-07", 2021.541),
        (None, None),
        ("", None),
        ("XXXX-03", None),
        ("2021-13", 2021.5),
    ],
)
def test_dates_as_decimal_years(edtf: str | None, year: float | None) -> None:
    found = decimal_year(edtf)
    assert found is None if year is None else found == pytest.approx(year, abs=0.01)

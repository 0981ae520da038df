"""Doubts about ratings of states: intervals that hold, ratings that stay."""

import msgspec
import numpy as np
import pytest

from vidocq.assessment import doubt
from vidocq.assessment.doubt import Rated, fit, loose, widened
from vidocq.assessment.model import SponsorPrior, shipped


def _past(spread: float, *, releases: int = 150, cases: int = 12, free: float = 1.0) -> list[Rated]:
    """Ratings of .3 that turn out right as often as said, but for a shift of the release."""
    random = np.random.default_rng(1)
    found = []
    for release in range(releases):
        chance = 1 / (1 + np.exp(-(np.log(0.3 / 0.7) + spread * random.standard_normal())))
        found += [Rated(str(release), "XA", 0.3, bool(random.random() < chance), free) for _ in range(cases)]
    return found


@pytest.mark.parametrize("spread", [0.0, 0.8, 1.5])
def test_a_shift_between_releases_is_found_by_its_size(spread: float) -> None:
    assert fit(_past(spread), 0.5).shift == pytest.approx(spread, abs=0.35)


def test_more_past_ratings_make_the_steepness_surer() -> None:
    few, many = fit(_past(0.0, releases=2), 0.5), fit(_past(0.0, releases=60), 0.5)
    assert 0 < many.steepness < few.steepness < 0.4
    assert fit([], 0.3) == SponsorPrior(lean=0.3)


def test_a_rating_is_as_loose_as_it_stays_near_what_was_known_before() -> None:
    shares = np.array([0.5, 0.3, 0.2])
    assert loose(np.array([0.5, 0.3]), 0.2, shares) == pytest.approx(1.0)
    assert loose(np.array([1.0, 0.0]), 0.0, shares) == pytest.approx(0.25)
    far = loose(np.array([0.0, 0.0]), 1.0, shares)
    assert far == pytest.approx(0.04)


def test_intervals_widen_about_the_same_rating_and_by_what_is_loose() -> None:
    ratings = np.column_stack([np.full(2000, 0.95), np.full(2000, 0.3)])
    prior = SponsorPrior(lean=0.5, shift=0.8, steepness=0.13)
    low, high = np.quantile(widened(ratings, prior, 1.0, 0), (0.025, 0.975), axis=0)
    assert (low < ratings[0]).all()
    assert (high > ratings[0]).all()
    firm_low, firm_high = np.quantile(widened(ratings, prior, 0.0, 0), (0.025, 0.975), axis=0)
    assert (high - low > firm_high - firm_low).all()
    # Past ratings of 95 % and more are too few to tell 95.3 from 95.5 %, however firm a case is.
    assert firm_high[0] - firm_low[0] > 0.04
    assert np.median(widened(ratings, prior, 1.0, 0), axis=0) == pytest.approx(ratings[0], abs=0.02)
    assert (widened(ratings, SponsorPrior(lean=0.5), 1.0, 0) == ratings).all()


def test_the_same_seed_gives_the_same_intervals() -> None:
    ratings = np.full((50, 3), 0.4)
    prior = SponsorPrior(lean=0.5, shift=0.8, steepness=0.1)
    assert (widened(ratings, prior, 1.0, 3) == widened(ratings, prior, 1.0, 3)).all()
    assert (widened(ratings, prior, 1.0, 3) != widened(ratings, prior, 1.0, 4)).any()


def test_the_shipped_weights_know_their_doubts() -> None:
    for variant in shipped().variants:
        assert variant.sponsor.shift > 0
        assert 0 < variant.sponsor.steepness < doubt._STEEPNESS_SCALE
    older = msgspec.convert({"lean": 0.4}, SponsorPrior)
    assert (older.shift, older.steepness) == (0.0, 0.0)

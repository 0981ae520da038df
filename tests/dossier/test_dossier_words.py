"""Dates, numbers and names in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.dossier import dates, phrasing
from vidocq.vocabulary import icd203


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("2025-05-28~", "about 28 May 2025"),
        ("XXXX-03-21/XXXX-03-31", "21 to 31 March, year not given"),
        ("2022", "2022"),
        ("2022/..", "from 2022, with no end"),
        ("2022/", "from 2022, end not known"),
        ("2024-03-04/2024-05", "4 March 2024 to May 2024"),
        ("2024-11-30/2024-12-02", "30 November to 2 December 2024"),
        ("2024-12-30/2025-01-02", "30 December 2024 to 2 January 2025"),
        ("2024-22", "summer 2024"),
        ("202X", "the 2020s"),
        ("2024-03?", "March 2024 (uncertain)"),
        ("2025-05-28T10:15:00Z", "28 May 2025, 10:15"),
        ("soon", "soon"),
        (None, "date not given"),
    ],
)
def test_dates_in_words(edtf: str | None, shown: str):
    assert dates.words(edtf) == shown


def test_a_span_keeps_precision_and_doubt():
    year = dates.span("2022")
    assert year is not None
    assert (year.start, year.end, year.within, year.doubtful) == (date(2022, 1, 1), date(2022, 12, 31), True, False)
    interval = dates.span("2022-03/2022-05~")
    assert interval is not None
    assert (interval.within, interval.doubtful, interval.end) == (False, True, date(2022, 5, 31))
    half_open = dates.span("2022/..")
    assert half_open is not None
    assert half_open.open_end
    assert not half_open.open_start


@pytest.mark.parametrize("edtf", ["XXXX-03-21", "XXXX-03-21/XXXX-03-31", "2024-02-30", "2024-13", "0000", "", "junk", None])
def test_no_place_on_the_axis_without_a_year(edtf: str | None):
    assert dates.span(edtf) is None


@given(st.text(alphabet="0123456789X-/~?%T:.", max_size=25))
def test_any_date_text_is_survived(text: str):
    assert isinstance(dates.words(text), str)
    found = dates.span(text)
    assert found is None or found.start <= found.end
    dates.sort_key(text)


@given(st.floats(0.01, 0.9899), st.floats(0, 0.5), st.floats(0, 0.5))
def test_rounding_never_changes_the_word(probability: float, below: float, above: float):
    interval = (max(0.0, probability - below), min(1.0, probability + above))
    shown = phrasing.percent(probability, interval)
    value = float(shown.removesuffix("\u00a0%")) / 100
    if "." in shown or icd203.word(value) != icd203.word(probability):
        assert (
            icd203.word(round(value, 6)) == icd203.word(probability)
            or min(abs(probability - edge) for edge, _, _ in icd203.BANDS) < 1e-5
        )
    assert abs(value - probability) <= 0.00501


def test_digits_follow_the_interval():
    assert phrasing.percent(0.7123, (0.55, 0.85)) == "71\u00a0%"
    assert phrasing.percent(0.7123, (0.705, 0.719)) == "71.2\u00a0%"
    assert phrasing.percent(0.7961, (0.6, 0.9)) == "79.6\u00a0%"
    assert phrasing.percent(0.004) == "under 1\u00a0%"
    assert phrasing.percent(0.9961) == "over 99\u00a0%"
    assert phrasing.percent(0.99) == "99\u00a0%"
    assert phrasing.percent(0.0) == "under 1\u00a0%"


@given(st.text(max_size=80))
def test_visible_leaves_nothing_that_steers(text: str):
    shown = phrasing.visible(text)
    shown.encode("utf-8")
    assert not set(shown) & {"\x1b", "\x00", "\r", "\u202e", "\u2066", "\u2028", "\x85"}
    assert phrasing.visible(shown) == shown


def test_visible_keeps_scripts_that_read_the_other_way():
    arabic = "هجوم على الوزارة"
    assert phrasing.visible(arabic) == arabic
    assert phrasing.visible("safe\u202egnp.exe") == "safe[U+202E]gnp.exe"
    assert phrasing.visible("a\U000e0041b") == "a[U+E0041]b"


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("likely", "it is likely that X"),
        ("roughly even chance", "there is a roughly even chance that X"),
        ("almost no chance", "there is almost no chance that X"),
    ],
)
def test_likelihood_words_read_well(word: str, sentence: str):
    assert phrasing.likelihood(word, "X") == sentence


def test_names_take_their_article():
    assert phrasing.party("CZ") == "the Czech Republic"
    assert phrasing.party("NATO") == "NATO"
    assert phrasing.party("EU") == "the EU"
    assert phrasing.named("foreign ministry") == "the foreign ministry"
    assert phrasing.named("A spokesperson for the embassy") == "A spokesperson for the embassy"
    assert phrasing.named("China's foreign ministry") == "China's foreign ministry"
    assert phrasing.objects(("CN", "APT31", "CN:MSS")) == ("APT31", "MSS (China)", "China")

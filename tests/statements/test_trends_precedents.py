"""Trends say that the record grew, precedents say what was done; neither says more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidocq.benchmarking.reader import text_document
from vidocq.errors import InputError, SourceError
from vidocq.statements import exact
from vidocq.statements.importing import import_rows, text_of
from vidocq.statements.precedents import (
    CERTAINTY,
    case_of,
    codes_in,
    distribution,
    find_case,
    like,
    load_precedents,
    measures_in,
)
from vidocq.statements.trends import Event, events_of_cases, trend, trend_svg, trend_text


def _events(counts: dict[int, int]) -> list[Event]:
    return [
        Event(edtf=f"{year}-06-0{number % 9 + 1}", source=f"s{number}")
        for year, count in counts.items()
        for number in range(count)
    ]


def test_growth_is_of_the_record() -> None:
    result = trend(_events({2018: 2, 2019: 1, 2020: 2, 2021: 9, 2022: 12, 2023: 11}))
    assert "the record grew" in result.sentence
    assert "attacks" not in result.sentence
    assert result.change.p is not None
    assert result.change.p < 0.05


def test_chance_is_no_change() -> None:
    result = trend(_events({2018: 3, 2019: 4, 2020: 3, 2021: 5}))
    assert "no change that chance would not explain" in result.sentence


def test_empty_years_count_and_one_period_shows_nothing() -> None:
    result = trend(_events({2018: 1, 2021: 1}))
    assert [period.count for period in result.periods] == [1, 0, 0, 1]
    assert "one period" in trend(_events({2018: 3})).sentence
    assert "nothing in the record" in trend([]).sentence


def test_placeholder_dates_are_left_out_and_counted() -> None:
    result = trend([*_events({2020: 2}), Event(edtf="2020-01-01"), Event(edtf="")])
    assert (result.placeholders, result.undated, result.periods[0].count) == (1, 1, 2)
    assert any("1 January" in note for note in result.caveats)


def test_exact_intervals() -> None:
    # Garwood's interval for 0 is [0, 3.69], for 5 [1.62, 11.67]
    result = trend(_events({2019: 5, 2021: 1}))
    assert (result.periods[0].low, result.periods[0].high) == (1.62, 11.67)
    assert (result.periods[1].low, result.periods[1].high) == (0.0, 3.69)


def test_lag_is_the_median_where_both_days_are_known() -> None:
    result = trend([Event(edtf="2020-05-11", started="2020-05-01"), Event(edtf="2020-06-01", started="2020-01-01")])
    assert (result.lag_days, result.lag_known) == (10.0, 1)


@pytest.mark.parametrize(
    ("by", "names"), [("quarter", ["2020-Q2", "2020-Q3"]), ("month", ["2020-06", "2020-07"]), ("year", ["2020"])]
)
def test_periods(by: str, names: list[str]) -> None:
    result = trend([Event(edtf="2020-06-10"), Event(edtf="2020-07-01")], by=by)
    assert [period.name for period in result.periods] == names
    with pytest.raises(InputError):
        trend([], by="week")


def test_trend_is_shown() -> None:
    result = trend(events_of_cases(load_precedents()))
    assert "the record" in trend_text(result)
    svg = trend_svg(result)
    assert svg.startswith("<svg")
    assert "Poisson" in svg


@settings(deadline=None)
@given(st.lists(st.dates().map(lambda day: day.isoformat()), max_size=30), st.sampled_from(["year", "quarter", "month"]))
def test_nothing_is_lost(days: list[str], by: str) -> None:
    recent = [f"20{day[2:]}" for day in days if not day.endswith("02-29")]
    result = trend([Event(edtf=day) for day in recent], by=by)
    assert sum(period.count for period in result.periods) + result.placeholders + result.undated == len(recent)


# --- precedents ---------------------------------------------------------------------------------------------------------


def test_the_table_is_whole_and_its_certainty_shown() -> None:
    cases = load_precedents()
    assert len(cases) == 60
    assert all(case.source and case.certainty in CERTAINTY and case.certainty_text != case.certainty for case in cases)
    first = cases[0]
    assert (first.victims, first.sponsors, first.statement_date) == (("CZ",), ("CN",), "2025-05-28")
    assert "summons_ambassador" in first.measures


def test_no_measure_is_read_from_its_denial() -> None:
    assert measures_in("ambassador spoken to; no sanctions") == ("summons_ambassador",)


def test_codes_are_read_from_cells() -> None:
    assert codes_in("CZ (NATO relays; EU solidarity)") == ("CZ",)
    assert codes_in("US, UK, AU") == ("US", "AU", "GB")
    assert codes_in("not named") == ()


def test_likeness_is_explained() -> None:
    cases = load_precedents()
    found = like(find_case("P01", cases), cases)
    assert found
    assert all(item.reasons and item.score >= 0.4 and "(+" in item.reasons[0] for item in found)
    assert "same sponsor CN" in found[0].reasons[0]
    assert "P01" not in {item.precedent.id for item in found}


def test_distribution_counts_and_does_not_advise() -> None:
    cases = load_precedents()
    result = distribution(like(find_case("P01", cases), cases))
    assert result.sentence.startswith(f"in {result.n} like cases:")
    assert "should" not in result.sentence
    assert "recommend" not in result.sentence
    assert distribution([]).sentence == "no like case is recorded"


def test_a_case_is_found_by_id_or_words_or_made_from_features() -> None:
    cases = load_precedents()
    assert find_case("p14", cases).id == "P14"
    assert find_case("SolarWinds", cases).id == "P42"
    with pytest.raises(InputError):
        find_case("Finnish parliament", cases)
    assert like(case_of(sponsor="Russia", victim="DE", year=2024, act="asserts organ"), cases)


# --- import -------------------------------------------------------------------------------------------------------------

EUREPOC = (
    "ID,name,start_date,receiver_country,receiver_category,initiator_country,initiator_name,attributing_count"
    "ry,attribution_date,political_response_type\n"
    '1,"Hack of\nthe ministry",2022-03-01,Germany; Poland,State institutions,Russia,APT28,Germany,2022-05-01,Sanctions\n'
    "2,,2022-01-01,Germany,,Russia,,,,\n"
    "3,Something,yesterday,Germany,,Russia,,,,\n"
    "4,Placeholder,2021-01-01,France,,China,,,,\n"
)
CFR = (
    "Title,Date,Affiliations,Description,Response,Victims,Sponsor,Type,Category,Sources_1\nX,7/18/2022,APT31,d,De"
    "nouncement,Belgium,China,Espionage,Government,http://a\n"
)


def test_eurepoc_rows() -> None:
    found = import_rows(text_document("e", EUREPOC))
    assert found.format == "EuRepoC"
    assert len(found.rows) == 2
    assert [error.split(":")[0] for error in found.errors] == ["row 3", "row 4"]
    row = found.rows[0]
    assert (row.victims, row.sponsors, row.parties, row.statement_date) == (("DE", "PL"), ("RU",), ("DE",), "2022-05-01")
    assert row.measures == ("sanctions",)
    assert row.certainty == "D"
    assert row.quote is not None
    assert EUREPOC[row.quote.start : row.quote.end] == row.quote.text
    assert found.placeholders == 1


def test_cfr_rows() -> None:
    found = import_rows(text_document("c", CFR))
    assert found.format == "CFR"
    assert (found.rows[0].sponsors, found.rows[0].victims, found.rows[0].statement_date) == (("CN",), ("BE",), "2022-07-18")


def test_other_tables_are_refused() -> None:
    for text in ("a,b\n1,2\n", "", "\x00\x01"):
        with pytest.raises(SourceError):
            import_rows(text_document("o", text))


def test_encodings() -> None:
    assert text_of("\ufeffTürkei".encode()) == "Türkei"
    assert text_of("Türkei".encode("cp1252")) == "Türkei"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_rows_under_a_good_header(rest: str) -> None:
    text = "Title,Date,Victims,Sponsor\n" + rest
    found = import_rows(text_document("f", text))
    assert all(row.quote is None or row.quote.fits(text) for row in found.rows)


def test_exact_intervals_and_p_values_are_those_of_the_textbooks() -> None:
    """Garwood's and Clopper and Pearson's, as R's poisson.test and binom.test print them (to four places)."""
    assert exact.poisson_interval(0, 0.95) == pytest.approx((0, 3.6889), abs=1e-4)
    assert exact.poisson_interval(10, 0.95) == pytest.approx((4.7954, 18.3904), abs=1e-4)
    assert exact.binomial_interval(3, 9, 0.95) == pytest.approx((0.0749, 0.7007), abs=1e-4)
    assert exact.binomial_interval(5, 5, 0.95) == pytest.approx((0.4782, 1), abs=1e-4)
    assert exact.binomial_p(3, 9, 0.5) == pytest.approx(0.5078, abs=1e-4)
    assert exact.binomial_p(0, 5, 0.2) == pytest.approx(0.5904, abs=1e-4)

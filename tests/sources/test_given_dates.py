"""A date that a file gives is checked once; what is none is left out, said, and never trusted later."""

from __future__ import annotations

import json

import pytest

from vidocq.sources import dates


@pytest.mark.parametrize(
    "date", ["2024", "2024-02", "2024-02-29", "2024-02-29T10:15", "2024-02-29T10:15:00Z", "2024~", "1970-01-01"]
)
def test_dates_of_the_calendar(date):
    assert dates.valid(date)


@pytest.mark.parametrize(
    "date",
    [
        "²²²²-01-01",
        "٢٠٢٤-01-01",
        "9999-12-31",
        "0000-01-01",
        "0001-01-01",
        "2023-02-29",
        "2024-13-01",
        "2024-1-1",
        "1969",
        "",
        "x",
    ],
)
def test_what_is_no_date(date):
    assert not dates.valid(date)


@pytest.mark.parametrize("date", ["²²²²-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "2023-02-30T00:00:00Z"])
def test_a_bundle_with_such_a_date_has_none_and_says_so(read_one, date):
    report = {"type": "report", "id": "report--11111111-1111-4111-8111-111111111111", "name": "R", "published": date}
    document = read_one(json.dumps({"type": "bundle", "id": "bundle--1", "objects": [report]}))
    assert document.published is None
    assert any("which is no date: left out" in note for note in document.notes)

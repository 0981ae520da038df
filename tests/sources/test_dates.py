"""Printed dates are read as EDTF, never more precise than printed."""

from __future__ import annotations

import pytest

from vidocq.sources import dates


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Published: Wednesday, May 28, 2025 at 10:15 am", "2025-05-28T10:15"),
        ("Jun 17, 2016", "2016-06-17"),
        ("3rd March 2024, 12:05 pm", "2024-03-03T12:05"),
        ("12 am is midnight: May 1, 2024 12:00 am", "2024-05-01T00:00"),
        ("Stand: 7. März 2024", "2024-03-07"),
        ("07.03.2024", "2024-03-07"),
        ("2024-03-07T18:30:11Z", "2024-03-07T18:30"),
        ("2 de mayo de 2023", "2023-05-02"),
        ("le 14 février 2022", "2022-02-14"),
    ],
)
def test_full_dates(text, edtf):
    found = dates.find(text)
    assert found is not None
    assert found[0] == edtf
    assert text[found[1] : found[2]].strip()


@pytest.mark.parametrize(
    "text", ["in late March", "March 2024", "03/04/2024", "2024", "February 30, 2024", "May 28, 2025x" * 0, "1.2.3.4"]
)
def test_what_is_not_a_full_or_certain_date_is_none(text):
    assert dates.find(text) is None


@pytest.mark.parametrize(
    ("value", "edtf"), [("D:20240325101500Z", "2024-03-25"), ("D:2024", None), ("D:20241399", None), ("", None), ("x", None)]
)
def test_pdf_dates(value, edtf):
    assert dates.from_pdf(value) == edtf


def test_weekday():
    assert dates.weekday("2025-05-28T10:15") == 2

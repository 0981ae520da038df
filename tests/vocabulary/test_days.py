"""A date that a person gives is one of the calendar, or an error."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from vidocq.errors import InputError
from vidocq.vocabulary.days import last_day


def test_a_year_and_a_month_mean_their_last_day() -> None:
    assert [last_day(given) for given in ("2021", "2024-02", "2023-02", "2024-06-30")] == [
        "2021-12-31", "2024-02-29", "2023-02-28", "2024-06-30",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "nonsense",
    ["", "yesterday", "2023-02-29", "2024-13", "2024-00-10", "2024-6-1", "24-06-30", "9999", "0001-01-01", "2024-06-30T10:00",
     "２０２４", "2024-06-31", "2024-06-30 "],
)  # fmt: skip
def test_what_is_no_date_is_an_error(nonsense: str) -> None:
    with pytest.raises(InputError, match="not a date"):
        last_day(nonsense)


@pytest.mark.parametrize(
    "verb",
    [
        ["rank", "T1059", "--as-of", "soon"],
        ["assess", "dossier", "--as-of", "soon"],
        ["investigate", "report.txt", "--as-of", "soon"],
        ["kb", "build", "--galaxy", "x", "--as-of", "soon", "-o", "y"],
        ["ledger", "show", "--since", "soon"],
        ["ledger", "trends", "--until", "soon"],
        ["alias", "claim", "A", "B", "--source", "s", "--date", "soon"],
    ],
)
def test_every_verb_refuses_a_date_that_is_none(verb: list[str]) -> None:
    from vidocq.cli import cli

    found = CliRunner().invoke(cli, verb)
    assert isinstance(found.exception, InputError)

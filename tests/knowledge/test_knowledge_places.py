from __future__ import annotations

import pytest

from vidocq.knowledge.places import country_code, country_codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CN", "CN"),
        ("Korea (Democratic People's Republic of)", "KP"),
        ("Korea (Republic of)", "KR"),
        ("southKorea", "KR"),
        ("russia", "RU"),
        ("Russian Federation", "RU"),
        ("United States", "US"),
        ("\u4e2d\u56fd", "CN"),
        ("In", None),
        ("us", None),
        ("korea", None),
        ("america", None),
        ("mideast", None),
        ("Middle East", None),
        ("Bank of America", None),
        ("Sony Pictures Entertainment", None),
        ("Mars", None),
        ("", None),
        ("ZZ", None),
    ],
)
def test_words_for_countries_are_read_and_others_not_guessed(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_codes_once_and_in_order() -> None:
    assert country_codes(("Germany", "Mars", "FR", "Germany")) == ("DE", "FR")

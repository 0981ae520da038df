from __future__ import annotations

import pytest

from vidocq.knowledge.sectors import sector_names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["Telecoms", "Telecomms", "Telecommunications"], ("Telecommunications",)),
        (["Government, Administration", "Defense industrial base"], ("Government", "Defense")),
        (["\u653f\u5e9c\u7b49\u91cd\u8981\u673a\u6784"], ("Government",)),
        (["\u822a\u7a7a\u822a\u5929\u3001\u6559\u80b2"], ("Aerospace", "Education")),
        (["Private sector", "Basket weaving"], ("Private sector", "Basket weaving")),
        (["\u672a\u77e5"], ("\u672a\u77e5",)),
        ([], ()),
    ],
)
def test_many_words_one_name(words: list[str], names: tuple[str, ...]) -> None:
    assert sector_names(words) == names

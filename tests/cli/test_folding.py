"""Text is folded by word to the terminal; what must stay whole stays whole; nothing is lost."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.cli.folding import Folded, cells, fold, folded_table, unfolded

WORDS = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=30)


@given(st.lists(WORDS, max_size=30), st.integers(30, 120))
def test_no_word_is_lost_and_no_line_of_several_words_is_too_wide(words, columns):
    line = " ".join(words)
    folded = list(fold(line, columns))
    assert "".join("".join(folded).split()) == "".join(line.split())
    for one in folded:
        assert cells(one) <= columns or len(one.split()) == 1


def test_a_hash_stays_whole_on_a_line_for_itself():
    digest = "a" * 64
    assert f"  {digest}" in list(fold(f"sha256 {digest} was seen", 40))


def test_letters_of_double_width_are_broken_between_letters():
    assert all(cells(line) <= 30 for line in fold("中" * 100, 30))


def test_further_lines_stand_deeper():
    first, second = list(fold("    " + "word " * 12, 40))[:2]
    assert first.startswith("    w")
    assert second.startswith("      w")


def test_colours_take_no_room():
    assert list(fold("\x1b[31m" + "a" * 30 + "\x1b[0m", 30)) == ["\x1b[31m" + "a" * 30 + "\x1b[0m"]


def test_a_line_is_folded_once_it_is_whole(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    out = io.StringIO()
    stream = Folded(out)
    for _ in range(5):
        stream.write("several words ")
    assert out.getvalue() == ""
    stream.finish()
    assert [len(line) <= 40 for line in out.getvalue().splitlines()] == [True, True]


@pytest.mark.parametrize("columns", [40, 80])
def test_a_table_is_no_wider_than_the_terminal_and_keeps_every_word(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    rows = [["1", "a title of very many words that goes on and on", "AMBER", "x" * 20], ["2", "short", "", "y"]]
    shown = list(folded_table(["#", "title", "marking", "what"], rows))
    assert all(cells(line) <= columns for line in shown)
    assert all(word in " ".join(shown) for row in rows for cell in row for word in cell.split())


def test_text_that_was_folded_can_be_folded_anew():
    folded = "Lead: " + "word " * 17 + "end\n  more\nNext line"
    assert unfolded(folded).split("\n")[0].endswith("end more")
    assert unfolded("Said:\n  one\n  two") == "Said:\n  one\n  two"

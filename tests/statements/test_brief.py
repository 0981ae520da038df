"""The brief says what the records say, keeps opinion apart, and is escaped wherever it goes."""

from __future__ import annotations

import pytest

from statements.conftest import CASES
from vidocq.benchmarking.reader import text_document
from vidocq.errors import InputError
from vidocq.statements.brief import FORMATS, Brief, highlighted, keywords_of, make_brief, render
from vidocq.statements.reader import read

TEXT = (CASES / "seed" / "seed.txt").read_text(encoding="utf-8")
DOCUMENT = text_document("seed", TEXT)


@pytest.fixture(scope="module")
def brief() -> Brief:
    return make_brief(DOCUMENT, read(DOCUMENT, model=None))  # what the rules alone read: the brief is asked, not the models


def test_head_and_reading_time(brief: Brief) -> None:
    assert brief.title == "Czech Republic blames China for cyberattack on foreign ministry"
    assert brief.subtitle.startswith("Czech Republic Accuses China")
    assert (brief.words, brief.minutes) == (len(TEXT.split()), -(-len(TEXT.split()) // 230))
    assert "230 a minute, rounded up" in render(brief)


def test_summary_and_commentary_are_verbatim_and_apart(brief: Brief) -> None:
    assert brief.summary
    assert all(quote.fits(TEXT) for quote in (*brief.summary, *brief.commentary))
    assert brief.commentary[0].text.startswith("BNN's Perspective")
    assert not {quote.text for quote in brief.summary} & {quote.text for quote in brief.commentary}
    assert "Opinion of the outlet, not evidence" in render(brief)


def test_said_and_not_said(brief: Brief) -> None:
    assert any(line.sentence.startswith("Czech Republic asserts China") for line in brief.said)
    assert "NATO did not attribute this to China" in brief.not_said
    assert "nothing is said of any answer by China" in brief.not_said
    assert "no level of confidence is given" in brief.not_said
    assert "waits for a person" in render(brief)


def test_entities_and_keywords(brief: Brief) -> None:
    assert {"Czech Republic", "China"} <= set(brief.states)
    assert brief.actors == ("APT31",)
    assert brief.keywords
    assert keywords_of("too few words") == ()


def test_keywords_are_what_comes_often_each_word_once() -> None:
    text = "The border agency closed. Border agency staff left the harbour; the border agency said nothing of the harbour."
    assert keywords_of(text)[:2] == ("border agency", "harbour")
    words = [word for term in keywords_of(text) for word in term.split()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_escaped(form: str) -> None:
    text = (
        "A <script>alert(1)</script> headline [x](http://y)\nCanada accused <b>Russia</b> of hacking its "
        "parliament in the <i>spring</i>.\n"
    )
    document = text_document("x", text)
    shown = render(make_brief(document, read(document)), form)
    if form == "html":
        assert "<script" not in shown
        assert "<b>" not in shown
    if form == "markdown":
        assert "[x](" not in shown


def test_unknown_format(brief: Brief) -> None:
    with pytest.raises(InputError):
        render(brief, "docx")


def test_empty_document() -> None:
    document = text_document("empty", "")
    brief = make_brief(document, read(document))
    assert (brief.words, brief.minutes, brief.said) == (0, 0, ())
    assert "empty" in render(brief)


def test_proposals_are_marked_in_the_text() -> None:
    marked = highlighted(DOCUMENT, read(DOCUMENT))
    assert ": was attributed to APT31]]" in marked

"""A text that says of itself that it is an exercise or made up: the first page says so, in the text's own words."""

from __future__ import annotations

import msgspec
import pytest
from dossier_factory import entry, named

from vidocq.dossier.build import build
from vidocq.dossier.outline import Paragraph
from vidocq.dossier.renderers import markdown
from vidocq.model import Dossier


def beside(text: str) -> Dossier:
    dossier = named()
    return msgspec.structs.replace(dossier, documents=(*dossier.documents, entry("more", text, title="More")))


def unreal(dossier: Dossier) -> list[Paragraph]:
    blocks = build(dossier).sections[0].blocks
    return [block for block in blocks if isinstance(block, Paragraph) and block.label == "Not real"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# EXERCISE: Intrusion at a ministry\nMore.", "EXERCISE: Intrusion at a ministry"),
        ("Report\nThis is an exercise document. It borrows tools.", "This is an exercise document"),
        ("EXERCISE EXERCISE EXERCISE\nA ministry was attacked.", "EXERCISE EXERCISE EXERCISE"),
        ("Report\nAll names in it are invented.", "All names in it are invented"),
        ("Story\nThis report is fictitious and serves training.", "This report is fictitious and serves training"),
    ],
)
def test_a_text_that_says_it_is_not_real_is_said_so_first_with_its_words(text: str, said: str):
    dossier = beside(text)
    (told,) = unreal(dossier)
    assert f"“{said}”" in told.sentences[0].text
    assert told.sentences[0].references
    assert "Not real" in markdown.RENDERER.render(dossier, "brief").decode()


@pytest.mark.parametrize(
    "text",
    [
        "The army said that an exercise was held when the intrusion began.",
        "Exercises of this kind take place each year. The intruder sent a mail.",
        "The intruders used invented names. The ministry was to exercise its rights.",
    ],
)
def test_a_text_that_speaks_of_an_exercise_is_none(text: str):
    assert unreal(beside(text)) == []


def test_the_brief_names_the_documents_that_it_was_made_from():
    told = markdown.RENDERER.render(beside("A text."), "brief").decode()
    assert "**Made from.** D1 report.txt" in told
    assert "; D2 more.txt." in told

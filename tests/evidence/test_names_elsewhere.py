"""Names that a text gives to something else: a site, a folder, a printer; and names told apart by what happens to them."""

from __future__ import annotations

import pytest
from names_sample import document, snapshot

from vidocq.evidence.names.reading import read

KB = snapshot()
NAMES = sorted({e.text for e in KB.gazetteer if e.dictionary_class == "distinctive" and e.kind == "malware" and e.text.isalpha()})


def named(text: str) -> set[tuple[str, str]]:
    return {(name.kind, name.value) for name in read(document(text), KB).names}


@pytest.mark.parametrize(
    "frame",
    ["They met on a site called {} last week.", "It keeps its notes in the folder {} for long.",
     "It sets the registry value {} at once.", "The printer of the office is called {} by all.",
     "It opens a window named {} for a second.", "The charity {} was asked too."],
)  # fmt: skip
def test_what_is_called_like_a_program_is_none(frame: str) -> None:
    assert named(f"It was reported so. {NAMES[0]} was dropped.") != set()
    assert named(frame.format(NAMES[0])) == set()


def test_a_name_is_kept_where_it_is_used_as_one_elsewhere_in_the_text() -> None:
    text = f"They met on a site called {NAMES[0]}. The malware {NAMES[0]} was dropped on a host."
    assert {value for _, value in named(text)} == {NAMES[0]}


def test_a_question_does_not_introduce_the_printer_behind_it() -> None:
    assert named("Suspected malware: no? The printer of the zoo is called Marmaladex, they say.") == set()

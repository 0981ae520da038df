"""Nothing is dropped without a word: what opens a block does not decide where it ends, and what is left out is counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vidocq.model import Document, SectionRole
from vidocq.sources.blocks import is_technical
from vidocq.sources.leaving import left_out

Read = Callable[..., Document]
HASH = "2a68fb75fdfb94a63d666a51111ebf38c5d51844e5002d13cba9839102d67653"
HEAD = "# A loader in spoons\n\nThe group sends mails with macros to mills.\n\n"


def evidential(document: Document, needle: str) -> bool:
    return document.role_at(document.text.index(needle)).evidential


@pytest.mark.parametrize("opener", ["Subscribe", "Share this", "Read more", "References", "Contact us", "See also"])
def test_narrow_lines_behind_such_a_line_are_read(read_one: Read, opener: str) -> None:
    text = f"{HEAD}{opener}\nin your inbox\nThe implant calls kettle[.]example\nover port 443.\nSample\n{HASH}\nwas seen.\n"
    document = read_one(text, "narrow.md")
    assert evidential(document, "kettle")
    assert evidential(document, HASH)


@pytest.mark.parametrize("opener", ["## References", "## Related articles", "## Subscribe to our newsletter"])
def test_tables_of_indicators_are_never_boilerplate(read_one: Read, opener: str) -> None:
    rows = "".join(f"| {HASH[:-1]}{digit} | loader |\n" for digit in "123456")
    document = read_one(f"{HEAD}{opener}\n\n| SHA-256 | file |\n|---|---|\n{rows}", "table.md")
    assert all(document.role_at(document.text.index(HASH[:-1] + digit)).evidential for digit in "123456")


def test_what_a_bibliography_cites_stays_out(read_one: Read) -> None:
    cited = "[1] A. Spoon, On kettles. 2019. https://www.virustotal.com/gui/file/" + HASH + "\n[2] B. Fork, On mills. 2020.\n"
    document = read_one(f"{HEAD}References\n{cited}", "cites.md")
    assert not evidential(document, "On kettles")
    assert not evidential(document, "On mills")


def test_a_sign_up_box_is_left_out_and_counted(read_one: Read) -> None:
    box = "Subscribe to our newsletter\nThe hottest research right in your inbox\nI agree to the privacy policy.\n"
    document = read_one(f"{HEAD}{box}The second stage is then dropped to the disk of the victim.\n", "box.md")
    assert not evidential(document, "hottest")
    assert evidential(document, "second stage")
    assert any("no evidence is taken" in note and "page's own" in note for note in document.notes)
    shown = [line.text for line in left_out(document)]
    assert "The hottest research right in your inbox" in shown
    assert all(document.text[line.start : line.end].strip() == line.text for line in left_out(document))


def test_every_line_is_evidence_or_left_out_with_a_reason(read_one: Read) -> None:
    document = read_one(f"{HEAD}Read more\nA title\n\nReferences\n[1] x\n\nKeywords: a, b\n\nAll of it.\n", "all.md")
    out = {line.start: line.reason for line in left_out(document)}
    at = 0
    for line in document.text.split("\n"):
        if line.strip():
            assert document.role_at(at).evidential or out[at]
        at += len(line) + 1


def test_the_sections_of_a_listing_are_indicators(read_one: Read) -> None:
    document = read_one(f"{HEAD}Related\n{HASH}\n{HASH[::-1]}\n{HASH[1:]}0\n", "listing.md")
    assert document.role_at(document.text.index(HASH)) is SectionRole.INDICATORS


@pytest.mark.parametrize("opener", ["References", "Subscribe", "Share this", "Further reading", "Disclaimer", "Keywords"])
def test_sums_that_a_narrow_column_breaks_are_read_behind_any_line(read_one: Read, opener: str) -> None:
    broken = [f"{HASH[:-1]}{digit}" for digit in "123456"]
    document = read_one(f"{HEAD}{opener}\n" + "".join(f"{one[:34]}\n{one[34:]}\n" for one in broken), "narrow.txt")
    assert all(evidential(document, one[:34]) and evidential(document, one[34:]) for one in broken)


def test_keywords_end_where_a_table_of_files_begins(read_one: Read) -> None:
    document = read_one(f"{HEAD}Keywords\nspoons, kettles\nFile  Hash\nstage0.dll {HASH}\nstage1.dll {HASH[::-1]}\n", "keys.txt")
    assert not evidential(document, "spoons, kettles")
    assert evidential(document, HASH)
    assert evidential(document, HASH[::-1])


def test_words_and_numbers_are_no_halves_of_sums() -> None:
    assert is_technical("3ab9c0b573bbd2f48168828a9c8a4e99")
    assert is_technical("3ab9c0b573bbd2f48168828a9c")
    assert not is_technical("123456789012345678901234567890")
    assert not is_technical("deadbeefdeadbeefdeadbeefdead")
    assert not is_technical("see 3ab9c0b573bbd2f48168828a9c here")

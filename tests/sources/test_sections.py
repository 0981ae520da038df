"""A text is divided by what its lines say: title, subtitle, body, commentary, keywords and the rest."""

# ruff: noqa: E501 - samples stand in one piece; a refusal and a reading are both right, and each is checked

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.model import SectionRole
from vidocq.sources import sections
from vidocq.sources.sections import Mark, divide

NEWS = Path(__file__).parents[2] / "examples" / "ministry-2025" / "news.txt"
PROSE = (
    "The ministry said on Monday that the intruders had been in its network for two years and had read the mail of its diplomats. "
    * 2
)


def _roles(text: str, *marks: Mark) -> list[tuple[str, str]]:
    return [(section.role.value, text[section.start : section.end]) for section in divide(text, marks).sections]


def _role_of(text: str, part: str) -> str:
    at = text.index(part)
    return next(s.role.value for s in divide(text).sections if s.start <= at < s.end)


def test_a_news_account_is_divided_to_the_character():
    text = NEWS.read_text(encoding="utf-8")
    division = divide(text)
    lines = text.split("\n")
    assert division.title == lines[0]
    assert division.subtitle == lines[2]
    assert division.published == "2025-05-28T16:40"
    assert division.publisher == "The Morning Ledger"
    assert "named only in the heading of its commentary" in division.notes[0]
    shown = [(section.role.value, section.start, section.end) for section in division.sections]
    body = text.index(lines[3])
    commentary = text.index("The Morning Ledger's")
    keywords = text.index("Keywords:")
    assert shown == [
        ("headline", 0, len(lines[0])),
        ("boilerplate", len(lines[0]) + 1, text.index(lines[2])),
        ("subtitle", text.index(lines[2]), text.index(lines[2]) + len(lines[2])),
        ("body", body, commentary),
        ("commentary", commentary, keywords),
        ("keywords", keywords, len(text)),
    ]


def test_a_wrong_weekday_is_noted():
    text = f"Ministry blames group for intrusion\nPublished: Monday, May 28, 2025\n{PROSE}"
    assert divide(text).published == "2025-05-28"
    assert "weekday" in divide(text).notes[0]


def test_a_title_over_two_lines():
    text = f"The energy reserves in the Eastern Sea and a campaign of\nan example group against them\nMay 14, 2020\n{PROSE}"
    division = divide(text)
    assert division.title == "The energy reserves in the Eastern Sea and a campaign of an example group against them"
    assert division.published == "2020-05-14"
    assert [role for role, _ in _roles(text)] == ["headline", "headline", "boilerplate", "body"]


def test_prose_without_a_title_has_none():
    assert divide(PROSE).title is None
    assert _roles(PROSE) == [("body", PROSE)]


@pytest.mark.parametrize(
    "heading", ["Analysis: ", "Opinion: ", "Our view: ", "Example News' Take: ", "Comment\n", "## Commentary\n", "Editorial: "]
)
def test_commentary_is_never_body(heading):
    text = f"A title for the account\n{PROSE}\n{heading}{PROSE} MARK"
    assert _role_of(text, "MARK") == "commentary"


@pytest.mark.parametrize("heading", ["**Analysis**\n", "### Technical analysis\n", "Analysis: ", "## Malware's analysis\n"])
def test_analysis_in_a_technical_report_is_its_matter(heading):
    text = f"A report on a loader\n{PROSE} It used T1059.001 and evil[.]example.\n{heading}{PROSE} MARK"
    assert _role_of(text, "MARK") == "body"


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("## Indicators of Compromise", "indicators"),
        ("Appendix A: IOCs", "indicators"),
        ("**IOCs:**", "indicators"),
        ("Indicators of compromise (IoCs)", "indicators"),
        ("== Network Indicators", "indicators"),
        ("References", "related"),
        ("### Related reading", "related"),
        ("See also", "related"),
        ("Tags:", "keywords"),
        ("About the author", "boilerplate"),
        ("Read more from Example", "body"),
    ],
)
def test_headings_announce_what_follows(heading, role):
    text = f"A report on a group\n{PROSE}\n{heading}\nMARK one two\n"
    assert _role_of(text, "MARK") == role


@pytest.mark.parametrize(
    "line",
    [
        "These IoCs are also available in a repository.",
        "Related to this, the group moved on.",
        "Comment: short",
        "He referred to the references.",
    ],
)
def test_a_sentence_is_no_heading(line):
    text = f"A report on a group\n{PROSE}\n{line}\nMARK one two.\n"
    assert _role_of(text, "MARK") == "body"


def test_a_heading_of_the_same_level_ends_a_section_and_a_lower_one_does_not():
    text = f"# A report on a group\n{PROSE}\n## Indicators of Compromise\n### Hashes\nONE\n### Hosts\nTWO\n## What the group did then\nTHREE\n"
    assert [_role_of(text, mark) for mark in ("ONE", "TWO", "THREE")] == ["indicators", "indicators", "body"]


def test_conclusion_ends_a_list_and_prose_ends_references():
    text = f"A report on a group\n{PROSE}\nIndicators of Compromise\nONE\nConclusion\nTWO\nReferences\n[1] Example, a paper\nTHREE\n{PROSE}FOUR"
    assert [_role_of(text, mark) for mark in ("ONE", "TWO", "THREE", "FOUR")] == ["indicators", "body", "related", "body"]


def test_a_run_of_indicators_is_a_list_without_a_heading():
    rows = "\n".join(f"| {'ab' * 32} | loader |" for _ in range(3))
    text = f"A report on a group\n{PROSE}\n{rows}\n{PROSE}"
    assert [role for role, _ in _roles(text)] == ["headline", "body", "indicators", "body"]


def test_code_and_rules_are_code():
    text = f"# A report on a group\n{PROSE}\n```python\nONE = 1\n```\n{PROSE}\nrule example {{\n  strings: TWO\n}}\nTHREE\n"
    assert [_role_of(text, mark) for mark in ("ONE", "TWO", "THREE")] == ["code", "code", "body"]


def test_a_certificate_does_not_end_an_asciidoc_listing():
    text = "= Example report\n\n== Key\n\n----\n-----BEGIN CERTIFICATE-----\nONE\n-----END CERTIFICATE-----\n----\n\nTWO words here\n"
    assert (_role_of(text, "ONE"), _role_of(text, "TWO")) == ("code", "body")


@pytest.mark.parametrize(
    "line",
    [
        "3 minute read",
        "Share this article",
        "Subscribe to our newsletter",
        "We use cookies to improve your visit",
        "© 2024 Example",
        "All rights reserved",
    ],
)
def test_lines_about_the_page_are_boilerplate(line):
    text = f"A title for the account\n{PROSE}\n{line}\n{PROSE}"
    assert _role_of(text, line) == "boilerplate"


def test_marks_of_the_format_go_before_words():
    text = f"Menu\nTitle of it all\n{PROSE}\nquoted words\n"
    at = text.index("quoted")
    marks = (
        Mark(start=0, end=4, role=SectionRole.BOILERPLATE),
        Mark(start=5, end=20, level=1),
        Mark(start=at, end=len(text), role=SectionRole.QUOTE),
    )
    division = divide(text, marks, title="Title of it all")
    assert [section.role.value for section in division.sections] == ["boilerplate", "headline", "body", "quote"]
    assert (division.sections[1].start, division.sections[1].end) == (5, 20)


def test_a_mark_around_everything_says_nothing():
    text = f"{PROSE}\n{PROSE}"
    assert _roles(text, Mark(start=0, end=len(text), role=SectionRole.BOILERPLATE)) == [("body", text)]


def test_very_many_lines_are_not_divided_to_the_end(monkeypatch):
    monkeypatch.setattr(sections, "LINE_LIMIT", 10)
    text = "A title for it\n" + "line of text here\n" * 20
    division = divide(text)
    assert division.sections[-1].end == len(text)
    assert "More than 10 lines" in division.notes[0]


_LINES = st.sampled_from(
    ["Keywords: a, b", "# Title here", "## IOCs", "References", "BNN's Perspective: something", PROSE, "", "  ", "```", "> quote", "ab" * 32, "Conclusion",
     "By Jane Doe", "May 28, 2025", "Tags", "Comment", "----", "= Doc", "| a | b |", "See also: x", "rule a {", "}", "\u2028", "Title Without End"]
)  # fmt: skip


@given(
    st.lists(_LINES, max_size=30),
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 400), st.sampled_from(list(SectionRole)), st.integers(0, 2)), max_size=6
    ),
)
def test_sections_are_ordered_disjoint_and_cover_every_visible_character(lines, spans):
    text = "\n".join(lines)
    size = len(text)
    nested = [Mark(start=min(a, b, size), end=min(max(a, b), size), role=role, level=level) for a, b, role, level in spans]
    # Formats nest: a mark lies within another or beside it.
    marks: list[Mark] = []
    for mark in sorted(nested, key=lambda mark: (mark.start, -mark.end)):
        if all(mark.end <= other.end or mark.start >= other.end for other in marks):
            marks.append(mark)
    end = 0
    covered = set[int]()
    for section in divide(text, tuple(marks)).sections:
        assert end <= section.start < section.end <= size
        end = section.end
        covered.update(range(section.start, section.end))
    assert all(text[at].isspace() for at in range(size) if at not in covered)

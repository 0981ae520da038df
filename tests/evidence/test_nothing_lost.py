"""Every line of an input is an item, plain text, or counted as left out with the reason; nothing goes without a word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidocq import sources
from vidocq.evidence.extractors.indicators import grouped
from vidocq.model import Document
from vidocq.sources import Received
from vidocq.sources.leaving import left_out

HASH = "2a68fb75fdfb94a63d666a51111ebf38c5d51844e5002d13cba9839102d67{:03x}"
HOST = "kettle{}[.]biz"
OPENERS = (
    "Subscribe", "Share this", "Read more", "## References", "Bibliography", "# A loader", "Related articles", "Appendix A",
    "Contact us", "Keywords: spoon, kettle", "Indicators of compromise", "Follow us on social media", "About the author",
)  # fmt: skip
PROSE = (
    "The loader writes itself to the disk.", "in narrow", "columns that", "go on and on over many lines of a report.",
    "[1] A. Spoon, On kettles, 2019.", "Enter your e-mail address", "I agree to the privacy policy.", "> quoted", "",
    "The implant then asks the server for a second stage, which it runs in memory and never writes to any file at all. "
    "It comes back every day, and takes its time. Nobody knows why.",
)  # fmt: skip
LINES = st.one_of(
    st.sampled_from(OPENERS),
    st.sampled_from(PROSE),
    st.integers(0, 999).map(HASH.format),
    st.integers(0, 999).map(lambda n: f"| {HASH.format(n)} | {HOST.format(n)} |"),
    st.integers(0, 999).map(lambda n: f"the C2 is {HOST.format(n)} now"),
)
WANTED = re.compile(r"[0-9a-f]{64}|kettle\d+\[\.\]biz")


def read(name: str, raw: bytes) -> Document:
    (document,) = sources.read(Received(name=name, content=raw))
    return document


def account(document: Document) -> None:
    """Each line is evidential or left out with a reason; the notes count the latter; indicators are items or left out."""
    out = {line.start: line for line in left_out(document)}
    spans = sorted((item.match.start, item.match.end) for items in grouped(document).values() for item in items)
    at = 0
    for line in document.text.split("\n"):
        barred = [one for one in out.values() if at <= one.start < at + len(line) + 1]
        if line.strip() and not document.role_at(at + len(line) - len(line.lstrip())).evidential:
            assert barred, line
            assert all(one.reason for one in barred)
        for found in WANTED.finditer(line):
            start = at + found.start()
            covered = any(first <= start < last for first, last in spans)
            assert covered or not document.role_at(start).evidential, line
        at += len(line) + 1
    said = [note for note in document.notes if note.startswith("Lines from which no evidence is taken")]
    counted = sum(int(number.replace(",", "")) for note in said for number in re.findall(r"([\d,]+) of ", note))
    assert counted == len(out)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, min_size=1, max_size=40), st.sampled_from(["report.md", "report.txt"]))
def test_every_line_of_a_text_is_accounted_for(lines: list[str], name: str) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    document = read(name, text.encode())
    assert [line for line in text.split("\n") if line.strip()] == [line for line in document.text.split("\n") if line.strip()]
    account(document)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(["p", "li", "td", "h2", "div"]), LINES), min_size=1, max_size=30))
def test_every_block_of_a_page_is_accounted_for(blocks: list[tuple[str, str]]) -> None:
    wrapped = {"li": "<ul><li>{}</li></ul>", "td": "<table><tr><td>{}</td><td>x</td></tr></table>"}
    body = "".join(
        wrapped.get(tag, f"<{tag}>{{}}</{tag}>").format(line.replace("<", "").replace(">", "")) for tag, line in blocks
    )
    document = read("page.html", f"<html><body><h1>Spoons</h1><p>A long report.</p>{body}</body></html>".encode())
    for _, line in blocks:
        for found in WANTED.finditer(line):
            assert found[0] in document.text
    account(document)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_no_line_hides_an_indicator_in_a_text_without_sources(lines: list[str]) -> None:
    """Whatever boxes and links stand before it, a line with a hash or a defanged host is evidence."""
    lines = [line for line in lines if "References" not in line and "Bibliography" not in line and "About" not in line]
    text = "\n".join([*lines, "", HASH.format(7)])
    document = read("report.md", text.encode())
    account(document)
    for found in WANTED.finditer(document.text):
        assert document.role_at(found.start()).evidential


@pytest.mark.parametrize(
    "folder", sorted((Path(__file__).parent.parent / "cases" / "sources").iterdir()), ids=lambda path: path.name
)
def test_every_line_of_the_sample_inputs_is_accounted_for(folder: Path) -> None:
    path = next(folder.glob("input.*"))
    for document in sources.read(Received(name=path.name, content=path.read_bytes())):
        if not document.fields:
            account(document)

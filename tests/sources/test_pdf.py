"""PDF text is verbatim and whole, pages are known, and a quote can be shown where it stands."""

# ruff: noqa: PT017 - samples stand in one piece; a refusal and a reading are both right, and each is checked

from __future__ import annotations

import hashlib
import time

import pytest
from pdfs import HEIGHT, WIDTH, content, page_of, write

from vidocq import sources
from vidocq.errors import SourceError
from vidocq.sources import Received
from vidocq.sources.readers import pdf


def _refused(raw: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        sources.read(Received(name="report.pdf", content=raw))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def _digest(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def test_pages_title_date_and_text(read_one):
    pages = [content(page_of(["Report on an Example Group", "It did this."])), content(page_of(["And then that."]))]
    document = read_one(write(pages, title="Report on an Example Group", created="D:20240325101500Z"))
    assert document.text == "Report on an Example Group\nIt did this.\nAnd then that.\n"
    assert document.title == "Report on an Example Group"
    assert document.published == "2024-03-25"
    assert any("date of creation" in note for note in document.notes)
    assert [(page.number, document.text[page.start : page.end]) for page in document.pages] == [
        (1, "Report on an Example Group\nIt did this.\n"),
        (2, "And then that.\n"),
    ]
    assert (document.pages[0].width, document.pages[0].height) == (WIDTH, HEIGHT)
    assert document.page_at(document.text.index("then")) == 2
    assert document.media_type == "application/pdf"


def test_a_title_that_is_not_printed_is_not_believed(read_one):
    document = read_one(write([content(page_of(["Some lines of text."]))], title="Microsoft Word - template_final"))
    assert document.title is None


def test_a_printed_date_goes_before_the_files_own(read_one):
    document = read_one(
        write([content(page_of(["Report on an Example Group", "March 5, 2024", "Text of it."]))], created="D:20250101")
    )
    assert document.published == "2024-03-05"


def test_nothing_is_lost_at_page_edges(read_one):
    """Hashes at and beyond every edge of the page, where bounded extraction cuts them."""
    pages, wanted = [], set[str]()
    for number in range(12):
        digests = [_digest(number * 10 + position) for position in range(6)]
        wanted.update(digests)
        spots = [(0, 0), (0, HEIGHT - 8), (WIDTH - 60, 400), (-40, 300), (200, -3), (WIDTH - 20, 5)]
        lines = [(float(x), float(y), 9.0, digest) for (x, y), digest in zip(spots, digests, strict=True)]
        pages.append(content([*lines, (60.0, 600.0, 10.0, "Some text in the middle.")]))
    text = read_one(write(pages)).text
    assert {digest for digest in wanted if digest in text} == wanted
    assert all(text.count(digest) == 1 for digest in wanted)


def test_every_page_of_a_long_report_is_there(read_one):
    document = read_one(write([content(page_of([f"Page {number} of it", _digest(number)])) for number in range(120)]))
    assert len(document.pages) == 120
    for number, page in enumerate(document.pages):
        assert _digest(number) in document.text[page.start : page.end]


def test_a_box_stands_where_the_quote_does():
    lines = [(100.0, 700.0, 12.0, "before evil.example after"), (100.0, 680.0, 12.0, "second line of text")]
    raw = write([content(page_of(["first page"])), content(lines)])
    document = sources.read(Received(name="r.pdf", content=raw))[0]
    start = document.text.index("evil.example")
    boxes = pdf.boxes(raw, document, document.quote(start, start + 12))
    assert [box.page for box in boxes] == [2]
    assert 130 < boxes[0].left < boxes[0].right < 220
    assert 695 < boxes[0].bottom < boxes[0].top < 712


def test_a_quote_over_lines_and_pages_has_a_box_for_each_line():
    raw = write([content(page_of(["one two", "three four"])), content(page_of(["five six"]))])
    document = sources.read(Received(name="r.pdf", content=raw))[0]
    boxes = pdf.boxes(raw, document, document.quote(document.text.index("two"), document.text.index("six")))
    assert [box.page for box in boxes] == [1, 1, 2]
    assert boxes[0].bottom > boxes[1].top


def test_a_quote_of_another_document_has_no_box(read_one):
    raw = write([content(page_of(["one two"]))])
    document = sources.read(Received(name="r.pdf", content=raw))[0]
    with pytest.raises(ValueError, match="not a quote"):
        pdf.boxes(raw, document, read_one("some other text here").quote(0, 4))


def test_a_word_divided_at_a_line_end_stays_as_printed(read_one):
    document = read_one(write([content(page_of(["the network of the minis-", "try was entered"]))]))
    assert "minis-\ntry was" in document.text
    assert "\ufffe" not in document.text


def test_boxes_after_a_divided_word_are_not_shifted():
    raw = write([content([(100.0, 700.0, 12.0, "the network of the minis-"), (100.0, 680.0, 12.0, "try was evil.example")])])
    document = sources.read(Received(name="r.pdf", content=raw))[0]
    start = document.text.index("evil.example")
    (box,) = pdf.boxes(raw, document, document.quote(start, start + 12))
    assert 675 < box.bottom < 690
    assert box.left > 130


def test_pages_without_text_are_named(read_one):
    document = read_one(write([content(page_of(["text"])), b"0 0 10 10 re f", b""]))
    assert any("pages 2, 3" in note and "scanned" in note for note in document.notes)


def test_a_scan_is_refused_with_a_hint():
    assert "run OCR" in _refused(write([b"0 0 10 10 re f"]))


def test_an_encrypted_one_is_refused():
    assert "encrypted: it needs a password" in _refused(write([content(page_of(["secret"]))], encrypt=True))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.3])
def test_a_truncated_one_is_refused_or_noted(share):
    raw = write([content(page_of([f"text of page {number}"])) for number in range(20)], compress=False)
    cut = raw[: max(9, int(len(raw) * share))]
    assert "damaged" in _refused(cut) or "without pages" in _refused(cut)


def test_a_broken_cross_reference_is_repaired_or_refused(read_one):
    raw = write([content(page_of(["text that is still there"]))], compress=False)
    broken = raw[: raw.index(b"xref\n")] + b"xref\n0 9\nrubbish\ntrailer\n<< /Root 1 0 R /Size 6 >>\nstartxref\n99999\n%%EOF"
    try:
        assert "still there" in read_one(broken).text
    except SourceError as error:
        assert "damaged" in str(error)


def test_only_so_many_pages_are_read(read_one, monkeypatch):
    monkeypatch.setattr(pdf, "PAGE_LIMIT", 5)
    document = read_one(write([content(page_of([f"text {number}"])) for number in range(9)]))
    assert len(document.pages) == 5
    assert "Only the first 5 of 9 pages were read." in document.notes


def test_a_hundred_thousand_pages_are_bounded(monkeypatch):
    monkeypatch.setattr(pdf, "PAGE_LIMIT", 1000)
    raw = write([content(page_of(["x"]))], repeat=100_000)
    begin = time.monotonic()
    document = sources.read(Received(name="r.pdf", content=raw))[0]
    assert len(document.pages) == 1000
    assert time.monotonic() - begin < 20


def test_a_page_tree_that_claims_too_much_is_no_trouble():
    raw = write([content(page_of(["x"]))], compress=False).replace(b"/Count 1 ", b"/Count 999999999 ")
    try:
        document = sources.read(Received(name="r.pdf", content=raw))[0]
    except SourceError as error:
        assert "\n" not in str(error)
    else:
        assert len(document.pages) <= pdf.PAGE_LIMIT


def test_too_much_text_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "TEXT_LIMIT", 50)
    assert "more than 50 characters" in _refused(write([content(page_of(["many characters of text"] * 5))]))


def test_taking_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS_LIMIT", 0.0)
    monkeypatch.setattr(pdf, "SECONDS_PER_MEGABYTE", 0.0)
    assert "took more than" in _refused(write([content(page_of(["text"]))] * 3))


def test_running_headers_and_footers_are_not_content(read_one):
    def lines(number: int) -> list[str]:
        own = [f"Paragraph {number}.{part} on what the group did in the network of the ministry." for part in range(5)]
        title = ["Report on an Example Group", "March 5, 2024"] if number == 1 else []
        return ["Example Ltd, threat report", *title, *own, f"Page {number} of 4, TLP:GREEN"]

    document = read_one(write([content(page_of(lines(number))) for number in range(1, 5)]))
    assert (document.title, document.published) == ("Report on an Example Group", "2024-03-05")
    assert document.marking.tlp.value == "TLP:GREEN"
    for part in ("Example Ltd", "Page 3 of 4"):
        assert document.role_at(document.text.index(part)).value == "boilerplate"
    assert document.role_at(document.text.index("Paragraph 3.0")).value == "body"


def test_indicators_at_page_edges_are_not_taken_for_headers(read_one):
    pages = [
        [_digest(number), f"198.51.100.{number} server", "text of the page", f"203.0.113.{number}"] for number in range(1, 8)
    ]
    document = read_one(write([content(page_of(lines)) for lines in pages]))
    for digest, server, _, address in pages:
        assert all(document.role_at(document.text.index(line)).evidential for line in (digest, server, address))

"""PDF and DOCX: marked on every page, tagged, the same bytes each time, and words in them are never read as markup."""

from __future__ import annotations

import io
import re
import zipfile

import msgspec
import pypdfium2
import pytest
from dossier_factory import CASES, NASTY, entry, founding, hostile, named, quote

from vidocq.dossier import attachments
from vidocq.dossier.build import build
from vidocq.dossier.outline import cited
from vidocq.dossier.renderers import docx, json, pdf
from vidocq.dossier.shapes import shaped
from vidocq.model import Dossier

pytest.importorskip("typst")

TYPST = '#panic("x") #import "y" $x^2$ @ref <lab> *bold* _it_ `raw` \\u{41} // no /* no */ [ ] { } #set page(width: 1cm)'


def pages(content: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


def words(dossier: Dossier, template: str = "full") -> str:
    return re.sub(r"\s+", " ", " ".join(pages(pdf.RENDERER.render(dossier, template))))


def with_text(text: str) -> Dossier:
    """A case whose document, quote, title and notes hold ``text``."""
    given = founding()
    bad = entry("bad", f"Before. {text} After.", title=text, publisher=text, notes=(text,))
    first = msgspec.structs.replace(given.statements[0], support=(quote(bad, text),), modality=text, must_not_claim=(text,))
    return msgspec.structs.replace(
        given, title=text, documents=(*given.documents, bad), statements=(first, *given.statements[1:]), problems=(text,)
    )


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("template", ["brief", "full", "technical"])
def test_every_page_is_marked_at_top_and_bottom(name: str, template: str):
    dossier = CASES[name]()
    found = pages(pdf.RENDERER.render(dossier, template))
    mark = "UNMARKED: not to be passed on" if dossier.marking.tlp.name == "UNMARKED" else dossier.marking.tlp.value
    assert found
    assert all(text.count(mark) >= 2 for text in found)


@pytest.mark.parametrize("make", [founding, named])
def test_the_brief_is_one_page(make):
    assert len(pages(pdf.RENDERER.render(make(), "brief"))) == 1


@pytest.mark.parametrize("make", [founding, named])
def test_the_first_page_of_the_full_dossier_is_the_brief(make):
    brief, full = (pages(pdf.RENDERER.render(make(), template))[0] for template in ("brief", "full"))
    # The quotes of the full dossier stand at its end.
    told = [line.strip() for line in brief.partition("\nQuotes")[0].splitlines() if len(line) > 30 and "vidocq" not in line]
    assert told
    assert " ".join(told[2].split()) in " ".join(full.split())
    assert "How likely each is" not in full
    assert "Who said what" not in full


def test_it_is_tagged_archival_and_has_bookmarks():
    content = pdf.RENDERER.render(named())
    assert b"/StructTreeRoot" in content
    assert b"pdfuaid:part" in content
    assert b"pdfaid:part" in content
    titles = [item.get_title() for item in pypdfium2.PdfDocument(content).get_toc()]
    assert "Who said what" in titles
    assert "Sources and documents" in titles


def test_the_record_and_the_indicators_are_attached():
    document = pypdfium2.PdfDocument(pdf.RENDERER.render(named()))
    inside = {one.get_name(): bytes(one.get_data()) for one in map(document.get_attachment, range(document.count_attachments()))}
    assert inside["dossier.json"] == json.RENDERER.render(named())
    assert inside["indicators.csv"] == attachments.indicators(named())
    brief = pypdfium2.PdfDocument(pdf.RENDERER.render(named(), "brief"))
    assert brief.count_attachments() == 0


def test_typst_markup_stays_words():
    told = words(with_text(TYPST))
    for part in ('#panic("x")', "$x^2$", "@ref", "<lab>", "*bold*", "_it_", "`raw`", "\\u{41}", "/* no */", "#set page"):
        assert part in told


def test_controls_are_shown_and_markup_of_others_stays_words():
    told = words(hostile(), "technical")
    assert "[U+202E]" in told
    assert "<script>alert(1)</script>" in told
    assert "\x1b" not in told


@pytest.mark.parametrize("text", ["中文 的 文件", "\U0010fffd\ue000", "क्षत्रिय", "🦆 duck", "x\x00y\x07z"])
def test_letters_that_no_font_has_do_not_break_it(text: str):
    content = pdf.RENDERER.render(with_text(text))
    assert content == pdf.RENDERER.render(with_text(text))
    assert len(pages(content)) >= 2


def test_a_word_of_a_hundred_thousand_letters_stays_on_the_page():
    content = pdf.RENDERER.render(with_text("a" * 100_000))
    document = pypdfium2.PdfDocument(content)
    assert len(document) < 12
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_charbox(index) for index in range(text.count_chars())]
        assert max(box[2] for box in boxes) <= page.get_width()


def test_long_digests_do_not_leave_the_page():
    for page in pypdfium2.PdfDocument(pdf.RENDERER.render(named(), "technical")):
        text = page.get_textpage()
        assert max(text.get_charbox(index)[2] for index in range(text.count_chars())) <= page.get_width() - 30


def test_indicators_are_the_very_values():
    lines = attachments.indicators(named()).decode().splitlines()
    assert lines[0] == "number,kind,value,whose,why,observed,reported,marking"
    assert any(",203.0.113.77,adversary," in line for line in lines)
    assert any(",cdn.update-berth.example," in line for line in lines)


def test_a_spreadsheet_runs_nothing():
    given = named()
    formula = tuple(
        msgspec.structs.replace(item, value='=HYPERLINK("x")', label_reason="@SUM(1)") if item.label else item
        for item in given.evidence
    )
    text = attachments.indicators(msgspec.structs.replace(given, evidence=formula)).decode()
    assert "'=HYPERLINK" in text
    assert "'@SUM" in text
    assert not re.search(r'(?:^|,)"?[=@]', text, re.MULTILINE)


@pytest.mark.parametrize("name", CASES)
def test_docx_opens_and_carries_the_marking(name: str):
    import docx as word

    dossier = CASES[name]()
    document = word.Document(io.BytesIO(docx.RENDERER.render(dossier)))
    section = document.sections[0]
    for part in (section.header, section.footer):
        assert dossier.marking.tlp.value.split(":")[0] in part.paragraphs[0].text
    assert document.core_properties.author == "vidocq"


def test_docx_has_no_field_link_or_macro_of_a_document():
    archive = zipfile.ZipFile(io.BytesIO(docx.RENDERER.render(hostile())))
    body = archive.read("word/document.xml").decode()
    assert "w:hyperlink" not in body
    assert "w:instrText" not in body
    assert "\u202e" not in body
    assert "&lt;script&gt;" in body
    assert NASTY.split()[0].replace("<", "&lt;").replace(">", "&gt;") in body


@pytest.mark.parametrize("make", [founding, named])
def test_every_number_on_a_brief_leads_to_its_quote_on_that_page(make):
    """A minister's page stands alone: what is cited there stands there."""
    dossier = make()
    outline = shaped(build(dossier), "brief")
    quoted = [one for one in outline.references if one.number in cited(outline)]
    assert quoted
    printed = words(dossier, "brief")
    paragraphs = zipfile.ZipFile(io.BytesIO(docx.RENDERER.render(dossier, "brief"))).read("word/document.xml").decode()
    for one in quoted:
        assert f"{one.document_label}, {one.place}" in printed
        assert f"{one.document_label}, {one.place}" in paragraphs

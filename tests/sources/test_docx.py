"""DOCX gives its text with headings; what was made to do harm is refused with one line."""

# ruff: noqa: E501 - samples stand in one piece; a refusal and a reading are both right, and each is checked

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx
import pytest

from vidocq import sources
from vidocq.errors import SourceError
from vidocq.sources import Received, archives

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{}</cp:coreProperties>'
)


def _pack(members: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _document(body: str, **members: str) -> bytes:
    return _pack(
        {"[Content_Types].xml": "<x/>", "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>", **members}
    )


def _p(text: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


def _refused(raw: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        sources.read(Received(name="report.docx", content=raw))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_document_as_a_word_processor_writes_it(read_one):
    made = docx.Document()
    made.core_properties.title = "Report on a group"
    made.add_heading("Report on a group", 0)
    made.add_paragraph("Published: 5 March 2024")
    made.add_paragraph("The group entered a network of a ministry and stayed there for two years. " * 3)
    made.add_heading("Indicators of Compromise", 1)
    table = made.add_table(2, 2)
    for row, column, text in ((0, 0, "Type"), (0, 1, "Value"), (1, 0, "sha256"), (1, 1, "ab" * 32)):
        table.cell(row, column).text = text
    made.add_heading("What came next", 1)
    made.add_paragraph("The end.")
    out = io.BytesIO()
    made.save(out)
    document = read_one(out.getvalue())
    assert (document.title, document.published) == ("Report on a group", "2024-03-05")
    assert f"Type\tValue\nsha256\t{'ab' * 32}\n" in document.text
    assert [section.role.value for section in document.sections] == ["headline", "boilerplate", "body", "indicators", "body"]
    assert document.media_type.endswith("wordprocessingml.document")


def test_runs_tabs_breaks_and_notes(read_one):
    body = (
        "<w:p><w:r><w:t>evil.ex</w:t></w:r><w:r><w:t>ample</w:t><w:tab/><w:t>x</w:t><w:br/><w:t>y</w:t></w:r>"
        "<w:r><w:delText>deleted</w:delText><w:instrText>FIELD</w:instrText></w:r></w:p>"
    )
    footnotes = f"<w:footnotes {W}>{_p('a note below')}</w:footnotes>"
    assert read_one(_document(body, **{"word/footnotes.xml": footnotes})).text == "evil.example\tx\ny\na note below\n"


def test_a_text_box_is_read_once(read_one):
    box = f"<mc xmlns:mc='m'><mc:AlternateContent><mc:Choice>{_p('in a box')}</mc:Choice><mc:Fallback>{_p('in a box')}</mc:Fallback></mc:AlternateContent></mc>"
    assert read_one(_document(box)).text.count("in a box") == 1


def test_headings_by_style_and_outline(read_one):
    body = (
        _p("Title of the report", "Title")
        + _p("Text. " * 40)
        + _p("References", "Heading2")
        + _p("a paper")
        + _p("Next part", "berschrift1")
        + _p("END of it")
    )
    document = read_one(_document(body, **{"docProps/core.xml": CORE.format("<dc:title>Title of the report</dc:title>")}))
    assert document.role_at(document.text.index("a paper")).value == "related"
    assert document.role_at(document.text.index("END")).value == "body"


def test_the_date_of_creation_is_a_last_resort(read_one):
    core = CORE.format("<dcterms:created>2024-01-02T03:04:05Z</dcterms:created>")
    document = read_one(_document(_p("Some text."), **{"docProps/core.xml": core}))
    assert document.published == "2024-01-02"
    assert "date of creation" in document.notes[0]


def test_broken_properties_cost_a_note(read_one):
    document = read_one(_document(_p("Some text."), **{"docProps/core.xml": "<broken"}))
    assert "properties could not be read" in document.notes[0]


@pytest.mark.parametrize("names", [["../../etc/passwd"], ["/etc/passwd"], ["..\\x"], ["C:\\x"]])
def test_names_that_lead_elsewhere_are_noted_and_never_written(read_one, names, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    document = read_one(_document(_p("Some text."), **dict.fromkeys(names, "x")))
    assert "1 name inside leads out of the container" in document.notes[0]
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd">',
    ],
)
def test_entities_are_never_expanded(prologue):
    body = f"<w:document {W}><w:body>{_p('&a;' if 'ENTITY a' in prologue else 'x')}</w:body></w:document>"
    raw = _pack({"word/document.xml": prologue + body})
    assert "declares a document type" in _refused(raw)


def test_a_zip_bomb_is_refused():
    assert "ZIP bomb" in _refused(_document("<w:p/>" + " " * 60_000_000))


def test_a_bomb_whose_header_lies_is_refused():
    """The directory claims a small member; what comes out of it is not believed to be small."""
    raw = _document("<w:p/>" + " " * 5_000_000)
    size = struct.pack("<I", len(f"<w:document {W}><w:body><w:p/></w:body></w:document>") + 5_000_000)
    assert raw.count(size) == 2
    _refused(raw.replace(size, struct.pack("<I", 1000)))


def test_too_many_members_and_too_much_in_all(monkeypatch):
    monkeypatch.setattr(archives, "MEMBER_LIMIT", 3)
    assert "files inside, more than 3" in _refused(_document(_p("x"), **{f"word/{number}": "x" for number in range(5)}))
    monkeypatch.setattr(archives, "MEMBER_LIMIT", 100)
    monkeypatch.setattr(archives, "TOTAL_LIMIT", 300)
    assert "unpacks to far more" in _refused(_document(_p("x" * 500)))


def test_deep_xml_is_refused():
    assert "nested too deep" in _refused(_document("<w:p>" * 100_000))


def test_an_encrypted_office_file_is_named_so():
    raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    assert "encrypted" in _refused(raw)


def test_an_encrypted_member_is_named_so():
    raw = bytearray(_document(_p("x")))
    for magic, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = -1
        while (at := raw.find(magic, at + 1)) >= 0:
            raw[at + offset] |= 1
    assert "encrypted" in _refused(bytes(raw))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_one_is_refused(share):
    raw = _document(_p("text " * 1000), **{"word/other.xml": "x" * 500})
    assert "damaged" in _refused(raw[: int(len(raw) * share)])


def test_a_damaged_member_is_refused():
    raw = bytearray(_document(_p("".join(map(chr, range(97, 123))) * 50)))
    at = raw.index(b"word/document.xml") + len(b"word/document.xml") + 20
    raw[at : at + 8] = zlib.compress(b"other")[:8]
    _refused(bytes(raw))


def test_pictures_only():
    assert "no text" in _refused(_document("<w:p/>"))


def test_other_zip_containers_are_not_documents():
    assert "a ZIP archive" in _refused(_pack({"xl/workbook.xml": "<x/>"}))


def _run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


HIDING = [
    "<w:vanish/>",
    "<w:specVanish/>",
    '<w:vanish w:val="1"/>',
    '<w:color w:val="FFFFFF"/>',
    '<w:sz w:val="2"/>',
    '<w:sz w:val="1"/>',
]


@pytest.mark.parametrize("how", HIDING)
def test_words_that_a_run_hides_are_left_out_and_noted(read_one, how):
    body = f"<w:p>{_run('shown')}{_run('hidden[.]example', how)}{_run(' too')}</w:p>"
    document = read_one(_document(body))
    assert document.text == "shown too\n"
    assert "hidden[.]example" in document.notes[0]
    assert "nothing in them weighs" in document.notes[0]


SHOWING = ['<w:vanish w:val="0"/>', '<w:vanish w:val="false"/>', '<w:color w:val="FF0000"/>', '<w:sz w:val="16"/>', "<w:b/>"]


@pytest.mark.parametrize("how", [*SHOWING, '<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>'])
def test_words_that_a_run_shows_are_read(read_one, how):
    document = read_one(_document(f"<w:p>{_run('seen[.]example', how)}</w:p>"))
    assert (document.text, document.notes) == ("seen[.]example\n", ())


def test_white_words_on_a_dark_ground_are_read(read_one):
    white = _run("seen", '<w:color w:val="FFFFFF"/>')
    cell = f"<w:tbl><w:tr><w:tc><w:p>{white}</w:p></w:tc></w:tr></w:tbl>"
    shaded = f'<w:p><w:pPr><w:shd w:fill="000000"/></w:pPr>{white}</w:p>'
    box = f"<w:p><w:r><w:txbxContent><w:p>{white}</w:p></w:txbxContent></w:r></w:p>"
    for body in (cell, shaded, box):
        assert "seen" in read_one(_document(body)).text


def test_a_hidden_label_marks_all_the_same(read_one):
    document = read_one(_document(f"<w:p>{_run('shown')}{_run('TLP:RED', '<w:vanish/>')}</w:p>"))
    assert document.marking.tlp.value == "TLP:RED"

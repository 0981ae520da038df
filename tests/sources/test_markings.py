"""Markings are read however people write them, or refused; none is ever read more loosely than it was meant."""

from __future__ import annotations

import io
import itertools
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.errors import MarkingError
from vidocq.model import Page
from vidocq.sources.building import printed_marking
from vidocq.vocabulary import tlp, tlp_marks
from vidocq.vocabulary.tlp import Tlp

GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
COPYRIGHT = "marking-definition--11111111-1111-4111-8111-111111111111"


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("TLP:AMBER-STRICT", Tlp.AMBER_STRICT),
        ("AMBER + STRICT", Tlp.AMBER_STRICT),
        ("TLP: AMBER - STRICT", Tlp.AMBER_STRICT),
        ("tlp:amber strict", Tlp.AMBER_STRICT),
        ("TLP:AMBER_STRICT", Tlp.AMBER_STRICT),
        ("tlp:red", Tlp.RED),
        ("TLP-RED", Tlp.RED),
        ("TLP RED", Tlp.RED),
        ("TLP=RED", Tlp.RED),
        ("[TLP:RED]", Tlp.RED),
        ("TLP\uff1aRED", Tlp.RED),
        ("\uff34\uff2c\uff30\uff1a\uff32\uff25\uff24", Tlp.RED),
        ("TLP:\u200bRED", Tlp.RED),
        ("TLP:\u00a0AMBER", Tlp.AMBER),
        ("Tlp:Green", Tlp.GREEN),
        ("TLP:WHITE", Tlp.CLEAR),
        *((f"TLP:AMBER{between}STRICT", Tlp.AMBER_STRICT) for between in ("  +  ", "\u2013", "/", " & ", " plus ", ":", "*")),
        ("TLP:AMBER (STRICT)", Tlp.AMBER_STRICT),
        *((f"TLP{between}RED", Tlp.RED) for between in (".", "/", "\u2014", "\u2013", "\u2011", "\u2212", ":     ", "")),
        ("TLP (RED)", Tlp.RED),
        ("TLP: [RED]", Tlp.RED),
        ("TLP: **RED**", Tlp.RED),
        ('TLP "RED"', Tlp.RED),
        ("TLP: 'red'", Tlp.RED),
        ("TLP 2.0: RED", Tlp.RED),
        ("T L P : R E D", Tlp.RED),
        ("Traffic Light Protocol: RED", Tlp.RED),
        ("TLP level: RED", Tlp.RED),
        ("TLP colour RED", Tlp.RED),
        ("\u0422L\u0420:R\u0415D", Tlp.RED),
        ("TLP (GREEN)", Tlp.GREEN),
        ("TLP: **CLEAR**", Tlp.CLEAR),
    ],
)
def test_a_label_is_read_alone_and_in_print(written, label):
    assert tlp.parse(written) is label
    if "TLP" in tlp.plain_form(written).upper():
        assert printed_marking(f"{written}\n\nThe intruders used ShadowPad.").tlp is label
        assert printed_marking("The intruders used ShadowPad.\n" * 400 + written).tlp is label


@pytest.mark.parametrize("written", ["TLP:PURPLE", "TLP:EX:CHR", "TLP:AMBER+STRICT+", "GREENISH", "TLP", "", "RED" * 40])
def test_what_is_no_label_is_refused(written):
    if written == "TLP:AMBER+STRICT+":  # a sign after the label changes nothing
        assert tlp.parse(written) is Tlp.AMBER_STRICT
        return
    with pytest.raises(MarkingError, match="use RED"):
        tlp.parse(written)


@pytest.mark.parametrize("text", ["a stlp red line", "TLPX:RED", "TLP:REDACTED words", "the amber light"])
def test_other_words_are_no_printed_label(text):
    assert printed_marking(text).tlp is Tlp.UNMARKED


@pytest.mark.parametrize(
    "text", ["We know the TLP. Clear signs were seen.", "There was no clear TLP label.", "TLP (green is common)"]
)
def test_prose_that_goes_on_after_the_protocol_opens_nothing(text):
    assert printed_marking(text).tlp is Tlp.UNMARKED


def test_a_label_behind_its_colour_and_an_unknown_one():
    assert printed_marking("RED TLP\n\nThe intruders").tlp is Tlp.RED
    assert tlp.labels_in("TLP:BLACK") == (Tlp.UNMARKED,)
    assert tlp.labels_in("see TLP: https://www.first.org/tlp") == ()


@pytest.mark.parametrize("order", list(itertools.permutations(["TLP:CLEAR", "TLP:RED", "TLP:AMBER"])))
def test_the_strictest_printed_label_wins_in_any_order(order):
    assert printed_marking("\n".join(order)).tlp is Tlp.RED


def test_a_label_in_the_foot_of_one_page_binds_the_whole():
    page = "Text of the report. " * 300
    text = page + "TLP:RED\n" + page
    half = len(page) + len("TLP:RED\n")
    pages = (
        Page(number=1, start=0, end=half, width=1.0, height=1.0),
        Page(number=2, start=half, end=len(text), width=1.0, height=1.0),
    )
    assert printed_marking(text).tlp is Tlp.UNMARKED
    assert printed_marking(text, pages).tlp is Tlp.RED


def _docx(body: str, **parts: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{_paragraph(body)}</w:body></w:document>")
        for name, words in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:hdr {space}>{_paragraph(words)}</w:hdr>")
    return out.getvalue()


def _paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


@pytest.mark.parametrize("part", ["header1", "footer3"])
def test_headers_and_footers_of_a_word_document_mark_it(read_one, part):
    content = _docx("TLP:GREEN The intruders used ShadowPad.", **{part: "TLP:RED"})
    assert read_one(content, "note.docx").marking.tlp is Tlp.RED


def _filled(document, given=Tlp.CLEAR):
    return document.marking.filled(given)


BARE = {"type": "domain", "value": "other.example.org"}
RED_ATTRIBUTE = {"type": "domain", "value": "evil.example.org", "Tag": [{"name": "tlp:red"}]}


@pytest.mark.parametrize(
    ("event", "label"),
    [
        ({"Attribute": [RED_ATTRIBUTE]}, Tlp.RED),
        ({"Attribute": [RED_ATTRIBUTE], "Tag": [{"name": "tlp:ex:chr"}]}, Tlp.UNMARKED),
        ({"Tag": [{"name": "tlp:ex:chr"}]}, Tlp.UNMARKED),
        ({"Tag": [{"name": "type:OSINT"}]}, Tlp.CLEAR),
        ({"Tag": [{"name": "tlp:green"}], "EventReport": [{"name": "r", "content": "TLP:RED the intruders"}]}, Tlp.RED),
        ({"info": "TLP:RED Event"}, Tlp.RED),
    ],
)
def test_what_a_misp_event_says_anywhere_is_not_filled_by_a_looser_label(read_one, event, label):
    assert _filled(read_one(json.dumps({"Event": {"info": "Event", "uuid": "1", "Attribute": [BARE], **event}}))) is label


@pytest.mark.parametrize(
    ("objects", "label"),
    [
        (["RED", ""], Tlp.RED),
        (["GREEN", ""], Tlp.GREEN),
        (["", ""], Tlp.CLEAR),
        ([RED.upper()], Tlp.RED),
        ([RED.upper(), ""], Tlp.RED),
        ([COPYRIGHT], Tlp.UNMARKED),
    ],
)
def test_what_a_bundle_says_anywhere_is_not_filled_by_a_looser_label(read_one, objects, label):
    ids = {"RED": RED, "GREEN": GREEN}
    entries = [
        {"type": "malware", "id": f"malware--22222222-2222-4222-8222-22222222222{number}", "name": "ShadowPad", "is_family": True}
        | ({"object_marking_refs": [ids.get(one, one)]} if one else {})
        for number, one in enumerate(objects)
    ]
    assert _filled(read_one(json.dumps({"type": "bundle", "id": "bundle--1", "objects": entries}))) is label


@pytest.mark.parametrize(
    ("definition", "label"),
    [
        ({"definition_type": "tlp", "definition": {"tlp": "ex:chr"}}, Tlp.UNMARKED),
        ({"definition_type": "tlp"}, Tlp.UNMARKED),
        ({"name": "TLP:BLACK"}, Tlp.UNMARKED),
        ({"name": "TLP:GREEN", "definition": {"tlp": "red"}}, Tlp.RED),
        ({"definition_type": "statement", "definition": {"statement": "TLP"}}, None),
    ],
)
def test_a_definition_that_speaks_of_the_protocol_is_never_passed_by(definition, label):
    assert tlp_marks.of_definition(definition) is label


def test_print_in_a_bundle_marks_it(read_one):
    one = {**_indicator(GREEN), "description": "TLP:RED words"}
    assert read_one(json.dumps({"type": "bundle", "id": "bundle--1", "objects": [one]})).marking.tlp is Tlp.RED
    del one["object_marking_refs"]
    assert _filled(read_one(json.dumps({"type": "bundle", "id": "bundle--1", "objects": [one]}))) is Tlp.RED


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", "<html><head><title>TLP:RED page</title></head><body><p>{}</p></body></html>"),
        ("page.html", "<html><head><meta name=tlp content=RED></head><body><p>{}</p></body></html>"),
        ("page.html", '<html><body><img alt="TLP:RED"><p>{}</p></body></html>'),
        ("mail.eml", "From: a@example.org\nTo: b@example.org\nSubject: x\nX-TLP: RED\nMessage-ID: <1@example.org>\n\n{}"),
        ("report_TLP-RED.txt", "{}"),
        ("mid.txt", "{} " * 60 + "\n\nTLP:RED\n\n" + "{} " * 60),
        ("a.jsonl", '{{"text": "{}", "tlp": "RED"}}'),
        ("a.jsonl", '{{"text": "{}", "tlp": "TLP:RED"}}'),
        ("a.jsonl", '{{"text": "{}", "handling": "TLP:RED"}}'),
    ],
)
def test_places_beside_the_text_are_looked_at(read_one, name, content):
    words = "The intruders used ShadowPad against the ministry of a country."
    document = read_one(content.replace("{}", words).replace("{{", "{").replace("}}", "}"), name)
    assert _filled(document) is Tlp.RED


def test_properties_and_watermarks_of_a_word_document_mark_it(read_one):
    words = "The intruders used ShadowPad."
    space = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    drawn = f'<w:r><v:shape {space}><v:textpath string="TLP:RED"/></v:shape></w:r>'
    for extra in (
        {"docProps/custom.xml": '<Properties><property name="TLP"><lpwstr>RED</lpwstr></property></Properties>'},
        {"word/header1.xml": f"<w:hdr xmlns:w='urn:w'><w:p>{drawn}</w:p></w:hdr>"},
    ):
        out = io.BytesIO(_docx(words))
        with zipfile.ZipFile(out, "a") as archive:
            for name, content in extra.items():
                archive.writestr(name, content)
        assert _filled(read_one(out.getvalue(), "note.docx")) is Tlp.RED


def test_a_field_of_an_unknown_label_is_filled_by_nothing(read_one):
    assert _filled(read_one('{"text": "The intruders used ShadowPad.", "tlp": "ORANGE"}', "a.jsonl")) is Tlp.UNMARKED


def _indicator(*references: str, **more: object) -> dict[str, object]:
    identifier = "indicator--22222222-2222-4222-8222-222222222222"
    return {"type": "indicator", "id": identifier, "name": "host", "object_marking_refs": list(references), **more}


@pytest.mark.parametrize(
    ("entries", "label"),
    [
        ([_indicator(GREEN)], Tlp.GREEN),
        ([_indicator(GREEN, RED)], Tlp.RED),
        ([_indicator(RED), _indicator(GREEN)], Tlp.RED),
        ([_indicator(GREEN), _indicator()], Tlp.UNMARKED),
        ([_indicator(GREEN), _indicator(COPYRIGHT)], Tlp.UNMARKED),
        ([_indicator(GREEN, granular_markings=[{"marking_ref": RED, "selectors": ["name"]}])], Tlp.RED),
        ([_indicator(GREEN, granular_markings="nonsense")], Tlp.GREEN),
        ([], Tlp.UNMARKED),
    ],
)
def test_objects_of_a_bundle_mark_the_whole(entries, label):
    assert tlp_marks.of_objects(entries, entries)[0] is label


@pytest.mark.parametrize(
    ("tags", "label"),
    [
        (["tlp:green"], Tlp.GREEN),
        (["tlp:green", "TLP:AMBER+STRICT"], Tlp.AMBER_STRICT),
        (["tlp:green", "tlp:ex:chr"], Tlp.UNMARKED),
        (["tlp:purple"], Tlp.UNMARKED),
        (["type:OSINT"], Tlp.UNMARKED),
    ],
)
def test_tags(tags, label):
    assert tlp_marks.of_tags(tags) is label


def test_a_marked_attribute_does_not_mark_its_event(read_one):
    attribute = {"type": "domain", "value": "evil.example.org", "Tag": [{"name": "tlp:green"}]}
    event = {"info": "Event", "Attribute": [attribute]}
    assert read_one(json.dumps({"Event": event})).marking.tlp is Tlp.UNMARKED
    event["Tag"] = [{"name": "tlp:clear"}]
    assert read_one(json.dumps({"Event": event})).marking.tlp is Tlp.GREEN


@given(st.lists(st.sampled_from([label for label in Tlp if label is not Tlp.UNMARKED]), min_size=1), st.text(max_size=40))
def test_print_is_never_read_more_loosely_than_its_strictest_label(labels, between):
    text = f"\n{between}\n".join(label.value for label in labels)
    assert printed_marking(text).tlp.openness <= min(label.openness for label in labels)

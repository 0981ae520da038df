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
from vidocq.sources import tlp_marks
from vidocq.sources.building import printed_marking
from vidocq.vocabulary import tlp
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

"""The STIX bundle: nothing unmarked leaves, nothing from review, ids as the standard says, every object with its quote."""

import json

import pytest
from msgspec.structs import replace

from vidocq.errors import MarkingError
from vidocq.evidence.item import item
from vidocq.model import Document, Lane, Marking
from vidocq.sharing.stix import TLP_IDS, bundle
from vidocq.vocabulary.tlp import Tlp

TEXT = "The implant wrote HKCU\\Software\\Run\\X and spoke to 198.51.100.3; perhaps PlugX."


def document(tlp=Tlp.GREEN):
    return Document(
        id="document--1", sha256="0" * 64, size=1, name="r.txt", text=TEXT, media_type="text/plain", marking=Marking(tlp=tlp)
    )


def found(tlp=Tlp.GREEN):
    source = document(tlp)

    def one(kind, written, value, **fields):
        start = TEXT.index(written)
        return item(source, kind, value, [(start, start + len(written))], "test", sentence=TEXT, **fields)

    return source, (
        one("windows-registry-key", "HKCU\\Software\\Run\\X", "HKCU\\Software\\Run\\X"),
        one("ipv4-addr", "198.51.100.3", "198.51.100.3"),
        one("malware", "PlugX", "PlugX", ref="S0013", lane=Lane.REVIEW, lane_reason="perhaps"),
    )


def objects(content, kind):
    return [one for one in json.loads(content)["objects"] if one["type"] == kind]


def test_an_unmarked_document_does_not_leave():
    with pytest.raises(MarkingError, match="--tlp"):
        bundle([found(Tlp.UNMARKED)])
    assert objects(bundle([found(Tlp.UNMARKED)], tlp="amber"), "report")


def test_a_given_marking_never_fills_what_a_part_says_more_strictly():
    source, items = found(Tlp.UNMARKED)

    def marked(floor):
        return bundle([(replace(source, marking=Marking(floor=floor)), items)], tlp="CLEAR")

    (report,) = objects(marked(Tlp.RED), "report")
    assert report["object_marking_refs"] == [TLP_IDS[Tlp.RED]]
    with pytest.raises(MarkingError, match="cannot be read"):
        marked(Tlp.UNMARKED)


def test_what_waits_for_review_is_not_in_it():
    assert objects(bundle([found()]), "malware") == []


def test_ids_of_observables_are_those_of_the_standard():
    # UUIDv5 of {"value":"198.51.100.3"} in the standard's namespace: the example address of STIX 2.1, section 6.6.
    (address,) = objects(bundle([found()]), "ipv4-addr")
    assert address["id"] == "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"


def test_hives_are_spelled_out():
    (key,) = objects(bundle([found()]), "windows-registry-key")
    assert key["key"] == "HKEY_CURRENT_USER\\Software\\Run\\X"


def test_every_object_has_a_note_with_its_verbatim_quote_and_every_object_is_marked():
    content = bundle([found()])
    notes = objects(content, "note")
    assert {note["object_refs"][0] for note in notes} == {
        objects(content, "ipv4-addr")[0]["id"],
        objects(content, "windows-registry-key")[0]["id"],
    }
    assert all(note["content"] in TEXT for note in notes)
    unmarked = [
        one
        for one in json.loads(content)["objects"]
        if one["type"] != "marking-definition" and not one.get("object_marking_refs")
    ]
    assert unmarked == []


def test_the_same_evidence_gives_the_same_bytes():
    assert bundle([found()]) == bundle([found()])

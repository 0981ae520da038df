"""Victims, origins, dates, traces and typed fields: what is read from text beside the names."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from names_sample import document, snapshot

from vidocq import discovery
from vidocq.evidence.extractors.artefacts import EXTRACTOR as ARTEFACTS
from vidocq.evidence.extractors.dates import EXTRACTOR as DATES
from vidocq.evidence.extractors.fields import EXTRACTOR as FIELDS
from vidocq.evidence.extractors.origin import EXTRACTOR as ORIGIN
from vidocq.evidence.extractors.victims import EXTRACTOR as VICTIMS
from vidocq.evidence.names.dates import dates
from vidocq.evidence.sentences import SentenceIndex, sentences
from vidocq.model import Field, Lane, SectionRole

KB = snapshot()
MINE = ("actors", "artefacts", "dates", "fields", "organisations", "origin", "software", "techniques", "victims")


def read(extractor, text, **fields):
    return list(extractor.extract(document(text, **fields), KB))


def victims(text):
    return {(item.kind, item.value, dict(item.attributes)["role"]) for item in read(VICTIMS, text) if item.lane is Lane.AUTO}


def origins(text):
    return [item.value for item in read(ORIGIN, text) if item.kind == "stated-origin" and item.lane is Lane.AUTO]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The group targeted ministries in Ukraine and Poland.", {"UA", "PL"}),
        ("Attacks on Japanese banks were reported by the group.", {"JP"}),
        ("In Germany, a hospital was hit by the ransomware.", {"DE"}),
        ("Norway was targeted by the actor.", {"NO"}),
        ("The campaign was aimed at the following countries: Chile, Peru and Mexico.", {"CL", "PE", "MX"}),
    ],
)
def test_victim_countries(text, expected):
    assert {value for kind, value, _ in victims(text) if kind == "victim-country"} == expected


@pytest.mark.parametrize(
    "text",
    [
        "The China-linked group sent mails.",
        "Russian state-sponsored hackers were active.",
        "The server was hosted in Ukraine and the domain in Poland.",
        "The company is headquartered in Finland and sells software.",
        "The attack was attributed to Iran.",
        "The group did not target France.",
        "The malware avoids machines in Belarus.",
        "Last summer we were in Portugal on holiday.",
    ],
)
def test_a_country_that_is_no_victim(text):
    assert not {value for kind, value, _ in victims(text) if kind == "victim-country"}


def test_roles_are_told_apart():
    found = victims("The actor compromised hospitals in Spain. It then targeted journalists in Italy.")
    assert ("victim-country", "ES", "compromised") in found
    assert ("victim-country", "IT", "targeted") in found
    assert ("victim-person-type", "journalists", "targeted") in found
    assert ("victim-sector", "Healthcare", "compromised") in found


def test_a_country_in_a_lure_is_no_victim():
    found = victims("The lure posed as a letter on Taiwan.")
    assert ("lure-theme", "TW", "lure theme only") in found
    assert not any(kind == "victim-country" for kind, _, _ in found)


def test_themes_of_lures():
    assert ("lure-theme", "job offer", "lure theme only") in victims("The decoy was a job offer for engineers.")


def test_what_a_url_says_the_text_does_not_say():
    assert victims("See https://example.org/apt-targets-banks-in-norway for the story.") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The China-linked group is back.", ["CN"]),
        ("The operation is attributed to Russia by the firm; its hackers are known.", ["RU"]),
        ("North Korean state-sponsored hackers stole the coins.", ["KP"]),
        ("The Russian-speaking gang is active.", []),
        ("The hackers are based in Iran.", []),
        ("The group is not linked to Russia.", []),
        ("Pro-Russian hacktivists claimed it.", []),
        ("Canadian companies bought the actor's tool.", []),
    ],
)
def test_stated_origin(text, expected):
    assert origins(text) == expected


def test_a_language_is_kept_for_review_with_its_reason():
    (item,) = read(ORIGIN, "The Russian-speaking gang is active.")
    assert (item.value, item.lane) == ("RU", Lane.REVIEW)
    assert "language" in item.lane_reason


def test_a_unit_tied_to_an_actor():
    found = {item.value for item in read(ORIGIN, "The group is attributed to GRU Unit 26165.") if item.kind == "government-unit"}
    assert any("26165" in value for value in found)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on 3 March 2021", "2021-03-03"),
        ("on March 3rd, 2021", "2021-03-03"),
        ("in March 2021", "2021-03"),
        ("2021-03-03", "2021-03-03"),
        ("in 2021", "2021"),
        ("in late March 2021", "2021-03-21/2021-03-30"),
        ("in early 2021", "2021-01/2021-04"),
        ("in the summer of 2021", "2021-22"),
        ("in Q3 2021", "2021-07/2021-09"),
        ("in the second half of 2021", "2021-07/2021-12"),
    ],
)
def test_dates_are_as_precise_as_the_text(text, edtf):
    assert [found.edtf for found in dates(text)] == [edtf]


@pytest.mark.parametrize("text", ["31 February 2021", "version 10.2021.3", "CVE-2021-1234", "at 20:21", "in March", "port 2021x"])
def test_what_is_no_date(text):
    assert [found.edtf for found in dates(text)] in ([], ["2021"] if "February" in text else [])


def test_first_and_last_activity():
    items = read(
        DATES, "The group has been active since at least 2014. The attacks went on from March 2020 until May 2021 in Asia."
    )
    roles = {dict(item.attributes)["role"]: item.value for item in items}
    assert roles["first"] == "2014"
    assert roles["last"] == "2021-05"
    assert {item.observed for item in items} >= {"2014", "2021-05"}


def test_a_publication_date_is_no_activity():
    assert read(DATES, "The report on the attacks was published in May 2020 by the firm.") == []


def test_compile_time_and_working_hours():
    (compiled,) = read(DATES, "The sample of the backdoor was compiled on 4 June 2019 by its authors.")
    assert (compiled.kind, compiled.value) == ("compile-time", "2019-06-04")
    (hours,) = read(DATES, "The operators kept working hours from 9 to 18 in UTC+8, Monday to Friday.")
    assert (hours.kind, hours.value, hours.lane) == ("working-hours", "UTC+08:00", Lane.AUTO)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("The binary has Simplified Chinese resources.", "language-artefact", "Chinese"),
        ("Comments in the code were in Russian.", "language-artefact", "Russian"),
        ("The C2 domain was registered with Namecheap.", "hosting-habit", "Namecheap"),
        ("The seller used the handle “dark_owl99” on the forum.", "operator-persona", "dark_owl99"),
        ("Hackers breached the Ministry of Foreign Affairs.", "victim-organisation", "Ministry of Foreign Affairs"),
        ("The loader shares code with PlugX and Emotet.", "code-overlap", "Emotet ~ PlugX"),
    ],
)
def test_traces(text, kind, value):
    assert [(item.kind, item.value, item.lane) for item in read(ARTEFACTS, text)] == [(kind, value, Lane.AUTO)]


def test_a_front_company_waits_for_a_person():
    (item,) = read(ARTEFACTS, "They hid behind the front company Wide River Trading.")
    assert (item.kind, item.value, item.lane) == ("front-company", "Wide River Trading", Lane.REVIEW)


@pytest.mark.parametrize("text", ["Namecheap is a company.", "The lure was written in Russian strings of text for victims."])
def test_what_is_no_trace(text):
    assert all(item.lane is Lane.REVIEW for item in read(ARTEFACTS, text))


def _fields(*triples):
    text, fields, at = "", [], 0
    for kind, value, attributes in triples:
        fields.append(Field(kind=kind, start=at, end=at + len(value), path=f"[{len(fields)}]", attributes=attributes))
        text += value + "\n"
        at = len(text)
    return read(FIELDS, text, fields=tuple(fields))


def test_typed_fields_are_taken_over():
    one = (("id", "attack-pattern--1"),)
    items = _fields(
        ("intrusion-set", "Fancy Bear", ()),
        ("malware", "Sodinokibi", ()),
        ("attack-pattern", "Spearphishing Attachment", one),
        ("attack-pattern", "T1566.001", one),
        ("attack-pattern", "Old thing - T1193", ()),
        ("victim-country", "Norway", ()),
        ("domain-name", "example.org", ()),
    )
    assert [(item.kind, item.value, item.ref) for item in items] == [
        ("intrusion-set", "Fancy Bear", "G0007"),
        ("malware", "Sodinokibi", "S0496"),
        ("attack-pattern", "T1566.001", "T1566.001"),
        ("attack-pattern", "T1566.001", "T1566.001"),
        ("victim-country", "NO", None),
    ]


def test_a_field_that_several_techniques_fit_is_left_to_its_id():
    assert _fields(("attack-pattern", "Spearphishing Attachment", ())) == []


def test_an_ambiguous_field_waits():
    (item,) = _fields(("intrusion-set", "Shared Name", ()))
    assert item.lane is Lane.REVIEW
    assert len(item.candidates) == 2


def test_sentences_cover_the_text_and_keep_wrapped_lines_together():
    text = "Dr. Who came at 5 p.m. yesterday.  He left.\n\nA heading\nThis line is long enough to have been wrapped by a\n"
    text += "printer. End"
    found = [text[span.start : span.end] for span in sentences(text)]
    assert found == [
        "Dr. Who came at 5 p.m. yesterday.",
        "He left.",
        "A heading",
        "This line is long enough to have been wrapped by a\nprinter.",
        "End",
    ]


@given(st.text(alphabet="aB .!?\n\r\t“”1,", max_size=200))
@settings(max_examples=150, deadline=None)
def test_sentences_are_in_order_and_lose_only_white_space(text):
    spans = list(sentences(text))
    assert all(one.start < one.end for one in spans)
    assert all(one.end <= two.start for one, two in itertools.pairwise(spans))
    kept = "".join(text[span.start : span.end] for span in spans)
    assert "".join(kept.split()) == "".join(text.split())
    index = SentenceIndex(spans)
    assert all(index.around(span.start, span.end) == span for span in spans)


HOSTILE = {
    "one word": "A" * 150_000,
    "lower": "a" * 150_000,
    "capitals": "Aa " * 30_000,
    "dots": "a." * 50_000,
    "dates": "2021 " * 8_000,
    "months": "March " * 10_000,
    "states": "Norway " * 500,
    "brackets": "[" * 200_000,
    "quotes": "“" * 200_000,
    "targets": "targeted " * 8_000,
    "lines": "x\n" * 20_000,
    "bidi": "\u202eAPT28 targeted Norway\u202c " * 500,
    "urls": "http://" + "a/" * 30_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", MINE)
def test_no_text_takes_long(name, text):
    extractor = discovery.load("vidocq.evidence.extractors", name, "EXTRACTOR")
    started = time.process_time()
    items = read(extractor, text)
    assert time.process_time() - started < 6
    assert all(quote.fits(text) for item in items for quote in item.support)


WORDS = (
    "The China-linked group targeted compromised Norway Ukraine banks journalists since 2019 until March 2021 lure election "
    "APT28 unlike PlugX shares code with schtasks spearphishing emails with malicious attachments T1566.001 Unit "
    "26165 GRU UTC+8 . , \n"
).split(" ")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join))
@settings(max_examples=40, deadline=None)
def test_quotes_are_slices_and_kinds_have_cards(text):
    from vidocq.evidence.kind import cards

    for name in MINE:
        extractor = discovery.load("vidocq.evidence.extractors", name, "EXTRACTOR")
        items = read(extractor, text)
        assert all(quote.fits(text) for item in items for quote in item.support)
        assert all(item.kind in cards() and item.support and item.origin == "" for item in items)
        assert all(item.lane_reason for item in items if item.lane is Lane.REVIEW)
        starts = [item.support[0].start for item in items]
        assert starts == sorted(starts) or name == "fields"
        assert not any(quote.start >= len(text) for item in items for quote in item.support)


def test_sections_that_are_no_evidence_are_left_out():
    text = "Body.\nThe China-linked group targeted banks in Norway since 2019."
    for name in MINE:
        extractor = discovery.load("vidocq.evidence.extractors", name, "EXTRACTOR")
        marked = document(text, (SectionRole.BODY, 0, 5), (SectionRole.COMMENTARY, 6, len(text)))
        assert list(extractor.extract(marked, KB)) == []


def test_a_label_of_a_defanged_host_is_no_name():
    from vidocq.evidence.names.scan import _bordered

    text = "C2: panel.homeunix[.]com and Emotet"
    start = text.index("homeunix")
    assert not _bordered(text, start, start + len("homeunix"))
    start = text.index("Emotet")
    assert _bordered(text, start, len(text))

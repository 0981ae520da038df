"""Groups and software in text: what is found, what it means, and what is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from names_sample import GAZETTEER, document, snapshot

from vidocq.evidence.extractors.actors import EXTRACTOR as ACTORS
from vidocq.evidence.extractors.software import EXTRACTOR as SOFTWARE
from vidocq.model import Certainty, Document, Lane, Mention, SectionRole

KB = snapshot()


def actors(text: str | Document):
    return list(ACTORS.extract(document(text) if isinstance(text, str) else text, KB))


def software(text: str):
    return list(SOFTWARE.extract(document(text), KB))


def values(items):
    return [(item.value, item.ref, item.lane.value) for item in items]


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("The intrusion is the work of APT28.", "G0007"),
        ("We saw apt28 again.", "G0007"),
        ("APT28's tools", "G0007"),
        ("an APT28-linked domain", "G0007"),
        ("[APT28](https://example.org/x) did it", "G0007"),
        ("Emotet/APT28/PlugX", "G0007"),
    ],
)
def test_a_known_group_is_found_however_it_stands_in_the_sentence(text, ref):
    assert [item.ref for item in actors(text)] == [ref]


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.org/apt28/report",
        "C:\\Users\\apt28\\run.bat was there",
        "the file apt28.exe was there",
        "write to apt28@example.org",
        "detected as Trojan.APT28.gen!A today",
        "Win32/Emotet.AB",
        "#apt28 #emotet #plugx",
        "snapt28x and APT280",
    ],
)
def test_a_name_in_a_path_url_address_or_antivirus_name_does_not_count(text):
    assert actors(text) == [] or all(item.ref != "G0007" for item in actors(text))
    assert software(text) == []


def test_keywords_and_related_reading_do_not_count():
    text = "A quiet day.\nTags: APT28, Turla"
    assert actors(document(text, (SectionRole.BODY, 0, 12), (SectionRole.KEYWORDS, 13, len(text)))) == []


def test_all_mentions_are_quotes_of_the_text():
    text = "APT28 struck. Later Fancy Bear struck again, and APT28 left."
    (item,) = actors(text)
    assert [quote.text for quote in item.support] == ["APT28", "Fancy Bear", "APT28"]
    assert all(quote.fits(text) for quote in item.support)
    assert item.sentence == "APT28 struck."


def test_the_bearer_of_the_main_name_is_meant_and_the_other_stays_a_candidate():
    (item,) = actors("APT28 struck.")
    assert item.ref == "G0007"
    assert [candidate.ref for candidate in item.candidates] == ["galaxy:a"]
    assert item.lane is Lane.AUTO


def test_a_name_that_two_groups_share_waits_with_both_readings():
    (item,) = actors("The attack was attributed to Shared Name by the firm.")
    assert item.ref is None
    assert item.certainty is Certainty.AMBIGUOUS
    assert item.lane is Lane.REVIEW
    assert [candidate.ref for candidate in item.candidates] == ["galaxy:x", "galaxy:y"]


@pytest.mark.parametrize(
    "text",
    ["They play by the rules.", "Play along.", "First malware, then phishing.", "The bitter winter.", "Cuba is an island."],
)
def test_a_plain_word_is_no_name(text):
    assert actors(text) == []
    assert software(text) == []


def test_a_cue_word_makes_a_plain_word_a_name_for_the_whole_document():
    text = "The Play ransomware spread on Friday. Play then encrypted the servers."
    (item,) = software(text)
    assert (item.ref, len(item.support)) == ("S1162", 2)


def test_a_gang_and_its_ransomware_are_two_things():
    text = "The Play gang claimed it. The Play ransomware left a note."
    assert values(actors(text)) == [("Play", "G1040", "auto")]
    assert values(software(text)) == [("Play", "S1162", "auto")]


def test_a_gang_known_only_by_its_ransomware_is_named_without_an_id():
    text = "The Cuba ransomware gang claimed it."
    assert [(item.value, item.ref) for item in actors(text)] == [("Cuba", None)]


def test_plain_words_in_a_list_of_groups_are_groups():
    found = actors("Most active were APT28, Bitter and SideWinder.")
    assert [item.ref for item in found] == ["G0007", "G1002", "G0121"]


def test_a_name_of_a_group_and_of_software_follows_the_words_beside_it():
    assert [item.ref for item in actors("The Evilnum group sent mails.")] == ["G0120"]
    assert [item.ref for item in software("The loader drops the Evilnum backdoor.")] == ["S0568"]
    (item,) = actors("Evilnum in spring")
    assert item.lane is Lane.REVIEW
    assert {candidate.ref for candidate in item.candidates} == {"G0120", "S0568"}


def test_where_one_side_only_is_numbered_that_side_is_meant():
    assert [item.ref for item in actors("A note on Turla in spring.")] == ["G0010"]


def test_a_name_recorded_in_capitals_is_not_the_plain_word():
    assert actors("The Electrum wallet was stolen.") == []
    assert [item.ref for item in actors("ELECTRUM cut the power.")] == ["G0034"]


def test_two_names_of_one_thing_are_one_item():
    (item,) = software("REvil, also called Sodinokibi, came back.")
    assert item.ref == "S0496"
    assert len(item.support) == 2


def test_built_in_tools_are_kept_as_commodity():
    (item,) = software("They ran PowerShell.")
    assert ("commodity", "yes") in item.attributes


def test_a_short_name_within_a_compound_is_another_name():
    assert all(item.ref != "galaxy:kv" for item in software("The KV-botnet was taken down."))


@pytest.mark.parametrize("name", ["UNC3886", "APT-C-99", "Storm-1234", "CL-STA-0048", "FIN99", "TA9999", "Jade Typhoon"])
def test_a_naming_scheme_is_read_without_the_knowledge_base(name):
    (item,) = actors(f"The actor {name} struck.")
    assert (item.value, item.ref, item.lane) == (name, None, Lane.AUTO)


def test_an_attack_id_written_out_is_the_group():
    (item,) = actors("See G0010 for details.")
    assert (item.ref, item.name) == ("G0010", "Turla")


def test_what_the_text_itself_introduces():
    assert [(item.value, item.lane) for item in software("They used a backdoor dubbed CrabRider.")] == [("CrabRider", Lane.AUTO)]
    assert [(item.value, item.lane) for item in software("In May the Gramble ransomware came.")] == [("Gramble", Lane.REVIEW)]
    assert software("Fileless malware is common.") == []


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("The tools overlap with those of Turla.", Mention.OVERLAP),
        ("Unlike Turla, the actor is noisy.", Mention.CONTRAST),
        ("It is not related to Turla.", Mention.CONTRAST),
        ("We found no links between the case and Turla.", Mention.CONTRAST),
        ("The cluster is a subgroup of Turla.", Mention.SUBGROUP),
        ("The actor was formerly known as Turla.", Mention.FORMERLY),
        ("The lures are similar to those of Turla.", Mention.COMPARISON),
    ],
)
def test_how_another_group_is_brought_up(text, mention):
    subject = "APT28 is back. APT28 sent mails. APT28 left. "
    found = {item.ref: item.mention for item in actors(subject + text)}
    assert found == {"G0007": Mention.SUBJECT, "G0010": mention}


def test_a_named_group_is_a_claim():
    from vidocq.evidence.kind import card

    assert card("intrusion-set").claim
    assert card("intrusion-set").weight is None
    assert card("campaign").claim
    assert card("stated-origin").claim


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u202eAPT28\u202c", "АРТ28", "İ" * 300 + " APT28", "APT28" * 5000, "apt28/" * 20000, "a" * 300_000, "[" * 100_000],
    ids=["empty", "blank", "bidi", "cyrillic", "growing", "glued", "slashes", "blob", "brackets"],
)
def test_hostile_text_is_read_in_time(text):
    started = time.process_time()
    for item in (*actors(text), *software(text)):
        assert all(quote.fits(text) for quote in item.support)
    assert time.process_time() - started < 5


def test_the_offsets_hold_behind_letters_that_grow():
    text = "İİİ " + "APT28 struck."
    (item,) = actors(text)
    assert item.support[0].text == "APT28"


WORDS = st.sampled_from(
    [entry.text for entry in GAZETTEER] + "the group ransomware , and . \n of Unlike hxxp:// _ / ( ) “ İ".split(" ")
)


@given(st.lists(WORDS, max_size=30).map(" ".join))
@settings(max_examples=80, deadline=None)
def test_every_quote_is_a_slice_and_every_id_is_once(text):
    if not text:
        return
    items = (*actors(text), *software(text))
    assert all(quote.fits(text) for item in items for quote in item.support)
    assert len({item.id for item in items}) == len(items)
    assert all(item.sentence in text for item in items)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The players of the Turla rock band gave a concert in Prague.", "a person's or a thing's"),
        ("Our colleague APT28 spoke at the meeting.", "a person's or a thing's"),
        ("Lazarus Group met for tea in the park.", "no word of the trade"),
        ("APT28 was not involved in this intrusion, they said.", "not this group"),
        ("Analysts found no link to Lazarus Group in this breach.", "not this group"),
        ("The sum went to Water Lantern and to a school.", "not in the knowledge base"),
    ],
)
def test_a_name_that_may_be_something_elses_waits_with_the_reason(text: str, reason: str) -> None:
    (item,) = actors(text)
    assert item.lane is Lane.REVIEW
    assert reason in item.lane_reason


def test_a_charity_is_no_group() -> None:
    assert actors("The group gave to Water Project and to Earth Foundation.") == []


def test_one_use_beside_a_word_of_the_trade_is_enough() -> None:
    far = " The town was quiet in the evening." * 20
    (item,) = actors(f"Lazarus Group met for tea.{far} Lazarus Group sent malware to banks.")
    assert item.lane is Lane.AUTO

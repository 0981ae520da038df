"""Reading whole documents: quotes are slices, lanes are kept, bad input has a clear outcome."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statements.conftest import CASES, reading
from vidocq.benchmarking.reader import text_document
from vidocq.model import Lane
from vidocq.statements.reader import Reading, read
from vidocq.vocabulary.speech import Act

TEXTS = sorted(CASES.glob("*/texts/*.txt"))


def _quotes(found: Reading) -> list[object]:
    records = (*found.statements, *found.responses)
    return [
        *(quote for record in records for quote in record.support),
        *(quote for incident in found.incidents for quote in incident.support),
        *(quote for conflict in found.conflicts for quote in conflict.support),
        *(quote for record in records if record.date for quote in record.date.support),
    ]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_quote_is_a_verbatim_slice(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    found = reading(text)
    assert all(quote.fits(text) for quote in _quotes(found))  # type: ignore[attr-defined]
    assert all(record.support for record in (*found.statements, *found.responses))


_PIECES = st.sampled_from(
    (
        "Canada|accused|Russia|of hacking|“the attack”|said|that|the ministry|APT31|,|.|\n|China’s|embassy|"
        "denied|it|was behind|did not|blame"
        "|Minister Ann Lee|the GRU|and|strongly condemned|  |imposed sanctions on|in late March|é|😀|?|who"
    ).split("|")
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES, max_size=40))
def test_quotes_are_slices_of_any_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert all(quote.fits(text) for quote in _quotes(reading(text)))  # type: ignore[attr-defined]


def test_reading_twice_gives_the_same(seed: Reading) -> None:
    text = (CASES / "seed" / "seed.txt").read_text(encoding="utf-8")
    assert reading(text, None) == seed


def test_auto_needs_a_named_speaker_and_takes_the_first_object_only() -> None:
    text = "Canada attributed the hack to APT31, a China-backed group. The ministry said Russia was behind another hack."
    found = read(text_document("test", text, "2024-05-01"), model=None)
    lanes = {(item.speaker.party, item.objects): item.lane for item in found.statements if item.act}
    assert lanes["CA", ("APT31",)] is Lane.AUTO
    assert lanes["CA", ("APT31", "CN")] is Lane.REVIEW
    assert lanes["CA", ("RU",)] is Lane.REVIEW


def test_a_headline_alone_waits_for_a_person() -> None:
    found = reading(
        "Canada blames Russia for hack of parliament\nThe hack of parliament was found on Monday, two years after it began.\n"
    )
    assert [item.lane for item in found.statements] == [Lane.REVIEW]


def test_a_headline_that_says_more_than_the_body_is_a_conflict() -> None:
    found = reading(
        "Canada blames Russia for hack of parliament\nCanada declined to name the country behind the hack of its network.\n"
    )
    assert [item.act.value for item in found.statements if item.act] == ["withholds"]
    assert found.conflicts


def test_who_withholds_a_state_gets_none_from_an_apposition() -> None:
    found = reading("Canada attributed the hack to APT31, a China-backed group, but declined to name the country behind it.")
    assert ("APT31", "CN") not in [item.objects for item in found.statements]


def test_another_language_is_said_and_nothing_claimed() -> None:
    german = (
        "Die Regierung hat Russland für den Angriff auf das Netz der Behörde verantwortlich gemacht und den "
        "Botschafter in das Ministerium einbestellt, wie ein Sprecher sagte."
    )
    found = reading(german)
    assert found.statements == ()
    assert "English" in found.notes[0]
    assert read(text_document("x", "中国外交部发言人表示，中方坚决反对并依法打击各种形式的网络攻击。")).statements == ()


def test_empty_text() -> None:
    for text in ("", "   \n\t ", "...!?"):
        found = reading(text)
        assert found.statements == ()
        assert "empty" in found.notes[0]


def test_list_of_headlines() -> None:
    text = (
        "Canada blames Russia for hack\nFrance accuses Iran of cyberattack on bank\nMarkets rise after vote in "
        "Spain\nSweden names nobody over network breach\n"
    )
    found = reading(text)
    assert all(item.lane is Lane.REVIEW for item in found.statements)


def test_ocr_noise_invents_nothing() -> None:
    found = reading("C4nada accus ed Russ1a 0f h acking the p4rliament ne twork. Th e mini stry s aid n0thing.")
    assert not [item for item in found.statements if item.act and item.act.value == "asserts"]


def test_quotes_in_quotes() -> None:
    found = reading(
        "\"The minister told me: 'Russia was behind the hack', and I believed him,\" the Latvian ambassador "
        "said of the cyberattack."
    )
    assert all(item.lane is Lane.REVIEW for item in found.statements if item.act and item.act.value == "asserts")


def test_an_unknown_speaker_is_no_party() -> None:
    assert reading("Zorblax Quux said Russia was behind the hack of the network.").statements == ()


def test_long_text_takes_linear_time() -> None:
    text = (CASES / "seed" / "seed.txt").read_text(encoding="utf-8")
    start = time.process_time()
    reading(text * 5)
    once = time.process_time() - start
    start = time.process_time()
    reading(text * 40)
    assert time.process_time() - start < once * 8 * 4


def test_ten_megabytes_are_bounded() -> None:
    found = reading("word " * 2_000_000)
    assert found.statements == ()
    assert any("only the first" in note for note in found.notes)


def test_one_endless_sentence() -> None:
    assert reading("Canada said " + "and then the network of the ministry " * 3000).statements == ()


@pytest.mark.parametrize(
    ("text", "edtf", "readings"),
    [
        ("Canada charged two hackers in late March.", "XXXX-03-21/XXXX-03-31", 2),
        ("Canada charged two hackers on 24 August.", "XXXX-08-24", 2),
        ("Canada charged two hackers on 24 August 2020.", "2020-08-24", 0),
        ("Canada charged two hackers in March 2021.", "2021-03", 0),
        ("Canada charged two hackers in 2019.", "2019", 0),
        ("Canada charged two hackers in autumn 2020.", "2020-09/2020-11", 0),
    ],
)
def test_dates_keep_their_precision(text: str, edtf: str, readings: int) -> None:
    (response,) = reading(text).responses
    assert response.date is not None
    assert response.date.edtf == edtf
    assert len(response.date.readings) == readings


def test_a_text_that_corrects_mocks_or_plays_bears_no_automatic_accusation() -> None:
    for told in ("EXERCISE ONLY. ", "Corrections and clarifications. ", "From a satirical show. "):
        found = read(text_document("test", f"{told}Canada attributed the hack to APT31."), model=None)
        assert all(item.lane is Lane.REVIEW for item in found.statements if item.act is Act.ASSERTS), told
    plain = read(text_document("test", "Canada attributed the hack to APT31."), model=None)
    assert [item.lane for item in plain.statements] == [Lane.AUTO]


def test_an_accusation_in_quotation_marks_waits() -> None:
    found = read(text_document("test", 'Estonia\'s prime minister said: "Russia hacked our parliament."'), model=None)
    assert all(item.lane is Lane.REVIEW for item in found.statements if item.act is Act.ASSERTS)

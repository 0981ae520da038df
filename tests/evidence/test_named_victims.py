"""Organisations and hosts that prose alone makes victims."""

from __future__ import annotations

import pytest
from names_sample import snapshot

from vidocq.evidence.extractors import artefacts, organisations
from vidocq.evidence.indicators import scan
from vidocq.evidence.indicators.label import label
from vidocq.evidence.names.reading import read as names_of
from vidocq.model import Lane
from vidocq.sources.reader import Received
from vidocq.sources.reading import read

KB = snapshot()


def items(text: str, extractor=organisations.EXTRACTOR):
    (document,) = read(Received(name="note.txt", content=text.encode()))
    return list(extractor.extract(document, KB))


def named(text: str) -> dict[str, Lane]:
    return {item.value: item.lane for item in items(text)}


AUTO, REVIEW = Lane.AUTO, Lane.REVIEW


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Calder Shipping was hit by ransomware in March.", {"Calder Shipping": AUTO}),
        ("Calder Shipping's file servers were encrypted after its networks were breached.", {}),
        ("Calderhaven's networks were infiltrated in 2019.", {"Calderhaven": REVIEW}),
        ("Calder Clinic, a hospital in Wales, had been compromised before.", {"Calder Clinic": AUTO}),
        ("Calder Clinic has disclosed a ransomware attack to its patients.", {"Calder Clinic": AUTO}),
        ("Calder Clinic fell victim to the gang.", {"Calder Clinic": AUTO}),
        ("Clinics were hit; Calder Trust was among them.", {"Calder Trust": AUTO}),
        ("The attack on Calder Oil began with an e-mail.", {"Calder Oil": AUTO}),
        ("The attack on Calderhaven began with an e-mail.", {"Calderhaven": REVIEW}),
        ("Victims include Calder Oil, Norrhaven and the Bank of Pell.",
         {"Calder Oil": AUTO, "Norrhaven": AUTO, "Bank of Pell": AUTO}),
        ("They attacked several crypto exchanges such as Zenbit and Pellcoin.", {"Zenbit": AUTO, "Pellcoin": AUTO}),
        ("Two banks, Pell Capital and Credito Rosso, were hacked.", {"Pell Capital": AUTO, "Credito Rosso": AUTO}),
        ("Employees of Pell Aerospace received messages with a fake login page.", {"Pell Aerospace": AUTO}),
        ("Employees of Pell Aerospace met in June.", {}),
        ("The intruders broke into Pell Grid and stayed.", {"Pell Grid": AUTO}),
        ("They stole 40 GB from Pell Industries.", {"Pell Industries": AUTO}),
        ("They gained access to the networks of Pell Utilities.", {"Pell Utilities": AUTO}),
    ],
)  # fmt: skip
def test_what_was_struck_is_named(text: str, wanted: dict[str, Lane]) -> None:
    assert named(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The group targeted Outlook and Chrome to steal saved passwords.",
        "The payload attacked Windows and Linux servers.",
        "In May the FBI was notified. The Python script was compromised.",
        "A firm in Graz was hit by other people.",
        "Who hacked the Brno hospital?",
        "The intrusion at the Busan ferry terminal was found late.",
        "There is no evidence that Pell Clinic was breached.",
        "Pell Clinic was not breached.",
        "The actors impersonated staff of Pell Foundation in e-mails.",
        "France was attacked. Berlin was hit too.",
        "According to researchers from Pell Labs, hospitals were attacked.",
        "Ms Okafor was targeted, and so were Monday and September.",
        "Lazarus Group was targeted by a rival.",
    ],
)
def test_what_is_no_victim_is_not_named(text: str) -> None:
    assert named(text) == {}


def test_a_name_is_quoted_where_it_stands() -> None:
    text = "The Pell Clinic was hit. Later the same people breached Pell Clinic again."
    (item,) = items(text)
    assert [text[quote.start : quote.end] for quote in item.support] == ["Pell Clinic", "Pell Clinic"]
    assert item.kind == "victim-organisation"


def test_a_ministry_that_begins_a_sentence_has_no_article() -> None:
    found = items("The Foreign Ministry of Arland was breached by them.", artefacts.EXTRACTOR)
    assert [item.value for item in found] == ["Foreign Ministry of Arland"]


def test_a_water_authority_is_no_group() -> None:
    (document,) = read(Received(name="n.txt", content=b"An intrusion at Pell Water Authority, not by Water Curupira."))
    assert [one.value for one in names_of(document, KB).names] == ["Water Curupira"]


def labels(text: str) -> dict[str, str]:
    return {item.match.value: item.label.value for item in label(scan(text), text)}


def test_hosts_that_a_sentence_lists_as_aimed_at_are_victims() -> None:
    found = labels(
        "It steals credentials for digital wallets like coinpell.com, *blockpell.com* and others.\n\nC2: kx7[.]biz, ab3[.]biz"
    )
    assert found["coinpell.com"] == found["blockpell.com"] == "victim"
    assert found["kx7.biz"] == found["ab3.biz"] == "adversary"


def test_a_bare_list_under_such_a_sentence_is_victims_until_words_come() -> None:
    text = (
        "It steals credentials for wallets like coinpell.com and others.\n"
        '"https://www.coinpell.com/login",\n"https://user.pellbank.example.org/in",\n'
        "The stolen data is sent to the servers below.\n"
        "hxxp://kx7[.]biz/gate\nhxxp://ab3[.]biz/gate\nhttp://livehost.biz/gate\n"
    )
    found = labels(text)
    assert found["https://www.coinpell.com/login"] == found["www.coinpell.com"] == "victim"
    assert found["http://kx7.biz/gate"] == "adversary"
    assert found["http://livehost.biz/gate"] != "victim"


def test_defanged_hosts_in_such_a_list_are_not_the_victims() -> None:
    text = "It steals credentials for wallets like coinpell.com.\nhxxp://kx7[.]biz/a\nhxxp://ab3[.]biz/b\n"
    assert {value for value, said in labels(text).items() if said == "victim"} == {"coinpell.com"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Hackers targeted customers of Pell Bank with phishing mails.", "perhaps not itself"),
        ("The attackers attacked Pell Bank's competitor with malware.", "perhaps not itself"),
        ("Pell Bank was hit by criticism after the breach.", "through computers"),
        ("Pell Bank was targeted by regulators over the hack.", "through computers"),
        ("Pell Bank was attacked in the press after the breach.", "through computers"),
        ("Reports that Pell Bank was hacked are false.", "denies or doubts"),
        ("A fake press release said Pell Bank was hacked.", "denies or doubts"),
        ("The gang claimed that Pell Bank was hacked.", "say they did"),
        ("In an exercise, Pell Bank was hacked by a red team.", "played, tested"),
        ("Penetration testers compromised Pell University last spring.", "played, tested"),
        ("Malware could have crippled Pell Bank, they warned.", "possible"),
        ('Mails read "Pell Bank was hacked".', "quoted words"),
        ("A comedian joked that Pell Airlines was hacked by gulls.", "outright"),
        ("The board of Pell Insurance was struck by how fast hackers work.", "outright"),
        ("They used a certificate stolen from Pell Semiconductor years before.", "used on others"),
    ],
)
def test_what_may_be_no_victim_waits_with_the_reason(text: str, reason: str) -> None:
    found = items(text) + items(text, artefacts.EXTRACTOR)
    waiting = [item for item in found if item.kind == "victim-organisation"]
    assert waiting
    for item in waiting:
        assert item.lane is REVIEW
        assert reason in item.lane_reason


@pytest.mark.parametrize(
    "text",
    [
        "Hackers breached Pell Bank and stole records of its customers.",
        "Pell Bank was hit by a wave of phishing mails.",
        "Pell Bank's servers were breached by hackers; Pell Bank was attacked by Lazarus Group.",
    ],
)
def test_what_was_struck_through_computers_stands(text: str) -> None:
    assert named(text)["Pell Bank"] is AUTO

"""Whose an observable is, decided per cell, per row and per sentence, with the reason."""

from __future__ import annotations

import pytest

from vidocq.evidence.indicators import scan
from vidocq.evidence.indicators.label import Labelled, label


def labelled(text: str) -> dict[str, Labelled]:
    return {item.match.value: item for item in label(scan(text), text)}


def whose(text: str, value: str) -> str:
    return labelled(text)[value].label.value


TABLE = "## Indicators\n\n| {} | {} |\n|---|---|\n| {} | {} |\n| ladle[.]biz | pan |\n"


@pytest.mark.parametrize("title", ["Targeted platform", "Impersonated brand", "Victim's country", "Targeted sector"])
def test_a_column_about_targets_makes_no_other_cell_a_victim(title: str) -> None:
    assert whose(TABLE.format("C2 domain", title, "kettle[.]biz", "Windows"), "kettle.biz") == "adversary"


@pytest.mark.parametrize("title", ["Victim domain", "Targeted sites", "Compromised host", "Affected organisations"])
def test_the_column_of_victims_says_so(title: str) -> None:
    found = labelled(TABLE.format(title, "First seen", "kettle[.]biz", "2020-01-01"))["kettle.biz"]
    assert found.label.value == "victim"
    assert title.lower() in found.reason


def test_a_column_of_phishing_against_targets_is_the_adversarys() -> None:
    assert whose(TABLE.format("Targeted phishing domains", "Seen", "kettle[.]biz", "2020"), "kettle.biz") == "adversary"


def test_a_row_decides_for_itself() -> None:
    text = (
        "| Host | Role |\n|---|---|\n| kettle[.]biz | victim |\n| ladle[.]biz | C2 server |\n| spoon[.]biz | benign |\n"
        "| pan[.]biz | sent to victims |\n"
    )
    found = labelled(text)
    assert found["kettle.biz"].label.value == "victim"
    assert found["ladle.biz"].label.value == "adversary"
    assert found["spoon.biz"].label.value == "reference"
    assert found["pan.biz"].label.value == "adversary"


def test_rows_with_tabs_decide_too() -> None:
    text = "Host\tNote\nkettle[.]biz\tcompromised website\nladle[.]biz\tC2\n"
    assert whose(text, "kettle.biz") == "victim"
    assert whose(text, "ladle.biz") == "adversary"


def test_a_row_calls_a_hash_clean() -> None:
    digest = "2a68fb75fdfb94a63d666a51111ebf38"
    assert whose(f"| MD5 | Verdict |\n|---|---|\n| {digest} | clean |\n", digest) == "reference"


def test_a_line_about_a_victims_logs_makes_no_victim() -> None:
    assert whose("Victim's logs\n\nkettle[.]biz\nladle[.]biz\n", "kettle.biz") == "adversary"
    assert whose("Targeted Networks\n\n203.0.114.0/24\n", "203.0.114.0/24") == "victim"


@pytest.mark.parametrize(
    "sentence",
    [
        "The victim is redirected to kettle[.]biz at once.",
        "The compromised server connects to kettle[.]biz every hour.",
        "Files of the infected host are sent to kettle[.]biz by night.",
    ],
)
def test_where_victims_are_led_is_not_theirs(sentence: str) -> None:
    assert whose(sentence, "kettle.biz") == "adversary"


@pytest.mark.parametrize(
    "sentence",
    [
        "They put a web shell on kettle[.]biz in March.",
        "The page lay on the compromised website kettle[.]biz for days.",
        "The mill's site kettle[.]biz was compromised in March.",
        "The script was injected into kettle[.]biz in March.",
    ],
)
def test_what_was_broken_into_is_the_victims(sentence: str) -> None:
    found = labelled(sentence)["kettle.biz"]
    assert found.label.value == "victim"
    assert "sentence" in found.reason


@pytest.mark.parametrize(
    ("link", "value"),
    [
        ("https://web.archive.org/web/2020/http://x.biz/", "https://web.archive.org/web/2020/http://x.biz/"),
        ("https://www.google.com/search?q=kettle", "https://www.google.com/search?q=kettle"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
        ("https://kettle-news.biz/img/ladle.png", "https://kettle-news.biz/img/ladle.png"),
        ("http://www.example.com/ladle", "http://www.example.com/ladle"),
    ],
)
def test_archives_searches_loopback_and_pictures_are_references(link: str, value: str) -> None:
    assert whose(f"## Indicators of compromise\n\nhxxp://ladle[.]biz/a\nhxxp://spoon[.]biz/b\n{link}\n", value) == "reference"


@pytest.mark.parametrize(
    ("sentence", "value", "wanted"),
    [
        ("It drops kettle32.exe and waits.", "kettle32.exe", "adversary"),
        ("A mail came with the attachment ladle.docx on Monday.", "ladle.docx", "adversary"),
        ("The legitimate kettle.dll is loaded first.", "kettle.dll", "reference"),
        ("It steals spoons.db of the browser.", "spoons.db", "reference"),
        ("It reads /etc/passwd at once.", "/etc/passwd", "reference"),
        ("It skips desktop.ini then.", "desktop.ini", "reference"),
        ("It lies in C:\\Users\\Public\\pan.dat for long.", "C:\\Users\\Public\\pan.dat", "adversary"),
        ("Somebody spoke of kettle32.exe.", "kettle32.exe", "undecided"),
    ],
)
def test_files_are_whose_the_line_says(sentence: str, value: str, wanted: str) -> None:
    assert whose(sentence, value) == wanted


def test_a_file_beside_a_hash_is_theirs_whatever_its_name_says() -> None:
    text = "Official kettle visit.exe 2a68fb75fdfb94a63d666a51111ebf38"
    assert whose(text, "visit.exe") == "adversary"

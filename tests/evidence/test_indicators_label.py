"""Whose an observable is: one test a sign, in texts of our own."""

from __future__ import annotations

import pytest

from vidocq.evidence.indicators import scan
from vidocq.evidence.indicators.label import Setting, label


def labels(text: str, setting: Setting | None = None) -> dict[str, str]:
    """Label by value."""
    return {item.match.value: item.label.value for item in label(scan(text), text, setting)}


REPORT = """# Cold Kettle: a loader and its servers

Our colleagues described the first wave in [their report](https://www.welivesecurity.com/2024/cold-kettle/).
The loader asks http://ip-api.com/json for its place and then fetches hxxps://kettle-update[.]com/gate.php from its operators.
It keeps notes on hxxps://pastebin[.]com/Ab3dEf9h for its next steps.

## Indicators of compromise

| Indicator | Type |
|---|---|
| kettle-update[.]com | C2 |
| 203.0.113.77 | C2 |
| d41d8cd98f00b204e9800998ecf8427f | loader |

## Targeted organisations

| Site | Country |
|---|---|
| www.sparkasse-beispiel.de | DE |

## References

- https://www.rfc-editor.org/rfc/rfc9116
"""


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("https://kettle-update.com/gate.php", "adversary"),
        ("kettle-update.com", "adversary"),
        ("d41d8cd98f00b204e9800998ecf8427f", "adversary"),
        ("https://pastebin.com/Ab3dEf9h", "adversary"),
        ("pastebin.com", "reference"),
        ("https://www.welivesecurity.com/2024/cold-kettle/", "reference"),
        ("www.welivesecurity.com", "reference"),
        ("http://ip-api.com/json", "reference"),
        ("ip-api.com", "reference"),
        ("https://www.rfc-editor.org/rfc/rfc9116", "reference"),
        ("www.sparkasse-beispiel.de", "victim"),
    ],
)
def test_a_report(value: str, wanted: str) -> None:
    assert labels(REPORT)[value] == wanted


def test_every_label_has_a_reason() -> None:
    assert all(item.reason for item in label(scan(REPORT), REPORT))


def test_labels_come_in_the_order_of_the_matches() -> None:
    matches = scan(REPORT)
    assert [item.match for item in label(matches, REPORT)] == matches


def test_the_publisher_is_told_by_the_document() -> None:
    text = "More at https://blog.kettle-watchers.net/a and hxxp://evil-kettle[.]top/b"
    assert labels(text, Setting(publisher_hosts=("kettle-watchers.net",)))["https://blog.kettle-watchers.net/a"] == "reference"


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.9", "8.8.8.8", "224.0.0.1"])
def test_addresses_that_are_no_place(address: str) -> None:
    assert labels(f"C2 servers:\n{address}\n")[address] == "reference"


def test_an_empty_file_is_nobodys() -> None:
    assert labels("d41d8cd98f00b204e9800998ecf8427e")["d41d8cd98f00b204e9800998ecf8427e"] == "reference"


def test_a_compromised_site_is_a_victim() -> None:
    assert labels("| tearoom-society[.]org | Compromised website |")["tearoom-society.org"] == "victim"


def test_system_files_are_nobodys() -> None:
    found = labels("It runs rundll32.exe. Somebody spoke of kettle32.exe.")
    assert found["rundll32.exe"] == "reference"
    assert found["kettle32.exe"] == "undecided"


def test_a_file_beside_a_hash_is_the_adversarys() -> None:
    assert labels("kettle32.exe da39a3ee5e6b4b0d3255bfef95601890afd80708")["kettle32.exe"] == "adversary"


def test_catalogue_numbers_are_references() -> None:
    assert labels("They used CVE-2017-0199.")["CVE-2017-0199"] == "reference"


def test_one_value_has_one_label() -> None:
    text = "hxxp://evil-kettle[.]top/x is the gate.\nSee http://evil-kettle.top/x again."
    assert {item.label.value for item in label(scan(text), text) if item.match.kind == "url"} == {"adversary"}

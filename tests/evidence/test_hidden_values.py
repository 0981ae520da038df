"""Values that stand encoded, wrapped or broken in a text: found, flagged, and never sure where they may be wrong."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from vidocq import sources
from vidocq.evidence.extractors.indicators import EXTRACTOR
from vidocq.evidence.indicators import scan
from vidocq.model import Evidence
from vidocq.sources import Received

Items = Callable[[str], dict[str, Evidence]]


@pytest.fixture
def items() -> Items:
    def read(text: str) -> dict[str, Evidence]:
        (document,) = sources.read(Received(name="report.txt", content=text.encode()))
        return {item.value: item for item in EXTRACTOR.extract(document, None)}  # type: ignore[arg-type]

    return read


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize("before", ["", "x", "iex "])
def test_urls_in_base64_are_found_at_every_offset(coding: str, before: str) -> None:
    written = base64.b64encode(f"{before}http://kettle.biz/a.exe https://ladle.biz/b".encode(coding)).decode()
    found = scan(f"powershell -e {written} runs it")
    values = {match.value for match in found if "decoded" in match.flags}
    assert values == {"http://kettle.biz/a.exe", "https://ladle.biz/b", "kettle.biz", "ladle.biz"}
    assert all(match.written == written for match in found if "decoded" in match.flags)


def test_links_in_encoded_binary_data_are_none() -> None:
    raw = bytes(range(128, 256)) + b"http://ocsp.kettle.biz/a" + bytes(range(128, 256))
    assert not [match for match in scan(base64.b64encode(raw).decode()) if match.kind == "domain-name"]


def test_a_host_over_a_hyphen_waits_for_a_person(items: Items) -> None:
    found = items("The implant calls upda-\nteserver-kettle[.]biz every hour.\n")
    assert "teserver-kettle.biz" not in found
    assert found["updateserver-kettle.biz"].lane.value == "review"
    assert ("flag", "hyphenated") in found["updateserver-kettle.biz"].attributes


def test_soft_hyphens_that_stand_in_numbers_are_hyphens(items: Items) -> None:
    text = "The host old\u00adkettle[.]biz and report 01\u00ad2301."
    assert "old-kettle.biz" in items(text)
    assert "oldkettle.biz" in items(text.replace("01\u00ad2301", "012301"))


def test_the_note_says_that_hyphens_were_read(items: Items) -> None:
    (document,) = sources.read(Received(name="a.txt", content="old\u00adkettle 01\u00ad23".encode()))
    assert any("soft hyphens" in note for note in document.notes)

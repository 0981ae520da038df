"""Observables as evidence: quotes, lanes, sections, cards."""

from __future__ import annotations

import hashlib
from typing import cast

from vidocq.evidence.extractors.indicators import EXTRACTOR
from vidocq.evidence.kind import cards
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Evidence, IndicatorLabel, Lane, Section, SectionRole

NOTHING = cast("Snapshot", None)  # this extractor asks the knowledge base nothing

TEXT = "The loader fetches hxxp://kettle-update[.]com/gate.php today.\nAgain: kettle-update[.]com and pаypal[.]com.\nRelated: hxxp://other-news[.]com/x"


def document(text: str, **fields: object) -> Document:
    """A document of our own."""
    raw = text.encode()
    digest = hashlib.sha256(raw).hexdigest()
    return Document(
        id=f"document--{digest[:8]}", sha256=digest, size=len(raw), name="own", text=text, media_type="text/plain", **fields
    )  # type: ignore[arg-type]


def found(text: str, **fields: object) -> dict[tuple[str, str], Evidence]:
    """Evidence by kind and value."""
    return {(item.kind, item.value): item for item in EXTRACTOR.extract(document(text, **fields), NOTHING)}


def test_quotes_are_verbatim_and_complete() -> None:
    items = found(TEXT)
    for item in items.values():
        assert item.support
        assert all(quote.fits(TEXT) for quote in item.support)
        assert item.sentence
    assert [quote.text for quote in items["domain-name", "kettle-update.com"].support] == ["kettle-update[.]com"] * 2


def test_each_value_is_one_item() -> None:
    items = list(EXTRACTOR.extract(document(TEXT), NOTHING))
    assert len({item.id for item in items}) == len(items)


def test_every_kind_has_a_card() -> None:
    for kind, _ in found(TEXT):
        assert kind in cards()


def test_what_is_odd_waits() -> None:
    items = found(TEXT)
    assert items["domain-name", "pаypal.com"].lane is Lane.REVIEW
    assert items["url", "http://kettle-update.com/gate.php"].lane is Lane.AUTO
    assert items["url", "http://kettle-update.com/gate.php"].label is IndicatorLabel.ADVERSARY


def test_related_reading_is_no_evidence() -> None:
    start = TEXT.index("Related")
    items = found(TEXT, sections=(Section(role=SectionRole.RELATED, start=start, end=len(TEXT)),))
    assert ("url", "http://other-news.com/x") not in items


def test_as_written_and_flags_are_kept() -> None:
    item = found(TEXT)["url", "http://kettle-update.com/gate.php"]
    assert ("written", "hxxp://kettle-update[.]com/gate.php") in item.attributes
    assert ("flag", "defanged") in item.attributes

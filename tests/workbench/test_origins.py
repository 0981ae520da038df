"""Whether a report is its own origin: findings of its own make it one, what it passes on does not."""

from __future__ import annotations

import pytest

from vidocq.assessment.weights import item_families
from vidocq.evidence.kind import cards
from vidocq.model import Document, Evidence, IndicatorLabel, Quote, Source, SourceKind, Statement
from vidocq.model.statement import Speaker
from vidocq.vocabulary.speech import Act
from vidocq.workbench.record import source_of

REPORT = Document(id="doc-r", sha256="0" * 64, size=1, name="report", text="x", media_type="text/plain")
QUOTE = Quote(document_id="doc-r", start=0, end=1, text="x")
RELAYED = Statement(id="s", speaker=Speaker(name="US", party="US"), support=(QUOTE,), rule="test", act=Act.ASSERTS)


def source(kind: str, **fields: object) -> Source:
    found = Evidence(id="e", kind=kind, value="v", sentence="", support=(), rule="test", **fields)  # type: ignore[arg-type]
    return source_of(REPORT, [RELAYED], [found])


def test_cards_and_weight_functions_agree_on_what_weighs() -> None:
    assert {kind for kind, card in cards().items() if card.weight} == set(item_families())


@pytest.mark.parametrize("kind", ["language-artefact", "working-hours", "code-overlap", "malware", "tool", "attack-pattern"])
def test_findings_of_its_own_make_a_vendor_report_its_own_root(kind: str) -> None:
    found = source(kind)
    assert found.kind is SourceKind.VENDOR_REPORT
    assert found.roots == (found.id, "US")


def test_an_observable_of_the_adversary_is_a_finding_and_a_link_to_read_is_not() -> None:
    assert source("domain-name", label=IndicatorLabel.ADVERSARY).kind is SourceKind.VENDOR_REPORT
    assert source("domain-name", label=IndicatorLabel.REFERENCE).kind is SourceKind.WIRE


@pytest.mark.parametrize("kind", ["victim-country", "victim-sector", "vulnerability", "intrusion-set"])
def test_who_was_hit_a_number_and_a_claim_are_passed_on_by_anybody(kind: str) -> None:
    found = source(kind)
    assert (found.kind, found.roots) == (SourceKind.WIRE, ("US",))


def test_what_was_looked_for_and_not_found_is_no_finding() -> None:
    assert source("malware", negative=True).kind is SourceKind.WIRE

"""Each of the later checks has a case that trips it and one, as near as can be, that does not."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from dossier_factory import entry, founding, named, quote

from vidocq.dossier import checks
from vidocq.dossier.build import build
from vidocq.dossier.outline import Basis, Listing, Section, Sentence
from vidocq.model import Certainty, Dossier, Evidence, Incident
from vidocq.model.document import Section as Part
from vidocq.model.document import SectionRole
from vidocq.model.incident import EventDate
from vidocq.vocabulary.admiralty import Credibility
from vidocq.vocabulary.analysis import Confidence, Spoofability
from vidocq.vocabulary.speech import Act, ObjectLevel

replace = msgspec.structs.replace


def found(dossier: Dossier, check: str) -> list[str]:
    return [issue.sentence for issue in build(dossier).issues if issue.check == check]


def assessed(dossier: Dossier, **fields: object) -> Dossier:
    return replace(dossier, assessment=replace(dossier.assessment, **fields))


def each(dossier: Dossier, change: Callable[[Evidence], Evidence]) -> Dossier:
    return replace(dossier, evidence=tuple(map(change, dossier.evidence)))


def stating(name: str, **fields: object) -> Dossier:
    given = founding()
    return replace(given, statements=tuple(replace(one, **fields) if one.id == name else one for one in given.statements))


def _said(text: str, *, noted: bool = False) -> list[str]:
    dossier = founding()
    dossier = replace(dossier, must_not_claim=(*dossier.must_not_claim, text)) if noted else dossier
    outline = build(dossier)
    more = Section(anchor="x", title="X", blocks=(Listing(sentences=(Sentence(text=text, basis=Basis.COMPUTED),)),))
    issues = checks.run(replace(outline, sections=(*outline.sections, more)), dossier)
    return [one.sentence for one in issues if one.check == "silence told as fact"]


def test_a_word_on_a_wide_interval():
    dossier = named()
    top, *rest = dossier.assessment.sponsor.rows
    wide = assessed(dossier, sponsor=replace(dossier.assessment.sponsor, rows=(replace(top, interval=(0.2, 0.95)), *rest)))
    # The writer itself holds back the word; an outline that has it all the same is found.
    assert found(wide, "wide interval") == []
    issues = checks.run(build(dossier), wide)
    assert [one.check for one in issues] == ["wide interval"]
    assert checks.run(build(dossier), dossier) == ()


def test_confirmed_by_one_origin():
    one = each(named(), lambda item: replace(item, credibility=Credibility.ONE, origin="source--labs"))
    assert found(one, "independence")
    several = each(named(), lambda item: replace(item, credibility=Credibility.ONE, origin="CZ+source--labs"))
    assert found(several, "independence") == []


@pytest.mark.parametrize(
    ("role", "trips"),
    [(SectionRole.HEADLINE, True), (SectionRole.COMMENTARY, True), (SectionRole.KEYWORDS, True), (SectionRole.BODY, False)],
)
def test_headlines_and_commentary_as_evidence(role: SectionRole, trips: bool):
    dossier = named()
    (report,) = dossier.documents
    marked = replace(report, sections=(Part(role=role, start=0, end=len(report.text)),))
    assert bool(found(replace(dossier, documents=(marked,)), "headline or commentary as evidence")) is trips


def test_high_confidence_on_a_narrow_base():
    dossier = named()
    high = assessed(dossier, confidence=replace(dossier.assessment.confidence, level=Confidence.HIGH))
    assert found(high, "high confidence on a narrow base")
    broad = each(high, lambda item: replace(item, origin="CZ+source--labs"))
    assert found(broad, "high confidence on a narrow base") == []
    assert found(dossier, "high confidence on a narrow base") == []


@pytest.mark.parametrize(
    ("fields", "trips"),
    [
        ({"assumptions": ()}, True),
        ({"gaps": (), "next_steps": ()}, True),
        ({"gaps": ()}, False),
        ({}, False),
    ],
)
def test_alternatives_assumptions_and_gaps(fields: dict[str, object], trips: bool):
    assert bool(found(assessed(named(), **fields), "alternatives, assumptions, gaps")) is trips


def test_an_answer_without_an_alternative():
    dossier = named()
    group = replace(dossier.assessment.group, rows=dossier.assessment.group.rows[:1])
    assert found(assessed(dossier, group=group), "alternatives, assumptions, gaps") == [
        "no alternative was weighed at the level of the group"
    ]


@pytest.mark.parametrize(("cost", "trips"), [(Spoofability.HIGH, True), (Spoofability.MEDIUM, False)])
def test_cheap_traces_that_carry_the_conclusion(cost: Spoofability, trips: bool):
    dossier = each(named(), lambda item: replace(item, spoofability=cost))
    assert bool(found(dossier, "cheap traces carry the conclusion")) is trips


def test_a_withdrawn_document_is_cited():
    dossier = founding()
    gone = entry("gone", "China did it.")
    one = replace(dossier.evidence[0], support=(quote(gone, "China did it"),))
    withdrawn = replace(dossier, evidence=(one,))
    assert found(withdrawn, "withdrawn source cited") == ["E1 is read from a document that is not in the case"]
    assert found(replace(withdrawn, documents=(*dossier.documents, gone)), "withdrawn source cited") == []


def test_a_statement_that_was_taken_back_is_cited():
    dossier = founding()
    back = replace(dossier.statements[0], id="statement--back", act=Act.RETRACTS, of_statement="statement--accuses")
    taken = replace(dossier, statements=(*dossier.statements, back))
    issues = checks.run(build(dossier), taken)
    assert [one.check for one in issues] == ["withdrawn source cited"] * len(issues)
    assert issues
    assert found(taken, "withdrawn source cited") == []


@pytest.mark.parametrize(
    ("edtf", "surface", "step", "trips"),
    [
        ("2025-05-12", "May 2025", "", True),
        ("2025-05-12", "12 May 2025", "", False),
        ("2025-05-02", "May 2nd", "", False),
        ("2025-05-12", "on Monday", "", False),
        ("2025-05-12", "last week", "the week before publication", False),
        ("2025-05", "May 2025", "", False),
        ("2025-05-12", "", "", False),
    ],
)
def test_a_date_more_precise_than_its_words(edtf: str, surface: str, step: str, trips: bool):
    dossier = stating("statement--accuses", date=EventDate(edtf=edtf, surface=surface, step=step))
    assert bool(found(dossier, "date too precise")) is trips


@pytest.mark.parametrize(
    ("fields", "trips"),
    [
        ({"objects": ("RU",), "object_level": ObjectLevel.STATE}, True),
        ({"objects": ("RU:GRU",), "object_level": ObjectLevel.ORGAN}, True),
        ({"objects": ("RU",), "object_level": ObjectLevel.STATE, "certainty": Certainty.INFERRED}, False),
        ({"objects": ("CN",), "object_level": ObjectLevel.STATE}, False),
        ({"objects": ("RU",), "object_level": ObjectLevel.STATE, "act": Act.DENIES}, False),
    ],
)
def test_a_state_accused_beyond_what_was_said(fields: dict[str, object], trips: bool):
    assert bool(found(stating("statement--accuses", **fields), "accused beyond what was said")) is trips


def test_silence_told_as_fact():
    text = "France did not attribute this to anybody."
    assert _said(text) == [f"neither quoted nor noted: {text}"]
    assert _said(text, noted=True) == []
    assert _said("The minister said “we did not attribute this”.") == []


@pytest.mark.parametrize(
    ("years", "documents", "trips"),
    [(("2015", "2022"), ("a", "b"), True), (("2021", "2022"), ("a", "b"), False), (("2015", "2022"), ("a", "a"), False)],
)
def test_documents_of_different_events_joined(years: tuple[str, str], documents: tuple[str, str], trips: bool):
    dossier = named()
    given = dossier.incidents[0] if dossier.incidents else Incident(id="incident--x", name="X", event_key="x")
    pair = tuple(
        replace(given, id=f"incident--{place}", start=EventDate(edtf=year), end=None, document_ids=(document,))
        for place, (year, document) in enumerate(zip(years, documents, strict=True))
    )
    assert bool(found(replace(dossier, incidents=pair), "different events joined")) is trips
    word = assessed(replace(dossier, incidents=pair), notes=("joined by the analyst's word",))
    assert found(word, "different events joined") == []

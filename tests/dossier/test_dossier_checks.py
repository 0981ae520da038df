"""Each check finds what it is for, and only that."""

from __future__ import annotations

import msgspec
import pytest
from dossier_factory import CASES, founding, named, row

from vidocq.dossier import checks
from vidocq.dossier.build import build
from vidocq.dossier.checks.likelihood_and_confidence import mixes
from vidocq.dossier.outline import Basis, Outline, Paragraph, Section, Sentence
from vidocq.model import Dossier, Lane, Level, Marking
from vidocq.model.assessment import HypothesisKind
from vidocq.vocabulary.speech import Act, ObjectLevel
from vidocq.vocabulary.tlp import Tlp


def found(dossier: Dossier) -> set[str]:
    return {issue.check for issue in build(dossier).issues}


@pytest.mark.parametrize("name", sorted(set(CASES) - {"hostile"}))
def test_dossiers_keep_all_standards(name: str):
    assert build(CASES[name]()).issues == ()


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("It is likely that A did this, with high confidence.", True),
        ("Analytic confidence is low, though it is very likely.", True),
        ("Analytic confidence is low at 71 %.", True),
        ("It is likely that A did this. Analytic confidence is low.", False),
        ("They write “we assess with high confidence that it is likely”.", False),
        ("It is unlikely that a network was left unlocked.", False),
    ],
)
def test_likelihood_and_confidence_apart(text: str, mixed: bool):
    assert mixes(text) is mixed


def _with_sentence(dossier: Dossier, sentence: Sentence) -> Outline:
    section = Section(anchor="more", title="More", blocks=(Paragraph(sentences=(sentence,)),))
    outline = build(dossier)
    return msgspec.structs.replace(outline, sections=(*outline.sections, section))


def test_a_mixed_sentence_is_found_in_the_outline():
    dossier = named()
    outline = _with_sentence(dossier, Sentence(text="It is likely, with moderate confidence.", basis=Basis.COMPUTED))
    assert [issue.check for issue in checks.run(outline, dossier)] == ["likelihood and confidence"]


def test_words_of_another_row_are_found():
    dossier = named()
    outline = _with_sentence(dossier, Sentence(text="It is highly likely that A did this.", basis=Basis.COMPUTED))
    assert [issue.check for issue in checks.run(outline, dossier)] == ["one row of words"]
    quoted = _with_sentence(dossier, Sentence(text="They say “highly likely”.", basis=Basis.COMPUTED))
    assert checks.run(quoted, dossier) == ()


def test_a_word_that_does_not_fit_its_number_is_found():
    dossier = named()
    wrong = row(Level.SPONSOR, HypothesisKind.STATE, "China", 0.3, ref="CN", word="very likely")
    outside = row(Level.SPONSOR, HypothesisKind.NO_STATE, "No state", 0.3, interval=(0.4, 0.5))
    sponsor = msgspec.structs.replace(dossier.assessment.sponsor, rows=(wrong, outside))
    changed = msgspec.structs.replace(dossier, assessment=msgspec.structs.replace(dossier.assessment, sponsor=sponsor))
    words = [issue.sentence for issue in build(changed).issues]
    assert any("not “very likely”" in text for text in words)
    assert any("outside its interval" in text for text in words)


def test_a_claim_without_a_quote_is_found():
    dossier = founding()
    outline = _with_sentence(dossier, Sentence(text="NATO blames China.", basis=Basis.DOCUMENTS))
    assert [issue.check for issue in checks.run(outline, dossier)] == ["every claim sourced"]
    nowhere = _with_sentence(dossier, Sentence(text="X says Y.", basis=Basis.DOCUMENTS, references=(9999,)))
    assert [issue.check for issue in checks.run(nowhere, dossier)] == ["every claim sourced"]


def test_use_of_a_waiting_record_is_found():
    dossier = founding()
    outline = _with_sentence(dossier, Sentence(text="NATO says more.", records=("statement--waiting",)))
    assert [issue.check for issue in checks.run(outline, dossier)] == ["standing records only"]
    weighed = named()
    items = tuple(
        msgspec.structs.replace(item, lane=Lane.REJECTED) if item.id == "evidence--malware" else item for item in weighed.evidence
    )
    assert "standing records only" in found(msgspec.structs.replace(weighed, evidence=items))


def test_a_lost_note_is_found():
    dossier = founding()
    bare = msgspec.structs.replace(build(dossier), sections=())
    lost = [issue.sentence for issue in checks.run(bare, dossier) if issue.check == "must not be claimed"]
    assert "the note is not shown: NATO did not attribute this to China" in lost
    assert "the note is not shown: Nobody said that data was stolen" in lost


def test_a_record_that_a_note_rules_out_is_found():
    dossier = founding()
    statements = tuple(
        msgspec.structs.replace(item, act=Act.ASSERTS, object_level=ObjectLevel.STATE, objects=("CN",))
        if item.id == "statement--concern"
        else item
        for item in dossier.statements
    )
    issues = build(msgspec.structs.replace(dossier, statements=statements)).issues
    assert [issue.sentence for issue in issues] == ["EU is recorded as blaming China, which a note rules out"]


def test_a_party_that_blames_and_holds_back_is_found():
    dossier = founding()
    statements = tuple(
        msgspec.structs.replace(item, act=Act.ASSERTS, object_level=ObjectLevel.STATE) if item.id == "statement--relays" else item
        for item in dossier.statements
    )
    assert "must not be claimed" in found(msgspec.structs.replace(dossier, statements=statements))


def test_a_record_stricter_than_its_dossier_is_found():
    dossier = founding()
    statements = (msgspec.structs.replace(dossier.statements[0], marking=Marking(tlp=Tlp.AMBER)), *dossier.statements[1:])
    assert found(msgspec.structs.replace(dossier, statements=statements)) == {"marking"}
    assert found(msgspec.structs.replace(dossier, statements=statements, marking=Marking(tlp=Tlp.RED))) == set()


def test_every_check_says_its_standard():
    assert len(checks.standards()) == len(set(checks.standards())) == 17

"""Templates: the brief is the minister's page, the full dossier what a judge checks, the technical one everything."""

from __future__ import annotations

import re

import msgspec
import pytest
from dossier_factory import CASES, a_set, empty, founding, hostile, named, undetermined

from vidocq.dossier.build import build
from vidocq.dossier.outline import Depth, Figures, Listing, Outline, Paragraph, Section, Table, sentences, walk
from vidocq.dossier.question import question
from vidocq.dossier.renderers import html, markdown
from vidocq.dossier.shapes import SHAPES, shaped
from vidocq.errors import InputError, MarkingError
from vidocq.model import Dossier, Incident, Victim
from vidocq.vocabulary.admiralty import Credibility
from vidocq.vocabulary.speech import Act
from vidocq.vocabulary.tlp import Tlp


def cover(dossier: Dossier) -> dict[str, list[str]]:
    """The labelled blocks of the brief: label to its sentences."""
    (section,) = shaped(build(dossier), "brief").sections
    return {
        block.label: [one.text for one in block.sentences]
        for block in section.blocks
        if isinstance(block, Paragraph | Listing) and block.label
    }


def anchors(outline: Outline) -> set[str]:
    return {section.anchor for section in walk(outline.sections)}


@pytest.mark.parametrize("name", CASES)
def test_deeper_templates_hold_all_that_shallower_ones_do(name: str):
    outline = build(CASES[name]())
    brief, full, technical = (anchors(shaped(outline, one)) for one in ("brief", "full", "technical"))
    assert brief <= full <= technical == anchors(outline)
    assert brief == {"answer"}


def test_an_unknown_template_is_refused_with_the_known_ones():
    with pytest.raises(InputError, match="brief, full, technical, public"):
        shaped(build(named()), "short")


def test_the_brief_has_all_that_a_minister_asks():
    told = cover(founding())
    assert told["Confidence"] == ["Analytic confidence in this assessment is low."]
    assert told["Who does not say so"] == [
        "NATO acknowledged the attribution to China made by the Czech government (S1) without adopting it.",
        "NATO stopped short of blaming China.",
        "The Chinese embassy denied responsibility.",
        "EU did not attribute this to China.",
    ]
    assert told["Reasons to doubt it"][1] == "Only one origin says so: the Czech Republic."
    assert told["What is not known"][-1] == "Not told: when it ended and what harm it did."
    assert told["What would change it"][0] == "Get a sample of the malware."


def test_reasons_are_items_that_fit_and_doubts_could_turn_the_answer():
    told = cover(named())
    assert told["Reasons"][0] == "Malware FROSTLANTERN fits Silk Heron very well."
    assert told["Reasons to doubt it"][0].startswith("Without malware FROSTLANTERN (E1) alone it would be a group not")
    assert all(len(told[label]) <= 3 for label in ("Reasons", "Reasons to doubt it"))


def test_each_doubt_has_its_cause():
    dossier = named()
    still = msgspec.structs.replace(dossier, assessment=msgspec.structs.replace(dossier.assessment, sensitivity=()))
    assert not any("it would be" in text for text in cover(still)["Reasons to doubt it"])
    graded = tuple(msgspec.structs.replace(item, credibility=Credibility.TWO) for item in still.evidence)
    told = cover(msgspec.structs.replace(still, evidence=graded)).get("Reasons to doubt it", [])
    assert not any("graded" in text for text in told)


def test_the_brief_gives_no_reason_where_nothing_technical_was_weighed():
    assert "Reasons" not in cover(founding())
    assert "Reasons" not in cover(empty())


@pytest.mark.parametrize("make", [named, a_set, undetermined, founding, empty])
def test_a_number_of_the_ranking_is_told_once(make):
    outline = shaped(build(make()), "full")
    prose = [one.text for section in walk(outline.sections) for one in sentences(section)]
    assert not any(re.search(r"95\s?% interval", text) for text in prose)
    drawn = [block for section in walk(outline.sections) for block in section.blocks if isinstance(block, Figures)]
    rankings = [figure for block in drawn for figure in block.figures if figure.anchor.startswith("ranking")]
    assert len(rankings) in (0, 2)


def test_what_is_all_but_ruled_out_is_argued_for_technicians_only():
    dossier = named()
    top, second, *rest = dossier.assessment.group.rows
    remote = msgspec.structs.replace(second, probability=0.02, word="almost no chance", evidence_for=top.evidence_for)
    group = msgspec.structs.replace(dossier.assessment.group, rows=(top, remote, *rest))
    outline = build(msgspec.structs.replace(dossier, assessment=msgspec.structs.replace(dossier.assessment, group=group)))
    argued = {one.anchor for one in walk(outline.sections) if one.anchor.startswith("for-") and one.depth is Depth.TECHNICAL}
    assert argued
    assert not argued & anchors(shaped(outline, "full"))


def _table(lines: int) -> Outline:
    line = build(named()).sections[0]
    table = next(block for section in walk(build(named()).sections) for block in section.blocks if isinstance(block, Table))
    many = tuple(msgspec.structs.replace(table.lines[0], anchor=f"x{index}") for index in range(lines))
    long = msgspec.structs.replace(table, lines=many, telling=2, note="", depth=Depth.BODY)
    return msgspec.structs.replace(build(named()), sections=(line, Section(anchor="t", title="T", blocks=(long,))))


def test_lines_that_tell_nothing_are_folded_counted_or_kept():
    outline = _table(5)
    (folded,) = shaped(outline, "full", folds=True).sections[1].blocks
    (counted,) = shaped(outline, "full").sections[1].blocks
    (whole,) = shaped(outline, "technical").sections[1].blocks
    assert (len(folded.lines), folded.telling) == (5, 2)
    assert (len(counted.lines), counted.note) == (2, "Three further lines are in the technical dossier.")
    assert (len(whole.lines), whole.telling) == (5, None)


@pytest.mark.parametrize("template", SHAPES)
@pytest.mark.parametrize("make", [founding, named, hostile])
def test_every_template_is_written_in_every_long_format(make, template: str):
    if template == "public" and make().marking.tlp not in (Tlp.CLEAR, Tlp.GREEN):
        with pytest.raises(MarkingError, match="not for the public"):
            html.RENDERER.render(make(), template)
        return
    page = html.RENDERER.render(make(), template).decode()
    assert page.count("<h1>") == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert markdown.RENDERER.render(make(), template).decode().count("\n# ") == 1


def test_a_headline_is_never_our_title():
    dossier = founding()
    headline = dossier.documents[0].title or ""
    borrowed = msgspec.structs.replace(dossier, title=headline)
    assert question(borrowed) == "Who was behind the campaign against the Czech foreign ministry?"
    bare = msgspec.structs.replace(borrowed, incidents=(), evidence=())
    assert question(bare) == "Who was behind the activity that this document describes?"
    assert headline not in html.RENDERER.render(bare, "brief").decode()


@pytest.mark.parametrize(
    ("name", "country", "asked"),
    [
        ("Data theft at diplomats", "CZ", "the data theft at diplomats (Czech Republic)"),
        ("Data theft at ministry", None, "the data theft at a ministry"),
        ("Data theft at South Korean gaming company", "KR", "the data theft at a South Korean gaming company"),
        ("Incident at Sony Pictures", None, "the incident at Sony Pictures"),
        ("NotPetya", None, "NotPetya"),
        ("The Bundestag hack", "DE", "the Bundestag hack (Germany)"),
    ],
)
def test_the_question_is_a_sentence(name: str, country: str | None, asked: str):
    support = founding().incidents[0].support
    incident = Incident(id="i", name=name, event_key="k", victims=(Victim(country=country),), support=support)
    assert question(msgspec.structs.replace(founding(), incidents=(incident,))) == f"Who was behind {asked}?"


def test_a_party_held_back_is_told_once_on_the_cover():
    dossier = founding()
    assert any(item.act is Act.WITHHOLDS for item in dossier.statements)
    page = markdown.RENDERER.render(dossier, "full").decode()
    assert page.count("EU did not attribute this to China") == 1


def test_copied_text_holds_no_invisible_characters():
    page = markdown.RENDERER.render(hostile()).decode() + markdown.RENDERER.render(named()).decode()
    assert not re.search("[\u2060\u200b\u00ad\ufeff]", page)


def test_a_word_of_a_hundred_thousand_letters_is_cut_in_every_sentence():
    dossier = founding()
    word = "a" * 100_000
    first = msgspec.structs.replace(dossier.statements[0], modality=word, must_not_claim=(word,))
    long = msgspec.structs.replace(dossier, statements=(first, *dossier.statements[1:]), problems=(word,))
    for renderer in (html.RENDERER, markdown.RENDERER):
        for template in ("brief", "full", "technical"):
            assert "a" * 2000 not in renderer.render(long, template).decode()


def _turned(**fields: object) -> Dossier:
    """``named`` with one test in which another hypothesis leads."""
    dossier = named()
    given = dossier.assessment.sensitivity[0]
    tests = (msgspec.structs.replace(given, **fields),)
    return msgspec.structs.replace(dossier, assessment=msgspec.structs.replace(dossier.assessment, sensitivity=tests))


def test_an_item_that_turns_the_answer_is_the_first_doubt_by_name_or_by_id():
    for before in ("group:G9001", "Silk Heron"):
        assert "FROSTLANTERN" in cover(_turned(top_before=before))["Reasons to doubt it"][0]
    assert not any("FROSTLANTERN" in text for text in cover(_turned(top_before="Grey Tern"))["Reasons to doubt it"])


@pytest.mark.parametrize("kind", ["source", "origin"])
def test_that_nothing_is_left_without_the_only_document_is_no_doubt(kind: str):
    told = cover(_turned(kind=kind, label=named().documents[0].id))["Reasons to doubt it"]
    assert not any(text.startswith("Without") for text in told)


def _waiting_note(*, waits: bool) -> Dossier:
    """The founding case with a note that accusations wait beside a statement, which they do or no longer do."""
    dossier = founding()
    first = msgspec.structs.replace(dossier.statements[0], must_not_claim=("2 accusations wait for a person to decide",))
    others = tuple(one for one in dossier.statements[1:] if waits or one.lane.stands)
    return msgspec.structs.replace(dossier, statements=(first, *others))


@pytest.mark.parametrize("waits", [True, False])
def test_that_accusations_wait_is_said_as_long_as_they_do(waits: bool):
    dossier = _waiting_note(waits=waits)
    assert ("accusations wait" in markdown.RENDERER.render(dossier).decode()) is waits
    assert build(dossier).issues == ()


def test_a_party_that_holds_back_in_a_note_of_its_own_statement_is_on_the_cover():
    dossier = founding()
    note = "These documents do not say that the EU attributed this to China"
    statements = tuple(
        msgspec.structs.replace(one, must_not_claim=(note,)) if one.id == "statement--concern" else one
        for one in dossier.statements
    )
    changed = msgspec.structs.replace(dossier, statements=statements, must_not_claim=())
    assert f"{note}." in cover(changed)["Who does not say so"]


def test_accounts_that_differ_are_told_once():
    dossier = founding()
    drift = dossier.conflicts[0].sentence
    statements = (msgspec.structs.replace(dossier.statements[0], drift=drift), *dossier.statements[1:])
    page = markdown.RENDERER.render(msgspec.structs.replace(dossier, statements=statements)).decode()
    assert page.count(drift) == 1

"""The outline: what it says of every kind of answer, and what it may never contain."""

from __future__ import annotations

import msgspec
import pytest
from dossier_factory import CASES, NEWS, _statement, a_set, empty, founding, named, quote, undetermined
from hypothesis import given, settings
from hypothesis import strategies as st

from vidocq.dossier.build import build
from vidocq.dossier.desk import Desk, defanged
from vidocq.dossier.outline import Basis, Entries, Figures, Listing, Outline, Paragraph, Reference, Table, sentences, walk
from vidocq.dossier.sections.cover import _ungraded
from vidocq.dossier.sections.texts import pieces
from vidocq.dossier.sections.voices import asserted, telling
from vidocq.model import Answer, Dossier, Lane, Mention, Quote, make_id
from vidocq.vocabulary.admiralty import Credibility
from vidocq.vocabulary.analysis import Aspect
from vidocq.vocabulary.speech import Act, ObjectLevel, Scope


def said(outline: Outline) -> list[str]:
    return [sentence.text for section in walk(outline.sections) for sentence in sentences(section)]


def first(outline: Outline) -> str:
    return next(sentences(outline.sections[0])).text


def test_no_technical_evidence_is_said_first_with_who_asserts_it():
    outline = build(founding())
    assert first(outline) == "No technical evidence was published; one origin (the Czech Republic) asserts APT31 / China."
    sentence = next(sentences(outline.sections[0]))
    assert sentence.basis is Basis.DOCUMENTS
    assert sentence.references


def test_no_technical_evidence_gives_no_number_and_no_ranking():
    outline = build(founding())
    texts = said(outline)
    assert not any("95" in text and "interval" in text for text in texts)
    assert not any(isinstance(block, Figures) for block in outline.sections[0].blocks)
    assert "matrix" not in {section.anchor for section in outline.sections}


def test_profile_is_context_from_the_knowledge_base():
    context = [block for block in build(founding()).sections[0].blocks if getattr(block, "tone", "") == "context"]
    assert [block.sentences[0].basis for block in context] == [Basis.KNOWLEDGE]
    assert "proves nothing" in context[0].sentences[-1].text


def test_named_answer_speaks_of_both_levels_in_one_sentence():
    outline = build(named())
    assert first(outline) == "It is likely that Silk Heron did this and it is very likely that the intruder is linked to China."
    assert any(text == "Analytic confidence in this assessment is moderate." for text in said(outline))


def test_set_and_undetermined_are_said_as_such():
    assert first(build(a_set())) == (
        "The evidence leaves two answers for the group: Silk Heron or Grey Tern "
        "(such sets held the right answer in 90\u00a0% of past cases); "
        "the evidence does not tell whether the intruder is linked to a state, or to which."
    )
    assert first(build(undetermined())).startswith("The evidence does not tell which group did this;")


def test_empty_dossier_is_written():
    outline = build(empty())
    assert first(outline) == "No technical evidence was published, and nobody whose words may be used here names a culprit."
    assert outline.references == ()


def test_who_said_what_keeps_acts_apart():
    texts = said(build(founding()))
    assert "NATO stopped short of blaming China." in texts
    assert "NATO acknowledged the attribution to China made by the Czech government (S1) without adopting it." in texts
    assert "The Chinese embassy denied responsibility." in texts
    assert "The EU expressed concern (“voiced concern”)." in texts
    assert not any("NATO said that China is responsible" in text for text in texts)


def test_review_lane_is_counted_and_appears_nowhere():
    dossier = founding()
    outline = build(dossier)
    texts = said(outline)
    assert "One item waits for a person; none of them was used." in texts
    assert not any("Allies" in text and "said that" in text for text in texts)
    tables = [block for section in walk(outline.sections) for block in section.blocks if isinstance(block, Table)]
    assert not any("This waits" in cell.text for table in tables for line in table.lines for cell in line.cells)
    records = {record for section in walk(outline.sections) for sentence in sentences(section) for record in sentence.records}
    assert "statement--waiting" not in records


def test_rejected_statement_does_not_accuse():
    dossier = founding()
    rejected = tuple(
        msgspec.structs.replace(item, lane=Lane.REJECTED) if item.id in _ACCUSING else item for item in dossier.statements
    )
    assert "nobody whose words" in first(build(msgspec.structs.replace(dossier, statements=rejected)))


_ACCUSING = ("statement--accuses", "statement--names", "statement--waiting")


def _with_statements(**changes: Lane) -> Dossier:
    dossier = founding()
    names = {f"statement--{name}": lane for name, lane in changes.items()}
    statements = (msgspec.structs.replace(item, lane=names.get(item.id, item.lane)) for item in dossier.statements)
    return msgspec.structs.replace(dossier, statements=tuple(statements))


def test_accusations_and_denials_that_wait_are_counted_and_nobody_is_not_said():
    told = first(build(_with_statements(accuses=Lane.REVIEW, names=Lane.REVIEW, denies=Lane.REVIEW)))
    assert "three accusations and one denial wait for a person's decision" in told
    assert "nobody" not in told


def test_an_accusation_that_waits_is_counted_beside_one_that_stands():
    (lead, *_rest) = (block for block in build(founding()).sections[0].blocks if isinstance(block, Paragraph))
    told = " ".join(one.text for one in lead.sentences)
    assert "asserts" in told
    assert "Beside this, one accusation waits for a person's decision." in told


def test_a_sentence_that_was_not_understood_is_not_told_as_not_said():
    dossier = _with_statements(accuses=Lane.REJECTED, names=Lane.REJECTED, waiting=Lane.REJECTED)
    problem = f"{dossier.documents[0].name}: possibly said here: “The government said that China is responsible.”"
    told = first(build(msgspec.structs.replace(dossier, problems=(problem,))))
    assert "one sentence possibly holds a statement that was not understood" in told
    assert "nobody" not in told


def test_a_note_of_a_statement_that_waits_is_not_told():
    noted = "NATO did not attribute this to China"
    dossier = msgspec.structs.replace(_with_statements(withholds=Lane.REVIEW, relays=Lane.REVIEW), must_not_claim=(noted,))
    shown = [sentence.text for section in walk(build(dossier).sections) for sentence in sentences(section)]
    assert not any(noted in text for text in shown)


def test_a_note_on_the_cover_is_quoted():
    note = "EU did not attribute this to China"
    statements = tuple(
        msgspec.structs.replace(item, must_not_claim=(note,)) if item.id == "statement--concern" else item
        for item in founding().statements
    )
    cover = build(msgspec.structs.replace(founding(), statements=statements, must_not_claim=(note,))).sections[0]
    (told,) = [one for one in sentences(cover) if one.text == f"{note}."]
    assert told.references


def test_responses_that_wait_are_counted():
    waiting = tuple(msgspec.structs.replace(item, lane=Lane.REVIEW) for item in founding().responses)
    texts = [one.text for section in build(msgspec.structs.replace(founding(), responses=waiting)).sections
             for one in sentences(section) if section.anchor == "responses"]  # fmt: skip
    assert texts == ["No response that may be used here is recorded; two responses wait for a person's decision."]


def test_retracted_claim_is_not_counted_as_asserted():
    dossier = founding()
    support = quote(dossier.documents[0], "Few details were published")
    takes_back = tuple(
        _statement(f"back{index}", support, "CZ", "Czech government", act=Act.RETRACTS, object_level=ObjectLevel.STATE,
                   objects=("CN",), of_statement=original)
        for index, original in enumerate(("statement--accuses", "statement--names"))
    )  # fmt: skip
    settled = tuple(item for item in dossier.statements if item.lane is not Lane.REVIEW)
    outline = build(msgspec.structs.replace(dossier, statements=(*settled, *takes_back)))
    assert "nobody whose words" in first(outline)


def test_a_date_without_a_year_gets_none():
    tables = {
        block.anchor: block
        for section in walk(build(founding()).sections)
        for block in section.blocks
        if isinstance(block, Table)
    }
    charged = next(line for line in tables["measures"].lines if "criminal charges" in line.cells[1].text)
    assert charged.cells[5].text.startswith(
        "21 to 31 March, year not given (“In late March” in the text); could be 21 to 31 March 2025"
    )
    assert "25 March 2024" in charged.cells[5].text


def test_what_has_no_quote_is_not_written():
    dossier = founding()
    news = dossier.documents[0]
    moved = Quote(document_id=news.id, text="NATO blames China", start=0, end=17)
    statements = tuple(
        msgspec.structs.replace(item, support=(moved,)) if item.id == "statement--withholds" else item
        for item in dossier.statements
    )
    outline = build(msgspec.structs.replace(dossier, statements=statements))
    assert "NATO stopped short of blaming China." not in said(outline)
    assert any("left out because no quote" in text for text in said(outline))
    assert any(issue.check == "every claim sourced" for issue in outline.issues)


@pytest.mark.parametrize("name", CASES)
def test_every_reference_is_a_verbatim_slice(name: str):
    dossier = CASES[name]()
    documents = {entry.id: entry.text for entry in dossier.documents}
    for reference in build(dossier).references:
        assert reference.quote.fits(documents[reference.quote.document_id])


@pytest.mark.parametrize("name", CASES)
def test_same_dossier_same_outline(name: str):
    assert build(CASES[name]()) == build(CASES[name]())


def test_statement_that_must_not_be_claimed_stands_beside_its_statement():
    section = next(section for section in build(founding()).sections if section.anchor == "said")
    entries = [entry for block in section.blocks if isinstance(block, Entries) for entry in block.entries]
    withholds = next(entry for entry in entries if entry.tag == "withholds")
    assert [note.text for note in withholds.notes] == ["NATO did not attribute this to China."]


def test_undecided_indicator_is_not_called_the_intruders():
    tables = {
        block.anchor: block for section in walk(build(named()).sections) for block in section.blocks if isinstance(block, Table)
    }
    whose = {line.cells[2].text: line.cells[3].text for line in tables["observables"].lines}
    assert whose == {
        "203.0.113[.]77": "the intruder's",
        "cdn.update-berth[.]example": "undecided",
        "198.51.100[.]20": "the victim's",
    }


def test_circular_and_left_out_items_say_why():
    why = {
        sentence.text: [link.text for link in sentence.links]
        for section in walk(build(named()).sections)
        for sentence in sentences(section)
    }
    circular = next(text for text in why if text.startswith("Circular: the report it comes from"))
    assert why[circular] == ["E3"]
    assert why["No hypothesis has a known time zone."] == ["E6"]


def test_matrix_rows_go_by_diagnosticity():
    tables = {
        block.anchor: block for section in walk(build(named()).sections) for block in section.blocks if isinstance(block, Table)
    }
    spread = [float(line.cells[-1].text) for line in tables["ach-group"].lines]
    assert spread == sorted(spread, reverse=True)
    assert tables["ach-group"].columns[1] == "Silk Heron"
    assert tables["ach-group"].lines[0].cells[1].text == "CC"


def test_labels_are_unique():
    for make in CASES.values():
        desk = Desk(make())
        assert len(set(desk.labels.values())) == len(desk.labels)


def test_long_document_is_shown_around_its_quotes():
    text = "a" * 1000 + "QUOTE" + "b" * 1000
    reference = Reference(
        number=1, quote=Quote(document_id="d", text="QUOTE", start=1000, end=1005), document="", document_label="D1", place=""
    )
    shown = pieces(text, [reference], around=10)
    assert [(piece.text, piece.skipped, piece.quoted) for piece in shown] == [
        ("", 990, False), ("a" * 10, 0, False), ("QUOTE", 0, True), ("b" * 10, 0, False), ("", 990, False),
    ]  # fmt: skip
    assert "".join(piece.text for piece in pieces(NEWS, [], None)) == NEWS


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("https://evil.example/a.b?c", "hxxps://evil[.]example/a.b?c"),
        ("ftp://evil.example", "fxp://evil[.]example"),
        ("198.51.100.7", "198.51.100[.]7"),
        ("2001:db8::1", "2001[:]db8::1"),
        ("who@evil.example", "who[@]evil[.]example"),
        ("d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"),
        (r"C:\Windows\x.exe", r"C:\Windows\x.exe"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_indicators_are_defanged(value: str, safe: str):
    assert defanged(value) == safe


@given(
    act=st.sampled_from((None, *Act)),
    level=st.sampled_from(tuple(ObjectLevel)),
    scope=st.sampled_from(tuple(Scope)),
    lane=st.sampled_from(tuple(Lane)),
)
@settings(max_examples=300, deadline=None)
def test_only_an_assertion_about_this_incident_that_names_somebody_counts(
    act: Act | None, level: ObjectLevel, scope: Scope, lane: Lane
):
    dossier = founding()
    support = quote(dossier.documents[0], "The EU voiced concern")
    one = _statement("one", support, "EU", "EU", act=act, object_level=level, scope=scope, lane=lane, objects=("CN",))
    found = asserted(Desk(msgspec.structs.replace(dossier, statements=(one,))))
    naming = {ObjectLevel.ACTOR, ObjectLevel.ACTOR_STATE_LINK, ObjectLevel.STATE, ObjectLevel.ORGAN, ObjectLevel.PERSONS}
    counts = act is Act.ASSERTS and scope is Scope.INCIDENT and level in naming and lane in (Lane.AUTO, Lane.ACCEPTED)
    assert (found is not None) is counts
    text = telling(Desk(dossier), one)
    if act is not Act.ASSERTS or level not in naming:
        assert "China is responsible" not in text or act is Act.DENIES
        assert "attributed it to" not in text
    if scope is not Scope.INCIDENT:
        assert "not this incident" in text or "not about this incident" in text


def test_victims_alone_are_no_technical_evidence():
    dossier = named()
    only = {"evidence--country"}
    weighed = tuple(cell for cell in dossier.assessment.matrix if cell.evidence_id in only)
    answer = Answer(kind="undetermined", sentence="")
    assessment = msgspec.structs.replace(
        dossier.assessment,
        matrix=weighed,
        technical_items=1,
        group=msgspec.structs.replace(dossier.assessment.group, answer=answer),
    )
    kept = tuple(
        msgspec.structs.replace(item, kind="victim-country") if item.id in only else item
        for item in dossier.evidence
        if item.id in only
    )
    outline = build(msgspec.structs.replace(dossier, evidence=kept, assessment=assessment))
    assert first(outline) == "No technical evidence was published; one origin (Example Labs) asserts Silk Heron."
    assert any("Only who was hit could be weighed" in text for text in said(outline))
    assert not any(isinstance(block, Figures) for block in outline.sections[0].blocks)


def test_no_word_of_likelihood_stands_on_a_wide_interval():
    dossier = named()
    top = msgspec.structs.replace(dossier.assessment.group.rows[0], interval=(0.0, 0.8))
    group = msgspec.structs.replace(dossier.assessment.group, rows=(top, *dossier.assessment.group.rows[1:]))
    changed = msgspec.structs.replace(dossier, assessment=msgspec.structs.replace(dossier.assessment, group=group))
    lead = next(sentence for sentence in said(build(changed)) if "linked to China" in sentence)
    assert "Silk Heron" not in lead
    assert lead.startswith("The evidence does not tell which group did this")
    assert not any("soft" in text for text in said(build(dossier)))


def test_a_set_of_one_is_no_name():
    dossier = named()
    answer = Answer(kind="set", sentence="", hypothesis_ids=("group:G9001",), coverage=0.9)
    group = msgspec.structs.replace(dossier.assessment.group, answer=answer)
    outline = build(msgspec.structs.replace(dossier, assessment=msgspec.structs.replace(dossier.assessment, group=group)))
    assert first(outline).startswith("The evidence points to Silk Heron, but not firmly enough to name it;")


def test_ids_in_what_the_engine_says_become_names():
    dossier = named()
    given_id = make_id("document", "a report")
    entry = msgspec.structs.replace(dossier.documents[0], id=given_id)
    desk = Desk(msgspec.structs.replace(dossier, documents=(entry,)))
    assert desk.readable(f"changes without {given_id}, at 5%") == "changes without Intrusion at a shipping authority, at 5\u00a0%"


def test_documents_of_one_source_are_one_origin():
    dossier = named()
    items = tuple(msgspec.structs.replace(item, origin=dossier.documents[0].id) for item in dossier.evidence)
    assert len(Desk(msgspec.structs.replace(dossier, evidence=items)).origins) == 1
    joined = (msgspec.structs.replace(dossier.evidence[0], origin="CZ+source--labs"), *dossier.evidence[1:])
    assert Desk(msgspec.structs.replace(dossier, evidence=joined)).origins == ("source--labs", "CZ")


def test_an_actor_named_without_a_speaker_is_said_apart():
    dossier = founding()
    kept = tuple(item for item in dossier.statements if item.id != "statement--names")
    evidence = tuple(msgspec.structs.replace(item, mention=Mention.SUBJECT) for item in dossier.evidence)
    outline = build(msgspec.structs.replace(dossier, statements=kept, evidence=evidence))
    assert first(outline) == "No technical evidence was published; one origin (the Czech Republic) asserts China."
    assert "The documents also name APT31; who says so is not clear." in said(outline)


def test_the_track_record_of_another_band_is_not_shown_beside_a_number():
    dossier = named()
    assert any(text.startswith("Track record: of 40") for text in said(build(dossier))[:12])
    assert dossier.assessment.group.answer.track_record is not None
    other = msgspec.structs.replace(dossier.assessment.group.answer.track_record, band=(0.05, 0.2))
    answer = msgspec.structs.replace(dossier.assessment.group.answer, track_record=other)
    group = msgspec.structs.replace(dossier.assessment.group, answer=answer)
    changed = msgspec.structs.replace(dossier, assessment=msgspec.structs.replace(dossier.assessment, group=group))
    answered = [sentence.text for sentence in sentences(build(changed).sections[0])]
    assert not any(text.startswith("Track record") for text in answered)


@pytest.mark.parametrize(
    ("act", "objects", "told"),
    [
        (Act.DENIES, (), "China denied the accusation"),
        (Act.DENIES, ("CN:MSS",), "China denied responsibility"),
        (Act.DENIES, ("RU",), "China denied that Russia is responsible"),
        (Act.DISPUTES, (), "China doubted the attribution"),
        (Act.RETRACTS, ("RU",), "China took back the attribution to Russia"),
        (Act.WITHHOLDS, (), "China stopped short of blaming anybody"),
        (Act.SUSPECTS, (), "China investigated, and named nobody"),
        (Act.ENDORSES, ("RU", "APT28"), "China supported the attribution to APT28 and Russia"),
        (Act.CLAIMS_RESPONSIBILITY, (), "China claimed responsibility"),
        (None, (), "China spoke of it, without blaming anybody"),
    ],
)
def test_a_statement_without_an_object_is_given_none(act: Act | None, objects: tuple[str, ...], told: str):
    dossier = founding()
    one = _statement("one", quote(dossier.documents[0], "denied"), "CN", "It", act=act, objects=objects)
    assert telling(Desk(dossier), one) == told


def test_the_reasons_of_the_cover_follow_what_an_analyst_put_first():
    def reasons(dossier: Dossier) -> list[str]:
        blocks = build(dossier).sections[0].blocks
        listed = next(one for one in blocks if isinstance(one, Listing) and one.label.startswith(("Reasons", "What speaks for")))
        return [line.records[0] for line in listed.sentences]

    usual = reasons(named())
    assert len(usual) > 1
    chosen = msgspec.structs.replace(named(), chosen=(usual[-1],), chosen_by="Ada")
    assert reasons(chosen) == [usual[-1], *usual[:-1]]


def test_statements_that_an_analyst_put_first_are_told_first():
    usual = [item.id for item in Desk(founding()).statements]
    chosen = msgspec.structs.replace(founding(), chosen=(usual[-1], usual[2]), chosen_by="Ada")
    assert [item.id for item in Desk(chosen).statements] == [usual[-1], usual[2], *usual[:2], *usual[3:-1]]


def _trace(lane: Lane) -> Dossier:
    dossier = founding()
    technique = msgspec.structs.replace(
        dossier.evidence[0],
        id="evidence--trace",
        kind="attack-pattern",
        aspect=Aspect.TELEMETRY,
        value="T1566",
        name="Phishing",
        ref="T1566",
        lane=lane,
        mention=None,
    )
    return msgspec.structs.replace(dossier, evidence=(*dossier.evidence, technique))


@pytest.mark.parametrize(
    ("lane", "told"),
    [
        (Lane.AUTO, "What technical evidence was published does not tell groups apart; "),
        (Lane.REVIEW, "The technical evidence that was published waits for a person's decision; "),
        (Lane.REJECTED, "No technical evidence was published; "),
    ],
)
def test_technical_evidence_that_does_not_weigh_is_not_told_as_none(lane: Lane, told: str):
    assert first(build(_trace(lane))).startswith(told)


def test_a_report_with_traces_is_not_only_a_statement():
    (incident,) = founding().incidents
    stated = msgspec.structs.replace(incident, basis_published="statement", document_ids=(founding().documents[0].id,))
    for lane, basis in (
        (Lane.AUTO, "A report was published about it."),
        (Lane.REVIEW, "Only a statement was published about it."),
    ):
        assert basis in said(build(msgspec.structs.replace(_trace(lane), incidents=(stated,))))


def test_nobody_has_graded_is_not_said_where_the_table_shows_a_grade():
    dossier = named()
    words = "Nobody has graded the evidence yet: how credible each item is cannot be judged."
    plain_ = tuple(msgspec.structs.replace(item, credibility=Credibility.SIX) for item in dossier.evidence)
    one = (msgspec.structs.replace(plain_[0], credibility=Credibility.ONE),)
    desk = Desk(msgspec.structs.replace(dossier, evidence=plain_))
    assert [line.text for line in _ungraded(desk)] == [words]
    assert list(_ungraded(Desk(msgspec.structs.replace(dossier, evidence=(*one, *plain_[1:]))))) == []

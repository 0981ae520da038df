"""Short documents that came out wrong: silence, denials beside what waits, joint quotes, old reports, other languages."""

from __future__ import annotations

from statements.conftest import reading
from vidocq.benchmarking.reader import text_document
from vidocq.model import Lane
from vidocq.statements.brief import make_brief, render
from vidocq.statements.reader import read
from vidocq.statements.review import apply_decisions, short_id

HACK = "Canada looked into the hack of its network. The ministry said China was behind the hack."
DENIAL = "China called the report a smear and denied the charge of hacking."


def test_a_denial_says_how_many_accusations_wait_beside_it() -> None:
    found = reading(f"{HACK} {DENIAL}")
    denial = next(item for item in found.statements if item.act and item.act.value == "denies")
    waiting = [item for item in found.statements if item.lane is Lane.REVIEW and item.act and item.act.value == "asserts"]
    assert len(waiting) == 1
    assert any("one accusation waits for a person" in note and "Canada: China" in note for note in denial.must_not_claim)
    decided = apply_decisions(found, accept=[short_id(waiting[0])], by="Ann Analyst")
    denial = next(item for item in decided.statements if item.act and item.act.value == "denies")
    assert not any("waits for a person" in note for note in denial.must_not_claim)


def test_state_sponsored_hackers_are_a_link_and_mere_hackers_a_place() -> None:
    levels = {
        words: [
            item.object_level.value for item in reading(f"Canada said that {words} hackers had hacked its network.").statements
        ]
        for words in ("state-sponsored Chinese", "Chinese")
    }
    assert levels == {"state-sponsored Chinese": ["actor-state-link"], "Chinese": ["territory"]}


def test_a_quote_that_names_partners_is_its_speaker_s_alone() -> None:
    found = reading(
        '"Slovakia, together with Austria, the European Union, NATO and other partners, strongly condemns the cyberattacks of '
        'APT28," the Slovak Foreign Ministry said in a statement. Austria accused Russia of the hacking campaign.'
    )
    assert "EU" not in {item.speaker.party for item in found.statements}
    assert not any("did not" in note for note in found.must_not_claim)


def test_an_old_report_is_no_automatic_accusation() -> None:
    document = text_document("x", "In early 2019, Microsoft reported that TA453 had hacked the network.", "2021-03-30")
    assert all(item.lane is Lane.REVIEW for item in read(document).statements if item.act and item.act.value == "asserts")


def test_a_language_that_is_not_read_is_said_first() -> None:
    text = (
        "Die slowakische Regierung hat China beschuldigt, hinter einem Angriff auf das Netz des Ministeriums zu stehen. "
        "Die Gruppe sei verantwortlich, teilte das Ministerium mit, und der Botschafter wurde einbestellt."
    )
    document = text_document("x", text)
    found = read(document)
    assert found.statements == ()
    assert render(make_brief(document, found), "text").startswith("German: not read")

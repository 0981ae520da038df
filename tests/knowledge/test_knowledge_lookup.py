from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from knowledge_sample import uuid

from vidocq.errors import KnowledgeError
from vidocq.knowledge import Snapshot, find_actor, find_campaign, find_software, find_technique, resolve
from vidocq.knowledge.compare import compare
from vidocq.knowledge.lint import CHECKS, lint
from vidocq.knowledge.lookup import actor_notes
from vidocq.knowledge.sheet import sheet


@pytest.mark.parametrize("query", ["G9001", "g9001", "ZANTHIUM", "zanthium", "APT 901", "apt-901", f"galaxy:{uuid(1)}", uuid(1)])
def test_an_actor_by_id_name_or_alias_in_any_spelling(snapshot: Snapshot, query: str) -> None:
    assert [actor.id for actor in find_actor(snapshot, query)] == ["G9001"]


def test_several_stay_several(snapshot: Snapshot) -> None:
    assert len(find_actor(snapshot, "Shared Alias")) == 2
    resolution = resolve(snapshot, "shared alias")
    assert resolution.ambiguous
    assert resolution.only is None


def test_revoked_ids_lead_on_and_say_so(snapshot: Snapshot) -> None:
    assert [actor.id for actor in find_actor(snapshot, "G9005")] == ["G9001"]
    assert actor_notes(snapshot, "G9005") == ("G9005 Old Heron is revoked; G9001 ZANTHIUM is valid now",)
    meaning = resolve(snapshot, "T9002").only
    assert meaning is not None
    assert (meaning.ref, meaning.note) == ("T9001.001", "T9002 Old Phish is revoked; T9001.001 Phish Attachment is valid now")


def test_software_by_malpedia_id(snapshot: Snapshot) -> None:
    assert [soft.id for soft in find_software(snapshot, "win.frogspawn")] == ["S9001"]


def test_techniques_by_id_name_and_parent(snapshot: Snapshot) -> None:
    assert [t.id for t in find_technique(snapshot, "t9001.001")] == ["T9001.001"]
    assert [t.id for t in find_technique(snapshot, "phish attachment")] == ["T9001.001"]
    assert [t.id for t in find_technique(snapshot, "Phish: Phish Attachment")] == ["T9001.001"]
    assert find_technique(snapshot, "Other: Phish Attachment") == ()


def test_campaigns(snapshot: Snapshot) -> None:
    assert [campaign.id for campaign in find_campaign(snapshot, "operation pond")] == ["C9001"]


def test_resolve_gives_kind_ref_and_reason(snapshot: Snapshot) -> None:
    meaning = resolve(snapshot, "Frogspawn").meanings[0]
    assert (meaning.kind, meaning.ref, meaning.name, meaning.reason) == ("malware", "S9001", "FROGSPAWN", "name")


def test_unknown_words_are_an_error_with_suggestions(snapshot: Snapshot) -> None:
    with pytest.raises(KnowledgeError, match=r"did you mean FROGSPAWN\?"):
        resolve(snapshot, "FROGSPWAN")
    for token in ("", "   ", "💥", "x" * 100_000):
        with pytest.raises(KnowledgeError):
            resolve(snapshot, token)


@settings(deadline=None)  # the first look-up builds the index
@given(st.text(max_size=30))
def test_no_text_breaks_a_look_up(installed: Snapshot, text: str) -> None:
    for find in (find_actor, find_software, find_technique, find_campaign):
        assert isinstance(find(installed, text), tuple)


def test_every_actor_is_found_by_its_id_and_each_of_its_names(installed: Snapshot) -> None:
    for actor in installed.actors[::7]:
        target = actor.revoked_by or actor.id
        assert [found.id for found in find_actor(installed, actor.id)] == [target]
        for known in actor.names:
            if known.text.isascii():
                assert target in {found.id for found in find_actor(installed, known.text)}


def test_comparison_counts_and_weights(snapshot: Snapshot) -> None:
    one, other = find_actor(snapshot, "G9001")[0], find_actor(snapshot, "G9002")[0]
    result = compare(snapshot, one, other)
    (shared,) = (item for item in result.software if item.held_by == "both")
    assert (shared.ref, shared.users) == ("S9001", 3)
    assert [item.held_by for item in result.techniques] == ["both"]
    assert result.technique_similarity == 0.0 or result.technique_similarity is None  # all that use techniques use this one
    assert 0 < (result.software_similarity or 0) < 1


def test_comparison_is_symmetric_and_one_with_itself(installed: Snapshot) -> None:
    one, other = find_actor(installed, "APT31")[0], find_actor(installed, "APT40")[0]
    there, back = compare(installed, one, other), compare(installed, other, one)
    assert there.technique_similarity == back.technique_similarity
    assert there.software_similarity == back.software_similarity
    assert compare(installed, one, one).technique_similarity == 1.0
    assert {i.ref for i in there.techniques if i.held_by == "both"} == {i.ref for i in back.techniques if i.held_by == "both"}


def test_nothing_recorded_is_not_zero_similarity(installed: Snapshot) -> None:
    empty = next(actor for actor in installed.actors if not actor.uses)
    assert compare(installed, empty, find_actor(installed, "APT31")[0]).technique_similarity is None


def test_a_sheet_is_marked_as_knowledge(snapshot: Snapshot) -> None:
    page = sheet(snapshot, snapshot.actor_by_id["G9001"])
    assert page.certainty.value == "kb"
    assert page.country_name == "China"
    assert [item.ref for item in page.techniques] == ["T9001.001"]
    assert page.techniques[0].reports == 1
    assert any("claims marked *" in note for note in page.notes)


def test_lint_finds_what_was_put_in(snapshot: Snapshot) -> None:
    found = {(finding.check, finding.subject) for finding in lint(snapshot)}
    assert ("shared-name", "Shared Alias") in found
    assert ("rival-claims", "Bog Bittern") in found
    assert ("unmapped-actor", "Marsh Owl") in found
    assert ("plain-word", "Play") in found
    assert ("short-alias", "at") in found
    assert ("no-country", "Late Comer") in found


def test_lint_names_orphans(snapshot: Snapshot) -> None:
    import msgspec

    bare = msgspec.structs.replace(snapshot, software=())
    assert ("orphan", "S9001") in {(finding.check, finding.subject) for finding in lint(bare, ["orphan"])}
    told = [finding.sentence for finding in lint(snapshot, ["orphan"])]
    # One tool that the sample's galaxy names and does not have, besides the groups that only ATT&CK has; and one of ATT&CK's.
    assert any(sentence.startswith("Threat-actor.json:") for sentence in told)
    assert "1 relationship leads to objects that are not here; left out." in told
    assert len(told) == 2


def test_lint_checks_are_all_described(installed: Snapshot) -> None:
    assert {finding.check for finding in lint(installed)} <= set(CHECKS)
    with pytest.raises(KeyError):
        lint(installed, ["no such check"])

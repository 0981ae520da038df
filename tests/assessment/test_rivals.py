"""Nobody is named where traces of several groups were found, or where the documents name another than the traces fit."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attribution_world import item, world

from vidocq.assessment.assess import assess
from vidocq.assessment.index import Index, build
from vidocq.assessment.reading import read
from vidocq.assessment.rivals import rivals
from vidocq.model import Document, Evidence, Hypothesis, HypothesisKind, Lane, Level, Mention


@pytest.fixture(scope="module")
def index() -> Index:
    return build(world())


def named(ref: str, mention: Mention = Mention.SUBJECT, **more: object) -> Evidence:
    """A document's word that this group did it."""
    return item("intrusion-set", ref, mention=mention, **more)


def against(items: Sequence[Evidence], leading: str, index: Index, documents: Sequence[Document] = ()) -> str | None:
    """What a case sets against its leader: a group's id or a country."""
    state = len(leading) == 2
    first = Hypothesis(
        id=f"hypothesis:{leading}",
        level=Level.SPONSOR if state else Level.GROUP,
        kind=HypothesisKind.STATE if state else HypothesisKind.ACTOR,
        name=leading,
        ref=leading,
    )
    found = read(items, world(), index)
    return rivals(found, index, documents).against(first, index)


def test_own_programs_of_two_groups_name_neither(index: Index) -> None:
    both = [item("malware", "S0103"), item("malware", "S0107")]
    assert against(both, "G0003", index) == "programs of Group 3, Group 7 were found together"
    assert against(both, "RU", index) == "programs of Group 3, Group 7 were found together"
    assert against(both[:1], "G0003", index) is None


def test_two_groups_of_one_state_leave_the_state_its_name(index: Index) -> None:
    both = [item("malware", "S0103"), item("malware", "S0104")]
    assert against(both, "G0003", index) is not None
    assert against(both, "RU", index) is None


def test_a_group_without_a_state_stands_against_a_state(index: Index) -> None:
    assert against([item("malware", "S0103"), item("malware", "S0108")], "RU", index) is not None


@pytest.mark.parametrize("score", [0.45, 0.55])
def test_a_mention_more_likely_no_finding_gives_nobody(index: Index, score: float) -> None:
    found = against([item("malware", "S0103"), item("malware", "S0107", score=score)], "G0003", index)
    assert (found is None) == (score < 0.5)


def test_a_program_that_groups_of_one_state_share_stands_against_another_state(index: Index) -> None:
    found = [item("malware", "S0103"), item("malware", "S0900")]
    assert against(found, "RU", index) == "programs of Group 0, Group 1, Group 2 and others were found together"
    assert against(found, "G0003", index) is not None
    assert against([item("malware", "S0101"), item("malware", "S0900")], "G0001", index) is None


def test_programs_that_many_have_give_nobody(index: Index) -> None:
    assert against([item("malware", "S0103"), item("malware", "S0800")], "G0003", index) is None


def test_the_documents_name_another(index: Index) -> None:
    trace = item("malware", "S0103")
    assert against([trace, named("G0007")], "G0003", index) == "the documents name G0007"
    assert against([trace, named("G0007")], "RU", index) == "the documents name G0007"
    assert against([trace, named("G0004")], "G0003", index) is not None
    assert against([trace, named("G0004")], "RU", index) is None
    assert against([trace, named("G0003")], "G0003", index) is None


def test_who_is_named_beside_the_leader_stands_not_against_it(index: Index) -> None:
    assert against([item("malware", "S0103"), named("G0007"), named("G0003")], "G0003", index) is None


@pytest.mark.parametrize("mention", [Mention.COMPARISON, Mention.CONTRAST, Mention.UNCLEAR])
def test_a_group_in_passing_stands_against_nobody(index: Index, mention: Mention) -> None:
    assert against([item("malware", "S0103"), named("G0007", mention)], "G0003", index) is None


def test_what_waits_for_review_stands_against_nobody(index: Index) -> None:
    assert against([item("malware", "S0103"), named("G0007", lane=Lane.REVIEW)], "G0003", index) is None


def test_a_name_of_unknown_behaviour_may_be_of_any_state(index: Index) -> None:
    assert against([item("malware", "S0103"), named("galaxy:only-a-name")], "RU", index) is None
    assert against([item("malware", "S0103"), named("galaxy:only-a-name")], "G0003", index) is not None


def document(origin: str, text: str) -> Document:
    """The document that items of this origin come from."""
    return Document(id=f"doc-{origin}", sha256="0" * 64, size=len(text), name=f"{origin}.txt", media_type="text/plain", text=text)


def test_who_reports_the_traces_names_nobody(index: Index) -> None:
    traces = [item("malware", "S0103", origin="a"), item("malware", "S0203", origin="b")]
    silent, plain = document("a", "Own3 was found. Attribution is left open."), document("a", "Own3 was found.")
    assert against(traces[:1], "G0003", index, [silent]) == "who reports the traces names nobody (“Attribution is left open”)"
    assert against(traces[:1], "RU", index, [silent]) is not None
    assert against(traces[:1], "G0003", index, [plain]) is None


def test_one_report_that_does_not_decline_is_enough(index: Index) -> None:
    traces = [item("malware", "S0103", origin="a"), item("attack-pattern", "T1003", origin="b")]
    silent, plain = document("a", "Attribution is left open."), document("b", "They dumped passwords.")
    assert against(traces, "G0003", index, [silent, plain]) is None


def test_a_document_without_traces_declines_for_nobody_else(index: Index) -> None:
    silent, plain = document("n", "Police cannot say who was behind it."), document("a", "Own3 was found.")
    assert against([item("malware", "S0103", origin="a")], "G0003", index, [silent, plain]) is None


def test_ratings_stay_as_they_are() -> None:
    trace = [item("malware", "S0103"), item("attack-pattern", "T1003")]
    alone, beside = assess(trace, world()), assess([*trace, named("G0007")], world())
    assert alone.group.rows == beside.group.rows
    assert alone.sponsor.rows == beside.sponsor.rows

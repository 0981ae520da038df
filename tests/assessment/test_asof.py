"""Weighing with the knowledge of a past day."""

from __future__ import annotations

import msgspec
import pytest
from attribution_world import item, world

from vidocq.assessment import assess
from vidocq.errors import InputError, KnowledgeError
from vidocq.knowledge.snapshot import Snapshot, Use
from vidocq.model import HypothesisKind, Ranking

EVIDENCE = [item("malware", "S0103"), item("attack-pattern", "T1566")]


def best(ranking: Ranking, *kinds: HypothesisKind) -> float:
    return max((row.probability for row in ranking.rows if row.hypothesis.kind in kinds), default=0.0)


def undated(snapshot: Snapshot) -> Snapshot:
    def bare(uses: tuple[Use, ...]) -> tuple[Use, ...]:
        return tuple(msgspec.structs.replace(use, created=None, reports=()) for use in uses)

    actors = tuple(msgspec.structs.replace(actor, uses=bare(actor.uses)) for actor in snapshot.actors)
    return msgspec.structs.replace(snapshot, actors=actors)


def rivals_since_2020() -> Snapshot:
    """Knowledge in which another group was seen with Own3 later, so that less knowledge looks more certain."""
    known = world()
    later = Use(target="S0103", reports=("r4a",), created="2021-01-01")
    actors = [
        msgspec.structs.replace(actor, uses=(*actor.uses, later)) if actor.id in {"G0004", "G0005"} else actor
        for actor in known.actors
    ]
    return msgspec.structs.replace(known, actors=tuple(actors))


@pytest.mark.parametrize("nonsense", ["soon", "2020-13", "2020-02-30", ""])
def test_nonsense_is_an_error(snapshot: Snapshot, nonsense: str) -> None:
    with pytest.raises(InputError, match="not a date"):
        assess(EVIDENCE, snapshot, as_of=nonsense)


def test_knowledge_without_dates_refuses_a_past_day(snapshot: Snapshot) -> None:
    with pytest.raises(KnowledgeError, match="no dates"):
        assess(EVIDENCE, undated(snapshot), as_of="2020-06-30")


def test_a_year_means_its_end(snapshot: Snapshot) -> None:
    assert assess(EVIDENCE, snapshot, as_of="2020").group == assess(EVIDENCE, snapshot, as_of="2020-12-31").group


def test_what_is_left_in_without_a_date_is_counted(snapshot: Snapshot) -> None:
    lines = assess(EVIDENCE, snapshot, as_of="2020-12-31").assumptions
    assert any("0% have no date" in line for line in lines)


def test_a_report_published_later_is_left_out(snapshot: Snapshot) -> None:
    bare = undated(snapshot)
    actors = list(bare.actors)
    cited = Use(target="S0103", reports=("r3a",))
    actors[3] = msgspec.structs.replace(actors[3], uses=(*(u for u in actors[3].uses if u.target != "S0103"), cited))
    known = msgspec.structs.replace(bare, actors=tuple(actors))
    before, after = (assess(EVIDENCE, known, as_of=day) for day in ("2020-02-28", "2020-03-02"))
    assert best(before.group, HypothesisKind.ACTOR) < best(after.group, HypothesisKind.ACTOR)


def test_a_past_day_makes_no_answer_surer() -> None:
    known = rivals_since_2020()
    now = assess(EVIDENCE, known)
    for day in ("2020-03-15", "2020-06-30", "2020-12-31"):
        then = assess(EVIDENCE, known, as_of=day)
        assert best(then.group, HypothesisKind.ACTOR) <= best(now.group, HypothesisKind.ACTOR) + 0.01
        assert best(then.group, HypothesisKind.NOT_IN_KB) >= best(now.group, HypothesisKind.NOT_IN_KB) - 0.01


@pytest.mark.parametrize(("newest", "said"), [("2021-05-31", True), ("2021-07-01", False), ("2022", False)])
def test_a_case_younger_than_the_knowledge_is_said_first_among_the_gaps(newest: str, said: bool) -> None:
    meta = msgspec.structs.replace(world().meta, as_of=None, dates=(("a", newest), ("b", "2019")))
    known = msgspec.structs.replace(world(), meta=meta)
    evidence = [msgspec.structs.replace(one, reported="2021-06-15") for one in EVIDENCE]
    gaps = assess(evidence, known).gaps
    assert any("younger than the knowledge" in gap for gap in gaps) is said
    assert not said or f"({newest})" in gaps[0]

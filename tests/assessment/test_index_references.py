"""Links read from titles stand for the program alone, fall with their report, and make no profile a cited one."""

from __future__ import annotations

import msgspec
from attribution_world import world

from vidocq.assessment.index import NO_REPORT, build
from vidocq.knowledge.snapshot import Snapshot, Use


def _with_link(*reports: str) -> Snapshot:
    base = world()
    use = Use(target="S0600", reports=reports, source="reference title")
    first = msgspec.structs.replace(base.actors[0], uses=(*base.actors[0].uses, use))
    idle = tuple(msgspec.structs.replace(one, actors=(first.id,)) if one.id == "S0600" else one for one in base.software)
    return msgspec.structs.replace(base, actors=(first, *base.actors[1:]), software=idle)


def test_a_title_links_the_program_and_is_no_report_of_the_groups() -> None:
    base, index = build(world()), build(_with_link("r1a", "r2a"))
    assert index.users[index.column["S0600"]] == 1
    row = index.row[world().actors[0].id]
    before = {report for number, report in base.documents if number == row}
    assert {report for number, report in index.documents if number == row} == before | {NO_REPORT}


def test_a_link_falls_with_the_only_report_that_makes_it() -> None:
    under_test = frozenset({"r1a"})
    alone = build(_with_link("r1a"), without_reports=under_test)
    assert alone.users[alone.column["S0600"]] == 0
    other = build(_with_link("r1a", "r2a"), without_reports=under_test)
    assert other.users[other.column["S0600"]] == 1

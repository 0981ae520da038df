"""A report that a profile already cites may not vouch for itself."""

from __future__ import annotations

import msgspec
from attribution_world import item

from vidocq.assessment import assess
from vidocq.assessment.circular import cited_reports
from vidocq.knowledge.snapshot import Report, Snapshot
from vidocq.model import Document

OWN = item("malware", "S0103")


def document(url: str, title: str = "") -> Document:
    return Document(
        id="doc-o1", sha256="0" * 64, size=1, name="x", text="x", media_type="text/plain", url=url or None, title=title or None
    )


def shown(found: object, identity: str) -> float:
    return next((row.probability for row in found.group.rows if row.hypothesis.id == identity), 0.0)  # type: ignore[attr-defined]


def test_a_cited_report_loses_its_part_of_the_profile(snapshot: Snapshot) -> None:
    both = [document("http://www.reports.example/3a/#top"), document("https://reports.example/3b")]
    free, circular = assess([OWN], snapshot), assess([OWN], snapshot, documents=both)
    assert free.circular == ()
    assert circular.circular == (OWN.id,)
    assert shown(circular, "group:G0003") < shown(free, "group:G0003") / 2


def test_a_report_that_nobody_cites_changes_nothing(snapshot: Snapshot) -> None:
    found = assess([OWN], snapshot, documents=[document("https://elsewhere.example/")])
    assert found.group == assess([OWN], snapshot).group


def test_of_two_titles_with_one_longest_word_none_is_lost(snapshot: Snapshot) -> None:
    titles = ("Infrastructure of the quiet heron", "Infrastructure of the loud heron")
    reports = tuple(Report(id=f"R{title}", name=title) for title in titles)
    known = msgspec.structs.replace(snapshot, reports=reports)
    cited = cited_reports([document("", title) for title in titles], known)
    assert cited == {report.id for report in reports}

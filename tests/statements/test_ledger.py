"""The ledger keeps everything, joins accounts with a reason, and answers by speaker, sponsor, victim, date, act and reaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from statements.conftest import CASES
from vidocq.benchmarking.reader import text_document
from vidocq.errors import InputError, StoreError
from vidocq.model import Lane
from vidocq.statements import views
from vidocq.statements.joining import independent_accusers
from vidocq.statements.ledger import Ledger, Query
from vidocq.statements.reader import Reading, read
from vidocq.statements.review import apply_decisions, decide, find, short_id

FIRST = (
    "Canada accused Russia of hacking its parliament. NATO, while not blaming Russia, expressed solidarity with "
    "Canada over the hack."
)
SECOND = "On Thursday Canada blamed Russia for the hack of its parliament. Russia denied the accusation."


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger() as kept:
        for name, text, day in (("one", FIRST, "2024-05-02"), ("two", SECOND, "2024-05-03")):
            document = text_document(name, text, day)
            kept.add(document, read(document, model=None), at=day)
        yield kept


def test_adding_twice_adds_nothing(ledger: Ledger) -> None:
    document = text_document("one", FIRST, "2024-05-02")
    assert ledger.add(document, read(document, model=None), at="2024-06-01") == 0


def test_accounts_join_with_a_reason(ledger: Ledger) -> None:
    (entry,) = ledger.show(Query(speaker="CA", sponsor="RU"))
    assert len(entry.documents) == 2
    assert len(entry.statement.accounts) == 2
    assert entry.origins == ("CA",)
    assert "same speaker, act and object" in entry.reason
    assert independent_accusers(ledger.show()) == ("CA",)


def test_a_joining_can_be_undone(ledger: Ledger) -> None:
    (entry,) = ledger.show(Query(speaker="CA", sponsor="RU"))
    ledger.set_apart(*entry.members[:2], by="Ann", reason="two hacks", at="2024-06-01")
    assert len(ledger.show(Query(speaker="CA", sponsor="RU"))) == 2
    with pytest.raises(InputError):
        ledger.set_apart(*entry.members[:2], by=" ", reason="", at="2024-06-01")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (Query(), 4),
        (Query(speaker="Canada"), 1),
        (Query(speaker="canada"), 1),
        (Query(sponsor="Russia", act="asserts"), 1),
        (Query(sponsor="CN"), 0),
        (Query(actor="APT28"), 0),
        (Query(victim="CA", act="asserts"), 1),
        (Query(act="denies"), 1),
        (Query(reaction=3), 1),
        (Query(since="2024-05-03", act="denies"), 1),
        (Query(until="2024-05-01"), 0),
        (Query(lane="rejected"), 0),
    ],
)
def test_queries(ledger: Ledger, query: Query, count: int) -> None:
    assert len(ledger.show(query)) == count


def test_must_not_claim_travels_with_the_record(ledger: Ledger) -> None:
    (entry,) = ledger.show(Query(speaker="NATO", reaction=3))
    assert "NATO did not attribute this to Russia" in entry.statement.must_not_claim
    assert "NATO did not attribute" in views.show([entry])


def test_the_ledger_persists_and_keeps_history(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    text = (CASES / "seed" / "seed.txt").read_text(encoding="utf-8")
    document = text_document("seed", text)
    found = read(document)
    with Ledger(path) as kept:
        kept.add(document, found, at="2025-05-28")
    waiting = next(item for item in found.statements if item.lane is Lane.REVIEW)
    with Ledger(path) as kept:
        decided = kept.decide(short_id(waiting), accept=True, by="Ann", at="2025-05-29")
        assert decided.lane is Lane.ACCEPTED
        assert decided.decided_by == "Ann"
        assert decided.supersedes == waiting.id
    with Ledger(path) as kept:
        assert [version[1] for version in kept.history(waiting.id)] == ["", "Ann"]
        assert waiting.id not in {member for entry in kept.show() for member in entry.members}
        assert kept.documents()[0].must_not_claim == found.must_not_claim
        assert kept.conflicts()
        assert kept.responses()


def test_another_file_is_not_taken_for_a_ledger(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE t (x)")
    with pytest.raises(StoreError):
        Ledger(other)
    (tmp_path / "text").write_text("no database, but a long enough text to be looked at", encoding="utf-8")
    with pytest.raises(StoreError):
        Ledger(tmp_path / "text")


def _seed() -> Reading:
    return read(text_document("seed", (CASES / "seed" / "seed.txt").read_text(encoding="utf-8")))


def test_decisions_are_new_records_by_name() -> None:
    found = _seed()
    first, second = found.waiting[:2]
    decided = apply_decisions(found, accept=[short_id(first)], reject=[second.id], by="Ann")
    lanes = {item.supersedes: item.lane for item in (*decided.statements, *decided.responses) if item.supersedes}
    assert lanes == {first.id: Lane.ACCEPTED, second.id: Lane.REJECTED}
    assert len(decided.waiting) == len(found.waiting) - 2


def test_a_decision_needs_a_name_and_one_record() -> None:
    found = _seed()
    with pytest.raises(InputError):
        decide(found.statements[0], accept=True, by="")
    with pytest.raises(InputError):
        find(found.statements, "")
    with pytest.raises(InputError):
        apply_decisions(found, accept=["nothing"], by="Ann")


@pytest.mark.parametrize("view", list(views.VIEWS))
@pytest.mark.parametrize("form", views.FORMATS)
def test_views(ledger: Ledger, view: str, form: str) -> None:
    shown = views.show(ledger.show(), view=view, format=form)
    assert "CA" in shown or "Canada" in shown


def test_matrix_counts_only_what_stands(ledger: Ledger) -> None:
    entries = ledger.show()
    waiting = [
        msgspec.structs.replace(entry, statement=msgspec.structs.replace(entry.statement, lane=Lane.REVIEW)) for entry in entries
    ]
    assert "asserts" in views.show(entries, view="matrix", format="csv")
    assert "asserts" not in views.show(waiting, view="matrix", format="csv")


def test_views_refuse_what_they_do_not_know(ledger: Ledger) -> None:
    with pytest.raises(InputError):
        views.show(ledger.show(), view="globe")
    with pytest.raises(InputError):
        views.show(ledger.show(), format="pdf")


def test_html_is_escaped() -> None:
    text = "Canada accused <script>alert(1)</script> Russia of hacking. Canada strongly condemned the <b>hack</b>."
    document = text_document("x", text, "2024-05-02")
    with Ledger() as kept:
        kept.add(document, read(document), at="2024-05-02")
        assert "<script" not in views.show(kept.show(), format="html")


def test_csv_holds_no_formula() -> None:
    assert views._harmless("=1+1") == "'=1+1"
    assert views._harmless("CN") == "CN"

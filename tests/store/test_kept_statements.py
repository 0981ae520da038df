"""The ledger of statements in the store: its chain, markings that never loosen, roles, and files for their owner only."""

import sqlite3
import stat

import msgspec
import pytest

from vidocq.benchmarking.reader import text_document
from vidocq.errors import InputError, RightsError, StoreError
from vidocq.model import Lane, Marking
from vidocq.statements.ledger import Ledger
from vidocq.statements.reader import read
from vidocq.store import people
from vidocq.store.check import check
from vidocq.store.people import Role
from vidocq.store.store import Store
from vidocq.vocabulary.tlp import Tlp

FIRST = "Canada accused Russia of hacking its parliament."
SECOND = "On Thursday Canada blamed Russia for the hack of its parliament."


def document(name, text, tlp=Tlp.UNMARKED):
    made = text_document(name, text, "2024-05-02")
    return msgspec.structs.replace(made, marking=Marking(tlp=tlp))


def add(ledger, name, text, own=Tlp.UNMARKED, **more):
    kept = document(name, text, own)
    return ledger.add(kept, read(kept, model=None), at="2024-05-03", **more)


def with_people(location):
    store = Store.open(location, create=True)
    for name, role, ceiling in (
        ("ada", Role.OWNER, Tlp.UNMARKED),
        ("grace", Role.READER, Tlp.GREEN),
        ("bob", Role.ANALYST, Tlp.GREEN),
        ("ed", Role.EDITOR, Tlp.UNMARKED),
    ):
        with store.change(by="ada", action="user put") as change:
            people.put(change, name, role, ceiling)
    store.close()


def test_statements_stand_in_the_chain(store_location):
    with Ledger(store_location) as kept:
        assert add(kept, "one", FIRST) > 0
        assert add(kept, "one", FIRST) == 0
        waiting = kept.show()[0].members[0]
        kept.decide(waiting, accept=True, by="Ann", at="2024-05-04")
    store = Store.open(store_location)
    report = check(store)
    assert report.clean
    with store.read() as connection:
        said = [row[0] for row in connection.exec_driver_sql("SELECT action FROM change ORDER BY seq")]
    assert said == ["store create", "ledger add", "ledger add", "ledger decide"]
    store.close()


def test_a_statement_that_is_changed_behind_the_ledgers_back_is_named(tmp_path):
    with Ledger(tmp_path / "s.db") as kept:
        add(kept, "one", FIRST)
    connection = sqlite3.connect(tmp_path / "s.db")
    with pytest.raises(sqlite3.DatabaseError, match="only grows"):
        connection.execute("DELETE FROM record")
    (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'record_no_UPDATE'").fetchone()
    connection.execute("DROP TRIGGER record_no_UPDATE")
    connection.execute("UPDATE record SET openness = 5 WHERE type = 'ledger-statement'")
    connection.execute(guard)
    connection.commit()
    connection.close()
    store = Store.open(tmp_path / "s.db")
    assert check(store).breaks == ("change #2: the rows it wrote are not as they were written",)
    store.close()


def test_what_is_above_the_ceiling_is_not_joined_counted_or_found(store_location):
    with_people(store_location)
    with Ledger(store_location, by="ada") as kept:
        add(kept, "one", FIRST, Tlp.GREEN)
        add(kept, "two", SECOND, Tlp.RED)
        (whole,) = kept.show()
        assert (len(whole.documents), whole.tlp) == (2, Tlp.RED)
        secret = whole.members[1]
        kept.set_apart(*whole.members, by="ada", reason="x", at="2024-05-05")
    with Ledger(store_location, by="grace") as kept:
        (part,) = kept.show()
        assert (len(part.documents), part.tlp) == (1, Tlp.GREEN)
        assert part.reason == ""
        assert [one.name for one in kept.documents()] == ["one"]
        assert kept.history(secret) == ()
        assert kept.history(part.members[0]) != ()
    with Ledger(store_location, by="bob") as kept:
        for asked in (secret, secret[:14], "statement--nothing"):
            with pytest.raises(InputError, match="no record with this id"):
                kept.decide(asked, accept=True, by="bob", at="2024-05-05")
        with pytest.raises(InputError, match="no such statement"):
            kept.set_apart(part.members[0], secret, by="bob", reason="x", at="2024-05-05")
        with pytest.raises(RightsError, match="marked TLP:RED"):
            add(kept, "three", SECOND, Tlp.RED, by="bob")
    with Ledger(store_location, by="eve") as kept, pytest.raises(RightsError):
        kept.show()


@pytest.mark.parametrize("order", [(Tlp.GREEN, Tlp.RED), (Tlp.RED, Tlp.GREEN)])
def test_the_strictest_marking_wins_in_any_order(store_location, order):
    with_people(store_location)
    with Ledger(store_location, by="ada") as kept:
        for tlp in order:
            add(kept, "one", FIRST, tlp)
        (entry,) = kept.show()
        assert entry.tlp is Tlp.RED
    with Ledger(store_location, by="grace") as kept:
        assert kept.show() == kept.documents() == kept.incidents() == ()


def test_a_decision_is_marked_as_what_it_decides(store_location):
    with_people(store_location)
    with Ledger(store_location, by="ada") as kept:
        add(kept, "one", FIRST, Tlp.RED)
        (entry,) = kept.show()
        decided = kept.decide(entry.members[0], accept=False, by="ada", at="2024-05-05")
        assert decided.lane is Lane.REJECTED
        assert [who for _, who, _ in kept.history(entry.members[0])] == ["ada", "ada"]
        assert add(kept, "one", FIRST, Tlp.RED) == 0  # what was decided stays decided
        assert kept.show()[0].tlp is Tlp.RED
    with Ledger(store_location, by="grace") as kept:
        assert kept.show() == ()
        assert kept.history(decided.id) == ()


@pytest.mark.parametrize(
    ("own", "given", "marked"),
    [
        (Tlp.UNMARKED, Tlp.GREEN, Tlp.GREEN),
        (Tlp.UNMARKED, Tlp.UNMARKED, Tlp.UNMARKED),
        (Tlp.RED, Tlp.UNMARKED, Tlp.RED),
        (Tlp.RED, Tlp.CLEAR, Tlp.RED),
        (Tlp.CLEAR, Tlp.AMBER, Tlp.AMBER),
    ],
)
def test_a_marking_that_is_given_loosens_nothing(tmp_path, own, given, marked):
    with Ledger(tmp_path / "s.db") as kept:
        add(kept, "one", FIRST, own, tlp=given)
        assert kept.show()[0].tlp is marked


def test_each_act_needs_its_role(store_location):
    with_people(store_location)
    with Ledger(store_location, by="ada") as kept:
        add(kept, "one", FIRST, Tlp.CLEAR)
        (entry,) = kept.show()
        acts = {
            "add": lambda name: add(kept, "two", SECOND, Tlp.CLEAR, by=name),
            "decide": lambda name: kept.decide(entry.members[0], accept=True, by=name, at="2024-05-05"),
            "apart": lambda name: kept.set_apart(entry.members[0], entry.members[0], by=name, reason="x", at="2024-05-05"),
            "import": lambda name: kept.add_precedents([], by=name, at="2024-05-05", tlp=Tlp.CLEAR),
        }
        for name, allowed in (("grace", set()), ("bob", {"add", "decide", "apart"}), ("ed", set(acts)), ("eve", set())):
            for act, do in acts.items():
                if act in allowed and act != "decide":
                    do(name)
                elif act not in allowed:
                    with pytest.raises(RightsError):
                        do(name)


def test_the_files_are_for_their_owner_only(tmp_path):
    place = tmp_path / "deep" / "deeper" / "s.db"
    with Ledger(place) as kept:
        add(kept, "one", FIRST)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.parent.iterdir()}
    assert set(modes.values()) == {0o600}, modes
    assert {stat.S_IMODE(path.stat().st_mode) for path in (place.parent, place.parent.parent)} == {0o700}


def test_a_ledger_on_a_read_only_medium_is_read_and_not_written(tmp_path, monkeypatch):
    with Ledger(tmp_path / "s.db") as kept:
        add(kept, "one", FIRST)
    monkeypatch.setattr("vidocq.store.engine._may_be_written", lambda _path: False)
    monkeypatch.setattr("vidocq.store.store._make_file", lambda path: pytest.fail(f"made {path}"))
    with Ledger(tmp_path / "s.db") as kept:
        assert len(kept.show()) == 1
        with pytest.raises(StoreError, match="may not be written"):
            add(kept, "two", SECOND)


def test_a_ledger_of_an_earlier_form_is_refused_and_left_as_it_is(tmp_path):
    connection = sqlite3.connect(tmp_path / "old.db")
    connection.execute("CREATE TABLE record (seq INTEGER PRIMARY KEY, body BLOB)")
    connection.execute(f"PRAGMA application_id = {0x56444C47}")
    connection.close()
    before = (tmp_path / "old.db").read_bytes()
    with pytest.raises(StoreError, match="no store of vidocq"):
        Ledger(tmp_path / "old.db")
    assert (tmp_path / "old.db").read_bytes() == before


@pytest.mark.parametrize("at", ["", "soon", "2024-13-01"])
def test_a_moment_that_is_none_is_refused(tmp_path, at):
    with Ledger(tmp_path / "s.db") as kept, pytest.raises(InputError, match="is not a moment"):
        kept.add_precedents([], at=at)


def test_a_ledger_without_a_place_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Ledger() as kept:
        add(kept, "one", FIRST)
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []

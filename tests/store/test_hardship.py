"""Hard times: killed in the middle, no room left, two who write at once. Nothing acknowledged is lost, nothing half is seen."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from test_migrations import old

from vidocq.errors import StoreError
from vidocq.store import cases, log, migrate, records, schema
from vidocq.store.check import check
from vidocq.store.engine import Database
from vidocq.store.records import Item
from vidocq.store.store import Store

SCRIPT = Path(__file__).with_name("killing.py")


def kill_after(job, path, begin, seconds, writers=1):
    """Start the writers, kill them after some seconds of work, and give the lines that they acknowledged."""
    begins = [begin + number * 1_000_000 for number in range(writers)]
    processes = [
        subprocess.Popen([sys.executable, str(SCRIPT), job, str(path), str(one)], stdout=subprocess.PIPE, text=True)
        for one in begins
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()  # ready: imports are done
    time.sleep(seconds)
    for process in processes:
        process.send_signal(signal.SIGKILL)
    lines = [line for process in processes for line in process.stdout.read().splitlines()]
    for process in processes:
        process.wait()
        process.stdout.close()
    return lines


def examine(path, job, acknowledged):
    """What has been acknowledged is there, what is there is whole."""
    if not path.exists() or path.stat().st_size == 0:
        assert acknowledged == []
        return
    if Store(Database(str(path))).version() is None:
        assert acknowledged == []
        return
    store = Store.open(path)
    report = check(store)
    assert report.clean, report.breaks
    with store.read() as connection:
        if job == "import":
            held = records.held(connection, types=("object",))
            numbers = [row.id.split("--")[1].split("-")[0] for row in held]
            assert all(numbers.count(one) == 40 for one in set(numbers))
            assert set(acknowledged) <= set(numbers)
        else:
            held = records.held(connection, types=("evidence",))
            values = {json.loads(row.body)["value"] for row in held}
            assert len(values) <= 1
            assert len(held) in {0, 20}
            if acknowledged:
                assert int(values.pop()) >= int(acknowledged[-1])
    store.close()


@pytest.mark.parametrize("job", ["import", "review"])
def test_killed_at_any_moment(tmp_path, job):
    chance = random.Random(6)
    path, acknowledged = tmp_path / "s.db", []
    for turn in range(2):
        acknowledged += kill_after(job, path, turn * 10_000, chance.uniform(0.0, 0.5))
        examine(path, job, acknowledged)


def test_killed_while_several_write(tmp_path):
    path, acknowledged = tmp_path / "s.db", []
    for turn, seconds in enumerate((0.4, 0.7)):
        acknowledged += kill_after("import", path, turn * 10_000, seconds, writers=3)
        examine(path, "import", acknowledged)
    assert acknowledged


def test_killed_in_a_migration(tmp_path):
    chance = random.Random(6)
    for turn in range(2):
        path = tmp_path / f"{turn}.db"
        old(str(path), migrate.known_versions()[0])
        lines = kill_after("migrate", path, 0, chance.uniform(0.0, 0.3))
        if Store(Database(str(path))).version() != schema.VERSION:
            assert lines == []
            migrate.upgrade(str(path), by="ada", now=Store.open(tmp_path / "clock.db", create=True).clock())
        store = Store.open(path)
        assert check(store).clean
        with store.read() as connection:
            assert [row.id for row in records.held(connection)] == ["a"]
        store.close()


def test_no_room_left_is_said_and_the_store_stays_whole(tmp_path):
    path = tmp_path / "s.db"
    store = Store.open(path, create=True)
    with store.change(by="ada", action="fill") as change:
        cases.keep_bytes(change, b"before")
    store.close()
    code = f"""
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
from vidocq.errors import StoreError
from vidocq.store import cases
from vidocq.store.store import Store
store = Store.open({str(path)!r})
try:
    with store.change(by="ada", action="fill") as change:
        for number in range(50):
            cases.keep_bytes(change, bytes([number]) * 100_000)
except StoreError as error:
    sys.exit(str(error))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "nothing of this change was kept" in done.stderr, done.stderr
    store = Store.open(path)
    report = check(store)
    assert report.clean
    assert report.documents == 1
    with store.change(by="ada", action="fill") as change:
        cases.keep_bytes(change, b"after")
    assert check(store).documents == 2
    store.close()


def test_two_who_write_take_turns(store_location):
    Store.open(store_location, create=True).close()
    failed = []

    def write(name):
        try:
            store = Store.open(store_location)
            for number in range(15):
                with store.change(by=name, action="test") as change:
                    items = [Item(type="evidence", id=f"{name}{number}", body=b"{}", asserter=name)]
                    records.append(change, None, items)
            store.close()
        except Exception as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert failed == []
    store = Store.open(store_location)
    assert check(store).clean
    with store.read() as connection:
        assert len(records.held(connection)) == 45
        assert [entry.seq for entry in log.entries(connection)] == list(range(1, 47))
    store.close()


def test_a_writer_that_waits_too_long_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr("vidocq.store.engine.BUSY_SECONDS", 0.2)
    first, second = Store.open(tmp_path / "s.db", create=True), Store.open(tmp_path / "s.db")
    with first.change(by="a", action="test"), pytest.raises(StoreError, match="another process is writing"):
        begin(second)
    begin(second)
    assert check(first).clean


def begin(store):
    with store.change(by="b", action="test"):
        pass


def test_a_reader_sees_one_moment_while_another_writes(store_location):
    store = Store.open(store_location, create=True)
    with store.read() as connection:
        assert records.held(connection) == []
        with store.change(by="a", action="test") as change:
            records.append(change, None, [Item(type="evidence", id="a", body=b"{}", asserter="s")])
        assert records.held(connection) == []
    with store.read() as connection:
        assert len(records.held(connection)) == 1
    store.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written_is_said(tmp_path):
    store = Store.open(tmp_path / "s.db", create=True)
    store.close()
    (tmp_path / "s.db").chmod(0o400)
    with pytest.raises(StoreError):
        begin(Store.open(tmp_path / "s.db"))


NAMES = [
    "\u202eevil",
    "a\u0300" * 50,
    "\U0001f600",
    "İstanbul",
    "ﬁ",
    "\ufeff",
    "名前",
    "'; DROP TABLE record; --",
    "%s%n",
    "a\tb",
    "\u200b",
    "ß" * 80,
]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_kept_and_found_as_written(store, name):
    from vidocq.vocabulary.tlp import Tlp

    with store.change(by=name.strip() or "x", action="case new") as change:
        kept = cases.new(change, f"case {name}", Tlp.CLEAR)
        records.append(change, kept.pk, [Item(type="evidence", id=name, body=b"{}", asserter=name, value=name, kind="mutex")])
    with store.read() as connection:
        assert cases.find(connection, kept.slug).title == " ".join(f"case {name}".split())
        assert [row.value for row in records.held(connection, case_pk=kept.pk)] == [name]
    assert check(store).clean


def test_what_no_database_can_keep_is_refused_before_it_is_written(store):
    from vidocq.errors import InputError

    for more in ({"value": "\ud800"}, {"id": "a\x00b"}):
        item = Item(**({"type": "evidence", "id": "a", "body": b"{}", "asserter": "s"} | more))
        with store.change(by="a", action="b") as change, pytest.raises(InputError):
            records.append(change, None, [item])
    assert check(store).clean


def test_a_nul_is_kept_in_the_body_and_shown_in_the_columns(store):
    body = b'{"value":"a\\u0000b"}'
    with store.change(by="a", action="b") as change:
        records.append(change, None, [Item(type="evidence", id="a", body=body, asserter="s", value="a\x00b", kind="mutex")])
    with store.read() as connection:
        (row,) = records.held(connection)
    assert (row.value, row.body) == ("a\u2400b", body)
    assert check(store).clean

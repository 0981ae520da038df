"""A parser that is lost, slow, greedy or talkative costs one line for one input, and nothing else."""

from __future__ import annotations

import socket
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from vidocq.errors import SourceError
from vidocq.sources import apart
from vidocq.sources.apart import Limits

ROOM = Limits(memory=2_000_000_000, processor=20, clock=30.0, answer=1_000_000)


@pytest.fixture
def task(tmp_path, monkeypatch):
    """A task made of a few lines of Python: ``task(lines)`` gives what runs it."""

    def make(lines: str):
        (tmp_path / "hostile_task.py").write_text("import os, socket, time\n" + textwrap.dedent(lines))
        entry = tmp_path / "entry.py"
        entry.write_text(
            "import os, sys\n"
            "from vidocq.sources import apart\n"
            "apart.TASKS['hostile'] = 'hostile_task'\n"
            "code = apart.main('hostile', int(sys.argv[-1]), sys.stdin.buffer, sys.stdout.buffer)\n"
            "os._exit(code)\n"
        )
        popen = subprocess.Popen
        monkeypatch.setattr(
            apart.subprocess, "Popen", lambda command, **kept: popen([sys.executable, str(entry), *command[-2:]], **kept)
        )
        return lambda limits=ROOM, content=b"bytes": apart.run("hostile", b"asked", content, limits, where="in.pdf")

    return make


def _refused(run, limits: Limits = ROOM) -> str:
    with pytest.raises(SourceError) as caught:
        run(limits)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("in.pdf: ")
    return str(caught.value)


def test_the_answer_comes_back_whole(task):
    run = task("def work(request, content): return request + b' ' + content * 100_000")
    assert run(content=b"12345") == b"asked " + b"12345" * 100_000


def test_a_refusal_of_the_worker_is_our_own_error(task):
    run = task(
        """
        from vidocq.errors import SourceError
        def work(request, content): raise SourceError("torn", where="in.pdf", hint="mend it")
        """
    )
    assert _refused(run) == "in.pdf: torn (mend it)"


@pytest.mark.parametrize(
    "lines",
    [
        "def work(request, content): os.abort()",
        "def work(request, content): os._exit(7)",
        "def work(request, content): os.kill(os.getpid(), 11)",
        "def work(request, content): raise ValueError('a defect')",
        "def work(request, content): return bytes(3_000_000_000)",
    ],
)
def test_a_worker_that_is_lost_or_greedy_is_one_line(task, lines):
    assert "given up" in _refused(task(lines))


def test_processor_time_is_bounded(task):
    run = task("def work(request, content):\n    while True: pass")
    begin = time.monotonic()
    assert "more than 1 seconds" in _refused(run, Limits(memory=ROOM.memory, processor=1, clock=25.0, answer=100))
    assert time.monotonic() - begin < 20


def test_waiting_is_bounded_by_the_clock(task):
    run = task("def work(request, content): time.sleep(600)")
    begin = time.monotonic()
    _refused(run, Limits(memory=ROOM.memory, processor=5, clock=2.0, answer=100))
    assert time.monotonic() - begin < 20


def test_an_answer_without_end_is_cut(task):
    run = task(
        """
        def work(request, content):
            while True: os.write(1, bytes(1_000_000))
        """
    )
    _refused(run, Limits(memory=ROOM.memory, processor=10, clock=25.0, answer=3_000_000))


def test_a_worker_that_never_reads_does_not_hold_us(task):
    run = task("def work(request, content): return b''")
    assert run(content=b"x" * 5_000_000) == b""


def test_no_file_is_written(task, tmp_path):
    path = tmp_path / "out"
    run = task(f"def work(request, content): open({str(path)!r}, 'wb', buffering=0).write(b'x' * 10)")
    _refused(run)
    assert path.read_bytes() == b""


def test_no_network_where_the_system_lets_it_go(task):
    code = "from vidocq.sources.apart import without_network as cut; print(cut())"
    can = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "True"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        came: list[bool] = []

        def wait() -> None:
            try:
                server.accept()[0].close()
                came.append(True)
            except TimeoutError:
                came.append(False)

        waiting = threading.Thread(target=wait)
        waiting.start()
        run = task(
            f"""
            from vidocq.sources import apart
            def work(request, content):
                try:
                    socket.create_connection(("127.0.0.1", {port}), timeout=0.3).close()
                except OSError:
                    return b"cut off"
                return b"reached"
            """
        )
        answer = run()
        waiting.join()
    assert answer == (b"cut off" if can else b"reached")
    assert came == [not can]


def test_only_named_tasks_are_run():
    with pytest.raises(SourceError, match="given up"):
        apart.run("os", b"", b"", ROOM, where="in.pdf")

"""Runs a parser that cannot be trusted in a process of its own, with little memory, little time and no network."""

from __future__ import annotations

import contextlib
import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO

import msgspec

from vidocq.errors import SourceError
from vidocq.model import Noun

#: What may be run apart: the module's ``work`` function. Nothing else can be asked for.
TASKS = {"pdf": "vidocq.sources.pdftext"}
_CHUNK = 1 << 20
#: Linux: flags of unshare(2) for a user namespace and a network namespace of its own.
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
#: Python's exit code for an error that it has already told of.
_REFUSED = 3


class Limits(Noun, frozen=True, kw_only=True):
    """What a worker may take: bytes of memory, seconds of processor time, seconds on the clock, bytes of answer."""

    memory: int
    processor: int
    clock: float
    answer: int


class _Job(Noun, frozen=True, kw_only=True):
    limits: Limits
    request: bytes


class _Refusal(Noun, frozen=True, kw_only=True):
    message: str
    where: str | None = None
    hint: str | None = None


def run(task: str, request: bytes, content: bytes, limits: Limits, *, where: str) -> bytes:
    """Let a worker process do a task, and give its answer.

    Args:
        task: one of ``TASKS``.
        request: what is asked, as the task's module encodes it.
        content: the bytes that cannot be trusted.
        limits: what the worker may take.
        where: the input's name, for errors.

    Raises:
        SourceError: the worker refused the content, or was stopped at a limit.
    """
    job = msgspec.msgpack.encode(_Job(limits=limits, request=request))
    command = (sys.executable, "-P", "-m", "vidocq.sources.apart", task, str(len(job)))
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    # Whatever the worker does, also when it neither reads nor answers, it ends when the time is up.
    timer = threading.Timer(limits.clock, worker.kill)
    timer.start()
    try:
        answer = _exchange(worker, (job, content), limits.answer)
    finally:
        timer.cancel()
        worker.kill()
        worker.wait()
    if answer is not None and worker.returncode == _REFUSED:
        refusal = msgspec.msgpack.decode(answer, type=_Refusal)
        raise SourceError(refusal.message, where=refusal.where, hint=refusal.hint)
    if answer is None or worker.returncode != 0:
        raise SourceError(
            _why(worker.returncode, limits), where=where, hint="damaged, or made to do harm: do not open it elsewhere"
        )
    return answer


def _exchange(worker: subprocess.Popen[bytes], parts: tuple[bytes, ...], limit: int) -> bytes | None:
    """Send the parts, then read the whole answer; None if there is more of it than ``limit`` or the worker is gone."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        for part in parts:
            worker.stdin.write(part)
        worker.stdin.close()
    chunks: list[bytes] = []
    size = 0
    while chunk := worker.stdout.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            return None
        chunks.append(chunk)
    worker.stdout.close()
    worker.wait()
    return b"".join(chunks)


def _why(code: int, limits: Limits) -> str:
    import signal

    slow = {getattr(signal, name, None) for name in ("SIGXCPU", "SIGKILL")}
    if -code in {int(one) for one in slow if one is not None}:
        return f"reading it took more than {limits.processor} seconds, or more than may be answered: given up"
    return f"reading it broke the parser, or took more than {limits.memory // 1_000_000:,} MB: given up"


def main(task: str, length: int, source: IO[bytes], target: IO[bytes]) -> int:
    """The worker: bind itself, then read the content and answer. Gives the exit code."""
    job = msgspec.msgpack.decode(source.read(length), type=_Job)
    work: Callable[[bytes, bytes], bytes] = importlib.import_module(TASKS[task]).work
    _bind(job.limits)
    without_network()
    try:
        answer, code = work(job.request, source.read()), 0
    except SourceError as error:
        refusal = _Refusal(message=error.what, where=error.where, hint=error.hint)
        answer, code = msgspec.msgpack.encode(refusal), _REFUSED
    target.write(answer)
    target.flush()
    return code


def _bind(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # not on Windows: there only the clock and the size of the answer bind
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor, limits.processor + 1))
    # It answers through a pipe, and neither writes files nor leaves its memory behind.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def without_network() -> bool:
    """Leave the network behind, where the system lets a process do so; gives whether it did."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None:
        return False
    return bool(unshare(_NEW_NETWORK) == 0 or unshare(_NEW_USER | _NEW_NETWORK) == 0)


if __name__ == "__main__":
    status = main(sys.argv[1], int(sys.argv[2]), sys.stdin.buffer, sys.stdout.buffer)
    sys.stdout.flush()
    # Not through the interpreter's own end: a parser that is broken must not be asked to clean up.
    os._exit(status)

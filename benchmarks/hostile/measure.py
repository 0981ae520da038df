"""Generate hostile files and put each through its reader and the extractors in a child process: ``measure.py [COUNT] [SEED]``.

Counted: tracebacks (anything but documents or one of our errors), CPU seconds, the child's memory beyond what it began with, and
errors that take more than one line. Nothing is written; the same count and seed give the same files.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sys
from collections import Counter
from pathlib import Path

from vidocq import knowledge, sources
from vidocq.errors import VidocqError
from vidocq.sources import Received
from vidocq.workbench.case import gather

CPU, MEMORY = 10, 400
CASES = Path(__file__).parents[2] / "tests" / "cases" / "sources"
EXAMPLES = Path(__file__).parents[2] / "examples" / "ministry-2025"
TOKENS = [
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"9999-12-31", b"0000-00-00", b"\xc2\xb2\xc2\xb2\xc2\xb2\xc2\xb2-01-01", b"1e400", b"-1",
    b"null", b"[]", b"{}", b'"', b"<", b">", b"&#x110000;", b"\xe2\x80\xae", b"\x1b[31m", b"%s%n", b"TLP:RED", b"T1059.", b"CVE-2024-",
    b"China accused Russia of ", b"hxxp://", b"[.]", b"```\n", b"---\n", b"<div style='display:none'>", b"<!--", b"A" * 300, b"[" * 300,
]  # fmt: skip


def seeds() -> list[tuple[str, bytes]]:
    files = [path for place in (CASES, EXAMPLES) for path in sorted(place.rglob("*")) if path.is_file()]
    wanted = [path for path in files if path.name.startswith("input") or path.parent == EXAMPLES]
    return [(path.name, path.read_bytes()) for path in wanted if path.stat().st_size < 200_000]


def mutated(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 2, 3, 5, 10])):
        place, kind = chance.randrange(len(changed) + 1), chance.random()
        if kind < 0.2 and changed:
            changed[min(place, len(changed) - 1)] = chance.randrange(256)
        elif kind < 0.6:
            changed[place:place] = chance.choice(TOKENS) * chance.choice([1, 1, 2, 100, 2000])
        elif kind < 0.75:
            del changed[place : place + chance.choice([1, 20, 500])]
        elif kind < 0.9:
            other = chance.randrange(len(changed) + 1)
            changed[place:place] = changed[min(place, other) : max(place, other)][:5000]
        else:
            changed = changed[:place] if chance.random() < 0.5 else changed[place:]
    return bytes(changed[:300_000])


def read(name: str, content: bytes, snapshot: object) -> dict[str, object]:
    """What one file did, measured in a child that may die of it."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        signal.setitimer(signal.ITIMER_PROF, 4 * CPU)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        begun, result = resource.getrusage(resource.RUSAGE_SELF), "read"
        try:
            for document in sources.read(Received(name=name, content=content))[:5]:
                gather(document, snapshot)  # type: ignore[arg-type]
        except VidocqError as error:
            result = "refused" if "\n" not in str(error) else "more than a line"
        except BaseException as error:
            result = f"traceback {type(error).__name__}: {str(error)[:100]}"
        ended = resource.getrusage(resource.RUSAGE_SELF)
        used = {"cpu": ended.ru_utime - begun.ru_utime, "memory": (ended.ru_maxrss - begun.ru_maxrss) / 1024}
        os.write(into, json.dumps({"result": result, **used}).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as stream:
        said = stream.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else {"result": "killed", "cpu": float("inf"), "memory": 0.0}


def main(count: int, seed: int) -> None:
    snapshot = knowledge.load(None)
    found = seeds()
    for name, content in found[:3]:  # what is loaded late is loaded before anything is measured
        for document in sources.read(Received(name=name, content=content))[:1]:
            gather(document, snapshot)
    results: Counter[str] = Counter()
    slowest, largest = (0.0, ""), (0.0, "")
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        name, content = chance.choice(found)
        done = read(name, mutated(chance, content), snapshot)
        results[str(done["result"])] += 1
        slowest = max(slowest, (float(done["cpu"]), f"{number} {name}"))  # type: ignore[arg-type]
        largest = max(largest, (float(done["memory"]), f"{number} {name}"))  # type: ignore[arg-type]
        if float(done["cpu"]) > CPU or float(done["memory"]) > MEMORY or str(done["result"])[:4] in {"trac", "more", "kill"}:  # type: ignore[arg-type]
            print(number, name, done, flush=True)
    print(dict(results), f"slowest {slowest[0]:.1f} s CPU ({slowest[1]}), largest {largest[0]:.0f} MB ({largest[1]})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)

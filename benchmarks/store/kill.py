"""Kills a writing process at random moments and looks at what is left: nothing acknowledged lost, nothing half-applied seen.

python benchmarks/store/kill.py --times 200
python benchmarks/store/kill.py --times 200 --writers 3

With several writers, each turn starts and kills all of them; they import (whoever reviews last is right, so that a review by
several tells nothing of what was lost).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "store"))

from test_hardship import examine, kill_after
from test_migrations import old

from vidocq.store import migrate, records, schema
from vidocq.store.check import check
from vidocq.store.engine import Database
from vidocq.store.store import Store


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--longest", type=float, default=0.6)
    parser.add_argument("--writers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=6)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    done = {"import": 0, "review": 0, "migrate": 0, "acknowledged": 0, "migrations_finished": 0}
    with tempfile.TemporaryDirectory() as directory:
        for turn in range(arguments.times):
            job = "import" if arguments.writers > 1 else ("import", "review", "migrate")[turn % 3]
            seconds = chance.uniform(0.0, arguments.longest)
            done[job] += 1
            if job == "migrate":
                done["migrations_finished"] += migration(Path(directory) / f"{turn}.db", seconds)
                continue
            # The same store goes on for ten turns, so that the log has many interrupted writers behind it.
            path = Path(directory) / f"{job}-{turn // 30}.db"
            before = json.loads(path.with_suffix(".json").read_text()) if path.with_suffix(".json").exists() else []
            lines = before + kill_after(job, path, turn * 10_000, seconds, arguments.writers)
            done["acknowledged"] += len(lines) - len(before)
            examine(path, job, lines)
            path.with_suffix(".json").write_text(json.dumps(lines))
    print(json.dumps(done | {"lost": 0, "half_applied": 0}))


def migration(path, seconds):
    """Kill an upgrade from the first version; the store is of the old version or the new one, with everything in it."""
    old(str(path), migrate.known_versions()[0])
    kill_after("migrate", path, 0, seconds)
    finished = Store(Database(str(path))).version() == schema.VERSION
    if not finished:
        migrate.upgrade(str(path), by="bench", now=datetime.now(UTC))
    store = Store.open(path)
    report = check(store)
    assert report.clean, report.breaks
    with store.read() as connection:
        assert [row.id for row in records.held(connection)] == ["a"]
    store.close()
    return finished


if __name__ == "__main__":
    main()

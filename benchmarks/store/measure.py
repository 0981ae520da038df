"""Measures of the store: imports, look-ups, neighbourhoods, search, many cases. Prints one JSON object.

python benchmarks/store/measure.py --attack enterprise-attack.json --store /tmp/bench.db
.ci/postgres sh -c 'python benchmarks/store/measure.py --store "$VIDOCQ_TEST_POSTGRESQL" ...'
"""

from __future__ import annotations

import argparse
import json
import lzma
import platform
import random
import statistics
import time
from pathlib import Path

import msgspec
from sqlalchemy import text

from vidocq.model import Evidence, Quote
from vidocq.store import cases, graph, imports, lookup, records, schema, search, similar
from vidocq.store.check import check
from vidocq.store.records import Item, holds
from vidocq.store.store import Store
from vidocq.vocabulary.tlp import Tlp

SEED = 6


def timed(function):
    """(CPU seconds, wall seconds, result)."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = function()
    return round(time.process_time() - cpu, 2), round(time.perf_counter() - wall, 2), result


def spread(function, arguments):
    """Median and 99th percentile in milliseconds: wall, and CPU of this process."""
    walls, cpus = [], []
    for one in arguments:
        wall, cpu = time.perf_counter(), time.process_time()
        function(one)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    edge = int(len(walls) * 0.99)
    names = ("median", "p99", "cpu_median", "cpu_p99")
    values = (statistics.median(walls), sorted(walls)[edge - 1], statistics.median(cpus), sorted(cpus)[edge - 1])
    return {name: round(value, 3) for name, value in zip(names, values, strict=True)}


def size(store):
    """Megabytes on disk, everything written back."""
    if store.database.path is None:
        with store.read() as connection:
            return round(connection.execute(text("SELECT pg_database_size(current_database())")).scalar() / 1e6, 1)
    with store.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    return round(store.database.path.stat().st_size / 1e6, 1)


def feed(count, chance):
    """A list of indicators: 40 % IPv4, 35 % domains, 15 % SHA-256, 10 % MD5; none twice but by chance."""
    lines = []
    for _ in range(count):
        kind = chance.random()
        if kind < 0.4:
            lines.append(".".join(str(chance.randrange(1, 255)) for _ in range(4)))
        elif kind < 0.75:
            lines.append(f"{chance.getrandbits(40):x}.example-{chance.randrange(10**5)}.example")
        else:
            lines.append(f"{chance.getrandbits(256):064x}" if kind < 0.9 else f"{chance.getrandbits(128):032x}")
    return lines


def measure_attack(store, path, found):
    raw = lzma.open(path).read() if path.suffix == ".xz" else path.read_bytes()

    def load():
        with store.change(by="bench", action="store import") as change:
            return imports.import_bundle(change, raw, source="ATT&CK", tlp=Tlp.CLEAR)

    cpu, wall, done = timed(load)
    found["attack"] = {
        "file": path.name,
        "objects": done.added,
        "relations": done.relations,
        "cpu_s": cpu,
        "wall_s": wall,
        "store_mb": size(store),
    }
    with store.read() as connection:
        query = "SELECT id FROM record WHERE type = 'object' AND kind IN ('intrusion-set', 'malware') ORDER BY id"
        ids = [row[0] for row in connection.execute(text(query))]
        ids = random.Random(SEED).sample(ids, min(300, len(ids)))
        graph.neighbourhood(connection, ids[0])
        for hops in (1, 2, 3):
            found[f"neighbourhood_{hops}_hop_ms"] = spread(
                lambda one, hops=hops: graph.neighbourhood(connection, one, hops=hops), ids
            )
        found["neighbourhood_2_hop_limit_50_ms"] = spread(lambda one: graph.neighbourhood(connection, one, hops=2, limit=50), ids)
        names = [
            row[0]
            for row in connection.execute(text("SELECT value FROM record WHERE type = 'object' AND value <> '' ORDER BY pk"))
        ]
        asked = random.Random(SEED).sample(sorted({name for name in names if any(c.isalnum() for c in name)}), 300)
        run = lambda words: search.search(connection, store.database.dialect, words, where=holds(), limit=20)  # noqa: E731
        found["search_top20_ms"] = spread(run, asked)
        found["search_common_word_ms"] = spread(run, ["windows", "used", "attack", "group", "malware"] * 10)


def measure_indicators(store, count, found):
    lines = feed(count, random.Random(SEED))
    raw = "\n".join(lines).encode()
    before = size(store)

    def load():
        with store.change(by="bench", action="store import") as change:
            return imports.import_indicators(change, raw, source="Feed")

    cpu, wall, done = timed(load)
    grown = round(size(store) - before, 1)
    found["indicators"] = {
        "lines": count,
        "new": done.added,
        "cpu_s": cpu,
        "wall_s": wall,
        "store_grew_mb": grown,
        "list_mb": round(len(raw) / 1e6, 1),
    }
    with store.read() as connection:
        asked = random.Random(SEED).sample(lines, min(5000, len(lines)))
        lookup.lookup(connection, asked[0])
        found["exact_lookup_ms"] = spread(lambda one: lookup.lookup(connection, one), asked)


def measure_cases(store, count, each, found):
    chance = random.Random(SEED)

    def fill():
        for begin in range(0, count, 500):
            with store.change(by="bench", action="case fill") as change:
                for number in range(begin, min(begin + 500, count)):
                    entry = cases.new(change, f"Bench case {number:06}", Tlp.AMBER)
                    records.append(change, entry.pk, [item(chance, number, n) for n in range(each)])

    cpu, wall, _ = timed(fill)
    found["cases"] = {"cases": count, "items": count * each, "cpu_s": cpu, "wall_s": wall, "store_mb": size(store)}
    with store.read() as connection:
        cases.listed(connection, limit=50)
        found["case_list_newest_50_ms"] = spread(lambda _: cases.listed(connection, limit=50), range(20))
        found["case_list_all_ms"] = spread(lambda _: cases.listed(connection), range(5))
        keys = [connection.execute(schema.case.select().order_by(schema.case.c.pk.desc()).limit(1)).first().pk]

        def show(name):
            entry = cases.find(connection, name)
            cases.listed(connection, only=entry.pk)
            return records.held(connection, case_pk=entry.pk)

        asked = [f"bench-case-{chance.randrange(count):06}" for _ in range(100)]
        found["case_show_ms"] = spread(show, asked)
        found["similar_ms"] = spread(lambda key: similar.similar(connection, key), keys * 10)


def item(chance, number, n):
    kind, value = chance.choice(
        (
            ("attack-pattern", f"T{1000 + chance.randrange(600)}"),
            ("domain-name", f"d{chance.randrange(10**6)}.example"),
            ("malware", f"Family{chance.randrange(3000)}"),
        )
    )
    sentence = f"The operators used {value} in case {number}."
    quote = Quote(document_id=f"document--{number}", text=sentence, start=n * 60, end=n * 60 + len(sentence))
    name = f"evidence--{number}-{n}"
    noun = Evidence(id=name, kind=kind, value=value, sentence=sentence, support=(quote,), rule="bench")
    body = msgspec.json.encode(noun, order="deterministic")
    return Item(type="evidence", id=name, body=body, asserter="bench", kind=kind, value=value, tlp=Tlp.AMBER)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", required=True)
    parser.add_argument("--attack", type=Path)
    parser.add_argument("--indicators", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    store = Store.open(arguments.store, create=True)
    found = {"python": platform.python_version(), "schema": schema.VERSION, "database": store.database.dialect.name}
    if arguments.attack:
        measure_attack(store, arguments.attack, found)
    if arguments.indicators:
        measure_indicators(store, arguments.indicators, found)
    if arguments.cases:
        measure_cases(store, arguments.cases, arguments.each, found)
    if arguments.check:
        cpu, wall, report = timed(lambda: check(store))
        found["check"] = {"clean": report.clean, "rows": report.rows, "cpu_s": cpu, "wall_s": wall}
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()

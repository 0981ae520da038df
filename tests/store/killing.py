"""A process that writes to a store without end, to be killed: it prints what has been acknowledged, and nothing else."""

import json
import sys
from datetime import UTC, datetime

from vidocq.store import cases, imports, migrate, records
from vidocq.store.records import Item
from vidocq.store.store import Store


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def importing(path, begin):
    store = Store.open(path, create=True)
    for number in range(begin, begin + 10**6):
        objects = [{"type": "malware", "id": f"malware--{number}-{n}", "name": f"n{n}"} for n in range(40)]
        with store.change(by="k", action="store import") as change:
            imports.import_bundle(change, json.dumps(objects).encode(), source="s", keep=False)
            imports.import_indicators(change, "\n".join(f"h{n}.n{number}.example" for n in range(40)).encode(), source="s")
        say(f"{number}")


def reviewing(path, begin):
    store = Store.open(path, create=True)
    for number in range(begin, begin + 10**6):
        items = [
            Item(type="evidence", id=f"e{n}", body=json.dumps({"value": f"{number}"}).encode(), asserter="s") for n in range(20)
        ]
        with store.change(by="k", action="review") as change:
            records.reconcile(change, None, items, ("evidence",))
            cases.keep_bytes(change, f"{number}".encode() * 100)
        say(f"{number}")


def migrating(path, _begin):
    done = migrate.upgrade(path, by="k", now=datetime.now(UTC))
    say(done.after)


if __name__ == "__main__":
    say("ready")
    {"import": importing, "review": reviewing, "migrate": migrating}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))

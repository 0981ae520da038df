"""Measure the rules on availability against labels read by a person, and the error of each link source after them.

    python benchmarks/knowledge/links.py LABELS.csv [--half 0|1] [--knowledge SNAPSHOT]

LABELS.csv has the columns id, name, link_source, label (own, open, product, sold, shared, wrong-link, unclear). ``--half`` keeps
the programs whose id has that parity of its MD5: rules were written while looking at half 0 only.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
from collections import Counter
from pathlib import Path

FALSE = frozenset({"open", "product", "sold", "shared", "wrong-link"})


def half_of(identity: str) -> int:
    return int(hashlib.md5(identity.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def wilson(found: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, found / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    width = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - width), min(1.0, middle + width)


def main() -> None:
    from vidocq import knowledge
    from vidocq.knowledge.snapshot import Availability

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--knowledge", type=Path)
    arguments = parser.parse_args()
    snapshot = knowledge.load(arguments.knowledge)
    before: Counter[tuple[str, bool]] = Counter()
    after: Counter[tuple[str, bool]] = Counter()
    with arguments.labels.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            program = snapshot.software_by_id.get(row["id"])
            if program is None or row["label"] == "unclear":
                continue
            if arguments.half is not None and half_of(row["id"]) != arguments.half:
                continue
            false = row["label"] in FALSE
            before[row["link_source"], false] += 1
            # The labels are of programs that had one user: links found since do not undo a label, the kind may.
            if program.availability in (Availability.OWN, Availability.UNKNOWN):
                after[row["link_source"], false] += 1
    print(json.dumps({"all": _row(before, after, None)} | {
        source: _row(before, after, source) for source in sorted({source for source, _ in before})
    }, indent=1))  # fmt: skip


def _row(before: Counter[tuple[str, bool]], after: Counter[tuple[str, bool]], source: str | None) -> dict[str, object]:
    def count(where: Counter[tuple[str, bool]], false: bool) -> int:
        return sum(number for (name, wrong), number in where.items() if wrong is false and source in (None, name))

    false, own = count(before, True), count(before, False)
    left, kept = count(after, True), count(after, False)
    low, high = wilson(left, left + kept)
    return {
        "false before": f"{false} of {false + own}", "false after": f"{left} of {left + kept}",
        "interval": f"{low:.3f} to {high:.3f}", "own lost": f"{own - kept} of {own}",
    }  # fmt: skip


if __name__ == "__main__":
    main()

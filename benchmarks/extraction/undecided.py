"""Count the labels of all distinct items in documents, and draw files to be read by eye.

``python undecided.py DOCUMENTS.jsonl [--draw N --seed SEED]``: prints the counts, then N files or paths with their label, the
reason and the words around them.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path

from vidocq.evidence.indicators import scan
from vidocq.evidence.indicators.label import label


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("documents", type=Path)
    parser.add_argument("--draw", type=int, default=0)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    rows = []
    for line in options.documents.read_text("utf-8").splitlines():
        text = json.loads(line)["text"]
        seen: set[tuple[str, str]] = set()
        for item in label(scan(text), text):
            match = item.match
            if (match.kind, match.value) in seen:
                continue
            seen.add((match.kind, match.value))
            counts[item.label.value] += 1
            if match.kind in ("file-name", "file-path"):
                around = " ".join(text[max(match.start - 120, 0) : match.end + 50].split())
                rows.append((item.label.value, match.value, item.reason, around))
    print(sum(counts.values()), dict(counts))
    for row in random.Random(options.seed).sample(rows, min(options.draw, len(rows))):
        print(row)


if __name__ == "__main__":
    main()

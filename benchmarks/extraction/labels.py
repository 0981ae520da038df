"""Measure the labels (adversary, victim, reference) against ``labels.jsonl``, which was given by hand.

``python labels.py DOCUMENTS.jsonl [DOCUMENTS.jsonl ...]``: documents are looked up by name; what is labelled ``unclear`` is
left out, and an undecided item counts as a miss of its label.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from vidocq.evidence.indicators import scan
from vidocq.evidence.indicators.label import label

GOLD = Path(__file__).with_name("labels.jsonl")


def main(paths: list[str]) -> None:
    texts = {}
    for path in paths:
        for line in Path(path).read_text("utf-8").splitlines():
            document = json.loads(line)
            texts[document["document"]] = document["text"]
    pairs: dict[str, Counter[tuple[str, str]]] = {}
    documents: Counter[str] = Counter()
    for line in GOLD.read_text("utf-8").splitlines():
        gold = json.loads(line)
        if gold["document"] not in texts:
            continue
        text = texts[gold["document"]]
        found = {f"{item.match.kind}:{item.match.value}": item.label.value for item in label(scan(text), text)}
        documents[gold["split"]] += 1
        count = pairs.setdefault(gold["split"], Counter())
        for key, wanted in gold["labels"].items():
            if wanted != "unclear":
                count[wanted, found.get(key, "not found")] += 1
    for split, count in pairs.items():
        print(f"{split}: {documents[split]} documents, {sum(count.values())} labels")
        for name in ("adversary", "reference", "victim"):
            right = count[name, name]
            wrong = sum(n for (wanted, got), n in count.items() if got == name and wanted != name)
            missed = sum(n for (wanted, got), n in count.items() if wanted == name and got != name)
            precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
            f1 = 2 * right / max(2 * right + wrong + missed, 1)
            print(f"  {name:10} P {precision:.3f} R {recall:.3f} F1 {f1:.3f} n {right + missed}")


if __name__ == "__main__":
    main(sys.argv[1:])

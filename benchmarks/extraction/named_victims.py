"""Measure organisations that prose names as victims, against ``named_victims.jsonl``: short texts of our own, labelled by hand.

``python named_victims.py`` (``-v`` shows each difference); ``python named_victims.py DOCUMENTS.jsonl`` shows what is found in
texts of your own, to be read by eye.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from vidocq.cli.shared import snapshot_from
from vidocq.evidence.extractor import extract
from vidocq.model import Evidence, Lane
from vidocq.sources.reader import Received
from vidocq.sources.reading import read

GOLD = Path(__file__).with_name("named_victims.jsonl")


def found_in(text: str) -> Iterator[Evidence]:
    for document in read(Received(name="text.txt", content=text.encode())):
        yield from (item for item in extract(document, snapshot_from(None)) if item.kind == "victim-organisation")


def lines(path: Path) -> Iterator[dict[str, object]]:
    yield from (json.loads(line) for line in path.read_text("utf-8").splitlines() if line)


def show(path: Path) -> None:
    for entry in lines(path):
        for item in found_in(str(entry["text"])):
            print(entry["document"], item.lane.value, repr(item.value), item.rule, "|", item.sentence[:300], sep="\t")


def measure() -> None:
    counts: Counter[tuple[object, str, str]] = Counter()
    for entry in lines(GOLD):
        wanted = set(entry["victims"])  # type: ignore[call-overload]
        items = list(found_in(str(entry["text"])))
        for lanes, chosen in (("lane", [item for item in items if item.lane is Lane.AUTO]), ("with review", items)):
            got = {item.value for item in chosen}
            for kind, values in (("right", got & wanted), ("wrong", got - wanted), ("missed", wanted - got)):
                counts[entry["split"], lanes, kind] += len(values)
                if kind != "right" and values and "-v" in sys.argv:
                    print(entry["document"], lanes, kind, sorted(values), "|", entry["text"])
    for split, lanes in sorted({key[:2] for key in counts}, key=str):
        right, wrong, missed = (counts[split, lanes, kind] for kind in ("right", "wrong", "missed"))
        print(
            f"{split}, {lanes}: P {right / max(right + wrong, 1):.3f} R {right / max(right + missed, 1):.3f} n {right + missed}"
        )


if __name__ == "__main__":
    if paths := [argument for argument in sys.argv[1:] if argument != "-v"]:
        for name in paths:
            show(Path(name))
    else:
        measure()

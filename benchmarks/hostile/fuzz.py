"""Mutate the sample files and put each through its reader in this process: ``fuzz.py [COUNT] [SEED]``.

Counted: what was read, what was refused by one of our errors, anything else that was raised (printed with its number), errors of
more than one line, and files that took longer than a second of CPU. PDF goes through its worker as it always does.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from collections import Counter

from measure import mutated, seeds

from vidocq import sources
from vidocq.errors import VidocqError
from vidocq.sources import Received

SLOW = 1.0


def once(name: str, content: bytes) -> str:
    """What reading one file came to."""
    try:
        sources.read(Received(name=name, content=content))
    except VidocqError as error:
        return "more than a line" if "\n" in str(error) else "refused"
    except Exception:
        traceback.print_exc()
        return "raised"
    return "read"


def main(count: int, seed: int) -> int:
    """Run and print; the number of files that did what none may do."""
    found, results, slowest = seeds(), Counter[str](), (0.0, "")
    for number in range(count):
        chance = random.Random(seed * 7_000_003 + number)
        name, content = chance.choice(found)
        content = mutated(chance, content)
        begun = time.process_time()
        result = once(name, content)
        took = time.process_time() - begun
        results[result] += 1
        results["slow"] += took > SLOW
        slowest = max(slowest, (took, f"{number} {name}, {len(content)} bytes"))
        if result in {"raised", "more than a line"} or took > SLOW:
            print(number, name, result, f"{took:.1f} s", flush=True)
    print(dict(results), f"slowest {slowest[0]:.2f} s CPU ({slowest[1]})")
    return results["raised"] + results["more than a line"] + results["slow"]


if __name__ == "__main__":
    counted = [int(word) for word in sys.argv[1:3]]
    sys.exit(bool(main(*(counted + [10_000, 1][len(counted) :]))))

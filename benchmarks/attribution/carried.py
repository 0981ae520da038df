"""What the rule "no name on one item" costs: selective answers in time order with and without it.

Run: ``python benchmarks/attribution/carried.py DIRECTORY`` (cases.jsonl, gold.jsonl, refs.jsonl.gz, knowledge/vX.jsonl.gz).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from vidocq.assessment import learning
from vidocq.assessment.learning import Scored, example, group_record, score, sponsor_record
from vidocq.assessment.posterior import Posterior
from vidocq.assessment.rehearsal import PastCase
from vidocq.benchmarking.attribution import walk

FIRST = "9.0"


def level(posterior: Posterior, name: str) -> np.ndarray:
    return posterior.groups if name == "group" else posterior.states


def falls(one: Scored, weights: learning.Variant, name: str) -> bool:
    """Whether the leading name hangs on one item."""
    best = int(level(one.posterior, name).argmax())
    case = one.example.case
    for item in case.bag.items:
        less = PastCase(case.id, case.bag.without(item), case.truth, case.country, case.text)
        after = level(score(example(less, one.example.index), weights), name)
        if int(after.argmax()) != best or after[best] < 0.5:
            return True
    return False


def main() -> None:
    walked = walk(Path(sys.argv[1]))
    releases = list(walked.releases)
    for name, record_of in (("group", group_record), ("sponsor", sponsor_record)):
        plain, kept = [0, 0], [0, 0]
        for number, release in enumerate(releases):
            if number < releases.index(FIRST):
                continue
            earlier = [one for before in releases[:number] for one in walked.scored.get(before, ())]
            threshold = record_of(earlier).threshold
            past = [one for before in releases[:number] for one in walked.examples[before]]
            weights = learning.fit(past, walked.rehearsed[release])
            shell = learning.variant("", weights, (), learning.best_lean(earlier), cases=0, rehearsed=0)
            for one in walked.scored.get(release, ()):
                every = level(one.posterior, name)
                best = int(every.argmax())
                index, case = one.example.index, one.example.case
                truth = index.groups.index(case.truth) if case.truth in index.groups else -1
                if name == "sponsor":
                    if case.country is None:
                        continue
                    truth = index.country_codes.index(case.country) if case.country in index.country_codes else -1
                if threshold is None or every[best] < threshold:
                    continue
                right = best == truth
                plain = [plain[0] + 1, plain[1] + right]
                if not falls(one, shell, name):
                    kept = [kept[0] + 1, kept[1] + right]
        print(f"{name}: named {plain[0]}, right {plain[1]}; not hanging on one item: named {kept[0]}, right {kept[1]}")


if __name__ == "__main__":
    main()

"""Fit the calibration of the technique model in time order: ``calibrate.py EARLIER.snapshot LATER.snapshot [--descriptions]``.

Trains on the earlier snapshot, asks for the procedures that only the later one has, and fits a logistic curve of what the model
sees of its own answer on whether the answer is the recorded technique. Prints the coefficients for ``model.CALIBRATION``.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import msgspec
import numpy as np
from sklearn.linear_model import LogisticRegression

from vidocq.benchmarking.techniques import recorded
from vidocq.evidence.techniques.train import train
from vidocq.knowledge import load
from vidocq.knowledge.snapshot import Snapshot


def without_procedures(snapshot: Snapshot) -> Snapshot:
    def bare(owners):
        return tuple(
            msgspec.structs.replace(owner, uses=tuple(msgspec.structs.replace(use, procedure="") for use in owner.uses))
            for owner in owners
        )

    return msgspec.structs.replace(
        snapshot, actors=bare(snapshot.actors), software=bare(snapshot.software), campaigns=bare(snapshot.campaigns)
    )


def main(earlier: str, later: str, *options: str) -> None:
    old, new = load(Path(earlier)), load(Path(later))
    descriptions = "--descriptions" in options
    known = {} if descriptions else recorded(old)
    fresh = {sentence: techniques for sentence, techniques in recorded(new).items() if sentence not in known}
    model = train(without_procedures(old) if descriptions else old)
    at = {label: number for number, label in enumerate(model.weights.labels)}
    rows, right = [], []
    for guesses, techniques in zip(model.guess(list(fresh), top=2), fresh.values(), strict=True):
        if guesses:
            first = guesses[0]
            support = float(model.weights.support[at[first.technique]])
            rows.append([first.score, first.margin, first.similarity, math.log1p(support)])
            right.append(first.technique in techniques)
    fitted = LogisticRegression(C=10).fit(np.array(rows), np.array(right))
    names = ("bias", "score", "margin", "nearest", "support")
    values = (float(fitted.intercept_[0]), *(float(value) for value in fitted.coef_[0]))
    print(f"{model.kind}: {len(rows)} sentences;", ", ".join(f"{n} {v:.3f}" for n, v in zip(names, values, strict=True)))


if __name__ == "__main__":
    main(*sys.argv[1:])

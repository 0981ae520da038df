"""How far recorded victims tell a group's country: each group left out in turn, three of its victims shown; needs snapshots."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from vidocq import knowledge
from vidocq.assessment.logit import Choice, fit_choices, softmax
from vidocq.assessment.weights.victims import SMOOTHING
from vidocq.knowledge.snapshot import ActorProfile

#: Victims shown, draws of them for each group, and the L2 penalty.
_SHOWN, _DRAWS, _PENALTY = 3, 4, 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("snapshots", type=Path, nargs="+", help="the strength is fitted on the first, scored on all")
    cases = {path: choices(path) for path in parser.parse_args().snapshots}
    first = next(iter(cases.values()))
    both = fit_choices(first, _PENALTY)
    prior = fit_choices([Choice(one.features[:, :1], one.truth, one.weight) for one in first], _PENALTY)
    print(f"strength {both.coefficients[1]:.2f}, standard error {np.sqrt(both.covariance[1, 1]):.2f}")
    for path, found in cases.items():
        alone, with_victims = score(found, np.append(prior.coefficients, 0.0)), score(found, both.coefficients)
        print(f"{path.name}: {len(found) // _DRAWS} groups; prior alone {alone}; with victims {with_victims}")


def choices(path: Path) -> list[Choice]:
    random = np.random.default_rng(0)
    actors = [one for one in knowledge.load(path).actors if one.revoked_by is None and len(one.country or "") == 2]
    described = [one for one in actors if one.targets]
    found = []
    for group in described:
        others = [one for one in described if one.id != group.id]
        counts = Counter(one.country for one in actors if one.id != group.id)
        codes = sorted(code for code in counts if code)
        victims = sorted(set(group.targets) - {group.country})
        for _ in range(_DRAWS if victims and group.country in codes else 0):
            shown = random.choice(victims, min(_SHOWN, len(victims)), replace=False)
            rows = [[np.log(counts[code]), max(lift(value, code, others) for value in shown)] for code in codes]
            found.append(Choice(np.array(rows), codes.index(group.country or ""), 1 / _DRAWS))
    return found


def lift(value: str, code: str, others: list[ActorProfile]) -> float:
    share = (sum(value in one.targets for one in others) + 0.5) / (len(others) + 1)
    own = [one for one in others if one.country == code]
    hit = sum(value in one.targets for one in own)
    return float(np.log((hit / share + SMOOTHING) / (len(own) + SMOOTHING)))


def score(found: list[Choice], weights: np.ndarray) -> str:
    rated = [softmax(one.features @ weights) for one in found]
    right = np.mean([int(p.argmax()) == one.truth for p, one in zip(rated, found, strict=True)])
    loss = -np.mean([np.log(p[one.truth]) for p, one in zip(rated, found, strict=True)])
    return f"{right:.2f} right, log loss {loss:.2f}"


if __name__ == "__main__":
    main()

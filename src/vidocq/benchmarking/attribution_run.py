"""One call for the door: predict a file of cases, write the predictions, and measure them where the answers are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vidocq.assessment.index import Index, build
from vidocq.assessment.learning import Scored, example
from vidocq.assessment.model import FittedModel
from vidocq.benchmarking import attribution_scores as scores
from vidocq.benchmarking.attribution import bench, locate
from vidocq.benchmarking.attribution_data import digest_of, read_cases, read_snapshot, release_key
from vidocq.benchmarking.attribution_scores import Figure


@dataclass(frozen=True, slots=True)
class AttributionResult:
    """What was predicted and, with a gold, how it did: figures with intervals (bootstrap over groups), and by stratum."""

    predictions: int
    cases_digest: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    strata: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)

    def text(self) -> str:
        """The result in lines."""
        lines = [f"{self.predictions} predictions; cases {self.cases_digest[:16]}"]
        lines += [_line(name, one) for name, one in self.figures.items() if one.cases]
        for stratum, found in self.strata.items():
            lines += [f"{stratum}:", *(f"  {_line(name, one)}" for name, one in found.items())]
        return "\n".join(lines)


def _line(name: str, one: Figure) -> str:
    return f"{name}: {one.value:.4f} ({one.low:.4f} to {one.high:.4f}), n = {one.cases}"


def bench_attribution(
    knowledge: Path,
    cases: Path,
    gold: Path | None,
    out: Path,
    *,
    model: FittedModel | None = None,
    first: str | None = None,
) -> AttributionResult:
    """Predict every case of a file and write one JSON line for each (see :func:`vidocq.benchmarking.attribution.bench`).

    Args:
        knowledge: directory of ``vX.jsonl.gz``.
        cases: the cases.
        gold: who each turned out to be, or None.
        out: where the predictions go.
        model: weights to use instead of the shipped ones.
        first: measure cases of this release and later ones only.

    Raises:
        InputError: a file is missing or broken, or the weights were fitted on these cases and there is no gold.
    """
    found = bench(knowledge, cases, gold=gold, out=out, model=model)
    if gold is None:
        return AttributionResult(len(found), digest_of(cases))
    indexes: dict[str, Index] = {}
    scored = []
    for one in read_cases(cases, gold):
        if one.case.id not in found or not one.case.truth or (first and release_key(one.release) < release_key(first)):
            continue
        if one.knowledge not in indexes:
            indexes[one.knowledge] = build(read_snapshot(*locate(knowledge, cases, one.knowledge)))
        scored.append(Scored(example(one.case, indexes[one.knowledge]), found[one.case.id]))
    figures = {**scores.ranking(scored), **scores.states(scored), **scores.unknown(scored)} if scored else {}
    return AttributionResult(len(found), digest_of(cases), figures, scores.strata(scored))

"""The whole table of attribution on a directory of cases, in time order, as JSON and as Markdown."""

from __future__ import annotations

import math
import platform
import resource
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vidocq._version import __version__
from vidocq.assessment import learning
from vidocq.assessment.learning import Scored, bands
from vidocq.assessment.posterior import Posterior, weigh
from vidocq.benchmarking import attribution_scores as scores
from vidocq.benchmarking.attribution import Walked, locate, walk
from vidocq.benchmarking.attribution_baselines import BASELINES
from vidocq.benchmarking.attribution_data import digest_of, read_cases, read_snapshot, release_key
from vidocq.benchmarking.attribution_scores import Figure

#: First release that is scored: before it there is too little to learn from.
FIRST = "9.0"


def measure(directory: Path, *, first: str = FIRST, shape: str = "reports") -> dict[str, Any]:
    """Measure everything on a directory, from release ``first`` on, each release with weights fitted on earlier ones only.

    Raises:
        InputError: the directory cannot be read.
    """
    walked = walk(directory, shape)
    releases = [release for release in walked.releases if release_key(release) >= release_key(first)]
    late = [one for release in releases for one in walked.scored.get(release, [])]
    rated = [float(one.posterior.known.max()) for one in scores.closed(late)]
    right = [float(int(one.posterior.known.argmax()) == one.example.truth) for one in scores.closed(late)]
    floor = scores.calibration_floor(rated)
    return {
        "code": __version__,
        "shape": shape,
        "releases": releases,
        "closed": len(scores.closed(late)),
        "open": len(late) - len(scores.closed(late)),
        "data": {name: digest_of(directory / name) for name in ("cases.jsonl", "gold.jsonl", "refs.jsonl.gz")},
        "seed": 0,
        "ranking": _figures(scores.ranking(late)),
        "calibration": {
            "group ECE": scores.calibration_error(rated, right),
            "ECE of a perfectly calibrated rater of these ratings (mean, 5 %, 95 %)": list(floor),
        },
        "states": _figures(scores.states(late)),
        "unknown": _figures(scores.unknown(late)),
        "strata": {name: _figures(found) for name, found in scores.strata(late).items()},
        "reliability": _reliability(late),
        "state intervals": scores.state_intervals({release: walked.scored.get(release, []) for release in releases}),
        "selective": {level: _selective(walked, first, level) for level in ("group", "sponsor")},
        "baselines": {name: _baseline(late, name) for name in BASELINES},
    }


def _figures(found: Mapping[str, Figure]) -> dict[str, Any]:
    return {
        name: {"value": _short(one.value), "low": _short(one.low), "high": _short(one.high), "n": one.cases}
        for name, one in found.items()
    }


def _short(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)


def _reliability(scored: Sequence[Scored]) -> dict[str, list[dict[str, float]]]:
    """Reliability tables of naming a group, naming a state, and of "not in the knowledge base"."""
    group = [(float(one.posterior.groups.max()), int(one.posterior.groups.argmax()) == one.example.truth) for one in scored]
    known = [one for one in scored if one.example.case.country]
    state = [
        (
            float(one.posterior.states.max()),
            one.example.index.country_codes[int(one.posterior.states.argmax())] == one.example.case.country,
        )
        for one in known
    ]
    new = [(one.posterior.unknown, one.example.truth < 0) for one in scored]
    return {
        name: [
            {"low": band.low, "high": band.high, "cases": band.cases, "right": band.right, "mean": band.mean}
            for band in bands(pairs)
        ]
        for name, pairs in (("group", group), ("state", state), ("not in the knowledge base", new))
    }


def _selective(walked: Walked, first: str, level: str) -> dict[str, Any]:
    found = scores.selective(walked.scored, walked.releases, first, level)
    return {
        "cases": found.cases,
        "named": found.named,
        "right": found.right,
        "coverage of sets": {str(stated): round(value, 4) for stated, value in found.coverage.items()},
        "median size of sets": {str(stated): value for stated, value in found.size.items()},
        "curve (threshold, named, right)": [list(point) for point in found.curve],
    }


def _baseline(scored: Sequence[Scored], name: str) -> dict[str, Any]:
    """A simple method on the same cases; its scores, brought to a sum of one, stand for probabilities."""
    rated = []
    for one in scored:
        raw = np.asarray(BASELINES[name](one.example.case.bag, one.example.index), dtype=float)
        share = raw / max(float(raw.sum()), 1e-300)
        posterior = Posterior(share, 1 - float(share.max()), one.posterior.states, one.posterior.stateless, raw)
        rated.append(Scored(one.example, posterior))
    ranked, country, new = scores.ranking(rated), scores.states(rated), scores.unknown(rated)
    kept = {"top-1": ranked["top-1"], "top-5": ranked["top-5"], "MRR": ranked["MRR"], "country top-1": country["country top-1"]}
    return _figures(kept | {"AUROC of unknown": new["AUROC of unknown"]})


def markdown(result: Mapping[str, Any]) -> str:
    """The result as a Markdown page."""
    lines = [
        f"Code {result['code']}, knowledge by {result['shape']}, releases {', '.join(result['releases'])}: "
        f"{result['closed']} cases of known groups, {result['open']} of groups not in the knowledge base of their time. "
        f"Seed {result['seed']}.",
        *_methods(result),
        *_all_figures(result),
        *_strata(result),
        *(line for level, table in result["reliability"].items() for line in _reliability_lines(level, table)),
        *_interval_lines(result["state intervals"]),
        *(line for level, found in result["selective"].items() for line in _selective_lines(level, found)),
    ]
    return "\n".join(lines) + "\n"


_KEYS = ("top-1", "top-5", "MRR", "country top-1", "AUROC of unknown")


def _own(result: Mapping[str, Any]) -> dict[str, Any]:
    return {**result["ranking"], **result["states"], **result["unknown"]}


def _methods(result: Mapping[str, Any]) -> list[str]:
    lines = ["", f"| method | {' | '.join(_KEYS)} |", "|---" * (len(_KEYS) + 1) + "|"]
    for name, found in {**result["baselines"], "**vidocq**": _own(result)}.items():
        lines.append(f"| {name} | {' | '.join(_cell(found[key]) for key in _KEYS)} |")
    return lines


def _all_figures(result: Mapping[str, Any]) -> list[str]:
    lines = ["", "| figure | value | 95 % interval | n |", "|---|---|---|---|"]
    lines += [f"| {name} | {one['value']} | {one['low']} to {one['high']} | {one['n']} |" for name, one in _own(result).items()]
    return lines + [f"| {name} | {_plain(value)} | | {result['closed']} |" for name, value in result["calibration"].items()]


def _strata(result: Mapping[str, Any]) -> list[str]:
    lines = ["", "| stratum (tools of the case) | n | top-1 | top-5 | MRR |", "|---|---|---|---|---|"]
    for name, found in result["strata"].items():
        lines.append(f"| {name} | {found['top-1']['n']} | {' | '.join(_cell(found[key]) for key in _KEYS[:3])} |")
    return lines


def _reliability_lines(level: str, table: Sequence[Mapping[str, float]]) -> list[str]:
    lines = ["", f"Reliability, {level}:", "", "| rated | cases | mean rating | right |", "|---|---|---|---|"]
    for row in table:
        if row["cases"]:
            lines.append(f"| {row['low']:.0%}-{row['high']:.0%} | {row['cases']} | {row['mean']:.2f} | {row['right']} |")
    return lines


def _interval_lines(found: Mapping[str, Any]) -> list[str]:
    cells = found["cells"]
    return [
        "",
        "Intervals of states (95 %), over cases whose state is known and among states only: of "
        f"{cells['n']} counts (cases of one state in one release, one expected at least) {cells['held']} lie where intervals and "
        "chance put 95 % of them. The likeliest state:",
        "",
        "| rated from | cases | mean rating | mean interval | right |",
        "|---|---|---|---|---|",
        *(
            f"| {row['from']:.0%} | {row['cases']} | {row['rating']:.2f} | "
            f"{row['low']:.2f} to {row['high']:.2f} | {row['right']:.2f} |"
            for row in found["bands"]
        ),
    ]


def _selective_lines(level: str, found: Mapping[str, Any]) -> list[str]:
    points = "; ".join(
        f"from {threshold:.0%}: {right} of {named}" for threshold, named, right in found["curve (threshold, named, right)"]
    )
    sets = ", ".join(
        f"stated {float(stated):.0%}, met {met:.1%}, median size {found['median size of sets'][stated]:.0f}"
        for stated, met in found["coverage of sets"].items()
    )
    return [
        "",
        f"Selective answers, {level} (thresholds and quantiles learned from earlier releases only): of {found['cases']} cases "
        f"{found['named']} named, {found['right']} of them right. Sets: {sets}. "
        f"Right of named, had the threshold been fixed: {points}.",
    ]


def _cell(one: Mapping[str, Any]) -> str:
    return f"{one['value']:.3f} ({one['low']:.2f}-{one['high']:.2f})"


def _plain(value: float | Sequence[float]) -> str:
    return f"{value:.3f}" if isinstance(value, float) else ", ".join(f"{one:.3f}" for one in value)


def ablation(directory: Path, *, first: str = FIRST) -> dict[str, Any]:
    """What each feature is worth on the same cases: how much log loss rises and MRR falls without it (above zero: it pays).

    Raises:
        InputError: the directory cannot be read.
    """
    walked = walk(directory)
    releases = [release for release in walked.releases if release_key(release) >= release_key(first)]

    def losses(without: str | None) -> tuple[list[float], list[float], list[str]]:
        scored = learning.walk(walked.releases, walked.examples, walked.rehearsed, without=without)
        cases = scores.closed(one for release in releases for one in scored.get(release, []))
        pairs = [(one.posterior.known, one.example.truth) for one in cases]
        return (
            [-math.log(max(float(known[truth]), 1e-12)) for known, truth in pairs],
            [scores.reciprocal_rank(known, truth) for known, truth in pairs],
            [one.example.case.truth for one in cases],
        )

    base_loss, base_rank, groups = losses(None)
    found = {}
    for name in learning.fitted_names():
        loss, rank, _ = losses(name)
        worth = {"log loss": scores.paired(base_loss, loss, groups), "MRR": scores.paired(rank, base_rank, groups)}
        found[name] = _figures(worth)
    return found


def speed(directory: Path, *, cases: int = 10_000) -> dict[str, Any]:
    """CPU time for one case and for many on the newest knowledge of a directory, and the most memory the process has used.

    Raises:
        InputError: the directory cannot be read.
    """
    from vidocq.assessment.index import build
    from vidocq.assessment.model import shipped

    found = read_cases(directory / "cases.jsonl", None)
    release = max((one.knowledge for one in found), key=release_key)
    index = build(read_snapshot(*locate(directory / "knowledge", directory / "cases.jsonl", release)))
    variant = shipped().variant_for(index)
    bags = [one.case.bag for one in found]
    weigh(bags[0], index, variant)
    start = time.process_time()
    for number in range(cases):
        weigh(bags[number % len(bags)], index, variant)
    seconds = time.process_time() - start
    return {
        "knowledge": release,
        "groups": len(index.groups),
        "reports": len(index.documents),
        "cases": cases,
        "CPU seconds": round(seconds, 2),
        "CPU ms a case": round(1000 * seconds / cases, 3),
        "peak MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "python": platform.python_version(),
    }

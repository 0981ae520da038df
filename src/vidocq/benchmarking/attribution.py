"""Attribution measured in time order: fit the weights, predict a directory of cases, and give every figure with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from vidocq._version import __version__
from vidocq.assessment import learning
from vidocq.assessment.index import build
from vidocq.assessment.learning import Example, Scored
from vidocq.assessment.model import SCHEMA, FittedModel, Variant
from vidocq.benchmarking.attribution_data import digest_of, read_cases, read_snapshot, release_key
from vidocq.errors import InputError
from vidocq.knowledge.snapshot import Snapshot, Use

_CASES, _GOLD, _REFERENCES = "cases.jsonl", "gold.jsonl", "refs.jsonl.gz"


def keep(snapshot: Snapshot) -> Snapshot:
    """A snapshot as it is."""
    return snapshot


def strip_reports(snapshot: Snapshot) -> Snapshot:
    """A snapshot whose uses cite no report, as knowledge from the MISP galaxy alone has them."""
    replace = msgspec.structs.replace

    def bare(uses: tuple[Use, ...]) -> tuple[Use, ...]:
        return tuple(replace(use, reports=(), created=None) for use in uses)

    return replace(
        snapshot,
        actors=tuple(replace(actor, uses=bare(actor.uses)) for actor in snapshot.actors),
        campaigns=(),
        software=tuple(replace(entry, uses=bare(entry.uses)) for entry in snapshot.software),
    )


SHAPES: Mapping[str, Callable[[Snapshot], Snapshot]] = {"reports": keep, "profiles": strip_reports}


@dataclass(frozen=True, slots=True)
class Walked:
    """A directory's cases scored in time order, and all that the last fit needs."""

    scored: dict[str, list[Scored]]
    examples: dict[str, list[Example]]
    releases: tuple[str, ...]


def newest(knowledge: Path) -> Path:
    """The newest ``vX.jsonl.gz`` of a directory.

    Raises:
        InputError: there is none.
    """
    found = sorted(knowledge.glob("v*.jsonl.gz"), key=lambda path: release_key(path.name[1:].removesuffix(".jsonl.gz")))
    if not found:
        raise InputError("no knowledge files (vX.jsonl.gz)", where=str(knowledge))
    return found[-1]


def walk(directory: Path, shape: str = "reports") -> Walked:
    """Score every release of a directory with weights fitted on earlier releases only.

    Raises:
        InputError: the directory cannot be read.
    """
    strip = SHAPES[shape]
    cases = read_cases(directory / _CASES, directory / _GOLD)
    releases = tuple(sorted({one.release for one in cases}, key=release_key))
    examples: dict[str, list[Example]] = {}
    rehearsed: dict[str, list[Example]] = {}
    for release in releases:
        of_release = [one for one in cases if one.release == release]
        snapshots = {one.knowledge: read_snapshot(*_paths(directory, one.knowledge)) for one in of_release}
        indexes = {knowledge: build(strip(snapshot)) for knowledge, snapshot in snapshots.items()}
        examples[release] = [learning.example(one.case, indexes[one.knowledge]) for one in of_release]
        oldest = min(snapshots, key=release_key)
        rehearsed[release] = learning.rehearsals(snapshots[oldest], strip)
    return Walked(learning.walk(releases, examples, rehearsed), examples, releases)


def _paths(directory: Path, knowledge: str) -> tuple[Path, Path]:
    return directory / "knowledge" / f"v{knowledge}.jsonl.gz", directory / _REFERENCES


def fit(directory: Path, *, today: str) -> FittedModel:
    """Fit the weights on a directory laid out like the attribution benchmark, with their record in time order.

    Args:
        directory: holds ``cases.jsonl``, ``gold.jsonl``, ``refs.jsonl.gz`` and ``knowledge/vX.jsonl.gz``.
        today: the date to write into the file (EDTF).

    Raises:
        InputError: the directory cannot be read.
    """
    last = newest(directory / "knowledge")
    snapshot = read_snapshot(last, directory / _REFERENCES)
    data = [(name, digest_of(directory / name)) for name in (_CASES, _GOLD, _REFERENCES)]
    data += [(path.name, digest_of(path)) for path in sorted((directory / "knowledge").glob("v*.jsonl.gz"))]
    variants = tuple(_variant(directory, shape, snapshot) for shape in SHAPES)
    total = sum(1 for _ in (directory / _CASES).open(encoding="utf-8"))
    return FittedModel(
        schema=SCHEMA,
        code_version=__version__,
        fitted=today,
        data=tuple(data),
        variants=variants,
        note=f"{total} cases cut from ATT&CK's own citations, scored in time order",
    )


def _variant(directory: Path, shape: str, snapshot: Snapshot) -> Variant:
    walked = walk(directory, shape)
    every = [one for release in walked.releases for one in walked.examples[release]]
    rehearsed = learning.rehearsals(snapshot, SHAPES[shape])
    scored = [one for release in walked.releases for one in walked.scored.get(release, [])]
    return learning.variant(
        shape,
        learning.fit(every, rehearsed),
        scored,
        learning.best_lean(scored),
        cases=len(every),
        rehearsed=len(rehearsed),
    )

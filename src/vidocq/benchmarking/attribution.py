"""Attribution measured in time order: fit the weights, predict a directory of cases, and give every figure with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from vidocq._version import __version__
from vidocq.assessment import learning
from vidocq.assessment.index import Index, build
from vidocq.assessment.learning import Example, Scored
from vidocq.assessment.model import SCHEMA, FittedModel, Variant
from vidocq.assessment.posterior import Posterior, weigh
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
    rehearsed: dict[str, list[Example]]


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
    return walk_files(directory / "knowledge", directory / _CASES, directory / _GOLD, shape)


def walk_files(knowledge: Path, cases: Path, gold: Path, shape: str = "reports") -> Walked:
    """The same from single paths."""
    strip = SHAPES[shape]
    found = read_cases(cases, gold)
    releases = tuple(sorted({one.release for one in found}, key=release_key))
    examples: dict[str, list[Example]] = {}
    rehearsed: dict[str, list[Example]] = {}
    for release in releases:
        of_release = [one for one in found if one.release == release]
        needed = sorted({one.knowledge for one in of_release}, key=release_key)
        snapshots = {known: read_snapshot(*locate(knowledge, cases, known)) for known in needed}
        indexes = {known: build(strip(snapshot)) for known, snapshot in snapshots.items()}
        examples[release] = [learning.example(one.case, indexes[one.knowledge]) for one in of_release]
        rehearsed[release] = learning.rehearsals(snapshots[needed[0]], strip)
    return Walked(learning.walk(releases, examples, rehearsed), examples, releases, rehearsed)


def locate(knowledge: Path, cases: Path, release: str) -> tuple[Path, Path | None]:
    """The knowledge of a release, and the reports' dates: ``refs.jsonl.gz`` with the knowledge, above it, or by the cases."""
    file = knowledge / f"v{release}.jsonl.gz"
    if not file.is_file():
        have = ", ".join(sorted(path.name for path in knowledge.glob("v*.jsonl.gz"))) or "nothing"
        raise InputError(f"no knowledge of release {release}", where=str(knowledge), hint=f"there is {have}")
    beside = (folder / _REFERENCES for folder in (knowledge, knowledge.parent, cases.parent))
    return file, next((path for path in beside if path.is_file()), None)


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
    past = [walked.examples[release] for release in walked.releases]
    rehearsed = learning.rehearsals(snapshot, SHAPES[shape])
    scored = [one for release in walked.releases for one in walked.scored.get(release, [])]
    return learning.variant(
        shape,
        learning.fit(past, rehearsed),
        scored,
        learning.best_sponsor(walked.scored),
        cases=sum(len(release) for release in past),
        rehearsed=len(rehearsed),
    )


def bench(
    knowledge: Path, cases: Path, *, gold: Path | None, out: Path, model: FittedModel | None = None
) -> dict[str, Posterior]:
    """Predict every case of a file and write one JSON line for each.

    Cases that the weights were fitted on are never scored with them: where ``gold`` is given and the weights name this file among
    their data, each release is scored with weights fitted on earlier releases only (the first ones, with nothing earlier, are
    left out). All other cases are scored with the shipped (or given) weights.

    Args:
        knowledge: directory of ``vX.jsonl.gz``, one for each release that a case may know; ``refs.jsonl.gz`` in it or beside it.
        cases: the cases (JSON lines).
        gold: who each case turned out to be; only read for scoring in time order.
        out: where the predictions go.
        model: weights to use instead of the shipped ones.

    Raises:
        InputError: a file is missing or broken, or the weights were fitted on these cases and there is no gold to walk along.
    """
    from vidocq.assessment.model import shipped

    fitted = model or shipped()
    own = digest_of(cases) in {digest for _, digest in fitted.data}
    if own and gold is None:
        raise InputError(
            "the weights were fitted on these very cases", where=str(cases), hint="give --gold to score them in time order"
        )
    found = _in_time_order(knowledge, cases, gold) if own and gold else _with_model(knowledge, cases, fitted)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(b"".join(prediction_line(case, index, posterior) for case, index, posterior in found))
    return {case: posterior for case, _, posterior in found}


def _with_model(knowledge: Path, cases: Path, fitted: FittedModel) -> list[tuple[str, Index, Posterior]]:
    indexes: dict[str, Index] = {}
    found = []
    for one in read_cases(cases, None):
        if one.knowledge not in indexes:
            indexes[one.knowledge] = build(read_snapshot(*locate(knowledge, cases, one.knowledge)))
        index = indexes[one.knowledge]
        found.append((one.case.id, index, weigh(one.case.bag, index, fitted.variant_for(index))))
    return found


def _in_time_order(knowledge: Path, cases: Path, gold: Path) -> list[tuple[str, Index, Posterior]]:
    walked = walk_files(knowledge, cases, gold)
    every = [one for release in walked.releases for one in walked.scored.get(release, [])]
    return [(one.example.case.id, one.example.index, one.posterior) for one in every]


def prediction_line(case_id: str, index: Index, posterior: Posterior) -> bytes:
    """One prediction as the scorer reads it: groups if it is one of them, ``unknown``, and the sponsors."""
    known = {group: float(f"{p:.9g}") for group, p in zip(index.groups, posterior.known, strict=True)}
    sponsors = {code: float(f"{p:.9g}") for code, p in zip(index.country_codes, posterior.states, strict=True)}
    criminal = min(float(posterior.groups[sorted(index.criminal)].sum()) if index.criminal else 0.0, posterior.stateless)
    sponsors |= {"none": criminal, "undetermined": posterior.stateless - criminal}
    names = dict(zip(index.groups, index.names, strict=True))
    best = sorted(known, key=lambda group: -known[group])[:5]
    line = {
        "case_id": case_id,
        "groups": known,
        "unknown": posterior.unknown,
        "sponsors": sponsors,
        "names": {group: names[group] for group in best},
    }
    return msgspec.json.encode(line) + b"\n"

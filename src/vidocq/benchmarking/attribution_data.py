"""Read a directory of attribution cases: cases, gold and the knowledge frozen before each."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from vidocq.assessment.bag import decimal_year
from vidocq.assessment.rehearsal import PastCase, bag_of
from vidocq.errors import InputError
from vidocq.knowledge.snapshot import (
    ActorProfile,
    CampaignProfile,
    Report,
    Snapshot,
    SnapshotMeta,
    SoftwareProfile,
    TechniqueProfile,
    Use,
)

#: A line longer than this is not one of ours.
_LONGEST_FILE = 200_000_000


@dataclass(frozen=True, slots=True)
class BenchCase:
    """One case: the release it first appears in, the release a solver may know, what it shows and (with gold) who it was."""

    release: str
    knowledge: str
    case: PastCase
    known: bool | None = None


def release_key(release: str) -> tuple[int, ...]:
    """Releases in order of time: ``9.0`` before ``10.1``."""
    return tuple(int(part) for part in release.split("."))


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a JSON-lines file, plain or gzip.

    Raises:
        InputError: the file is missing, too large, or a line is not a JSON object.
    """
    if not path.is_file():
        raise InputError("no such file", where=str(path))
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        raw = stream.read(_LONGEST_FILE + 1)
    if len(raw) > _LONGEST_FILE:
        raise InputError("file is too large", where=str(path))
    for number, line in enumerate(raw.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield msgspec.json.decode(line, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise InputError(f"not a JSON object: {error}", where=f"{path}:{number}") from error


def digest_of(*paths: Path) -> str:
    """SHA-256 over the bytes of files, in order."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def read_snapshot(path: Path, references: Path | None = None) -> Snapshot:
    """Read one ``knowledge/vX.jsonl.gz`` as a snapshot; ``references`` (``refs.jsonl.gz``) gives the reports their dates.

    Raises:
        InputError: the file cannot be used.
    """
    rows = list(lines(path))
    dates = {row["ref"]: row for row in lines(references)} if references and references.exists() else {}
    try:
        return _snapshot(rows, dates, digest_of(path))
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"a row of the knowledge file lacks what it should have: {error!r}", where=str(path)) from error


def _uses(uses: dict[str, Any]) -> tuple[Use, ...]:
    return tuple(Use(target=item, created=created, reports=tuple(refs)) for item, (created, refs) in uses.items())


def _snapshot(rows: list[dict[str, Any]], dates: dict[str, Any], digest: str) -> Snapshot:
    of = {
        kind: [row for row in rows if row["type"] == kind]
        for kind in ("group", "group_uses", "campaign", "software", "technique")
    }
    canonical = {row["id"]: row["canonical"] for row in of["group"]}
    uses: dict[str, tuple[Use, ...]] = {}
    for row in of["group_uses"]:
        group = canonical[row["group"]]
        uses[group] = uses.get(group, ()) + _uses(row["uses"])
    actors = {
        row["canonical"]: ActorProfile(
            id=row["canonical"],
            name=row["name"],
            country=row.get("country"),
            sponsor=row.get("state_sponsor"),
            country_source=row.get("country_source") or "",
            uses=uses.get(row["canonical"], ()),
        )
        for row in sorted(of["group"], key=lambda row: row["id"] == row["canonical"])
    }
    campaigns = tuple(
        CampaignProfile(
            id=row["id"],
            name=row["id"],
            actors=tuple(dict.fromkeys(canonical.get(group, group) for group in row["attributed_to"])),
            uses=_uses(row["uses"]),
        )
        for row in of["campaign"]
    )
    software = tuple(
        SoftwareProfile(
            id=row["id"],
            name=row["name"],
            kind=row["kind"],
            uses=tuple(Use(target=item, reports=tuple(refs)) for item, refs in row["uses"].items()),
        )
        for row in of["software"]
    )
    cited = {report for group in uses.values() for use in group for report in use.reports}
    cited |= {
        report
        for used in (*(one.uses for one in campaigns), *(one.uses for one in software))
        for use in used
        for report in use.reports
    }
    first_used = _first_used(uses, campaigns)
    newest = max((use.created or "" for group in uses.values() for use in group), default="") or None
    return Snapshot(
        meta=SnapshotMeta(digest=digest, built=newest or "", as_of=newest, sources=(), licences=()),
        actors=tuple(actors[group] for group in sorted(actors)),
        software=software,
        techniques=tuple(
            TechniqueProfile(id=row["id"], name=row["id"], tactics=tuple(row["tactics"])) for row in of["technique"]
        ),
        campaigns=campaigns,
        reports=tuple(
            Report(id=report, name=report, published=_published(report, dates, first_used)) for report in sorted(cited)
        ),
    )


def _first_used(uses: dict[str, tuple[Use, ...]], campaigns: tuple[CampaignProfile, ...]) -> dict[str, str]:
    """When the knowledge base first used each report."""
    first: dict[str, str] = {}
    for use in (*(use for group in uses.values() for use in group), *(use for one in campaigns for use in one.uses)):
        for report in use.reports if use.created else ():
            first[report] = min(first.get(report, "9999"), use.created or "9999")
    return first


def _published(report: str, dates: dict[str, Any], first_used: dict[str, str]) -> str | None:
    """A report's date; where no file of dates was given at all, when it was first used stands in."""
    found = dates.get(report, {}).get("published") if dates else first_used.get(report)
    return str(found) if found else None


def read_cases(cases: Path, gold: Path | None) -> list[BenchCase]:
    """Read cases in the order of the file; with ``gold``, who each turned out to be.

    Raises:
        InputError: a file cannot be used.
    """
    answers = {row["case_id"]: row for row in lines(gold)} if gold is not None else {}
    found = []
    for row in lines(cases):
        try:
            answer = answers.get(row["case_id"], {})
            bag = bag_of(
                row["techniques"],
                row["software"],
                row["techniques_via_software"],
                decimal_year(row.get("date")),
                campaign=row.get("kind") == "campaign",
            )
            case = PastCase(row["case_id"], bag, answer.get("group") or "", answer.get("country"))
            found.append(BenchCase(row["first_version"], row["knowledge"], case))
        except (KeyError, TypeError) as error:
            raise InputError(f"a case lacks {error}", where=str(cases)) from error
    return found

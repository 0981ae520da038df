"""A small made-up world: ten groups, their reports and tools, and evidence against them."""

from __future__ import annotations

from vidocq.knowledge.snapshot import (
    ActorProfile,
    Report,
    Snapshot,
    SnapshotMeta,
    SoftwareProfile,
    TechniqueProfile,
    Use,
)
from vidocq.model import Evidence, Quote
from vidocq.vocabulary.analysis import Aspect, Spoofability

COUNTRIES = ("CN", "CN", "CN", "RU", "RU", "IR", "IR", "KP", None, None)


def use(target: str, *reports: str, created: str = "2020-01-01", procedure: str = "") -> Use:
    return Use(target=target, reports=reports, created=created, procedure=procedure)


def group(number: int) -> ActorProfile:
    """Group n: two reports, a tool of its own (S1n), the compatriots' tool of China (S0900), the common one (S0800)."""
    first, second = f"r{number}a", f"r{number}b"
    uses = [
        use(f"T10{number:02d}", first),
        use(f"T10{number:02d}.001", second),
        use("T1566", first, second),
        use(f"S01{number:02d}", first, second),
        use("S0800", second),
        use("S0700", first),
    ]
    if COUNTRIES[number] == "CN":
        uses.append(use("S0900", second))
    return ActorProfile(
        id=f"G00{number:02d}",
        name=f"Group {number}",
        country=COUNTRIES[number],
        description="A financially motivated criminal group." if COUNTRIES[number] is None else "An espionage group.",
        targets=("IN",) if number == 0 else (),
        target_sectors=("Energy",) if number == 1 else (),
        uses=tuple(uses),
    )


def software(identity: str, name: str, *, commodity: bool = False, revoked_by: str | None = None) -> SoftwareProfile:
    return SoftwareProfile(
        id=identity,
        name=name,
        kind="malware",
        commodity=commodity,
        revoked_by=revoked_by,
        uses=(use("T1566", "rs"), use("T1001", "rs")) if revoked_by is None else (),
    )


def world(digest: str = "0" * 64, as_of: str | None = "2021-06-01") -> Snapshot:
    """The snapshot."""
    groups = tuple(group(number) for number in range(10))
    techniques = [TechniqueProfile(id="T1566", name="Phishing", tactics=("initial-access",))]
    for number in range(10):
        techniques.append(TechniqueProfile(id=f"T10{number:02d}", name=f"Technique {number}"))
        techniques.append(TechniqueProfile(id=f"T10{number:02d}.001", name=f"Detail {number}", parent=f"T10{number:02d}"))
    techniques.append(TechniqueProfile(id="T0999", name="Old", revoked_by="T1003"))
    return Snapshot(
        meta=SnapshotMeta(digest=digest, built="2021-06-01", as_of=as_of, sources=(), licences=()),
        actors=(*groups, ActorProfile(id="galaxy:only-a-name", name="Only A Name")),
        software=(
            *(software(f"S01{number:02d}", f"Own{number}") for number in range(10)),
            software("S0800", "Common"),
            software("S0700", "Everybody", commodity=True),
            software("S0900", "SharedInChina"),
            software("S0699", "OldName", revoked_by="S0103"),
            software("S0600", "Idle"),
        ),
        techniques=tuple(techniques),
        reports=tuple(
            Report(
                id=f"r{number}{which}",
                name=f"Report {number}{which}",
                url=f"https://reports.example/{number}{which}",
                published="2020-03-01",
            )
            for number in range(10)
            for which in "ab"
        ),
    )


def item(kind: str, value: str, *, name: str = "", origin: str = "o1", **fields: object) -> Evidence:
    """One item of evidence, from its own document."""
    document = f"doc-{origin}"
    return Evidence(
        id=f"evidence--{name or kind + value}",
        kind=kind,
        value=value,
        ref=None if kind == "victim-country" else value,
        sentence=f"They used {value}.",
        support=(Quote(document_id=document, text=value, start=0, end=len(value)),),
        rule="test",
        origin=origin,
        reported="2021-02-01",
        aspect=Aspect.MALWARE,
        spoofability=fields.pop("spoofability", Spoofability.LOW),  # type: ignore[arg-type]
        **fields,  # type: ignore[arg-type]
    )

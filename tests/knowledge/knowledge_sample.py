"""A small galaxy and a small ATT&CK of our own; facts and names are made up, but for the plain words that must be judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def element(
    number: int, value: str, description: str = "", related: list[tuple[str, int, str]] | None = None, **meta: Any
) -> dict[str, Any]:
    return {
        "uuid": uuid(number),
        "value": value,
        "description": description,
        "meta": {name.replace("_", "-") if name.startswith("cfr") else name: items for name, items in meta.items()},
        "related": [
            {"type": kind, "dest-uuid": uuid(other), "tags": [f'estimative-language:likelihood-probability="{likelihood}"']}
            for kind, other, likelihood in related or []
        ],
    }


def write_galaxy(directory: Path, clusters: dict[str, list[dict[str, Any]]]) -> Path:
    (directory / "clusters").mkdir(parents=True, exist_ok=True)
    for name, values in clusters.items():
        content = {"name": name, "version": 7, "values": values}
        (directory / "clusters" / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return directory


#: A small galaxy of our own; facts are made up, and so are the names, but for the everyday words that the gazetteer must judge.
CLUSTERS: dict[str, list[dict[str, Any]]] = {
    "threat-actor": [
        element(1, "APT901", "A group.", synonyms=["ZANTHIUM", "GREY HERON"], country="CN",
                cfr_suspected_victims=["Germany", "Mars"],
                cfr_suspected_state_sponsor="China", cfr_target_category=["Government"], refs=["https://vendor.example/heron"]),
        element(2, "Marsh Owl", "Another.", synonyms=["Shared Alias"], country="RU"),
        element(3, "Fen Harrier", "A third.", synonyms=["Shared Alias"], country="IR", related=[("similar", 2, "unlikely")]),
        element(4, "Bog Bittern", "Said to be two groups.", country="KP",
                related=[("similar", 101, "likely"), ("similar", 102, "likely")]),
        element(5, "Reed Warbler", "Uses a tool.", related=[("uses", 31, "likely"), ("uses", 999, "likely")]),
        element(6, "Same Name", "Main names agree.", country="BY"),
    ],
    "microsoft-activity-group": [
        element(21, "Heron Typhoon", "", synonyms=["GREY HERON", "APT901"], country="CN", related=[("similar", 1, "likely")]),
    ],
    "malpedia": [
        element(31, "FROGSPAWN", "FROGSPAWN is a backdoor.", refs=["https://malpedia.caad.fkie.fraunhofer.de/details/win.frogspawn"]),
        element(32, "Tadpole", "Tadpole is malware used exclusively by Marsh Owl.", synonyms=["NEWTBABY"], refs=[]),
        element(33, "Silence", "A loader.", refs=["https://malpedia.caad.fkie.fraunhofer.de/details/win.silence"]),
        element(34, "FROGSPAWN", "", refs=["https://malpedia.caad.fkie.fraunhofer.de/details/apk.frogspawn"]),
    ],
    "tool": [element(41, "at", "Schedules jobs."), element(42, "PowerShell", "A shell.")],
    "ransomware": [element(51, "Play", "Encrypts files."), element(52, "Havoc", "A locker that encrypts files.")],
    "tidal-groups": [element(61, "ZANTHIUM", "", group_attack_id="G9001", source="MITRE", observed_countries=["FR"])],
    "tidal-software": [
        element(71, "Havoc", "A command framework.", related=[("used-by", 61, "likely")], software_attack_id="S3999",
                source="Tidal Cyber"),
    ],
    "country": [element(81, "germany", ISO="DE"), element(82, "gibraltar", ISO="GI")],
    "sector": [element(91, "Energy")],
}  # fmt: skip


def stix_objects() -> list[dict[str, Any]]:
    def reference(external: str, *others: dict[str, str]) -> list[dict[str, str]]:
        return [
            {"source_name": "mitre-attack", "external_id": external, "url": f"https://attack.mitre.org/x/{external}"},
            *others,
        ]

    heron = {"source_name": "Vendor Heron 2020", "url": "https://vendor.example/heron/",
             "description": "Doe, J. (2020, March 5). Heron. Retrieved May 1, 2020."}  # fmt: skip
    alias = {"source_name": "APT901", "description": "(Citation: Microsoft Names July 2020)"}
    common = {"created": "2019-01-01T00:00:00.000Z", "modified": "2020-06-01T00:00:00.000Z"}

    def item(kind: str, number: int, name: str, external: str, **more: Any) -> dict[str, Any]:
        refs = more.pop("refs", ())
        return {"type": kind, "id": f"{kind}--{uuid(number)}", "name": name, "external_references": reference(external, *refs),
                **common, **more}  # fmt: skip

    def link(number: int, kind: str, source: str, target: str, **more: Any) -> dict[str, Any]:
        return {"type": "relationship", "id": f"relationship--{uuid(number)}", "relationship_type": kind, "source_ref": source,
                "target_ref": target, **common, **more}  # fmt: skip

    def ref(kind: str, number: int) -> str:
        return f"{kind}--{uuid(number)}"

    return [
        item("intrusion-set", 100, "ZANTHIUM", "G9001", aliases=["ZANTHIUM", "APT901"], refs=(heron, alias),
             description="[ZANTHIUM](https://attack.mitre.org/groups/G9001) is a group.(Citation: Vendor Heron 2020)"),
        item("intrusion-set", 101, "Moor Hen", "G9002", aliases=["Moor Hen"],
             description="Moor Hen is a Russian state-sponsored group that targets Ukraine."),
        item("intrusion-set", 102, "Water Rail", "G9003", aliases=["Water Rail"]),
        item("intrusion-set", 103, "Same Name", "G9004"),
        item("intrusion-set", 104, "Old Heron", "G9005", revoked=True),
        item("intrusion-set", 105, "Late Comer", "G9006", created="2023-05-01T00:00:00.000Z"),
        item("malware", 110, "FROGSPAWN", "S9001", x_mitre_aliases=["FROGSPAWN", "Spawn"], x_mitre_platforms=["Windows"]),
        item("tool", 111, "at", "S9002", description="at is a built-in Windows utility."),
        item("attack-pattern", 120, "Phish", "T9001",
             kill_chain_phases=[{"kill_chain_name": "mitre-attack", "phase_name": "initial-access"}]),
        item("attack-pattern", 121, "Phish Attachment", "T9001.001", x_mitre_is_subtechnique=True),
        item("attack-pattern", 122, "Old Phish", "T9002", revoked=True),
        item("attack-pattern", 123, "Gone", "T9003", x_mitre_deprecated=True),
        item("campaign", 130, "Operation Pond", "C9001", aliases=["Operation Pond"], first_seen="2020-01-01T00:00:00.000Z"),
        link(200, "uses", ref("intrusion-set", 100), ref("attack-pattern", 121), external_references=[heron],
             description="[ZANTHIUM](https://attack.mitre.org/groups/G9001) sent <code>lure.doc</code>."
                         "(Citation: Vendor Heron 2020)"),
        link(201, "uses", ref("intrusion-set", 100), ref("malware", 110), external_references=[heron]),
        link(202, "uses", ref("malware", 110), ref("attack-pattern", 120)),
        link(203, "subtechnique-of", ref("attack-pattern", 121), ref("attack-pattern", 120)),
        link(204, "revoked-by", ref("attack-pattern", 122), ref("attack-pattern", 121)),
        link(205, "revoked-by", ref("intrusion-set", 104), ref("intrusion-set", 100)),
        link(206, "uses", ref("intrusion-set", 101), ref("attack-pattern", 122)),
        link(207, "attributed-to", ref("campaign", 130), ref("intrusion-set", 101)),
        link(208, "uses", ref("campaign", 130), ref("malware", 110)),
        link(209, "uses", ref("intrusion-set", 101), ref("malware", 110), created="2022-02-02T00:00:00.000Z"),
        link(210, "uses", ref("intrusion-set", 101), ref("malware", 777)),
    ]  # fmt: skip


def write_bundle(path: Path, objects: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}), encoding="utf-8")
    return path

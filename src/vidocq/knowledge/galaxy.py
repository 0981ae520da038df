"""Reads MISP galaxy clusters from a directory: what is broken is reported and left out, the rest is used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from vidocq import files
from vidocq.errors import KnowledgeError
from vidocq.vocabulary.counts import counted

Progress = Callable[[str], None]

#: Clusters that are read, if the directory has them.
MAIN_CLUSTER = "threat-actor"
ACTOR_CLUSTERS = (MAIN_CLUSTER, "microsoft-activity-group", "360net", "tidal-groups")
SOFTWARE_CLUSTERS = (
    *(
        "malpedia",
        "tool",
        "rat",
        "botnet",
        "banker",
        "stealer",
        "backdoor",
        "ransomware",
        "android",
        "cryptominers",
        "exploit-kit",
    ),
    "tidal-software",
)
ATTACK_CLUSTERS = ("mitre-intrusion-set", "mitre-malware", "mitre-tool", "mitre-attack-pattern")
PLACE_CLUSTERS = ("country", "target-information", "region", "sector", "nato", "intelligence-agencies")
CLUSTERS = (*ATTACK_CLUSTERS, *ACTOR_CLUSTERS, *SOFTWARE_CLUSTERS, "tidal-campaigns", "tidal-references", *PLACE_CLUSTERS)

_MAX_FILE = 64 << 20
OWN_LICENCE = "CC0-1.0 or BSD-2-Clause, (c) MISP project and contributors"
LICENCE = f"{OWN_LICENCE}; Malpedia content CC BY-NC-SA 3.0 (Fraunhofer FKIE)"


class Relation(msgspec.Struct, frozen=True, gc=False):
    """One element's relation to another: kind (``similar``, ``uses`` ...), the other's UUID, the stated likelihood."""

    kind: str
    target: str
    likelihood: str = ""


class Element(msgspec.Struct, frozen=True, gc=False):
    """One element of a cluster; ``meta`` values are always tuples of strings."""

    cluster: str
    uuid: str
    value: str
    description: str
    meta: dict[str, tuple[str, ...]]
    related: tuple[Relation, ...] = ()
    revoked: bool = False

    def one(self, name: str) -> str:
        """First value of a meta field, or the empty string."""
        values = self.meta.get(name, ())
        return values[0] if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a meta field."""
        return self.meta.get(name, ())


@dataclass(frozen=True)
class Galaxy:
    """Elements by cluster name, versions of the clusters, the digest of the files read, what could not be used, and its day."""

    elements: dict[str, tuple[Element, ...]]
    versions: dict[str, str]
    digest: str
    label: str
    problems: list[str] = field(default_factory=list)
    day: str | None = None

    def of(self, *clusters: str) -> Iterator[Element]:
        """All elements of the named clusters, in order."""
        for cluster in clusters:
            yield from self.elements.get(cluster, ())


def cluster_files(directory: Path) -> tuple[Path, ...]:
    """The cluster files in a galaxy checkout (``DIR`` or ``DIR/clusters``), in the order of ``CLUSTERS``.

    Raises:
        KnowledgeError: no directory, or no cluster in it.
    """
    if not directory.is_dir():
        raise KnowledgeError(
            "no such directory", where=str(directory), hint="give a MISP galaxy checkout or its clusters directory"
        )
    for place in (directory / "clusters", directory, directory / "misp-galaxy" / "clusters"):
        found = tuple(path for name in CLUSTERS if (path := place / f"{name}.json").is_file())
        if found:
            return found
    raise KnowledgeError("no galaxy clusters here", where=str(directory), hint="expected files such as threat-actor.json")


def read(directory: Path, *, label: str = "misp-galaxy", progress: Progress | None = None) -> Galaxy:
    """Read all known clusters of a directory.

    Raises:
        KnowledgeError: no directory, no clusters, or not one of them could be read.
    """
    digest = hashlib.sha256()
    elements: dict[str, tuple[Element, ...]] = {}
    versions: dict[str, str] = {}
    problems: list[str] = []
    for path in cluster_files(directory):
        if progress:
            progress(f"reading {path.name}")
        try:
            raw = _bounded(path)
            found, version = _parse(path.stem, raw, problems)
        except (OSError, ValueError, RecursionError) as error:
            problems.append(f"{path.name}: cannot be read: {error}")
            continue
        digest.update(path.name.encode() + hashlib.sha256(raw).digest())
        elements[path.stem], versions[path.stem] = found, version
    if not elements:
        raise KnowledgeError("no cluster could be read", where=str(directory), hint=problems[0] if problems else None)
    return Galaxy(elements, versions, digest.hexdigest(), label, problems)


def orphans(galaxy: Galaxy) -> tuple[str, ...]:
    """One sentence for each cluster with relations to elements that no file here has."""
    known = {element.uuid for elements in galaxy.elements.values() for element in elements}
    found = []
    for cluster, elements in galaxy.elements.items():
        lost = sum(relation.target not in known for element in elements for relation in element.related)
        if lost:
            found.append(
                f"{cluster}.json: {counted(lost, 'relation leads', 'relations lead')} to elements that are not here; not followed"
            )
    return tuple(found)


def _bounded(path: Path) -> bytes:
    return files.content(path, _MAX_FILE)


def _parse(cluster: str, raw: bytes, problems: list[str]) -> tuple[tuple[Element, ...], str]:
    try:
        document: Any = msgspec.json.decode(raw)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error
    values = document.get("values") if isinstance(document, dict) else None
    if not isinstance(values, list):
        raise ValueError("not a galaxy cluster: no list 'values'")
    found: list[Element] = []
    for index, value in enumerate(values):
        element = _element(cluster, value)
        if element is None:
            problems.append(f"{cluster}.json: value {index} has no name or is no object; left out")
        else:
            found.append(element)
    return tuple(found), str(document.get("version", ""))


def _element(cluster: str, value: Any) -> Element | None:
    if not isinstance(value, dict) or not isinstance(value.get("value"), str) or not value["value"].strip():
        return None
    meta = value.get("meta")
    related = value.get("related")
    description = value.get("description")
    return Element(
        cluster=cluster,
        uuid=value["uuid"] if isinstance(value.get("uuid"), str) else "",
        value=value["value"].strip(),
        description=description if isinstance(description, str) else "",
        meta={str(name): _strings(items) for name, items in meta.items()} if isinstance(meta, dict) else {},
        related=tuple(_relations(related)) if isinstance(related, list) else (),
        revoked=value.get("revoked") is True,
    )


def _strings(items: Any) -> tuple[str, ...]:
    if isinstance(items, str):
        return (items.strip(),) if items.strip() else ()
    if isinstance(items, list):
        return tuple(item.strip() for item in items if isinstance(item, str) and item.strip())
    return (str(items),) if isinstance(items, (int, float)) else ()


def _relations(related: list[Any]) -> Iterator[Relation]:
    for item in related:
        if not isinstance(item, dict) or not isinstance(item.get("dest-uuid"), str):
            continue
        tags = item.get("tags")
        likelihood = ""
        for tag in tags if isinstance(tags, list) else ():
            if isinstance(tag, str) and "likelihood-probability=" in tag:
                likelihood = tag.partition("=")[2].strip('"')
        yield Relation(str(item.get("type", "")).strip(), item["dest-uuid"], likelihood)

"""Reads ATT&CK from STIX 2.0 or 2.1: a bundle (plain, .gz or .xz) or a directory with one object or bundle a file."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import lzma
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from vidocq.errors import KnowledgeError
from vidocq.knowledge.attack import Attack, AttackLink, AttackObject, Citation, cited_in
from vidocq.knowledge.galaxy import Progress
from vidocq.vocabulary.counts import counted

_MAX_TEXT = 512 << 20
_MAX_FILES = 200_000
_MAX_PROBLEMS = 200
_CHUNK = 1 << 20
_KINDS = {"intrusion-set": "group", "malware": "malware", "tool": "tool", "attack-pattern": "technique", "campaign": "campaign"}
_LINKS = frozenset({"uses", "attributed-to", "subtechnique-of", "revoked-by"})
_ATTACK_SOURCES = frozenset({"mitre-attack", "mitre-mobile-attack", "mitre-ics-attack"})
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2}))?")


def read(place: Path, *, as_of: str | None = None, progress: Progress | None = None) -> Attack:
    """Read ATT&CK as it stood on a date.

    Args:
        place: a bundle file (also ``.gz`` or ``.xz``), or a directory of JSON files.
        as_of: date (``YYYY-MM-DD``); what was created later is dropped. What was changed later keeps its later wording:
            STIX holds no history, so for the state at a date give that date's release where there is one.
        progress: told in a few words what is being done.

    Raises:
        KnowledgeError: nothing there, not STIX, or no ATT&CK group in it.
    """
    problems = _Problems()
    digest = hashlib.sha256()
    objects: dict[str, dict[str, Any]] = {}
    if progress:
        progress(f"reading {place.name}")
    for name, raw in _files(place, problems):
        digest.update(hashlib.sha256(raw).digest())
        for item in _objects(name, raw, problems):
            before = objects.get(item["id"])
            # The same object twice: the later version counts (STIX 2.1, part 3.6).
            if before is None or str(item.get("modified", "")) >= str(before.get("modified", "")):
                objects[item["id"]] = item
    attack = _attack(objects.values(), as_of, problems)
    if not any(item.kind == "group" for item in attack.objects.values()):
        told = problems.listed()
        hint = "expected intrusion-set objects with an external id such as G0007"
        if as_of and objects:
            hint += f", created by {as_of}"
        elif told and not objects:
            hint = f"{hint}; {told[0]}"
        raise KnowledgeError("no ATT&CK group here", where=str(place), hint=hint)
    attack.digest, attack.problems = digest.hexdigest(), problems.listed()
    attack.version = attack.version or _version_in(place.name)
    attack.label = f"MITRE ATT&CK STIX ({place.name})"
    return attack


#: ATT&CK's own file names end in the release.
_RELEASE = re.compile(r"-attack-v?(\d{1,3}\.\d{1,2})(?:\.json|\.|$)")


def _version_in(name: str) -> str:
    """The release as the file's name has it, where the objects do not say; empty where it has none."""
    found = _RELEASE.search(name)
    return f"{found[1]} (by the file's name)" if found else ""


class _Problems:
    """Collects what could not be used, up to a limit, and counts the rest."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._more = 0

    def add(self, problem: str) -> None:
        if len(self._found) < _MAX_PROBLEMS:
            self._found.append(problem)
        else:
            self._more += 1

    def listed(self) -> list[str]:
        return [*self._found, f"and {self._more} more such problems"] if self._more else self._found


# --- bytes --------------------------------------------------------------------------------------------------------------


def _files(place: Path, problems: _Problems) -> Iterator[tuple[str, bytes]]:
    if not place.exists():
        raise KnowledgeError(
            "no such file or directory", where=str(place), hint="give an ATT&CK STIX bundle or a directory of objects"
        )
    if place.is_file():
        try:
            yield place.name, _content(place, _MAX_TEXT)
        except (OSError, EOFError, ValueError, lzma.LZMAError) as error:
            raise KnowledgeError(f"cannot be read: {error}", where=str(place)) from error
        return
    left, count = _MAX_TEXT, 0
    # A wrong directory, such as a whole disk, is noticed before all of it is listed.
    listed = list(itertools.islice(place.rglob("*"), _MAX_FILES + 1))
    if len(listed) > _MAX_FILES:
        raise KnowledgeError(f"more than {_MAX_FILES} files", where=str(place), hint="give the directory of one ATT&CK domain")
    for path in sorted(listed):
        if not path.name.endswith((".json", ".json.gz", ".json.xz")) or not path.is_file() or path.is_symlink():
            continue
        count += 1
        try:
            raw = _content(path, left)
        except (OSError, EOFError, ValueError, lzma.LZMAError) as error:
            problems.add(f"{path.name}: cannot be read: {error}")
            continue
        left -= len(raw)
        yield str(path.relative_to(place)), raw
    if count == 0:
        raise KnowledgeError("no JSON file here", where=str(place), hint="give an ATT&CK STIX bundle or a directory of objects")


def _content(path: Path, limit: int) -> bytes:
    """All bytes of a file, unpacked if need be, up to a limit."""
    with path.open("rb") as file:
        head = file.read(6)
        file.seek(0)
        if head.startswith(b"\x1f\x8b"):
            with gzip.open(file) as unpacked:
                return _bounded(unpacked, limit)
        if head == b"\xfd7zXZ\x00":
            # The memory limit keeps a crafted dictionary size from taking gigabytes.
            return _bounded(_Unxz(file), limit)
        return _bounded(file, limit)


class _Unxz:
    """Reads an xz file with a bound on the memory that unpacking may take."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._unpack = lzma.LZMADecompressor(memlimit=256 << 20)

    def read(self, size: int) -> bytes:
        """Up to ``size`` unpacked bytes; empty at the end.

        Raises:
            EOFError: the file ends too early.
        """
        while not self._unpack.eof:
            packed = self._file.read(_CHUNK) if self._unpack.needs_input else b""
            if self._unpack.needs_input and not packed:
                raise EOFError("compressed file cut short")
            found = self._unpack.decompress(packed, size)
            if found:
                return found
        return b""


def _bounded(file: Any, limit: int) -> bytes:
    found: list[bytes] = []
    size = 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise ValueError(f"more than {_MAX_TEXT >> 20} MB unpacked")
        found.append(chunk)
    return b"".join(found)


# --- objects --------------------------------------------------------------------------------------------------------------


def _objects(name: str, raw: bytes, problems: _Problems) -> Iterator[dict[str, Any]]:
    try:
        document = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        problems.add(f"{name}: not JSON: {error}")
        return
    if not isinstance(document, dict):
        problems.add(f"{name}: not STIX: neither a bundle nor an object")
        return
    if document.get("type") == "bundle":
        listed = document.get("objects")
        if not isinstance(listed, list):
            problems.add(f"{name}: a bundle without a list of objects")
            return
    elif isinstance(document.get("id"), str) and isinstance(document.get("type"), str):
        listed = [document]
    else:
        problems.add(f"{name}: not STIX: no type and id")
        return
    for index, item in enumerate(listed):
        if isinstance(item, dict) and isinstance(item.get("id"), str) and isinstance(item.get("type"), str):
            yield item
        else:
            problems.add(f"{name}: object {index} has no type or id; left out")


def _attack(items: Iterable[dict[str, Any]], as_of: str | None, problems: _Problems) -> Attack:
    objects: dict[str, AttackObject] = {}
    links: list[AttackLink] = []
    version = ""
    for item in items:
        created = _date(item.get("created"))
        if item["type"] == "x-mitre-collection":
            version = str(item.get("x_mitre_version", "")) or version
        if as_of and (created is None or created[:10] > as_of):
            continue
        if item["type"] in _KINDS:
            read_object = _object(item, created, problems)
            if read_object is not None:
                objects[read_object.uuid] = read_object
        elif item["type"] == "relationship" and item.get("relationship_type") in _LINKS:
            link = _link(item, created, problems)
            if link is not None:
                links.append(link)
    _cite_aliases(objects.values())
    whole = [link for link in links if link.source in objects and link.target in objects]
    if len(whole) < len(links) and not as_of:
        lead = counted(len(links) - len(whole), "relationship leads", "relationships lead")
        problems.add(f"{lead} to objects that are not here; left out")
    return Attack(objects, whole, version, "", "")


def _uuid(stix_id: str) -> str:
    return stix_id.partition("--")[2]


def _date(value: Any) -> str | None:
    found = _DATE.match(value) if isinstance(value, str) else None
    if found is None:
        return None
    return f"{found[1]}T{found[2]}Z" if found[2] else found[1]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _references(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    listed = item.get("external_references")
    for reference in listed if isinstance(listed, list) else ():
        if isinstance(reference, dict) and isinstance(reference.get("source_name"), str):
            yield reference


def _object(item: dict[str, Any], created: str | None, problems: _Problems) -> AttackObject | None:
    references = list(_references(item))
    external = next((r.get("external_id") for r in references if r["source_name"] in _ATTACK_SOURCES), None)
    name = _text(item.get("name")).strip()
    if not isinstance(external, str) or not name or not _uuid(item["id"]):
        problems.add(f"{item['id']}: {item['type']} without a name or an ATT&CK id; left out")
        return None
    phases = item.get("kill_chain_phases")
    tactics = [_text(phase.get("phase_name")) for phase in phases if isinstance(phase, dict)] if isinstance(phases, list) else []
    aliases = _texts(item.get("aliases")) or _texts(item.get("x_mitre_aliases"))
    return AttackObject(
        uuid=_uuid(item["id"]),
        id=external.upper(),
        kind=_KINDS[item["type"]],
        name=name,
        aliases=tuple(dict.fromkeys((name, *aliases))),
        description=_text(item.get("description")),
        citations=tuple(_citation(r) for r in references if r["source_name"] not in _ATTACK_SOURCES and r.get("url")),
        alias_sources={r["source_name"]: cited_in(_text(r.get("description"))) for r in references if not r.get("url")},
        tactics=tuple(dict.fromkeys(tactic for tactic in tactics if tactic)),
        created=created,
        modified=_date(item.get("modified")),
        first_seen=_date(item.get("first_seen")),
        last_seen=_date(item.get("last_seen")),
        revoked=item.get("revoked") is True,
        deprecated=item.get("x_mitre_deprecated") is True,
        platforms=_texts(item.get("x_mitre_platforms")),
    )


def _citation(reference: dict[str, Any]) -> Citation:
    return Citation(reference["source_name"], _text(reference.get("url")), _text(reference.get("description")))


def _cite_aliases(objects: Iterable[AttackObject]) -> None:
    """Keep of the alias references only those of real aliases: some are citations without an address."""
    for item in objects:
        item.alias_sources = {alias: cited for alias, cited in item.alias_sources.items() if alias in item.aliases and cited}


def _link(item: dict[str, Any], created: str | None, problems: _Problems) -> AttackLink | None:
    source, target = _uuid(_text(item.get("source_ref"))), _uuid(_text(item.get("target_ref")))
    if not source or not target:
        problems.add(f"{item['id']}: relationship without source or target; left out")
        return None
    if item.get("revoked") is True or item.get("x_mitre_deprecated") is True:
        return None
    return AttackLink(
        kind=item["relationship_type"],
        source=source,
        target=target,
        description=_text(item.get("description")),
        citations=tuple(_citation(reference) for reference in _references(item)),
        created=created,
    )

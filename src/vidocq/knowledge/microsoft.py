"""Reads Microsoft's map of names: what it calls groups, and what it says others call them."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import msgspec

from vidocq import files
from vidocq.errors import KnowledgeError
from vidocq.knowledge.actors import ActorDraft
from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import SnapshotMeta

_SOURCE = "Microsoft's map of names"
LICENCE = "Microsoft, CC BY 4.0"
_MAX_FILE = 8 << 20
_DAY = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?")


@dataclass(frozen=True, slots=True)
class MicrosoftNames:
    """Microsoft's names with the others' names beside each, the digest of the file, and its day as its name gives it."""

    names: tuple[tuple[str, tuple[str, ...]], ...]
    digest: str
    day: str | None

    def add_to(self, actors: dict[str, ActorDraft]) -> None:
        """Give each group Microsoft's name for it, where what stands beside it all means one group.

        Names that mean several groups decide nothing, and nothing is merged: a name is added as Microsoft's word.
        """
        holders: dict[str, set[str]] = defaultdict(set)
        for actor in actors.values():
            if actor.revoked_by is None:
                for name in actor.names.values():
                    holders[key(name.text)].add(actor.id)
        for own, others in self.names:
            if holders.get(key(own)):
                continue
            meant = [holders[key(name)] for name in others if len(holders.get(key(name), ())) == 1]
            if meant and all(one == meant[0] for one in meant):
                actors[next(iter(meant[0]))].add_name(own, "Microsoft", _SOURCE)

    def credited(self, meta: SnapshotMeta) -> SnapshotMeta:
        """The meta with this source, its licence and its day."""
        return msgspec.structs.replace(
            meta,
            sources=(*meta.sources, (_SOURCE, f"{len(self.names)} groups, sha256 {self.digest}")),
            licences=(*meta.licences, (_SOURCE, LICENCE)),
            dates=(*meta.dates, *([(_SOURCE, self.day)] if self.day else [])),
        )


class _Row(msgspec.Struct):
    name: str = msgspec.field(name="Threat actor name")
    others: str = msgspec.field(name="Other names", default="")


def read(path: Path) -> MicrosoftNames:
    """Read the map (a JSON list).

    Raises:
        KnowledgeError: it is missing, too large or no such map.
    """
    try:
        raw = files.content(path, _MAX_FILE)
        rows = msgspec.json.decode(raw, type=list[_Row])
    except OSError as error:
        raise KnowledgeError(f"cannot be read: {error.strerror or error}", where=str(path)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"not Microsoft's map of names: {error}", where=str(path)) from error
    names = tuple((row.name.strip(), _split(row.others)) for row in rows if row.name.strip())
    return MicrosoftNames(names, hashlib.sha256(raw).hexdigest(), day_in(path.name))


def _split(others: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in others.split(",") if name.strip())


def day_in(name: str) -> str | None:
    """The last day or month (EDTF) in the name of a file, None where there is none."""
    found = _DAY.findall(name)
    return found[-1] if found else None

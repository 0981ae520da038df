"""Reads the notes of tests/cases/notes: a head line with what must come of it, then the text."""

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "notes"
_HEAD = re.compile(r"(?P<id>\S+) (?:nobody|names (?P<group>\S+) (?P<state>\S+))(?: \| (?P<roles>.*))?")


class Note(NamedTuple):
    """A note: ``group`` and ``state`` are empty where nobody may be named; ``roles`` are (name, role)."""

    id: str
    text: str
    group: str
    state: str
    roles: tuple[tuple[str, str], ...]


def notes():
    """All notes, in order of file and place."""
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        for block in re.split(r"(?m)^=== ", path.read_text(encoding="utf-8"))[1:]:
            head, _, text = block.partition("\n")
            match = _HEAD.fullmatch(head)
            assert match, head
            roles = tuple(tuple(one.split(": ")) for one in (match["roles"] or "").split("; ") if one)
            found.append(Note(match["id"], text, match["group"] or "", match["state"] or "", roles))
    return found

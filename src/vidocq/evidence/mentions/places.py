"""Where a name stands: a folder or registry key that only looks like a program, a row in a table of what was looked for."""

from __future__ import annotations

import re

#: A name that is one step of a path, with more path behind it, or anywhere in a registry key.
_BEHIND = re.compile(r"[\w .()-]{0,40}[\\/](?![\\/])")
_REGISTRY = re.compile(r"(?:HK(?:LM|CU|CR|U|CC)|HKEY_\w+)\\\S{0,200}$")
_BEFORE = re.compile(r"(?:[A-Za-z]:|[\\/]|%\w+%)[\\/]?(?:[\w .()-]{1,60}[\\/])*$")
#: What the head of a table of hunts says.
_HEAD = re.compile(
    r"\b(?:look(?:ing|ed) for|hunt(?:ed|ing)?|search(?:ed)?(?: for)?|checked(?: for)?|swept for|query|indicator sought)\b",
    re.IGNORECASE,
)
_OUTCOME = re.compile(r"\b(?:outcome|results?|status|finding|verdict|found)\b", re.IGNORECASE)
#: What counts as found in the column of outcomes.
_HIT = re.compile(r"\b(?:confirmed|found|present|yes|positive|infected|[1-9]\d* (?:hits?|hosts?|confirmed|of))\b", re.IGNORECASE)
_NO_HIT = re.compile(r"\b(?:absent|clean|none|no match|no hits?|0 of|0|not found|negative|nil|no)\b", re.IGNORECASE)
#: A line longer than this is no row.
_ROW = 400


def in_path(text: str, start: int, end: int) -> bool:
    """Whether the name at a span is a folder in a path or part of a registry key: anybody may call a folder so."""
    line = text.rfind("\n", 0, start) + 1
    before = text[max(line, start - 300) : start]
    if _REGISTRY.search(before):
        return True
    return bool(_BEFORE.search(before) and _BEHIND.match(text[end : end + 60]))


def outcome(text: str, start: int, end: int) -> tuple[bool, str] | None:
    """What a table of hunts says came of the name in one of its rows: whether it was absent, and the words.

    None if it is no such table, or the name was found.
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    row = text[first : last if last >= 0 else len(text)]
    if "|" not in row or len(row) > _ROW:
        return None
    column = _outcome_column(text, first)
    cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
    if column is None or column >= len(cells):
        return None
    told = cells[column]
    if told.lower().startswith("n/a"):
        return False, told
    if _NO_HIT.search(told) or told in ("", "-", "–", "—"):
        return True, told or "-"
    return None if _HIT.search(told) and "benign" not in told.lower() else (False, told)


def _outcome_column(text: str, before: int) -> int | None:
    """The column of outcomes in the table whose row begins at ``before``."""
    lines = text[max(0, before - 5000) : before].splitlines()
    table: list[str] = []
    for line in reversed(lines):
        if "|" not in line:
            break
        table.append(line)
    if not table or not _HEAD.search(table[-1]):
        return None
    cells = table[-1].strip().strip("|").split("|")
    return next((at for at, cell in enumerate(cells) if _OUTCOME.search(cell)), None)

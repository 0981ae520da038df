"""The annotated corpus of the statement reader: one folder a hand, read and checked line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from vidocq.errors import InputError
from vidocq.statements.linear import ACTS, MEASURES
from vidocq.vocabulary.speech import ObjectLevel
from vidocq.vocabulary.states import bodies, code_of, is_state

FILES = ("sentences.jsonl", "documents.jsonl")
_LEVELS = frozenset(level.value for level in ObjectLevel)
_MEASURES = frozenset((*MEASURES, "public_attribution"))


class GoldStatement(msgspec.Struct, frozen=True, kw_only=True):
    """What one speaker says in a text, as annotated."""

    speaker: str
    act: str | None = None
    objects: tuple[str, ...] = ()
    level: str = "none"
    reaction: int = 0
    modality: str = ""
    optional: bool = False
    quote: str = ""


class GoldResponse(msgspec.Struct, frozen=True, kw_only=True):
    """What one party did, as annotated."""

    by: str
    measure: str
    optional: bool = False
    quote: str = ""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One annotated text; ``hand`` is who wrote it, ``whole`` whether it is a document and not a sentence or three."""

    id: str
    hand: str
    register: str
    text: str
    published: str | None = None
    whole: bool = False
    statements: tuple[GoldStatement, ...] = ()
    responses: tuple[GoldResponse, ...] = ()
    must_not: tuple[dict[str, Any], ...] = ()


def load(folder: str | Path) -> list[Item]:
    """All items of a corpus folder (one folder a hand, or the folder of one hand); lines that do not parse are left out.

    Raises:
        InputError: the folder is missing or holds no hand.
    """
    root = Path(folder)
    if not root.is_dir():
        raise InputError("no such folder", where=str(folder))
    hands = [root] if any((root / name).is_file() for name in FILES) else sorted(path for path in root.iterdir() if path.is_dir())
    items = [item for hand in hands for item in _hand(hand)]
    if not items:
        raise InputError("no annotated text found", where=str(folder), hint="HAND/sentences.jsonl or HAND/documents.jsonl")
    return items


def _hand(folder: Path) -> Iterator[Item]:
    for name in FILES:
        path = folder / name
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            try:
                row = json.loads(line)
                yield msgspec.convert({**_plain(row), "hand": folder.name, "whole": name == FILES[1]}, Item)
            except (ValueError, msgspec.ValidationError, KeyError, TypeError, AttributeError):
                continue


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A line with its gaps (null for none) filled."""
    for record in (*row.get("statements", ()), *row.get("responses", ())):
        for key, value in (("reaction", 0), ("modality", ""), ("level", "none"), ("quote", ""), ("objects", [])):
            if key in record and record[key] is None:
                record[key] = value
    known = ("id", "register", "text", "published", "statements", "responses", "must_not")
    return {key: row[key] for key in known if key in row and row[key] is not None}


def problems(folder: str | Path) -> list[str]:
    """What is wrong in a hand's files, line by line: what does not parse, unknown codes, quotes that are no slices."""
    found: list[str] = []
    for name in FILES:
        path = Path(folder) / name
        if not path.is_file():
            found.append(f"{name}: missing")
            continue
        seen: set[str] = set()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{name}:{number}"
            try:
                row = json.loads(line)
                item = msgspec.convert({**_plain(row), "hand": "", "whole": name == FILES[1]}, Item)
            except (ValueError, msgspec.ValidationError, KeyError, TypeError, AttributeError) as error:
                found.append(f"{where}: {error}")
                continue
            if item.id in seen:
                found.append(f"{where}: id {item.id} twice")
            seen.add(item.id)
            found += [f"{where}: {text}" for text in _wrong(item)]
    return found


def _wrong(item: Item) -> Iterator[str]:
    for statement in item.statements:
        if statement.act is not None and statement.act not in ACTS:
            yield f"act {statement.act}"
        if statement.level not in _LEVELS:
            yield f"level {statement.level}"
        if not 0 <= statement.reaction <= 6:
            yield f"reaction {statement.reaction}"
        yield from _code(statement.speaker, item.text)
        if item.whole and statement.quote and statement.quote not in item.text:
            yield f"no such quote: {statement.quote[:50]}"
    for response in item.responses:
        if response.measure not in _MEASURES:
            yield f"measure {response.measure}"
        yield from _code(response.by, item.text)
        if item.whole and response.quote and response.quote not in item.text:
            yield f"no such quote: {response.quote[:50]}"


def _code(party: str, text: str) -> Iterator[str]:
    if not is_state(party) and party not in bodies() and party not in ("Five Eyes", "African Union") and party not in text:
        yield f"party {party} neither a code nor in the text"


def party_code(name: str) -> str:
    """A party's code as the reader counts it: what the vocabulary makes of a name, else the name."""
    if is_state(name) or name in bodies():
        return bodies()[name].party if name in bodies() else name
    found = code_of(name)
    return found if found is not None and not is_state(found) else name


_TAILS = (" ransomware gang", " ransomware group", " ransomware", " group", " gang", " team", " crew", " collective")


def same_name(name: str) -> str:
    """A name as it is compared: small letters, without an article or a word for the kind of body behind it."""
    plain = " ".join(name.replace("\u2019", "'").split())
    if is_state(plain) or ":" in plain:
        return plain
    small = plain.lower().removeprefix("the ")
    for tail in _TAILS:
        small = small.removesuffix(tail)
    return small

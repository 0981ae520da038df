"""The words that tell what a mention is, read from the data file and made ready to search with."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from vidocq.model import Role

ROLES: Mapping[str, Role] = {
    "not found": Role.NOT_FOUND,
    "compared": Role.COMPARED,
    "background": Role.BACKGROUND,
    "others": Role.OTHERS,
    "generic": Role.GENERIC,
    "unsure": Role.UNSURE,
}


class Cue(NamedTuple):
    """One class of cues; a pattern is None where the class has no words of that scope."""

    role: Role
    weak: bool
    before: re.Pattern[str] | None
    close: re.Pattern[str] | None
    after: re.Pattern[str] | None
    touching: re.Pattern[str] | None


class Cues(NamedTuple):
    """All that the data file says."""

    classes: tuple[Cue, ...]
    looked: re.Pattern[str]
    none: re.Pattern[str]
    some: re.Pattern[str]
    found: re.Pattern[str]
    blind: re.Pattern[str]
    blank: re.Pattern[str]
    again: re.Pattern[str]
    border: re.Pattern[str]
    headings: tuple[tuple[Role, re.Pattern[str]], ...]
    genres: tuple[tuple[str, re.Pattern[str]], ...]
    account: re.Pattern[str]
    available_before: re.Pattern[str]
    available_after: re.Pattern[str]
    available_all: re.Pattern[str]


@cache
def cues() -> Cues:
    """Give the cues, read once."""
    text = files("vidocq.evidence.mentions").joinpath("data", "cues.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    found, looked, genre = data["found"], data["looked"], dict(data["genre"])
    account = genre.pop("account")
    return Cues(
        classes=tuple(_class(entry) for entry in data["cue"]),
        looked=_any([looked["verbs"]]),
        none=_any([looked["none"]]),
        some=_any([looked["some"]]),
        found=_any([found["verbs"]]),
        blind=_any([found["blind"]]),
        blank=_any([found["blank"]]),
        again=_any([found["again"]]),
        border=_any([data["clause"]["border"]]),
        headings=tuple((ROLES[role], _any([words])) for role, words in data["headings"].items()),
        genres=tuple((name, _any([words])) for name, words in genre.items()),
        account=_any([account]),
        available_before=_any([data["available"]["before"]]),
        available_after=_any([data["available"]["after"]]),
        available_all=_any([data["available"]["all"]]),
    )


def _class(entry: Mapping[str, Any]) -> Cue:
    return Cue(
        role=ROLES[entry["role"]],
        weak=entry.get("weak", False),
        before=_words(entry.get("before", ()), r"(?<![\w-])(?:{})(?![\w-])"),
        close=_words(entry.get("close", ()), r"(?<![\w-])(?:{})(?![\w-])"),
        after=_words(entry.get("after", ()), r"(?<![\w-])(?:{})"),
        touching=_words(entry.get("touching", ()), r"^[\"”’'*_]{{0,2}} ?(?:{})"),
    )


def _words(patterns: Iterable[str], frame: str) -> re.Pattern[str] | None:
    joined = "|".join(patterns)
    return re.compile(frame.format(joined), re.IGNORECASE) if joined else None


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)

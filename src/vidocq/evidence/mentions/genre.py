"""What sort of text it is: genres that tell of no intrusion of the writer's own, told by several cues and never by one word."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

#: Cues a text must have at least, anchors counting double, and different ones among them.
_SCORE, _DIFFERENT = 5, 3
#: Several stories need less: it only parts paragraphs.
_SEVERAL_SCORE = 4
_SEVERAL = "several"
#: No more of a text is read for its genre.
_READ = 60_000


class Genre(NamedTuple):
    """One genre with its cues, ready to search with."""

    name: str
    anchors: re.Pattern[str]
    words: re.Pattern[str]


class Genres(NamedTuple):
    """All that the data file says."""

    genres: tuple[Genre, ...]
    several: Genre
    own: re.Pattern[str]


@cache
def genres() -> Genres:
    """Give the genres, read once."""
    text = files("vidocq.evidence.mentions").joinpath("data", "genres.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    several = data.pop(_SEVERAL)
    return Genres(
        genres=tuple(_genre(name, entry) for name, entry in data.items()),
        several=_genre(_SEVERAL, several),
        own=re.compile(several["own"], re.IGNORECASE),
    )


def _genre(name: str, entry: dict[str, list[str]]) -> Genre:
    return Genre(name, _cues(entry["anchors"]), _cues(entry["words"]))


def _cues(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE | re.MULTILINE)


def score(text: str, genre: Genre) -> tuple[int, int]:
    """How many points a text has for a genre, and from how many different cues."""
    anchors = _different(genre.anchors, text)
    words = _different(genre.words, text) - anchors
    return (2 * len(anchors) + len(words), len(anchors) + len(words)) if anchors else (0, 0)


def _different(pattern: re.Pattern[str], text: str) -> set[str]:
    return {" ".join(match[0].lower().split()).rstrip("s") for match in pattern.finditer(text)}


def genre_of(text: str, account: int) -> str:
    """The genre of a text that gives ``account`` signs of telling of an intrusion, or the empty string.

    A long text must have more cues than a short one: what stands once in a long report is no genre.
    """
    text = text[:_READ]
    needed = max(_SCORE, account + 1, len(text.split()) // 100)
    for genre in genres().genres:
        points, different = score(text, genre)
        if points >= needed and different >= _DIFFERENT:
            return genre.name
    return ""


def tells_several(text: str) -> bool:
    """Whether a text tells several stories side by side."""
    points, different = score(text[:_READ], genres().several)
    return points >= _SEVERAL_SCORE and different >= _DIFFERENT

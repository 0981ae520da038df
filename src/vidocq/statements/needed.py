"""Patterns that are compiled only when a text has a word they cannot match without: of hundreds of rules a text calls few.

The words are worked out beforehand (``python -m vidocq.statements.needed`` writes ``data/needed.json``) and are kept under a
digest of the whole pattern: a pattern that has changed since has none, and is tried everywhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

#: Shorter words stand everywhere and would hold nothing back; of more alternatives than this the search costs what it saves.
_SHORTEST, _MOST = 3, 80
#: What every token of a coded sentence opens with.
_OPENING = "⟦"
#: Letters that match i, s or k where case is ignored, but do not become these in lower case.
_ODD = frozenset("ſıİ")


class Lazy:
    """A pattern, and sets of words (in lower case): a text must have one of each set for the pattern to match in it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.words: tuple[tuple[str, ...], ...] = _known().get(_name(source), ())

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.source)

    def may_match(self, low: str) -> bool:
        """Whether the pattern can match in a text, given in lower case."""
        # Asked hundreds of times of each sentence: loops are several times as fast as `all` and `any`.
        for words in self.words:
            for word in words:
                if word in low:
                    break
            else:
                return _odd(low)
        return True

    def finditer(self, text: str, low: str) -> Iterator[re.Match[str]]:
        """All matches; ``low`` is the text in lower case."""
        return self.pattern.finditer(text) if self.may_match(low) else iter(())


@lru_cache(maxsize=64)
def _odd(low: str) -> bool:
    return not _ODD.isdisjoint(low)


@cache
def _known() -> dict[str, tuple[tuple[str, ...], ...]]:
    raw = files("vidocq.statements").joinpath("data", "needed.json").read_text(encoding="utf-8")
    return {name: tuple(tuple(words) for words in found) for name, found in json.loads(raw).items()}


def _name(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def words_needed(source: str) -> tuple[tuple[str, ...], ...]:
    """Sets of words (in lower case): a text that lacks all words of any one set has no match of the pattern."""
    from re import _parser  # type: ignore[attr-defined]

    found = {option for option in _of_sequence(list(_parser.parse(source))) if len(option) <= _MOST}
    return tuple(tuple(sorted(option)) for option in sorted(found, key=lambda option: (len(option), sorted(option))))


def _of_sequence(steps: Sequence[tuple[Any, Any]]) -> tuple[frozenset[str], ...]:
    """What a sequence needs: a set of words for each step that tells, of which a match has one."""
    options: list[frozenset[str]] = []
    run = ""
    before = ""
    for operation, what in steps:
        name = str(operation)
        if name == "LITERAL" and what < 128:
            run += chr(what).lower()
        else:
            options += [frozenset({run})] if len(run) >= _SHORTEST else []
            run = ""
            options += _tokens(what) if before == _OPENING and name == "IN" else _of_step(name, what)
        before = chr(what) if name == "LITERAL" else ""
    options += [frozenset({run})] if len(run) >= _SHORTEST else []
    return tuple(options)


def _tokens(letters: Sequence[tuple[Any, Any]]) -> tuple[frozenset[str], ...]:
    """The kinds of token that a class of letters behind the token's opening stands for."""
    if any(str(operation) != "LITERAL" for operation, _ in letters):
        return ()
    return (frozenset(f"{_OPENING}{chr(letter).lower()}" for _, letter in letters),)


def _of_step(name: str, what: Any) -> tuple[frozenset[str], ...]:
    if name == "SUBPATTERN":
        return _of_sequence(list(what[3]))
    if name == "ATOMIC_GROUP":
        return _of_sequence(list(what))
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of_sequence(list(what[2])) if what[0] > 0 else ()
    if name == "BRANCH":
        branches = [_of_sequence(list(branch)) for branch in what[1]]
        return (frozenset().union(*map(_best, branches)),) if all(branches) else ()
    return ()


def _best(options: Iterable[frozenset[str]]) -> frozenset[str]:
    """The most telling set: long words, few of them."""
    return max(options, key=lambda option: (min(map(len, option)), -len(option)))


def _sources() -> Iterable[str]:
    """All patterns that are made lazily."""
    from vidocq.statements import acts, coding, reactions, responses

    for rules in (acts.rules(), reactions.rules(), responses.rules()):
        yield from (lazy.source for _, lazy in rules)
    yield from (lazy.source for lazy in coding.chunks())


def made() -> str:
    """The contents of ``data/needed.json`` for the patterns as they are."""
    found = {_name(source): words for source in _sources() if (words := words_needed(source))}
    lines = (f"{json.dumps(name)}: {json.dumps(words, ensure_ascii=False)}" for name, words in sorted(found.items()))
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    (Path(__file__).parent / "data" / "needed.json").write_text(made(), encoding="utf-8")

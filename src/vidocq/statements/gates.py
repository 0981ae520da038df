"""Which words a pattern cannot do without, so that it is tried only on sentences that have them: the same matches, sooner.

The reader has some two hundred long patterns and most of them concern few sentences. What a pattern needs is worked out from the
pattern itself, never written down beside it, so the two cannot drift apart.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

#: Where Python keeps its own parser of patterns (since 3.11). Without it every pattern is tried, as before.
_PARSER = "re._parser"
#: Shorter pieces stand in nearly every sentence; of more than so many alternatives one nearly always does.
_SHORTEST = 3
_MOST = 400
#: How many conditions are kept of one pattern: each costs a look at the sentence.
_KEPT = 4
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
#: Letters outside ASCII that a pattern without regard to case takes for letters inside it: with one of them all is tried.
_ALIKE = re.compile("[\u0130\u0131\u017f\u212a]")

#: Pieces of text in small letters of which at least one stands in whatever a pattern matches.
Needed = frozenset[str]


class Sieve:
    """Several patterns, and which of them a text leaves over to be tried."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        listed = [needs(pattern) for pattern in patterns]
        conditions = {needed: number for number, needed in enumerate(dict.fromkeys(one for few in listed for one in few))}
        self._wanted = [frozenset(conditions[needed] for needed in few) for few in listed]
        self._by_begin: dict[str, list[tuple[str, int]]] = {}
        for needed, number in conditions.items():
            for piece in needed:
                self._by_begin.setdefault(piece[:_SHORTEST], []).append((piece, number))

    def left(self, text: str) -> list[int]:
        """Numbers of the patterns that may match somewhere in the text, in order; all others cannot."""
        if _ALIKE.search(text):
            return list(range(len(self._wanted)))
        small = text.lower()
        begins = {small[at : at + _SHORTEST] for at in range(len(small))}
        met: set[int] = set()
        for begin in self._by_begin.keys() & begins:
            for piece, number in self._by_begin[begin]:
                if number not in met and piece in small:
                    met.add(number)
        return [number for number, wanted in enumerate(self._wanted) if wanted <= met]


def needs(pattern: re.Pattern[str]) -> tuple[Needed, ...]:
    """The conditions that every match fulfils, the most telling first; none where nothing can be said."""
    try:
        parser = importlib.import_module(_PARSER)
        tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    except (ImportError, AttributeError):
        return ()
    found = sorted(set(_sequence(tree)), key=_telling, reverse=True)
    return tuple(found[:_KEPT])


def _telling(needed: Needed) -> tuple[int, int, list[str]]:
    return min(map(len, needed)), -len(needed), sorted(needed)


def _sequence(items: Sequence[Any], run: str = "") -> Iterator[Needed]:
    """Conditions of things that must all stand there, one after the other; ``run`` is the text right before them."""
    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL" and argument < 128:
            run += chr(argument).lower()
            continue
        yield from _piece(run)
        yield from _of(name, argument, run)
        run = ""
    yield from _piece(run)


def _piece(run: str) -> Iterator[Needed]:
    if len(run) >= _SHORTEST:
        yield frozenset({run})


def _of(name: str, argument: Any, run: str) -> Iterator[Needed]:
    if name == "SUBPATTERN":
        yield from _sequence(argument[-1], run)
    elif name == "ATOMIC_GROUP":
        yield from _sequence(argument, run)
    elif name in _REPEATS and argument[0] > 0:
        yield from _sequence(argument[2], run)
    elif name == "ASSERT" and argument[0] > 0:
        yield from _sequence(argument[1], run)
    elif name == "BRANCH":
        yield from _branches(argument[1], run)


def _branches(branches: Sequence[Any], run: str) -> Iterator[Needed]:
    """One of several: their best conditions together, if each has one."""
    best = [max(_sequence(branch, run), key=_telling, default=None) for branch in branches]
    together: set[str] = set()
    for needed in best:
        if needed is None:
            return
        together |= needed
    if len(together) <= _MOST:
        yield frozenset(piece for piece in together if not _covered(piece, together))


def _covered(piece: str, pieces: set[str]) -> bool:
    """Whether another piece stands in it, which then is enough to look for."""
    return any(other in piece for other in pieces if len(other) < len(piece))

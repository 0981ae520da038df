"""Patterns that need a word to match: a text without any of the words is not searched, which spares most work on a feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache


class Gated:
    """A pattern and words of which every match holds one; what is found is the pattern's own.

    Args:
        pattern: a pattern, or its source.
        words: as the pattern writes them; in small letters where it ignores their case.
        folded: whether the pattern ignores the case of the words.
    """

    def __init__(self, pattern: str | re.Pattern[str], *words: str, folded: bool = False) -> None:
        self.pattern = re.compile(pattern)
        self.words = words
        self.folded = folded

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Matches in ``text[start:end]``, in order."""
        stop = len(text) if end is None else end
        return self.pattern.finditer(text, start, stop) if self.may_match(text[start:stop]) else iter(())

    def may_match(self, text: str) -> bool:
        """Whether a text holds one of the words."""
        within = _folded(text) if self.folded else text
        for word in self.words:  # noqa: SIM110 - a plain loop: a generator costs as much again as the search
            if word in within:
                return True
        return False


@lru_cache(maxsize=2)
def _folded(text: str) -> str:
    """Letters as ``re.IGNORECASE`` compares them: the Kelvin sign is a k, an i with or without its dot an i, a long s an s."""
    return text.casefold().replace("\u0131", "i").replace("i\u0307", "i")

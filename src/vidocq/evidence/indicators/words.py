"""A set of words, written as a block of text."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, white space between them."""
    return frozenset(text.split())

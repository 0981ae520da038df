"""Counted nouns: one item, two items."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """A number and its noun: ``1 item``, ``3 items``; ``many`` where the plural is more than an *s* (or brings a verb)."""
    return f"{count} {one if count == 1 else many or one + 's'}"

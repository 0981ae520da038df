"""Divide a text into headline, subtitle, body, commentary, keywords and the rest."""

from __future__ import annotations

from vidocq.model import Noun, Section, SectionRole


class Mark(Noun, frozen=True, kw_only=True):
    """A span whose role the format itself gives; ``level`` 1 to 6 makes it a heading (then ``role`` is not looked at)."""

    start: int
    end: int
    role: SectionRole = SectionRole.BODY
    level: int = 0


class Division(Noun, frozen=True, kw_only=True):
    """What a text says of itself: its sections in order, and title, subtitle, publisher, date of publication (EDTF)."""

    sections: tuple[Section, ...]
    title: str | None = None
    subtitle: str | None = None
    publisher: str | None = None
    published: str | None = None
    notes: tuple[str, ...] = ()


def divide(text: str, marks: tuple[Mark, ...] = (), *, title: str | None = None) -> Division:
    """Divide a text."""
    return Division(sections=(Section(role=SectionRole.BODY, start=0, end=len(text)),) if text else (), title=title)

"""Write structured records as readable lines, and keep what the format said of each value as typed fields."""

from __future__ import annotations

import re
from operator import attrgetter

from vidocq.model import Field, Section, SectionRole

_NEWLINES = re.compile(r"\r\n?")
#: Most characters of one value, and of one whole rendering.
VALUE_LIMIT = 2_000_000
TEXT_LIMIT = 200_000_000
_POSITION = attrgetter("start", "end")


class Sheet:
    """Collects lines; every line has a role, every value may have a kind."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._fields: list[Field] = []
        self._spans: list[tuple[int, int, SectionRole]] = []
        self.cut = False

    def line(
        self,
        label: str,
        value: str,
        *,
        kind: str | None = None,
        path: str = "",
        role: SectionRole = SectionRole.BODY,
        attributes: tuple[tuple[str, str], ...] = (),
    ) -> tuple[int, int]:
        """Write ``label: value``; give the span of the value. ``kind`` makes it a field."""
        if "\r" in value:
            value = _NEWLINES.sub("\n", value)
        if len(value) > VALUE_LIMIT or self._length > TEXT_LIMIT:
            value, self.cut = value[: VALUE_LIMIT if self._length <= TEXT_LIMIT else 0], True
        begin = self._length
        start = begin + len(label) + 2
        end = start + len(value)
        self._parts += (label, ": ", value, "\n")
        self._length = end + 1
        self._role(begin, self._length, role)
        if kind is not None:
            self.field(kind, start, end, path, attributes)
        return start, end

    def field(self, kind: str, start: int, end: int, path: str, attributes: tuple[tuple[str, str], ...] = ()) -> None:
        """Type a span that has been written; an empty one is no field."""
        if end > start:
            self._fields.append(Field(kind=kind, start=start, end=end, path=path, attributes=attributes))

    def gap(self) -> None:
        """Write an empty line between records."""
        if self._length:
            self._parts.append("\n")
            self._length += 1
            start, _, role = self._spans[-1]
            self._spans[-1] = (start, self._length, role)

    @property
    def text(self) -> str:
        """All lines."""
        return "".join(self._parts)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Typed spans in order of their begin."""
        return tuple(sorted(self._fields, key=_POSITION))

    @property
    def sections(self) -> tuple[Section, ...]:
        """Sections of the text."""
        return tuple(Section(role=role, start=start, end=end) for start, end, role in self._spans)

    def _role(self, start: int, end: int, role: SectionRole) -> None:
        if self._spans and self._spans[-1][2] is role:
            self._spans[-1] = (self._spans[-1][0], end, role)
        else:
            self._spans.append((start, end, role))

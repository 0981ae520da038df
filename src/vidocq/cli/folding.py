"""How wide the terminal is, and text folded to it by word; what must stay whole (a hash, an address) stays whole."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from typing import IO, Any

#: What colours text: it takes no room.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
#: Fewer columns than this cannot be read by word: lines are folded as if there were so many.
NARROWEST = 30
#: Further lines of a folded one stand this much deeper.
_DEEPER = 2
#: A word that has letters of double width has no blanks to break at: it is broken between letters.
_WIDE = frozenset("WF")


def width() -> int:
    """Columns of the terminal: ``COLUMNS``, else as wide as it is, else 80 where there is none."""
    return max(shutil.get_terminal_size((80, 24)).columns, NARROWEST)


def cells(text: str) -> int:
    """Columns that a text takes: letters of double width take two, marks over letters and colours none."""
    bare = _COLOUR.sub("", text)
    return len(bare) if bare.isascii() else sum(_cell(letter) for letter in bare)


def _cell(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1


def fold(line: str, columns: int) -> Iterator[str]:
    """One line as lines of at most so many columns; a longer word has a line for itself."""
    if cells(line) <= columns:
        yield line
        return
    body = line.lstrip(" ")
    indent = min(len(line) - len(body), columns // 3)
    further = " " * min(indent + _DEEPER, columns // 2)
    current = " " * indent
    empty = True
    for blanks, word in _words(body, columns - len(further)):
        if empty or cells(current) + len(blanks) + cells(word) <= columns:
            current += word if empty else blanks + word
        else:
            yield current
            current = further + word
        empty = False
    yield current


def _words(text: str, room: int) -> Iterator[tuple[str, str]]:
    """The words of a text, each with the blanks before it."""
    for match in re.finditer(r"( *)([^ ]+)", text):
        blanks, word = match.groups()
        if cells(word) <= room or word.isascii() or not any(unicodedata.east_asian_width(c) in _WIDE for c in word):
            yield blanks, word
            continue
        piece = ""
        for letter in word:
            if cells(piece + letter) > room:
                yield blanks, piece
                blanks, piece = "", ""
            piece += letter
        yield blanks, piece


class Folded:
    """A text stream that folds each line to the width once it is whole; ``whole`` lets lines through as they come."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.whole = False
        self._begun = ""

    def write(self, text: str) -> int:
        """Write the lines that are whole by now, folded."""
        if self.whole:
            self.stream.write(text)
            return len(text)
        *lines, self._begun = (self._begun + text).split("\n")
        if lines:
            columns = width()
            self.stream.write("".join(f"{part}\n" for line in lines for part in fold(line, columns)))
        return len(text)

    def finish(self) -> None:
        """Write the last line, though no line end came."""
        begun, self._begun = self._begun, ""
        self.stream.write("\n".join(fold(begun, width())) if begun else "")

    def __getattr__(self, name: str) -> Any:
        """Everything else is the stream's own."""
        return getattr(self.stream, name)


def folded_table(heads: list[str], lines: list[list[str]]) -> Iterator[str]:
    """A table no wider than the terminal: cells are folded in their columns; where that cannot be read, a block a row."""
    columns = width()
    natural = [max(cells(line[index]) for line in [heads, *lines]) for index in range(len(heads))]
    widths = _shared_out(natural, [_least(index, heads, lines) for index in range(len(heads))], columns - 2 * (len(heads) - 1))
    if widths is None:
        yield from _blocks(heads, lines)
        return
    for line in [heads, *lines]:
        folded = [[*_cut(cell, room)] for cell, room in zip(line, widths, strict=True)]
        for row in range(max(len(cell) for cell in folded)):
            parts = (cell[row] if row < len(cell) else "" for cell in folded)
            shown = (part + " " * (room - cells(part)) for part, room in zip(parts, widths, strict=True))
            yield "  ".join(shown).rstrip()


def _least(index: int, heads: list[str], lines: list[list[str]]) -> int:
    """The narrowest that a column may be: its longest word."""
    return max((cells(word) for line in [heads, *lines] for word in line[index].split(" ")), default=1)


def _shared_out(natural: list[int], least: list[int], room: int) -> list[int] | None:
    """Widths of columns that fit into the room together: the widest give way first; None where not even words fit."""
    if sum(natural) <= room:
        return natural
    if sum(least) > room:
        return None
    widths = [min(one, room) for one in natural]
    while sum(widths) > room:
        widest = max((index for index in range(len(widths)) if widths[index] > least[index]), key=widths.__getitem__)
        widths[widest] -= 1
    return widths


def _cut(cell: str, room: int) -> Iterator[str]:
    current = ""
    for blanks, word in _words(cell, room):
        if not current:
            current = word
        elif cells(current) + len(blanks) + cells(word) <= room:
            current += blanks + word
        else:
            yield current
            current = word
    yield current


def _blocks(heads: list[str], lines: list[list[str]]) -> Iterator[str]:
    """Rows one under the other, a line a cell; what is empty is left out."""
    for number, line in enumerate(lines):
        if number:
            yield ""
        for head, cell in zip(heads, line, strict=True):
            if cell:
                yield f"{head}: {cell}" if head else cell


def colour_wanted() -> bool:
    """Whether colours may be used at all: not where NO_COLOR says so, not on a dumb terminal."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def unfolded(text: str, columns: int = 96) -> str:
    """Text that was folded to so many columns with one line each for what belongs together, to be folded anew."""
    lines: list[str] = []
    last = 0
    for line in text.split("\n"):
        first = line.split(maxsplit=1)[0] if line.strip() else ""
        deeper = bool(lines) and len(line) - len(line.lstrip()) > len(lines[-1]) - len(lines[-1].lstrip())
        if first and deeper and last + 1 + len(first) > columns:
            lines[-1] += f" {line.lstrip()}"
        else:
            lines.append(line)
        last = len(line)
    return "\n".join(lines)

"""Flatten the XML of a word processor's document into text: paragraphs become lines, cells are set apart by tabs."""

from __future__ import annotations

from xml.parsers import expat

from vidocq.errors import SourceError
from vidocq.model import SectionRole
from vidocq.sources.sections import Mark

_DEPTH_LIMIT = 2000
TEXT_LIMIT = 100_000_000
#: Whose content is not shown: deleted text has its own element, `Fallback` repeats what stands beside it.
_SKIPPED = frozenset({"Fallback", "instrText", "delText", "pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "moveFrom"})
_CODE_STYLES = ("code", "sourcecode", "htmlpreformatted", "preformatted", "macrotext", "plaintext")


class _Handler:
    """Collects text and marks from expat's events."""

    def __init__(self, where: str) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self._where = where
        self._depth = 0
        self._skip = 0
        self._in_text = 0
        self._cells: list[int] = []
        self._paragraph = 0
        self._style = ""
        self._outline = 0
        self._pending = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rsplit(" ", 1)[-1]
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise SourceError("nested too deep", where=self._where)
        if self._skip or tag in _SKIPPED:
            self._skip += 1
        elif tag == "t":
            self._in_text += 1
        elif tag == "tr":
            self._cells.append(0)
        elif tag == "tc" and self._cells:
            self._tab()
            self._cells[-1] += 1
        elif tag == "p":
            self._paragraph, self._style, self._outline = self.length, "", 0
        else:
            self._small(tag, attributes)

    def end(self, name: str) -> None:
        tag = name.rsplit(" ", 1)[-1]
        self._depth -= 1
        if self._skip:
            self._skip -= 1
        elif tag == "t":
            self._in_text -= 1
        elif tag == "p":
            self._mark()
            if self._cells and self._cells[-1]:
                self._pending = " "  # between the paragraphs of a cell, not after the last
            else:
                self.put("\n")
        elif tag == "tr" and self._cells:
            self._cells.pop()
            self.put("\n")

    def text(self, data: str) -> None:
        if self._in_text and not self._skip:
            self.put(data)

    def put(self, text: str) -> None:
        if self._pending and text not in ("\t", "\n"):
            text = self._pending + text
        self._pending = ""
        self.parts.append(text)
        self.length += len(text)
        if self.length > TEXT_LIMIT:
            raise SourceError(f"more than {TEXT_LIMIT:,} characters of text", where=self._where)

    def _small(self, tag: str, attributes: dict[str, str]) -> None:
        value = next((text for name, text in attributes.items() if name.rsplit(" ", 1)[-1] == "val"), "")
        if tag == "pStyle":
            self._style = value.replace(" ", "").lower()
        elif tag == "outlineLvl" and value.isdigit():
            self._outline = int(value) + 1
        elif tag in ("br", "cr"):
            self.put("\n")
        elif tag == "tab" and not attributes:
            self.put("\t")
        elif tag == "noBreakHyphen":
            self.put("-")
        elif tag == "softHyphen":
            self.put("\u00ad")

    def _tab(self) -> None:
        if self._cells[-1]:
            self.put("\t")

    def _mark(self) -> None:
        """Mark the paragraph that ends here by its style."""
        if self.length == self._paragraph:
            return
        style, level, role = self._style, 0, SectionRole.BODY
        if style in ("title", "titel", "titre"):
            level = 1
        elif style in ("subtitle", "untertitel"):
            role = SectionRole.SUBTITLE
        elif style.startswith(("heading", "berschrift", "überschrift", "titre")) and style[-1:].isdigit():
            level = min(6, int(style[-1]) + 1)
        elif 1 <= self._outline <= 6:
            level = min(6, self._outline + 1)
        elif "quote" in style or style == "zitat":
            role = SectionRole.QUOTE
        elif style.startswith(_CODE_STYLES):
            role = SectionRole.CODE
        if level or role is not SectionRole.BODY:
            self.marks.append(Mark(start=self._paragraph, end=self.length, role=role, level=level))


def flatten(content: bytes, where: str) -> tuple[str, tuple[Mark, ...]]:
    """Text and marks of one XML part.

    Raises:
        SourceError: broken XML, a document type declaration (no word processor writes one), or too deep or too long.
    """
    handler = _Handler(where)
    parse(content, where, start=handler.start, end=handler.end, text=handler.text)
    return "".join(handler.parts), tuple(handler.marks)


def parse(content: bytes, where: str, *, start, end, text) -> None:  # type: ignore[no-untyped-def]
    """Run expat over ``content`` with the handlers given; entities and document types are refused.

    Raises:
        SourceError: broken XML, or one with a document type declaration.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text

    def refuse(*_: object) -> None:
        raise SourceError(
            "its XML declares a document type or entities", where=where, hint="it was made to do harm, or is no DOCX"
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise SourceError(f"broken XML: {expat.ErrorString(error.code)}", where=f"{where}, line {error.lineno}") from error
    except (ValueError, LookupError, UnicodeError) as error:
        raise SourceError("broken XML", where=where) from error

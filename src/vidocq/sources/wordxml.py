"""Flatten the XML of a word processor's document into text: paragraphs become lines, cells are set apart by tabs."""

from __future__ import annotations

from xml.parsers import expat

from vidocq.errors import SourceError
from vidocq.model import SectionRole
from vidocq.sources import hiding
from vidocq.sources.sections import Mark

_DEPTH_LIMIT = 2000
TEXT_LIMIT = 100_000_000
#: Whose content is not shown: deleted text has its own element, `Fallback` repeats what stands beside it.
_SKIPPED = frozenset({"Fallback", "instrText", "delText", "pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "moveFrom"})
#: Spellings of a switch that is off.
_OFF = frozenset({"0", "false", "off", "none"})
#: Half points of a size that nobody reads.
_TINY = 2
_CODE_STYLES = ("code", "sourcecode", "htmlpreformatted", "preformatted", "macrotext", "plaintext")


class _Handler:
    """Collects text and marks from expat's events."""

    def __init__(self, where: str, hidden: hiding.Hidden) -> None:
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
        self._hidden = hidden
        #: Whether properties of a run are being read, and how the run that is open hides its words (None: it does not).
        self._properties = False
        self._veil: str | None = None
        self._white = self._grounded = self._shaded = False
        self._boxes = 0

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
            self._paragraph, self._style, self._outline, self._shaded = self.length, "", 0, False
        elif tag == "txbxContent":
            self._boxes += 1
        elif tag == "r":
            self._veil, self._white, self._grounded = None, False, False
        elif tag == "rPr":
            self._properties = True
        elif self._properties:
            self._look(tag, attributes)
        else:
            self._small(tag, attributes)

    def end(self, name: str) -> None:
        tag = name.rsplit(" ", 1)[-1]
        self._depth -= 1
        if self._skip:
            self._skip -= 1
        elif tag == "t":
            self._in_text -= 1
        elif tag == "r":
            self._veil, self._white = None, False
        elif tag == "rPr":
            self._properties = False
        elif tag == "txbxContent":
            self._boxes -= 1
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
        if not self._in_text or self._skip:
            return
        how = self._veil or ("white" if self._white and not (self._grounded or self._shaded) else None)
        if how is None:
            self.put(data)
            return
        self._hidden.begins(how)
        self._hidden.text(data)

    def _look(self, tag: str, attributes: dict[str, str]) -> None:
        """Keep whether a run's properties hide its words: as hidden text, of a point or less, or white on no ground of its own.

        The shade of a table or a text box is not known here: white words there are taken for a heading on a dark ground.
        """
        value = next((text for name, text in attributes.items() if name.rsplit(" ", 1)[-1] == "val"), "").lower()
        if tag in ("vanish", "specVanish") and value not in _OFF:
            self._veil = "hidden text"
        elif tag == "sz" and value.isdecimal() and int(value[:6]) <= _TINY:
            self._veil = self._veil or "of no size"
        elif tag == "color":
            self._white = value == "ffffff" and not self._cells and not self._boxes
        elif tag in ("shd", "highlight"):
            self._grounded = True

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
        elif tag == "shd":
            self._shaded = True
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


def flatten(content: bytes, where: str, hidden: hiding.Hidden | None = None) -> tuple[str, tuple[Mark, ...]]:
    """Text and marks of one XML part; words that it hides are left out and told to ``hidden``.

    Raises:
        SourceError: broken XML, a document type declaration (no word processor writes one), or too deep or too long.
    """
    handler = _Handler(where, hidden or hiding.Hidden())
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

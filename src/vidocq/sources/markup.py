"""Flatten HTML into text: blocks become lines, cells are set apart by tabs, and what a span is goes into marks."""

from __future__ import annotations

import re
from typing import Any

from vidocq.model import Noun, SectionRole
from vidocq.sources import hiding, nesting, targets
from vidocq.sources.sections import Mark

_INVISIBLE = frozenset({"script", "style", "template", "head", "noframes", "datalist", "object", "iframe"})
_BLOCKS = frozenset(
    """
    address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol optgroup option p pre search
    section select summary table tbody textarea tfoot thead tr ul video audio canvas
    """.split()
)
_CELLS = frozenset({"td", "th"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ROLES = {
    "nav": SectionRole.BOILERPLATE,
    "footer": SectionRole.BOILERPLATE,
    "form": SectionRole.BOILERPLATE,
    "button": SectionRole.BOILERPLATE,
    "select": SectionRole.BOILERPLATE,
    "dialog": SectionRole.BOILERPLATE,
    "noscript": SectionRole.BOILERPLATE,
    "menu": SectionRole.BOILERPLATE,
    "blockquote": SectionRole.QUOTE,
    "pre": SectionRole.CODE,
}
#: Class and id words by which sites name the parts around an article. Whole words only: `shared-tools` is not `share`.
_NAMED = (
    (re.compile(r"(?:^|[\s_-])(?:sub-?title|sub-?headline|standfirst|dek)(?:$|[\s_-])"), SectionRole.SUBTITLE),
    (
        re.compile(r"(?:^|[\s_-])(?:related|recommended|read-?more|more-?stories|see-?also|popular|trending)(?:$|[\s_-])"),
        SectionRole.RELATED,
    ),
    (
        re.compile(
            r"(?:^|[\s_-])(?:cookies?|consent|gdpr|newsletter|subscribe|subscription|share|sharing|social|breadcrumbs?|sidebar|"
            r"advert|advertisement|ads|promo|comments|navbar|navigation|masthead|skip-?link|login|paywall)(?:$|[\s_-])"
        ),
        SectionRole.BOILERPLATE,
    ),
    (re.compile(r"(?:^|[\s_-])(?:tags|tag-?list|keywords|tagcloud|post-?tags)(?:$|[\s_-])"), SectionRole.KEYWORDS),
)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_ELEMENT = re.compile(
    r"<(?:head|body|meta|title|div|p|h[1-6]|ul|ol|table|article|section|span|a|br|script|style|pre)\b[^<>]*>", re.IGNORECASE
)


class Flat(Noun, frozen=True, kw_only=True):
    """A page as text: ``marks`` are spans whose role the mark-up gives; ``deep`` when it was nested too deep to be parsed."""

    text: str
    marks: tuple[Mark, ...] = ()
    title: str | None = None
    deep: bool = False
    notes: tuple[str, ...] = ()


def likeness(head: str) -> float:
    """How much the beginning of a text looks like HTML, 0 to 1."""
    if _START.match(head):
        return 0.95
    distinct = {match.group()[:4].lower() for match in _ELEMENT.finditer(head)}
    if head.lstrip().startswith("<") and len(distinct) >= 2:
        return 0.7
    return 0.6 if "<body" in distinct and len(distinct) >= 3 else 0.0


def declared_encoding(content: bytes) -> str | None:
    """The character set that a page says it is in, if it does so in its first two kilobytes."""
    match = _DECLARED.search(content[:2048])
    return match.group(1).decode("ascii") if match else None


def flatten(source: str, *, every_target: bool = False) -> Flat:
    """Text of a page with its marks; ``every_target`` writes the target of every link, not only the telling ones.

    Scripts, styles and templates are left out, as no reader sees them, and so is what the page hides (``hiding``), which the
    notes say; navigation and footers are kept and marked. A page nested so deep that parsing it would take quadratic time is
    read tag by tag instead, without its structure.
    """
    source, notes = nesting.tame(source)
    if nesting.too_deep(source):
        hidden = hiding.Hidden()
        text = nesting.bare_text(source, hidden)
        deep = "Nested too deep to be parsed: read as a run of text, without its structure."
        return Flat(text=text, deep=True, notes=(*notes, deep, *hidden.notes()))
    from selectolax.lexbor import LexborHTMLParser

    parser = LexborHTMLParser(source)
    linked = parser.css_first("link[rel~=stylesheet]") is not None
    sheets = hiding.Sheets((one.text() for one in parser.css("style")), elsewhere=linked)
    writer = _Writer(sheets, every_target=every_target)
    if parser.root is not None:
        _walk(parser.root, writer)
    title = parser.css_first("head title")
    shown = " ".join(title.text().split()) if title is not None else ""
    return Flat(
        text=writer.text(),
        marks=writer.marks(),
        title=writer.first_heading or shown or None,
        notes=(*notes, *writer.hidden.notes()),
    )


def _walk(root: Any, writer: _Writer) -> None:
    """Visit every node in document order without recursion: a page may be nested deeper than Python's stack."""
    node = root
    while node is not None:
        tag = node.tag or "-instruction"  # a processing instruction has no name
        child = None
        if tag == "-text":
            writer.add(node.text_content or "")
        elif tag == "-comment":
            writer.hidden.comment(node.comment_content or "")
        elif tag[0] != "-" and (tag not in _INVISIBLE or tag == "html"):
            writer.enter(tag, node)
            child = node.child
        if child is not None:
            node = child
            continue
        if tag[0] != "-" and tag not in _INVISIBLE:
            writer.leave(tag)
        while node is not None:
            following = node.next
            if following is not None:
                node = following
                break
            node = node.parent
            if node is not None:
                writer.leave(node.tag or "-instruction")


class _Writer:
    """Collects text and marks while the tree is walked."""

    def __init__(self, sheets: hiding.Sheets, *, every_target: bool = False) -> None:
        self.hidden = hiding.Hidden()
        self.first_heading: str | None = None
        self._every = every_target
        self._links: list[tuple[str, int]] = []
        self._parts: list[str] = []
        self._length = 0
        self._pending = ""
        self._fresh = True
        self._preformatted = 0
        self._open: list[tuple[str, int, SectionRole | None, int]] = []
        self._marks: list[Mark] = []
        self._sheets = sheets
        # For each element that is open: its name, whether it is hidden, and the background it gives to what is in it.
        self._looks: list[tuple[str, bool, str | None]] = [("", False, None if sheets.elsewhere else "#ffffff")]

    def enter(self, tag: str, node: Any) -> None:
        """Begin an element."""
        self._look(tag, node)
        if tag in _BLOCKS:
            self._break("\n")
        elif tag in _CELLS:
            self._break("\t")
        if tag == "a":
            self._links.append(((node.attributes or {}).get("href") or "", len(self._parts)))
        if tag in ("pre", "textarea"):
            self._preformatted += 1
        role, level = _ROLES.get(tag), _HEADINGS.get(tag, 0)
        if role is None and tag in _NAMEABLE:
            role = self._named(node)
            if level and role is SectionRole.SUBTITLE:
                level = 0
            elif level:
                role = None
        if role is not None or level:
            self._open.append((tag, self._length, role, level))
        elif self._open and tag == self._open[-1][0]:
            # The same tag inside a marked one: counted, so that its end is not taken for the outer one's.
            self._open.append((tag, -1, None, 0))

    def leave(self, tag: str) -> None:
        """End an element."""
        if tag == "a" and self._links:
            self._target(*self._links.pop())
        if len(self._looks) > 1 and self._looks[-1][0] == tag:
            self._looks.pop()
        if tag in ("pre", "textarea"):
            self._preformatted -= 1
        if self._open and self._open[-1][0] == tag:
            _, start, role, level = self._open.pop()
            if start >= 0:
                self._mark(start, role, level)
        if tag in _BLOCKS:
            self._break("\n")
        elif tag in _CELLS:
            self._break("\t")

    def add(self, text: str) -> None:
        """Add text, its white space folded as a browser folds it; what is hidden is counted and left out."""
        if self._looks[-1][1]:
            self.hidden.text(text)
            return
        if self._preformatted:
            if text:
                self._flush()
                self._put(text)
                self._fresh = text.endswith("\n")
            return
        folded = _SPACES.sub(" ", text)
        if folded == " " or not folded:
            if folded and not self._fresh and not self._pending:
                self._pending = " "
            return
        if folded[0] == " ":
            if not self._fresh and not self._pending:
                self._pending = " "
            folded = folded[1:]
        trailing = folded[-1] == " "
        self._flush()
        self._put(folded[:-1] if trailing else folded)
        self._fresh = False
        self._pending = " " if trailing else ""

    def text(self) -> str:
        """All text."""
        return "".join(self._parts)

    def marks(self) -> tuple[Mark, ...]:
        """Marks in order of their begin, outer ones first."""
        return tuple(sorted(self._marks, key=lambda mark: (mark.start, -mark.end)))

    def _look(self, tag: str, node: Any) -> None:
        """Keep whether an element, or one it stands in, hides what is in it."""
        _, hidden, ground = self._looks[-1]
        attributes = hiding.attributes_of(node)
        style = self._sheets.style(tag, attributes)
        if not hidden and (attributes or style):
            how = hiding.hides(attributes, style, ground)
            if how is not None:
                hidden = True
                self.hidden.begins(how)
        self._looks.append((tag, hidden, hiding.ground_of(attributes, style, ground)))

    def _break(self, kind: str) -> None:
        """Ask for a line or cell break before the next text; a line's is the stronger."""
        if kind == "\n":
            if not self._fresh or self._pending == "\t":
                self._pending = "\n"
        elif not self._fresh and self._pending != "\n":
            self._pending = "\t"

    def _flush(self) -> None:
        if self._pending and self._length:
            self._put(self._pending)
        self._pending = ""

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _target(self, target: str, part: int) -> None:
        """Write the target of a link that ends here, if its words do not say it."""
        if target and not self._looks[-1][1] and (told := targets.shown(target, "".join(self._parts[part:]), every=self._every)):
            self._put(f" <{told}>")
            self._fresh = False

    def _mark(self, start: int, role: SectionRole | None, level: int) -> None:
        if self._length <= start:
            return
        if level == 1 and self.first_heading is None:
            inner = "".join(self._parts)[start:] if self._length < 100_000 else ""
            self.first_heading = " ".join(inner.split())[:500] or None
        self._marks.append(Mark(start=start, end=self._length, role=role or SectionRole.BODY, level=level))

    def _named(self, node: Any) -> SectionRole | None:
        attributes = node.attributes
        if not attributes:
            return None
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
        if len(names) > 1:
            for pattern, role in _NAMED:
                if pattern.search(names):
                    return role
        return None


#: Elements whose class or id may name their part.
_NAMEABLE = frozenset({"div", "section", "aside", "ul", "ol", "p", "header", "span", "h2", "h3"})

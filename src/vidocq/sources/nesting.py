"""A guard before HTML is parsed: pages nested so deep that a tree would take quadratic time are read without one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

#: Elements open at once beyond which no tree is built (browsers stop at 512 too).
DEPTH_LIMIT = 512
#: Tags beyond which no tree is built either: a node takes some 300 bytes.
TAG_LIMIT = 2_000_000
#: Below this many tags even the worst page parses in two seconds, and looking would cost an honest one more than parsing it.
_FEW_TAGS = 40_000
_NEXT = re.compile(r"<(?:!--|(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]{0,40})(?P<rest>[^<>]*)>?)")
_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noframes", "noembed", "template")
_VOID = frozenset(
    """
    area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option tbody thead
    """.split()
)
_INLINE = frozenset(
    """
    a abbr b bdi bdo big cite code data em font i kbd mark q s samp small span strong sub sup tt u var wbr
    """.split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
#: Stands for an attribute that swallows tags; nothing closes through it.
_BARRIER = "?"
_SPACES = re.compile(r"[ \t\n\r\f]+")
_LINES = re.compile(r"[ \t]?\n[ \n\t]*")


def too_deep(source: str) -> bool:
    """Whether more than ``DEPTH_LIMIT`` elements may be open at once, or there are too many tags altogether.

    Errs on the side of yes: an end tag counts only if it closes the element opened last, or one of the few before it, as a
    parser may ignore any other; one beside an odd number of quotes does not count at all. Time is linear in the page.
    """
    tags = source.count("<")
    if not _FEW_TAGS <= tags <= TAG_LIMIT:
        return tags > TAG_LIMIT
    stack: list[str] = []
    for closing, name, rest, _, _ in _tags(source):
        if closing:
            _close(stack, name)
        elif name not in _VOID and not rest.endswith("/"):
            stack.append(name)
            if len(stack) > DEPTH_LIMIT:
                return True
        if (rest.count('"') | rest.count("'")) & 1:
            stack.append(_BARRIER)
            if len(stack) > DEPTH_LIMIT:
                return True
    return False


def _close(stack: list[str], name: str) -> None:
    """Take an element, and what is open within it, off the stack.

    Formatting elements within it stay: a parser opens them again after the end tag (the "adoption agency").
    """
    for back in range(1, min(len(stack), 24) + 1):
        if stack[-back] == _BARRIER:
            return
        if stack[-back] == name:
            stack[-back:] = [inner for inner in stack[len(stack) - back + 1 :] if inner in _FORMATTING]
            return


def _tags(source: str) -> Iterator[tuple[bool, str, str, int, int]]:
    """Tags of a page as (is an end tag, name, what follows the name, start, end); comments and raw text are stepped over."""
    position = 0
    lowered = source.lower() if source.isascii() else None
    while (match := _NEXT.search(source, position)) is not None:
        position = match.end()
        if match["name"] is None:
            end = source.find("-->", position)
            position = len(source) if end < 0 else end + 3
            yield False, "!", "", match.start(), position
            continue
        name = match["name"].lower()
        if name in _RAW and not match["slash"]:
            position = _raw_end(source, lowered, name, position)
        yield bool(match["slash"]), name, match["rest"], match.start(), position


def _raw_end(source: str, lowered: str | None, name: str, position: int) -> int:
    """Where the content of a raw-text element ends (its end tag is still to come); the end of the page if it has none."""
    # Lowering may change the length of other than ASCII text; then only the two usual spellings are looked for.
    if lowered is not None:
        end = lowered.find(f"</{name}", position)
    else:
        ends = [found for form in (name, name.upper()) if (found := source.find(f"</{form}", position)) >= 0]
        end = min(ends, default=-1)
    return len(source) if end < 0 else end


def bare_text(source: str) -> str:
    """Text of a page without a tree: tags out, a line for each block element, a tab between cells, entities resolved."""
    parts: list[str] = []
    position = 0
    for _, name, _, start, end in _tags(source):
        if start > position:
            parts.append(_SPACES.sub(" ", html.unescape(source[position:start])))
        if name in ("td", "th"):
            parts.append("\t")
        elif name not in _INLINE and name != "!":
            parts.append("\n")
        position = end
    parts.append(_SPACES.sub(" ", html.unescape(source[position:])))
    return _LINES.sub("\n", "".join(parts)).strip()

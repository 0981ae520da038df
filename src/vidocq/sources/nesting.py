"""Guards before HTML is parsed: what would take a parser quadratic time is cut, or read without a tree."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from vidocq.sources import hiding

#: Elements open at once beyond which no tree is built (browsers stop at 512 too).
DEPTH_LIMIT = 512
#: Tags beyond which no tree is built either: a node takes some 300 bytes.
TAG_LIMIT = 2_000_000
#: Below this many tags even the worst page parses in two seconds, and looking would cost an honest one more than parsing it.
_FEW_TAGS = 40_000
#: Attributes of one tag that are kept: a parser looks for each new one among all before it.
ATTRIBUTE_LIMIT = 500
#: A page shorter than this cannot hold enough attributes to matter.
_FEW_CHARACTERS = 20_000
_OPENING = re.compile(r"<(?P<name>[a-zA-Z][^\s/>]{0,100})")
_ATTRIBUTE = re.compile(r"[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:\"[^\"]*\"?|'[^']*'?|[^\s>\"'][^\s>]*))?")
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


def tame(source: str) -> tuple[str, tuple[str, ...]]:
    """The page with at most ``ATTRIBUTE_LIMIT`` attributes in any tag, and a note where some were cut; in linear time."""
    if len(source) < _FEW_CHARACTERS:
        return source, ()
    parts: list[str] = []
    kept, position, cut = 0, 0, 0
    while (opening := _OPENING.search(source, position)) is not None:
        position = end = opening.end()
        count = 0
        while (attribute := _ATTRIBUTE.match(source, position)) is not None:
            position = attribute.end()
            count += 1
            if count <= ATTRIBUTE_LIMIT:
                end = position
        if count > ATTRIBUTE_LIMIT:
            parts.append(source[kept:end])
            kept, cut = position, cut + 1
        name = opening["name"].lower()
        if name in _RAW_TEXT:
            position = _end_of_raw(source, name, position)
    if not cut:
        return source, ()
    note = f"{cut} tags have more than {ATTRIBUTE_LIMIT} attributes each: the others were left out."
    return "".join((*parts, source[kept:])), (note,)


#: Elements whose content is no mark-up, and may hold anything that looks like a tag.
_RAW_TEXT = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea", "title")}


def _end_of_raw(source: str, name: str, position: int) -> int:
    found = _RAW_TEXT[name].search(source, position)
    return position if found is None else found.start()


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


def bare_text(source: str, hidden: hiding.Hidden | None = None) -> str:
    """Text of a page without a tree: tags out, a line for each block element, a tab between cells, entities resolved.

    What an element hides by its own attributes is counted in ``hidden`` and left out, to its end tag or the end of the page.
    """
    hidden = hidden or hiding.Hidden()
    parts: list[str] = []
    position = 0
    veil, veils = "", 0  # the element that hides, and how many of its name are open within it
    for closing, name, rest, start, end in _tags(source):
        if start > position:
            text = _SPACES.sub(" ", html.unescape(source[position:start]))
            if veils:
                hidden.text(text)
            else:
                parts.append(text)
        if name in ("td", "th"):
            parts.append("\t")
        elif name not in _INLINE and name != "!":
            parts.append("\n")
        position = end
        if veils and name == veil:
            veils += -1 if closing else 1
        elif not veils and not closing and name not in _VOID and (how := _veiled(rest)) is not None:
            veil, veils = name, 1
            hidden.begins(how)
    if veils:
        hidden.text(html.unescape(source[position:]))
    else:
        parts.append(_SPACES.sub(" ", html.unescape(source[position:])))
    return _LINES.sub("\n", "".join(parts)).strip()


_HIDING = re.compile(
    r"(?:^|\s)(?:(?P<hidden>hidden)(?=[\s=/]|$)|style\s*=\s*(?:\"(?P<double>[^\"]*)|'(?P<single>[^']*)))", re.IGNORECASE
)


def _veiled(rest: str) -> str | None:
    """How a tag hides what is in it, by what stands behind its name."""
    if "hidden" not in rest.lower() and "style" not in rest.lower():
        return None
    for found in _HIDING.finditer(rest[:4000]):
        written = found["double"] or found["single"] or ""
        attributes = {"hidden": ""} if found["hidden"] else {"style": written}
        if (how := hiding.hides(attributes, hiding.parse(written), None)) is not None:
            return how
    return None

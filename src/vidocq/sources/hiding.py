"""Tells what a page hides from its visitors: words that nobody sees are no words of the report, and can be anybody's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from vidocq.vocabulary.counts import counted
from vidocq.vocabulary.tlp import Tlp, labels_in

Style = Mapping[str, str]

#: Style sheets in the page: so much of them, and so many rules, are looked at.
_MOST_SHEET = 200_000
_MOST_RULES = 5_000
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SELECTOR = re.compile(r"(?P<tag>[a-z][a-z0-9]{0,20})?(?P<mark>[.#][\w-]{1,80})?")
_NUMBER = re.compile(r"(?:calc\()?([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:e[+-]?\d{1,2})?)(?=[a-z%),/]|$)")
#: Backslash escapes of a style sheet: up to six figures and one blank, or a letter that stands for itself.
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})[ \t]?|(.))", re.IGNORECASE | re.DOTALL)
_WORDS = re.compile(r"\w+")
#: Colours by name, as far as pages use them to hide words; all others are compared as they are written.
_COLOURS = MappingProxyType({"white": "#ffffff", "black": "#000000"})
#: Two colours whose parts differ by no more than this (of 255) look the same.
_SAME_COLOUR = 6
#: Further than this outside of the page, in pixels, nobody scrolls.
_FAR = 500
#: So far to the right or down nobody scrolls either; pages are long, and are not that long.
_VERY_FAR = 5_000
#: What is no larger than this, in pixels, nobody reads; what is fainter than this, nobody sees.
_TINY = 2.0
_FAINT = 0.05
#: A comment of so many words is a text.
_A_TEXT = 12
_SHOWN = 60


def attributes_of(node: Any) -> dict[str, str]:
    """The attributes of an element that may hide it, or by which a style sheet names it."""
    found = node.attributes
    return {name: found[name] or "" for name in ("style", "hidden", "class", "id", "color", "bgcolor") if name in found}


class Sheets:
    """The simple rules of the style sheets in a page: ``tag``, ``.class``, ``#id`` and ``tag.class``; others hide nothing.

    ``elsewhere`` says whether the page also takes style sheets from other files: then no ground is taken for white.
    """

    def __init__(self, texts: Iterator[str] | tuple[str, ...] = (), *, elsewhere: bool = False) -> None:
        self.elsewhere = elsewhere
        self._rules: dict[str, dict[str, str]] = {}
        rest, rules = _MOST_SHEET, _MOST_RULES
        for text in texts:
            for selectors, block in _rules(_COMMENT.sub(" ", text[: max(rest, 0)])):
                rules -= 1
                if rules < 0:
                    return
                self._take(selectors, block)
            rest -= len(text)

    def _take(self, selectors: str, block: str) -> None:
        style = parse(block)
        for selector in selectors.lower().split(",")[:50]:
            name = selector.strip()
            if name and style and _SELECTOR.fullmatch(name):
                self._rules.setdefault(name, {}).update(style)

    def style(self, tag: str, attributes: Mapping[str, str]) -> Style:
        """What the page says of how an element looks; the later and the nearer say counts."""
        own = parse(attributes["style"]) if "style" in attributes else {}
        if not self._rules:
            return own
        found: dict[str, str] = dict(self._rules.get(tag, ()))
        names = [f".{name}" for name in attributes.get("class", "").lower().split()[:50]]
        names += [f"#{attributes['id'].lower()}"] if attributes.get("id") else []
        for name in names:
            found |= self._rules.get(name, {})
            found |= self._rules.get(tag + name, {})
        return found | dict(own)


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of the plain rules; what stands in an at-rule depends on what we do not know, and is left out."""
    depth, start, head = 0, 0, ""
    for match in re.finditer(r"[{};]", text):
        mark = match.group()
        if mark == "{":
            depth += 1
            if depth == 1:
                head, start = text[start : match.start()].strip(), match.end()
        elif mark == "}":
            depth = max(depth - 1, 0)
            if depth == 0:
                if not head.startswith("@"):
                    yield head, text[start : match.start()]
                start = match.end()
        elif depth == 0:
            start = match.end()


@lru_cache(maxsize=1024)
def parse(style: str) -> Style:
    """Declarations of a ``style`` attribute: lower case, without blanks, the last of a name."""
    found = {}
    plain = _ESCAPE.sub(_unescaped, _COMMENT.sub("", style[:4000])).lower()
    for part in plain.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip()] = _IMPORTANT.sub("", "".join(value.split()))
    return MappingProxyType(found)


_IMPORTANT = re.compile(r"!important$")


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0xD800 else " "


def hides(attributes: Mapping[str, str], style: Style, ground: str | None) -> str | None:
    """How an element hides what is in it, or None. ``ground`` is the background colour it stands on, if that is known."""
    if "hidden" in attributes:
        return "hidden"
    if style.get("display") == "none" or style.get("content-visibility") == "hidden":
        return "not displayed"
    if style.get("visibility") in {"hidden", "collapse"}:
        return "invisible"
    if _at_most(style.get("opacity"), _FAINT) or _at_most(_argument(style.get("filter"), "opacity"), _FAINT):
        return "transparent"
    if _zero_sized(style):
        return "of no size"
    if _off_screen(style):
        return "outside of the page"
    return _colourless(attributes, style, ground)


def _argument(value: str | None, function: str) -> str | None:
    """What stands in the brackets of a function, as ``0`` in ``opacity(0)``."""
    found = re.search(rf"{function}\(([^()]{{1,60}})\)", value) if value else None
    return found[1] if found else None


def _number(value: str | None) -> float | None:
    match = _NUMBER.match(value) if value else None
    return float(match[1]) if match else None


def _at_most(value: str | None, most: float) -> bool:
    number = _number(value)
    return number is not None and number <= most and not (value or "").endswith(("em", "rem") if number else ())


#: The size in the short form of ``font``, before a line height or a family; blanks are gone.
_FONT = re.compile(
    r"(?:normal|italic|oblique|bold|lighter|[1-9]00(?=\d))*(\d{0,4}(?:\.\d{1,4})?(?:px|pt|em|rem|%)?)(?=/|[^\d.]|$)"
)
#: Shapes that leave nothing to see.
_NO_SHAPE = re.compile(r"polygon\((?:0(?:px|%)?,?)*\)")


def _zero_sized(style: Style) -> bool:
    size = style.get("font-size") or ((found := _FONT.match(style["font"])) and found[1] if "font" in style else None)
    if _at_most(style.get("zoom"), _FAINT) or _at_most(style.get("scale"), _FAINT):
        return True
    if size and _number(size) is not None and (_at_most(size, 2) if size.endswith("%") else _pixels(size) <= _TINY):
        return True
    clipped = style.get("overflow", "") in {"hidden", "clip"} or style.get("overflow-y", "") in {"hidden", "clip"}
    if clipped and any(_at_most(style.get(name), _TINY) for name in ("width", "height", "max-height", "max-width")):
        return True
    shape = style.get("clip", "") + style.get("clip-path", "")
    if _NO_SHAPE.search(shape):
        return True
    return shape.startswith(("rect(0", "rect(1px", "circle(0")) or "inset(50%" in shape or "inset(100%" in shape


def _off_screen(style: Style) -> bool:
    placed = style.get("position") in {"absolute", "fixed", "relative"}
    sides = {name: style.get(name) for name in ("left", "top", "right", "bottom", "inset-inline-start")} if placed else {}
    moved = [
        *sides.values(),
        style.get("text-indent"),
        *(style.get(f"margin-{side}") for side in ("left", "top", "inline-start")),
    ]
    moved += _SIGNS.findall(style.get("margin", "")) if "margin" in style else []
    moved += _SIGNS.findall(style.get("inset", "")) if placed and "inset" in style else []
    shift = style.get("transform", "")
    if shift.startswith(("scale(0)", "scale(0,", "scalex(0)", "scaley(0)", "scale3d(0,", "matrix(0,0,0,0,")):
        return True
    moved += _SIGNS.findall(shift) if shift.startswith("translate") else _SIGNS.findall(style.get("translate", ""))
    if any(_pixels(value) <= -_FAR for value in moved):
        return True
    # To the right of the page and below it a browser scrolls; so far nobody does.
    return placed and any(_pixels(sides.get(name)) >= _VERY_FAR for name in ("left", "top"))


#: Lengths that lead out to the left or the top, within a value of several.
_SIGNS = re.compile(r"-\d{1,9}(?:\.\d{1,9})?(?:[a-z]{1,4}|%)?")
#: Lengths in pixels, roughly: what is far out in any of them is far out.
_UNITS: Mapping[str, float] = MappingProxyType(
    {"": 1, "px": 1, "pt": 1.3, "em": 16, "rem": 16, "ch": 8, "ex": 8, "vw": 12, "vh": 8, "in": 96, "cm": 38, "mm": 4, "%": 4}
)
_UNIT = re.compile(r"[a-z%]{0,4}\Z")


def _pixels(value: str | None) -> float:
    number = _number(value)
    if number is None or not value:
        return 0.0
    unit = _UNIT.search(value.rstrip("),/")[-4:])
    return number * _UNITS.get(unit.group() if unit else "", 1)


def _colourless(attributes: Mapping[str, str], style: Style, ground: str | None) -> str | None:
    written = style.get("-webkit-text-fill-color") or style.get("color") or "".join(attributes.get("color", "").lower().split())
    if not written:
        return None
    colour = _colour(written)
    if colour == "transparent":
        return "transparent"
    own = ground_of(attributes, style, ground)
    return "of the colour of its background" if own is not None and _alike(colour, own) else None


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if not all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in (one, other)):
        return False
    return all(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) <= _SAME_COLOUR for at in (1, 3, 5))


def ground_of(attributes: Mapping[str, str], style: Style, ground: str | None) -> str | None:
    """The background colour within an element; None where it is a picture, or not known."""
    if "background-image" in style or "url(" in style.get("background", "") or "gradient" in style.get("background", ""):
        return None
    written = style.get("background-color") or style.get("background") or "".join(attributes.get("bgcolor", "").lower().split())
    if not written:
        return ground
    colour = _colour(written)
    return ground if colour in {"transparent", "none", "inherit"} else colour


def _colour(written: str) -> str:
    """A colour as ``#rrggbb`` where it can be told, so that two ways to write one are one."""
    value = _COLOURS.get(written, written)
    if re.fullmatch(r"#[0-9a-f]{3,4}", value):
        value = "#" + "".join(letter * 2 for letter in value[1:])
    if re.fullmatch(r"#[0-9a-f]{8}", value):
        value = "transparent" if value.endswith("00") else value[:7]
    if (hsl := re.fullmatch(r"hsla?\([\d.]{1,6}(?:deg)?,[\d.]{1,6}%,(0|100)(?:\.0)?%(?:,([\d.]{1,6}))?\)", value)) is not None:
        return "transparent" if hsl[2] and (_number(hsl[2]) or 0.0) <= _FAINT else "#ffffff" if hsl[1] == "100" else "#000000"
    parts = re.fullmatch(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,([\d.]{1,6}))?\)", value)
    if parts is None:
        return value
    if parts.group(4) is not None and (_number(parts.group(4)) or 0.0) <= _FAINT:
        return "transparent"
    return "#" + "".join(f"{min(int(one), 255):02x}" for one in parts.group(1, 2, 3))


class Hidden:
    """What was left out of a page, to be said in its notes."""

    def __init__(self) -> None:
        self._ways: dict[str, int] = {}
        self._words = 0
        self._first = ""
        self._comments = 0
        #: Labels among the words that nobody sees: they weigh nothing, and mark all the same.
        self.labels: set[Tlp] = set()

    def begins(self, how: str) -> None:
        """An element hides what is in it."""
        self._ways[how] = self._ways.get(how, 0) + 1

    def text(self, text: str) -> None:
        """Words that nobody sees."""
        self.labels.update(labels_in(text[:1000]))
        self._words += len(_WORDS.findall(text[:100_000]))
        if len(self._first) < _SHOWN:
            self._first = f"{self._first} {' '.join(text[:1000].split())}".strip()

    def comment(self, text: str) -> None:
        """A comment in the mark-up; conditional ones and short ones are the page's own business."""
        if len(_WORDS.findall(text[:2000])) >= _A_TEXT and not text.lstrip().startswith(("[if", "<")):
            self._comments += 1

    def notes(self) -> tuple[str, ...]:
        """One line for hidden words, one for comments."""
        found = []
        if self._words:
            ways = ", ".join(sorted(self._ways))
            shown = self._first[:_SHOWN] + ("..." if len(self._first) > _SHOWN else "")
            found.append(
                f"{counted(self._words, 'word is', 'words are')} hidden from whoever looks at the page ({ways}): "
                f"left out, nothing in them weighs. They begin: {shown!r}."
            )
        if self._comments:
            found.append(
                f"{counted(self._comments, 'comment in the mark-up holds', 'comments in the mark-up hold')} "
                "text that nobody sees: left out."
            )
        return tuple(found)

"""Writing SVG safely: every text and attribute is escaped and made visible, every drawing has a title and a description."""

from __future__ import annotations

import html

from vidocq.dossier.phrasing import one_line, visible

#: Mean width of a character of the page's sans-serif face, in em; used to cut labels, never to place anything exactly.
_EM = 0.54


def element(name: str, *children: str, **attributes: str | float) -> str:
    """One element; ``class_`` becomes ``class``, underscores become hyphens; children are ready SVG."""
    pairs = "".join(f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    return f"<{name}{pairs}>{''.join(children)}</{name}>" if children else f"<{name}{pairs}/>"


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return html.escape(visible(value), quote=True)
    return f"{value:.1f}".removesuffix(".0")


def escaped(words: str) -> str:
    """Text as SVG character data, controls made visible."""
    return html.escape(visible(words))


def text(x: float, y: float, words: str, **attributes: str | float) -> str:
    """A line of text at a point."""
    return element("text", escaped(words), x=x, y=y, **attributes)


def titled(words: str, *children: str) -> str:
    """A group with a tooltip."""
    return element("g", element("title", escaped(words)), *children)


def fitting(words: str, width: float, size: float = 13) -> str:
    """``words`` cut to what fits in ``width`` at a font size."""
    return one_line(words, max(4, int(width / (size * _EM))))


def drawing(anchor: str, title: str, description: str, width: float, height: float, *children: str) -> str:
    """The whole SVG element with its title and description, which a screen reader reads instead of the drawing."""
    return element(
        "svg",
        element("title", escaped(title), id=f"{anchor}-title"),
        element("desc", escaped(description), id=f"{anchor}-desc"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        class_="drawing",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{anchor}-title {anchor}-desc",
    )

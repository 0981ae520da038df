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


#: The look of a drawing that stands by itself: the page's style sheet in print, as far as drawings use it.
_STYLE = (
    "text{font-family:'DejaVu Sans','Liberation Sans','Libertinus Serif',sans-serif;fill:#000}.label,.value{font-size:13px}"
    ".value,.heat-text{font-weight:600}.tick,.heat-text{font-size:12px}.tick{fill:#444}.track{stroke:#ddd;stroke-width:2}"
    ".grid{stroke:#ddd}.interval{stroke:#9cc3ea;stroke-width:9}.point{fill:#0b57a4;stroke:#fff;stroke-width:1.5}"
    ".interval-thin{stroke:#9cc3ea;stroke-width:1.5}.prior{stroke:#a3510b;stroke-width:2.5}.mark{fill:#0b57a4}"
    ".doubtful{fill:#9cc3ea;fill-opacity:.55;stroke:#0b57a4;stroke-width:1.5;stroke-dasharray:4 3}.reading{fill:none}"
    ".open{stroke:#0b57a4;stroke-width:2;stroke-dasharray:2 4}.heat{stroke:#bbb}.ach-cc{fill:#1f6f43}.ach-c{fill:#a9dbbd}"
    ".ach-n{fill:#eef0f3}.ach-i{fill:#f4c19a}.ach-ii{fill:#a63d12}.ach-na{fill:#fff}.ach-cc-text,.ach-ii-text{fill:#fff}"
    ".ach-na-text{fill:#444}"
)


def standalone(drawn: str) -> str:
    """A drawing of ours as a file by itself, with its style inside."""
    head, mark, rest = drawn.partition(">")
    return f"{head}{mark}<style>{_STYLE}</style>{rest}"

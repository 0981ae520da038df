"""How many origins there really are: documents on the left, the party that each goes back to on the right."""

from __future__ import annotations

from vidocq.dossier.figures import svg
from vidocq.dossier.outline import Figure
from vidocq.dossier.phrasing import capital, counted

_WIDTH, _ROW, _TOP, _INNER = 640.0, 30.0, 20.0, 270.0
_MOST = 24


def draw_origins(links: tuple[tuple[str, str], ...]) -> Figure:
    """Draw (document, origin) pairs as lines between two columns; the description counts both."""
    shown = links[:_MOST]
    documents = list(dict.fromkeys(document for document, _origin in shown))
    origins = list(dict.fromkeys(origin for _document, origin in shown))
    height = _TOP + _ROW * max(len(documents), len(origins)) + 10
    left = {name: _TOP + _ROW * (place + 0.5) for place, name in enumerate(documents)}
    step = (height - _TOP - 10) / len(origins)
    right = {name: _TOP + step * (place + 0.5) for place, name in enumerate(origins)}
    lines = "".join(
        svg.element("line", class_="interval-thin", x1=_INNER, x2=_WIDTH - _INNER, y1=left[document], y2=right[origin])
        for document, origin in shown
    )
    words = "".join(svg.text(_INNER - 8, y + 4, svg.fitting(name, _INNER - 16), class_="label", text_anchor="end")
                    for name, y in left.items())  # fmt: skip
    words += "".join(
        svg.text(_WIDTH - _INNER + 8, y + 4, svg.fitting(name, _INNER - 16), class_="value") for name, y in right.items()
    )
    title = "What goes back to whom"
    whole = len({document for document, _origin in links}), len({origin for _document, origin in links})
    told = f"{counted(whole[0], 'document')} {'goes' if whole[0] == 1 else 'go'} back to {counted(whole[1], 'origin')}"
    each = "; ".join(f"{name}: {', '.join(d for d, origin in shown if origin == name)}" for name in origins)
    described = f"{capital(told)}. {each}."
    drawing = svg.drawing("origins-figure", title, described, _WIDTH, height, lines, words)
    data = (("document", "origin"), *links)
    return Figure(anchor="origins-figure", title=title, description=described, svg=drawing, wide=True, data=data)

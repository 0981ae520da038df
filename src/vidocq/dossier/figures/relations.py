"""Who tells of whom: documents, the parties that they let speak, and whom those parties name, as three columns of names."""

from __future__ import annotations

from vidocq.dossier.figures import svg
from vidocq.dossier.outline import Figure
from vidocq.dossier.phrasing import capital, counted
from vidocq.model import Noun

_WIDTH, _ROW, _TOP = 760.0, 28.0, 34.0
#: Where the names of each column begin and end.
_COLUMNS = ((8.0, 238.0), (322.0, 492.0), (576.0, 752.0))
_HEADS = ("Documents", "Who speaks or acts", "Of whom")
_MOST = 40
#: The target of what names nobody.
NOBODY = "nobody named"


class Relation(Noun, frozen=True, kw_only=True):
    """One line: in ``document`` a ``party`` does something (``act``) that concerns ``target``; ``firm`` unless it holds back."""

    document: str
    party: str
    act: str
    target: str
    number: str
    firm: bool = True


def draw_relations(relations: tuple[Relation, ...]) -> Figure:
    """Draw relations as lines between three columns; what holds back or contradicts is dashed."""
    shown = relations[:_MOST]
    columns = [
        list(dict.fromkeys(names)) for names in zip(*((one.document, one.party, one.target) for one in shown), strict=True)
    ]
    height = _TOP + _ROW * max(map(len, columns)) + 34
    at = [_places(names, height - 34) for names in columns]
    told = dict.fromkeys((one.document, one.party) for one in shown)
    lines = [_line(_COLUMNS[0][1], at[0][left], _COLUMNS[1][0], at[1][right]) for left, right in told]
    done: dict[tuple[str, str, bool], list[str]] = {}
    for one in shown:
        done.setdefault((one.party, one.target, one.firm), []).append(f"{one.act} ({one.number})")
    for (party, target, firm), acts in done.items():
        words = f"{party}: {'; '.join(dict.fromkeys(acts))}"
        lines.append(_line(_end(party), at[1][party], _COLUMNS[2][0], at[2][target], firm=firm, words=words))
    names = [_name(column, name, y) for column, held in enumerate(at) for name, y in held.items()]
    heads = [svg.text(_COLUMNS[column][0], 18, head, class_="tick") for column, head in enumerate(_HEADS)]
    title = "Who tells of whom"
    each = dict.fromkeys(_told(one) for one in shown)
    rest = f"; {counted(len(relations) - len(shown), 'more line')} not drawn" if len(relations) > len(shown) else ""
    described = f"{capital(counted(len(columns[1]), 'party', 'parties'))}. {'; '.join(each)}{rest}."
    drawing = svg.drawing("relations-figure", title, described, _WIDTH, height, *lines, *names, *heads, _legend(height - 10))
    data = (("document", "party", "act", "target", "number"),
            *((one.document, one.party, one.act, one.target, one.number) for one in relations))  # fmt: skip
    return Figure(anchor="relations-figure", title=title, description=described, svg=drawing, wide=True, data=data)


def _places(names: list[str], bottom: float) -> dict[str, float]:
    """The height of each name, spread over the whole."""
    step = (bottom - _TOP) / len(names)
    return {name: _TOP + step * (place + 0.5) for place, name in enumerate(names)}


def _told(one: Relation) -> str:
    """``NATO withholds, about China (S4 in D1)``."""
    about = f", about {one.target}" if one.target != NOBODY else ""
    return f"{one.party} {one.act}{about} ({one.number} in {one.document.partition(' ')[0]})"


def _end(party: str) -> float:
    """Where the name of a party ends, about."""
    left, right = _COLUMNS[1]
    return min(right, left + 8.2 * len(svg.fitting(party, right - left)) + 4)


def _line(left: float, y: float, right: float, z: float, *, firm: bool = True, words: str = "") -> str:
    look = "interval-thin" if firm else "open"
    line = svg.element("line", class_=look, x1=left + 6, x2=right - 6, y1=y, y2=z)
    return svg.titled(words, line) if words else line


def _name(column: int, name: str, y: float) -> str:
    left, right = _COLUMNS[column]
    shown = svg.fitting(capital(name), right - left)
    return svg.titled(
        name, svg.text(left if column else right, y + 4, shown, class_="label", **({} if column else {"text_anchor": "end"}))
    )


def _legend(y: float) -> str:
    return "".join(
        (
            svg.element("line", class_="interval-thin", x1=8, x2=38, y1=y - 4, y2=y - 4),
            svg.text(46, y, "lets speak; accuses, stands by, acts", class_="tick"),
            svg.element("line", class_="open", x1=330, x2=360, y1=y - 4, y2=y - 4),
            svg.text(368, y, "holds back, disputes, denies, takes back", class_="tick"),
        )
    )

"""Who did what, at a glance: parties down, acts across, a cell for each statement's number."""

from __future__ import annotations

from vidocq.dossier.figures import svg
from vidocq.dossier.outline import Figure
from vidocq.dossier.phrasing import capital, counted

_LEFT, _COLUMN, _ROW, _TOP = 200.0, 92.0, 30.0, 52.0


def draw_ledger(cells: tuple[tuple[str, str, str], ...]) -> Figure:
    """Draw (party, act, number) triples; a party and an act stand in order of appearance."""
    parties = list(dict.fromkeys(party for party, _act, _number in cells))
    acts = list(dict.fromkeys(act for _party, act, _number in cells))
    held: dict[tuple[str, str], list[str]] = {}
    for party, act, number in cells:
        held.setdefault((party, act), []).append(number)
    heads = "".join(
        svg.text(_LEFT + _COLUMN * (place + 0.5), _TOP - 12, svg.fitting(act, _COLUMN, 12), class_="tick", text_anchor="middle")
        for place, act in enumerate(acts)
    )
    body = "".join(_row(party, acts, held, _TOP + _ROW * place) for place, party in enumerate(parties))
    title = "Who did what"
    told = [f"{capital(party)}: {_acts(party, acts, held)}" for party in parties]
    described = f"{capital(counted(len(parties), 'party', 'parties'))}. {'; '.join(told)}."
    width, height = _LEFT + _COLUMN * len(acts) + 8, _TOP + _ROW * len(parties) + 8
    drawing = svg.drawing("ledger-figure", title, described, width, height, heads, body)
    data = (("party", "act", "statement"), *cells)
    return Figure(anchor="ledger-figure", title=title, description=described, svg=drawing, wide=True, data=data)


def _acts(party: str, acts: list[str], held: dict[tuple[str, str], list[str]]) -> str:
    """``asserts (S1, S2), denies (S7)``."""
    return ", ".join(f"{act} ({', '.join(held[party, act])})" for act in acts if (party, act) in held)


def _row(party: str, acts: list[str], held: dict[tuple[str, str], list[str]], top: float) -> str:
    parts = [svg.text(8, top + 20, svg.fitting(capital(party), _LEFT - 16), class_="label")]
    for place, act in enumerate(acts):
        numbers = held.get((party, act), [])
        x = _LEFT + _COLUMN * place
        look = "heat ach-c" if numbers else "heat ach-na"
        parts.append(svg.element("rect", class_=look, x=x + 2, y=top + 2, width=_COLUMN - 4, height=_ROW - 4, rx=2))
        if numbers:
            told = svg.fitting(" ".join(numbers), _COLUMN - 8, 12)
            parts.append(svg.text(x + _COLUMN / 2, top + 20, told, class_="heat-text", text_anchor="middle"))
    return svg.titled(f"{party}: {', '.join(act for act in acts if (party, act) in held)}", *parts)

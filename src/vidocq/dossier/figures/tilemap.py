"""Who was struck and who speaks, on a map of equal tiles: a small state is as large as a great one, without a border."""

from __future__ import annotations

from collections.abc import Sequence

from vidocq.dossier.figures import svg
from vidocq.dossier.outline import Figure
from vidocq.dossier.phrasing import capital, counted, joined
from vidocq.vocabulary.states import name_of

_TILE, _TOP, _LEFT = 24.0, 8.0, 8.0
#: Our own layout: rows from north to south, about where states lie; every state of the vocabulary has one tile.
GRID = """\
. . . . . . . . . IS . . . . NO SE EE FI
CA . . . . . . . . . . GB NL DE DK PL LT LV . . . RU
. . . . . . . . . . IE . BE LU AT CZ SK BY UA
. . . . . . . . . . . . CH LI SI HR HU RO MD . . . KZ . . MN
. . . . . . . . . . . . FR MC SM BA RS BG TR GE . UZ KG
. US . . . . . . . . PT ES AD VA IT ME XK MK SY AM AZ TM TJ . . . KP
. . . . . . . . . . . MA . TN MT AL GR CY LB IQ KW IR AF . . CN KR JP
. . . CU BS KN . . . . . . DZ . . LY . PS IL JO BH AE PK NP BT MO TW
MX GT BZ JM DO AG DM . . SN MR ML . . . . . EG . SA QA OM IN BD MM LA HK
. SV HN NI HT VC LC BB CV GW GM BF BJ . NE TD . SD ER DJ YE . . . TH VN PH
. . CR PA VE GD TT . . SL GN CI TG NG CM . CF SS . ET . . . LK . KH . PW FM MH
. . . . CO GY SR . . . LR . GH ST GQ . . . UG KE SO . MV . MY SG BN . . KI
. . . EC . . . . . . . . . . GA CG CD BI RW . SC . . . . . ID . PG NR
. . . . PE . BR . . . . . . . . . . . TZ . . . . . . . TL . SB TV
. . . . . BO . . . . . . . . . AO . ZM MW KM . . . . . . . . . VU WS
. . . . . . PY . . . . . . . . NA BW ZW MZ MG . MU . . . . . . . FJ TO
. . . . . . . . . . . . . . . . ZA . SZ . . . . . . . . AU
. . . . CL AR UY . . . . . . . . . . LS
. . . . . . . . . . . . . . . . . . . . . . . . . . . . . NZ
"""
#: A map of fewer states tells nothing that a sentence does not.
_LEAST = 2
_ROLES = ("struck", "speaks")
_LOOKS = {"struck": "heat ach-i", "speaks": "heat ach-c", "": "heat ach-na"}


def draw_map(struck: Sequence[str], speaking: Sequence[str]) -> Figure | None:
    """Draw the states of the victims and of those who speak; codes without a tile (alliances, firms) are told in words only."""
    parties = {"struck": tuple(dict.fromkeys(struck)), "speaks": tuple(dict.fromkeys(speaking))}
    tiles = places()
    if len({code for codes in parties.values() for code in codes if code in tiles}) < _LEAST:
        return None
    told = [f"{capital(counted(len(codes), 'party', 'parties'))} {_did(role, len(codes))}: {joined(sorted(map(name_of, codes)))}"
            for role, codes in parties.items() if codes]  # fmt: skip
    off = sorted({name_of(code) for codes in parties.values() for code in codes if code not in tiles})
    told += [f"Without a tile: {joined(off)}"] if off else []
    body = "".join(_tile(code, place, [role for role in _ROLES if code in parties[role]]) for code, place in tiles.items())
    width = 2 * _LEFT + _TILE * (1 + max(column for column, _row in tiles.values()))
    bottom = _TOP + _TILE * (1 + max(row for _column, row in tiles.values()))
    title = "Where victims and speakers are"
    described = f"{'. '.join(told)}."
    drawing = svg.drawing("map-figure", title, described, width, bottom + 34, body, _legend(bottom + 24))
    data = (("party", "code", "role"), *((name_of(code), code, role) for role in _ROLES for code in parties[role]))
    return Figure(anchor="map-figure", title=title, description=described, svg=drawing, wide=True, data=data)


def places() -> dict[str, tuple[int, int]]:
    """Column and row of each state's tile."""
    rows = [line.split() for line in GRID.splitlines()]
    return {code: (column, row) for row, line in enumerate(rows) for column, code in enumerate(line) if code != "."}


def _did(role: str, count: int) -> str:
    return {"struck": "was struck" if count == 1 else "were struck", "speaks": "speaks" if count == 1 else "speak"}[role]


def _tile(code: str, place: tuple[int, int], roles: list[str]) -> str:
    """One tile; a state that was struck and speaks has both colours, and the tooltip says so."""
    x, y = _LEFT + _TILE * place[0], _TOP + _TILE * place[1]
    size = _TILE - 2
    shapes = [
        svg.element(
            "rect",
            class_=_LOOKS[role],
            x=x + index * size / max(1, len(roles)),
            y=y,
            width=size / max(1, len(roles)),
            height=size,
        )
        for index, role in enumerate(roles or [""])
    ]
    look = "heat-text" if roles else "tick"
    words = svg.text(x + size / 2, y + 15, code, class_=look, text_anchor="middle")
    dot = _dot(x + size - 4, y + 4) if "speaks" in roles else ""
    return svg.titled(f"{name_of(code)}: {joined(roles)}", *shapes, words, dot) if roles else "".join((*shapes, words))


def _dot(x: float, y: float) -> str:
    """Marks a speaker for those who see no colours."""
    return svg.element("circle", class_="mark", cx=x, cy=y, r=2.5)


def _legend(y: float) -> str:
    parts = []
    for place, (role, words) in enumerate((("struck", "was struck"), ("speaks", "speaks of it"))):
        x = _LEFT + 130 * place
        parts.append(svg.element("rect", class_=_LOOKS[role], x=x, y=y - 12, width=16, height=16))
        parts.append(svg.text(x + 22, y, words, class_="tick"))
        parts += [_dot(x + 12, y - 8)] if role == "speaks" else []
    return "".join((*parts, svg.text(_LEFT + 260, y, "both colours: both", class_="tick")))

"""How often numbers such as this one were right: past ratings against what came true, and where the present case stands."""

from __future__ import annotations

import math

from vidocq.dossier.figures import svg
from vidocq.dossier.outline import Figure
from vidocq.dossier.phrasing import percent
from vidocq.model import Level, RatedBand, Row, TrackRecord

_SIDE, _LEFT, _TOP, _WIDTH = 280.0, 62.0, 14.0, 440.0
#: Of a normal distribution, for 95 %.
_Z = 1.959964


def draw_reliability(level: Level, record: TrackRecord, row: Row) -> Figure | None:
    """Draw the bands of a track record with 95 % intervals (Wilson), and the present case as a line; nothing without bands."""
    bands = [band for band in record.bands if band.cases]
    if not bands:
        return None
    what = "groups" if level is Level.GROUP else "states"
    anchor, title = f"reliability-{level.value}", f"How often such numbers were right: {what}"
    told = "; ".join(
        f"of {band.cases:,} rated {100 * band.low:.0f} to {100 * band.high:.0f}\u00a0%, {band.right:,} were right"
        for band in bands
    )
    here = f"{row.hypothesis.name} now: {percent(row.probability, row.interval)}"
    described = f"Past cases ({record.data}): {told}. {here}."
    body = [_axes(), *(_band(band) for band in bands), _now(row, here)]
    drawing = svg.drawing(anchor, title, described, _WIDTH, _TOP + _SIDE + 68, *body, _legend(_TOP + _SIDE + 60))
    heads = ("low", "high", "cases", "right", "mean rating", "share right", "share low", "share high")
    return Figure(anchor=anchor, title=title, description=described, svg=drawing, data=(heads, *map(_data, bands)))


def wilson(right: int, cases: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, *J. Am. Stat. Assoc.* 22, 209-212)."""
    share, spread = right / cases, _Z**2 / cases
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / cases + _Z**2 / (4 * cases**2)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def _data(band: RatedBand) -> tuple[str, ...]:
    shares = (band.mean, band.right / band.cases, *wilson(band.right, band.cases))
    return (f"{band.low:g}", f"{band.high:g}", str(band.cases), str(band.right), *(f"{share:.6f}" for share in shares))


def _x(share: float) -> float:
    return _LEFT + _SIDE * min(max(share, 0.0), 1.0)


def _y(share: float) -> float:
    return _TOP + _SIDE * (1 - min(max(share, 0.0), 1.0))


def _axes() -> str:
    parts = [svg.element("line", class_="track", x1=_x(0), y1=_y(0), x2=_x(1), y2=_y(1))]
    for tick in (0, 25, 50, 75, 100):
        share = tick / 100
        parts.append(svg.element("line", class_="grid", x1=_x(share), x2=_x(share), y1=_y(0), y2=_y(1)))
        parts.append(svg.element("line", class_="grid", x1=_x(0), x2=_x(1), y1=_y(share), y2=_y(share)))
        parts.append(svg.text(_x(share), _y(0) + 16, f"{tick} %", class_="tick", text_anchor="middle"))
        parts.append(svg.text(_x(0) - 6, _y(share) + 4, f"{tick} %", class_="tick", text_anchor="end"))
    parts.append(svg.text(_x(0.5), _y(0) + 32, "rated", class_="tick", text_anchor="middle"))
    parts.append(svg.text(_x(1) + 8, _y(1) + 4, "came true", class_="tick"))
    return "".join(parts)


def _band(band: RatedBand) -> str:
    """A point at the mean rating and the share that was right, with its interval."""
    share = band.right / band.cases
    low, high = wilson(band.right, band.cases)
    words = f"rated {100 * band.low:.0f} to {100 * band.high:.0f} %: {band.right:,} of {band.cases:,} right"
    return svg.titled(
        words,
        svg.element("line", class_="interval", x1=_x(band.mean), x2=_x(band.mean), y1=_y(low), y2=_y(high)),
        svg.element("circle", class_="point", cx=_x(band.mean), cy=_y(share), r=5),
    )


def _now(row: Row, words: str) -> str:
    x = _x(row.probability)
    return svg.titled(words, svg.element("line", class_="prior", x1=x, x2=x, y1=_y(0), y2=_y(1)))


def _legend(y: float) -> str:
    return "".join(
        (
            svg.element("circle", class_="point", cx=_LEFT + 6, cy=y - 4, r=5),
            svg.text(_LEFT + 18, y, "past cases, 95 % interval", class_="tick"),
            svg.element("line", class_="prior", x1=_LEFT + 200, x2=_LEFT + 200, y1=y - 12, y2=y + 4),
            svg.text(_LEFT + 208, y, "this case", class_="tick"),
        )
    )

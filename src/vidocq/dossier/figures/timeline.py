"""The timeline: a point where the day is known, a bar as wide as the doubt where it is not, dashed where it is uncertain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from vidocq.dossier.dates import Span
from vidocq.dossier.figures import svg
from vidocq.dossier.outline import Figure
from vidocq.dossier.phrasing import capital, counted
from vidocq.model import Noun

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 760.0, 10.0, 750.0, 34.0, 30.0
#: Height of the line that names a lane.
_HEAD = 22.0
#: Lanes from top to bottom, and the kinds of entries that go into each.
_LANES = (
    ("What happened and was found", ("incident", "observation")),
    ("What was said", ("statement",)),
    ("What was done about it", ("response",)),
    ("What was published", ("document",)),
)
#: A time without anything longer than this share of the whole is folded.
_EMPTY = 0.4
#: Days; less is never worth folding.
_SHORTEST = 60.0
#: A bar narrower than this is drawn as a point.
_POINT = 7.0


class Mark(Noun, frozen=True, kw_only=True):
    """One entry: its words, its date in words, and where it stands; ``readings`` where the date can be read in several ways."""

    label: str
    date: str
    kind: str
    span: Span | None
    readings: tuple[tuple[str, Span], ...] = ()


def draw_timeline(marks: tuple[Mark, ...]) -> Figure | None:
    """Draw the entries in lanes, in each in the order given; nothing where no entry has a place on the axis."""
    spans = [span for mark in marks for span in _spans(mark)]
    if not spans:
        return None
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    axis = _Axis(spans)
    lanes = _in_lanes(marks)
    bottom = _TOP + _ROW * len(marks) + _HEAD * len(lanes)
    title = "When it happened"
    entries = capital(counted(len(marks), "entry", "entries"))
    years = f"in {first.year}" if first.year == last.year else f"from {first.year} to {last.year}"
    described = f"{entries} {years}; the table below gives every date in words."
    parts = (axis.drawn(bottom), *_drawn_lanes(lanes, axis), _legend(bottom + 24))
    drawing = svg.drawing("timeline-figure", title, described, _WIDTH, bottom + 34, *parts)
    data = (("date", "what", "kind", "first", "last"), *(_data(mark) for mark in marks))
    return Figure(anchor="timeline-figure", title=title, description=described, svg=drawing, wide=True, data=data)


def _in_lanes(marks: tuple[Mark, ...]) -> dict[str, list[Mark]]:
    """Marks by lane; a kind that this version does not know goes with what happened."""
    lane_of = {kind: name for name, kinds in _LANES for kind in kinds}
    first = _LANES[0][0]
    found: dict[str, list[Mark]] = {name: [] for name, _kinds in _LANES}
    for mark in marks:
        found[lane_of.get(mark.kind, first)].append(mark)
    return {name: held for name, held in found.items() if held}


def _drawn_lanes(lanes: dict[str, list[Mark]], axis: _Axis) -> Iterator[str]:
    top = _TOP
    for name, held in lanes.items():
        yield svg.text(_LEFT, top + 16, name, class_="tick")
        for index, mark in enumerate(held):
            yield _entry(mark, axis, top + _HEAD + index * _ROW)
        top += _HEAD + _ROW * len(held)


def _data(mark: Mark) -> tuple[str, ...]:
    spans = _spans(mark)
    first = min((span.start.isoformat() for span in spans), default="")
    last = max((span.end.isoformat() for span in spans), default="")
    return mark.date, mark.label, mark.kind, first, last


def _spans(mark: Mark) -> list[Span]:
    return [span for span in (mark.span, *(span for _words, span in mark.readings)) if span is not None]


class _Axis:
    """Days to points, with a little room at both ends; long times in which nothing is told are folded, and marked as such."""

    def __init__(self, spans: list[Span]) -> None:
        first, last = min(span.start for span in spans).toordinal(), max(span.end for span in spans).toordinal()
        room = max(15, int((last - first) * 0.03))
        self._first, self._last = first - room, last + room
        self._folds = _folds(spans, max(_SHORTEST, (last - first) * _EMPTY))
        self._days = max(1, self._drawn_days(self._last))

    def _drawn_days(self, day: int) -> float:
        """Days from the left edge to ``day``, folded ones counted as the width of a fold."""
        whole = float(day - self._first)
        for start, end in self._folds:
            inside = min(max(day - start, 0), end - start)
            whole -= inside * (1 - self._fold_width / (end - start))
        return whole

    @property
    def _fold_width(self) -> float:
        """How many days wide a fold is drawn."""
        return (self._last - self._first - sum(end - start for start, end in self._folds)) * 0.06

    def x(self, day: date) -> float:
        return _LEFT + (_RIGHT - _LEFT) * self._drawn_days(day.toordinal()) / self._days

    def drawn(self, bottom: float) -> str:
        parts, taken = [], _LEFT
        for day, label in self._ticks():
            x = self.x(day)
            folded = any(start < day.toordinal() < end for start, end in self._folds)
            if not folded and taken + 4 < x - 14 and x < _RIGHT - 14:
                parts.append(svg.element("line", class_="grid", x1=x, x2=x, y1=_TOP - 8, y2=bottom))
                parts.append(svg.text(x, _TOP - 14, label, class_="tick", text_anchor="middle"))
                taken = x + 20
        parts += [self._fold(start, end, bottom) for start, end in self._folds]
        return "".join(parts)

    def _fold(self, start: int, end: int, bottom: float) -> str:
        """Two strokes across the axis, with the time that is left out between them."""
        left, right = self.x(date.fromordinal(start)), self.x(date.fromordinal(end))
        middle = (left + right) / 2
        words = f"{date.fromordinal(start):%B %Y} to {date.fromordinal(end):%B %Y} left out: nothing with a date"
        strokes = (svg.element("line", class_="open", x1=x, x2=x, y1=_TOP - 8, y2=bottom) for x in (middle - 3, middle + 3))
        return svg.titled(words, *strokes)

    def _ticks(self) -> list[tuple[date, str]]:
        start = date.fromordinal(max(1, self._first))
        end = date.fromordinal(min(date.max.toordinal(), self._last))
        if self._days > 800:
            step = 1 if self._folds else max(1, (end.year - start.year) // 12 + 1)
            years = [year for year in range(start.year, end.year + 1) if year % step == 0]
            return [(date(year, 1, 1), str(year)) for year in years]
        step = 1 if self._days < 200 else 3
        found, day = [], date(start.year, start.month, 1)
        while day <= end:
            if (day.month - 1) % step == 0:
                found.append((day, f"{day:%b %Y}"))
            day = (day + timedelta(days=32)).replace(day=1)
        return found


def _folds(spans: list[Span], least: float) -> list[tuple[int, int]]:
    """Times longer than ``least`` days in which nothing lies, each with a little room left at both ends."""
    found, reached = [], 0
    for span in sorted(spans, key=lambda one: one.start):
        start, end = span.start.toordinal(), span.end.toordinal()
        if reached and start - reached > least:
            room = max(1, int((start - reached) * 0.1))
            found.append((reached + room, start - room))
        reached = max(reached, end)
    return found


def _entry(mark: Mark, axis: _Axis, top: float) -> str:
    y = top + 24
    words = f"{mark.date}: {mark.label}"
    parts = [svg.element("line", class_="track", x1=_LEFT, x2=_RIGHT, y1=y, y2=y)]
    if mark.span is not None:
        parts.append(_bar(mark.span, axis, y, f"kind-{mark.kind}"))
    parts += [_bar(span, axis, y, f"kind-{mark.kind}", reading=True) for _words, span in mark.readings]
    readings = f" (could be {' or '.join(name for name, _span in mark.readings)})" if mark.readings else ""
    line = svg.element(
        "text",
        svg.element("tspan", svg.escaped(mark.date), class_="value"),
        svg.escaped("  " + svg.fitting(mark.label, _RIGHT - _LEFT - len(mark.date) * 7.4 - 14)),
        x=_LEFT,
        y=top + 14,
        class_="label",
    )
    return svg.titled(words + readings, line, *parts)


def _bar(span: Span, axis: _Axis, y: float, look: str, *, reading: bool = False) -> str:
    """One date; a reading is doubtful as such, however exact it is, so that it has an outline."""
    left, right = axis.x(span.start), axis.x(span.end)
    seen = " doubtful reading" if reading else ""
    doubtful = seen or (" doubtful" if span.doubtful or span.within else "")
    if right - left < _POINT:
        point = f"mark {look}{seen or (' doubtful' if span.doubtful else '')}"
        shape = svg.element("circle", class_=point, cx=(left + right) / 2, cy=y, r=5)
    else:
        shape = svg.element("rect", class_=f"mark {look}{doubtful}", x=left, y=y - 5, width=right - left, height=10, rx=2)
    if span.open_end:
        shape += svg.element("line", class_="open", x1=right, x2=_RIGHT, y1=y, y2=y)
    if span.open_start:
        shape += svg.element("line", class_="open", x1=_LEFT, x2=left, y1=y, y2=y)
    return shape


def _legend(y: float) -> str:
    return "".join(
        (
            svg.element("circle", class_="mark", cx=_LEFT + 6, cy=y - 4, r=5),
            svg.text(_LEFT + 18, y, "day known", class_="tick"),
            svg.element("rect", class_="mark", x=_LEFT + 100, y=y - 9, width=30, height=10, rx=2),
            svg.text(_LEFT + 138, y, "lasted so long", class_="tick"),
            svg.element("rect", class_="mark doubtful", x=_LEFT + 250, y=y - 9, width=30, height=10, rx=2),
            svg.text(_LEFT + 288, y, "some time within, or approximate", class_="tick"),
            svg.element("rect", class_="mark doubtful reading", x=_LEFT + 510, y=y - 9, width=30, height=10, rx=2),
            svg.text(_LEFT + 548, y, "one of several readings", class_="tick"),
        )
    )

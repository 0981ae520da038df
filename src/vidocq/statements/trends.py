"""How the record grew: counts per period with exact intervals, a test for change, and what the record cannot show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from statistics import median
from xml.sax.saxutils import escape

from vidocq.errors import InputError
from vidocq.model import Noun
from vidocq.statements import exact
from vidocq.statements.dates import parse_edtf_day
from vidocq.statements.joining import Joined
from vidocq.statements.precedents import Precedent
from vidocq.vocabulary.counts import counted
from vidocq.vocabulary.tlp import Tlp, most_restrictive

#: Share of the Poisson distribution inside an interval.
COVERAGE = 0.95
_PERIODS = ("year", "quarter", "month")


class Event(Noun, frozen=True, kw_only=True):
    """One dated item of the record: when it was said, when what it is about began, and where it comes from."""

    edtf: str
    started: str | None = None
    source: str = ""
    certainty: str = ""
    tlp: Tlp = Tlp.UNMARKED


class Period(Noun, frozen=True, kw_only=True):
    """One period: how many items, the exact 95 % Poisson interval of the rate behind them, and how many sources gave any."""

    name: str
    count: int
    low: float
    high: float
    sources: int


class Change(Noun, frozen=True, kw_only=True):
    """The earlier against the later half: counts, lengths in periods, rate ratio with its exact interval, two-sided p."""

    earlier: int
    later: int
    earlier_periods: int
    later_periods: int
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    dispersion: float | None
    method: str


class Trend(Noun, frozen=True, kw_only=True):
    """Counts per period and what may be said of them. ``left_out`` are undated items and placeholder dates, counted.

    ``marking`` is the strictest of what was counted; empty where nothing carries one.
    """

    by: str
    periods: tuple[Period, ...]
    change: Change
    placeholders: int
    undated: int
    lag_days: float | None
    lag_known: int
    sentence: str
    caveats: tuple[str, ...]
    marking: str = ""


def events_of(entries: Iterable[Joined], starts: dict[str, str] | None = None) -> tuple[Event, ...]:
    """The ledger's entries as events; ``starts`` gives the start of an incident (EDTF) by its id."""
    starts = starts or {}
    return tuple(
        Event(
            edtf=entry.statement.date.edtf if entry.statement.date else "",
            started=starts.get(entry.statement.incident_id or ""),
            source=entry.documents[0] if entry.documents else "",
            tlp=entry.tlp,
        )
        for entry in entries
    )


def events_of_cases(cases: Iterable[Precedent]) -> tuple[Event, ...]:
    """Precedents or imported rows as events, by the date of the statement."""
    return tuple(
        Event(
            edtf=case.statement_date or case.incident_date or "",
            started=case.incident_date,
            source=case.source.split(";")[0],
            certainty=case.certainty,
            # What comes with vidocq is public.
            tlp=Tlp(case.marking) if case.marking else Tlp.CLEAR,
        )
        for case in cases
    )


def trend(events: Iterable[Event], *, by: str = "year") -> Trend:
    """Count events per period and test for change.

    The test compares the rates of the earlier and the later half of the span with the exact conditional (binomial) test for two
    Poisson counts (Przyborowski and Wilenski 1940; interval by Clopper and Pearson 1934). It is exact for the small counts a
    ledger has; Mann-Kendall would need more periods than most ledgers span and looks only at ranks. Where counts vary more than
    a Poisson process does, the index of dispersion says so and the p-value is called too small.

    Raises:
        InputError: ``by`` is no period.
    """
    if by not in _PERIODS:
        raise InputError(f"no such period: {by}", hint=f"one of {', '.join(_PERIODS)}")
    listed = list(events)
    placeholders = [event for event in listed if re.match(r"\d{4}-01-01(?!\d)", event.edtf)]
    dated = [(name, event) for event in listed if event not in placeholders and (name := _period(event.edtf, by))]
    counts = Counter(name for name, _ in dated)
    names = _span(sorted(counts), by)
    sources: dict[str, set[str]] = {name: set() for name in names}
    for name, event in dated:
        sources[name].add(event.source)
    periods = tuple(
        Period(
            name=name,
            count=counts[name],
            low=round(_interval(counts[name])[0], 2),
            high=round(_interval(counts[name])[1], 2),
            sources=len(sources[name]),
        )
        for name in names
    )
    change = _change([counts[name] for name in names])
    lags = [lag for _, event in dated if (lag := _lag(event)) is not None]
    undated = len(listed) - len(placeholders) - len(dated)
    middle = float(median(lags)) if lags else None
    marking = _marking(listed)
    return Trend(
        by=by,
        periods=periods,
        change=change,
        placeholders=len(placeholders),
        undated=undated,
        lag_days=middle,
        lag_known=len(lags),
        sentence=(f"{marking}: " if marking else "") + _sentence(periods, change),
        caveats=_caveats(periods, change, by, lag=(middle, len(lags)), left_out=(len(placeholders), undated)),
        marking=marking,
    )


def _marking(events: list[Event]) -> str:
    """The strictest; nothing is said where all are public, or none carries a marking."""
    found = {event.tlp for event in events}
    return "" if len(found) < 2 and found <= {Tlp.CLEAR, Tlp.UNMARKED} else most_restrictive(found).value


def _period(edtf: str, by: str) -> str:
    match = re.match(r"(\d{4})(?:-(\d{2}))?", edtf)
    if not match or (by != "year" and match.group(2) is None):
        return ""
    year, month = match.group(1), int(match.group(2) or 1)
    return {"year": year, "quarter": f"{year}-Q{(month - 1) // 3 + 1}", "month": f"{year}-{month:02}"}[by]


def _span(names: list[str], by: str) -> list[str]:
    """All periods from the first to the last, also those in which nothing was recorded."""
    if not names:
        return []
    size = {"year": 1, "quarter": 4, "month": 12}[by]
    first, last = (_index(name, size) for name in (names[0], names[-1]))
    return [_name(index, by, size) for index in range(first, last + 1)]


def _index(name: str, size: int) -> int:
    year, _, part = name.partition("-")
    return int(year) * size + (int(part.lstrip("Q")) - 1 if part else 0)


def _name(index: int, by: str, size: int) -> str:
    year, part = divmod(index, size)
    return {"year": str(year), "quarter": f"{year}-Q{part + 1}", "month": f"{year}-{part + 1:02}"}[by]


def _interval(count: int) -> tuple[float, float]:
    """Exact interval of a Poisson mean (Garwood 1936)."""
    return exact.poisson_interval(count, COVERAGE)


_METHOD = "exact conditional test of two Poisson rates, earlier against later half of the span"


def _change(counts: list[int]) -> Change:
    middle = len(counts) // 2
    earlier, later = sum(counts[:middle]), sum(counts[middle:])
    lengths = (middle, len(counts) - middle)
    empty = Change(
        earlier=earlier,
        later=later,
        earlier_periods=lengths[0],
        later_periods=lengths[1],
        ratio=None,
        low=None,
        high=None,
        p=None,
        dispersion=None,
        method=_METHOD,
    )
    if middle == 0 or earlier + later == 0:
        return empty
    share = lengths[1] / len(counts)
    low, high = exact.binomial_interval(later, earlier + later, COVERAGE)
    scale = lengths[0] / lengths[1]
    mean = sum(counts) / len(counts)
    spread = sum((count - mean) ** 2 for count in counts) / (len(counts) - 1) / mean if len(counts) > 2 and mean else None
    return Change(
        earlier=earlier,
        later=later,
        earlier_periods=lengths[0],
        later_periods=lengths[1],
        ratio=later / earlier * scale if earlier else None,
        low=low / (1 - low) * scale if low < 1 else None,
        high=high / (1 - high) * scale if high < 1 else None,
        p=exact.binomial_p(later, earlier + later, share),
        dispersion=spread,
        method=_METHOD,
    )


def _sentence(periods: tuple[Period, ...], change: Change) -> str:
    if not periods:
        return "nothing in the record has a date that can be counted"
    total = sum(period.count for period in periods)
    span = periods[0].name if len(periods) == 1 else f"{periods[0].name} to {periods[-1].name}"
    head = f"the record holds {total} dated items for {span}"
    if change.p is None:
        return f"{head}; one period alone shows no change"
    if change.p >= 1 - COVERAGE:
        return (
            f"{head}; {change.earlier} in the earlier and {change.later} in the later half: no change that chance "
            f"would not explain (p = {change.p:.2g})"
        )
    direction = "grew" if change.ratio is None or change.ratio > 1 else "shrank"
    times = f" by a factor of {change.ratio:.1f}" if change.ratio else ""
    return (
        f"{head}; the record {direction}{times} from the earlier ({change.earlier}) to the later half "
        f"({change.later}) (p = {change.p:.2g})"
    )


def _caveats(
    periods: tuple[Period, ...], change: Change, by: str, *, lag: tuple[float | None, int], left_out: tuple[int, int]
) -> tuple[str, ...]:
    days, known = lag
    placeholders, undated = left_out
    notes = [
        "the record counts what was said and collected, not what was done: it grows with attention and with the sources read"
    ]
    if periods:
        notes.append(f"coverage: between {min(p.sources for p in periods)} and {max(p.sources for p in periods)} sources a {by}")
        notes.append(f"the last {by} may be incomplete: statements follow incidents late")
    notes.append(
        f"reporting lag: median {days:.0f} days from start to statement, known for {known}"
        if days is not None
        else "reporting lag: unknown, no item has both days"
    )
    if placeholders:
        first = counted(placeholders, "item dated 1 January was", "items dated 1 January were")
        notes.append(f"{first} left out: that date stands for an unknown day")
    if undated:
        notes.append(f"{counted(undated, 'item without a usable date was', 'items without a usable date were')} left out")
    if change.dispersion is not None and change.dispersion > 1.5:
        notes.append(
            f"counts vary more than chance alone (index of dispersion {change.dispersion:.1f}): the p-value is too small"
        )
    return tuple(notes)


def _lag(event: Event) -> int | None:
    first, last = _day(event.started), _day(event.edtf)
    return (last - first).days if first and last and last >= first else None


def _day(edtf: str | None) -> date | None:
    day = parse_edtf_day(edtf)
    return None if day is None or (day.month, day.day) == (1, 1) else day


# --- showing ----------------------------------------------------------------------------------------------------------


def trend_text(result: Trend) -> str:
    """A trend as plain text: a bar, a count and an interval for each period, the sentence, the caveats."""
    lines = [f"{p.name:8} {'#' * min(p.count, 60):<20} {p.count}  [{p.low:.1f}, {p.high:.1f}]" for p in result.periods]
    return "\n".join([*lines, "", result.sentence, *(f"- {note}" for note in result.caveats)])


def trend_svg(result: Trend, *, title: str = "") -> str:
    """A trend as an SVG chart with its intervals; every number stands beside its bar, so that it needs no colour to be read."""
    width, height, left, bottom = 640, 300, 40, 60
    top = max((period.high for period in result.periods), default=1.0) or 1.0
    step = (width - left - 10) / max(1, len(result.periods))
    scale = (height - bottom - 30) / top
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            f'font-family="sans-serif" font-size="11">'
        ),
        f"<title>{escape(title or 'Items in the record by ' + result.by)}</title><desc>{escape(result.sentence)}</desc>",
    ]
    for index, period in enumerate(result.periods):
        x, base = left + index * step, height - bottom
        middle = x + step / 2
        parts.append(
            f'<rect x="{x + step * 0.15:.1f}" y="{base - period.count * scale:.1f}" width="{step * 0.7:.1f}" '
            f'height="{period.count * scale:.1f}" fill="#4a6fa5"/>'
        )
        parts.append(
            f'<line x1="{middle:.1f}" x2="{middle:.1f}" y1="{base - period.low * scale:.1f}" '
            f'y2="{base - period.high * scale:.1f}" stroke="#222"/>'
        )
        parts.append(
            f'<text x="{middle:.1f}" y="{base - period.high * scale - 4:.1f}" text-anchor="middle">{period.count}</text>'
        )
        parts.append(f'<text x="{middle:.1f}" y="{base + 14}" text-anchor="middle">{escape(period.name)}</text>')
    parts.append(f'<text x="{left}" y="{height - 22}">{escape(result.sentence[:110])}</text>')
    parts.append(
        f'<text x="{left}" y="{height - 8}">'
        f"bars: items in the record; lines: exact {COVERAGE:.0%} Poisson intervals; 1 January left out: {result.placeholders}"
        f"</text></svg>"
    )
    return "\n".join(parts)

"""When it happened: first and last activity, compile times, working hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from vidocq.evidence.item import item
from vidocq.evidence.names.dates import Dated, dates
from vidocq.evidence.names.reading import Reading, read
from vidocq.evidence.sentences import Span
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Certainty, Document, Evidence, Lane

_FIRST = re.compile(
    r"\b(?:since(?: at least)?(?: as early as)?|(?:active|operat\w+|ongoing|underway) since|dat(?:es?|"
    r"ing) back to(?: at least)?|as early as|"
    r"(?:began|begun|beginning|started|starting|start)(?: \w+){0,4}? (?:in|on|around)|first (?:\w+ ){0,3}?(?:in|on|around|"
    r"back in))(?: the)? $",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\b(?:until(?: at least)?|through(?: at least)?|last (?:\w+ ){0,3}?(?:in|on)|as (?:recently|late) as|"
    r"most recent\w* (?:\w+ ){0,4}?(?:in|on|from)|up to|up until)(?: the)? $",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\b(?:from|between)(?: at least)?(?: the)? [^.;]{4,40}? (?:to|and|until|through|till|-|–)(?: the)? $", re.IGNORECASE
)
_OPENS_RANGE = re.compile(r"\b(?:from|between)(?: at least)?(?: the)? $", re.IGNORECASE)
_GOES_ON = re.compile(r"^ (?:to|and|until|through|till|-|–) ", re.IGNORECASE)
_ACTIVITY = re.compile(
    r"\b(?:campaigns?|attacks?|attack(?:ed|ing)|activit\w+|active|intrusions?|compromis\w+|target\w*|operat\w+|infect\w+|"
    r"phish\w+|breach\w*|distribut\w+|"
    r"deliver\w*|deploy\w*|exploit\w*|spread\w*|observed|detected|in the wild|sent|used|using)\b",
    re.IGNORECASE,
)
_ADVERSARY = re.compile(
    r"\b(?:attackers?|actors?|groups?|apt\w*|hackers?|adversar\w+|operators?|malware|backdoor|trojan|ransomware|"
    r"campaigns?|attacks?|intrusions?|phish\w*|rat|"
    r"loader|botnet|threat|it|they|espionage|victims?|samples?|variants?)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:published|posted|blog(?:ged|post)?|reported|wrote|released|announced|disclosed|patched|accessed|retrieved|"
    r"copyright|updated|presented|documented|"
    r"described|according to|article|report|paper|advisory|research)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_COMPILE_NEAR = re.compile(r"\bcompil(?:ed|ation|e)\b[^.;\n]{0,80}$", re.IGNORECASE)
_HOURS = re.compile(
    r"\b(?:working (?:hours|day|days|week)|business hours|office hours|work(?:day|week| day| week| hours)|Monday (?:to|"
    r"through|and|until|-|–) Friday|"
    r"time ?zones?|(?:UTC|GMT) ?[+\-−±]\d{1,2}(?::?\d{2})?)\b",
    re.IGNORECASE,
)
_REACH = 120  # characters before a date in which the words for it are looked for
_OFFSET = re.compile(r"\b(?:UTC|GMT) ?([+\-−])(\d{1,2})(?::?(\d{2}))?(?!\d)", re.IGNORECASE)
_HOURS_OF = re.compile(
    r"\b(?:attackers?|actors?|groups?|operators?|hackers?|adversar\w+|developers?|authors?|activit\w+|compil\w+|"
    r"time-?stamps?|commands?|log-?ins?|hands-on|commit\w*|they)\b",
    re.IGNORECASE,
)


class _When(NamedTuple):
    role: str
    dated: Dated
    sentence: Span


class DateExtractor:
    """Finds dates of activity, compile times and working hours."""

    name = "dates"

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give the items in order."""
        reading = read(document, snapshot)
        found = list(_dated(reading))
        items = [
            _activity(reading, role, found) for role in ("first", "last", "observed") if any(one.role == role for one in found)
        ]
        items += [_compile(reading, one) for one in _each(one for one in found if one.role == "compiled")]
        items += list(_hours(reading))
        yield from sorted(items, key=lambda one: one.support[0].start)


def _each(found: Iterator[_When]) -> list[_When]:
    return list({one.dated.edtf: one for one in found}.values())


def _dated(reading: Reading) -> Iterator[_When]:
    text = reading.plain
    tells: dict[int, bool] = {}  # sentence -> whether it tells of the activity
    for dated in dates(text):
        if not reading.evidential(dated.start):
            continue
        around = reading.sentences.around(dated.start, dated.end)
        sentence, before = text[around.start : around.end], text[max(around.start, dated.start - _REACH) : dated.start]
        if len(sentence.split(maxsplit=5)) < 5:  # a by-line, a table cell
            continue
        if _COMPILE_NEAR.search(before):
            yield _When("compiled", dated, around)
            continue
        if around.start not in tells:
            tells[around.start] = bool(_ACTIVITY.search(sentence) and _ADVERSARY.search(sentence))
        if not tells[around.start] or _PUBLISHED.search(before):
            continue
        yield _When(_role(before, text[dated.end : around.end]), dated, around)


def _role(before: str, after: str) -> str:
    if _OPENS_RANGE.search(before) and _GOES_ON.match(after):
        return "first"
    if _RANGE.search(before) or _LAST.search(before):
        return "last"
    return "first" if _FIRST.search(before) else "observed"


def _activity(reading: Reading, role: str, found: list[_When]) -> Evidence:
    """One item a role: the earliest first, the latest last; for plain dates all of them as one span of time."""
    same = sorted((one for one in found if one.role == role), key=lambda one: one.dated.edtf)
    chosen = same[0] if role == "first" else same[-1]
    value = chosen.dated.edtf
    inferred = role == "observed"
    if inferred and same[0].dated.edtf != value:
        value = _span(same[0].dated.edtf.split("/")[0], value.split("/")[-1])
    shown = same if inferred else [chosen]
    return item(
        reading.document,
        "activity-date",
        value,
        [(one.dated.start, one.dated.end) for one in shown],
        f"date of activity ({role})",
        sentence=reading.sentence((chosen.dated.start, chosen.dated.end)),
        certainty=Certainty.INFERRED if inferred else Certainty.STATED,
        step="earliest and latest date in sentences on the activity" if inferred else "",
        lane=Lane.REVIEW if inferred else Lane.AUTO,
        lane_reason="the sentences may tell of other activity" if inferred else "",
        observed=value,
        attributes=(("role", role),),
        mark=role,
    )


def _span(first: str, last: str) -> str:
    """Give the interval of two dates; 2021 and 2021-03 are 2021."""
    return first if last.startswith(first) else f"{first}/{last}"


def _compile(reading: Reading, one: _When) -> Evidence:
    span = (one.dated.start, one.dated.end)
    return item(
        reading.document,
        "compile-time",
        one.dated.edtf,
        [span],
        "date beside “compiled”",
        sentence=reading.sentence(span),
        observed=one.dated.edtf,
    )


def _hours(reading: Reading) -> Iterator[Evidence]:
    """Working hours and time zones said of the people behind it."""
    seen: set[str] = set()
    for match in _HOURS.finditer(reading.plain):
        sentence = reading.sentence(match.span())
        if not reading.evidential(match.start()) or not _HOURS_OF.search(sentence):
            continue
        offset = _OFFSET.search(sentence)
        value = _offset(offset) if offset else "working hours"
        if value in seen:
            continue
        seen.add(value)
        working = re.search(r"work|office|business|Friday", sentence) is not None
        sure = offset is not None and working
        yield item(
            reading.document,
            "working-hours",
            value,
            [match.span()],
            "words for working hours or a time zone",
            sentence=sentence,
            certainty=Certainty.STATED if sure else Certainty.INFERRED,
            step="" if sure else "no offset and working day in one sentence",
            lane=Lane.AUTO if sure else Lane.REVIEW,
            lane_reason="" if sure else "a time zone or working hours are mentioned, not tied to each other",
        )


def _offset(match: re.Match[str]) -> str:
    sign = "+" if match[1] == "+" else "-"
    return f"UTC{sign}{int(match[2]):02d}:{match[3] or '00'}"


EXTRACTOR = DateExtractor()

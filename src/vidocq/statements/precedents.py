"""What was done before in like cases: how alike, by whom, how fast; a record of the past, never advice."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from statistics import median

from vidocq.errors import InputError
from vidocq.model import Noun, Quote, make_id
from vidocq.statements.dates import parse_edtf_day
from vidocq.vocabulary.states import code_of, find_states, is_state

#: What the letters in the table's ``certainty`` column mean; they are shown with every row.
CERTAINTY = {
    "V": "read in a source",
    "D": "row in a data set",
    "K": "general knowledge, not checked",
    "V/K": "partly read in a source, partly general knowledge",
    "D/K": "partly from a data set, partly general knowledge",
    "V+D": "read in a source and in a data set",
}


class Precedent(Noun, frozen=True, kw_only=True):
    """One earlier case. Codes are ISO 3166 alpha-2 where a cell names states; cells are kept as written beside them.

    ``marking`` is how far an imported case may be passed on (a TLP label); empty for those that come with vidocq.
    """

    id: str
    incident: str
    victims: tuple[str, ...] = ()
    victim_text: str = ""
    parties: tuple[str, ...] = ()
    parties_text: str = ""
    actor: str = ""
    sponsors: tuple[str, ...] = ()
    sponsor_text: str = ""
    incident_date: str | None = None
    statement_date: str | None = None
    act: str = ""
    reaction: str = ""
    response: str = ""
    measures: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    source: str = ""
    certainty: str = "K"
    quote: Quote | None = None
    marking: str = ""

    @property
    def certainty_text(self) -> str:
        """What the certainty letter means."""
        return CERTAINTY.get(self.certainty, self.certainty)

    @property
    def year(self) -> int | None:
        """Year of the statement, else of the incident."""
        match = re.match(r"\d{4}", self.statement_date or self.incident_date or "")
        return int(match.group()) if match else None


class LikeCase(Noun, frozen=True, kw_only=True):
    """A precedent and why it is like the case: each reason with the points it gave; ``score`` is their sum, 0 to 1."""

    precedent: Precedent
    score: float
    reasons: tuple[str, ...]


class Distribution(Noun, frozen=True, kw_only=True):
    """What was done in the like cases: (measure, in how many of ``n``), and median days where both dates are known."""

    n: int
    measures: tuple[tuple[str, int], ...]
    median_days: float | None
    days_known: int
    sentence: str


_MEASURES = (
    ("severs_relations", r"relations severed|cut (?:diplomatic )?(?:ties|relations)|breaking off"),
    ("expulsion", r"expel"),
    ("sanctions", r"sanction|restrictive measures|asset freeze"),
    ("criminal_charges", r"indict|charg(?:ed|es)\b(?! d)|criminal charges"),
    ("arrest_warrants", r"arrest warrant|wanted"),
    ("reward", r"reward"),
    ("criminal_investigation", r"investigation"),
    ("summons_ambassador", r"summon|called in|ambassador spoken"),
    ("demarche", r"d[eé]marche|protest note|diplomatic protest"),
    ("call_on_state", r"calls on|urges"),
    ("advisory", r"advisory"),
    ("technical_publication", r"technical report|IOC|indicators|report published"),
    ("statement", r"statement|condemn|denounce|unacceptable|solidarity"),
    ("disruption", r"takedown|disrupt|seiz"),
)
_SECTORS = (
    ("government", r"ministry|MFA|government|state|public|MoD|agency|agencies|county|treasury"),
    ("parliament", r"parliament|Storting|Bundestag|IPAC"),
    ("elections", r"elector|election"),
    ("defence", r"MoD|defen[cs]e|military"),
    ("energy", r"energy|power"),
    ("health", r"hospital|health"),
    ("business", r"firm|compan|MSP|Sony|Exchange|supply"),
    ("critical infrastructure", r"critical infrastructure|KA-SAT|e-services"),
    ("research", r"university|R&D|JAXA"),
    ("international organisation", r"OPCW|EU\b"),
    ("sport", r"Olympic|Games"),
    ("political party", r"party|SPD"),
    ("media", r"TV|news"),
)


def measures_in(text: str) -> tuple[str, ...]:
    """Measures that a cell's words name; "no sanctions" names none."""
    cleaned = re.sub(r"(?i)\bno\s+\w+", "", text)
    return tuple(name for name, pattern in _MEASURES if re.search(pattern, cleaned, re.IGNORECASE))


def sectors_in(text: str) -> tuple[str, ...]:
    """Sectors that a cell's words name."""
    return tuple(name for name, pattern in _SECTORS if re.search(pattern, text, re.IGNORECASE))


def codes_in(text: str) -> tuple[str, ...]:
    """Codes of states and unions in a cell, whether written as codes (``CN (MSS)``) or as names."""
    plain = re.sub(r"\([^)]*\)", " ", text)
    codes = [word for word in re.findall(r"\b[A-Z]{2,4}\b", plain) if is_state(word) or word in ("EU", "NATO", "UN")]
    aliases = [{"UK": "GB"}.get(word) for word in re.findall(r"\bUK\b", plain)]
    named = [mention.party for mention in find_states(plain)]
    return tuple(dict.fromkeys([code for code in (*codes, *aliases, *named) if code]))


def load_precedents() -> tuple[Precedent, ...]:
    """The product's own table of 60 cases, each with its sources and how certain it is."""
    text = files("vidocq.statements").joinpath("data", "precedents.csv").read_text(encoding="utf-8")
    return tuple(_own(row) for row in csv.DictReader(text.splitlines()))


def _own(row: dict[str, str]) -> Precedent:
    response = "" if row["response"] in ("-", "none") else row["response"]
    reaction = "" if row["reaction"] in ("-", "none") else row["reaction"]
    year = re.search(r"\b(20\d\d)\b", row["incident"])
    dates = row["statement_date"].split("/")[0]
    return Precedent(
        id=row["id"],
        incident=row["incident"],
        victims=codes_in(row["victim"]),
        victim_text=row["victim"],
        parties=codes_in(row["attributing_parties"]),
        parties_text=row["attributing_parties"],
        actor=row["actor"],
        sponsors=codes_in(row["sponsor"]),
        sponsor_text=row["sponsor"],
        incident_date=year.group(1) if year else None,
        statement_date=dates or None,
        act=row["act_and_level"],
        reaction=reaction,
        response=response,
        measures=tuple(dict.fromkeys((*measures_in(response), *(("statement",) if row["statement_date"] else ())))),
        sectors=sectors_in(row["incident"]),
        source=row["source"],
        certainty=row["certainty"],
    )


def like(case: Precedent, cases: Iterable[Precedent], *, at_least: float = 0.4) -> tuple[LikeCase, ...]:
    """Cases like ``case``, most alike first, each with its reasons.

    Four things count: the sponsor (0.4), the kind of victim (0.3), how far the accusers went (0.15), and nearness in time (0.15).
    The weights are a plain convention, shown with every result; they were fitted to nothing.
    """
    found = [_compare(case, other) for other in cases if other.id != case.id]
    return tuple(sorted((item for item in found if item.score >= at_least), key=lambda item: (-item.score, item.precedent.id)))


def _compare(case: Precedent, other: Precedent) -> LikeCase:
    reasons: list[tuple[float, str]] = []
    sponsors = set(case.sponsors) & set(other.sponsors)
    if sponsors:
        reasons.append((0.4, f"same sponsor {', '.join(sorted(sponsors))}"))
    sectors = set(case.sectors) & set(other.sectors)
    if sectors:
        reasons.append((0.3, f"same kind of victim: {', '.join(sorted(sectors))}"))
    elif set(case.victims) & set(other.victims):
        reasons.append((0.15, f"same victim state {', '.join(sorted(set(case.victims) & set(other.victims)))}"))
    if _severity(case) and _severity(case) == _severity(other):
        reasons.append((0.15, f"same step of the act ladder: {_severity(case)}"))
    if case.year is not None and other.year is not None and abs(case.year - other.year) <= 3:
        reasons.append((0.15, f"{abs(case.year - other.year)} years apart"))
    return LikeCase(
        precedent=other,
        score=round(sum(points for points, _ in reasons), 2),
        reasons=tuple(f"{text} (+{points})" for points, text in reasons),
    )


def _severity(case: Precedent) -> str:
    match = re.search(
        r"asserts (?:organ|state|actor|territory|unnamed state)|suspects|withholds|denies|retracts|listing", case.act
    )
    return match.group() if match else ""


def distribution(cases: Iterable[LikeCase]) -> Distribution:
    """How often each measure was taken in the like cases and how fast; a count, not advice."""
    rows = [item.precedent for item in cases]
    counts = Counter(measure for row in rows for measure in dict.fromkeys(row.measures))
    days = [delta for row in rows if (delta := _days(row)) is not None]
    middle = float(median(days)) if days else None
    listed = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.most_common())
    pace = (
        f"median {middle:.0f} days from incident to statement in the {len(days)} with both dates"
        if middle is not None
        else "no case has both dates to the day"
    )
    sentence = f"in {len(rows)} like cases: {listed or 'no measure recorded'}; {pace}" if rows else "no like case is recorded"
    return Distribution(
        n=len(rows), measures=tuple(counts.most_common()), median_days=middle, days_known=len(days), sentence=sentence
    )


def _days(row: Precedent) -> int | None:
    first, second = _day(row.incident_date), _day(row.statement_date)
    return (second - first).days if first is not None and second is not None and second >= first else None


def _day(edtf: str | None) -> date | None:
    day = parse_edtf_day(edtf)
    # 1 January is how data sets write "some day of that year": no day at all
    return None if day is None or (day.month, day.day) == (1, 1) else day


def find_case(wanted: str, cases: Iterable[Precedent]) -> Precedent:
    """The case with this id, or the only one whose name or sponsor holds these words.

    Raises:
        InputError: none or several fit.
    """
    listed = list(cases)
    exact = [case for case in listed if case.id.casefold() == wanted.casefold()]
    fitting = exact or [case for case in listed if wanted.casefold() in f"{case.incident} {case.actor}".casefold()]
    if len(fitting) != 1:
        names = ", ".join(case.id for case in fitting[:8])
        raise InputError(
            f"{len(fitting)} cases fit", where=wanted, hint=f"give an id: {names}" if names else "see `vidocq ledger precedents`"
        )
    return fitting[0]


def case_of(
    *, sponsor: str | None = None, victim: str | None = None, sectors: Iterable[str] = (), act: str = "", year: int | None = None
) -> Precedent:
    """A case from its features, to look for like ones."""
    sponsors = tuple(code for code in (code_of(sponsor or "") or sponsor,) if code)
    victims = tuple(code for code in (code_of(victim or "") or victim,) if code)
    return Precedent(
        id=make_id("case", sponsor or "", victim or "", act, str(year)),
        incident="the case asked about",
        sponsors=sponsors,
        victims=victims,
        sectors=tuple(sectors),
        act=act,
        statement_date=None if year is None else str(year),
        certainty="V",
    )

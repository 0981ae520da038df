"""One event or several: what of each document tells which event it speaks of, and which documents fit together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vidocq.model import Document, Evidence, IndicatorLabel, Role, SectionRole
from vidocq.workbench.moments import Moment, gap, moments

#: Points of a difference from which on two documents may be apart, if they outweigh what the documents have in common.
_APART = 2
#: Days between what two documents date: some, more than a year, more than three years.
_SOME, _YEAR, _YEARS = 60, 366, 3 * 366
#: Points of one shared indicator, of a citation, of a day both tell of; and the most that shared figures and names can give.
_INDICATOR, _CITED, _DAY, _MOST_FIGURES, _MOST_NAMES = 3, 3, 2, 3, 1
#: Words of another document that a sentence denying a connection must share with it to be about it.
_ABOUT = 3
#: No more of a text is compared.
_READ = 40_000
#: More documents than this are not compared pair by pair.
MOST = 200
#: A title of fewer characters may stand in any text.
_TITLE = 20
_SILENT = (SectionRole.BOILERPLATE, SectionRole.RELATED, SectionRole.INDICATORS, SectionRole.CODE)

#: What hardly comes twice by chance: numbers of three digits and more that are no year, millions, odd file endings.
_FIGURE = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}(?:,\d{3})+|\d+\.\d+ (?:million|billion)|(?!(?:19|20)\d\d\b)\d{3,})(?![\w/-]|[.,]\d)"
    r"|(?<=[\s(\"“])\.[a-z]\w{3,7}\b"
)
_COMMON_FIGURES = frozenset({"365", "443", "8080", "8443", "3389", "445", "100", "200", "500", "1,000", "1000"})
_WORD = r"[A-Z][\w’'-]{1,60}"
_NAME = re.compile(rf"{_WORD}(?: (?:of(?: the)?|for|and) {_WORD}| {_WORD})+")
_ORGANISATION = re.compile(
    r"\b(?:agency|airport|bank|board|brewery|charity|church|city|clinic|college|company|council|county|court|dairy|embassy|ferries|"
    r"firm|foundation|gmbh|hall|home|hospital|hotel|house|inc|institute|library|ltd|ministry|museum|office|parliament|plant|port|"
    r"railways?|school|society|theatre|town|trams|trust|university|utility|vann|water|works)\b",
    re.IGNORECASE,
)
_PRODUCTS = re.compile(
    r"\b(?:microsoft|windows|google|active directory|cobalt strike|remote desktop|office|exchange|mitre|citrix)\b", re.IGNORECASE
)
_DENIED = re.compile(
    r"(?<![^.!?])[^.!?]*"
    r"\b(?:no (?:connection|link)|nothing to do|not (?:connected|related|linked)|unrelated|unconnected) (?:with|to)\b"
    r"[^.!?]*",
    re.IGNORECASE,
)
_CONTENT = re.compile(r"[a-z]{4,}")
_EMPTY = frozenset(
    "with that this from have been were which whose their same other when week connection link nothing related".split()
)


class Traits(NamedTuple):
    """What tells of which event a document speaks."""

    document: Document
    dated: tuple[Moment, ...]
    days: frozenset[str]
    indicators: frozenset[str]
    groups: frozenset[str]
    software: frozenset[str]
    countries: frozenset[str]
    names: frozenset[str]
    victims: frozenset[str]
    figures: frozenset[str]
    words: frozenset[str]
    denials: tuple[frozenset[str], ...]

    @property
    def title(self) -> str:
        """The title, else the first line, else the name."""
        first = self.document.text.lstrip().split("\n", 1)[0].strip()
        return self.document.title or first[:100] or self.document.name


class Compared(NamedTuple):
    """Two documents compared: points for and against one event, each with its reason."""

    ties: tuple[tuple[int, str], ...]
    misfits: tuple[tuple[int, str], ...]

    @property
    def tied(self) -> int:
        """Points for one event."""
        return sum(points for points, _ in self.ties)

    @property
    def apart(self) -> bool:
        """Whether the two do not fit together."""
        against = sum(points for points, _ in self.misfits)
        return against >= _APART and against > self.tied


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that tell of one event, and what keeps them apart from the others (empty where there is one event)."""

    documents: tuple[str, ...]
    reason: str = ""


def groups(documents: Sequence[Document], evidence: Iterable[Evidence]) -> tuple[Group, ...]:
    """The events that a case's documents tell of, in the order of their first document; one where all fit together.

    Documents that tell of something go first. One that fits to several events and is tied to none is an event of its own: it
    must not join what does not fit together.
    """
    if not 2 <= len(documents) <= MOST:
        return (Group(tuple(document.id for document in documents)),) if documents else ()
    traits = _all_traits(documents, list(evidence))
    compared = _compared(traits)
    found = _grouped(len(traits), compared)
    return tuple(_group(group, found, traits, compared) for group in sorted(found))


def compare(one: Traits, other: Traits) -> Compared:
    """Compare two documents."""
    return Compared(tuple(_ties(one, other)), tuple(_misfits(one, other)))


def traits_of(document: Document, evidence: Iterable[Evidence]) -> Traits:
    """What a document and the evidence found in it tell of the event."""
    text = _body(document)
    standing = [item for item in evidence if item.lane.stands and item.role is Role.FOUND and not item.negative]
    dated, days = moments(text, document.published)
    names = _names(text)
    return Traits(
        document=document,
        dated=dated,
        days=days,
        indicators=frozenset(item.value for item in standing if item.label is IndicatorLabel.ADVERSARY),
        groups=_values(standing, {"intrusion-set"}),
        software=_values(standing, {"malware"}),
        countries=_values(standing, {"victim-country"}),
        names=names,
        victims=frozenset(name for name in names if _ORGANISATION.search(name)),
        figures=frozenset(match[0].rstrip(".") for match in _FIGURE.finditer(text)) - _COMMON_FIGURES,
        words=_content(text),
        denials=tuple(_content(match[0]) for match in _DENIED.finditer(text)),
    )


def _body(document: Document) -> str:
    """The parts of a document that tell something; a list of indicators or objects tells no event."""
    if document.fields:
        return ""
    parts = [document.text[part.start : part.end] for part in document.sections if part.role not in _SILENT]
    return "\n".join(parts)[:_READ] if document.sections else document.text[:_READ]


def _values(items: Iterable[Evidence], kinds: set[str]) -> frozenset[str]:
    return frozenset(item.ref or item.value for item in items if item.kind in kinds)


def _names(text: str) -> frozenset[str]:
    found = (match[0] for match in _NAME.finditer(text))
    return frozenset(re.sub(r"^(?:The|A|An|On|In|At|To|From) ", "", name) for name in found if not _PRODUCTS.search(name))


def _content(text: str) -> frozenset[str]:
    return frozenset(word.rstrip("s") for word in _CONTENT.findall(text.lower())) - _EMPTY


def _all_traits(documents: Sequence[Document], evidence: list[Evidence]) -> list[Traits]:
    by_document: dict[str, list[Evidence]] = {document.id: [] for document in documents}
    for item in evidence:
        for name in {quote.document_id for quote in item.support}:
            by_document.get(name, []).append(item)
    return [traits_of(document, by_document[document.id]) for document in documents]


def _ties(one: Traits, other: Traits) -> Iterable[tuple[int, str]]:
    if any(len(a.title) > _TITLE and a.title in b.document.text for a, b in ((one, other), (other, one))):
        yield _CITED, "one cites the other"
    shared = one.indicators & other.indicators
    if shared:
        yield _INDICATOR * min(len(shared), 2), f"they share {len(shared)} of the intruder's indicators"
    if one.days & other.days:
        yield _DAY, f"both tell of {min(one.days & other.days)}"
    if one.groups & other.groups:
        yield 1, "they name the same group"
    if one.software & other.software:
        yield 1, "they name the same malware"
    figures = one.figures & other.figures
    if figures:
        yield min(len(figures), _MOST_FIGURES), f"they give the same figures ({', '.join(sorted(figures)[:3])})"
    names = one.names & other.names
    if names:
        yield _MOST_NAMES, f"both speak of {min(names)}"


def _misfits(one: Traits, other: Traits) -> Iterable[tuple[int, str]]:
    days, told = gap(one.dated, other.dated)
    points = 3 if days > _YEARS else (2 + told if days > _YEAR else 2 if days > _SOME and told else 0)
    if points:
        yield points, f"their dates lie {_distance(days)} apart"
    for left, right, what in (
        (one.countries, other.countries, "they speak of victims in different countries"),
        (one.victims, other.victims, "they speak of different victims"),
        (one.groups, other.groups, "they name different groups"),
    ):
        if left and right and not left & right and not _contained(left, right):
            yield 1, what
    said = (*((words, other.words) for words in one.denials), *((words, one.words) for words in other.denials))
    if any(len(denied & told) >= _ABOUT for denied, told in said):
        yield 3, "one says that it has nothing to do with the other"


def _contained(left: frozenset[str], right: frozenset[str]) -> bool:
    return any(a in b or b in a for a in left for b in right)


def _distance(days: int) -> str:
    if days >= 2 * 365:
        return f"{days // 365} years"
    return f"{days // 30} months"


def _compared(traits: Sequence[Traits]) -> Callable[[int, int], Compared]:
    found: dict[tuple[int, int], Compared] = {}

    def of(one: int, other: int) -> Compared:
        key = (min(one, other), max(one, other))
        if key not in found:
            found[key] = compare(traits[key[0]], traits[key[1]])
        return found[key]

    return of


def _grouped(count: int, compared: Callable[[int, int], Compared]) -> list[list[int]]:
    """Groups in which no two documents are apart."""
    others = {one: [other for other in range(count) if other != one] for one in range(count)}
    if not any(compared(one, other).apart for one in range(count) for other in range(one)):
        return [list(range(count))]
    telling = [one for one in range(count) if any(_tells(compared(one, other)) for other in others[one])]
    groups: list[list[int]] = []
    for one in (*telling, *(one for one in range(count) if one not in telling)):
        fits = [group for group in groups if not any(compared(one, other).apart for other in group)]
        fits.sort(key=lambda group: -sum(compared(one, other).tied for other in group))
        ties = [sum(compared(one, other).tied for other in group) for group in fits]
        if fits and (len(fits) == 1 or ties[0] > ties[1]):
            fits[0].append(one)
        else:
            groups.append([one])
    return [sorted(group) for group in groups]


def _tells(one: Compared) -> bool:
    return one.apart or one.tied > 0


def _group(group: list[int], found: list[list[int]], traits: Sequence[Traits], compared: Callable[[int, int], Compared]) -> Group:
    pairs = [compared(one, other) for rest in found if rest is not group for other in rest for one in group]
    reasons = [reason for pair in pairs for _, reason in (pair.misfits if pair.apart else ())]
    if not reasons and len(found) > 1:
        reasons = ["nothing in it says to which of the others it belongs"]
    return Group(tuple(traits[one].document.id for one in group), "; ".join(dict.fromkeys(reasons)))


__all__ = ["MOST", "Compared", "Group", "Traits", "compare", "groups", "traits_of"]

"""Compare a case's documents before they are weighed: do they tell of one event, or of several that only lie together?

Not for copies of one report (see ``copies``): those are one origin. Here two documents of different origin are put apart only
where something speaks against one event (their times, their victims, who they name as hit) and nothing speaks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vidocq.model import Document, Evidence, IndicatorLabel, Mention, Role, SectionRole

#: Years between two documents from which on they tell of different times, unless one looks back at the time of the other.
_YEARS_APART = 2.0
#: A text speaks of a year when it names it, or the one before or after.
_NEAR = 1
#: Months between two documents with other victims from which on they are no news of one day.
_OTHER_VICTIMS = 0.15
#: Proper names that two documents must share to be taken as one event where something speaks against it.
_FEW_NAMES = 2
#: A text with fewer proper names of its own says too little to miss them in another.
_ENOUGH_NAMES = 4
#: Fewer words tell no event: a list of indicators fits every case.
_FEWEST_WORDS = 25
#: More documents than this are not compared pair by pair.
MOST = 200

_YEAR = re.compile(r"(?<![\d./-])(?:19[89]\d|20[0-4]\d)(?![\d/])")
_WORD = re.compile(r"\w+")
# One capitalised word inside a sentence, or several in a row anywhere.
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:(?: (?:of|de|la|del|van|von|for|the))? [A-Z][\w’'-]+)+|(?<=[a-z,;] )[A-Z][\w’'-]{2,}")
#: Kinds whose values hardly come twice by chance.
_UNUSUAL = frozenset({"sha256", "sha1", "md5", "domain-name", "ipv4-addr", "ipv6-addr", "email-addr", "url"})
_NAMED = frozenset({"intrusion-set", "malware", "tool", "campaign", "threat-actor"})
#: Capitalised words that name no party to an event.
_PLAIN = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december windows linux microsoft office outlook exchange google android apple internet active directory "
    "domain controller powershell http https dns vpn published summary note notes report attack att&ck mitre tlp cve".split()
)


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that tell of one event, and why they are kept apart from the others (empty for the first)."""

    documents: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a document tells of its event."""

    id: str
    name: str
    when: float | None
    years: frozenset[int]
    victims: frozenset[str]
    names: frozenset[str]
    unusual: frozenset[str]
    blamed: frozenset[str]
    text: str
    title: str
    prose: bool


def groups(documents: Sequence[Document], evidence: Iterable[Evidence]) -> tuple[Group, ...]:
    """The events that documents tell of, oldest document first; one group where nothing keeps them apart.

    A document joins the group that it has most in common with among those it does not contradict; what tells no event of its
    own (a list of indicators) joins the group that it shares values with, else the first.
    """
    if not 2 <= len(documents) <= MOST:
        return (Group(tuple(document.id for document in documents)),) if documents else ()
    by_document: dict[str, list[Evidence]] = {document.id: [] for document in documents}
    for item in evidence:
        for name in item.document_ids:
            by_document.setdefault(name, []).append(item)
    told = sorted((_told(document, by_document[document.id]) for document in documents), key=_age)
    found: list[list[_Told]] = []
    reasons: list[str] = []
    # What tells an event is sorted first; what tells none finds its place among them.
    for one in sorted(told, key=lambda one: not one.prose):
        place, reason = _place(one, found)
        if place is None:
            found.append([one])
            reasons.append(reason)
        else:
            found[place].append(one)
    return tuple(
        Group(tuple(one.id for one in sorted(members, key=_age)), reason) for members, reason in zip(found, reasons, strict=True)
    )


def _place(one: _Told, found: Sequence[Sequence[_Told]]) -> tuple[int | None, str]:
    """The group that a document fits best, or None with what keeps it apart."""
    best: tuple[int, int] | None = None
    reason = ""
    for number, members in enumerate(found):
        against = next((said for other in members if (said := _apart(one, other))), "")
        if against and not any(_one_event(one, other) for other in members):
            reason = reason or against
            continue
        score = max(_common(one, other) for other in members)
        if best is None or score > best[0]:
            best = (score, number)
    return (None, reason) if best is None else (best[1], "")


def _one_event(one: _Told, other: _Told) -> bool:
    """Whether something says by itself that two documents tell of one event: a value, a citation, or shared proper names."""
    cited = any(len(a.title) > 20 and a.title in b.text for a, b in ((one, other), (other, one)))
    return cited or bool(one.unusual & other.unusual) or len(one.names & other.names) >= _FEW_NAMES


def _common(one: _Told, other: _Told) -> int:
    shared = (one.unusual & other.unusual, one.names & other.names, one.victims & other.victims, one.blamed & other.blamed)
    return sum(len(values) for values in shared)


def _apart(one: _Told, other: _Told) -> str:
    """What speaks against one event, in words; empty where nothing does."""
    if not (one.prose and other.prose):
        return ""
    if _other_times(one, other):
        return f"{_when(one)} and {_when(other)}: {one.name} and {other.name} tell of other times"
    if not (one.victims and other.victims) or one.victims & other.victims:
        return ""
    victims = f"{one.name} has {_listed(one.victims)} as the victim, {other.name} {_listed(other.victims)}"
    if one.when is not None and other.when is not None and abs(one.when - other.when) > _OTHER_VICTIMS:
        return victims
    strangers = min(len(one.names), len(other.names)) >= _ENOUGH_NAMES and not one.names & other.names
    return victims if strangers else ""


def _other_times(one: _Told, other: _Told) -> bool:
    if one.when is None or other.when is None or abs(one.when - other.when) < _YEARS_APART:
        return False
    return not (_speaks_of(one, other) or _speaks_of(other, one))


def _speaks_of(one: _Told, other: _Told) -> bool:
    """Whether a text names the time of another: the year of its date, or one beside it."""
    year = int(other.when or 0)
    return any(abs(named - year) <= _NEAR for named in one.years)


def _told(document: Document, evidence: Sequence[Evidence]) -> _Told:
    text = "\n".join(document.text[start:end] for start, end in _body(document))
    items = [item for item in evidence if item.role is Role.FOUND]
    known = {word for item in evidence if item.kind in _NAMED for word in _words(item)}
    years = frozenset(int(year) for year in _YEAR.findall(text))
    published = _decimal(document.published)
    return _Told(
        id=document.id,
        name=document.name.rsplit("/", 1)[-1],
        when=published if published is not None else (max(years) + 0.5 if years else None),
        years=years,
        victims=frozenset(item.value for item in items if item.kind == "victim-country"),
        names=_proper(text) - known,
        unusual=frozenset(item.value for item in items if item.kind in _UNUSUAL and item.label is not IndicatorLabel.REFERENCE),
        blamed=frozenset(
            item.ref or item.value for item in items if item.kind == "intrusion-set" and item.mention is Mention.SUBJECT
        ),
        text=text,
        title=document.title or "",
        prose=not document.fields and len(_WORD.findall(text)) >= _FEWEST_WORDS,
    )


def _body(document: Document) -> list[tuple[int, int]]:
    """The parts of a document that tell something; all of it where no part is named."""
    if not document.sections:
        return [(0, len(document.text))]
    silent = (SectionRole.BOILERPLATE, SectionRole.RELATED, SectionRole.INDICATORS, SectionRole.CODE)
    return [(part.start, part.end) for part in document.sections if part.role not in silent]


def _words(item: Evidence) -> set[str]:
    given = (item.value, item.name or "", *(quote.text for quote in item.support))
    return {word for text in given for word in (text.casefold(), *text.casefold().split())}


@lru_cache(maxsize=256)
def _proper(text: str) -> frozenset[str]:
    """Proper names of a text, case folded, without states, months and makers of software."""
    from vidocq.vocabulary.states import find_states

    states = {text[found.start : found.end].casefold() for found in find_states(text)}
    found = {match[0].removesuffix("’s").removesuffix("'s").casefold() for match in _NAME.finditer(text)}
    return frozenset(name for name in found if name not in states and not set(name.split()) & _PLAIN)


def _decimal(edtf: str | None) -> float | None:
    if not edtf or not edtf[:4].isdecimal():
        return None
    month = int(edtf[5:7]) if edtf[5:7].isdecimal() else 0
    return int(edtf[:4]) + ((month - 1) / 12 if 1 <= month <= 12 else 0.5)


def _when(one: _Told) -> str:
    return "undated" if one.when is None else str(int(one.when))


def _listed(codes: Iterable[str]) -> str:
    from vidocq.vocabulary.states import name_of

    return " and ".join(name_of(code) for code in sorted(codes)[:3])


def _age(one: _Told) -> tuple[float, str]:
    return (one.when if one.when is not None else 9999.0, one.id)

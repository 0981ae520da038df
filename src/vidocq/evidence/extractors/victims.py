"""Whom it struck or was meant for: countries, sectors, kinds of persons, each with its role; and the themes of lures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from vidocq.evidence.item import item
from vidocq.evidence.names import sectors
from vidocq.evidence.names.places import Placed, Role, may_place, place
from vidocq.evidence.names.reading import Reading, read
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Certainty, Document, Evidence, Lane
from vidocq.vocabulary.states import name_of

_VICTIM = frozenset({Role.TARGETED, Role.COMPROMISED})
_THEMES = {
    "pandemic": r"covid(?:-19)?|coronavirus|pandemic|vaccin\w+",
    "election": r"elections?|voting|ballot",
    "war and armed conflict": r"war|invasion|conflict|military (?:exercise|operation)s?|ceasefire|missile\w*",
    "job offer": r"job (?:offer|opportunit|description|posting|applicat|vacanc)\w*|recruit\w*|resumes?|curriculum vitae|"
    "\bcvs?\b|career",
    "invoice or payment": r"invoices?|payments?|purchase orders?|receipts?|bank transfer|remittance",
    "tax": r"tax(?:es)?(?: return| refund)?|irs|revenue (?:service|agency)",
    "delivery": r"shipping|delivery|parcel|package|dhl|fedex|ups",
    "conference or event": r"conferences?|summits?|workshops?|seminars?|invitations?|webinars?|symposium",
    "diplomacy": r"diploma\w+|foreign (?:policy|affairs|minister)|sanctions|treat(?:y|ies)|embass(?:y|ies)",
    "nuclear matters": r"nuclear|denucleari[sz]ation",
    "software update": r"(?:software|flash|browser|adobe|chrome|windows|security|fake) updates?",
    "human rights": r"human rights|refugees?|protests?|activis[mt]\w*",
    "legal notice": r"court|subpoena|lawsuit|legal (?:notice|complaint)|copyright",
    "entertainment": r"streaming|movies?|netflix|games?|celebrit\w+|christmas|holidays?|olympic\w*",
    "security alert": r"security alerts?|account (?:suspen|verif|lock)\w*|password (?:reset|expir)\w*|mailbox",
}
_THEME = re.compile("|".join(f"(?P<t{n}>\\b(?:{words})\\b)" for n, words in enumerate(_THEMES.values())), re.IGNORECASE)
_LURED = re.compile(
    r"\b(?:lur(?:e|es|ed|ing)|decoy\w*|themed|themes?|subject(?: line)?s?|purport\w*|pretend\w*|impersonat\w*|"
    r"masquerad\w*|pos(?:e|es|ed|ing) as|bait|spoof\w*|disguised as)\b",
    re.IGNORECASE,
)
_ATTACHED = 70


class _Seen(NamedTuple):
    kind: str
    value: str
    name: str
    span: tuple[int, int]
    placed: Placed


class VictimExtractor:
    """Finds victims and lure themes."""

    name = "victims"

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give one item a victim and role; what the words leave open is in review."""
        reading = read(document, snapshot)
        grouped: dict[tuple[str, str, Role], list[_Seen]] = defaultdict(list)
        for seen in _scan(reading):
            grouped[seen.kind, seen.value, seen.placed.role].append(seen)
        items = [_item(reading, role, found) for (_, _, role), found in grouped.items()]
        yield from sorted(items, key=lambda one: one.support[0].start)


def _scan(reading: Reading) -> Iterator[_Seen]:
    for mention in reading.states:
        yield from _placed(reading, "victim-country", mention.code, name_of(mention.code), (mention.start, mention.end))
    for span in reading.sentences.spans:
        sentence = reading.plain[span.start : span.end]
        if not reading.evidential(span.start) or not may_place(sentence):
            continue
        for kind, words in (("victim-sector", sectors.sectors(sentence)), ("victim-person-type", sectors.persons(sentence))):
            for word in words:
                where = (span.start + word.start, span.start + word.end)
                yield from _placed(reading, kind, word.value, word.value, where)
    yield from (seen for seen in _themes(reading) if reading.evidential(seen.span[0]))


def _placed(reading: Reading, kind: str, value: str, name: str, span: tuple[int, int]) -> Iterator[_Seen]:
    start, end = span
    around = reading.sentences.around(start, end)
    sentence = reading.plain[around.start : around.end]
    placed = place(sentence, start - around.start, end - around.start)
    if placed.role in _VICTIM or (placed.role is Role.LURE and kind == "victim-country"):
        yield _Seen("lure-theme" if placed.role is Role.LURE else kind, value, name, span, placed)


def _themes(reading: Reading) -> Iterator[_Seen]:
    """Themes named near a word for a lure, in its sentence."""
    text = reading.plain
    names = tuple(_THEMES)
    for lured in _LURED.finditer(text):
        around = reading.sentences.around(*lured.span())
        begin, stop = max(around.start, lured.start() - _ATTACHED), min(around.end, lured.end() + _ATTACHED)
        for match in _THEME.finditer(text, begin, stop):
            name = names[int((match.lastgroup or "t0")[1:])]
            yield _Seen("lure-theme", name, name, match.span(), Placed(Role.LURE, lured[0], True))


def _item(reading: Reading, role: Role, found: list[_Seen]) -> Evidence:
    sure = [seen for seen in found if seen.placed.sure]
    shown = sure or found
    first = shown[0]
    lane_reason = "" if sure else f"“{first.placed.words}” stands far from it, or another clause between"
    certainty = Certainty.STATED if role is not Role.LURE else Certainty.INFERRED
    return item(
        reading.document,
        first.kind,
        first.value,
        [seen.span for seen in shown],
        f"place beside “{first.placed.words.lower()}”",
        sentence=reading.sentence(first.span),
        name=first.name,
        certainty=certainty,
        step="read from a word for a lure beside it" if role is Role.LURE else "",
        lane=Lane.AUTO if sure else Lane.REVIEW,
        lane_reason=lane_reason,
        attributes=(("role", role.value),),
        mark=role.value,
    )


EXTRACTOR = VictimExtractor()

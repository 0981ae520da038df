"""Where a document says that an actor comes from (*China-linked*, *attributed to Russia*): kept as a claim."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from vidocq.evidence.item import item
from vidocq.evidence.names.places import Placed, Role, place
from vidocq.evidence.names.reading import Reading, read
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Certainty, Document, Evidence, Lane
from vidocq.vocabulary.states import bodies, find_bodies, name_of

_SPEAKING = re.compile(r"speaking", re.IGNORECASE)
_PLACE_ONLY = re.compile(
    r"based|located|from|in$|underground|nationals?|citizens?|located in|interests?|hacker$|citizen|national", re.IGNORECASE
)
_ACTOR_WORDS = re.compile(
    r"\b(?:actors?|groups?|hackers?|attackers?|apt\w*|threat|espionage|intrusion|campaigns?|operations?|cyber\w*|"
    r"adversar\w+|gang|malware|activit(?:y|ies))\b",
    re.IGNORECASE,
)
_TIED = re.compile(
    r"\b(?:attribut\w+|linked|links?|ties|tied|affiliated|associated|on behalf of|works? for|working for|part of|"
    r"subordinate|operated by|officers?|unit|"
    r"sponsored|directed|backed|assess\w*|belong\w*|contractor\w*|within)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\b(?:(?:military |army |GRU |PLA )?[Uu]nit \d{4,5}"
    r"|(?:GRU|SVR|FSB|PLA|IRGC|MSS|RGB) (?:Unit|Center|Centre|Bureau) \d{1,5}|Bureau 121|Center 16|Center 18)\b"
)


class OriginExtractor:
    """Finds stated origins and the government units named with them."""

    name = "origin"

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give one claim a state, and one a unit."""
        reading = read(document, snapshot)
        found: dict[str, list[tuple[tuple[int, int], Placed]]] = defaultdict(list)
        for mention in reading.states:
            around = reading.sentences.around(mention.start, mention.end)
            sentence = reading.plain[around.start : around.end]
            placed = place(sentence, mention.start - around.start, mention.end - around.start)
            if placed.role is Role.ORIGIN and _ACTOR_WORDS.search(sentence):
                found[mention.code].append(((mention.start, mention.end), placed))
        items = [_claim(reading, code, places) for code, places in found.items()]
        items += list(_units(reading))
        yield from sorted(items, key=lambda one: one.support[0].start)


def _claim(reading: Reading, code: str, places: list[tuple[tuple[int, int], Placed]]) -> Evidence:
    sure = [one for one in places if one[1].sure and not _weak(one[1].words)]
    shown = sure or places
    span, placed = shown[0]
    return item(
        reading.document,
        "stated-origin",
        code,
        [where for where, _ in shown],
        f"state beside “{placed.words.lower()}”",
        sentence=reading.sentence(span),
        name=name_of(code),
        certainty=Certainty.STATED if sure else Certainty.INFERRED,
        step="" if sure else _step(placed),
        lane=Lane.AUTO if sure else Lane.REVIEW,
        lane_reason="" if sure else _step(placed),
        attributes=(("form", placed.words.lower()),),
    )


def _weak(words: str) -> bool:
    return bool(_SPEAKING.search(words) or _PLACE_ONLY.search(words))


def _step(placed: Placed) -> str:
    if _SPEAKING.search(placed.words):
        return "a language is named, not a state"
    if not placed.sure:
        return "the sentence may deny it"
    return "a place or a people is named, not who stands behind it"


def _units(reading: Reading) -> Iterator[Evidence]:
    """Services and military units that a sentence ties to an actor."""
    document = reading.document
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    names: dict[str, str] = {}
    for body in find_bodies(document.text):
        if _kind(body.code) in ("service", "agency", "unit"):
            # a numbered unit is finer than the service that the vocabulary knows it by
            value = body.text if any(char.isdigit() for char in body.text) else body.code
            found[value].append((body.start, body.end))
            names[value] = body.text if value == body.text else name_of(body.code)
    named = sorted(span for spans in found.values() for span in spans)
    for match in _UNIT.finditer(document.text):
        if any(start < match.end() and match.start() < end for start, end in named):
            continue
        found[match[0]].append(match.span())
        names[match[0]] = match[0]
    for code, spans in found.items():
        tied = [span for span in spans if reading.evidential(span[0]) and _is_tied(reading, span)]
        if tied:
            yield item(
                document,
                "government-unit",
                code,
                tied,
                "service or unit tied to an actor",
                sentence=reading.sentence(tied[0]),
                name=names[code],
            )


def _kind(code: str) -> str:
    """Kind of a body (service, agency, unit, ministry ...), or the empty string."""
    return bodies()[code].kind if code in bodies() else ""


def _is_tied(reading: Reading, span: tuple[int, int]) -> bool:
    sentence = reading.sentence(span)
    return bool(_TIED.search(sentence) and _ACTOR_WORDS.search(sentence))


EXTRACTOR = OriginExtractor()

"""Observables of a document as evidence: each with its quote, its rule and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from vidocq.evidence.indicators.label import Labelled, Setting, label
from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.scanner import scan
from vidocq.evidence.indicators.suffixes import registrable
from vidocq.evidence.indicators.typed import masked, typed
from vidocq.evidence.kind import card, cards
from vidocq.evidence.sentences import SentenceIndex
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Evidence, IndicatorLabel, Lane, SectionRole, make_id
from vidocq.vocabulary.admiralty import Credibility
from vidocq.vocabulary.analysis import Vertex

#: Found by the scan, and evidence of another extractor.
_OTHERS = frozenset({"attack-pattern"})
_WEAK = frozenset({"damaged", "homoglyph", "bidi", "hyphenated"})
_LONGEST_SENTENCE = 600


class Indicators:
    """Finds observables and says whose they are; what is not the adversary's or not sure waits for a person."""

    name = "indicators"

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give each observable once, with the quotes of all its places."""
        reader = _Places(document)
        for items in grouped(document).values():
            yield reader.evidence(items)


def grouped(document: Document) -> dict[tuple[str, str], list[Labelled]]:
    """Places of each value, by kind and value in order of first mention; the place that tells most of it comes first.

    What the format has typed comes before what was read in its prose, and a value that the format calls benign anywhere stays so.
    """
    known = {kind for kind in cards() if kind not in _OTHERS}
    observables = {kind: card(kind) for kind in known if card(kind).observable}
    found: dict[tuple[str, str], list[Labelled]] = {}
    for item in typed(document, observables):
        found.setdefault((item.match.kind, item.match.value), []).append(item)
    for items in found.values():
        items.sort(key=lambda item: (item.match.within != "", -abs(item.score), item.match.start))
    for item in labelled(document):
        if item.match.kind in known and document.role_at(item.match.start).evidential:
            found.setdefault((item.match.kind, item.match.value), []).append(item)
    return found


class _Places:
    """Turns the places of one value into one item of evidence."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def sentences(self) -> SentenceIndex:
        """The document's sentences, cut once."""
        return SentenceIndex.of(self.document.text)

    def evidence(self, items: list[Labelled]) -> Evidence:
        """One item of evidence; its sentence is the first place's, its quotes are all places'."""
        first = items[0].match
        kind = card(first.kind)
        lane, reason = lane_of(items[0])
        start, end = self.sentences.around(first.start, first.end)
        end = min(end, max(first.end, start + _LONGEST_SENTENCE))
        return Evidence(
            id=make_id("x-evidence", self.document.id, first.kind, first.value),
            kind=first.kind,
            value=first.value,
            sentence=self.document.text[start:end],
            support=tuple(self.document.quote(item.match.start, item.match.end) for item in _apart(items)),
            rule=f"indicators/{first.rule}",
            label=items[0].label,
            label_reason=items[0].reason,
            lane=lane,
            lane_reason=reason,
            aspect=kind.aspect,
            vertex=_vertex(items[0], kind.vertex),
            credibility=Credibility.SIX,
            credibility_reason="one report; nothing independent was compared",
            spoofability=kind.spoofability,
            spoofability_reason=kind.spoofability_reason,
            reported=self.document.published,
            origin=self.document.id,
            attributes=_attributes(items),
            marking=self.document.marking,
        )


def _vertex(item: Labelled, usual: Vertex) -> Vertex:
    return Vertex.VICTIM if item.label is IndicatorLabel.VICTIM else usual


def _apart(items: Iterable[Labelled]) -> list[Labelled]:
    """Places in order, each span once, at most fifty."""
    spans: dict[tuple[int, int], Labelled] = {}
    for item in items:
        spans.setdefault((item.match.start, item.match.end), item)
    return [spans[span] for span in sorted(spans)][:50]


def lane_of(item: Labelled) -> tuple[Lane, str]:
    """What stands by itself: whole values that are labelled; the rest waits."""
    weak = sorted(_WEAK.intersection(item.match.flags))
    if weak:
        return Lane.REVIEW, f"the value is {' and '.join(weak)}"
    if item.label is IndicatorLabel.UNDECIDED:
        return Lane.REVIEW, "whose it is could not be decided"
    return Lane.AUTO, ""


def _attributes(items: list[Labelled]) -> tuple[tuple[str, str], ...]:
    match = items[0].match
    found = [("written", match.written)] if match.written != match.value else []
    found += [("flag", flag) for flag in dict.fromkeys(flag for item in items for flag in item.match.flags)]
    found += [("port", str(port)) for port in dict.fromkeys(item.match.port for item in items) if port is not None]
    if match.within and all(item.match.within for item in items):
        found.append(("within", match.within))
    return tuple(found)


def labelled(document: Document) -> list[Labelled]:
    """Scan a document and label what is found, with what the reader knows of its publisher and sections."""
    text = masked(document)
    return label(scan(text), text, setting_of(document))


def setting_of(document: Document) -> Setting:
    """What a document tells the labeller about its own links."""
    host = (document.url or "").split("://", 1)[-1].split("/", 1)[0].lower()
    spans: dict[SectionRole, list[tuple[int, int]]] = {}
    for section in document.sections:
        spans.setdefault(section.role, []).append((section.start, section.end))
    return Setting(
        publisher_hosts=(registrable(host),) if "." in host else (),
        indicator_spans=tuple(spans.get(SectionRole.INDICATORS, ())),
        related_spans=(*spans.get(SectionRole.RELATED, ()), *spans.get(SectionRole.BOILERPLATE, ())),
        code_spans=tuple(spans.get(SectionRole.CODE, ())),
    )


def matches(text: str) -> list[Match]:
    """Everything the scan finds in a text, unlabelled."""
    return scan(text)


EXTRACTOR = Indicators()

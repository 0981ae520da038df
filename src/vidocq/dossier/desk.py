"""The writer's desk: a dossier's records at hand, short labels for them, and numbered references to the quotes they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from vidocq.dossier import dates, phrasing
from vidocq.dossier.outline import Basis, Link, Reference, Sentence
from vidocq.evidence.kind import Kind, cards
from vidocq.model import (
    Cell,
    Certainty,
    DocumentEntry,
    Dossier,
    Evidence,
    Hypothesis,
    Incident,
    Lane,
    Level,
    Quote,
    Ranking,
    Response,
    Row,
    Source,
    Statement,
)
from vidocq.vocabulary.analysis import Aspect
from vidocq.vocabulary.speech import Act, Scope
from vidocq.vocabulary.states import is_state

Record = Evidence | Statement | Response | Incident
_ID = re.compile(r"\b[a-z][a-z-]{0,40}--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
#: STIX types of what a program could follow.
_ADDRESSES = frozenset({"ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "email-message", "network-traffic"})
_PER_CENT = re.compile(r"(?<=\d)%")
#: What is said where addresses, hosts and sums are all there is.
ONLY_INDICATORS = "Indicators only: nothing here that tells groups apart"
#: Who was hit and who profits, and what intelligence says, are no technical traces.
_NOT_TECHNICAL = frozenset({Aspect.CUI_BONO, Aspect.INTELLIGENCE, None})
#: No sentence shows more references than this; the rest is counted.
MOST_REFERENCES = 6


class Desk:
    """What every section needs: records by id, labels, names, and ``claim``, the only way to write what a document says."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.documents: dict[str, DocumentEntry] = {entry.id: entry for entry in dossier.documents}
        self.left_out: list[str] = []
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._quotes: list[Quote] = []

    # --- records ------------------------------------------------------------------------------------------------------------

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """Evidence that may be used: automatic or accepted by a person."""
        return tuple(item for item in self.dossier.evidence if item.lane.stands)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Statements that may be used, in reading order (what an analyst put first before all), superseded ones left out."""
        standing = self.dossier.standing_statements
        replaced = {item.supersedes for item in standing if item.supersedes}
        ordered = sorted((item for item in standing if item.id not in replaced), key=_reading_order)
        return tuple(sorted(ordered, key=lambda item: self.place(item.id)))

    def place(self, record_id: str) -> int:
        """Where an analyst put a record; what they did not choose comes after all that they did."""
        return self._chosen.get(record_id, len(self._chosen))

    @cached_property
    def _chosen(self) -> dict[str, int]:
        return {record: place for place, record in enumerate(self.dossier.chosen)}

    @cached_property
    def responses(self) -> tuple[Response, ...]:
        """Responses that may be used."""
        return tuple(item for item in self.dossier.responses if item.lane.stands)

    @cached_property
    def records(self) -> dict[str, Record]:
        """Usable records by id."""
        groups: tuple[tuple[Record, ...], ...] = (self.evidence, self.statements, self.responses, self.dossier.incidents)
        return {record.id: record for group in groups for record in group}

    @cached_property
    def hypotheses(self) -> dict[str, Hypothesis]:
        """Hypotheses of both levels by id."""
        return {row.hypothesis.id: row.hypothesis for ranking in self.rankings for row in ranking.rows}

    @property
    def rankings(self) -> tuple[Ranking, Ranking]:
        """The shown rankings: group, sponsor."""
        return self.dossier.assessment.group, self.dossier.assessment.sponsor

    @cached_property
    def cells(self) -> dict[tuple[str, str], Cell]:
        """Cells of the ACH matrix by (evidence id, hypothesis id)."""
        return {(cell.evidence_id, cell.hypothesis_id): cell for cell in self.dossier.assessment.matrix}

    @cached_property
    def technical(self) -> tuple[Evidence, ...]:
        """Usable evidence that is not what somebody claims."""
        return tuple(item for item in self.evidence if not self._is_claim(item))

    @property
    def has_weighed(self) -> bool:
        """Whether anything at all was weighed."""
        return self.dossier.assessment.technical_items > 0

    @cached_property
    def has_technical(self) -> bool:
        """Whether anything technical was weighed: who was hit is weighed too, but it is nothing the intruder left behind."""
        if not self.has_weighed or self.dossier.assessment.group.answer.kind == "no technical evidence":
            return False
        aspects = {self.aspect(item) for item in self.technical if item.id in self.weighed}
        return not self.weighed or bool(aspects - _NOT_TECHNICAL)

    @cached_property
    def why_nothing(self) -> str:
        """Why nothing technical was weighed: nothing was published, or only what many hold and change."""
        of_theirs = (item for item in self.technical if item.label is not None and item.label.value == "adversary")
        if any((card := self.card(item)) and card.observable for item in of_theirs):
            return ONLY_INDICATORS
        if any(self._is_trace(item) for item in self.technical):
            return "What technical evidence was published does not tell groups apart"
        if any(item.lane is Lane.REVIEW and self._is_trace(item) for item in self.dossier.evidence):
            return "The technical evidence that was published waits for a person's decision"
        return "No technical evidence was published"

    def traces_in(self, documents: Iterable[str]) -> bool:
        """Whether technical evidence that may be used stands in some of the documents."""
        inside = set(documents)
        return any(self._is_trace(item) and inside & set(item.document_ids) for item in self.technical)

    def _is_trace(self, item: Evidence) -> bool:
        """Whether an item is, or would be, something the intruder left behind or did."""
        return not self._is_claim(item) and not item.negative and self.aspect(item) not in _NOT_TECHNICAL

    @cached_property
    def weighed(self) -> frozenset[str]:
        """Ids of the items that entered the weight."""
        assessment = self.dossier.assessment
        outside = {evidence for evidence, _reason in assessment.left_out} | set(assessment.circular)
        return frozenset(evidence for evidence, _hypothesis in self.cells) - outside

    def aspect(self, item: Evidence) -> Aspect | None:
        """The MICTIC aspect of an item: its own, else its kind's."""
        card = self.card(item)
        return item.aspect or (card.aspect if card else None)

    def ranking(self, level: Level) -> Ranking:
        """The shown ranking of one level."""
        return self.dossier.assessment.group if level is Level.GROUP else self.dossier.assessment.sponsor

    def row(self, level: Level, hypothesis_id: str) -> Row | None:
        """One hypothesis's row, or None if the level has no such hypothesis."""
        return next((row for row in self.ranking(level).rows if row.hypothesis.id == hypothesis_id), None)

    def card(self, item: Evidence) -> Kind | None:
        """The card of an item's kind, or None for a kind this version does not know."""
        return cards().get(item.kind)

    def kind_label(self, item: Evidence) -> str:
        """The kind in words."""
        card = self.card(item)
        return card.label if card else item.kind.replace("-", " ")

    def is_indicator(self, item: Evidence) -> bool:
        """Whether an item is an observable, listed with the indicators."""
        card = self.card(item)
        return bool(card and card.observable) or item.label is not None

    def _is_local(self, item: Evidence) -> bool:
        """Whether an indicator is no address that a program could follow: a file, a registry key, a hash."""
        card = self.card(item)
        return card is not None and card.stix.split(":")[0] not in _ADDRESSES

    def _is_claim(self, item: Evidence) -> bool:
        card = self.card(item)
        return bool(card and card.claim)

    # --- names and labels -----------------------------------------------------------------------------------------------------

    @cached_property
    def labels(self) -> dict[str, str]:
        """Numbers of what may be used, the same that commands take: ``E1`` evidence, ``S1`` statements, ``P1`` sources."""
        shown = {*self.records, *self.documents, *self.sources}
        return {record: given for record, given in self.dossier.numbering.items() if record in shown}

    def label(self, record_id: str) -> str:
        """The short label of a record; an origin or a record that is not shown keeps its own words."""
        return self.labels.get(record_id, record_id)

    def anchor(self, record_id: str) -> str:
        """The id of a record's place in the document."""
        return self.labels.get(record_id, "").lower()

    def link(self, record_id: str) -> Link:
        """A link to a record's place."""
        return Link(text=self.label(record_id), anchor=self.anchor(record_id))

    def hypothesis(self, hypothesis_id: str) -> str:
        """A hypothesis's name."""
        found = self.hypotheses.get(hypothesis_id)
        return found.name if found else hypothesis_id

    def shown(self, item: Evidence) -> str:
        """An item's name, with observables made harmless to click."""
        if self.is_indicator(item) and not self._is_local(item):
            return phrasing.one_line(defanged(item.value), 200)
        name = item.shown
        told = is_state(item.value) or item.value.casefold() in name.casefold()
        return phrasing.one_line(name if told or not item.name else f"{name} ({item.value})", 200)

    def document_name(self, document_id: str) -> str:
        """A document's title, else its name, else its id."""
        entry = self.documents.get(document_id)
        return phrasing.one_line((entry.title or phrasing.file_name(entry.name)) if entry else document_id, 120)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Sources by id."""
        return {source.id: source for source in self.dossier.sources}

    def source_of(self, document_id: str) -> Source | None:
        """The source behind a document."""
        entry = self.documents.get(document_id)
        if entry is not None and entry.source_id in self.sources:
            return self.sources[entry.source_id]
        return next((source for source in self.dossier.sources if document_id in source.document_ids), None)

    @cached_property
    def origins(self) -> tuple[str, ...]:
        """All origins that evidence, sources and statements go back to, each once, in order of appearance."""
        found = [root for source in self.dossier.sources for root in source.roots or (source.id,)]
        found += [root for item in self.evidence for root in self.roots_of(item.origin)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def weighed_origins(self) -> tuple[str, ...]:
        """The origins that what was weighed goes back to, each once; empty where one item has none."""
        roots = [self.roots_of(item.origin) or ("",) for item in self.evidence if item.id in self.weighed]
        return tuple(dict.fromkeys(root for group in roots for root in group))

    def roots_of(self, origin: str) -> tuple[str, ...]:
        """The roots that an item's origin names: several are joined by ``+``, and a document stands for its source's roots."""
        found: list[str] = []
        for part in filter(None, origin.split("+")):
            source = self.source_of(part) if part in self.documents else None
            found += [part] if source is None else source.roots or (source.id,)
        return tuple(dict.fromkeys(found))

    def origin_name(self, origin: str) -> str:
        """An origin in words: a source's name, a document's title, a party's name."""
        if "+" in origin:
            return phrasing.joined([self.origin_name(part) for part in origin.split("+")])
        if origin in self.sources:
            return phrasing.file_name(self.sources[origin].name)
        if origin in self.documents:
            return self.document_name(origin)
        return phrasing.file_name(phrasing.party(origin, article=False))

    def origin_label(self, origin: str) -> str:
        """An origin as shortly as it can be told: the number of the source, else the party's name."""
        return ", ".join(self.labels.get(root) or self.origin_name(root) for root in self.roots_of(origin)) or "–"

    # --- references -----------------------------------------------------------------------------------------------------------

    def cite(self, quotes: Iterable[Quote]) -> tuple[int, ...]:
        """Numbers of quotes, given in order of first citation. A quote that is not in its document gets none."""
        numbers = []
        for quote in quotes:
            entry = self.documents.get(quote.document_id)
            if entry is None or not quote.fits(entry.text):
                continue
            key = (quote.document_id, quote.start, quote.end)
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers) + 1
                self._quotes.append(quote)
            numbers.append(self._numbers[key])
        return tuple(dict.fromkeys(numbers))

    def quotes_of(self, record_id: str) -> tuple[Quote, ...]:
        """The quotes a usable record stands on, its accounts' included."""
        record = self.records.get(record_id)
        if record is None:
            return ()
        accounts = record.accounts if isinstance(record, Statement) else ()
        return (*record.support, *(quote for account in accounts for quote in account.support))

    def claim(self, text: str, *record_ids: str, quotes: Iterable[Quote] = ()) -> Sentence | None:
        """A sentence that says what documents say, or None where no quote stands behind it: such a sentence is not written.

        It is quoted by ``quotes`` where some are given, else by all that the records stand on. What an analyst entered by name
        needs no quote and is marked as theirs.
        """
        found = self.cite(quotes) or self.cite(quote for record in record_ids for quote in self.quotes_of(record))
        if found:
            return Sentence(
                text=phrasing.sentence(text), basis=Basis.DOCUMENTS, references=found[:MOST_REFERENCES], records=record_ids
            )
        entered = [self.records[record] for record in record_ids if record in self.records]
        if entered and all(getattr(record, "certainty", None) is Certainty.ANALYST for record in entered):
            return Sentence(text=phrasing.sentence(text), basis=Basis.ANALYST, records=record_ids)
        self.left_out.append(text)
        return None

    def readable(self, text: str) -> str:
        """``text`` with every record id in it replaced by what a reader knows it by, and per cent set as ours is."""
        return _PER_CENT.sub("\u00a0%", _ID.sub(lambda match: self.naming(match[0]), text))

    def naming(self, record_id: str) -> str:
        """A record id as a reader knows it: a label, a document's title, a source's or a hypothesis's name."""
        if record_id in self.documents or record_id in self.sources:
            return self.origin_name(record_id)
        return self.labels.get(record_id) or self.hypothesis(record_id)

    def computed(self, text: str, *record_ids: str, links: tuple[Link, ...] = ()) -> Sentence:
        """A sentence worked out by the method, with the quotes of the records it names."""
        text = self.readable(text)
        found = self.cite(quote for record in record_ids for quote in self.quotes_of(record)[:1])
        return Sentence(
            text=phrasing.sentence(text),
            basis=Basis.COMPUTED,
            references=found[:MOST_REFERENCES],
            records=tuple(record for record in record_ids if record in self.records),
            links=links,
        )

    @property
    def references(self) -> tuple[Reference, ...]:
        """All quotes cited so far."""
        return tuple(self._reference(number, quote) for number, quote in enumerate(self._quotes, 1))

    def _reference(self, number: int, quote: Quote) -> Reference:
        entry = self.documents[quote.document_id]
        page = next((page.number for page in entry.pages if page.start <= quote.start < page.end), None)
        place = f"characters {quote.start} to {quote.end}" + (f", page {page}" if page is not None else "")
        return Reference(
            number=number,
            quote=quote,
            document=self.document_name(quote.document_id),
            document_label=self.label(quote.document_id),
            place=place,
        )


#: Who blames first, then who stands by, then who holds back, then who contradicts; reactions last.
_ACTS = (
    Act.ASSERTS, Act.SUSPECTS, Act.CLAIMS_RESPONSIBILITY, Act.ENDORSES, Act.RELAYS, Act.WITHHOLDS, Act.SILENT, Act.DISPUTES,
    Act.DENIES, Act.RETRACTS,
)  # fmt: skip


def _reading_order(statement: Statement) -> tuple[bool, int]:
    """What is about this incident comes first."""
    return (statement.scope is not Scope.INCIDENT, len(_ACTS) if statement.act is None else _ACTS.index(statement.act))


def plain(text: str, *links: Link) -> Sentence:
    """A sentence about the dossier itself."""
    return Sentence(text=phrasing.sentence(text), basis=Basis.RECORD, links=links)


def known(text: str) -> Sentence:
    """A sentence that comes from the knowledge base."""
    return Sentence(text=phrasing.sentence(text), basis=Basis.KNOWLEDGE)


def written(*sentences: Sentence | None) -> tuple[Sentence, ...]:
    """The sentences that could be written."""
    return tuple(sentence for sentence in sentences if sentence is not None)


_SCHEME = re.compile(r"^(h)tt(ps?)(?=:)|^(f)(tp)(?=:)", re.IGNORECASE)
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?[^/\s]*", re.IGNORECASE)
_PATH_LIKE = re.compile(r"^(?:[A-Za-z]:\\|\\\\|/|%)")
_HEXADECIMAL = re.compile(r"^[0-9a-fA-F:]{7,}$")


def defanged(value: str) -> str:
    """An observable that no program turns into a link: ``hxxps://evil[.]example/a.b``, ``203.0.113[.]7``."""
    if _PATH_LIKE.match(value) or (_HEXADECIMAL.match(value) and ":" not in value):
        return value
    text = _SCHEME.sub(lambda m: f"{m[1]}xx{m[2]}" if m[1] else f"{m[3]}x{m[4][1:]}", value)
    if _HEXADECIMAL.match(value):
        return text.replace(":", "[:]", 1)
    host = _HOST.match(text)
    assert host is not None
    safe = host.group().replace("@", "[@]")
    scheme, mark, rest = safe.partition("://")
    safe = f"{scheme}{mark}{_last_dot(rest)}" if mark else _last_dot(safe)
    return safe + text[host.end() :]


def _last_dot(host: str) -> str:
    head, dot, tail = host.rpartition(".")
    return f"{head}[.]{tail}" if dot else host


def date_words(edtf: str | None, surface: str = "") -> str:
    """A date in words; the text's own words beside it where they leave more open than the date shows."""
    text = dates.words(edtf)
    return f"{text} (“{phrasing.one_line(surface, 60)}” in the text)" if surface and "year not given" in text else text

"""The frozen result of weighing: hypotheses at two levels, what each item says, and what would change the answer."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from vidocq.model.base import Noun
from vidocq.vocabulary.analysis import Confidence, Consistency

if TYPE_CHECKING:
    from vidocq.model import tables


class Level(Enum):
    """The two levels of the question; each has its own evidence and its own numbers."""

    GROUP = "group"
    SPONSOR = "sponsor"


class HypothesisKind(Enum):
    """What a hypothesis says."""

    ACTOR = "actor"
    NOT_IN_KB = "not in the knowledge base"
    PLANTED = "planted / false flag"
    STATE = "state"
    NO_STATE = "no state"
    UNDETERMINED = "undetermined"


class Hypothesis(Noun, frozen=True, kw_only=True):
    """One hypothesis; ``ref`` is a knowledge-base id at group level and an ISO 3166 alpha-2 code at sponsor level."""

    id: str
    level: Level
    kind: HypothesisKind
    name: str
    ref: str | None = None


class Row(Noun, frozen=True, kw_only=True):
    """One row of a ranking.

    ``probability`` and the 95 % ``interval`` are calibrated, ``prior`` is what it was before any evidence, ``word`` is ICD 203's;
    ``evidence_for`` and ``evidence_against`` are evidence ids, strongest first; ``caveat`` is this row's own doubt;
    ``explanation`` is one sentence for each part of the number.
    """

    hypothesis: Hypothesis
    probability: float
    prior: float
    interval: tuple[float, float]
    word: str
    caveat: str = ""
    evidence_for: tuple[str, ...] = ()
    evidence_against: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()


class RatedBand(Noun, frozen=True, kw_only=True):
    """Past cases rated from ``low`` to under ``high``: how many, how many right, and their mean rating."""

    low: float
    high: float
    cases: int
    right: int
    mean: float


class TrackRecord(Noun, frozen=True, kw_only=True):
    """How often such a number was right before: of ``cases`` past cases rated within ``band``, ``right`` were right.

    ``bands`` are all bands of the same record, where they are known.
    """

    band: tuple[float, float]
    cases: int
    right: int
    data: str
    bands: tuple[RatedBand, ...] = ()


class Answer(Noun, frozen=True, kw_only=True):
    """The answer at one level: one name, a set, or undetermined.

    ``kind`` is ``named``, ``set``, ``undetermined`` or ``no technical evidence``; ``hypothesis_ids`` are the named ones;
    ``coverage`` is the stated coverage of a set; ``sentence`` says it without a word about confidence.
    """

    kind: str
    sentence: str
    hypothesis_ids: tuple[str, ...] = ()
    coverage: float | None = None
    track_record: TrackRecord | None = None


class Ranking(Noun, frozen=True, kw_only=True):
    """All hypotheses of one level, most likely first, and the answer drawn from them."""

    level: Level
    rows: tuple[Row, ...]
    answer: Answer


class Cell(Noun, frozen=True, kw_only=True):
    """One cell of the ACH matrix: what one item says of one hypothesis.

    ``weight`` is the log likelihood ratio in nats against the average hypothesis; ``consistency`` is its band.
    ``reason`` explains it in one sentence where there is something to say.
    """

    evidence_id: str
    hypothesis_id: str
    weight: float
    consistency: Consistency
    reason: str = ""


class Sensitivity(Noun, frozen=True, kw_only=True):
    """The answer with something left out or planted.

    ``kind`` is item, origin, source, sources, names, planted or flip (``sources`` and ``names``: documents that say the same,
    their ids joined by ``+``; ``names`` give names of programs only); ``removed`` are evidence ids (or an origin's or
    document's id); ``shift`` is total variation distance between the rankings before and after, 0 to 1.
    """

    kind: str
    level: Level
    label: str
    removed: tuple[str, ...]
    top_before: str
    top_after: str
    probability_before: float
    probability_after: float
    shift: float

    @property
    def changes_answer(self) -> bool:
        """Whether another hypothesis leads afterwards."""
        return self.top_before != self.top_after


class NextStep(Noun, frozen=True, kw_only=True):
    """What to collect next: a kind of evidence, and by how much it moves the answer on average (total variation, 0 to 1)."""

    kind: str
    sentence: str
    expected_shift: float | None = None
    basis: str = ""


class ConfidenceStatement(Noun, frozen=True, kw_only=True):
    """Analytic confidence from information base, rigour and volatility, one reason each; never from the likelihood."""

    level: Confidence
    information_base: str
    rigour: str
    volatility: str


class AnalystInput(Noun, frozen=True, kw_only=True):
    """What an analyst changed, by name and with a reason; ``kind`` is prior, grade, exclusion or override."""

    kind: str
    by: str
    reason: str
    target: str
    value: str = ""


class KnowledgeReference(Noun, frozen=True, kw_only=True):
    """Which knowledge an assessment stood on."""

    digest: str
    as_of: str | None
    built: str
    contents: tuple[tuple[str, int], ...] = ()


class Event(Noun, frozen=True, kw_only=True):
    """One of several events that a case's documents tell of, weighed by its own documents.

    ``reason`` says what keeps it apart from the ones before; it is empty for the first.
    """

    documents: tuple[str, ...]
    group: Ranking
    sponsor: Ranking
    confidence: ConfidenceStatement
    reason: str = ""


class Assessment(Noun, frozen=True, kw_only=True):
    """One assessment, complete and reproducible: same evidence, knowledge, weights and seed give the same bytes.

    ``machine_group`` and ``machine_sponsor`` are the machine's own rankings when an analyst's hand changed the shown ones.
    ``circular`` are evidence ids left out of the weight because the candidate's own profile cites them.
    ``left_out`` are (evidence id, reason) of items that were not weighed. ``origins`` maps each origin to the items it gave.
    ``events`` are the answers apart where the documents tell of several events (then no answer is given over all of them).
    """

    group: Ranking
    sponsor: Ranking
    confidence: ConfidenceStatement
    matrix: tuple[Cell, ...]
    diagnosticity: tuple[tuple[str, float], ...]
    sensitivity: tuple[Sensitivity, ...]
    next_steps: tuple[NextStep, ...]
    assumptions: tuple[str, ...]
    gaps: tuple[str, ...]
    knowledge: KnowledgeReference
    code_version: str
    model_digest: str
    seed: int
    technical_items: int
    origins: tuple[tuple[str, tuple[str, ...]], ...] = ()
    circular: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    analyst: tuple[AnalystInput, ...] = ()
    machine_group: Ranking | None = None
    machine_sponsor: Ranking | None = None
    dissent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()

    def to_rows(self) -> tables.Rows:
        """A row for each hypothesis of both levels (see :func:`vidocq.to_rows`)."""
        from vidocq.model.tables import of_assessment

        return of_assessment(self)

    def _repr_html_(self) -> str:
        """For a notebook: the answers and the first rows of the ranking."""
        from vidocq.model.tables import html

        return html(self)

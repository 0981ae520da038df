"""Fit the learned judge of mentions on an annotated corpus, and measure it on hands that it has not seen."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from vidocq.errors import InputError
from vidocq.evidence.mentions.features import Features, Prepared, of_document, of_mention
from vidocq.evidence.mentions.judge import Judge
from vidocq.evidence.mentions.likely import DOCUMENT, VERSION, Weights, clipped, score
from vidocq.evidence.sentences import SentenceIndex
from vidocq.model import Role

Floats = npt.NDArray[np.float64]
#: Strength of the prior that holds weights near none: chosen on hands left out (0.5, 1, 2, 4 tried).
_RIDGE_DOCUMENT, _RIDGE_MENTION = 2.0, 1.0
_ROUNDS, _STEP = 300, 0.05
_INNER = 4
#: Weights nearer to none than this are left out of the file.
_SMALLEST = 0.02
#: What a mention must reach, and a document; the table of `measure` says what that costs.
LEAST_MENTION, LEAST_DOCUMENT = 0.4, 0.15


class Told(msgspec.Struct, frozen=True):
    """One annotated mention: a name in a verbatim sentence, and what it is."""

    name: str
    role: str
    quote: str


class Annotated(msgspec.Struct, frozen=True):
    """One annotated document."""

    id: str
    text: str
    incident: bool
    mentions: tuple[Told, ...]


class Sample(NamedTuple):
    """A document as the models see it: ``mentions`` are features, whether it is a finding, and whether the cues say so."""

    hand: str
    incident: bool
    document: Features
    mentions: tuple[tuple[Features, bool, bool], ...]


class Kept(NamedTuple):
    """Shares of findings and of other mentions that are let through."""

    findings: float
    others: float


class Fitted(NamedTuple):
    """Weights of one model by feature; ``""`` is the constant."""

    weights: dict[str, float]

    def log_odds(self, rows: Sequence[Features]) -> Floats:
        """Log odds of rows."""
        return np.array([score(self.weights, row) for row in rows])


def samples(folder: Path) -> list[Sample]:
    """Read ``folder/HAND/docs.jsonl`` for every hand.

    Raises:
        InputError: there is none, or a line cannot be read.
    """
    found = []
    for path in sorted(folder.glob("*/docs.jsonl")):
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):
            try:
                found.append(_sample(path.parent.name, msgspec.json.decode(line, type=Annotated)))
            except msgspec.DecodeError as error:
                raise InputError(f"no annotated document: {error}", where=f"{path}:{number}") from error
    if not found:
        raise InputError("no corpus: no HAND/docs.jsonl", where=str(folder))
    return found


def _sample(hand: str, one: Annotated) -> Sample:
    spans: dict[tuple[int, int], str] = {}
    for told in one.mentions:
        start = one.text.find(told.quote)
        for match in re.finditer(re.escape(told.name), told.quote) if start >= 0 else ():
            span = (start + match.start(), start + match.end())
            if not any(span[0] < last and first < span[1] for first, last in spans):
                spans[span] = told.role
    names = sorted(spans)
    sentences = SentenceIndex.of(one.text)
    judge = Judge(one.text, sentences, names, learned=None)
    prepared = Prepared(one.text, sentences, names)
    rows = []
    for span in names:
        role = judge.at(*span).role
        features = of_mention(prepared, span, role.value)
        if features:
            rows.append((features, spans[span] == "found", role is Role.FOUND))
    return Sample(hand, one.incident, of_document(one.text), tuple(rows))


def fit(found: Sequence[Sample], corpus: Path) -> Weights:
    """Both models on all samples."""
    document, mention = _both(found)
    return Weights(
        version=VERSION,
        corpus=_digest(corpus),
        document=document.weights,
        mention=mention.weights,
        least_document=LEAST_DOCUMENT,
        least_mention=LEAST_MENTION,
    )


def measure(found: Sequence[Sample], least: Sequence[float]) -> dict[str, object]:
    """Each hand judged by models of the others: documents right, and what is let through by the cues and with the models."""
    documents: list[bool] = []
    told: list[tuple[float, bool, bool]] = []
    for hand in sorted({one.hand for one in found}):
        document, mention = _both([one for one in found if one.hand != hand])
        held = [one for one in found if one.hand == hand]
        odds = document.log_odds([one.document for one in held])
        documents += [bool((value > 0) == one.incident) for value, one in zip(odds, held, strict=True)]
        for value, one in zip(odds, held, strict=True):
            rows = [{**features, DOCUMENT: clipped(float(value))} for features, _, _ in one.mentions]
            scores: Floats = 1 / (1 + np.exp(-mention.log_odds(rows)))
            told += [(float(p), is_, cue) for p, (_, is_, cue) in zip(scores, one.mentions, strict=True)]
    return {
        "documents": len(documents),
        "documents right": float(np.mean(documents)),
        "mentions": len(told),
        "cues alone": _kept([(cue, is_) for _, is_, cue in told])._asdict(),
        **{
            f"with the models, from {edge}": _kept([(cue and p >= edge, is_) for p, is_, cue in told])._asdict() for edge in least
        },
    }


def _kept(told: Sequence[tuple[bool, bool]]) -> Kept:
    findings = [kept for kept, is_ in told if is_]
    others = [kept for kept, is_ in told if not is_]
    return Kept(float(np.mean(findings)), float(np.mean(others)))


def _both(found: Sequence[Sample]) -> tuple[Fitted, Fitted]:
    """The document model, and the mention model on the document model's log odds for documents that it has not seen."""
    truths = np.array([float(one.incident) for one in found])
    unseen = np.zeros(len(found))
    for part in range(_INNER):
        inside = [number for number in range(len(found)) if number % _INNER != part]
        outside = [number for number in range(len(found)) if number % _INNER == part]
        fitted = _fitted([found[number].document for number in inside], truths[inside], _RIDGE_DOCUMENT)
        unseen[outside] = fitted.log_odds([found[number].document for number in outside])
    rows, labels = [], []
    for one, value in zip(found, unseen, strict=True):
        for features, is_, _ in one.mentions:
            rows.append({**features, DOCUMENT: clipped(float(value))})
            labels.append(float(is_))
    document = _fitted([one.document for one in found], truths, _RIDGE_DOCUMENT)
    return document, _fitted(rows, np.array(labels), _RIDGE_MENTION)


def _fitted(rows: Sequence[Features], truths: Floats, ridge: float) -> Fitted:
    """Ridge logistic regression by Adam (Kingma and Ba 2015), full batches: no drawing, the same rows give the same weights."""
    seen = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in seen.items() if count >= 2)
    column = {name: number for number, name in enumerate(names)}
    table = np.zeros((len(rows), len(names) + 1), dtype=np.float32)
    table[:, -1] = 1.0
    for number, row in enumerate(rows):
        for name, value in row.items():
            if name in column:
                table[number, column[name]] = value
    weights, mean, square = (np.zeros(len(names) + 1) for _ in range(3))
    held = np.full(len(names) + 1, ridge)
    held[-1] = 0.001
    for step in range(1, _ROUNDS + 1):
        # in the table's own precision: numpy would else copy the whole table to doubles, twice a step
        likely = 1 / (1 + np.exp(-(table @ weights.astype(np.float32))))
        slope = table.T @ (likely - truths).astype(np.float32) + held * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        weights = weights - _STEP * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    kept = {name: round(float(weights[number]), 3) for name, number in column.items() if abs(weights[number]) >= _SMALLEST}
    return Fitted({**kept, "": round(float(weights[-1]), 3)})


def _digest(corpus: Path) -> str:
    content = hashlib.sha256()
    for path in sorted(corpus.glob("*/docs.jsonl")):
        content.update(path.read_bytes())
    return content.hexdigest()

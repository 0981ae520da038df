"""The technique model: sparse weights over words, recorded procedures for nearest-neighbour look-up, and a calibrator."""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple
from zipfile import BadZipFile

import msgspec
import numpy as np
import numpy.typing as npt

from vidocq.errors import ModelError
from vidocq.evidence.techniques import sparse, text

SCHEMA = 2
_FAINT = 0.1  # a sentence that no technique scores this much for reads like none
PROCEDURES = "procedures"
DESCRIPTIONS = "descriptions"

#: The label of sentences that tell of no technique; it competes with the others and is never given as an answer.
NOTHING = "-"

Floats = npt.NDArray[np.float32]


class Calibration(NamedTuple):
    """Coefficients of the logistic curve that turns what the model sees of its own answer into a probability of being right."""

    bias: float
    score: float
    margin: float
    nearest: float
    support: float


#: Fitted by ``benchmarks/techniques/calibrate.py`` in time order: trained on ATT&CK 8.2, fitted on procedures new in 12.1.
CALIBRATION = {
    PROCEDURES: Calibration(-0.570, 1.111, 4.982, 1.503, -0.288),
    DESCRIPTIONS: Calibration(-3.854, 5.381, 9.278, 0.053, 0.559),
}


class Guess(NamedTuple):
    """One technique for one sentence.

    ``probability`` that it is right, ``score`` of the linear model, ``margin`` over the next best, ``nearest``
    recorded procedure (its number in ``TechniqueModel.procedures``, -1: none) and its ``similarity`` (cosine, 0 to 1).
    """

    technique: str
    probability: float
    score: float
    margin: float
    nearest: int
    similarity: float


class Procedure(NamedTuple):
    """Where a recorded procedure stands: owner (group, software or campaign id) and the technique it is recorded for."""

    owner: str
    technique: str


class Weights(NamedTuple):
    """What training gives: matrices with one column a technique (``linear``) and one row a procedure (``examples``)."""

    kind: str
    digest: str
    vocabulary: tuple[str, ...]
    idf: Floats
    labels: tuple[str, ...]
    linear: sparse.Rows
    examples: sparse.Rows
    example_label: npt.NDArray[np.int32]
    support: Floats
    procedures: tuple[Procedure, ...]


class TechniqueModel:
    """Recognises techniques in sentences. Make one with ``train.train`` or ``TechniqueModel.loads``."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._number = {word: number for number, word in enumerate(weights.vocabulary)}
        self._examples = weights.examples.turned()

    @property
    def kind(self) -> str:
        """``procedures``, or ``descriptions`` when the knowledge has no recorded procedures to learn from."""
        return self.weights.kind

    @property
    def procedures(self) -> tuple[Procedure, ...]:
        """The recorded procedures, as ``Guess.nearest`` counts them."""
        return self.weights.procedures

    def vectors(self, sentences: Sequence[str]) -> sparse.Rows:
        """Give one unit row a sentence over the vocabulary."""
        return vectors([text.features(sentence) for sentence in sentences], self._number, self.weights.idf)

    def guess(self, sentences: Sequence[str], top: int = 3) -> list[list[Guess]]:
        """Give the ``top`` most likely techniques of each sentence, most likely first; none where no word is known."""
        found: list[list[Guess]] = []
        for start in range(0, len(sentences), 2000):
            found.extend(self._guess(sentences[start : start + 2000], top))
        return found

    def _guess(self, sentences: Sequence[str], top: int) -> list[list[Guess]]:
        rows = self.vectors(sentences)
        return [self._answers(*rows.row(number), top) for number in range(rows.height)]

    def _answers(self, words: sparse.Whole, values: Floats, top: int) -> list[Guess]:
        scores = self.weights.linear.combined(words, values)
        best = np.argpartition(-scores, min(top, len(scores) - 1))[: top + 1]
        if float(scores[best].max(initial=0.0)) < _FAINT:
            return []
        order = sorted((int(label) for label in best), key=lambda label: -float(scores[label]))
        nearness = self._examples.combined(words, values)
        owners = self.weights.example_label
        answers: list[Guess] = []
        for rank, label in enumerate(order[:top]):
            score = float(scores[label])
            if score <= 0 or self.weights.labels[label] == NOTHING:
                break
            rival = float(scores[order[1 if rank == 0 else 0]]) if len(order) > 1 else 0.0
            own = np.flatnonzero(owners == label)
            nearest = int(own[np.argmax(nearness[own])]) if own.size else -1
            similarity = float(nearness[nearest]) if nearest >= 0 else 0.0
            nearest = nearest if similarity > 0 else -1
            chance = self._probability(score, score - rival, similarity, float(self.weights.support[label]))
            answers.append(Guess(self.weights.labels[label], chance, score, score - rival, nearest, similarity))
        return answers

    def _probability(self, score: float, margin: float, nearest: float, support: float) -> float:
        c = CALIBRATION[self.kind]
        z = c.bias + c.score * score + c.margin * margin + c.nearest * nearest + c.support * math.log1p(support)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))

    def dumps(self) -> bytes:
        """Write the model as bytes (numpy archive, no pickles)."""
        w = self.weights
        buffer = io.BytesIO()
        header = {"schema": SCHEMA, "kind": w.kind, "digest": w.digest, "vocabulary": w.vocabulary, "labels": w.labels}
        header["procedures"] = [tuple(item) for item in w.procedures]
        arrays: dict[str, Any] = {"header": np.frombuffer(msgspec.msgpack.encode(header), dtype=np.uint8)}
        arrays |= {"idf": w.idf.astype(np.float16), "example_label": w.example_label, "support": w.support}
        arrays |= _pack_weights(w.linear) | _pack("examples", w.examples)
        np.savez(buffer, **arrays)
        return buffer.getvalue()

    @classmethod
    def loads(cls, content: bytes) -> TechniqueModel:
        """Read what ``dumps`` wrote.

        Raises:
            ModelError: it is not such a model or is damaged.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                header = msgspec.msgpack.decode(arrays["header"].tobytes())
                if header["schema"] != SCHEMA:
                    raise ModelError("the technique model has another layout", hint="run vidocq kb build again")
                return cls(_unpack_weights(header, arrays))
        except (
            ValueError,
            KeyError,
            OSError,
            EOFError,
            TypeError,
            IndexError,
            BadZipFile,
            zlib.error,
            msgspec.DecodeError,
        ) as error:
            raise ModelError("the technique model cannot be read", hint="run vidocq kb build again") from error


def vectors(tokens: Sequence[Sequence[str]], number: dict[str, int], idf: Floats) -> sparse.Rows:
    """Give unit rows of sublinear TF-IDF over a vocabulary (Salton & Buckley 1988, ``1 + ln tf``)."""
    rows: list[tuple[list[int], list[float]]] = []
    for row in tokens:
        counts: dict[int, int] = {}
        for token in row:
            at = number.get(token)
            if at is not None:
                counts[at] = counts.get(at, 0) + 1
        weight = [(1 + math.log(count)) * float(idf[at]) for at, count in counts.items()]
        length = math.sqrt(sum(value * value for value in weight)) or 1.0
        rows.append((list(counts), [value / length for value in weight]))
    return sparse.of_rows(rows, len(number))


def _pack(name: str, matrix: sparse.Rows) -> dict[str, Any]:
    narrow = np.uint16 if matrix.width < 2**16 else np.int32
    return {
        f"{name}_data": matrix.data.astype(np.float16),
        f"{name}_indices": matrix.columns.astype(narrow),
        f"{name}_indptr": matrix.ends,
        f"{name}_width": np.asarray(matrix.width, dtype=np.int64),
    }


def _pack_weights(matrix: sparse.Rows) -> dict[str, Any]:
    """The linear weights in one byte each: sign, and the logarithm of the size in 127 steps (2.5 % off at most)."""
    parts = _pack("linear", matrix)
    size = np.abs(matrix.data)
    low, high = np.log((size.min(initial=1.0), size.max(initial=1.0)))
    step = max(float(high - low) / 126, 1e-9)
    code = np.rint((np.log(size) - low) / step) + 1
    parts["linear_data"] = (np.sign(matrix.data) * code).astype(np.int8)
    parts["linear_scale"] = np.asarray((low, step), dtype=np.float64)
    return parts


def _unpack(name: str, arrays: Any) -> sparse.Rows:
    data = arrays[f"{name}_data"]
    if data.dtype == np.int8:
        low, step = arrays[f"{name}_scale"]
        code = data.astype(np.float64)
        data = np.sign(code) * np.exp(low + (np.abs(code) - 1) * step)
    matrix = sparse.Rows(
        data=data.astype(np.float32),
        columns=arrays[f"{name}_indices"].astype(np.int32),
        ends=arrays[f"{name}_indptr"].astype(np.int32),
        width=int(arrays[f"{name}_width"]),
    )
    if not matrix.sound():
        raise ValueError(f"{name} is damaged")
    return matrix


def _unpack_weights(header: dict[str, Any], arrays: Any) -> Weights:
    return Weights(
        kind=header["kind"],
        digest=header["digest"],
        vocabulary=tuple(header["vocabulary"]),
        idf=arrays["idf"].astype(np.float32),
        labels=tuple(header["labels"]),
        linear=_unpack("linear", arrays),
        examples=_unpack("examples", arrays),
        example_label=arrays["example_label"],
        support=arrays["support"],
        procedures=tuple(Procedure(*item) for item in header["procedures"]),
    )

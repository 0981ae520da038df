"""Logistic regressions over hashed features: examples, their matrix, and weights by gradient descent."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import msgspec

from vidocq.statements.features import SPACE
from vidocq.statements.linear import RULED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Strength of the pull towards zero; features are thousands, examples few.
PENALTY = 5.0
#: What a candidate of a hand counts, where it is not one: sentences made from frames are many and alike.
WEIGHTS = {"grammar": 0.3}
#: Steps of the descent and how far each goes at first.
STEPS = 80
PACE = 0.1


class Example(msgspec.Struct, kw_only=True):
    """One candidate: its features, and for every label 1 (true), 0 (false) or -1 (not counted)."""

    hand: str
    item: str
    ids: list[int]
    labels: list[int]
    ruled: list[int]
    #: a pair's party, so that both scores can be joined: index in the list of party examples
    party: int = -1
    #: a pair's object: index in the list of object examples
    object: int = -1
    #: which sentence of the corpus
    unit: int = -1
    #: links to the triggers of the sentence: number of the trigger in the sentence, its label, features
    links: list[tuple[int, str, list[int]]] = msgspec.field(default_factory=list)
    #: whether a pair's object is a state or a state's organ
    state: bool = False


class Examples(msgspec.Struct, kw_only=True):
    """All examples of a corpus."""

    parties: list[Example] = msgspec.field(default_factory=list)
    pairs: list[Example] = msgspec.field(default_factory=list)
    objects: list[Example] = msgspec.field(default_factory=list)


class Matrix:
    """Examples as a sparse matrix over the features that occur at least twice."""

    def __init__(self, examples: list[Example], matrix_bias: str) -> None:
        import numpy as np
        from scipy.sparse import csr_matrix

        lengths = np.array([len(example.ids) for example in examples])
        columns = np.fromiter((number for example in examples for number in example.ids), dtype=np.int64, count=lengths.sum())
        rows = np.repeat(np.arange(len(examples)), lengths)
        full = self.full = csr_matrix((np.ones(len(columns), dtype=np.float32), (rows, columns)), shape=(len(examples), SPACE))
        seen = np.asarray((full > 0).sum(axis=0)).ravel()
        self.columns = np.flatnonzero(seen >= 2)
        self.values = full[:, self.columns].tocsr()
        self.bias = crc32(matrix_bias.encode()) & (SPACE - 1)
        self.offset = RULED * np.array([example.ruled for example in examples], dtype=np.float32)
        self.labels = np.array([example.labels for example in examples], dtype=np.int8)
        weights = [WEIGHTS.get(example.hand, 1.0) for example in examples]
        self.weights = np.array(weights, dtype=np.float32).reshape(-1, 1)


def weights_of(matrix: Matrix, rows: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Weights of all labels over the chosen rows: L2-penalised logistic regressions side by side, by Adam."""
    import numpy as np
    from scipy.special import expit

    labels = matrix.labels[rows]
    counted = (labels >= 0).astype(np.float32) * matrix.weights[rows]
    truth = (labels == 1).astype(np.float32)
    x, offset = matrix.values[rows], matrix.offset[rows]
    transposed = x.T.tocsr()
    weights = np.zeros((x.shape[1], labels.shape[1]), dtype=np.float32)
    bias = np.full(labels.shape[1], -3.0, dtype=np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        error = (expit(x @ weights + bias + offset) - truth) * counted
        slope = transposed @ error + PENALTY * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        pace = PACE * (1 - step / (STEPS + 1))
        weights -= pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-6)
        bias -= pace * np.clip(error.sum(axis=0) / 50, -1, 1)
    full = np.zeros((SPACE, labels.shape[1]), dtype=np.float32)
    full[matrix.columns] = weights
    full[matrix.bias] += bias
    return full

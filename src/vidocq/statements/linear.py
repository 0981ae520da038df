"""The reader's linear models: weights in one small file, and the scores they give to candidates."""

from __future__ import annotations

import math
import zlib
from copy import copy
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vidocq import files
from vidocq.errors import ModelError
from vidocq.statements.features import BITS, SPACE
from vidocq.vocabulary.speech import ObjectLevel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidocq.statements.encoder import Encoder

    Floats = NDArray[np.float32]

ACTS = (
    "asserts",
    "suspects",
    "withholds",
    "relays",
    "endorses",
    "denies",
    "disputes",
    "retracts",
    "claims_responsibility",
)
REACTIONS = tuple(f"reaction {level}" for level in range(1, 7))
MEASURES = tuple(
    "severs_relations expulsion recalls_ambassador sanctions arrest_warrants wanted_notice reward criminal_charges arrests "
    "criminal_investigation disruption summons_ambassador demarche warning_of_measures joint_statement advisory "
    "technical_publication call_on_state".split()
)
PARTY_LABELS = (*ACTS, *REACTIONS, *MEASURES)
PAIR_LABELS = (*ACTS[:5], "disputes")
VERSION = 2
#: More bytes than this are no weights.
_MAX_FILE = 64 << 20
#: Log odds that a rule's finding starts with, before any weight is fitted: what the rules found stands until the corpus objects.
RULED = 5.0
#: What a trigger that a party or object stands to adds to the log odds of its label, per log odd of the link; what none adds.
LINKED = 0.8
UNLINKED = -2.5
#: Links surer than this count no more.
SUREST = 5.0


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """The weights file: two tables of small integers, a scale a label, and the thresholds chosen on unseen hands."""

    version: int
    bits: int
    corpus: str
    party_labels: tuple[str, ...]
    pair_labels: tuple[str, ...]
    party_scale: tuple[float, ...]
    pair_scale: tuple[float, ...]
    party: bytes
    pair: bytes
    #: weights of links: a column for parties, one for objects
    link_scale: tuple[float, ...]
    link: bytes
    thresholds: dict[str, float]
    auto: dict[str, float]
    measured: dict[str, float]


#: The lane of accusations of a state or its organ: they need more than others.
STATE_LANE = "asserts state"


def lane_of(act: str, level: ObjectLevel, *, proposed: bool) -> str:
    """The lane of an act's records: whom an assertion blames, and whether only the models ``proposed`` it."""
    name = STATE_LANE if act == "asserts" and level in (ObjectLevel.STATE, ObjectLevel.ORGAN) else act
    return f"model {name}" if proposed else name


class Scores(msgspec.Struct, kw_only=True):
    """Chances of one unit's candidates: by party and label, by pair and label."""

    party: list[dict[str, float]]
    pair: dict[tuple[int, int], dict[str, float]]


class Model:
    """Scores of candidates by given weights; ``encoder`` judges again what they make of a sentence, where there is one."""

    def __init__(self, weights: Weights) -> None:
        if weights.version != VERSION or weights.bits != BITS:
            raise ModelError("the reader's weights are of another version", hint="fit them again with `vidocq model fit-reader`")
        self.thresholds = weights.thresholds
        self.auto = weights.auto
        self.measured = weights.measured
        self.encoder: Encoder | None = None
        self._party = _table(weights.party, weights.party_scale)
        self._pair = _table(weights.pair, weights.pair_scale)
        table, scale = _table(weights.link, weights.link_scale)
        self._link = [(table[:, column].tolist(), float(scale[column])) for column in range(len(scale))]

    def seconded(self, encoder: Encoder) -> Model:
        """The same weights with a sentence encoder as a second judge, and the limits that were chosen with it."""
        found = copy(self)
        found.encoder = encoder
        found.thresholds, found.auto, found.measured = encoder.thresholds, encoder.auto, encoder.measured
        return found

    def party(self, ids: list[int]) -> Floats:
        """Log odds of every label of a party."""
        table, scale = self._party
        return _sum(table, ids) * scale

    def part(self, ids: list[int]) -> Floats:
        """What one part (party, object, or both together) adds to the log odds of a pair's labels."""
        table, scale = self._pair
        return _sum(table, ids) * scale

    def links(self, candidates: list[list[int]], column: int) -> list[float]:
        """Log odds that parties (column 0) or objects (column 1) stand to triggers: one for every candidate's features."""
        weights, scale = self._link[column]
        # A few dozen numbers each: a sum over a list is several times as fast as numpy's over its table.
        return [sum([weights[number] for number in ids]) * scale for ids in candidates]


def logistic(value: float) -> float:
    """Probability of log odds."""
    if value > 40.0:
        value = 40.0
    elif value < -40.0:
        value = -40.0
    return 1 / (1 + math.exp(-value))


def linked(scores: list[float]) -> float:
    """What the links of a candidate to all triggers of a label add to its log odds."""
    return LINKED * max(-SUREST, min(SUREST, max(scores))) if scores else UNLINKED


def _table(packed: bytes, scale: tuple[float, ...]) -> tuple[NDArray[np.int8], Floats]:
    import numpy as np

    values = np.frombuffer(zlib.decompress(packed), dtype=np.int8).reshape(SPACE, len(scale))
    return values, np.asarray(scale, dtype=np.float32)


def _sum(table: NDArray[np.int8], ids: list[int]) -> Floats:
    import numpy as np

    total: Floats = table[ids].sum(axis=0, dtype=np.int32).astype(np.float32)
    return total


def pack(table: Floats) -> tuple[bytes, tuple[float, ...]]:
    """A table of weights as small integers: packed bytes, and what one step of each label is worth."""
    import numpy as np

    scale = np.maximum(np.abs(table).max(axis=0), 1e-6) / 127
    small = np.rint(table / scale).astype(np.int8)
    return zlib.compress(small.tobytes(), 9), tuple(float(value) for value in scale)


def save(weights: Weights, path: str | Path) -> None:
    """Write a weights file."""
    Path(path).write_bytes(msgspec.msgpack.encode(weights))


def load(path: str | Path) -> Model:
    """Read a weights file.

    Raises:
        ModelError: it is missing, damaged or of another version.
    """
    try:
        return Model(msgspec.msgpack.decode(files.content(path, _MAX_FILE), type=Weights))
    except (OSError, msgspec.DecodeError, zlib.error, ValueError) as error:
        raise ModelError("the reader's weights cannot be read", where=str(path), hint=str(error)) from error


@cache
def shipped() -> Model | None:
    """The model that the package ships, or None where it ships none; seconded by the encoder where that is installed."""
    from vidocq.statements import encoder

    path = resources.files("vidocq.statements").joinpath("data", "reader_weights.bin")
    if not path.is_file():
        return None
    model, second = load(Path(str(path))), encoder.shipped()
    return model if second is None else model.seconded(second)

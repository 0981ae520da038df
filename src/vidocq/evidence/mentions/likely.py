"""The learned half of judging mentions: how likely a text reports what it names as found in a case of its own.

Two logistic models, fitted on documents that hands without sight of the rules wrote and annotated
(``benchmarks/mentions``): one says how likely a document reports a concrete intrusion, the other, with that number, how likely
one mention is a finding. They only ever hold back what the cues let through.
"""

from __future__ import annotations

import math
import zlib
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

import msgspec

from vidocq.errors import ModelError
from vidocq.evidence.mentions.features import Features, Prepared, of_document, of_mention
from vidocq.evidence.sentences import SentenceIndex

VERSION = 2
#: Feature of a mention that carries its document's log odds, held within these bounds.
DOCUMENT, BOUND = "document", 3.0
_MAX_BYTES = 5_000_000


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """The weights file: log odds a feature adds, and the least probabilities chosen on hands left out.

    ``corpus`` is the SHA-256 of what they were fitted on.
    """

    version: int
    corpus: str
    document: dict[str, float]
    mention: dict[str, float]
    least_document: float
    least_mention: float


class Likely:
    """The two models on one document.

    Args:
        text: the document's text.
        sentences: its sentences.
        names: spans of all that it names.
        weights: fitted weights.
    """

    def __init__(self, text: str, sentences: SentenceIndex, names: tuple[tuple[int, int], ...], weights: Weights) -> None:
        self._text, self._weights = text, weights
        self._prepared = Prepared(text, sentences, names)

    @cached_property
    def log_odds(self) -> float:
        """Log odds that the document reports a concrete intrusion; worked out when a mention first asks for it."""
        return clipped(score(self._weights.document, of_document(self._text)))

    @property
    def document(self) -> float:
        """How likely the document reports a concrete intrusion."""
        return probability(self.log_odds)

    def mention(self, span: tuple[int, int], role: str) -> float:
        """How likely a mention is a finding; ``role`` is what the cues make of it."""
        features = of_mention(self._prepared, span, role)
        if not features:
            return self.document
        features[DOCUMENT] = self.log_odds
        return probability(score(self._weights.mention, features))

    @property
    def reports(self) -> bool:
        """Whether the document may be one that reports an intrusion."""
        return self.document >= self._weights.least_document

    def found(self, probability_: float) -> bool:
        """Whether a mention this likely stands as a finding."""
        return probability_ >= self._weights.least_mention


def score(weights: dict[str, float], features: Features) -> float:
    """Log odds: the constant and what each feature adds."""
    return weights.get("", 0.0) + sum(weights[name] * value for name, value in features.items() if name in weights)


def probability(log_odds: float) -> float:
    """Log odds as a probability."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def clipped(log_odds: float) -> float:
    """Log odds within the bounds that a mention's model was fitted on."""
    return max(-BOUND, min(BOUND, log_odds))


def dumps(weights: Weights) -> bytes:
    """A weights file."""
    return zlib.compress(msgspec.msgpack.encode(weights, order="deterministic"), 9)


def loads(content: bytes) -> Weights:
    """Read a weights file.

    Raises:
        ModelError: it is damaged, or of another version.
    """
    try:
        unpack = zlib.decompressobj()
        weights = msgspec.msgpack.decode(unpack.decompress(content, _MAX_BYTES), type=Weights)
    except (zlib.error, msgspec.DecodeError) as error:
        raise ModelError(f"the weights of mentions cannot be read: {error}") from error
    if weights.version != VERSION:
        raise ModelError("the weights of mentions are of another version", hint="`vidocq model fit-mentions` makes them anew")
    return weights


@cache
def shipped() -> Weights:
    """The weights that come with the package."""
    place = files("vidocq.evidence.mentions").joinpath("data", "mentions.bin")
    return loads(Path(str(place)).read_bytes())

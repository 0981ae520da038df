"""Fitted weights: a small versioned file that says what it was fitted on, how well it did, and what it may be used for."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec
import numpy as np

from vidocq import files
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.logit import LogisticFit
from vidocq.errors import ModelError
from vidocq.model.base import Noun

SCHEMA = 2
_SHIPPED = "weights.json"
#: More than this are no weights.
_MAX_FILE = 64 << 20


class Coefficients(Noun, frozen=True, kw_only=True):
    """Weights of the group level in nats for one unit of each feature, and their covariance (Laplace approximation)."""

    names: tuple[str, ...]
    values: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]


class Logistic(Noun, frozen=True, kw_only=True):
    """A logistic regression on standardised features; ``covariance`` is of intercept and values (Laplace approximation)."""

    names: tuple[str, ...]
    intercept: float
    values: tuple[float, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]

    @property
    def fit(self) -> LogisticFit:
        """The regression, ready to compute."""
        return LogisticFit(
            self.intercept,
            np.array(self.values),
            np.array(self.means),
            np.array(self.scales),
            np.array(self.covariance),
            np.array(self.lows),
            np.array(self.highs),
        )


class Band(Noun, frozen=True, kw_only=True):
    """Past answers rated within ``[low, high)``: how many, how many right, and their mean rating."""

    low: float
    high: float
    cases: int
    right: int
    mean: float


class Coverage(Noun, frozen=True, kw_only=True):
    """A conformal set at a stated coverage: names are added, likeliest first, until their sum reaches ``quantile``."""

    stated: float
    quantile: float


class Record(Noun, frozen=True, kw_only=True):
    """How one level did in time order: its reliability table, the threshold for naming one, and its conformal quantiles.

    Attributes:
        bands: reliability table.
        threshold: one name is given from this probability on (past answers at or above it were right 19 times in 20), or None
            where no such threshold was found.
        named: past cases at or above the threshold.
        named_right: how many of them were right.
        coverage: conformal quantiles.
        cases: past cases in all.
    """

    bands: tuple[Band, ...]
    threshold: float | None
    named: int
    named_right: int
    coverage: tuple[Coverage, ...]
    cases: int


class SponsorPrior(Noun, frozen=True, kw_only=True):
    """What is believed of the state behind a group not in the knowledge base: shares ** (1 - lean) times group level ** lean.

    ``shift`` and ``steepness`` are doubts about ratings of states, in nats and as a share: see ``assessment/doubt.py``.
    """

    lean: float
    shift: float = 0.0
    steepness: float = 0.0


class Variant(Noun, frozen=True, kw_only=True):
    """Weights for one shape of knowledge: ``reports`` (uses cite dated reports) or ``profiles`` (bare lists of uses)."""

    name: str
    group: Coefficients
    unknown: Logistic
    unknown_share: float
    temperature: float
    sponsor: SponsorPrior
    group_record: Record
    sponsor_record: Record
    unknown_record: Record
    cases: int
    rehearsals: int


class FittedModel(Noun, frozen=True, kw_only=True):
    """Everything learned. ``data`` are (name, SHA-256) of what it was fitted on, ``fitted`` the date, ``note`` its limits."""

    schema: int
    code_version: str
    fitted: str
    data: tuple[tuple[str, str], ...]
    variants: tuple[Variant, ...]
    note: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical contents."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()

    def variant_for(self, index: Index) -> Variant:
        """The weights that fit a snapshot: by report where most uses cite one, by profile otherwise.

        Raises:
            ModelError: the file has no weights for this shape of knowledge, or was fitted for other features.
        """
        wanted = "reports" if index.cited else "profiles"
        for variant in self.variants:
            if variant.name == wanted:
                _check_names(variant)
                return variant
        raise ModelError(f"the weights have none for knowledge with {wanted}", hint="run: vidocq model fit")


def dumps(model: FittedModel) -> bytes:
    """The model as indented JSON, the same bytes for the same model."""
    return msgspec.json.format(msgspec.json.encode(model, order="deterministic"), indent=1) + b"\n"


def loads(raw: bytes, *, where: str | None = None) -> FittedModel:
    """Read a model from JSON.

    Raises:
        ModelError: it is broken, of another schema, or its numbers do not fit together.
    """
    try:
        model = msgspec.json.decode(raw, type=FittedModel)
    except msgspec.DecodeError as error:
        raise ModelError(f"not a file of fitted weights: {error}", where=where, hint="run: vidocq model fit") from error
    if model.schema != SCHEMA:
        raise ModelError(f"weights of schema {model.schema}, wanted {SCHEMA}", where=where, hint="run: vidocq model fit")
    for variant in model.variants:
        _check(variant, where)
    return model


def _check_names(variant: Variant) -> None:
    """Refuse weights for features that this code does not compute: they would weigh something else, silently."""
    from vidocq.assessment.features import NOVELTY, feature_names

    strange = set(variant.group.names) - set(feature_names())
    if strange or variant.unknown.names != NOVELTY:
        named = ", ".join(sorted(strange)) or "those of the unknown group"
        raise ModelError(f"the weights were fitted for other features than this code has: {named}", hint="run: vidocq model fit")


def _check(variant: Variant, where: str | None) -> None:
    size = len(variant.group.names)
    rows = (variant.group.values, *variant.group.covariance)
    sound = len(rows) == size + 1 and all(len(row) == size for row in rows)
    unknown = variant.unknown
    vectors = (unknown.names, unknown.values, unknown.means, unknown.scales, unknown.lows, unknown.highs)
    sizes = {len(vector) for vector in vectors}
    numbers: Floats = np.array([*variant.group.values, *variant.unknown.values, variant.temperature, variant.unknown_share])
    if not sound or len(sizes) != 1 or not np.isfinite(numbers).all() or variant.temperature <= 0:
        raise ModelError(f"the weights for {variant.name} do not fit together", where=where, hint="run: vidocq model fit")


def read(path: Path) -> FittedModel:
    """Read a model file.

    Raises:
        ModelError: it is missing or broken.
    """
    try:
        return loads(files.content(path, _MAX_FILE), where=str(path))
    except OSError as error:
        raise ModelError(f"cannot read the weights: {error.strerror}", where=str(path)) from error


@cache
def shipped() -> FittedModel:
    """The weights that come with the package.

    Raises:
        ModelError: the installation lacks them.
    """
    file = resources.files("vidocq.assessment") / "data" / _SHIPPED
    if not file.is_file():
        raise ModelError("the package lacks its fitted weights", hint="run: vidocq model fit")
    return loads(file.read_bytes(), where=_SHIPPED)

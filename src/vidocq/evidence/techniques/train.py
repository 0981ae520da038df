"""Train the technique model from a knowledge snapshot: recorded procedures where it has them, technique descriptions where not.

Method: TF-IDF over stemmed words, pairs and gapped pairs; one ridge regression for all techniques together (regularised least
squares on indicator targets, solved by conjugate gradients on the normal equations, Hestenes & Stiefel 1952); small weights are
pruned. Without procedures: cosine to the centroid of each technique's name and description (Rocchio 1971).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from vidocq.errors import KnowledgeError
from vidocq.evidence.techniques import sparse, text
from vidocq.evidence.techniques.model import (
    DESCRIPTIONS,
    NOTHING,
    PROCEDURES,
    Floats,
    Procedure,
    TechniqueModel,
    Weights,
    vectors,
)
from vidocq.knowledge.snapshot import ActorProfile, CampaignProfile, Snapshot, SoftwareProfile

#: Fewer recorded procedures than this are no training set.
FEWEST = 500
_RIDGE = 0.7
_ROUNDS = 10
_RAREST = 2
_DESCRIPTION_SENTENCES = 4
_DESCRIPTION_WEIGHT = 0.5
_KEEP = 1_400_000  # weights kept: at 4 bytes each (float16 and a 16-bit column) under 6 MB
_SENTENCE_END = re.compile(r"(?<=[.])\s+|\n")


class _Example(NamedTuple):
    """One row of the training set; ``owner`` is empty for descriptions."""

    tokens: list[str]
    techniques: tuple[str, ...]
    weight: float
    owner: str


def train(snapshot: Snapshot) -> TechniqueModel:
    """Train on everything the snapshot has; the same snapshot gives the same model.

    Raises:
        KnowledgeError: the snapshot has no techniques at all.
    """
    if not snapshot.techniques:
        raise KnowledgeError("the knowledge snapshot has no techniques to learn", hint="build it with the galaxy or ATT&CK")
    recorded = list(_procedures(snapshot))
    if len(recorded) >= FEWEST:
        described = [*_descriptions(snapshot, _DESCRIPTION_SENTENCES), *_background(snapshot)]
        return _fit(recorded, described, snapshot, PROCEDURES)
    return _fit([], list(_descriptions(snapshot, 20)), snapshot, DESCRIPTIONS)


def _fit(recorded: list[_Example], described: list[_Example], snapshot: Snapshot, kind: str) -> TechniqueModel:
    examples = recorded + described
    labels = tuple(sorted({technique for example in examples for technique in example.techniques}))
    vocabulary, idf = _vocabulary([example.tokens for example in examples])
    number = {word: at for at, word in enumerate(vocabulary)}
    rows = vectors([example.tokens for example in examples], number, idf)
    targets = _targets(examples, labels)
    if kind == PROCEDURES:
        weight = np.sqrt([example.weight for example in examples]).astype(np.float32)
        linear = _prune(_ridge(rows.scaled(weight), targets.scaled(weight)))
    else:
        linear = _centroids(rows, targets)
    shown = recorded or described
    at = {label: column for column, label in enumerate(labels)}
    return TechniqueModel(
        Weights(
            kind=kind,
            digest=snapshot.meta.digest,
            vocabulary=vocabulary,
            idf=idf,
            labels=labels,
            linear=linear,
            examples=rows.first(len(shown)),
            example_label=np.asarray([at[example.techniques[0]] for example in shown], dtype=np.int32),
            support=np.bincount(targets.columns, minlength=len(labels)).astype(np.float32),
            procedures=tuple(Procedure(example.owner, example.techniques[0]) for example in shown),
        )
    )


def _procedures(snapshot: Snapshot) -> Iterator[_Example]:
    """Give recorded procedures, the same sentence once a technique set (one sentence may be recorded for several)."""
    known = snapshot.technique_by_id
    sets: dict[str, dict[str, str]] = {}
    owners: tuple[ActorProfile | SoftwareProfile | CampaignProfile, ...] = (
        *snapshot.actors,
        *snapshot.software,
        *snapshot.campaigns,
    )
    for owner in owners:
        for use in owner.uses:
            if use.procedure and use.target in known:
                technique = known[use.target].revoked_by or use.target
                sets.setdefault(text.clean_procedure(use.procedure).lower(), {}).setdefault(technique, owner.id)
    for sentence, techniques in sets.items():
        tokens = text.features(sentence)
        for first in techniques:  # one row an explanation: each technique is the first of its own row once
            rest = tuple(other for other in techniques if other != first)
            yield _Example(tokens, (first, *rest), 1 / len(techniques), techniques[first])


def _background(snapshot: Snapshot) -> Iterator[_Example]:
    """Sentences that tell of no technique: our own, and the first one of each group's description (who they are)."""
    own = files("vidocq.evidence.techniques").joinpath("data", "background.txt").read_text(encoding="utf-8").splitlines()
    who = (_SENTENCE_END.split(text.clean_procedure(actor.description)[:2000])[0] for actor in snapshot.actors)
    for sentence in (*(line for line in own if not line.startswith("#")), *who):
        if len(sentence) > 30:
            yield _Example(text.features(sentence), (NOTHING,), 1.0, "")


def _descriptions(snapshot: Snapshot, sentences: int) -> Iterator[_Example]:
    names = {technique.id: technique.name for technique in snapshot.techniques}
    for technique in snapshot.techniques:
        if technique.revoked_by:
            continue
        parent = names.get(technique.parent or "", "")
        yield _Example(text.features(f"{parent} {technique.name}. {technique.name}."), (technique.id,), 1.0, "")
        for sentence in _SENTENCE_END.split(text.clean_procedure(technique.description)[:6000])[:sentences]:
            if len(sentence) > 30:
                yield _Example(text.features(sentence), (technique.id,), _DESCRIPTION_WEIGHT, "")


def _vocabulary(tokens: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Floats]:
    seen: Counter[str] = Counter()
    for row in tokens:
        seen.update(set(row))
    kept = sorted(word for word, count in seen.items() if count >= _RAREST)
    frequency = np.asarray([seen[word] for word in kept], dtype=np.float32)
    return tuple(kept), (np.log((1 + len(tokens)) / (1 + frequency)) + 1).astype(np.float32)


def _targets(examples: Sequence[_Example], labels: Sequence[str]) -> sparse.Rows:
    at = {label: column for column, label in enumerate(labels)}
    rows = [([at[technique] for technique in example.techniques], [1.0] * len(example.techniques)) for example in examples]
    return sparse.of_rows(rows, len(labels))


def _ridge(rows: sparse.Rows, targets: sparse.Rows) -> Floats:
    """Solve ``(XᵀX + λ) W = XᵀY`` for all columns of Y at once by conjugate gradients."""
    across = rows.turned()
    residual = _crossed(across, targets)
    weights = np.zeros_like(residual)
    direction = residual.copy()
    square = np.einsum("ij,ij->j", residual, residual)
    for _ in range(_ROUNDS):
        image = across.times(rows.times(direction))
        image += _RIDGE * direction
        step = square / np.maximum(np.einsum("ij,ij->j", direction, image), 1e-12)
        weights += step * direction
        image *= step
        residual -= image
        following = np.einsum("ij,ij->j", residual, residual)
        direction *= following / np.maximum(square, 1e-12)
        direction += residual
        square = following
    return weights


def _prune(weights: Floats) -> sparse.Rows:
    """Keep the largest weights."""
    size = np.abs(weights)
    if weights.size > _KEEP:
        weights = np.where(size >= np.partition(size, -_KEEP, axis=None)[-_KEEP], weights, 0)
    return sparse.of_dense(weights)


def _crossed(across: sparse.Rows, targets: sparse.Rows) -> Floats:
    """Vocabulary x techniques: the sums of the rows of ``targets`` weighed by each word's values."""
    return np.stack([targets.combined(*across.row(word)) for word in range(across.height)])


def _centroids(rows: sparse.Rows, targets: sparse.Rows) -> sparse.Rows:
    wanted = targets.turned()
    sums = np.stack([rows.combined(*wanted.row(label)) for label in range(wanted.height)])
    length = np.linalg.norm(sums, axis=1, keepdims=True)
    return sparse.of_dense(np.ascontiguousarray((sums / np.maximum(length, 1e-9)).T))

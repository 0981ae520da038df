"""The technique model of a snapshot: in memory, else from the cache, else trained now."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from vidocq.errors import ModelError
from vidocq.evidence.techniques.model import TechniqueModel
from vidocq.knowledge import derived
from vidocq.knowledge.snapshot import Snapshot

_NAME = "techniques"


def model_for(snapshot: Snapshot) -> TechniqueModel | None:
    """Give the model of a snapshot, or None where the snapshot has no techniques; trained at most once for each snapshot."""
    if not snapshot.techniques:
        return None
    if not snapshot.meta.digest:  # a snapshot made by hand has no name to keep a model under
        from vidocq.evidence.techniques.train import train

        return train(snapshot)
    return _model(_Digest(snapshot))


class _Digest:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __hash__(self) -> int:
        return hash(self.snapshot.meta.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Digest) and self.snapshot.meta.digest == other.snapshot.meta.digest


@lru_cache(maxsize=2)
def _model(at: _Digest) -> TechniqueModel:
    def make() -> bytes:
        from vidocq.evidence.techniques.train import train

        return train(at.snapshot).dumps()

    packed = at.snapshot.numbers.get(_NAME)
    if packed:  # a pack without texts carries what was learnt from them
        return TechniqueModel.loads(packed)
    key = f"{at.snapshot.meta.digest} {_code()}"
    try:
        return TechniqueModel.loads(derived.kept(_NAME, key, make))
    except ModelError:
        derived.forget(_NAME, key)
        return TechniqueModel.loads(make())


def _code() -> str:
    """A digest of the code that trains: another way to train is another model."""
    digest = hashlib.sha256()
    for name in ("text.py", "train.py", "model.py"):
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()

"""Signatures of knowledge snapshots: a file beside the snapshot, checked offline."""

from __future__ import annotations

from pathlib import Path

from vidocq import files, signing
from vidocq.errors import InputError, KnowledgeError
from vidocq.knowledge import storage
from vidocq.knowledge.snapshot import SnapshotMeta

_PURPOSE = "knowledge snapshot"
_MAX_SIGNATURE = 1000


def sign(snapshot: Path, private: Path) -> Path:
    """Sign a snapshot that reads well; the signature's file, ``SNAPSHOT.sig``.

    Raises:
        KnowledgeError: no snapshot, or broken; the signature cannot be written.
        InputError: no private key.
    """
    storage.read(snapshot)
    signature = signing.signed(private, _PURPOSE, snapshot.read_bytes())
    target = beside(snapshot)
    try:
        target.write_text(signature + "\n", encoding="ascii")
    except OSError as error:
        raise KnowledgeError(f"cannot write the signature: {error.strerror or error}", where=str(target)) from error
    return target


def verify(snapshot: Path, public: Path, signature: Path | None = None) -> SnapshotMeta:
    """Check a snapshot's signature and that it reads; what it says of itself.

    Raises:
        KnowledgeError: no snapshot, or broken.
        InputError: no signature, or not by this key over this file.
    """
    place = signature or beside(snapshot)
    try:
        text = files.content(place, _MAX_SIGNATURE).decode("ascii", "replace").strip()
    except OSError as error:
        raise InputError(f"no signature: {error.strerror or error}", where=str(place)) from error
    # Reading first says plainly when it is no snapshot at all; the signature is over every byte of the file.
    meta = storage.read(snapshot).meta
    signing.verify(public, _PURPOSE, snapshot.read_bytes(), text)
    return meta


def beside(snapshot: Path) -> Path:
    """Where a snapshot's signature stands: ``SNAPSHOT.sig``."""
    return snapshot.with_name(snapshot.name + ".sig")

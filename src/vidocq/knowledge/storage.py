"""Writes and reads a snapshot as one file, checked on reading: a short header line, then MessagePack."""

from __future__ import annotations

import gc
import hashlib
import lzma
import os
import tempfile
from pathlib import Path

import msgspec

from vidocq import files
from vidocq.errors import KnowledgeError
from vidocq.knowledge import parts
from vidocq.knowledge.snapshot import SCHEMA, Snapshot

_MAGIC = b"vidocq-snapshot "
_MAX_FILE = 512 << 20
#: The part of a pack that holds all but its numbers.
_FACTS = ""
_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


def sealed(snapshot: Snapshot) -> Snapshot:
    """The snapshot with its digest and its counts filled in.

    The digest is SHA-256 over the contents and what they were cut from, not over when they were built: the same inputs give it.
    """
    counts = tuple(
        (name, len(getattr(snapshot, name))) for name in ("actors", "software", "techniques", "campaigns", "reports", "gazetteer")
    )
    bare = msgspec.structs.replace(snapshot.meta, digest="", built="", contents=counts)
    content = encoded(msgspec.structs.replace(snapshot, meta=bare))
    meta = msgspec.structs.replace(snapshot.meta, digest=hashlib.sha256(content).hexdigest(), contents=counts)
    return msgspec.structs.replace(snapshot, meta=meta)


def encoded(snapshot: Snapshot) -> bytes:
    """The snapshot as MessagePack, parts of a pack that were not unpacked yet included."""
    return _ENCODER.encode(msgspec.structs.replace(snapshot, numbers=dict(snapshot.numbers)))


def write(snapshot: Snapshot, path: Path, *, packed: bool = False) -> None:
    """Write a snapshot so that the file is whole or not there; ``packed``: compressed in parts (xz), for the default knowledge.

    Raises:
        KnowledgeError: the place cannot be written to.
    """
    if packed:
        facts = _ENCODER.encode(msgspec.structs.replace(snapshot, numbers={}))
        payload = parts.pack({_FACTS: facts, **dict(sorted(snapshot.numbers.items()))})
    else:
        payload = encoded(snapshot)
    header = _MAGIC + f"{SCHEMA} {len(payload)} {hashlib.sha256(payload).hexdigest()}\n".encode()
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(header)
            file.write(payload)
        # mkstemp makes the file private; a snapshot is as readable as any file of the user's.
        Path(temporary).chmod(0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise KnowledgeError(f"cannot write the snapshot: {error.strerror or error}", where=str(path)) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def read(path: Path) -> Snapshot:
    """Read a snapshot and check that it is whole.

    Raises:
        KnowledgeError: no file, no snapshot, another schema, cut short, or changed.
    """
    return decoded(_checked(path), str(path))


def decoded(payload: memoryview, where: str) -> Snapshot:
    """The snapshot in the checked contents of a file.

    Raises:
        KnowledgeError: it is none.
    """
    # Hundreds of thousands of immutable records: the collector would walk them again and again while they are made.
    enabled = gc.isenabled()
    gc.disable()
    try:
        if parts.newer(payload):
            raise KnowledgeError("a pack of a newer format", where=where, hint="update vidocq, or use an older pack")
        if bytes(payload[: len(parts.MAGIC)]) != parts.MAGIC:
            return msgspec.msgpack.decode(payload, type=Snapshot)
        packed = parts.Parts(payload)
        facts = msgspec.msgpack.decode(packed[_FACTS], type=Snapshot)
        return msgspec.structs.replace(facts, numbers=packed.without(_FACTS))
    except (msgspec.DecodeError, RecursionError, lzma.LZMAError, EOFError, ValueError, KeyError) as error:
        raise KnowledgeError(f"broken snapshot: {error}", where=where, hint="build it again with `kb build`") from error
    finally:
        if enabled:
            gc.enable()


def _checked(path: Path) -> memoryview:
    try:
        if path.is_dir():
            raise KnowledgeError(
                "a directory, not a snapshot", where=str(path), hint="`kb build` makes a snapshot from directories"
            )
        raw = files.content(path, _MAX_FILE)
    except FileNotFoundError as error:
        raise KnowledgeError("no such snapshot", where=str(path), hint="`kb build -o FILE` makes one") from error
    except OSError as error:
        raise KnowledgeError(f"cannot read the snapshot: {error.strerror or error}", where=str(path)) from error
    end = raw.find(b"\n", 0, 200)
    fields = raw[len(_MAGIC) : end].split() if raw.startswith(_MAGIC) and end > 0 else []
    if len(fields) != 3 or not fields[0].isdigit() or not fields[1].isdigit():
        raise KnowledgeError("not a knowledge snapshot", where=str(path), hint="`kb build -o FILE` makes one")
    if int(fields[0]) != SCHEMA:
        newer = int(fields[0]) > SCHEMA
        hint = "update vidocq, or use an older snapshot" if newer else "build it again with `kb build`"
        age = "a newer" if newer else "an older"
        said = f"snapshot of schema {int(fields[0])} ({age} format), this version reads {SCHEMA}"
        raise KnowledgeError(said, where=str(path), hint=hint)
    payload = memoryview(raw)[end + 1 :]
    if len(payload) != int(fields[1]):
        raise KnowledgeError("snapshot cut short", where=str(path), hint="copy or build it again")
    if hashlib.sha256(payload).hexdigest().encode() != fields[2]:
        raise KnowledgeError(
            "snapshot damaged: its contents do not match its checksum", where=str(path), hint="copy or build it again"
        )
    return payload

"""Signed checkpoints of a store's log: who can write the file can rewrite its history, but not what was signed and taken away."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import select

from vidocq import signing
from vidocq.errors import InputError, StoreError
from vidocq.model import Noun
from vidocq.store import people, schema
from vidocq.store.log import stamp
from vidocq.store.store import Store

_PURPOSE = "store anchor"
#: The most of a file of anchors that is read, in bytes (a line is some 400).
_MOST = 64 * 1024 * 1024
_ENCODER = msgspec.json.Encoder(order="deterministic")


class Anchor(Noun, frozen=True, kw_only=True):
    """That a log's change ``seq`` had ``digest`` at the moment ``made``; ``store`` is the digest of the log's first change."""

    store: str
    seq: int
    digest: str
    made: str
    signature: str = ""

    def message(self) -> bytes:
        """What is signed: all but the signature."""
        return _ENCODER.encode([self.store, self.seq, self.digest, self.made])


def make(store: Store, key: Path, *, by: str, now: datetime) -> Anchor:
    """An anchor of the newest change, signed with the Ed25519 private key in a file.

    Raises:
        InputError: the file holds no such key, or the library for signatures is not installed.
        RightsError: ``by`` may not ask this.
        StoreError: there is no change yet.
    """
    table = schema.change
    with store.read() as connection:
        people.require(connection, by, "store check")
        first = connection.execute(select(table.c.digest).order_by(table.c.seq).limit(1)).scalar()
        last = connection.execute(select(table.c.seq, table.c.digest).order_by(table.c.seq.desc()).limit(1)).first()
    if first is None or last is None:
        raise StoreError("there is no change to anchor", where=store.database.shown)
    bare = Anchor(store=str(first), seq=last.seq, digest=last.digest, made=stamp(now))
    return msgspec.structs.replace(bare, signature=signing.signed(key, _PURPOSE, bare.message()))


def line(anchor: Anchor) -> str:
    """An anchor as one line, to print or to append to a file."""
    return _ENCODER.encode(anchor).decode()


def append(path: Path, text: str) -> None:
    """Append a line to a file of anchors (mode 0600 where it is new), and wait until it is on the disk; "" only opens it.

    Raises:
        InputError: it cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as stream:
            if text:
                stream.write(text.encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", where=str(path)) from error


def read(path: Path) -> list[Anchor]:
    """The anchors in a file, one a line.

    Raises:
        InputError: it cannot be read, or a line in it is no anchor.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=str(path)) from error
    if len(content) > _MOST:
        raise InputError(f"more than {_MOST:,} bytes of anchors", where=str(path))
    found = []
    for number, part in enumerate(content.split(b"\n"), start=1):
        if part.strip():
            try:
                found.append(msgspec.json.decode(part, type=Anchor))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise InputError("is no anchor", where=f"{path}, line {number}") from error
    if not found:
        raise InputError("no anchor in it", where=str(path), hint="`vidocq store anchor KEY --out FILE` appends one")
    return found


def breaks(anchors: Sequence[Anchor], public: Path, digests: Mapping[int, str]) -> list[str]:
    """What the anchors say against a log; ``digests`` are those of the changes that the anchors name, as far as they are there.

    An anchor with a false signature says nothing of the log: it is named, and not compared.

    Raises:
        InputError: the public key cannot be read.
    """
    found = []
    for number, one in enumerate(anchors, start=1):
        name = f"anchor {number} (#{one.seq}, made {one.made})"
        try:
            signing.verify(public, _PURPOSE, one.message(), one.signature)
        except InputError as error:
            if "signature" not in error.what or "extra" in error.what:
                raise
            found.append(f"{name}: its signature is not by this key")
            continue
        if one.seq not in digests:
            found.append(f"{name}: that change is not in the log: the log was cut off or replaced")
        elif digests[one.seq] != one.digest:
            found.append(f"{name}: that change has another digest now: history was rewritten at or before it")
    return found

"""Ed25519 signatures over what leaves a machine: knowledge snapshots, anchors of a store, dossiers; keys as PEM files.

Not for the digests inside files, which find accidents only: a signature finds whoever has no key. The library
(``cryptography``) comes with the extra ``sign``; nothing else in vidocq needs it.
"""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path
from typing import TYPE_CHECKING

from vidocq import files
from vidocq.errors import InputError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_MAX_KEY = 10_000
_HINT = "`vidocq key new FILE` makes a pair"


def new_pair(path: Path) -> tuple[Path, Path]:
    """Make a key pair: the private key at ``path`` (PKCS #8 PEM, mode 0600), the public one at ``path`` + ``.pub``.

    Raises:
        InputError: a file of either name exists, or the place cannot be written to.
    """
    from cryptography.hazmat.primitives import serialization

    key = _library().Ed25519PrivateKey.generate()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    other = path.with_name(path.name + ".pub")
    _write_new(path, private, 0o600)
    _write_new(other, public, 0o644)
    return path, other


def signed(private: Path, purpose: str, message: bytes) -> str:
    """Sign a message with the private key in a file; the signature as base64.

    Args:
        private: PEM file of an Ed25519 private key.
        purpose: what is signed, so that a signature over one kind of thing is none over another.
        message: the bytes.

    Raises:
        InputError: no such file, or no Ed25519 private key.
    """
    key = _private(private)
    return base64.b64encode(key.sign(_bound(purpose, message))).decode()


def verify(public: Path, purpose: str, message: bytes, signature: str) -> None:
    """Check a signature made by `signed`, with the public key (or the private one) in a file.

    Raises:
        InputError: the key cannot be read, or the signature is not by this key over this message.
    """
    if not holds(public, purpose, message, signature):
        hint = "changed, or signed by another key"
        raise InputError("the signature is not by this key over this content", where=str(public), hint=hint)


def holds(public: Path, purpose: str, message: bytes, signature: str) -> bool:
    """Whether a signature is by the key in a file over this message.

    Raises:
        InputError: the key cannot be read.
    """
    from cryptography.exceptions import InvalidSignature

    key = _public(public)
    try:
        key.verify(base64.b64decode(signature, validate=True), _bound(purpose, message))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _bound(purpose: str, message: bytes) -> bytes:
    # The length keeps "ab" + "c" apart from "a" + "bc".
    label = purpose.encode()
    return b"vidocq " + str(len(label)).encode() + b" " + label + message


def _private(path: Path) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    library = _library()
    try:
        key = load_pem_private_key(_content(path), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, library.Ed25519PrivateKey):
        raise InputError("no unencrypted Ed25519 private key in PEM", where=str(path), hint=_HINT)
    return key


def _public(path: Path) -> Ed25519PublicKey:
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    library = _library()
    content = _content(path)
    if b"PRIVATE KEY" in content:
        return _private(path).public_key()
    try:
        key = load_pem_public_key(content)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, library.Ed25519PublicKey):
        raise InputError("no Ed25519 public key in PEM", where=str(path), hint=_HINT)
    return key


def _content(path: Path) -> bytes:
    try:
        return files.content(path, _MAX_KEY)
    except OSError as error:
        raise InputError(f"cannot read the key: {error.strerror or error}", where=str(path), hint=_HINT) from error


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except FileExistsError:
        raise InputError("exists already: keys are never written over", where=str(path)) from None
    except OSError as error:
        raise InputError(f"cannot write the key: {error.strerror or error}", where=str(path)) from error


class _Library:
    Ed25519PrivateKey: type[Ed25519PrivateKey]
    Ed25519PublicKey: type[Ed25519PublicKey]


def _library() -> _Library:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise InputError("signatures need the extra `sign`", hint="pip install 'vidocq[sign]'") from error
    return ed25519  # type: ignore[return-value]

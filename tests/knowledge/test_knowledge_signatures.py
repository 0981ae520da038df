"""Signatures of knowledge: by this key over these bytes, for this purpose; anything else is refused in one line."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from vidocq import signing
from vidocq.cli import cli as vidocq_main
from vidocq.errors import InputError, KnowledgeError
from vidocq.knowledge import signatures, storage
from vidocq.knowledge.snapshot import Snapshot

pytest.importorskip("cryptography")


@pytest.fixture
def file(tmp_path: Path, snapshot: Snapshot) -> Path:
    path = tmp_path / "one.snapshot"
    storage.write(storage.sealed(snapshot), path)
    return path


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    return signing.new_pair(tmp_path / "desk.key")


def test_signed_knowledge_verifies_with_the_public_and_the_private_key(file, keys):
    private, public = keys
    signatures.sign(file, private)
    assert signatures.verify(file, public).digest == storage.read(file).meta.digest
    assert signatures.verify(file, private).digest == storage.read(file).meta.digest


def test_a_rebuilt_file_does_not_verify(file, keys, snapshot):
    private, public = keys
    signatures.sign(file, private)
    smaller = storage.sealed(type(snapshot)(meta=snapshot.meta, actors=snapshot.actors[:1]))
    storage.write(smaller, file)
    with pytest.raises(InputError, match="not by this key over this content"):
        signatures.verify(file, public)


def test_another_key_does_not_verify(file, keys, tmp_path):
    signatures.sign(file, keys[0])
    _, stranger = signing.new_pair(tmp_path / "stranger.key")
    with pytest.raises(InputError, match="not by this key"):
        signatures.verify(file, stranger)


def test_a_signature_for_one_purpose_is_none_for_another(keys):
    private, public = keys
    signature = signing.signed(private, "anchor", b"head")
    signing.verify(public, "anchor", b"head", signature)
    with pytest.raises(InputError):
        signing.verify(public, "knowledge snapshot", b"head", signature)
    with pytest.raises(InputError):
        signing.verify(public, "anchorh", b"ead", signature)


@pytest.mark.parametrize("text", ["", "not base64 !", "AAAA", "é"])
def test_what_is_no_signature_is_refused_in_one_line(file, keys, text):
    signatures.beside(file).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="not by this key"):
        signatures.verify(file, keys[1])


def test_no_signature_no_key_no_snapshot_each_says_what_is_missing(file, keys, tmp_path):
    with pytest.raises(InputError, match="no signature"):
        signatures.verify(file, keys[1])
    with pytest.raises(InputError, match="cannot read the key"):
        signatures.sign(file, tmp_path / "none")
    with pytest.raises(InputError, match=r"no unencrypted Ed25519 private key|larger than 10,000 bytes"):
        signatures.sign(file, file)
    with pytest.raises(KnowledgeError, match="no such snapshot"):
        signatures.sign(tmp_path / "none", keys[0])


def test_keys_are_private_and_never_written_over(keys, tmp_path):
    private, public = keys
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    before = private.read_bytes()
    with pytest.raises(InputError, match="exists already"):
        signing.new_pair(private)
    assert private.read_bytes() == before
    assert b"PUBLIC KEY" in public.read_bytes()


def test_from_the_command_line(file, tmp_path):
    runner = CliRunner()
    key = str(tmp_path / "k")
    assert runner.invoke(vidocq_main, ["key", "new", key]).exit_code == 0
    assert runner.invoke(vidocq_main, ["kb", "sign", str(file), "--key", key]).exit_code == 0
    good = runner.invoke(vidocq_main, ["kb", "verify", str(file), "--key", key + ".pub"])
    assert good.exit_code == 0
    assert "Signed by this key" in good.output
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert runner.invoke(vidocq_main, ["kb", "verify", str(file), "--key", key + ".pub"]).exit_code != 0

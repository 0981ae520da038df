"""A dossier as the files that lie in its directory: the formats asked for, the indicators, and a manifest that seals them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from vidocq.dossier import attachments
from vidocq.dossier.shapes import FULL
from vidocq.errors import InputError
from vidocq.model import Document, DocumentEntry, Dossier, Evidence, Noun
from vidocq.vocabulary.tlp import Tlp

MANIFEST = "manifest.json"
#: The signature over the manifest, which lies beside it, and what it is for.
SIGNATURE = "manifest.sig"
PURPOSE = "dossier manifest"
STIX = "evidence.stix.json"
_SCHEMA = "vidocq-manifest"


class SealedDocument(Noun, frozen=True, kw_only=True):
    """A document that the dossier stands on: its number, and the SHA-256 of the bytes received."""

    number: str
    name: str
    sha256: str


class Manifest(Noun, frozen=True, kw_only=True):
    """What a dossier was made from and what it came to; ``files`` are (name, SHA-256) of what lies beside the manifest."""

    dossier: str
    created: str
    code_version: str
    knowledge: str
    weights: str
    seed: int
    documents: tuple[SealedDocument, ...]
    files: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    template: str = FULL
    schema: str = _SCHEMA
    schema_version: int = 1


def packed(dossier: Dossier, rendered: Mapping[str, bytes], template: str = FULL) -> dict[str, bytes]:
    """The rendered files with the indicators (CSV, and STIX where the dossier is marked) and the manifest."""
    found = {**rendered, attachments.INDICATORS: attachments.indicators(dossier)}
    if dossier.marking.tlp is not Tlp.UNMARKED:
        found[STIX] = stix(dossier)
    found[MANIFEST] = _encoded(seal(dossier, found, template))
    return found


def inside(dossier: Dossier) -> dict[str, attachments.Attachment]:
    """What a file that holds others gets beside the record: the STIX bundle, where the dossier is marked."""
    if dossier.marking.tlp is Tlp.UNMARKED:
        return {}
    bundle = attachments.Attachment(
        content=stix(dossier), media_type="application/stix+json", description="The evidence as a STIX 2.1 bundle"
    )
    return {STIX: bundle}


def stix(dossier: Dossier) -> bytes:
    """The evidence as a STIX 2.1 bundle, marked at least as strictly as the dossier's documents."""
    from vidocq.sharing.stix import bundle

    of_document = ((document(entry), _of(dossier, entry.id)) for entry in dossier.documents)
    return bundle(of_document, tlp=dossier.marking.tlp.value)


def _of(dossier: Dossier, document_id: str) -> Iterable[Evidence]:
    return (item for item in dossier.evidence if item.support and item.support[0].document_id == document_id)


def document(entry: DocumentEntry) -> Document:
    """A dossier's entry as the document that it was, as far as the dossier keeps it."""
    same = {name: getattr(entry, name) for name in Document.__struct_fields__ if name in entry.__struct_fields__}
    return Document(size=len(entry.text), **same)


def seal(dossier: Dossier, files: Mapping[str, bytes], template: str = FULL) -> Manifest:
    """The manifest of a dossier and the files that were made of it."""
    assessment = dossier.assessment
    numbers = dossier.numbering
    return Manifest(
        dossier=dossier.id,
        created=dossier.created,
        code_version=assessment.code_version,
        knowledge=assessment.knowledge.digest,
        weights=assessment.model_digest,
        seed=assessment.seed,
        documents=tuple(
            SealedDocument(number=numbers[entry.id], name=entry.name.rpartition("/")[2], sha256=entry.sha256)
            for entry in dossier.documents
        ),
        files=tuple(sorted((name, hashlib.sha256(content).hexdigest()) for name, content in files.items() if name != MANIFEST)),
        answers=tuple((ranking.level.value, ranking.answer.sentence) for ranking in (assessment.group, assessment.sponsor)),
        template=template,
    )


def _encoded(manifest: Manifest) -> bytes:
    order = {"schema": manifest.schema, "schema_version": manifest.schema_version}
    rest = msgspec.to_builtins(manifest)
    return msgspec.json.format(msgspec.json.encode(order | {k: v for k, v in rest.items() if k not in order}), indent=2) + b"\n"


def read_manifest(content: bytes) -> Manifest:
    """The manifest in a file.

    Raises:
        InputError: it is none, or of a later version.
    """
    try:
        found = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"this is no manifest: {error}", hint=f"{MANIFEST} lies in the dossier's directory") from error
    if found.schema != _SCHEMA or found.schema_version != 1:
        raise InputError(f"cannot read {found.schema} version {found.schema_version}")
    return found

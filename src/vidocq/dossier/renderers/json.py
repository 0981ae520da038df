"""The dossier as JSON: the frozen record itself, so that any other format can be made from the file again."""

from __future__ import annotations

import msgspec

from vidocq.dossier.desk import Desk
from vidocq.dossier.names import as_read
from vidocq.dossier.shapes import FULL
from vidocq.errors import InputError
from vidocq.model import Dossier, Noun

#: Raised when a field changes its meaning or goes away; new optional fields do not raise it.
SCHEMA_VERSION = 1
SCHEMA = "vidocq-dossier"


class Envelope(Noun, frozen=True, kw_only=True):
    """What the file is, in which version, and the dossier; ``headline`` is its answer as the cover says it."""

    dossier: Dossier
    schema: str = SCHEMA
    schema_version: int = SCHEMA_VERSION
    headline: str = ""


class JsonRenderer:
    """Writes every field of the dossier, defaults included, indented by two blanks."""

    name = "json"
    suffix = ".json"

    def render(self, dossier: Dossier, template: str = FULL) -> bytes:
        """Give the file; ``read`` gives the same dossier back. A record has no template: it is whole."""
        order = {"schema": SCHEMA, "schema_version": SCHEMA_VERSION, "headline": headline_of(dossier), "dossier": dossier}
        return msgspec.json.format(msgspec.json.encode(order), indent=2) + b"\n"


def headline_of(dossier: Dossier) -> str:
    """The answer in the words of the cover: the likelihood, or of several events each one's."""
    from vidocq.dossier.sections.answer import lead

    return " ".join(sentence.text for sentence in lead(Desk(as_read(dossier))))


def read(content: bytes) -> Dossier:
    """The dossier in a file made by ``render``.

    Raises:
        InputError: it is no such file, or of a later version.
    """
    try:
        envelope = msgspec.json.decode(content, type=Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"this is no dossier: {error}", hint="give a file that `--format json` wrote") from error
    if envelope.schema != SCHEMA or not 1 <= envelope.schema_version <= SCHEMA_VERSION:
        found = f"{envelope.schema} version {envelope.schema_version}"
        raise InputError(f"cannot read {found}", hint=f"this version reads {SCHEMA} up to {SCHEMA_VERSION}")
    return envelope.dossier


RENDERER = JsonRenderer()

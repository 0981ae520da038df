"""The interface of a renderer: one file a format, each reading only the ``Dossier``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from vidocq.dossier.attachments import Attachment
from vidocq.dossier.shapes import FULL
from vidocq.model import Dossier

PACKAGE = "vidocq.dossier.renderers"


class Renderer(Protocol):
    """Writes a dossier in one format. Each module in ``dossier/renderers/`` has one as ``RENDERER``."""

    name: str
    suffix: str

    def render(self, dossier: Dossier, template: str = FULL) -> bytes:
        """Give the whole file; the same dossier and template (see ``vidocq.dossier.shapes``) give the same bytes."""
        ...


@runtime_checkable
class Attaching(Protocol):
    """A renderer whose files can hold other files."""

    def attaching(self, more: Mapping[str, Attachment]) -> Renderer:
        """The same renderer with more files inside, by name."""
        ...

"""The interface of a renderer: one file a format, each reading only the ``Dossier``."""

from __future__ import annotations

from typing import Protocol

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

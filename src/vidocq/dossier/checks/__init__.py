"""Checks of analytic standards, one file a standard: each reads the outline and the dossier and says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from vidocq import discovery
from vidocq.dossier.outline import Issue, Outline
from vidocq.model import Dossier

PACKAGE = "vidocq.dossier.checks"


class Check(Protocol):
    """One standard. Each module in ``dossier/checks/`` has one as ``CHECK``."""

    name: str
    standard: str

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Give what breaks the standard; nothing where all is well."""
        ...


def run(outline: Outline, dossier: Dossier) -> tuple[Issue, ...]:
    """Run every check over an outline."""
    return tuple(issue for check in discovery.load_all(PACKAGE, "CHECK") for issue in check.check(outline, dossier))


def standards() -> tuple[str, ...]:
    """What is checked, one sentence a standard."""
    return tuple(check.standard for check in discovery.load_all(PACKAGE, "CHECK"))

"""Admiralty grading: one origin is never shown as several; “confirmed” needs two that do not go back to one another."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.dossier.desk import Desk
from vidocq.dossier.outline import Issue, Outline
from vidocq.model import Dossier
from vidocq.vocabulary.admiralty import Credibility


class _Independence:
    name = "independence"
    standard = "What goes back to one origin is not shown as confirmed by several (Admiralty grade 1)"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find items graded 1 whose like goes back to one origin, by the roots of the sources they were read from."""
        desk = Desk(dossier)
        roots: dict[tuple[str, str], set[str]] = {}
        for item in desk.evidence:
            found = roots.setdefault((item.kind, item.ref or item.value), set())
            found.update(desk.roots_of(item.origin))
            for document in item.document_ids:
                found.update(desk.roots_of(document))
        for item in desk.evidence:
            origins = roots[item.kind, item.ref or item.value]
            if item.credibility is Credibility.ONE and len(origins) < 2:
                text = f"{desk.label(item.id)} is graded confirmed, and all that says so goes back to one origin"
                yield Issue(check=self.name, standard=self.standard, sentence=text, where=item.id)


CHECK = _Independence()

"""TLP 2.0 (FIRST, 2022): a dossier carries the most restrictive marking of what it is made from."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline, standing
from vidocq.model import Dossier


class _MarkingHolds:
    name = "marking"
    standard = "A dossier is marked at least as restrictively as everything in it (TLP 2.0)"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find records whose own marking forbids the dossier's."""
        if outline.tlp is not dossier.marking.tlp:
            yield self._issue(f"shows {outline.tlp.value}, is {dossier.marking.tlp.value}", "banner")
        for record in standing(dossier):
            if not record.marking.tlp.visible_at(dossier.marking.tlp):
                yield self._issue(f"{record.marking.tlp.value} may not stand in a {dossier.marking.tlp.value} dossier", record.id)

    def _issue(self, text: str, where: str) -> Issue:
        return Issue(check=self.name, standard=self.standard, sentence=text, where=where)


CHECK = _MarkingHolds()

"""Our own standard: that somebody did not accuse is told as a note or with a quote, never as a finding made from silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline, sentences, walk
from vidocq.model import Dossier

_SILENCE = re.compile(r"\b(?:did not|has not|never) (?:attribute|blame|accuse|condemn|denie?d?|say who)", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]{0,2000}”|\"[^\"]{0,2000}\"")


class _Silence:
    name = "silence told as fact"
    standard = "That somebody kept silent is a note on the record or quoted, never our own finding"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find sentences that tell of silence with neither a quote nor a note of the record behind them."""
        noted = {_bare(note) for note in dossier.must_not_claim}
        noted |= {_bare(note) for item in dossier.standing_statements for note in item.must_not_claim}
        for section in walk(outline.sections):
            for sentence in sentences(section):
                told = _SILENCE.search(_QUOTED.sub("", sentence.text))
                if told and not sentence.references and _bare(sentence.text) not in noted:
                    found = f"neither quoted nor noted: {sentence.text}"
                    yield Issue(check=self.name, standard=self.standard, sentence=found, where=section.title)


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(". ").casefold()


CHECK = _Silence()

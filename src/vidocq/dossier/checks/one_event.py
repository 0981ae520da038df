"""Our own standard: documents of events that lie years apart are not weighed as one, unless somebody says so by name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from vidocq.dossier import dates
from vidocq.dossier.outline import Issue, Outline
from vidocq.model import Dossier, Incident

#: Days between the ends of one event and the beginning of the next from which on they are not one (two years).
_APART = 731
#: What the assessment notes where an analyst joined them.
_JOINED = "joined by"


class _OneEvent:
    name = "different events joined"
    standard = "Events that lie more than two years apart are weighed apart, or joined by somebody's word"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find incidents of different documents years apart in a case that was weighed as one."""
        assessment = dossier.assessment
        if assessment.events or not assessment.matrix or any(note.startswith(_JOINED) for note in assessment.notes):
            return
        found = sorted(
            ((span, item) for item in dossier.incidents if (span := _days(item)) is not None), key=lambda pair: pair[0]
        )
        for (before, one), (after, other) in pairwise(found):
            if after[0] - before[1] > _APART and not set(one.document_ids) & set(other.document_ids):
                numbers = dossier.numbering
                text = f"{numbers[one.id]} and {numbers[other.id]} lie years apart and were weighed as one"
                yield Issue(check=self.name, standard=self.standard, sentence=text, where="What happened")


def _days(item: Incident) -> tuple[int, int] | None:
    """The first and the last day on which an incident may have begun or ended."""
    spans = [span for date in (item.start, item.end) if date is not None and (span := dates.span(date.edtf)) is not None]
    return (min(one.start for one in spans).toordinal(), max(one.end for one in spans).toordinal()) if spans else None


CHECK = _OneEvent()

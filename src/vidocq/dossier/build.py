"""From a dossier to its outline: all sections in reading order, the references they cite, and what the checks say of it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from vidocq.dossier import checks, phrasing
from vidocq.dossier.dates import words
from vidocq.dossier.desk import Desk
from vidocq.dossier.names import as_read
from vidocq.dossier.outline import Outline, Section
from vidocq.dossier.question import case_name, question
from vidocq.dossier.sections.answer import answer, ranking
from vidocq.dossier.sections.chronology import chronology
from vidocq.dossier.sections.happened import happened
from vidocq.dossier.sections.matrix import matrix
from vidocq.dossier.sections.outlook import hand, limits, outlook
from vidocq.dossier.sections.provenance import indicators, method, sources
from vidocq.dossier.sections.responses import responses
from vidocq.dossier.sections.said import said
from vidocq.dossier.sections.sensitivity import sensitivity
from vidocq.dossier.sections.texts import texts
from vidocq.dossier.sections.weighed import weighed
from vidocq.model import Dossier

#: Reading order: first what a desk officer needs, then what an analyst checks, last where it all comes from.
_SECTIONS: tuple[Callable[[Desk], Section | None], ...] = (
    answer, ranking, said, responses, happened, weighed, matrix, sensitivity, chronology, outlook, limits, hand, sources,
    indicators, method, texts,
)  # fmt: skip


def build(dossier: Dossier) -> Outline:
    """The outline of a dossier: same dossier, same outline."""
    desk = Desk(as_read(dossier))
    found = [section(desk) for section in _SECTIONS]
    outline = Outline(
        title=question(desk.dossier),
        case=case_name(dossier),
        tlp=dossier.marking.tlp,
        pap=dossier.marking.pap,
        created=dossier.created,
        facts=_facts(desk),
        sections=tuple(section for section in found if section is not None),
        references=desk.references,
    )
    return msgspec.structs.replace(outline, issues=checks.run(outline, dossier))


def _facts(desk: Desk) -> tuple[tuple[str, str], ...]:
    documents, origins = len(desk.dossier.documents), len(desk.origins)
    waiting = desk.dossier.waiting
    return (
        ("Made", words(desk.dossier.created)),
        ("Stands on", f"{phrasing.counted(documents, 'document')}, {phrasing.counted(origins, 'origin')}"),
        ("Waiting for a person", f"{phrasing.counted(waiting, 'item')}, none used" if waiting else "nothing"),
        ("Knowledge of", words(desk.dossier.assessment.knowledge.as_of or desk.dossier.assessment.knowledge.built)),
    )

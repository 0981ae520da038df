"""Carrying into a stored case what was decided outside one: documents, and the decisions of `read` and `investigate`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vidocq.errors import InputError
from vidocq.model import Lane, Noun, Response, Statement
from vidocq.statements.reader import Reading
from vidocq.workbench.cases import Desk

_DECIDED = {Lane.ACCEPTED: "accept", Lane.REJECTED: "reject"}


class Carried(Noun, frozen=True, kw_only=True):
    """What came into a case: documents that are new there, decisions, and one line for each problem."""

    case: str
    documents: tuple[str, ...]
    decisions: int
    problems: tuple[str, ...]


def carry(
    desk: Desk, case: str, inputs: Sequence[str], readings: Iterable[Reading] = (), *, together: bool = False, why: str = ""
) -> Carried:
    """Take documents into a case that exists, with the decisions made on what was read from them.

    Args:
        desk: the cases, as the one who decided may see them.
        case: its name.
        inputs: paths of the documents.
        readings: what was read from them, decisions applied.
        together: the documents are weighed as one event from now on.
        why: the reason; it stands beside each decision.

    Raises:
        InputError: there is no such case, or a decided record is not in it (joined with another, or decided already).
    """
    if "-" in inputs:
        raise InputError("standard input cannot be kept in a case", hint="give a file")
    kept = desk.case(case)
    added = kept.add(*inputs)
    count = 0
    for reading in readings:
        read: tuple[Statement | Response, ...] = (*reading.statements, *reading.responses)
        for record in read:
            if record.lane in _DECIDED and record.supersedes:
                rows = kept.targets([record.supersedes], ("statement", "response"))
                kept.decide(_DECIDED[record.lane], rows, why)
                count += 1
    if together:
        kept.remark("together", "", "the documents tell of one event", why or "said when they were weighed")
        count += 1
    return Carried(case=kept.entry.slug, documents=added.documents, decisions=count, problems=added.problems)

"""A person's decision on records that wait: accepted or rejected by name, as a new record that supersedes the old."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from vidocq.errors import InputError
from vidocq.model import Lane, Response, Statement, make_id
from vidocq.statements.reader import Reading, with_waiting

Record = TypeVar("Record", Statement, Response)


def decide(record: Record, *, accept: bool, by: str) -> Record:
    """The record as ``by`` decided it; it supersedes the one it was made from.

    Raises:
        InputError: no name is given; a decision without a name is not one.
    """
    if not by.strip():
        raise InputError("a decision needs the name of whoever makes it", where=record.id, hint="give --by NAME")
    lane = Lane.ACCEPTED if accept else Lane.REJECTED
    return msgspec.structs.replace(
        record,
        id=make_id(record.id.partition("--")[0], record.id, lane.value, by),
        lane=lane,
        decided_by=by.strip(),
        supersedes=record.id,
        lane_reason=f"{lane.value} by {by.strip()}; before: {record.lane_reason or 'stood by itself'}",
    )


def find(records: Iterable[Record], wanted: str) -> Record:
    """The one record whose id is ``wanted`` or ends or begins with it (after the type's name).

    Raises:
        InputError: none or more than one fits.
    """
    fitting = [record for record in records if record.id == wanted or record.id.partition("--")[2].startswith(wanted)]
    if len(fitting) != 1:
        raise InputError(
            f"{len(fitting)} records fit the id", where=wanted, hint="give more of the id, as `vidocq read` shows it"
        )
    return fitting[0]


def apply_decisions(reading: Reading, *, accept: Iterable[str] = (), reject: Iterable[str] = (), by: str = "") -> Reading:
    """A reading after a person's decisions: decided records take the place of those they supersede.

    Raises:
        InputError: an id fits no record or several, or no name is given.
    """
    statements, responses = list(reading.statements), list(reading.responses)
    words = dict(reading.acts)
    for ids, yes in ((accept, True), (reject, False)):
        for wanted in ids:
            if any(item.id.partition("--")[2].startswith(wanted) or item.id == wanted for item in statements):
                old = find(statements, wanted)
                new = decide(old, accept=yes, by=by)
                statements[statements.index(old)] = new
                words[new.id] = words.get(old.id, "")
            else:
                response = find(responses, wanted)
                responses[responses.index(response)] = decide(response, accept=yes, by=by)
    return msgspec.structs.replace(
        reading, statements=with_waiting(tuple(statements)), responses=tuple(responses), acts=tuple(words.items())
    )


def short_id(record: Statement | Response) -> str:
    """The part of an id that people type."""
    return record.id.partition("--")[2][:8]

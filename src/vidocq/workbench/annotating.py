"""What an analyst adds to a dossier by name: which records stand first, and comments, signed where there is a key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from vidocq import signing
from vidocq.errors import InputError
from vidocq.model import Comment, Dossier, Evidence, Response, Statement

#: What a signature of ours over a comment is for.
PURPOSE = "dossier comment"
_LONGEST = 2_000
_ON = re.compile(r"([A-Z]\d+)=(.*)", re.DOTALL)


def annotate(
    dossier: Dossier, *, by: str, at: datetime, first: Sequence[str] = (), comments: Sequence[str] = (), key: Path | None = None
) -> Dossier:
    """The dossier with records put first and comments added; what is weighed stays as it is.

    Args:
        dossier: as it was written; comments that it has stay.
        by: the analyst's name.
        at: the moment.
        first: numbers (``E12``, ``S1``) of evidence and statements, in the order in which they are to stand; none: as it was.
        comments: texts; ``E12=TEXT`` is about that record, all else about the whole.
        key: the private key to sign the comments with.

    Raises:
        InputError: no name, no such record or one that waits for a person, or a comment is empty or too long.
    """
    if not (first or comments):
        return dossier
    if not by.strip():
        raise InputError("a choice or a comment needs its author", hint="add --by NAME")
    chosen = tuple(dict.fromkeys(_placed(dossier, name) for name in first))
    if chosen:
        dossier = msgspec.structs.replace(dossier, chosen=chosen, chosen_by=by)
    made = tuple(_comment(dossier, text, by, at, key) for text in comments)
    return msgspec.structs.replace(dossier, comments=(*dossier.comments, *made))


def message(dossier: Dossier, comment: Comment) -> bytes:
    """What the signature of a comment covers: its words, name and moment, and the record it is about, or the whole assessment."""
    about: Any = _records(dossier).get(comment.about) if comment.about else dossier.assessment
    parts = (dossier.id, comment.by, comment.at, comment.text, comment.about, about)
    return msgspec.json.encode(parts, order="deterministic")


def _comment(dossier: Dossier, given: str, by: str, at: datetime, key: Path | None) -> Comment:
    named = _ON.fullmatch(given)
    about, text = (_named(dossier, named[1]), named[2].strip()) if named else ("", given.strip())
    if not text or len(text) > _LONGEST:
        raise InputError(f"a comment has 1 to {_LONGEST:,} characters", hint="such as --comment 'E12=seen in 2023 too'")
    comment = Comment(by=by, at=at.isoformat(timespec="seconds").replace("+00:00", "Z"), text=text, about=about)
    if key is None:
        return comment
    return msgspec.structs.replace(comment, signature=signing.signed(key, PURPOSE, message(dossier, comment)))


def _records(dossier: Dossier) -> dict[str, Any]:
    groups: tuple[tuple[Any, ...], ...] = (
        dossier.evidence, dossier.statements, dossier.responses, dossier.documents, dossier.incidents, dossier.sources,
    )  # fmt: skip
    return {one.id: one for group in groups for one in group}


def _named(dossier: Dossier, name: str) -> str:
    """The id of the record that a number names, if it is shown."""
    found = next((record for record, number in dossier.numbering.items() if number == name), None)
    record = _records(dossier).get(found or "")
    if record is None:
        raise InputError("no such record in this dossier", where=name, hint="numbers as the dossier shows them: E12, S1, D2, P1")
    if isinstance(record, Evidence | Statement | Response) and not record.lane.stands:
        raise InputError("waits for a person or was rejected: nothing of it is shown", where=name)
    return str(record.id)


def _placed(dossier: Dossier, name: str) -> str:
    found = _named(dossier, name)
    if not isinstance(_records(dossier)[found], Evidence | Statement):
        raise InputError("only evidence and statements have an order", where=name, hint="E12 or S1")
    return found

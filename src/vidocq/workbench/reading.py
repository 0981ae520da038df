"""Inputs to documents, and what one reading hands to the next: the same for every verb."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vidocq.errors import InputError
from vidocq.model import Document, Evidence, Mention

_LEFT_OUT = " was left out: "


def read_documents(inputs: Iterable[str | Path]) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """Documents of the inputs (``-``: standard input), and one line for each that cannot be read."""
    from vidocq import sources

    documents: list[Document] = []
    problems: list[str] = []
    for given in inputs:
        try:
            found = sources.read(sources.receive(str(given)))
            documents.extend(found)
            # What an archive holds and cannot be read is left out as a file of its own would be.
            problems.extend(f"{given}: {note}" for one in found for note in one.notes if "!" in one.name and _LEFT_OUT in note)
        except InputError as error:
            problems.append(str(error))
    return tuple(documents), tuple(problems)


def actor_names(evidence: Iterable[Evidence]) -> list[str]:
    """Names of groups as they stand in the text, for the statement reader.

    Only those that the knowledge base told apart in this very text: giving all it knows would cost more and read worse.
    A group that the text denies waits as evidence, but who denies it is a statement.
    """
    named = (item for item in evidence if item.mention is not None and (item.lane.stands or item.mention is Mention.CONTRAST))
    return sorted({quote.text for item in named for quote in item.support})

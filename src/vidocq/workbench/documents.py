"""What single documents say, for a person to look at: the brief, the statements, the evidence. Nothing is weighed."""

from __future__ import annotations

from pathlib import Path

from vidocq.errors import InputError
from vidocq.evidence.extractor import extract
from vidocq.knowledge import load as load_knowledge
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Evidence, Noun, tables
from vidocq.statements.brief import Brief, make_brief
from vidocq.statements.reader import Reading
from vidocq.workbench.ledger import read_statements
from vidocq.workbench.reading import read_documents


class Read(Noun, frozen=True, kw_only=True):
    """One document, its brief, who said what in it, and the evidence that stands in it, both lanes."""

    document: Document
    brief: Brief
    reading: Reading
    evidence: tuple[Evidence, ...]

    def to_rows(self) -> tables.Rows:
        """A row for each statement and response."""
        return tables.of_said((*self.reading.statements, *self.reading.responses))


def read(*inputs: str | Path, snapshot: Snapshot | None = None) -> tuple[tuple[Read, ...], tuple[str, ...]]:
    """Read files (``-``: standard input): what each says, and one line for each that could not be read.

    Args:
        inputs: paths.
        snapshot: the knowledge to name things by; by default as :func:`vidocq.load_knowledge` gives it.

    Raises:
        InputError: there is no input.
    """
    if not inputs:
        raise InputError("nothing to read", hint="give at least one document")
    documents, problems = read_documents(inputs)
    knowledge = snapshot or (load_knowledge() if documents else None)
    return tuple(_read(document, knowledge) for document in documents if knowledge is not None), problems


def _read(document: Document, snapshot: Snapshot) -> Read:
    evidence = extract(document, snapshot)
    reading = read_statements(document, evidence)
    return Read(document=document, brief=make_brief(document, reading), reading=reading, evidence=evidence)

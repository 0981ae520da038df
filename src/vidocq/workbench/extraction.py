"""From files to evidence, without weighing: what was found, where, by which rule, and whose it is."""

from __future__ import annotations

from pathlib import Path

from vidocq.evidence.extractor import extract as extract_document
from vidocq.knowledge import load as load_knowledge
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Evidence, Noun, tables
from vidocq.workbench.reading import read_documents


class Extracted(Noun, frozen=True, kw_only=True):
    """One document and the evidence found in it, both lanes, in order of the text."""

    document: Document
    items: tuple[Evidence, ...]

    def to_rows(self) -> tables.Rows:
        """A row for each item."""
        return tables.of_evidence(self.items, {self.document.id: self.document.name})


def extract(*inputs: str | Path, snapshot: Snapshot | None = None) -> tuple[tuple[Extracted, ...], tuple[str, ...]]:
    """Read files (``-``: standard input): what was found in each, and one line for each that could not be read.

    ``snapshot`` is the knowledge to name things by; by default as :func:`vidocq.load_knowledge` gives it.
    """
    documents, problems = read_documents(inputs)
    snapshot = snapshot or load_knowledge()
    found = tuple(Extracted(document=document, items=extract_document(document, snapshot)) for document in documents)
    return found, problems

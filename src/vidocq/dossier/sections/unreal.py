"""Documents that say of themselves that they are an exercise or made up: said before any answer, for nothing in them happened."""

from __future__ import annotations

import re

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk, written
from vidocq.dossier.outline import Block, Paragraph, Sentence
from vidocq.model import DocumentEntry, Quote

#: A text says it at its head, where a reader is told what it is; a word further down may be about something else.
_HEAD = 3000
_WHAT = r"(?:exercise|drill|simulation|work of fiction|fictional|fictitious|invented|made-up|training (?:text|document|scenario))"
_SAYS = re.compile(
    rf"^[#* \t]{{0,20}}(?:exercise\b[ ,.:!-]{{1,9}}\S.*|[^\n]{{0,120}}\bexercise[ ,.:!-]{{1,9}}exercise\b.*)$"
    rf"|\b(?:this (?:is|document is|report is|text is|scenario is)|purely|entirely|for) (?:only )?(?:an? |the )?{_WHAT}\b[^.\n]*"
    r"|\b(?:all|the) (?:names|persons|organisations|organizations|companies|events|places)\b[^.\n]{0,60}\bare "
    r"(?:invented|fictitious|fictional|made up)\b",
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
_LONGEST = 120


def unreal(desk: Desk) -> list[Block]:
    """What a reader must know first of such documents, each with the words by which it says so."""
    found = [quote for entry in desk.dossier.documents if (quote := _says(entry)) is not None]
    sentences = written(*(_told(desk, quote) for quote in found))
    return [Paragraph(sentences=sentences, tone="lead", label="Not real")] if sentences else []


def _told(desk: Desk, quote: Quote) -> Sentence | None:
    words = f"“{phrasing.one_line(quote.text, _LONGEST)}”"
    text = f"{desk.label(quote.document_id)} says of itself that it is not real ({words}): nothing that rests on it happened"
    return desk.claim(text, quotes=(quote,))


def _says(entry: DocumentEntry) -> Quote | None:
    """The words by which a document says that it is an exercise or made up, or None."""
    match = _SAYS.search(entry.text[:_HEAD])
    if match is None:
        return None
    text = match[0].strip("#* \t\r")
    start = entry.text.index(text, match.start())
    return Quote(document_id=entry.id, text=text, start=start, end=start + len(text))

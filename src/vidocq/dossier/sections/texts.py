"""The documents' texts with every reference marked where it stands; long texts are shown around their quotes."""

from __future__ import annotations

from itertools import pairwise

from vidocq.dossier.desk import Desk, plain
from vidocq.dossier.outline import Depth, DocumentText, Paragraph, Piece, Reference, Section
from vidocq.model import DocumentEntry

#: Characters of all documents shown whole; beyond that, only this much on either side of a quote.
_WHOLE = 60_000
_AROUND = 500


def texts(desk: Desk) -> Section | None:
    """All documents that are quoted, or nothing where none is."""
    references = desk.references
    total = sum(len(entry.text) for entry in desk.dossier.documents)
    around = None if total <= _WHOLE else _AROUND
    of: dict[str, list[Reference]] = {entry.id: [] for entry in desk.dossier.documents}
    for item in references:
        of[item.quote.document_id].append(item)
    blocks = [_text(desk, entry, of[entry.id], around) for entry in desk.dossier.documents]
    quoted = tuple(block for block in blocks if any(piece.quoted for piece in block.pieces))
    if not quoted:
        return None
    how = "whole" if around is None else f"with {around} characters on either side of each quote"
    lead = plain(f"The texts as they were read, {how}; what this dossier relies on is marked and numbered")
    first = Paragraph(sentences=(lead,), tone="note")
    return Section(anchor="texts", title="The documents, with quotes marked", blocks=(first, *quoted), depth=Depth.ASIDE)


def _text(desk: Desk, entry: DocumentEntry, references: list[Reference], around: int | None) -> DocumentText:
    source = desk.source_of(entry.id)
    return DocumentText(
        label=desk.label(entry.id),
        anchor=f"text-{desk.anchor(entry.id)}",
        heading=desk.document_name(entry.id),
        origin=source.name if source else (entry.publisher or ""),
        pieces=pieces(entry.text, references, around),
        language=entry.language or "",
    )


def pieces(text: str, references: list[Reference], around: int | None = None) -> tuple[Piece, ...]:
    """Cut ``text`` at the edges of its quotes; with ``around``, what is farther than that from every quote is left out."""
    spans = [(item.quote.start, item.quote.end) for item in references]
    windows = spans if around is None else [(max(0, low - around), min(len(text), high + around)) for low, high in spans]
    edges = sorted({0, len(text), *(edge for span in (*spans, *windows) for edge in span)})
    quoted, near = _covered(edges, spans), _covered(edges, windows)
    opens: dict[int, list[int]] = {}
    for item in references:
        opens.setdefault(item.quote.start, []).append(item.number)
    found: list[Piece] = []
    for index, (start, end) in enumerate(pairwise(edges)):
        if around is None or near[index]:
            found.append(Piece(text=text[start:end], opens=tuple(opens.get(start, ())), quoted=quoted[index]))
        elif found and found[-1].skipped:
            found[-1] = Piece(text="", skipped=found[-1].skipped + end - start)
        else:
            found.append(Piece(text="", skipped=end - start))
    return tuple(found)


def _covered(edges: list[int], spans: list[tuple[int, int]]) -> list[bool]:
    """For each run between two edges, whether a span covers it; one sweep, because a long text has thousands of quotes."""
    change: dict[int, int] = {}
    for low, high in spans:
        change[low] = change.get(low, 0) + 1
        change[high] = change.get(high, 0) - 1
    depth, found = 0, []
    for edge in edges[:-1]:
        depth += change.get(edge, 0)
        found.append(depth > 0)
    return found

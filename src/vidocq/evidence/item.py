"""Make one item of evidence: what its card says of the kind is filled in, so that no extractor repeats it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vidocq.evidence.kind import card
from vidocq.model import Document, Evidence, Quote, make_id

#: An item keeps this many quotes: enough to judge it, and a word that stands on every line does not fill the dossier.
QUOTES = 25


def item(document: Document, kind: str, value: str, spans: Sequence[tuple[int, int]], rule: str, **fields: Any) -> Evidence:
    """Give evidence of ``kind`` for the spans of ``document`` it stands in.

    Its id follows from kind, document and value (and ``mark`` where a document has several with one value, as with a victim
    that is a target in one place and a lure in another). Further ``fields`` are those of ``Evidence``.

    Raises:
        KeyError: there is no card for the kind.
        ValueError: no span, or one outside the text.
    """
    if not spans:
        raise ValueError(f"no quote for {kind} {value!r}")
    about = card(kind)
    mark = fields.pop("mark", "")
    defaults: dict[str, Any] = {
        "aspect": about.aspect,
        "vertex": about.vertex,
        "spoofability": about.spoofability,
        "spoofability_reason": about.spoofability_reason,
    }
    parts = (kind, document.id, value, mark) if mark else (kind, document.id, value)
    return Evidence(
        id=make_id("evidence", *parts),
        kind=kind,
        value=value,
        support=quotes(document, spans),
        rule=rule,
        **(defaults | fields),
    )


def quotes(document: Document, spans: Sequence[tuple[int, int]]) -> tuple[Quote, ...]:
    """Give the quotes of the spans in order, each once, at most ``QUOTES``."""
    return tuple(document.quote(start, end) for start, end in sorted(set(spans))[:QUOTES])

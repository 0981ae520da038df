"""What goes with a dossier as files: its record as JSON, and the indicators as CSV with the very values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from vidocq.dossier.desk import Desk
from vidocq.dossier.renderers import json
from vidocq.model import Dossier, IndicatorLabel, Noun

INDICATORS = "indicators.csv"
_HEADS: tuple[str, ...] = ("number", "kind", "value", "whose", "why", "observed", "reported", "marking")
#: A cell that a spreadsheet would run as a formula gets an apostrophe before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Attachment(Noun, frozen=True, kw_only=True):
    """A file that goes with a dossier."""

    content: bytes
    media_type: str
    description: str


def files_of(dossier: Dossier) -> dict[str, Attachment]:
    """File name to attachment: what a program reads."""
    return {
        "dossier.json": Attachment(
            content=json.RENDERER.render(dossier), media_type="application/json", description="The record behind this dossier"
        ),
        INDICATORS: Attachment(content=indicators(dossier), media_type="text/csv", description="Indicators, one a line"),
    }


def indicators(dossier: Dossier) -> bytes:
    """The indicators that may be used, one a line, with the values as they are: nothing defanged, nothing hidden in them."""
    desk = Desk(dossier)
    rows = [_HEADS]
    for item in desk.evidence:
        if desk.is_indicator(item):
            label = item.label or IndicatorLabel.UNDECIDED
            rows.append((desk.label(item.id), item.kind, item.value, label.value, item.label_reason, item.observed or "",
                         item.reported or "", item.marking.tlp.value))  # fmt: skip
    return table(rows)


def table(rows: Iterable[tuple[str, ...]]) -> bytes:
    """Rows as CSV, the heads first; a cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8", "replace")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

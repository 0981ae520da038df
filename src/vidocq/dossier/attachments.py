"""What goes with a dossier as files: its record as JSON, and the indicators as CSV with the very values."""

from __future__ import annotations

import csv
import io

from vidocq.dossier.desk import Desk
from vidocq.dossier.renderers import json
from vidocq.model import Dossier, IndicatorLabel, Noun

INDICATORS = "indicators.csv"
_HEADS = ("number", "kind", "value", "whose", "why", "observed", "reported", "marking")
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
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADS)
    for item in desk.evidence:
        if not desk.is_indicator(item):
            continue
        label = item.label or IndicatorLabel.UNDECIDED
        cells = (desk.label(item.id), item.kind, item.value, label.value, item.label_reason, item.observed, item.reported,
                 item.marking.tlp.value)  # fmt: skip
        writer.writerow([_harmless(cell or "") for cell in cells])
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

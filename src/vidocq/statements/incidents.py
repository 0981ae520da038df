"""What happened, as far as a document tells: victims, asset, sector, dates and kind of an incident."""

from __future__ import annotations

from vidocq.model import Document, Incident, Statement
from vidocq.statements.dates import DateReader
from vidocq.statements.layout import Sentence


def find_incidents(
    document: Document, sentences: tuple[Sentence, ...], statements: tuple[Statement, ...], dates: DateReader
) -> tuple[Incident, ...]:
    """Incidents of a document."""
    return ()

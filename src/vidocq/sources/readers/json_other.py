"""Refuses JSON that is of no known format, with a line that says which ones are read."""

from __future__ import annotations

from vidocq.errors import SourceError
from vidocq.model import Document
from vidocq.sources import jsontext
from vidocq.sources.reader import Received


class OtherJsonReader:
    """JSON that no other reader has claimed. It never gives a document."""

    name = "json"
    media_types = ("application/json",)
    suffixes = (".json",)

    def sniff(self, received: Received) -> float:
        """Below every reader of a particular JSON format, above plain text."""
        if not jsontext.looks_like(received):
            return 0.0
        return 0.5 if received.content.rstrip(b"\0 \t\r\n")[-1:] in (b"}", b"]") else 0.2

    def read(self, received: Received) -> tuple[Document, ...]:
        """Refuse it.

        Raises:
            SourceError: always; broken JSON is told from JSON of another format.
        """
        jsontext.decode(jsontext.utf8(received), received.name)
        raise SourceError(
            "JSON, but neither STIX, MISP nor a Navigator layer",
            where=received.name,
            hint=(
                'a STIX bundle has "type": "bundle", a MISP event "Event", a layer "techniques"; texts go in as JSONL with "text"'
            ),
        )


READER = OtherJsonReader()

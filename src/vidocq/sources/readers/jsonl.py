"""Reads JSONL of texts: one document a line, with what the line says of it."""

from __future__ import annotations

from typing import Any

import msgspec

from vidocq.errors import SourceError
from vidocq.model import Document, Marking
from vidocq.sources import dates, decoding, jsontext
from vidocq.sources.building import build, printed_marking
from vidocq.sources.reader import Received
from vidocq.vocabulary import tlp, tlp_marks
from vidocq.vocabulary.counts import counted

_TEXT = ("text", "content", "body")
_NAMES = ("document", "id", "name")
#: Fields whose value is a label, with or without the protocol's name.
_MARKINGS = ("tlp", "tlp_marking", "tlp_level", "tlp_label", "tlp_color", "tlp_colour")
_LONGEST_FIELD = 1000
_NOTES_SHOWN = 3
#: Lines behind a broken first one that are looked at to tell what the file is.
_LOOKED_AT = 20


class JsonlReader:
    """Lines of JSON objects that hold a ``text``."""

    name = "jsonl"
    media_types = ("application/x-ndjson",)
    suffixes = (".jsonl", ".ndjson")

    def sniff(self, received: Received) -> float:
        """High when the first line is a whole JSON object with a text, and either another follows or the name says so."""
        head, _, rest = jsontext.utf8(received).lstrip().partition(b"\n")
        if not head.startswith(b"{"):
            return 0.0
        if _holds_text(head):
            return 0.85 if rest.lstrip().startswith(b"{") else 0.6
        # A first line that is broken must not cost the others: here the name has to say what the file is.
        if not received.name.lower().endswith(self.suffixes):
            return 0.0
        return 0.6 if any(map(_holds_text, rest.split(b"\n", _LOOKED_AT)[:_LOOKED_AT])) else 0.0

    def read(self, received: Received) -> tuple[Document, ...]:
        """One document a line; lines that are broken are named in the notes of the first.

        Raises:
            SourceError: no line holds a text.
        """
        found: list[Document] = []
        broken: list[str] = []
        parts: set[str] = set()
        for number, line in enumerate(jsontext.utf8(received).split(b"\n"), start=1):
            if not line.strip():
                continue
            try:
                entry = jsontext.decode(line, f"line {number}")
                found.append(_document(received, number, entry, parts))
            except SourceError as error:
                broken.append(str(error))
        if not found:
            raise SourceError("no line holds a text", where=received.name, hint=broken[0] if broken else None)
        if broken:
            shown = "; ".join(broken[:_NOTES_SHOWN])
            note = f"{counted(len(broken), 'line')} could not be read: {shown}{' ...' if len(broken) > _NOTES_SHOWN else ''}."
            found[0] = msgspec.structs.replace(found[0], notes=(*found[0].notes, note))
        return tuple(found)


def _document(received: Received, number: int, entry: Any, parts: set[str]) -> Document:
    """The document of a line; a name that another line of the file bears gets this line's number to tell them apart."""
    text = _text(entry) if isinstance(entry, dict) else None
    if text is None or not text.strip():
        raise SourceError("no text in it", where=f"line {number}")
    name = next((word for key in _NAMES if (word := jsontext.word(entry.get(key)))), str(number))
    part = name if name not in parts else f"{name}:{number}"
    parts.add(part)
    date = dates.find(jsontext.word(entry.get("date") or entry.get("published")))
    return build(
        received,
        decoding.newlines(text),
        "text/plain",
        title=jsontext.word(entry.get("title")) or None,
        publisher=jsontext.word(entry.get("publisher")) or None,
        published=date[0] if date else None,
        url=jsontext.word(entry.get("url")) or None,
        marking=_marking(entry, decoding.newlines(text)),
        part=part,
    )


def _marking(entry: dict[str, Any], text: str) -> Marking:
    """The label in a field of its own, made stricter by one printed in the text or another field; else the printed one."""
    fields = {key.lower(): value for key, value in entry.items() if isinstance(value, str) and value is not _text(entry)}
    said = tlp_marks.of_words(fields[key] for key in _MARKINGS if fields.get(key))
    beside = tlp.labels_in("\n".join(f"{key}: {value[:_LONGEST_FIELD]}" for key, value in fields.items()))
    printed = printed_marking(text)
    if said is None:
        return printed.restricted(beside)
    edges = () if printed.tlp is tlp.Tlp.UNMARKED else (printed.tlp,)
    return Marking(tlp=said).restricted((said, *beside, *edges))


def _holds_text(line: bytes) -> bool:
    """Whether a line is an object that holds a text."""
    try:
        entry = msgspec.json.decode(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(entry, dict) and _text(entry) is not None


def _text(entry: dict[str, Any]) -> str | None:
    return next((value for key in _TEXT if isinstance(value := entry.get(key), str)), None)


READER = JsonlReader()

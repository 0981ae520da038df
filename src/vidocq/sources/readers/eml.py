"""Reads e-mail messages (.eml): headers that matter and the text of the message; attachments are named, never opened."""

from __future__ import annotations

import re
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from vidocq.errors import SourceError
from vidocq.model import Document
from vidocq.sources import decoding, markup
from vidocq.sources.building import build
from vidocq.sources.reader import Received
from vidocq.sources.sections import Mark

_HEADER = re.compile(
    rb"(?:From|To|Subject|Date|Received|MIME-Version|Message-ID|Return-Path|Delivered-To|Content-Type|X-[\w-]+): ?[^\r\n]*",
    re.IGNORECASE,
)
_SHOWN = ("Subject", "From", "To", "Date")
_PARTS = 1000


class EmailReader:
    """A single message as mail programs save it."""

    name = "email"
    media_types = ("message/rfc822",)
    suffixes = (".eml",)

    def sniff(self, received: Received) -> float:
        """High when the content begins with mail headers, three of them at least."""
        if decoding.looks_binary(received.content):
            return 0.0
        lines = received.content[:16384].split(b"\n")
        if not _HEADER.match(lines[0]):
            return 0.0
        names = {line.split(b":")[0].lower() for line in lines if _HEADER.match(line)}
        return (
            0.8 if len(names & {b"from", b"date", b"message-id", b"received", b"mime-version", b"subject", b"to"}) >= 3 else 0.0
        )

    def read(self, received: Received) -> tuple[Document, ...]:
        """One document: the headers, then the text.

        Raises:
            SourceError: it cannot be taken apart, or there is no text in it.
        """
        try:
            message = BytesParser(policy=policy.default).parsebytes(received.content)
            head = _head(message)
            body, marks, notes = _body(message, received.name)
        except (MessageError, LookupError, ValueError, AttributeError, TypeError, IndexError, KeyError, RecursionError) as error:
            # The standard parser raises these on headers made to break it.
            raise SourceError("a message that cannot be taken apart", where=received.name) from error
        if not body.strip():
            raise SourceError(
                "no text in this message", where=received.name, hint="its attachments have to be read by themselves"
            )
        offset = len(head)
        moved = tuple(Mark(start=mark.start + offset, end=mark.end + offset, role=mark.role, level=mark.level) for mark in marks)
        return (
            build(
                received,
                head + body,
                self.media_types[0],
                marks=moved,
                notes=notes,
                title=_header(message, "Subject") or None,
                published=_date(_header(message, "Date")),
            ),
        )


def _head(message: EmailMessage) -> str:
    return "".join(f"{name}: {value}\n" for name in _SHOWN if (value := _header(message, name))) + "\n"


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message.get(name) or "").split())[:2000]


def _body(message: EmailMessage, where: str) -> tuple[str, tuple[Mark, ...], tuple[str, ...]]:
    """The plain text of the message, or its HTML flattened; notes name what is attached."""
    plain: list[str] = []
    pages: list[str] = []
    attached: list[str] = []
    for number, part in enumerate(message.walk()):
        if number >= _PARTS:
            raise SourceError(f"more than {_PARTS} parts in this message", where=where)
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            attached.append((part.get_filename() or kind)[:100])
            continue
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        text = decoding.decode(content, where, part.get_content_charset())[0] if content else ""
        (plain if kind == "text/plain" else pages).append(text)
    notes = (f"Attachments were not read: {', '.join(attached[:10])}.",) if attached else ()
    if "".join(plain).strip() or not pages:
        return "\n".join(plain), (), notes
    flat = markup.flatten("\n".join(pages))
    return flat.text, flat.marks, (*notes, *flat.notes)


def _date(value: str) -> str | None:
    try:
        return parsedate_to_datetime(value).isoformat() if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


READER = EmailReader()

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
from vidocq.sources.sheet import Sheet

_HEADER = re.compile(
    rb"(?:From|To|Subject|Date|Received|MIME-Version|Message-ID|Return-Path|Delivered-To|Content-Type|X-[\w-]+): ?[^\r\n]*",
    re.IGNORECASE,
)
_SHOWN = ("Subject", "From", "Reply-To", "Return-Path", "To", "Cc", "Date", "X-Originating-IP", "X-Sender-IP")
#: Who got the mail, and the machines that took it on: nobody's infrastructure in a case.
_RECIPIENTS = frozenset({"To", "Cc"})
_ADDRESS = re.compile(r"[\w.+%'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_TAKEN_BY = re.compile(r"\bby\s+([\w-]+(?:\.[\w-]+)+)")
_MOST_HOPS = 20
_LONGEST_HEAD = 100_000
_WORD = re.compile(r"[\w./:@\[\]-]{8,}")
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
            sheet = Sheet()
            _write_head(sheet, message)
            head = sheet.text + "\n"
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
                fields=sheet.fields,
                notes=notes,
                title=_header(message, "Subject") or None,
                published=_date(_header(message, "Date")),
                beside=_marking_headers(received.content),
            ),
        )


def _write_head(sheet: Sheet, message: EmailMessage) -> None:
    """Headers that tell who sent the mail over which machines; recipients and the machines that took it in are typed so."""
    for name in _SHOWN:
        if value := _header(message, name):
            start, _ = sheet.line(name, value)
            if name in _RECIPIENTS:
                about = (("recipient", "whom the mail was sent to"),)
                for match in _ADDRESS.finditer(value):
                    sheet.field("email-addr", start + match.start(), start + match.end(), name, about)
    for hop in message.get_all("Received", [])[:_MOST_HOPS]:
        value = " ".join(str(hop).split())[:2000]
        start, _ = sheet.line("Received", value)
        taken = _TAKEN_BY.search(value)
        if taken:
            about = (("recipient", "the machine that took the mail in"),)
            sheet.field("domain-name", start + taken.start(1), start + taken.end(1), "Received", about)


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message.get(name) or "").split())[:2000]


def _marking_headers(content: bytes) -> str:
    """Headers that say how the mail may be passed on (``X-TLP: RED``), as they stand."""
    head = content[:_LONGEST_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    lines = head.decode("utf-8", "replace").split("\n")
    return "\n".join(line for line in lines if "TLP" in line.upper())


def _body(message: EmailMessage, where: str) -> tuple[str, tuple[Mark, ...], tuple[str, ...]]:
    """The plain text of the message, or its HTML flattened; notes name what is attached."""
    plain: list[str] = []
    pages: list[str] = []
    attached: list[str] = []
    for number, part in enumerate(message.walk()):
        if number >= _PARTS:
            raise SourceError(f"more than {_PARTS} parts in this message", where=where)
        if number and part.get_content_type() == "message/rfc822":
            plain.extend(_inner_heads(part))
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
    text = "\n".join(plain)
    flat = markup.flatten("\n".join(pages), every_target=True) if pages else markup.Flat(text="")
    if text.strip() and not _says_more(flat.text, text):
        return text, (), notes
    offset = len(text) + 1 if text.strip() else 0
    marks = tuple(Mark(start=mark.start + offset, end=mark.end + offset, role=mark.role, level=mark.level) for mark in flat.marks)
    return (f"{text}\n{flat.text}" if offset else flat.text), marks, (*notes, *flat.notes)


def _inner_heads(part: EmailMessage) -> list[str]:
    """Headers of the messages that a part holds: a mail that was forwarded as it was."""
    sheet = Sheet()
    payload = part.get_payload()
    for inner in payload if isinstance(payload, list) else []:
        if isinstance(inner, EmailMessage):
            _write_head(sheet, inner)
    return [sheet.text]


def _says_more(page: str, text: str) -> bool:
    """Whether the HTML of a message holds words or addresses that its plain text lacks: a stub, or links behind words."""
    known = set(_WORD.findall(text))
    return any(word not in known and word not in text for word in _WORD.findall(page))


def _date(value: str) -> str | None:
    try:
        return parsedate_to_datetime(value).isoformat() if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


READER = EmailReader()

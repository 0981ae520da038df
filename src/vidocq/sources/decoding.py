"""From bytes to text: the encoding found, newlines made one, and a note for whatever had to be replaced."""

from __future__ import annotations

import codecs
import re

from vidocq.errors import SourceError
from vidocq.vocabulary.counts import counted

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD = 65536
#: Control characters that no text has (tab, newline, form feed, return, escape and 0x85 are let through).
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def decode(content: bytes, where: str, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    r"""Text of ``content`` and notes on what was done to get it.

    Tried in turn: a byte-order mark, UTF-8, the ``declared`` encoding, UTF-16 without a mark, Windows-1252. Every ``\r\n`` and
    ``\r`` becomes ``\n``; nothing else is changed.

    Raises:
        SourceError: it is not text.
    """
    text, notes = _decoded(content, where, declared)
    return newlines(text), notes


def looks_binary(content: bytes) -> bool:
    """Whether the head holds bytes that no text has: NULs outside UTF-16 and UTF-32, or more than 1 % control characters."""
    if _mark(content) is not None or unmarked_utf16(content) is not None:
        return False
    head = content[:_HEAD]
    return b"\0" in head or len(_CONTROL.findall(head)) > len(head) / 100


def unmarked_utf16(content: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` where every other byte of the head is nearly always zero, as in Latin text; else None."""
    head = content[: _HEAD & ~1]
    if len(head) < 8 or len(content) % 2:
        return None
    pairs = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.7 * pairs and even < 0.02 * pairs:
        return "utf-16-le"
    if even > 0.7 * pairs and odd < 0.02 * pairs:
        return "utf-16-be"
    return None


def _mark(content: bytes) -> str | None:
    return next((name for mark, name in _MARKS if content.startswith(mark)), None)


def _decoded(content: bytes, where: str, declared: str | None) -> tuple[str, tuple[str, ...]]:
    marked = _mark(content)
    if marked is not None:
        return _lenient(content, marked, where)
    wide = unmarked_utf16(content)
    if wide is not None:
        return _lenient(content, wide, where)
    if looks_binary(content):
        raise SourceError("not text: it holds control or NUL bytes", where=where, hint="is it a program or an archive?")
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return _legacy(content, declared, error)


def _lenient(content: bytes, encoding: str, where: str) -> tuple[str, tuple[str, ...]]:
    """Decode by a mark that says what it is; what does not fit is replaced and counted."""
    try:
        return content.decode(encoding), ()
    except UnicodeDecodeError as error:
        text = content.decode(encoding, errors="replace")
        replaced = text.count("\ufffd")
        if replaced > max(8, len(text) / 10):
            raise SourceError(f"marked as {encoding} but is not", where=f"{where}, byte {error.start}") from error
        return text, (f"{replaced} damaged places in {encoding} were replaced by U+FFFD, the first at byte {error.start}.",)


def _legacy(content: bytes, declared: str | None, error: UnicodeDecodeError) -> tuple[str, tuple[str, ...]]:
    """Not UTF-8: a few broken bytes in UTF-8, the declared encoding, or Windows-1252."""
    lenient = content.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    accented = sum(byte >= 0x80 for byte in content[:_HEAD])
    if broken <= 0.1 * max(1, accented // 2):
        return lenient, (
            f"{counted(broken, 'byte is not UTF-8 and was', 'bytes are not UTF-8 and were')} replaced by U+FFFD, "
            f"the first at byte {error.start}.",
        )
    for name in (declared, "windows-1252"):
        text = _try(content, name)
        if text is not None:
            return text, (f"Not UTF-8 (byte {error.start}): read as {name}.",)
    text = content.decode("latin-1")
    return text, (f"Not UTF-8 (byte {error.start}): read as Latin-1, as some bytes are unknown to Windows-1252.",)


def _try(content: bytes, encoding: str | None) -> str | None:
    if not encoding:
        return None
    try:
        codec = codecs.lookup(encoding)
        # Only codecs from bytes to text: a page may declare `rot13` or `zip`, and UTF-7 hides mark-up.
        if not getattr(codec, "_is_text_encoding", True) or codec.name in ("utf-7", "utf-16", "utf-32", "idna", "punycode"):
            return None
        return content.decode(codec.name)
    except (LookupError, UnicodeError, ValueError):
        return None


def head(content: bytes, size: int = 8192) -> str:
    """The beginning of ``content`` as text, for looking at only: what does not decode is dropped."""
    encoding = _mark(content) or unmarked_utf16(content) or "utf-8"
    return content[: size & ~3].decode(encoding, errors="ignore")


def newlines(text: str) -> str:
    r"""``\r\n`` and ``\r`` as ``\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

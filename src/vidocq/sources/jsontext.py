"""Decode JSON from outside: whole or not at all, with the place of the first fault, and never deeper than Python can go."""

from __future__ import annotations

import codecs
import re
from typing import Any

import msgspec

from vidocq.errors import SourceError
from vidocq.sources import decoding
from vidocq.sources.reader import Received

_POSITION = re.compile(r"\(byte (\d+)\)")
_BEGIN = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_HEAD = 4096


def looks_like(received: Received) -> bool:
    """Whether the content begins as a JSON object or a JSON list of objects, lists or texts does."""
    return _BEGIN.match(utf8(received)[:_HEAD]) is not None


def utf8(received: Received) -> bytes:
    """The content in UTF-8 without a mark; as it is if it cannot be turned into that."""
    content = received.content
    if content.startswith(codecs.BOM_UTF8):
        return content[3:]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or decoding.unmarked_utf16(content):
        try:
            return decoding.decode(content, received.name)[0].lstrip("\ufeff").encode("utf-8", errors="replace")
        except SourceError:
            return content
    return content


def decode(content: bytes, where: str, form: Any = Any) -> Any:
    """Decode ``content`` as ``form`` (anything JSON can be, unless a type is given).

    Raises:
        SourceError: broken, cut off, nested too deep, or not of that form.
    """
    try:
        return msgspec.json.decode(content, type=form)
    except msgspec.ValidationError as error:
        raise SourceError(f"JSON of another form than expected: {error}", where=where) from error
    except msgspec.DecodeError as error:
        place = _POSITION.search(str(error))
        cut = "truncated" in str(error)
        raise SourceError(
            "JSON cut off before its end" if cut else "broken JSON",
            where=f"{where}, byte {place.group(1)}" if place else where,
            hint="fetch it again" if cut else None,
        ) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise SourceError("JSON that is not in UTF-8", where=where, hint="save it as UTF-8") from error
    except RecursionError as error:
        raise SourceError(
            "JSON nested too deep", where=where, hint="no format that is read here nests beyond a few levels"
        ) from error


def word(value: Any) -> str:
    """A scalar as text; empty for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""

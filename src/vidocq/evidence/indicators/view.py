"""A same-length view of a text in which look-alike punctuation is plain ASCII, so that one pattern reads all spellings."""

from __future__ import annotations

import re
import unicodedata

#: Stands in a view for a character that shows nothing (zero-width space, soft hyphen).
INVISIBLE = "\x01"
#: Stands in a view for a character that turns the direction of reading.
BIDI = "\x02"

#: The ideographic comma: stands in a view for the other marks that end a part of an East Asian sentence.
STOP = "\u3001"

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}


def _table() -> dict[str, str]:
    same = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
    same |= dict.fromkeys("\u2024\ufe52", ".")
    same |= dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63", "-")
    same |= dict.fromkeys("\u2044\u2215", "/") | dict.fromkeys("\u2236\ufe55\ua789", ":") | {"\ufe6b": "@"}
    same |= dict.fromkeys("\uff0c\uff1b\uff01\uff1f", STOP)
    same |= dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"')
    same |= dict.fromkeys("\u3008\u3009\u300a\u300b\u300c\u300d\u300e\u300f", '"')
    same |= dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'")
    same |= dict.fromkeys("\u3010\u3014", "[") | dict.fromkeys("\u3011\u3015", "]")
    same |= dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000", " ") | {chr(c): " " for c in range(0x2000, 0x200B)}
    same |= dict.fromkeys("\u0085\u2028\u2029\x0b\x0c", "\n")
    same |= {chr(c): " " for c in (*range(9), 0x0D, *range(0x0E, 0x20), 0x7F)}
    return same | dict.fromkeys(_INVISIBLE, INVISIBLE) | dict.fromkeys(_BIDI, BIDI)


_SAME = _table()
#: What needs no look: all of ASCII that shows, tab and line feed.
_COMMON = bytes([9, 10, *range(32, 127)])
_UNSEEN = re.compile(f"[{INVISIBLE}{BIDI}]")
_LIGATURE = re.compile("[" + "".join(_LIGATURES) + "]")


def view(text: str) -> str:
    """The view of a text: as long as the text, offsets unchanged; control characters become spaces."""
    rest = text.encode("utf-8", "surrogatepass").translate(None, _COMMON)
    if not rest:
        return text
    for sign in _SAME.keys() & set(rest.decode("utf-8", "surrogatepass")):
        text = text.replace(sign, _SAME[sign])
    return text


def plain(written: str) -> str:
    """What an analyst would type for what is written: plain punctuation, nothing unseen, ligatures undone, composed letters."""
    if written.isascii():
        return written
    text = _UNSEEN.sub("", view(written))
    text = _LIGATURE.sub(lambda match: _LIGATURES[match[0]], text)
    return unicodedata.normalize("NFC", text)

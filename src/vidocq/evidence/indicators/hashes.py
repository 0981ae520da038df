"""Hash sums: whole, broken over lines or cells, or damaged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.patterns import TLSH, WALLET
from vidocq.evidence.indicators.wallets import bitcoin, ethereum, monero

KIND_OF_LENGTH = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_DIGITS = b"0123456789abcdefABCDEF"
#: Bytes of a Latin-1 text as classes: ``h`` a hexadecimal digit, ``a`` another ASCII letter or digit, a space anything else.
_CLASSES = bytes(ord("h") if sign in _DIGITS else ord("a") if bytes([sign]).isalnum() else 32 for sign in range(256))
_WORDS = bytes(ord("a") if bytes([sign]).isalnum() else 32 for sign in range(256))
_SEED, _LONG = 16, 26
_RUN = re.compile(rb"h*")
_WORD = re.compile(rb"a*")
#: What may stand between two pieces of one hash: a line break with a table's borders, or a soft hyphen.
_GAP_CLASS = 32
_BREAK = re.compile(r"(?:[ \t\r]*(?:-[ \t\r]*)?\n[ \t>|+*`]*|[ \t]*\x01[ \t\n]*|[ \t]*\|[ \t]*(?:\n[ \t|]*)?)(?=[0-9a-fA-F])")
_BREAK_BEFORE = re.compile(r"(?<![0-9A-Za-z])([0-9a-fA-F]{1,31})[ \t\r]*\n?[ \t>|+*`]*\Z")
_PIECE = re.compile(r"[0-9a-fA-F]{2,127}(?![0-9A-Za-z_])")
_LOST = re.compile(
    "(?<![0-9a-fA-F])[0-9a-fA-F]{4,}(?:[\ufb00\ufffd][0-9a-fA-F]+)+|[\ufb00\ufffd](?:[0-9a-fA-F]{6,}[\ufb00\ufffd]?)+"
)
_IMPHASH = re.compile(r"(?i)(?:imp[-_ ]?hash|import[-_ ]?hash)\W{0,12}\Z")
_FINGERPRINT = re.compile(r"(?i)(?:thumb|finger)print[^\n]{0,40}\Z")
#: Words right before digits that say what they are instead of a file's sum.
_NO_SUM = re.compile(
    r"(?i)(?:\bja[34]s?(?:[-_ ]?(?:hash|fingerprint|digest))?|\bjarm"
    r"|\b(?:rc[456]|aes|3?des|xor|chacha\d*|salsa\d*|blowfish|encryption|decryption|session|api|secret|private"
    r"|public|hmac|crypto(?:graphic)?|symmetric|hard-?coded|master|license)[-_ ]?(?:\d{3}[-_ ]?)?(?:\w+ )?keys?"
    r"|\bkey\b(?= ?[:=]| is)|\bcommit(?:[-_ ]?(?:hash|id|sha))?|\b(?:uu|gu|session[-_ ]?|campaign[-_ ]?|bot[-_ ]?)id"
    r"|\b(?:access |auth\w* |api )tokens?|\bcookie|\bpassword|\bnonce|\bseed)"
    r"(?: (?:value|was|is|of|with|has been|used is))?[\s:=\"'`(\[|*_]{0,6}\Z"
)
_SERIAL = re.compile(r"(?i)serial(?:[-_ ]?(?:number|no\.?))?[\W_]{0,12}\Z")


def long_words(text: str, view: str) -> Iterator[list[Match]]:
    """Hash sums, wallet addresses and mended hashes, each list in order of start; ``view`` is the text's view."""
    raw = view.encode("latin-1", "replace")
    yield _hashes(text, view, raw)
    yield list(_wallets(text, raw))
    if "\ufb00" in text or "\ufffd" in text:
        yield list(_mended(text))


def _hashes(text: str, view: str, raw: bytes) -> list[Match]:
    classes = raw.translate(_CLASSES)
    size, found = len(classes), []
    seed, run = b"h" * _SEED, _RUN.match
    at = classes.find(seed)
    while at >= 0:
        end = run(classes, at).end()  # type: ignore[union-attr]  # matches the empty run as well
        if (at == 0 or classes[at - 1] == _GAP_CLASS) and (end == size or classes[end] == _GAP_CLASS):
            match = _whole(text, view, at, end)
            if match:
                found.append(match)
                end = max(match.end, end)
        elif view[at - 2 : at] in ("0x", "0X") and "erial" in view[max(at - 600, 0) : at] and end - at <= 40:
            found.append(Match("x509-certificate", text[at:end].lower(), at, end, text[at:end], "certificate-serial"))
        at = classes.find(seed, end)
    return found


def _whole(text: str, view: str, start: int, end: int) -> Match | None:
    """The hash at a run of hexadecimal digits: as it stands, or joined with its neighbours, or damaged."""
    kind = KIND_OF_LENGTH.get(end - start)
    if kind is not None:
        longer = _joined(text, view, start, end) if kind == "sha1" and view[end : end + 1] in "\n\r" else None
        if longer:
            return longer
        return _named(text, view, start, end, kind) if plausible(text[start:end]) else None
    joined = _joined(text, view, start, end) or _joined_back(text, view, start, end)
    if joined:
        return joined
    return _short(text, view, start, end)


def plausible(digits: str) -> bool:
    """Whether digits can be a hash sum: not one digit repeated, not a decimal number, not a counting sequence."""
    low = digits.lower()
    return len(set(low)) > 5 and not digits.isdecimal() and "0123456789abcdef" not in low and "123456789012345" not in low


def _named(text: str, view: str, start: int, end: int, kind: str) -> Match | None:
    written = text[start:end]
    rule = kind
    before = view[max(start - 64, 0) : start].rpartition("\n")[2]
    if before and before != " ":
        if kind == "md5" and "mp" in before and _IMPHASH.search(before):
            kind = rule = "imphash"
        elif "print" in before and _FINGERPRINT.search(before):
            kind, rule = "x509-certificate", "certificate-fingerprint"
        elif kind != "sha512" and _SERIAL.search(before):
            kind, rule = "x509-certificate", "certificate-serial"
        elif _NO_SUM.search(before):
            return None
    return Match(kind, written.lower(), start, end, written, rule)


def _joined(text: str, view: str, start: int, end: int) -> Match | None:
    """A hash whose first piece is at ``start``: pieces are taken until the length is a hash's and the next is none of it."""
    digits = view[start:end]
    at = end
    for _ in range(8):
        gap = _BREAK.match(view, at)
        piece = _PIECE.match(view, gap.end()) if gap else None
        if piece is None or not _fits(digits, piece[0]):
            return None
        digits += piece[0]
        at = piece.end()
        if len(digits) in KIND_OF_LENGTH and not _complete(piece[0]) and plausible(digits):
            kind = KIND_OF_LENGTH[len(digits)]
            return Match(kind, digits.lower(), start, at, text[start:at], f"{kind}-joined", ("joined",))
        if len(digits) > 128:
            return None
    return None


def _fits(head: str, piece: str) -> bool:
    """Whether a piece may go on a hash: the letters' case agrees and it is not a hash of its own."""
    letters = head + piece
    return not _complete(piece) and letters in (letters.lower(), letters.upper())


def _complete(piece: str) -> bool:
    return len(piece) in KIND_OF_LENGTH


def _joined_back(text: str, view: str, start: int, end: int) -> Match | None:
    """A hash whose second piece is at ``start`` and whose first was too short to be seen by itself."""
    before = _BREAK_BEFORE.search(view, max(start - 64, 0), start)
    if before is None or "\n" not in view[before.end(1) : start]:
        return None
    digits = before[1] + view[start:end]
    kind = KIND_OF_LENGTH.get(len(digits))
    if kind is None or len(before[1]) < 4 or not _fits(before[1], view[start:end]) or not plausible(digits):
        return None
    return Match(kind, digits.lower(), before.start(1), end, text[before.start(1) : end], f"{kind}-joined", ("joined",))


def _short(text: str, view: str, start: int, end: int) -> Match | None:
    """A run one or two digits short of a hash, in a text that lost ligatures: reported as damaged, never as a hash."""
    written = text[start:end]
    before = view[max(start - 48, 0) : start]
    if _SERIAL.search(before):
        return Match("x509-certificate", written.lower(), start, end, written, "certificate-serial")
    missing = next((n - (end - start) for n in KIND_OF_LENGTH if 0 < n - (end - start) <= 2), 0)
    if not missing or not plausible(written) or "ff" in written.lower():
        return None
    return Match("hash-damaged", written.lower(), start, end, written, "hash-damaged", ("damaged",))


def _mended(text: str) -> Iterator[Match]:
    """Hashes in which ``ff`` came out as a ligature (restored) or as a replacement character (reported as damaged)."""
    for match in _LOST.finditer(text):
        start, end = match.span()
        if (start and text[start - 1].isalnum()) or (end < len(text) and text[end : end + 1].isalnum()):
            continue
        written = match[0]
        digits = written.replace("\ufb00", "ff").lower()
        kind = KIND_OF_LENGTH.get(len(digits))
        if kind and "\ufffd" not in digits:
            yield Match(kind, digits, start, end, written, f"{kind}-ligature", ("ligature",))
        elif len(digits) >= 28:
            yield Match("hash-damaged", digits, start, end, written, "hash-damaged", ("damaged",))


def _wallets(text: str, raw: bytes) -> Iterator[Match]:
    words = raw.translate(_WORDS)
    seed = b"a" * _LONG
    at = words.find(seed)
    while at >= 0:
        end = _WORD.match(words, at).end()  # type: ignore[union-attr]
        if end - at <= 106 and text[at] in "1348bB0tT":
            found = _wallet(text, at, end)
            if found:
                yield found
        at = words.find(seed, end)


def _wallet(text: str, start: int, end: int) -> Match | None:
    """A wallet address whose check sum holds, or a TLSH sum."""
    written = text[start:end]
    if not WALLET.fullmatch(written):
        if len(written) in (70, 72) and TLSH.fullmatch(written):
            return Match("tlsh", written.upper(), start, end, written, "tlsh")
        return None
    for rule, holds in (("bitcoin", bitcoin), ("ethereum", ethereum), ("monero", monero)):
        if (written[:2] == "0x") == (rule == "ethereum") and (len(written) > 90) == (rule == "monero") and holds(written):
            return Match("cryptocurrency-wallet", written, start, end, written, rule)
    return None

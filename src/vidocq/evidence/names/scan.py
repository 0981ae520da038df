"""Find every spelling of every known name in a text: one pass of an Aho-Corasick automaton, then borders and case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import ahocorasick_rs

from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import GazetteerEntry, Snapshot
from vidocq.model import Document

#: Kinds read here; places, vendors and agencies are read by ``vocabulary.states``.
KINDS = frozenset({"intrusion-set", "malware", "tool", "campaign"})

_CHUNK = 1 << 20
_OVERLAP = 128
#: A run of characters without one of these is one token: what a URL, a path or a file name consists of.
_TOKEN_EDGE = frozenset(" \t\r\n\u00a0[]()<>{}\"'`,;|“”‘’«»*")
_EDGE = re.compile("[" + re.escape("".join(sorted(_TOKEN_EDGE))) + "]")
_BEFORE_TAG = re.compile(r"#\S* $|\S$")  # a tag before this tag: a tag cloud; something glued to it: no tag
_LONGEST_TOKEN = 300
_EMBEDDED = re.compile(
    r"://|^www\.|^\.{0,2}[/\\]|^[A-Za-z]:\\|\\|@[\w.-]+\.\w|[?&=%#]|_"
    r"|\.(?:exe|dll|sys|ps1|py|sh|bat|vbs|js|jse|lnk|docx?|xlsx?|pdf|zip|rar|html?|php|aspx?|jpe?g|png|gif|txt|bin|dat|"
    r"tmp|apk|jar|elf|yara?|md)(?=$|\W)"
    r"|^[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|info|biz|io|ru|cn|ir|kp|gov|edu|co|uk|de|fr|me|cc|xyz|top|online|site|club|pw|"
    r"tk|onion)(?=$|[\W])"
    r"|(?:trojan|win32|win64|w32|w64|msil|heur|backdoor|ransom|troj|andr|vbs|worm|virus|gen|variant|pua|riskware|hacktool|"
    r"js|linux|osx|androidos|downloader|exploit|mal|rtf|ole|html|lnk|bat)[./:!]\w"
    r"|\w[:!]\w+[./]",
    re.IGNORECASE,
)


class Hit(NamedTuple):
    """A name in the text: its span and every gazetteer entry of that spelling."""

    start: int
    end: int
    text: str
    entries: tuple[GazetteerEntry, ...]
    loose: bool = False  # the document's casing tells nothing


class Gazetteer:
    """The automaton over all names of a snapshot. ``Gazetteer.of(snapshot)`` keeps the last few."""

    def __init__(self, entries: Iterable[GazetteerEntry]) -> None:
        table: dict[str, list[GazetteerEntry]] = {}
        for entry in entries:
            if entry.kind in KINDS:
                for spelling in _spellings(entry):
                    table.setdefault(lowered(spelling), []).append(entry)
        self._spellings = tuple(table)
        self._entries = tuple(tuple(found) for found in table.values())
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._spellings,
            matchkind=ahocorasick_rs.MatchKind.Standard,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    @classmethod
    def of(cls, snapshot: Snapshot) -> Gazetteer:
        """Give the automaton of a snapshot, built when first asked for."""
        return _of(_Keyed(snapshot))

    def hits(self, document: Document) -> list[Hit]:
        """Give the names in the evidential parts of a document, in order, longest first, without overlaps.

        Names inside URLs, paths, file names, addresses and antivirus detection names are not among them.
        """
        text = spaced(document.text)
        low = lowered(_BROKEN.sub(r"\1 \2", text))
        loose = casing_broken(text)
        found = [
            Hit(start, end, name, self._entries[number], loose)
            for number, start, end in self._raw(low)
            if _bordered(text, start, end)
            and _case_fits(name := text[start:end].replace("\n", " "), self._entries[number], loose)
        ]
        found.sort(key=lambda hit: (hit.start, -hit.end))
        allowed, tokens = _Allowed(document), _Tokens(text)
        return [hit for hit in _longest(found) if allowed(hit.start) and not tokens.embed(hit.start, hit.end)]

    def _raw(self, low: str) -> Iterable[tuple[int, int, int]]:
        """Matches as (spelling, start, end), the text taken in pieces so that memory stays bounded."""
        for begin in range(0, max(len(low), 1), _CHUNK):
            piece = low[begin : begin + _CHUNK + _OVERLAP]
            for number, start, end in self._automaton.find_matches_as_indexes(piece, overlapping=True):
                if start < _CHUNK:
                    yield number, begin + start, begin + end


class _Keyed:
    """A snapshot hashed by its digest (its contents would take long to hash)."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._key = (snapshot.meta.digest, len(snapshot.gazetteer), "" if snapshot.meta.digest else id(snapshot))

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self._key == other._key


@lru_cache(maxsize=4)
def _of(keyed: _Keyed) -> Gazetteer:
    return Gazetteer(keyed.snapshot.gazetteer)


def lowered(text: str) -> str:
    """Give the text in lower case with every character in its place (a few letters grow when lowered; those stay)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"), " "
)
#: A line end between two words of a sentence that goes on: a name may be broken there.
_BROKEN = re.compile(r"(\w)\n(\w)")


def spaced(text: str) -> str:
    """The text with a plain space for every other kind of space; offsets do not move."""
    return text if text.isascii() else text.translate(_SPACES)


def _spellings(entry: GazetteerEntry) -> tuple[str, ...]:
    """The name as recorded, and glued to *RAT* as many write it (``NetwireRAT``)."""
    text = entry.text
    if entry.dictionary_class == "distinctive" and entry.kind == "malware" and text.isalpha() and len(text) > 4:
        return (text, f"{text}RAT") if not text.lower().endswith("rat") else (text,)
    return (text,)


class _Tokens:
    """Tells whether a span stands within a URL, path, file name, address or antivirus name; asked in order of offset."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = self._right = 0
        self._found = ""
        self._bad = False

    def embed(self, start: int, end: int) -> bool:
        if start >= self._right:
            self._cut(start, end)
        if not self._bad or (self._left >= start and self._right <= end):
            return False
        return key(self._found) != key(self._text[start:end])

    def _cut(self, start: int, end: int) -> None:
        left = start
        while left > self._right and start - left < _LONGEST_TOKEN and self._text[left - 1] not in _TOKEN_EDGE:
            left -= 1
        edge = _EDGE.search(self._text, end)
        right = edge.start() if edge else len(self._text)
        self._left, self._right = left, right
        if right - left > _LONGEST_TOKEN:  # a blob, whatever it is, and no prose
            self._found, self._bad = "", True
            return
        self._found = self._text[left:right].strip(".:!?")
        self._bad = bool(_EMBEDDED.search(self._found))


_DEFANGED_DOT = ("[.", "(.", "{.", "[dot", "(dot")


def _bordered(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if text[start].isascii() and (before.isalnum() or before == "_" or before in "@$") and before.isascii():
        return False
    if before == "#" and (_BEFORE_TAG.search(text[max(0, start - 40) : start - 1]) or text[end : end + 2] == " #"):
        return False
    if before == "-" and start > 1 and text[start - 2].isalnum():  # the second half of another name
        return False
    if text.startswith(_DEFANGED_DOT, end):  # "homeunix[.]com": a label of a host
        return False
    if text[end - 1].isascii() and after.isascii() and (after.isalnum() or after == "_"):
        return text[end : end + 1] == "s" and not text[end + 1 : end + 2].isalnum() and end - start > 4
    # "APT-C-36" is not APT-C, "Cobalt-60" not Cobalt; "APT28-linked" is APT28
    return not (after == "-" and text[end + 1 : end + 2].isdigit())


#: A text of fewer letters is too short to tell how its author writes.
_LETTERS = 60
#: Shares of capitals below and above which a text is all small or all large.
_SMALL, _LARGE = 0.004, 0.7


def casing_broken(text: str) -> bool:
    """Whether a text is written all in small or all in capital letters, so that a capital tells nothing of a word."""
    seen = text[:20_000]
    large, small = sum(map(str.isupper, seen)), sum(map(str.islower, seen))
    if large + small < _LETTERS:
        return False
    return not _SMALL <= large / (large + small) <= _LARGE


def _case_fits(text: str, entries: tuple[GazetteerEntry, ...], loose: bool) -> bool:
    return any(_fits(text, entry, loose) for entry in entries)


def _fits(text: str, entry: GazetteerEntry, loose: bool = False) -> bool:
    """Whether a spelling as written may be this entry: its own case for the doubtful ones, any case for the distinctive.

    Where casing is broken (``loose``) a name that is no plain word and not short is taken in any case.
    """
    if loose and len(text) > 4 and entry.dictionary_class in ("cased", "commodity") and "plain word" not in entry.reason:
        return True
    if entry.dictionary_class == "distinctive":
        return True
    if entry.text == text:
        return True
    if entry.dictionary_class == "commodity":
        return len(text) > 4 or text[:1].isupper() == entry.text[:1].isupper()
    if entry.text.isupper() and " " in entry.text and text == entry.text.title():
        return True  # Gold Southfield for GOLD SOUTHFIELD: two words in title case are no chance
    # REMCOS for Remcos and Remcos for REMCOS, but never remcos: a plain word has no capital in running text
    return entry.dictionary_class == "cue" and text[:1].isupper() and not entry.text.islower()


def fitting(hit: Hit) -> tuple[GazetteerEntry, ...]:
    """Give the entries that the spelling as written may be."""
    return tuple(entry for entry in hit.entries if _fits(hit.text, entry, hit.loose))


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in hits:
        if kept and hit.start < kept[-1].end:
            if hit.end - hit.start > kept[-1].end - kept[-1].start:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


class _Allowed:
    """Whether an offset stands in an evidential section."""

    def __init__(self, document: Document) -> None:
        self._barred = [(part.start, part.end) for part in document.sections if not part.role.evidential]
        self._at = 0

    def __call__(self, offset: int) -> bool:
        while self._at < len(self._barred) and self._barred[self._at][1] <= offset:
            self._at += 1
        return not (self._at < len(self._barred) and self._barred[self._at][0] <= offset)

"""What a table says of one cell: the title of its column, the other cells of its row, the line above the table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from vidocq.evidence.indicators import verdicts
from vidocq.evidence.indicators.verdicts import Verdict
from vidocq.model import IndicatorLabel

#: Runs of rows: lines that begin with a cell's border, and lines with tabs between their cells.
_PIPES = re.compile(r"(?:^[ \t]*\|[^\n]*(?:\n|\Z))+", re.MULTILINE)
_TABS = re.compile(r"(?:^[^\t\n|]{1,200}\t[^\n]*(?:\n|\Z)){2,}", re.MULTILINE)
_LONGEST_ROW = 2000
#: Only a table with one of these words is looked at cell by cell.
_SPEAKS = re.compile(
    r"victim|target|compromis|infect|affected|impacted|hacked|breached|benign|clean|legit|allow|white"
    r"|false.?positive|corresponding bank|verdict|malicious"
)
_HOSTILE_TITLE = re.compile(
    r"\bc2\b|c&c|command|phish|malicious|malware|attacker|adversary|actor|indicator|\biocs?\b"
    r"|payload|exfil|download|dropp|spoof|fake|typosquat|lure"
)
#: Titles of columns whose own cells are a victim's: what was targeted or broken into, and where that is.
_VICTIM_TITLE = re.compile(
    r"(?:known |likely |possible |suspected )?(?:victims?(?:'s?|s)?|targets?|targett?ed"
    r"|corresponding bank|compromised|infected|affected|impacted|hacked|breached)"
    r"(?: (?:organi[sz]ations?|web ?sites?|sites?|servers?|hosts?(?:names?)?|domains?(?: names?)?|urls?|ips?(?: addresses)?"
    r"|address(?:es)?|institutions?|banks?|compan(?:y|ies)|entit(?:y|ies)|mailbox(?:es)?|accounts?|e-?mails?"
    r"|networks?|portals?|pages?|systems?|machines?|recipients?))*"
)
#: Columns whose cells speak of the row.
_REMARKS = frozenset(
    """
    type role note notes comment comments description remark remarks category usage use purpose function context details
    status tag tags kind info information
    """.split()
)
_WORDS_ONLY = re.compile(r"[^a-z0-9&' -]+")


class Table(NamedTuple):
    """A run of rows: where it is, what parts its cells, the titles in its first row, the line above it."""

    start: int
    end: int
    border: str
    titles: tuple[str, ...]
    caption: str
    speaks: bool


class Tables:
    """The tables of a text; ``masked`` is the text with its observables blanked out."""

    def __init__(self, masked: str) -> None:
        self._masked = masked
        found = list(_found(masked))
        found.sort(key=lambda table: table.start)
        self._tables = found
        self._starts = [table.start for table in found]

    def at(self, offset: int) -> Table | None:
        """The table that an offset is in."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0 or self._tables[number].end <= offset:
            return None
        return self._tables[number]

    def verdict(self, offset: int) -> Verdict | None:
        """What the column and the row of a cell say of it; None where they say nothing of whose it is."""
        table = self.at(offset)
        if table is None or not table.speaks:
            return None
        begin = self._masked.rfind("\n", table.start, offset) + 1 or table.start
        end = self._masked.find("\n", offset, table.end)
        row = self._masked[begin : table.end if end < 0 else end][:_LONGEST_ROW]
        number = row.count(table.border, 0, offset - begin)
        cells = tuple(cell.strip() for cell in row.split(table.border))
        titles = table.titles
        if number >= len(titles) or not titles[number]:
            titles = ()  # what stands there was an observable: the first row is no head
        elif begin == table.start:
            return None
        return _of_row(titles, cells, number)


def _found(masked: str) -> Iterator[Table]:
    for border, pattern in (("|", _PIPES), ("\t", _TABS)):
        if border not in masked:
            continue
        for match in pattern.finditer(masked):
            first = match[0].split("\n", 1)[0][:_LONGEST_ROW].lower()
            before = masked[max(match.start() - 200, 0) : match.start()].rstrip().rpartition("\n")[2]
            titles = tuple(_WORDS_ONLY.sub(" ", cell).strip() for cell in first.split(border))
            speaks = _SPEAKS.search(match[0].lower()) is not None
            yield Table(*match.span(), border, titles, before[-200:], speaks)


def _of_row(titles: tuple[str, ...], cells: tuple[str, ...], number: int) -> Verdict | None:
    own = titles[number] if number < len(titles) else ""
    for at, cell in enumerate(cells):
        if at != number and cell:
            said = _of_cell(titles[at] if at < len(titles) else "", cell[:120].lower())
            if said is not None:
                return said
    if is_victims(own):
        return Verdict(IndicatorLabel.VICTIM, f"its column is titled {own!r}", 5.0)
    return None


@lru_cache(maxsize=8192)
def _of_cell(title: str, cell: str) -> Verdict | None:
    """What another cell of the row says: a verdict in a column of verdicts, or in a remark."""
    said = verdicts.of_cell(title, cell)
    if said is not None:
        return said
    squeezed = title.replace(" ", "")
    if squeezed in _REMARKS or not title:
        return verdicts.of_remark(cell)
    return None


@lru_cache(maxsize=4096)
def is_victims(title: str) -> bool:
    """Whether a title, in lower case, is one of what belongs to victims, and not of what was used against them."""
    words = _WORDS_ONLY.sub(" ", title.lower()).strip()
    return _VICTIM_TITLE.fullmatch(words) is not None and _HOSTILE_TITLE.search(words) is None

"""Decide by what its lines are, not by the one that opens it, where a block that is no content of a text ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from vidocq.model import SectionRole

#: Lines that are looked at to judge where a block ends.
LOOK_AHEAD = 8
#: Lines after which a box is over whatever follows: no sign-up form and no row of buttons is longer.
_LONGEST_BOX = 12
#: Words that make a line a sentence, and that make a paragraph prose where each line is narrow.
_SENTENCE_WORDS, _PARAGRAPH_WORDS = 7, 20
_LIVE_URL = re.compile(r"\bhttps?://\S+")
_TECHNICAL = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9A-Za-z])"
    r"|\[\.\]|\(\.\)(?=\w)|\[dot\]|\bhxxps?:|\bhxxps?\["
    # The first half of a sum that a narrow column breaks.
    r"|^(?=[0-9a-f]{0,30}[0-9])(?=[0-9a-f]{0,30}[a-f])[0-9a-f]{24,127}$|^(?=[0-9A-F]{0,30}[0-9])(?=[0-9A-F]{0,30}[A-F])[0-9A-F]{24,127}$"
)
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002][\"'\u201d\u2019)\]*_]*$")
_PAGE_WORDS = re.compile(
    r"\b(?:subscri\w+|unsubscri\w+|newsletters?|e-?mails?|inbox|sign(?:ing|ed)? up|cookies?|privacy|consent"
    r"|agree|terms|share|follow us|comments?|log ?in|register|your (?:account|name|address)|required"
    r"|contact|copyright|rights reserved|advertis\w+|preferences|webinars?|podcasts?)\b",
    re.IGNORECASE,
)
_BIBLIOGRAPHY = re.compile(
    r"(?:.*\b)?(?:references|bibliography|further (?:reading|information)|external links|footnotes|endnotes"
    r"|notes and references|additional (?:resources|reading)|literatur(?:verzeichnis)?|quellen|r\u00e9f\u00e9rences"
    r"|referencias)",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"about\b.*|disclaimer|legal notice|impressum", re.IGNORECASE)


class _Sort(Enum):
    """What a block may be: a form or a row of buttons, links to other pages, a list of sources, a text on the publisher."""

    BOX = 0
    LINKS = 1
    SOURCES = 2
    ABOUT = 3


class Block:
    """A block that a line such as *Subscribe* or *References* opened; asked line by line whether it is over."""

    def __init__(self, sort: _Sort, *, marked: bool) -> None:
        self._sort = sort
        self._marked = marked
        self._seen = 0

    def ends(self, lines: Sequence[str]) -> bool:
        """Whether the block is over at the first of these stripped lines (the others are those that follow)."""
        self._seen += 1
        if self._sort in (_Sort.SOURCES, _Sort.ABOUT):
            return is_technical(lines[0]) and sum(map(is_technical, lines)) > 1
        if is_technical(lines[0]):
            return True
        if self._sort is _Sort.LINKS:
            return not self._marked and _is_paragraph(lines)
        return self._seen > _LONGEST_BOX or _is_sentence(lines[0]) or _is_paragraph(lines)


def opened(role: SectionRole, words: str, *, marked: bool) -> Block | None:
    """The block that a heading of these words opens; None where the role is not one of a block that is left out.

    ``marked`` says that the format itself makes the line a heading.
    """
    if role is SectionRole.RELATED:
        sources = _BIBLIOGRAPHY.fullmatch(words.strip())
        return Block(_Sort.SOURCES if sources else _Sort.LINKS, marked=marked)
    if role is SectionRole.BOILERPLATE:
        return Block(_Sort.ABOUT if _ABOUT.fullmatch(words.strip()) else _Sort.BOX, marked=marked)
    return None


def is_technical(line: str) -> bool:
    """Whether a line holds a hash sum or something defanged: no menu, form or list of links does."""
    if len(line) < 4:
        return False
    found = _TECHNICAL.search(line)
    return found is not None and ("://" not in line or _TECHNICAL.search(_LIVE_URL.sub(" ", line)) is not None)


def is_listing(text: str) -> bool:
    """Whether a run of lines is a list of indicators rather than of links: most lines hold a hash or something defanged."""
    lines = [line for line in text.split("\n") if line.strip()]
    return 2 * sum(map(is_technical, lines)) >= len(lines)


def _is_sentence(line: str) -> bool:
    """Whether a line is a sentence that speaks of the matter and not of the page."""
    return (
        line.count(" ") + 1 >= _SENTENCE_WORDS
        and _SENTENCE_END.search(line) is not None
        and "://" not in line
        and _PAGE_WORDS.search(line) is None
    )


def _is_paragraph(lines: Sequence[str]) -> bool:
    """Whether a paragraph of prose begins at the first line, however narrow its lines are."""
    paragraph: list[str] = []
    for line in lines:
        if not line:
            break
        paragraph.append(line)
    joined = " ".join(paragraph)
    if joined.count(" ") + 1 < _PARAGRAPH_WORDS or "://" in joined or _PAGE_WORDS.search(joined):
        return False
    return len(re.findall(r"[a-z)\]][.!?](?=\s+[A-Z]|$)", joined)) >= 2

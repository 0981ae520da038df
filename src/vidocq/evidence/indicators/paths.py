"""Windows and Unix paths, registry keys, and fuzzy hashes, which begin like neither."""

from __future__ import annotations

import re

from vidocq.evidence.indicators.patterns import (
    DIRECTORIES,
    KEY_BEFORE_SWITCH,
    KEY_TAIL,
    KEY_WORDS,
    LAST_PART,
    LONGEST,
    OPEN,
    QUOTED_PART,
    UNIX_TAIL,
)
from vidocq.evidence.indicators.state import State
from vidocq.evidence.indicators.words import words as words_of

_ONE_WORD_KEYS = words_of(
    """
    run runonce runonceex runservices services winlogon windows currentversion software system explorer policies
    lsa enum environment classes clsid microsoft users control shell open command parameters
    """
)


def drive(scan: State, match: re.Match[str]) -> int:
    """A path from a drive letter."""
    return _path(scan, match.start(), match.end(), "windows-path")


def env(scan: State, match: re.Match[str]) -> int:
    """A path from an environment variable."""
    return _path(scan, match.start(), match.end(), "environment-path")


def unc(scan: State, match: re.Match[str]) -> int:
    """A path on another machine."""
    return _path(scan, match.start(), match.end(), "unc-path")


def _path(scan: State, start: int, begin: int, rule: str) -> int:
    """A Windows path: directories may hold spaces, the last part only inside quotes."""
    end = _path_end(scan, start, begin)
    if end - begin < 2 and rule == "windows-path" and end - start < 5:
        return begin
    written = scan.view[start:end]
    kind = "pdb-path" if written.lower().endswith(".pdb") else "file-path"
    return scan.take(kind, start, end, "pdb-path" if kind == "pdb-path" else rule)


def _path_end(scan: State, start: int, begin: int) -> int:
    view = scan.view
    directories = DIRECTORIES.match(view, begin, begin + LONGEST)
    at = directories.end() if directories else begin
    quote = view[start - 1 : start]
    if quote and quote in "\"'`":
        closing = view.find(quote, at, at + 120)
        part = QUOTED_PART.match(view, at, closing) if closing > at else None
        if part and part.end() == closing:
            return closing
    last = LAST_PART.match(view, at, at + 255)
    end = last.end() if last else at
    while end > begin and view[end - 1] in ".,;:)]}'\"*_\\!?":
        if view[end - 1] in ")]}" and view.count(OPEN[view[end - 1]], start, end) >= view.count(view[end - 1], start, end):
            break
        end -= 1
    return end


def reg(scan: State, match: re.Match[str]) -> int:
    """A registry key; the last part takes a second word only where Windows has such keys."""
    start = match.start()
    end = _path_end(scan, start, match.end())
    tail = KEY_TAIL.match(scan.view, end)
    while tail:
        end = tail.end()
        if scan.view[end : end + 1] == "\\":
            end = _path_end(scan, start, end + 1)
        tail = KEY_TAIL.match(scan.view, end)
    words = KEY_BEFORE_SWITCH.match(scan.view, end)
    if words is None and not _ends_in_known_key(scan.view[start:end]):
        words = KEY_WORDS.match(scan.view, end)
    return scan.take("windows-registry-key", start, words.end() if words else end, "registry-key")


def _ends_in_known_key(written: str) -> bool:
    """Whether a key ends in one that Windows has and that is one word: what follows is the sentence's."""
    return written.rpartition("\\")[2].lower() in _ONE_WORD_KEYS


def unix(scan: State, match: re.Match[str]) -> int:
    """A path under one of the directories that Unix systems have."""
    tail = UNIX_TAIL.match(scan.flat, match.end(), match.end() + 1024)
    end = tail.end() if tail else match.end()
    while end > match.end() and scan.flat[end - 1] in ".:,*~/-":
        end -= 1
    return scan.take("file-path", match.start(), end, "unix-path") if end > match.end() else match.end()


def ssdeep(scan: State, match: re.Match[str]) -> int:
    """A fuzzy hash whose block size is one that ssdeep uses (3 times a power of two)."""
    size, rest = divmod(int(match[0].split(":")[0]), 3)
    if rest or size & (size - 1) or size == 0:
        return match.start() + 1
    return scan.take("ssdeep", match.start(), match.end(), "ssdeep")

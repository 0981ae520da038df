"""Find runs of lines that are nothing but indicators: lists and tables that no heading announces."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FEWEST = 3
_LONGEST = 1500
_INDICATOR = re.compile(
    r"""[\s|>*\-+•`'"(\[]*+
    (?:
      (?P<strong>
        (?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32}|[0-9a-fA-F]{128})(?![0-9a-zA-Z])
      | (?:h(?:xx|tt|\*\*)ps?|ftp)\W{1,5}\S{4,}
      | \d{1,3}(?:\[?\(?\.\)?\]?\d{1,3}){3}(?:[:/]\d+)?(?!\w)
      | [\w.-]{1,253}(?:\[\.\]|\(\.\)|\[\.|\.\]|\[dot\])[\w-]\S*
      )
    | (?P<weak>[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,6}(?![\w.]))
    )
    [`'")\]+,;]*(?P<rest>[^\n]*)""",
    re.VERBOSE,
)
_CELL = re.compile(
    r"[|\t]\s{0,40}`?\+?(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|\d{1,3}(?:\[?\.\]?\d{1,3}){3}|"
    r"[\w.-]{1,253}\[\.\][\w.\[\]-]+|hxxps?\S+)\+?`?\s*(?=$|[|\t])"
)
_RULE = re.compile(r"[\s|=+:\-]*(?:\[options=.*|\|={3,})?$")


def is_indicator(line: str) -> bool:
    """Whether a line is an indicator with at most a few words about it (a longer remark in a table)."""
    if len(line) > _LONGEST:
        return False
    match = _INDICATOR.match(line)
    if match is None:
        return ("|" in line or "\t" in line) and _CELL.search(line) is not None
    rest = match["rest"]
    words = rest.count(" ")
    if match["weak"]:
        return words <= 1 and not rest.strip()
    return words <= (40 if "|" in rest or "\t" in rest else 8)


def runs(lines: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Spans of at least three indicator lines, with empty lines and table rules between them let through.

    Args:
        lines: (start, end, stripped text) of each line, in order; ``end`` is after the newline.
    """
    begin: int | None = None
    end = count = 0
    for start, stop, line in lines:
        if line and is_indicator(line):
            begin = start if begin is None else begin
            end, count = stop, count + 1
        elif line and not _RULE.fullmatch(line):
            if begin is not None and count >= _FEWEST:
                yield begin, end
            begin, count = None, 0
    if begin is not None and count >= _FEWEST:
        yield begin, end

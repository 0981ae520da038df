"""What a text says of itself and a reader must hear: that who did it is not told, or that it takes back what was said first."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

#: No more of a text is read for such words.
_READ = 60_000


@cache
def _patterns(caveat: str) -> tuple[re.Pattern[str], ...]:
    """Ways to say it, read once from ``data/caveats.toml``."""
    text = files("vidocq.evidence.mentions").joinpath("data", "caveats.toml").read_text(encoding="utf-8")
    return tuple(re.compile(entry["pattern"], re.IGNORECASE) for entry in tomllib.loads(text)[caveat].values())


def declined(text: str) -> str:
    """The first words of a text that decline to say who did it, or the empty string."""
    return _first("declined", text)


def corrects(text: str) -> str:
    """The first words of a text that take back or change what was said before, or the empty string."""
    return _first("corrects", text)


def _first(caveat: str, text: str) -> str:
    found = [match for pattern in _patterns(caveat) if (match := pattern.search(text[:_READ]))]
    return " ".join(min(found, key=lambda match: match.start())[0].split()) if found else ""

"""Where a report says itself that who did it is not told."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

#: No more of a text is read for such words.
_READ = 60_000


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Ways to say it, read once from ``data/declined.toml``."""
    text = files("vidocq.evidence.mentions").joinpath("data", "declined.toml").read_text(encoding="utf-8")
    return tuple(re.compile(entry["pattern"], re.IGNORECASE) for entry in tomllib.loads(text).values())


def declined(text: str) -> str:
    """The first words of a text that decline to say who did it, or the empty string."""
    found = [match for pattern in patterns() if (match := pattern.search(text[:_READ]))]
    return " ".join(min(found, key=lambda match: match.start())[0].split()) if found else ""

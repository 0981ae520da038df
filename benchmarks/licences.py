"""The licences of what a base install brings, from the installed packages' own metadata: ``licences.py [--check]``.

Writes ``docs/licences.md``; with ``--check`` compares it and fails where it differs or where a licence does not fit.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

LIST = Path(__file__).parents[1] / "docs" / "licences.md"
#: What may be used beside Apache-2.0 without terms that reach our own code.
FITTING = (
    *(
        "MIT",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "0BSD",
        "Apache-2.0",
        "Apache",
        "ISC",
        "PSF-2.0",
        "Python-2.0",
        "Zlib",
        "CC0-1.0",
    ),
    *("MIT-0", "MIT-CMU", "Unlicense", "MPL-2.0"),
)
#: What metadata says in words of its own, read by hand once: package, what it says, what that is.
READ_BY_HAND = {
    ("ahocorasick-rs", "Apache 2.0"): "Apache-2.0",
    # The wheel lists the parts of PDFium, each with its text: Apache-2.0, BSD, MIT, Zlib, FreeType, IJG, libpng, Unicode.
    ("pypdfium2", "BSD-3-Clause, Apache-2.0, dependency licenses"): "BSD-3-Clause AND Apache-2.0",
}
HEAD = """# Licences of what a base install brings

Made by `python benchmarks/licences.py` from the packages' own metadata; a test compares it. Nothing here has terms that
reach the code that uses it; MPL-2.0 concerns changes to the package's own files, of which we make none.

| package | licence | needed by |
|---|---|---|
"""


def needed() -> dict[str, str]:
    """All packages that a base install brings, with what asked for each first: vidocq itself where it does."""
    found: dict[str, str] = {}
    waiting = ["vidocq"]
    while waiting:
        by = waiting.pop(0)
        for other in sorted(_asked_for(by)):
            if other not in found:
                found[other] = by
                waiting.append(other)
    return found


def _asked_for(name: str) -> set[str]:
    """Installed packages that one needs without extras; those for other platforms and versions are not installed."""
    lines = [line for line in metadata.requires(name) or () if "extra" not in line.partition(";")[2]]
    names = {re.split(r"[\s\[<>=!~(;]", line.strip(), maxsplit=1)[0].lower().replace("_", "-") for line in lines}
    return {other for other in names if _installed(other)}


def _installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def licence(name: str) -> str:
    """The licence that a package's metadata states: its expression, else its classifiers, else a short field."""
    about = metadata.metadata(name)
    expression = about.get("License-Expression")
    if expression:
        return READ_BY_HAND.get((name, str(expression)), str(expression))
    marks = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    short = {
        "MIT License": "MIT",
        "BSD License": "BSD",
        "Apache Software License": "Apache-2.0",
        "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
        "Python Software Foundation License": "PSF-2.0",
    }
    if marks and marks != ["OSI Approved"]:
        return " AND ".join(short.get(mark, mark) for mark in marks)
    said = str(about.get("License") or "not stated").strip().split("\n")[0]
    return READ_BY_HAND.get((name, said), said)


def fits(said: str) -> bool:
    """Whether an expression fits: all of what must be kept together, one of what may be chosen."""
    return all(any(choice.strip(" ()") in FITTING for choice in part.split(" OR ")) for part in said.split(" AND "))


def made() -> str:
    """The list as a page."""
    found = needed()
    return HEAD + "".join(f"| {name} | {licence(name)} | {by} |\n" for name, by in sorted(found.items()))


def misfits() -> list[str]:
    """Packages whose stated licence does not fit."""
    return [f"{name}: {licence(name)}" for name in sorted(needed()) if not fits(licence(name))]


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(
            "; ".join(misfits()) or (LIST.read_text(encoding="utf-8") != made() and "docs/licences.md is not up to date") or 0
        )
    LIST.write_text(made(), encoding="utf-8")
    print(made())

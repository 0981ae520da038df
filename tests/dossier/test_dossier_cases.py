"""Dossiers kept as files: an old file stays readable, and what is made of it changes only on purpose.

To accept a change of wording: ``python tests/dossier/test_dossier_cases.py`` writes the expected files anew; read the diff.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from dossier_factory import CASES

from vidocq.dossier.renderers import json, markdown, text

FOLDER = Path(__file__).parent.parent / "cases" / "dossier"
NAMES = ("founding", "named")


def outputs(content: bytes) -> dict[str, bytes]:
    dossier = json.read(content)
    return {"dossier.md": markdown.RENDERER.render(dossier), "summary.txt": text.RENDERER.render(dossier)}


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_dossier_reads_as_it_did(name: str):
    made = outputs((FOLDER / name / "dossier.json").read_bytes())
    for file, content in made.items():
        assert content.decode() == (FOLDER / name / file).read_text(encoding="utf-8")


if __name__ == "__main__":
    for case in NAMES:
        given = FOLDER / case / "dossier.json"
        if not given.exists():
            given.write_bytes(json.RENDERER.render(CASES[case]()))
        for file_name, made in outputs(given.read_bytes()).items():
            (FOLDER / case / file_name).write_bytes(made)

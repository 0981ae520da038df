"""The JSON Schema of the dossier: ``python -m vidocq.workbench.schema > docs/dossier.schema.json``."""

from __future__ import annotations

import sys
from typing import Any

import msgspec


def dossier_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the file that ``--format json`` writes, from the nouns themselves."""
    from vidocq.dossier.renderers.json import Envelope

    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "vidocq dossier"}
    return head | msgspec.json.schema(Envelope)


def text() -> str:
    """The schema as the file has it."""
    return msgspec.json.format(msgspec.json.encode(dossier_schema(), order="sorted"), indent=2).decode() + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())

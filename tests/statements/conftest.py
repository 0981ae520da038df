"""Cases and helpers for the statement reader's tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vidocq.benchmarking.reader import text_document
from vidocq.statements.reader import Reading, read

CASES = Path(__file__).parents[1] / "cases" / "statements"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def reading(text: str, published: str | None = "2024-05-01") -> Reading:
    return read(text_document("test", text, published))


@pytest.fixture(scope="session")
def seed() -> Reading:
    return reading((CASES / "seed" / "seed.txt").read_text(encoding="utf-8"), None)

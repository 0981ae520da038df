"""Guards: what stands in the wrong place of a sentence is not blamed, and what does not speak for a state does not accuse."""

from __future__ import annotations

from typing import Any

import pytest

from statements.conftest import reading, rows

CASES = rows("guards.jsonl")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_guard(case: dict[str, Any]) -> None:
    found = reading(case["text"])
    accused = {
        f"{item.speaker.party}>{code}"
        for item in found.statements
        if item.act is not None and item.act.value in ("asserts", "suspects", "relays")
        for code in item.objects
    }
    done = {f"{item.by}:{item.measure}" for item in found.responses}
    assert not accused & set(case["not_accused"])
    assert set(case["accused"]) <= accused
    assert not done & set(case["not_done"])

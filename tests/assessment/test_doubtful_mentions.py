"""What is only likely a finding carries its doubt into the worlds of a case."""

from __future__ import annotations

import pytest

from vidocq.assessment.reading import _no_finding
from vidocq.model import Evidence


def said(score: float | None) -> Evidence:
    return Evidence(id="evidence--1", kind="malware", value="x", sentence="x", support=(), rule="r", score=score)


@pytest.mark.parametrize(
    ("scores", "doubt"),
    [((0.45,), 0.6), ((0.45, 0.91), 0.1), ((0.98,), 0.0), ((0.45, None), 0.0), ((None,), 0.0)],
)
def test_the_surest_mention_counts_and_what_is_no_prose_has_no_doubt(scores, doubt) -> None:
    assert _no_finding([said(score) for score in scores]) == pytest.approx(doubt, abs=0.051)

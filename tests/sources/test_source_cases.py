"""Folders of input and expected reading in ``tests/cases/sources``: a new case is a new folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vidocq import sources
from vidocq.model import Document
from vidocq.sources import Received

CASES = sorted((Path(__file__).parents[1] / "cases" / "sources").iterdir())


def outline(document: Document) -> dict[str, Any]:
    """What a case pins down: metadata, the roles with how each part begins and ends, typed values, notes."""

    def ends(start: int, end: int) -> str:
        shown = document.text[start:end].strip()
        return shown if len(shown) <= 60 else f"{shown[:28]} ... {shown[-28:]}"

    return {
        "media_type": document.media_type,
        "language": document.language,
        "title": document.title,
        "subtitle": document.subtitle,
        "publisher": document.publisher,
        "published": document.published,
        "url": document.url,
        "marking": document.marking.tlp.value,
        "sections": [[section.role.value, ends(section.start, section.end)] for section in document.sections],
        "fields": [[field.kind, ends(field.start, field.end), field.path] for field in document.fields],
        "notes": list(document.notes),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case):
    (given,) = case.glob("input.*")
    documents = sources.read(Received(name=given.name, content=given.read_bytes()))
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    assert [outline(document) for document in documents] == expected

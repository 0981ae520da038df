"""Short cuts for tests of the sources."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vidocq import sources
from vidocq.model import Document
from vidocq.sources import Received


@pytest.fixture
def read_one() -> Callable[[bytes | str], Document]:
    """Read content that holds one document."""

    def read(content: bytes | str, name: str = "input") -> Document:
        raw = content.encode() if isinstance(content, str) else content
        documents = sources.read(Received(name=name, content=raw))
        assert len(documents) == 1
        return documents[0]

    return read

"""A line of a JSONL file that cannot be read costs itself, wherever it stands."""

import pytest

from vidocq import sources
from vidocq.sources import Received

BROKEN = [
    b'{"text": "half \\ud800 a pair", "id": "\\udc00"}',
    b'{"text": ',
    b'{"text": "\xff"}',
    b'{"id": "no text"}',
    b'{"text": 5}',
]
WHOLE = [b'{"text": "Intruders used Sagerunex.", "id": "a"}', b'{"text": "They left.", "id": "b"}']


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_line_costs_itself(broken, place):
    lines = [*WHOLE[:place], broken, *WHOLE[place:]]
    found = sources.read(Received(name="a.jsonl", content=b"\n".join(lines)))
    assert [document.text for document in found] == ["Intruders used Sagerunex.", "They left."]
    assert f"line {place + 1}" in found[0].notes[-1]

"""No input makes reading take a time that grows with its square: twice as much takes about twice as long, in every reader.

What is measured is the ratio of two CPU times of this process, so that a busy machine does not matter; a quadratic step has 4.
"""

import contextlib
import gc
import json
import time

import pytest

from vidocq import sources
from vidocq.errors import SourceError
from vidocq.sources import Received
from vidocq.statements.reader import read as read_statements

#: Below this, in CPU seconds, there is nothing to compare: times are those of starting.
FLOOR = 0.4
#: Four times as much may take so many times as long: 4 is linear, 16 is quadratic.
MOST = 9.0

MAIL = "From: a@b.example\nTo: c@d.example\nSubject: x\nDate: Wed, 12 Mar 2025 10:00:00 +0100\n"


def _stix(pattern):
    return json.dumps({"type": "bundle", "objects": [{"type": "indicator", "id": "indicator--1", "pattern": pattern}]})


#: Each makes an input that grows with its number, in the format that its name begins with.
READ = {
    "html attributes": lambda n: "<html><body><p " + " ".join(f"a{i}=1" for i in range(n)) + ">shown</p></body></html>",
    "html attributes in many tags": lambda n: "<html><body>" + "<p a=1 b=2 c>x</p>" * n + "</body></html>",
    "html open quotes": lambda n: "<html><body>" + '<a href="' * n + "shown",
    "html hidden": lambda n: "<html><body>shown" + "<p style='display:none'>x" * n,
    "html rules": lambda n: "<html><head><style>" + ".a{color:red}" * n + "</style></head><body>shown</body></html>",
    "html comments": lambda n: "<html><body>shown" + "<!-- x -->" * n,
    "html deep": lambda n: "<html><body>" + "<div>" * n + "shown",
    "stix letters": lambda n: _stix("a" * n),
    "stix comparisons": lambda n: _stix("[a:b = 'c'] AND " * (n // 10)),
    "stix open quotes": lambda n: _stix("[a:b = '" * (n // 5)),
    "mail parameters": lambda n: MAIL + "Content-Type: text/plain;" + " a=b;" * (n // 10) + "\n\nshown",
    "mail continued parameters": lambda n: (
        MAIL + "Content-Type: text/plain; " + "".join(f"a*{i}*=x;" for i in range(n // 40)) + "\n\nshown"
    ),
    "jsonl": lambda n: "".join(json.dumps({"text": "some words", "id": str(i)}) + "\n" for i in range(n // 20)),
    "text words": lambda n: "a" * n,
    "text colons": lambda n: "a: " * n,
    "text hashes": lambda n: "# " * n,
}


#: A neighbour on the machine can slow one timing down: what is quadratic is so every time.
ATTEMPTS = 4


def _grows_too_fast(small_work, large_work):
    """The first pair of times within bounds, or the last one beyond them with True."""
    for _ in range(ATTEMPTS):
        small, large = _time(small_work), _time(large_work)
        if large < max(FLOOR, MOST * small):
            return False, small, large
    return True, small, large


def _time(work):
    # The collector's passes grow with all that the other tests of this process have left behind, not with the input.
    gc.collect()
    gc.disable()
    try:
        begun = time.process_time()
        with contextlib.suppress(SourceError):
            work()
        return time.process_time() - begun
    finally:
        gc.enable()


@pytest.mark.parametrize("family", READ)
def test_readers(family):
    def work(size):
        content = READ[family](size).encode()
        return lambda: sources.read(Received(name="x", content=content))

    _time(work(1000))
    too_fast, small, large = _grows_too_fast(work(10_000), work(40_000))
    assert not too_fast, (small, large)


PROSE = {
    "accused": "China accused Russia of accused China of accusing Russia of ",
    "techniques without blanks": "T1059.",
    "identifiers without blanks": "CVE-2024-",
    "one word": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "capitals": "A",
}


@pytest.mark.parametrize("family", PROSE)
def test_statements(family):
    def work(size):
        text = "Headline\n\n" + (PROSE[family] * (size // len(PROSE[family])))
        (document,) = sources.read(Received(name="x.txt", content=text.encode()))
        return lambda: read_statements(document)

    work(300)()
    too_fast, small, large = _grows_too_fast(work(3_000), work(12_000))
    assert not too_fast, (small, large)

"""No pattern takes a time that grows with the square of the text: every compiled pattern of every module, in the way it is used.

What is fed are runs: letters, digits, blanks, points, dashes, signs, and short things repeated. A pattern whose text is cut short
before it is asked is listed in ``BOUNDED`` with where; the list is checked for names that are no longer needed.
"""

import ast
import functools
import importlib
import pathlib
import pkgutil
import re
import signal
import time

import pytest

import vidocq
from vidocq.evidence.gated import Gated

RUNS = (
    *(
        "a",
        "a.",
        "a ",
        "A",
        "Aa ",
        "-",
        "a-",
        "1",
        "1.",
        "1 ",
        "@",
        "a@",
        "a:",
        ":",
        " ",
        "\t",
        "\n",
        "\n ",
        ".",
        "/",
        "a/",
        "\\",
    ),
    *("a\\", '"', "'", "“", "(", "[", "<", "<a ", "a=", "a,", "{", "_", "&", "|", "#", "*", "0x", "hxxp", "http://", "%41", ";"),
    *(
        "É. ",
        "the ",
        "said ",
        "China ",
        "and ",
        "of ",
        "2024-01-",
        "x.com/",
        "1,",
        "\u00a0",
        " \n",
        "- ",
        "a\n",
        "Aa\n",
        "=",
        "+",
    ),
    *("~", "?", "!", "’", "[.]", "a[.]", "`", "<!--", "T1059.", "\u00ad", "\x01"),
)
#: A linear pattern reads a text of this length in far less than the time below; what takes longer is measured at twice it.
LENGTH = 2_000
SUSPECT = 0.004
#: Twice the length may take so many times as long: 2 is linear, 4 is quadratic.
MOST = 3.0
#: Nothing is waited for longer than this (seconds of CPU).
GIVEN_UP = 0.1

_ONCE = frozenset({"match", "fullmatch"})
_ANYWHERE = frozenset({"search", "finditer", "findall", "sub", "subn", "split"})

#: Patterns that are asked of short texts only: where that is seen to.
BOUNDED = {
    "evidence.indicators.hashes._BREAK_BEFORE[0]": "asked of the 64 characters before a hash",
    "evidence.indicators.names._AV_BEFORE[0]": "asked of the 40 characters before a name",
    "evidence.indicators.names._HOST_AFTER[0]": "asked of the 48 characters behind a name",
    "evidence.mentions.places._BEFORE[0]": "asked of the 300 characters before a name",
    "evidence.names.resolve._LONGER_NAME[0]": "asked of a window before a name",
    "evidence.names.scan._BEFORE_TAG[0]": "asked of the 40 characters before a tag",
    "knowledge.names._SCHEMES[0]": "asked by match at the begin of a name, not everywhere in a text",
    "knowledge.names._SCHEMES[2]": "asked by match at the begin of a name, not everywhere in a text",
    "knowledge.names._SCHEMES[8]": "asked by match at the begin of a name, not everywhere in a text",
    "sources.headings._DECORATION[0]": "asked of stripped lines of 400 characters at most",
    "sources.headings._ROLE_PATTERNS[0]": "asked by fullmatch of the words of a heading, 400 characters at most",
    "sources.headings._ROLE_PATTERNS[4]": "asked by fullmatch of the words of a heading, 400 characters at most",
    "sources.headings._LABEL[0]": "asked of the first 160 characters of a line",
    "statements.coding._BESIDE[1]": "asked of coded sentences, in which runs of 100 characters without a blank are covered",
}


def _modules():
    for found in pkgutil.walk_packages(vidocq.__path__, "vidocq."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _patterns(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Gated):
        yield value.pattern
    elif isinstance(value, dict):
        for part in (*value, *value.values()):
            yield from _patterns(part)
    elif isinstance(value, tuple | list | set | frozenset):
        for part in value:
            yield from _patterns(part)


@functools.cache
def _methods(path):
    """Methods called in a file, by the name they are called on; those called on other things under the empty name."""
    found = {}
    for node in ast.walk(ast.parse(pathlib.Path(path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in _ONCE | _ANYWHERE:
            name = node.value.id if isinstance(node.value, ast.Name) and node.value.id.lstrip("_").isupper() else ""
            found.setdefault(name, set()).add(node.attr)
    return found


def _uses(module, name, value):
    """How a pattern is asked in the modules that have it: at one place, or anywhere in a text. Unknown ways count as anywhere."""
    own = name if isinstance(value, re.Pattern) else ""
    used = set()
    for other in _modules_with(name, id(value)):
        used |= _methods(other.__file__).get(own, set())
    once = used & _ONCE
    return (*sorted(once), *(("finditer",) if used - _ONCE or not once else ()))


@functools.cache
def _all_modules():
    return tuple(_modules())


@functools.cache
def _modules_with(name, number):
    return [module for module in _all_modules() if id(vars(module).get(name)) == number]


def _listed():
    seen = set()
    for module in _all_modules():
        for name, value in list(vars(module).items()):
            for number, pattern in enumerate(_patterns(value) if not name.startswith("__") else ()):
                key = (pattern.pattern, pattern.flags)
                if key not in seen:
                    seen.add(key)
                    yield f"{module.__name__.removeprefix('vidocq.')}.{name}[{number}]", pattern, _uses(module, name, value)


PATTERNS = {name: (pattern, uses) for name, pattern, uses in _listed()}


class _TooLong(Exception):
    pass


def _give_up(*_):
    raise _TooLong


def _time(pattern, use, text):
    before = signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, GIVEN_UP)
    begun = time.perf_counter()
    try:
        found = getattr(pattern, use)(text)
        if use == "finditer":
            for _ in found:
                pass
    except _TooLong:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.perf_counter() - begun


def _texts(pattern, run, length):
    for before, after in (("", ""), ("a ", "!")):
        text = before + run * (length // len(run)) + after
        yield text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text


def _grows(pattern, use, run):
    for short, long in zip(_texts(pattern, run, LENGTH), _texts(pattern, run, 2 * LENGTH), strict=True):
        if _time(pattern, use, short) < SUSPECT:
            continue
        for _ in range(3):  # a neighbour on the machine can slow one timing down: what is quadratic is so every time
            once = min(_time(pattern, use, short) for _ in range(3))
            twice = _time(pattern, use, long) if once < GIVEN_UP else once
            if once < SUSPECT or (once < GIVEN_UP and twice < MOST * once):
                break
        else:
            return True
    return False


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_is_quadratic(name):
    pattern, uses = PATTERNS[name]
    slow = next(((use, run) for use in uses for run in RUNS if _grows(pattern, use, run)), None)
    assert slow is None or name in BOUNDED, (pattern.pattern[:200], slow)


def test_what_is_excused_is_there_and_says_why():
    assert set(BOUNDED) <= set(PATTERNS)
    assert all(len(reason) > 15 for reason in BOUNDED.values())


def test_a_quadratic_pattern_is_seen():
    assert _grows(re.compile("[a-z]+!?[a-z]*@"), "finditer", "a")
    assert not _grows(re.compile("(?<![a-z])[a-z]+@"), "finditer", "a")

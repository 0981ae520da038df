"""States by ISO 3166 alpha-2 code, the bodies that speak for them, alliances and vendors, and finding them all in text.

Codes are ISO 3166-1:2020 alpha-2, with XK in use for Kosovo. Names, demonyms, capitals and seats of government stand in
``data/states.txt``; services, ministries, courts and alliances in ``data/bodies.txt``; companies in ``data/vendors.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from importlib.resources import files

import msgspec

from vidocq.vocabulary.phrases import compile_phrases


class Form(Enum):
    """How a text brings up a state or a body."""

    NAME = "name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    SEAT = "seat"
    BODY = "body"
    VENDOR = "vendor"


class State(msgspec.Struct, frozen=True, kw_only=True):
    """One state; ``names[0]`` is the one to show."""

    code: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """A body that speaks for ``party`` (a state's code, or an alliance); ``code`` is ``CC:NAME`` for a state's organ."""

    code: str
    party: str
    kind: str
    names: tuple[str, ...]


class PartyMention(msgspec.Struct, frozen=True, kw_only=True):
    """A span that names a state, a body or a vendor.

    ``party`` is the code counted by; ``code`` is finer (an organ's code) where the text names a body.
    """

    party: str
    code: str
    form: Form
    text: str
    start: int
    end: int


def _lines(name: str) -> Iterator[str]:
    text = files("vidocq.vocabulary").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _parts(cell: str, separator: str = ",") -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(separator) if part.strip())


@cache
def states() -> dict[str, State]:
    """All states by code."""
    found: dict[str, State] = {}
    for line in _lines("states.txt"):
        code, names, demonyms, capitals, seats = (*line.split("|"), "", "")[:5]
        found[code.strip()] = State(
            code=code.strip(), names=_parts(names), demonyms=_parts(demonyms), capitals=_parts(capitals), seats=_parts(seats)
        )
    return found


@cache
def bodies() -> dict[str, Body]:
    """All services, ministries, alliances and unions by code; names marked ``~`` in the data keep no mark here."""
    found: dict[str, Body] = {}
    for line in _lines("bodies.txt"):
        code, party, kind, names = (cell.strip() for cell in line.split("|"))
        found[code] = Body(code=code, party=party, kind=kind, names=tuple(n.lstrip("~") for n in _parts(names, ";")))
    return found


@cache
def vendors() -> dict[str, tuple[str, ...]]:
    """Companies and research bodies that publish attributions: code -> all names, the code first."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("vendors.txt"):
        code, _, others = line.partition("|")
        found[code.strip()] = (code.strip(), *_parts(others))
    return found


@cache
def shared_names() -> frozenset[str]:
    """Names of bodies that count only in a text that names their party elsewhere."""
    marked = (name for line in _lines("bodies.txt") for name in _parts(line.split("|")[3], ";"))
    return frozenset(name[1:] for name in marked if name.startswith("~"))


def _entries() -> Iterator[tuple[str, tuple[str, str, Form]]]:
    for state in states().values():
        for form, names in (
            (Form.DEMONYM, state.demonyms),
            (Form.SEAT, state.seats),
            (Form.CAPITAL, state.capitals),
            (Form.NAME, state.names),
        ):
            yield from ((name, (state.code, state.code, form)) for name in names)
    for body in bodies().values():
        yield from ((name, (body.party, body.code, Form.BODY)) for name in body.names)
    for code, names in vendors().items():
        yield from ((name, (code, code, Form.VENDOR)) for name in names)


@cache
def _index() -> tuple[re.Pattern[str], dict[str, tuple[str, str, Form]], frozenset[str]]:
    table: dict[str, tuple[str, str, Form]] = {}
    for name, value in _entries():
        table.setdefault(name, value)
        if len(name) > 3 and value[2] is not Form.VENDOR:
            table.setdefault(name.upper(), value)
    blocked = frozenset(_lines("not_states.txt"))
    return compile_phrases({*table, *blocked}), table, blocked


#: A name after one of these is not the state: "pro-Russian hackers" are nobody's organ.
_PREFIXED = re.compile(r"\b(?:pro|anti|non|ex|post|pre|trans)[-‐‑]$", re.IGNORECASE)


def find_parties(text: str) -> tuple[PartyMention, ...]:
    """All states, bodies and vendors named in ``text``, in order, without overlaps, longest name first.

    A name that many bodies bear (``PST``, ``Security Council``) counts only when the text names its party by another word.
    """
    pattern, table, blocked = _index()
    found: list[PartyMention] = []
    for match in pattern.finditer(text):
        name = " ".join(match.group().split())
        if name in blocked or name not in table or _not_meant(text, match.start(), match.end(), name):
            continue
        party, code, form = table[name]
        found.append(PartyMention(party=party, code=code, form=form, text=match.group(), start=match.start(), end=match.end()))
    return _without_strangers(found)


def _not_meant(text: str, start: int, end: int, name: str) -> bool:
    if _PREFIXED.search(text, max(0, start - 7), start):
        return True
    given = _GIVEN.search(text, max(0, start - 20), start)
    if given and given.group(1) in _first_names() and name in _surnames():
        return True  # "Peter Jordan" is a person
    if name == "US":  # "CONTACT US TODAY" is not the United States
        before, after = text[max(0, start - 12) : start].split(), text[end : end + 12].split()
        shouted = [word for word in (*before[-1:], *after[:1]) if len(word) > 3 and word.isupper()]
        return len(shouted) == 2
    return False


_GIVEN = re.compile(r"(?<![\w-])([A-Z][a-z]+)\s$")


@cache
def _first_names() -> frozenset[str]:
    return frozenset(word for line in _lines("first_names.txt") for word in line.split())


@cache
def _surnames() -> frozenset[str]:
    """Names of states and capitals that people bear as surnames: all of one word."""
    named = (name for state in states().values() for name in (*state.names, *state.capitals))
    return frozenset(name for name in named if name.isalpha())


def _without_strangers(found: list[PartyMention]) -> tuple[PartyMention, ...]:
    shared = shared_names()
    known = {mention.party for mention in found if mention.text not in shared}
    return tuple(mention for mention in found if mention.text not in shared or mention.party in known)


def find_states(text: str) -> tuple[PartyMention, ...]:
    """All states named in ``text`` by name, demonym, capital or seat of government."""
    return tuple(m for m in find_parties(text) if m.form in (Form.NAME, Form.DEMONYM, Form.CAPITAL, Form.SEAT))


def find_bodies(text: str) -> tuple[PartyMention, ...]:
    """All services, ministries, courts, alliances and unions named in ``text``."""
    return tuple(m for m in find_parties(text) if m.form is Form.BODY)


def find_vendors(text: str) -> tuple[PartyMention, ...]:
    """All vendors named in ``text``."""
    return tuple(m for m in find_parties(text) if m.form is Form.VENDOR)


def code_of(name: str) -> str | None:
    """Code of the state, body or vendor with exactly this name (any form, case kept), or None."""
    entry = _index()[1].get(" ".join(name.split()))
    return None if entry is None else entry[1]


def name_of(code: str) -> str:
    """Name to show for a code of a state or a body; the code itself where it is none of ours."""
    if code in states():
        return states()[code].names[0]
    return bodies()[code].names[0] if code in bodies() else code


def is_state(code: str) -> bool:
    """Whether ``code`` is a state's code."""
    return code in states()

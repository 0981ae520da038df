"""Names of actors as claims: who says that two names are the same, and the group one sees as a view over such claims.

A name belongs to its reporter. Two claims join three names only where one source makes both of them: a name that two sources
share never merges what each of them means by it. Withdrawing a claim un-merges.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection

from vidocq.errors import InputError
from vidocq.model import Lane, Noun
from vidocq.store import people, records, rights
from vidocq.store.log import NOW, Change
from vidocq.store.markings import label
from vidocq.store.normal import clean
from vidocq.store.records import Item, Row
from vidocq.vocabulary.tlp import Tlp

RELATIONS = ("same-as", "overlaps", "part-of", "disputed")

_ENCODER = msgspec.json.Encoder(order="deterministic")
_BLANKS = re.compile(r"[\s_\-‐-―]+")
_LONGEST = 200


class AliasClaim(Noun, frozen=True, kw_only=True):
    """One claim about two names.

    ``reporter`` and ``other_reporter`` are whose names they are (empty: not said); ``source`` makes the claim, ``date`` is EDTF,
    ``likelihood`` in [0, 1]; ``by`` entered it, with ``why``. ``scope`` is empty (for all), ``case`` or ``analyst``.
    """

    id: str
    relation: str
    name: str
    other: str
    source: str
    by: str
    reporter: str = ""
    other_reporter: str = ""
    date: str | None = None
    likelihood: float = 1.0
    why: str = ""
    scope: str = ""


class Step(Noun, frozen=True, kw_only=True):
    """One claim on the way from a name to another."""

    claim: AliasClaim
    origin: str
    target: str


class Group(Noun, frozen=True, kw_only=True):
    """What one sees under a name.

    ``names`` are joined to it by claims at or above the threshold, each with the ``ways`` that join it; ``possible`` are names
    that only another source's claim about a shared name would add: they are not merged. ``disputed`` are claims against.
    """

    name: str
    names: tuple[str, ...]
    ways: tuple[tuple[str, tuple[Step, ...]], ...]
    possible: tuple[tuple[str, tuple[Step, ...]], ...] = ()
    disputed: tuple[AliasClaim, ...] = ()


def key(name: str) -> str:
    """A name as it is compared: compatibility forms, case, spaces and dashes do not count."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


def claim(change: Change, made: AliasClaim, case_pk: int | None = None, tlp: Tlp = Tlp.UNMARKED) -> AliasClaim:
    """Keep a claim; gives it with its id.

    Raises:
        InputError: a name, the relation, the source or the likelihood cannot be used.
    """
    for name in (made.name, made.other):
        if not key(clean(name)) or len(name) > _LONGEST:
            raise InputError(f"a name has 1 to {_LONGEST} characters")
    if made.relation not in RELATIONS:
        raise InputError(f"{made.relation!r} is no relation", hint=", ".join(RELATIONS))
    if key(made.name) == key(made.other):
        raise InputError("a claim is about two names")
    if not made.source.strip():
        raise InputError("a claim needs its source", hint="--source")
    if not 0.0 <= made.likelihood <= 1.0:
        raise InputError("a likelihood lies between 0 and 1")
    kept = msgspec.structs.replace(made, id=f"alias--{change.seq}")
    item = Item(
        type="alias",
        id=kept.id,
        body=_ENCODER.encode(kept),
        asserter=kept.source,
        kind=kept.relation,
        value=key(kept.name),
        lane=Lane.ACCEPTED,
        tlp=tlp,
        layer="analyst",
    )
    records.append(change, case_pk, [item])
    change.case_pk = case_pk
    change.target, change.after = kept.id, f"{kept.name} {kept.relation} {kept.other} ({kept.source}, {kept.likelihood})"
    return kept


def withdraw(change: Change, claim_id: str) -> AliasClaim:
    """Say that a claim no longer holds; gives it.

    Raises:
        InputError: there is no such claim in force that who makes the change may see.
        RightsError: they may see it, and not withdraw it in its case.
    """
    where = records.case_of(change.connection, "alias", claim_id)
    rows = [row for row in records.of_type(change.connection, "alias") if row.id == claim_id]
    if not rows or not _seen(change, rows[0], where):
        raise InputError(f"there is no claim {claim_id!r} in force", hint="see `vidocq alias list`")
    if where is not None:
        people.require(change.connection, change.by, "alias withdraw", where)
        change.case_pk = where
    found = _claim(rows[0])
    records.end(change, rows, records.WITHDRAWN)
    change.target, change.before = claim_id, f"{found.name} {found.relation} {found.other} ({found.source}, {found.likelihood})"
    return found


def _seen(change: Change, row: Row, case_pk: int | None) -> bool:
    """Whether who makes a change may see a claim: what somebody keeps for themselves is theirs once the store has people."""
    seen = rights.sight(change.connection, change.by)
    own = _claim(row).scope != "analyst" or _claim(row).by == change.by or not people.people(change.connection)
    return own and case_pk not in seen.hidden and label(row.openness).visible_at(seen.ceiling)


def claims(
    connection: Connection, *, case_pk: int | None = None, analyst: str | None = None, at: int = NOW, ceiling: Tlp = Tlp.UNMARKED
) -> tuple[AliasClaim, ...]:
    """Claims in force for everyone, and those of one case and of one analyst."""
    rows = records.held(connection, types=("alias",), at=at, ceiling=ceiling)
    if case_pk is not None:
        rows += records.held(connection, types=("alias",), case_pk=case_pk, at=at, ceiling=ceiling)
    found = (_claim(row) for row in sorted(rows, key=lambda row: row.place))
    return tuple(one for one in found if one.scope != "analyst" or one.by == analyst)


def _claim(row: Row) -> AliasClaim:
    return msgspec.json.decode(row.body, type=AliasClaim)


def group(made: Iterable[AliasClaim], name: str, threshold: float = 0.5) -> Group:
    """What one sees under ``name``: same-as claims at or above ``threshold``."""
    every = tuple(made)
    used = [one for one in every if one.relation == "same-as" and one.likelihood >= threshold]
    shown = {key(text): text for one in reversed(every) for text in (one.other, one.name)}
    joined = _reached(used, key(name), same_source=True)
    further = {name: way for name, way in _reached(used, key(name), same_source=False).items() if name not in joined}
    members = {key(name), *joined}
    against = tuple(one for one in every if one.relation == "disputed" and key(one.name) in members and key(one.other) in members)
    return Group(
        name=shown.get(key(name), name),
        names=tuple(shown[one] for one in joined),
        ways=tuple((shown[one], way) for one, way in joined.items()),
        possible=tuple((shown[one], way) for one, way in further.items()),
        disputed=against,
    )


def _reached(used: list[AliasClaim], start: str, *, same_source: bool) -> dict[str, tuple[Step, ...]]:
    """Names that claims lead to, each with its shortest way; with ``same_source`` one source has to make the whole way."""
    near: defaultdict[str, list[tuple[str, AliasClaim]]] = defaultdict(list)
    for one in used:
        near[key(one.name)].append((key(one.other), one))
        near[key(one.other)].append((key(one.name), one))
    found: dict[str, tuple[Step, ...]] = {}
    seen = {(start, "")}
    queue: deque[tuple[str, str, tuple[Step, ...]]] = deque([(start, "", ())])
    while queue:
        here, source, way = queue.popleft()
        for there, one in near[here]:
            if same_source and source not in {"", one.source}:
                continue
            state = (there, one.source if same_source else "")
            if state in seen or there == start:
                continue
            seen.add(state)
            longer = (*way, Step(claim=one, origin=here, target=there))
            found.setdefault(there, longer)
            queue.append((there, one.source, longer))
    return found


def why(made: Iterable[AliasClaim], name: str, other: str, threshold: float = 0.5) -> tuple[Step, ...]:
    """The claims that join two names; empty if none do.

    Likelihood and source of every step stand in its claim.
    """
    found = group(made, name, threshold)
    return next((way for one, way in found.ways if key(one) == key(other)), ())


def conflicts(made: Iterable[AliasClaim], threshold: float = 0.5) -> tuple[str, ...]:
    """What does not fit together: names joined and disputed at once, names that sources share and mean differently."""
    every = tuple(made)
    names = {key(text): text for one in reversed(every) for text in (one.other, one.name)}
    lines: dict[str, None] = {}
    for name in sorted(names):
        found = group(every, name, threshold)
        for one in found.disputed:
            lines[f"{one.name} and {one.other} are joined, and {one.source} disputes it ({one.id})"] = None
        for _, way in found.possible:
            shared = way[-1].origin
            ends = sorted({names[way[0].origin], names[way[-1].target]})
            sources = sorted({step.claim.source for step in way})
            if len(way) == 2:
                lines[f"{names[shared]} is shared: {' and '.join(ends)} are not merged by it ({', '.join(sources)})"] = None
    return tuple(lines)

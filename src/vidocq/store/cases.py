"""Cases and documents by name: making them, finding them as people call them, and listing them quickly."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid

from sqlalchemy import ColumnElement, Connection, func, select

from vidocq.errors import InputError
from vidocq.model import Noun
from vidocq.store import schema
from vidocq.store.log import NOW, Change
from vidocq.store.markings import label, visible
from vidocq.store.normal import clean
from vidocq.vocabulary.tlp import Tlp

_C = schema.case
_LONGEST_TITLE = 300
_LONGEST_SLUG = 60


class CaseEntry(Noun, frozen=True, kw_only=True):
    """A case as it is listed; ``counts`` are (record type, how many hold)."""

    pk: int
    id: str
    slug: str
    title: str
    tlp: Tlp
    opened: str = ""
    changed: str = ""
    counts: tuple[tuple[str, int], ...] = ()

    def count(self, record_type: str) -> int:
        """How many records of a type hold."""
        return dict(self.counts).get(record_type, 0)


def new(change: Change, title: str, tlp: Tlp) -> CaseEntry:
    """Open a case.

    Raises:
        InputError: the title is empty, too long, or holds what cannot be kept.
    """
    title = " ".join(clean(title).split())
    if not title or len(title) > _LONGEST_TITLE:
        raise InputError(f"a title has 1 to {_LONGEST_TITLE} characters")
    slug = _free_slug(change.connection, title)
    entry = CaseEntry(pk=change.key(_C), id=f"case--{uuid.uuid4()}", slug=slug, title=title, tlp=tlp)
    row = {"pk": entry.pk, "id": entry.id, "slug": slug, "title": title, "openness": tlp.openness}
    change.insert(_C, [row])
    change.case_pk = entry.pk
    return entry


def find(connection: Connection, name: str, ceiling: Tlp = Tlp.UNMARKED) -> CaseEntry:
    """The case called so: by short name, id, number or title.

    Raises:
        InputError: there is none, or several have this title.
    """
    where = [_C.c.slug == name, _C.c.id == name]
    if name.isdecimal() and len(name) < 18:
        where.append(_C.c.pk == int(name))
    for clause in (*where, _C.c.title == name, func.lower(_C.c.title) == name.lower()):
        found = connection.execute(select(_C).where(clause, visible(_C, ceiling)).limit(2)).mappings().all()
        if len(found) > 1:
            raise InputError(f"several cases are called {name!r}", hint="use the short name or the number of `case list`")
        if found:
            row = found[0]
            return CaseEntry(pk=row["pk"], id=row["id"], slug=row["slug"], title=row["title"], tlp=label(row["openness"]))
    raise InputError(f"there is no case {name!r}", hint="see `vidocq case list`")


def listed(
    connection: Connection, *, at: int = NOW, ceiling: Tlp = Tlp.UNMARKED, limit: int | None = None, only: int | None = None
) -> list[CaseEntry]:
    """Cases, newest first, with how much is in them; ``only`` gives one by its key."""
    query = select(_C).where(_C.c.seq <= at, visible(_C, ceiling)).order_by(_C.c.pk.desc())
    if only is not None:
        query = query.where(_C.c.pk == only)
    rows = connection.execute(query if limit is None else query.limit(limit)).mappings().all()
    if not rows:
        return []
    span = (min(row["pk"] for row in rows), max(row["pk"] for row in rows))
    counts = _counts(connection, at, span, ceiling)
    times = _times(connection, at, span)
    return [
        CaseEntry(
            pk=row["pk"],
            id=row["id"],
            slug=row["slug"],
            title=row["title"],
            tlp=label(row["openness"]),
            opened=times.get(row["pk"], ("", ""))[0],
            changed=times.get(row["pk"], ("", ""))[1],
            counts=tuple(sorted(counts.get(row["pk"], {}).items())),
        )
        for row in rows
    ]


def _counts(connection: Connection, at: int, span: tuple[int, int], ceiling: Tlp) -> dict[int, dict[str, int]]:
    """How many records hold, by case and type: all that were written less those that ended, each one index pass."""
    table, ending = schema.record, schema.ending
    found: dict[int, dict[str, int]] = {}
    where: list[ColumnElement[bool]] = [table.c.case_pk.between(*span)]
    if at != NOW:
        where.append(table.c.seq <= at)
    if ceiling is not Tlp.UNMARKED:
        where.append(visible(table, ceiling))
    grouped = select(table.c.case_pk, table.c.type, func.count()).where(*where).group_by(table.c.case_pk, table.c.type)
    for case_pk, record_type, count in connection.execute(grouped):
        found.setdefault(case_pk, {})[record_type] = count
    less = (
        select(table.c.case_pk, table.c.type, func.count())
        .select_from(ending.join(table, ending.c.record_pk == table.c.pk))
        .where(*where, ending.c.seq <= at)
        .group_by(table.c.case_pk, table.c.type)
    )
    for case_pk, record_type, count in connection.execute(less):
        found[case_pk][record_type] -= count
    return found


def _times(connection: Connection, at: int, span: tuple[int, int]) -> dict[int, tuple[str, str]]:
    log = schema.change
    first = select(func.min(log.c.seq), func.max(log.c.seq), log.c.case_pk).where(log.c.case_pk.between(*span), log.c.seq <= at)
    bounds = {key: (low, high) for low, high, key in connection.execute(first.group_by(log.c.case_pk))}
    wanted = {seq for pair in bounds.values() for seq in pair}
    moments: dict[int, str] = {}
    ordered = sorted(wanted)
    for start in range(0, len(ordered), 5000):
        part = ordered[start : start + 5000]
        query = select(log.c.seq, log.c.at).where(log.c.seq.in_(part))
        moments.update((row[0], row[1]) for row in connection.execute(query))
    return {key: (moments[low], moments[high]) for key, (low, high) in bounds.items()}


def _free_slug(connection: Connection, title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-") or "case"
    if base.isdecimal():
        base = f"case-{base}"
    taken = set(connection.execute(select(_C.c.slug).where(_C.c.slug.startswith(base, autoescape=True))).scalars())
    if base not in taken:
        return base
    return next(f"{base}-{number}" for number in range(2, len(taken) + 3) if f"{base}-{number}" not in taken)


def keep_bytes(change: Change, content: bytes) -> str:
    """Keep a document's bytes, once however often they come; gives their SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    table = schema.blob
    if change.connection.execute(select(table.c.pk).where(table.c.sha256 == digest)).first() is None:
        change.insert(table, [{"sha256": digest, "size": len(content), "content": content}])
    return digest


def bytes_of(connection: Connection, sha256: str) -> bytes | None:
    """The bytes with this digest, or None."""
    found = connection.execute(select(schema.blob.c.content).where(schema.blob.c.sha256 == sha256)).scalar()
    return None if found is None else bytes(found)

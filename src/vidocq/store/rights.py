"""The store as one person may see it: every look into it that is not a case of theirs goes through here.

What decides is one policy: the person's role, their ceiling, and the cases that are closed to them. A verb asks for an action by
its name (``people.require``) and reads through a :class:`Sight`; nothing else gives out rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, or_, select

from vidocq.store import people, schema
from vidocq.store.dialect import Dialect
from vidocq.store.graph import Neighbourhood, neighbourhood
from vidocq.store.lookup import Sighting, lookup
from vidocq.store.markings import visible
from vidocq.store.people import Person
from vidocq.store.records import holds
from vidocq.store.search import Hit, search
from vidocq.store.similar import SimilarCase, similar
from vidocq.vocabulary.tlp import Tlp


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person sees: marked no more strictly than their ceiling, and nothing of the cases closed to them.

    ``hidden`` are the keys of the cases that may not be seen: those closed to the person, and those whose own marking is
    above the ceiling, whatever the marking of what is in them.
    """

    connection: Connection
    person: Person
    hidden: frozenset[int]

    @property
    def ceiling(self) -> Tlp:
        """What is marked more strictly is not seen."""
        return self.person.ceiling

    def seen(self, table: FromClause) -> ColumnElement[bool]:
        """Rows of a table with ``case_pk`` and ``openness`` that may be seen."""
        return and_(visible(table, self.ceiling), self.open_case(table))

    def open_case(self, table: FromClause) -> ColumnElement[bool]:
        """Rows of a table with ``case_pk`` that belong to no case, or to one that may be seen."""
        return or_(table.c.case_pk.is_(None), table.c.case_pk.not_in(sorted(self.hidden)))

    def lookup(self, value: str, kind: str | None = None) -> list[Sighting]:
        """All that is asserted of an observable, oldest first."""
        return lookup(self.connection, value, kind=kind, ceiling=self.ceiling, hidden=self.hidden)

    def search(self, dialect: Dialect, words: str, limit: int = 20) -> list[Hit]:
        """Records that hold and have all the words, best first.

        Raises:
            InputError: there is no word, or far too many.
        """
        where = and_(holds(ceiling=self.ceiling), self.open_case(schema.record))
        return search(self.connection, dialect, words, where=where, limit=limit)

    def graph(self, start: str, *, hops: int, limit: int) -> Neighbourhood:
        """What is near an imported object."""
        return neighbourhood(self.connection, start, hops=hops, limit=limit, ceiling=self.ceiling)

    def similar(self, case_pk: int, limit: int = 10) -> list[SimilarCase]:
        """Cases that share evidence with one; those that may not be seen are not even counted."""
        return similar(self.connection, case_pk, limit=limit, ceiling=self.ceiling, hidden=self.hidden)


def sight(connection: Connection, name: str, ceiling: Tlp = Tlp.UNMARKED, action: str = "read") -> Sight:
    """The store as somebody sees it who may do ``action``; ``ceiling`` may lower theirs, never raise it.

    Raises:
        StoreError: they may not.
    """
    person = people.require(connection, name, action)
    strictest = max(person.ceiling, ceiling, key=lambda label: label.openness)
    seen = Person(name=person.name, role=person.role, ceiling=strictest)
    return Sight(connection, seen, frozenset(people.closed_cases(connection, name) | _above(connection, strictest)))


def _above(connection: Connection, ceiling: Tlp) -> set[int]:
    """Keys of the cases that are marked more strictly than a ceiling."""
    if ceiling is Tlp.UNMARKED:
        return set()
    table: Any = schema.case
    return set(connection.execute(select(table.c.pk).where(~visible(table, ceiling))).scalars())

"""Alias claims at work: what a case's evidence names is read through them, and follows when one is withdrawn."""

from __future__ import annotations

from vidocq.model import Evidence
from vidocq.store import aliases, people, records
from vidocq.store import cases as entries
from vidocq.store.aliases import AliasClaim
from vidocq.store.store import Store
from vidocq.workbench import keeping
from vidocq.workbench.cases import Desk, KeptCase


class Names:
    """Claims made and withdrawn at a desk; every case that one touches is read again."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def claim(self, made: AliasClaim, case: str | None = None) -> tuple[AliasClaim, tuple[tuple[str, int], ...]]:
        """Keep a claim; gives it, and (case, number of records that follow from it) for each case touched."""
        pk = self.desk.case(case).entry.pk if case is not None else None
        with self.desk.store.change(by=self.desk.by, action="alias claim", why=made.why) as change:
            people.require(change.connection, self.desk.by, "alias claim", pk)
            kept = aliases.claim(change, made, pk)
        return kept, self._follow(kept)

    def withdraw(self, claim_id: str, why: str) -> tuple[AliasClaim, tuple[tuple[str, int], ...]]:
        """Withdraw a claim; gives it, and what follows in each case touched."""
        with self.desk.store.change(by=self.desk.by, action="alias withdraw", why=why) as change:
            people.require(change.connection, self.desk.by, "alias withdraw")
            gone = aliases.withdraw(change, claim_id)
        return gone, self._follow(gone)

    def _follow(self, changed: AliasClaim) -> tuple[tuple[str, int], ...]:
        if changed.relation != "same-as" or changed.scope == "analyst":
            return ()
        touched = []
        for case in self._cases_naming({aliases.key(changed.name), aliases.key(changed.other)}):
            outcome = case.seen(case.derive(f"alias {changed.id}"))
            count = len(outcome.added) + len(outcome.changed) + len(outcome.ended)
            if count:
                touched.append((case.entry.slug, count))
        return tuple(touched)

    def _cases_naming(self, names: set[str]) -> list[KeptCase]:
        with self.desk.store.read() as connection:
            found: dict[int, None] = {}
            for pk, row in records.naming(connection):
                if aliases.key(keeping.decode(row, Evidence).value) in names:
                    found[pk] = None
            # A claim is followed where the person may work; elsewhere it counts from the next change by somebody who may.
            mine = [pk for pk in found if people.authority(connection, self.desk.by, pk).role.may("case add")]
            listed = [entry for pk in mine for entry in entries.listed(connection, only=pk, ceiling=self.desk.ceiling)]
        return [KeptCase(self.desk, entry) for entry in listed]


def claims_of(store: Store, by: str, case: str | None = None, analyst: str | None = None) -> tuple[AliasClaim, ...]:
    """Claims in force that ``by`` may see: for all, and with them those of a case and of an analyst.

    What an analyst keeps for themselves is shown to nobody else once the store has people.

    Raises:
        StoreError: ``by`` may not read here.
    """
    with store.read() as connection:
        ceiling = people.require(connection, by, "read").ceiling
        pk = entries.find(connection, case, ceiling).pk if case is not None else None
        if pk is not None:
            people.require(connection, by, "read", pk)
        own = analyst if analyst == by or not people.people(connection) else None
        return aliases.claims(connection, case_pk=pk, analyst=own, ceiling=ceiling)

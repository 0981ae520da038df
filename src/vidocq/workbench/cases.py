"""A case that lasts: the in-memory pipeline on top of the store, with its history, and an answer that follows its evidence."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Unpack

import msgspec
from sqlalchemy import Connection

from vidocq.errors import InputError, RightsError
from vidocq.model import (
    AnalystInput,
    Assessment,
    Document,
    Dossier,
    Evidence,
    Marking,
    Noun,
    Response,
    Source,
    Statement,
    TimelineEntry,
    make_id,
    numbering,
)
from vidocq.store import aliases, log, people, records, rights
from vidocq.store import cases as entries
from vidocq.store.cases import CaseEntry
from vidocq.store.log import NOW, Change, Entry
from vidocq.store.records import Item, Outcome, Row
from vidocq.store.similar import SimilarCase
from vidocq.store.store import Store
from vidocq.vocabulary.counts import counted
from vidocq.vocabulary.tlp import Tlp, most_restrictive
from vidocq.workbench import comparison, decisions, keeping, named
from vidocq.workbench.comparison import Difference
from vidocq.workbench.decisions import Decision
from vidocq.workbench.options import WeighOptions
from vidocq.workbench.pipeline import Pipeline
from vidocq.workbench.record import Record

_VIEW = keeping.DERIVED
_TARGETS = ("source", "document", "evidence", "statement", "response", "incident", "conflict")


class Added(Noun, frozen=True, kw_only=True):
    """What taking documents in did: names that came in, one line for each problem, and what changed in the record."""

    documents: tuple[str, ...]
    problems: tuple[str, ...]
    outcome: Outcome


class Numbered(Noun, frozen=True, kw_only=True):
    """A record as a person names it (``source:3``): numbers count what was ever in the case, so they never move."""

    name: str
    row: Row

    @property
    def number(self) -> str:
        """The same as the dossier shows it: ``P3``."""
        return numbering.short(self.name)


class _NothingChangedError(Exception):
    """Leaves a change without keeping it."""


class Desk:
    """All cases of a store, as one person sees them.

    Args:
        store: where they are kept.
        by: who acts; every change is logged under this name, and checked against their role if the store has people.
        pipeline: reads, joins and weighs.
        ceiling: what is marked more strictly than this is not seen; by default the person's own ceiling.

    Raises:
        StoreError: the store has people, and ``by`` is none of them.
    """

    def __init__(self, store: Store, *, by: str, pipeline: Pipeline, ceiling: Tlp = Tlp.UNMARKED) -> None:
        if not by.strip():
            raise InputError("who acts must be said", hint="--by NAME")
        self.store = store
        self.by = by
        self.pipeline = pipeline
        with store.read() as connection:
            self.ceiling = rights.sight(connection, by, ceiling).ceiling

    def new(self, title: str, tlp: Tlp = Tlp.UNMARKED) -> KeptCase:
        """Open a case; ``tlp`` marks documents that carry no marking of their own."""
        with self.store.change(by=self.by, action="case new", target=title) as change:
            people.require(change.connection, self.by, "case new")
            entry = entries.new(change, title, tlp)
            change.after = tlp.value
        return KeptCase(self, entry)

    def case(self, name: str) -> KeptCase:
        """The case called so.

        Raises:
            InputError: there is none, or several.
        """
        with self.store.read() as connection:
            entry = entries.find(connection, name, self.ceiling)
            people.require(connection, self.by, "read", entry.pk)
            return KeptCase(self, entry)

    def listed(self, *, when: str | None = None, limit: int | None = None) -> list[CaseEntry]:
        """Cases, newest first."""
        with self.store.read() as connection:
            closed = people.closed_cases(connection, self.by)
            found = entries.listed(connection, at=log.resolve(connection, when), ceiling=self.ceiling, limit=limit)
        return [one for one in found if one.pk not in closed]


class KeptCase:
    """One case in the store."""

    def __init__(self, desk: Desk, entry: CaseEntry) -> None:
        self.desk = desk
        self.entry = entry

    # -- reading ---------------------------------------------------------------------------------------------------------

    def summary(self, when: str | None = None) -> CaseEntry:
        """The case with its counts and times.

        Raises:
            InputError: it was not there yet.
        """
        with self.desk.store.read() as connection:
            at = log.resolve(connection, when)
            found = entries.listed(connection, at=at, ceiling=self.desk.ceiling, only=self.entry.pk)
        if not found:
            raise InputError(f"the case was not there yet at {when}", where=self.entry.slug)
        return found[0]

    def record(self, when: str | None = None) -> Record:
        """Everything that held at a moment, after all decisions."""
        with self._at(when) as (connection, at):
            return self._record(connection, at)

    def numbered(self, types: Sequence[str] = _TARGETS, when: str | None = None) -> list[Numbered]:
        """What holds, under the names by which people point at it."""
        with self._at(when) as (connection, at):
            return self._numbered(connection, types, at)

    def decisions(self, when: str | None = None) -> tuple[Decision, ...]:
        """Decisions in force, oldest first."""
        with self._at(when) as (connection, at):
            return self._decisions(connection, at)

    def history(self, limit: int | None = None) -> list[Entry]:
        """The case's part of the log, oldest first."""
        with self.desk.store.read() as connection:
            found = log.entries(connection, case_pk=self.entry.pk, limit=limit)
            secret = records.beyond(connection, self.entry.pk, self.desk.ceiling)
        return [_veiled(one) if one.seq in secret else one for one in found]

    def timeline(self, when: str | None = None) -> tuple[TimelineEntry, ...]:
        """All that has a date, in order, with the precision that the documents give."""
        from vidocq.workbench.compose import timeline_of

        return timeline_of(self.record(when))

    def similar(self, limit: int = 10) -> list[SimilarCase]:
        """Cases that share evidence with this one, the rarer the weightier."""
        with self.desk.store.read() as connection:
            return rights.sight(connection, self.desk.by, self.desk.ceiling).similar(self.entry.pk, limit)

    def last_decision(self) -> str:
        """The id of the newest decision in force.

        Raises:
            InputError: there is none.
        """
        made = self.decisions()
        if not made:
            raise InputError("there is no decision to take back", where=self.entry.slug)
        return made[-1].id

    def marking(self, when: str | None = None) -> Tlp:
        """The strictest marking of what is shown of the case: its own and that of every record in it."""
        with self._at(when) as (connection, at):
            return self._strictest(self._held(connection, _VIEW, at))

    # -- taking in -------------------------------------------------------------------------------------------------------

    def add(self, *given: str | Path) -> Added:
        """Read documents and take them in with all that follows from them; what cannot be read is one line in ``problems``."""
        read: list[tuple[bytes, Document]] = []
        problems: list[str] = []
        for one in given:
            try:
                content, found = self.desk.pipeline.read(str(one))
            except InputError as error:
                problems.append(str(error))
                continue
            read.extend((content, self._marked(document)) for document in found)
        return self.take(read, problems)

    def take(self, read: Sequence[tuple[bytes, Document]], problems: Iterable[str] = ()) -> Added:
        """Take in documents already read, with the bytes they came in; they are read for evidence before the store is locked."""
        notes = list(problems)
        with self.desk.store.read() as connection:
            known = {row.id for row in records.ever(connection, self.entry.pk, ("document",))}
            gone = decisions.withdrawn(self._decisions(connection)) if known else {}
        fresh: dict[str, tuple[bytes, Document]] = {}
        for content, document in read:
            if not document.marking.tlp.visible_at(self.desk.ceiling):
                # Said before it is looked for: whether the case has it already is not theirs to know.
                notes.append(f"{document.name}: marked {document.marking.tlp.value}, above what {self.desk.by} may see: left out")
            elif document.id in known or document.id in fresh:
                notes.append(_known(document, gone.get(document.id), self.entry.slug))
            else:
                fresh[document.id] = (content, document)
        if not fresh:
            return Added(documents=(), problems=tuple(notes), outcome=Outcome())
        gathered = {name: self.desk.pipeline.gather(document) for name, (_, document) in fresh.items()}
        shown = ", ".join(document.name for _, document in fresh.values())
        with self._change("case add", target=shown[:1000]) as change:
            new = self._keep_documents(change, fresh, gathered)
            outcome = self._derive(change)
            change.after = (
                f"{counted(len(new), 'document')}, {counted(len(outcome.added), 'record')} new, {len(outcome.changed)} changed"
            )
            standing = {row.id for row in records.held(change.connection, types=("document",), case_pk=self.entry.pk)}
        # What is said to be in the case is what is in it, whatever others did or decided meanwhile.
        names = tuple(document.name for name, (_, document) in fresh.items() if name in standing)
        left_out = (document for name, (_, document) in fresh.items() if name not in standing)
        notes.extend(f"{document.name}: kept, but a decision keeps it out of the case" for document in left_out)
        return Added(documents=names, problems=tuple(notes), outcome=self.seen(outcome))

    def _keep_documents(
        self, change: Change, fresh: dict[str, tuple[bytes, Document]], gathered: dict[str, Record]
    ) -> list[Item]:
        # Another process may have taken in the same document since we looked.
        known = {row.id for row in records.ever(change.connection, self.entry.pk, ("document",))}
        new: list[Item] = []
        for name, (content, document) in fresh.items():
            if name in known:
                continue
            digest = entries.keep_bytes(change, content)
            new.append(keeping.document_item(document, digest))
            new.append(keeping.reading_item(document, gathered[name], self.desk.pipeline.version))
        records.append(change, self.entry.pk, new)
        return new[::2]

    def _marked(self, document: Document) -> Document:
        marking = msgspec.structs.replace(document.marking, tlp=document.marking.filled(self.entry.tlp))
        return msgspec.structs.replace(document, marking=marking)

    # -- deciding --------------------------------------------------------------------------------------------------------

    def grade(self, target: str, grade: str, why: str) -> Difference:
        """Grade a source (B, B2) or an item (2); gives the difference it makes.

        Raises:
            InputError: no such target or grade, or credibility 1 without independent origins.
        """
        reliability, credibility = decisions.parse_grade(grade)
        with self.desk.store.read() as connection:
            row = self._target(connection, target, ("source", "evidence"))
            if row.type == "evidence" and (reliability is not None or credibility is None):
                raise InputError("an item has a credibility (1-6), its source a reliability (A-F)", where=target)
            if credibility is not None and credibility.value == "1":
                self._require_independence(connection, row)
        return self._decide([(row, "grade", grade.strip().upper())], why)

    def _require_independence(self, connection: Connection, row: Row) -> None:
        hint = "2 is the highest grade of what one origin says"
        if row.type != "evidence":
            raise InputError("credibility 1 is for single items with independent confirmation", where=row.value, hint=hint)
        item = keeping.decode(row, Evidence)
        same = (keeping.decode(one, Evidence) for one in self._held(connection, ("evidence",)))
        origins = {one.origin for one in same if one.kind == item.kind and (one.ref or one.value) == (item.ref or item.value)}
        if len(origins) < 2:
            raise InputError("credibility 1 needs a second, independent origin; there is one", where=item.shown, hint=hint)

    def withdraw(self, target: str, why: str) -> Difference:
        """Withdraw a source, a document or an item with all that follows from it; gives before and after, and the dependants.

        Raises:
            InputError: there is no such record.
        """
        if not why.strip():
            raise InputError("a withdrawal needs its reason", hint="--why TEXT")
        with self.desk.store.read() as connection:
            row = self._target(connection, target, ("source", "document", "evidence", "statement", "response", "incident"))
        return self._decide([(row, "withdraw", "")], why)

    def decide(self, kind: str, targets: Sequence[Row], why: str = "", value: str = "") -> Outcome:
        """Accept, reject or edit items under review, all or none of them; nothing is weighed again."""
        return self._write_decisions([(row, kind, value) for row in targets], why)

    def undo(self, decision_id: str, why: str = "") -> Difference:
        """Take a decision back; what it had changed is again as it would be without it.

        Raises:
            InputError: there is no such decision in force.
        """
        before = self._freeze()
        self.undo_quietly([decision_id], why)
        return self._since(before)

    def undo_quietly(self, decision_ids: Sequence[str], why: str = "") -> Outcome:
        """Take decisions back, all or none, without weighing again."""
        with self._change("case undo", target=", ".join(decision_ids)[:1000], why=why) as change:
            rows = [row for row in self._held(change.connection, ("decision",)) if row.id in decision_ids]
            if len(rows) != len(set(decision_ids)):
                raise InputError("there is no such decision in force", hint="see `vidocq case show`")
            taken_back = [keeping.decode(row, Decision) for row in rows]
            for one in taken_back:  # who may not do a thing may not undo it either
                people.require(change.connection, self.desk.by, f"case {one.kind}", self.entry.pk)
                self._require_rank(change, one)
            change.before = "; ".join(comparison.sentence(one) for one in taken_back[:20])
            records.end(change, rows, records.WITHDRAWN)
            return self._derive(change)

    def _require_rank(self, change: Change, made: Decision) -> None:
        """Refuse an analyst who would take back what an editor or owner decided; a dissent is its author's, or an owner's."""
        if made.by == self.desk.by or not people.people(change.connection):
            return
        mine = people.authority(change.connection, self.desk.by, self.entry.pk).role
        needed = people.Role.OWNER
        if made.kind != "dissent":
            gone = people.find(change.connection, made.by) is None
            theirs = people.Role.NONE if gone else people.authority(change.connection, made.by, self.entry.pk).role
            needed = min(theirs, people.Role.EDITOR, key=lambda role: role.rank)
        if mine.rank < needed.rank:
            raise RightsError(f"{made.by} decided this, and {self.desk.by} may not take it back", hint=f"ask {made.by}")

    def remark(self, kind: str, target: str, value: str, why: str) -> None:
        """Keep a rating or a dissent beside the record; it changes no number of the machine's."""
        with self._change(f"case {kind}", target=target, why=why) as change:
            one = Decision(id=f"decision--{change.seq}-0", kind=kind, target=target, value=value, why=why, by=self.desk.by)
            held = self._held(change.connection, ("document",))
            label = self._strictest(held)
            records.append(change, self.entry.pk, [keeping.decision_item(one, label)])
            change.after = value

    def derive(self, cause: str) -> Outcome:
        """Read the case again because something outside it changed; nothing is written if nothing differs."""
        change_of = self.desk.store.change
        try:
            with change_of(by=self.desk.by, action="case follow", target=cause, case_pk=self.entry.pk) as change:
                outcome = self._derive(change)
                change.after = f"{len(outcome.added)} new, {len(outcome.changed)} changed, {len(outcome.ended)} ended"
                if outcome.nothing:
                    raise _NothingChangedError
        except _NothingChangedError:
            return Outcome()
        return outcome

    def _decide(self, wanted: Sequence[tuple[Row, str, str]], why: str) -> Difference:
        before = self._freeze()
        self._write_decisions(wanted, why)
        return self._since(before, [row.id for row, _, _ in wanted])

    def _write_decisions(self, wanted: Sequence[tuple[Row, str, str]], why: str) -> Outcome:
        if not wanted:
            return Outcome()
        action = f"case {wanted[0][1]}"
        target = wanted[0][0].id if len(wanted) == 1 else f"{len(wanted)} items"
        with self._change(action, target=target, why=why) as change:
            made = []
            for number, (row, kind, value) in enumerate(wanted):
                noun = keeping.decode(row, keeping.NOUNS[row.type])
                if kind == "edit" and isinstance(noun, Evidence | Statement | Response):
                    decisions.edited(noun, value)  # refuse before anything is written
                made.append(
                    Decision(
                        id=f"decision--{change.seq}-{number}",
                        kind=kind,
                        target=row.id,
                        key=decisions.key_of(noun),
                        value=value,
                        why=why,
                        by=self.desk.by,
                        documents=noun.document_ids if kind == "withdraw" and isinstance(noun, Source) else (),
                    )
                )
            labels = [self._strictest([row]) for row, _, _ in wanted]
            items = [keeping.decision_item(one, label) for one, label in zip(made, labels, strict=True)]
            records.append(change, self.entry.pk, items)
            outcome = self._derive(change)
            change.before = "; ".join(
                comparison.sentence(keeping.decode(row, keeping.NOUNS[row.type])) for row, _, _ in wanted[:20]
            )
            change.after = wanted[0][2] or f"{len(outcome.changed)} changed, {len(outcome.ended)} ended"
            return outcome

    def seen(self, outcome: Outcome) -> Outcome:
        """What of an outcome the person at the desk may see: the number of what is hidden would give it away."""
        if self.desk.ceiling is Tlp.UNMARKED or outcome.nothing:
            return outcome
        with self.desk.store.read() as connection:
            rows = records.ever(connection, self.entry.pk, keeping.DERIVED)
        shown = {row.id for row in rows if tuple(Tlp)[row.openness].visible_at(self.desk.ceiling)}
        return Outcome(
            added=tuple(one for one in outcome.added if one in shown),
            changed=tuple(one for one in outcome.changed if one in shown),
            ended=tuple(one for one in outcome.ended if one in shown),
        )

    # -- answering -------------------------------------------------------------------------------------------------------

    def assess(self, when: str | None = None, *, analyst: str | None = None, **options: Unpack[WeighOptions]) -> Assessment:
        """Weigh what held at a moment, with the knowledge that was in use then; the present answer is kept.

        With ``analyst`` it is that person's own answer, with the priors and probabilities they gave: shown, not kept.

        Raises:
            InputError: there was no document in the case.
        """
        with self._at(when) as (connection, at):
            record = self._record(connection, at)
            made = self._decisions(connection, at)
            pipeline = self.desk.pipeline if at == NOW else self._pipeline_of(connection, at)
        if not record.documents:
            raise InputError("there is no document in the case", where=self.entry.slug, hint="`vidocq case add CASE FILE`")
        if analyst is not None:
            options |= _by_hand(made, analyst)
        own = bool(options)
        if any(one.kind == "together" for one in made):
            options["together"] = True
        assessment = _with_dissent(pipeline.assess(record, **options), made)
        if at == NOW and not own and self._keeps_answers():
            self._keep_assessment(assessment)
        return assessment

    def kept_assessment(self, when: str | None = None) -> tuple[Assessment | None, bool]:
        """The last answer written by then, and whether the record has changed since."""
        with self._at(when) as (connection, at):
            rows = self._held(connection, ("assessment",), at)
            if not rows:
                return None, False
            newest = max((row.seq for row in self._held(connection, (*_VIEW, "decision"), at)), default=0)
            ended = self._last_ending(connection, at)
            return keeping.decode(rows[-1], Assessment), max(newest, ended) > rows[-1].seq

    def dossier(self, when: str | None = None, **options: Unpack[WeighOptions]) -> Dossier:
        """The case as one document as of a moment; ``created`` is the moment of the last change it knows."""
        assessment = self.assess(when, **options)
        with self._at(when) as (connection, at):
            record = self._record(connection, at)
            pipeline = self.desk.pipeline if at == NOW else self._pipeline_of(connection, at)
            last = log.entries(connection, case_pk=self.entry.pk, limit=1, until=at)
        created = (last[-1].at[:19] if last else datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")) + "Z"
        marking = Marking(tlp=self.entry.tlp) if self.entry.tlp is not Tlp.UNMARKED else None
        made = pipeline.compose(record, assessment, title=self.entry.title, created=created, marking=marking)
        numbers = tuple((one.row.id, one.number) for one in self.numbered(when=when))
        return msgspec.structs.replace(made, numbers=numbers)

    def write(self, out: str | Path, *, formats: Iterable[str], when: str | None = None, force: bool = False) -> Dossier:
        """Write the dossier as a directory and note in the store that it was written, so that it can be marked superseded."""
        import hashlib

        from vidocq.workbench.case import render
        from vidocq.workbench.output import check_target, write_directory
        from vidocq.workbench.package import packed

        check_target(Path(out), force=force)
        with self.desk.store.read() as connection:  # asked before anything is written, and again where it is noted
            people.require(connection, self.desk.by, "case dossier", self.entry.pk)
        dossier = self.dossier(when)
        files = packed(dossier, render(dossier, {*formats, "json"}))
        write_directory(Path(out), files, force=force)
        digest = hashlib.sha256(files["dossier.json"]).hexdigest()
        with self._change("case dossier", target=str(out)) as change:
            change.after = f"sha256:{digest}"
            body = {
                "path": str(out),
                "created": dossier.created,
                "sha256": digest,
                "answer": dossier.assessment.group.answer.sentence,
            }
            name = make_id("dossier", self.entry.id, digest, str(change.seq))
            item = Item(type="dossier", id=name, body=keeping.encode(body), asserter=f"analyst:{self.desk.by}", value=digest)
            records.append(change, self.entry.pk, [item])
        return dossier

    def dossiers(self, when: str | None = None) -> list[tuple[dict[str, str], bool]]:
        """Dossiers that were written, and whether each has been superseded since."""
        with self._at(when) as (connection, at):
            standing = {row.id for row in self._held(connection, ("dossier",), at)}
            rows = records.ever(connection, self.entry.pk, ("dossier",), at)
        return [(msgspec.json.decode(row.body, type=dict[str, str]), row.id not in standing) for row in rows]

    def diff(self, start: str, end: str | None = None) -> Difference:
        """What changed between two moments in the evidence, and so in the answer."""
        with self.desk.store.read() as connection:
            first, last = log.resolve(connection, start, start=True), log.resolve(connection, end)
            if first > last:
                raise InputError("--from is after --to")
            before, after = self._nouns(connection, first), self._nouns(connection, last)
        was, now = self._answer_at(first), self._answer_at(last)
        return Difference(
            before_seq=first,
            after_seq=min(last, self._head()),
            lines=comparison.lines(before, after),
            answers=comparison.answers(was, now),
            confidence=comparison.confidences(was, now),
            notes=comparison.other_causes(was, now),
        )

    def _answer_at(self, at: int) -> Assessment | None:
        try:
            return self.assess(None if at == NOW else f"#{at}")
        except InputError:
            return None

    # -- inside ----------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _at(self, when: str | None) -> Iterator[tuple[Connection, int]]:
        with self.desk.store.read() as connection:
            yield connection, log.resolve(connection, when)

    @contextlib.contextmanager
    def _change(self, action: str, *, target: str = "", why: str = "") -> Iterator[Change]:
        with self.desk.store.change(by=self.desk.by, action=action, target=target, why=why, case_pk=self.entry.pk) as change:
            people.require(change.connection, self.desk.by, action, self.entry.pk)
            yield change

    def _strictest(self, rows: Iterable[Row]) -> Tlp:
        """The marking of what is said of these records in this case: the strictest of theirs and the case's own."""
        labels = [tuple(Tlp)[row.openness] for row in rows]
        own = [self.entry.tlp] if self.entry.tlp is not Tlp.UNMARKED else []
        return most_restrictive([*labels, *own])

    def _held(self, connection: Connection, types: Sequence[str], at: int = NOW) -> list[Row]:
        return records.held(connection, types=types, case_pk=self.entry.pk, at=at, ceiling=self.desk.ceiling)

    def _record(self, connection: Connection, at: int) -> Record:
        return keeping.record_of(self._held(connection, _VIEW, at))

    def _decisions(self, connection: Connection, at: int = NOW) -> tuple[Decision, ...]:
        return tuple(keeping.decode(row, Decision) for row in self._held(connection, ("decision",), at))

    def _nouns(self, connection: Connection, at: int) -> dict[tuple[str, str], Noun | str]:
        rows = self._held(connection, (*_VIEW, "decision"), at)
        return {
            (row.type, row.id): keeping.decode(row, str)
            if row.type == "problem"
            else keeping.decode(row, keeping.NOUNS[row.type])
            for row in rows
        }

    def _derive(self, change: Change) -> Outcome:
        """Make the derived records what documents and decisions now say; an answer that no longer fits is not touched here."""
        connection = change.connection
        inputs = records.ever(connection, self.entry.pk, ("document", "reading"))
        documents = {row.id: keeping.decode(row, Document) for row in inputs if row.type == "document"}
        digests = {row.id: row.value for row in inputs if row.type == "document"}
        rows = records.held(connection, types=("decision",), case_pk=self.entry.pk)
        made = tuple(keeping.decode(row, Decision) for row in rows)
        parts = [
            msgspec.structs.replace(keeping.decode(row, Record), documents=(documents[row.id],))
            for row in inputs
            if row.type == "reading"
        ]
        record = decisions.apply(self.desk.pipeline.join(decisions.standing_parts(parts, made)), made)
        record = named.apply(record, aliases.claims(connection, case_pk=self.entry.pk), self.desk.pipeline.resolve)
        return records.reconcile(change, self.entry.pk, keeping.items(record, digests), keeping.DERIVED)

    def _keeps_answers(self) -> bool:
        """Whether what is weighed here is the case's answer: by one who sees all of it and may write."""
        if self.desk.ceiling is not Tlp.UNMARKED:
            return False
        with self.desk.store.read() as connection:
            return people.authority(connection, self.desk.by, self.entry.pk).role.may("case assess")

    def _keep_assessment(self, assessment: Assessment) -> None:
        """Keep the present answer and the knowledge it stands on; dossiers that say something else are superseded."""
        body = keeping.encode(assessment)
        with self.desk.store.read() as connection:
            rows = self._held(connection, ("assessment",))
            if rows and rows[-1].body == body:
                return
            knows = records.held(connection, types=("knowledge",), id=f"knowledge--{assessment.knowledge.digest}")
        packed = None if knows else self.desk.pipeline.knowledge()
        with self._change("case assess", target=assessment.group.answer.kind) as change:
            if packed is not None and packed[0] == assessment.knowledge.digest:
                self._keep_knowledge(change, *packed)
            name = make_id("assessment", self.entry.id)
            tlp = min((row.openness for row in self._held(change.connection, ("document",))), default=0)
            item = Item(
                type="assessment",
                id=name,
                body=body,
                asserter=f"vidocq:{self.desk.pipeline.version}",
                kind=assessment.group.answer.kind,
                value=assessment.knowledge.digest,
                tlp=tuple(Tlp)[tlp],
            )
            change.before = _said(rows[-1]) if rows else ""
            change.after = assessment.group.answer.sentence
            records.reconcile(change, self.entry.pk, [item], ("assessment",))
            records.end(change, self._held(change.connection, ("dossier",)), records.SUPERSEDED)

    def _keep_knowledge(self, change: Change, digest: str, content: bytes) -> None:
        name = f"knowledge--{digest}"
        if records.held(change.connection, types=("knowledge",), id=name):
            return
        kept = entries.keep_bytes(change, content)
        item = Item(type="knowledge", id=name, body=b"{}", asserter="vidocq", value=kept, tlp=Tlp.CLEAR)
        records.append(change, None, [item])

    def _pipeline_of(self, connection: Connection, at: int) -> Pipeline:
        """The pipeline on the knowledge that the last answer by then stood on; the present one if there was no answer yet."""
        rows = self._held(connection, ("assessment",), at)
        if not rows:
            return self.desk.pipeline
        known = records.held(connection, types=("knowledge",), id=f"knowledge--{rows[-1].value}")
        content = entries.bytes_of(connection, known[-1].value) if known else None
        return self.desk.pipeline if content is None else self.desk.pipeline.with_knowledge(content)

    def _freeze(self) -> tuple[int, dict[tuple[str, str], Noun | str], Assessment | None]:
        """The moment before a change: its number, its records, its answer."""
        answer = self._answer_at(NOW)
        with self.desk.store.read() as connection:
            return self._head(connection), self._nouns(connection, NOW), answer

    def _since(
        self, before: tuple[int, dict[tuple[str, str], Noun | str], Assessment | None], targets: Sequence[str] = ()
    ) -> Difference:
        seq, nouns, was = before
        now = self._answer_at(NOW)
        with self.desk.store.read() as connection:
            after, head = self._nouns(connection, NOW), self._head(connection)
        changed = comparison.lines(nouns, after)
        dependants = tuple(
            f"{line.type}: {line.sentence}" for line in changed if line.id not in targets and line.type != "decision"
        )
        written = tuple(f"dossier: {body['path']} ({body['created']})" for body, old in self.dossiers() if old)
        return Difference(
            before_seq=seq,
            after_seq=head,
            lines=changed,
            answers=comparison.answers(was, now),
            confidence=comparison.confidences(was, now),
            dependants=(*dependants, *written),
            notes=comparison.other_causes(was, now) if now is not None else ("nothing is left to assess",),
        )

    def _head(self, connection: Connection | None = None) -> int:
        if connection is None:
            with self.desk.store.read() as own:
                return self._head(own)
        last = log.entries(connection, limit=1)
        return last[-1].seq if last else 0

    def _last_ending(self, connection: Connection, at: int) -> int:
        return records.last_ending(connection, self.entry.pk, (*_VIEW, "decision"), at)

    def _numbered(self, connection: Connection, types: Sequence[str], at: int = NOW) -> list[Numbered]:
        places = records.places(connection, self.entry.pk, types)
        numbers: dict[int, str] = {}
        for kind in types:
            numbers |= {place: f"{kind}:{number}" for number, place in enumerate(places.get(kind, ()), 1)}
        return [Numbered(name=numbers[row.place], row=row) for row in self._held(connection, types, at)]

    def _target(self, connection: Connection, name: str, types: Sequence[str]) -> Row:
        given = numbering.parse(name)
        wanted = {name} if given is None else {f"{given[0]}:{given[1]}"}
        found = [one.row for one in self._numbered(connection, types) if {one.name, one.row.id} & wanted]
        if not found:
            raise InputError(f"there is no {name!r} in the case", hint=f"one of {', '.join(types)} as in `vidocq case show`")
        return found[0]

    def touched(self, names: Sequence[str]) -> list[str]:
        """What people point at by these names, in words: ``E12 malware Foo [6]``, ``P1 The Ledger (wire, F)``.

        Raises:
            InputError: one of them is not there.
        """
        with self.desk.store.read() as connection:
            numbered = {one.row.id: one for one in self._numbered(connection, _TARGETS)}
            rows = [self._target(connection, name, _TARGETS) for name in names]
        return [f"{numbered[row.id].number} {_in_words(row)}" for row in rows]

    def targets(self, names: Sequence[str], types: Sequence[str]) -> list[Row]:
        """The rows that people mean by these names.

        Raises:
            InputError: one of them is not there.
        """
        with self.desk.store.read() as connection:
            return [self._target(connection, name, types) for name in names]


def _in_words(row: Row) -> str:
    return comparison.sentence(keeping.decode(row, keeping.NOUNS[row.type]))


def _by_hand(made: Iterable[Decision], analyst: str) -> WeighOptions:
    """One analyst's priors and overrides as the assessment takes them; a later one on the same target takes the place."""
    latest = {(one.kind, one.target): one for one in made if one.by == analyst and one.kind in {"prior", "override"}}
    inputs = [
        AnalystInput(kind=one.kind, by=one.by, reason=one.why, target=one.target, value=one.value) for one in latest.values()
    ]
    return {
        "priors": tuple(one for one in inputs if one.kind == "prior"),
        "overrides": tuple(one for one in inputs if one.kind == "override"),
    }


def _known(document: Document, decision: Decision | None, case: str) -> str:
    """What to say of a document that the case has, or had, already."""
    if decision is None:
        return f"{document.name}: the same bytes are already in the case (counted once)"
    why = f": {decision.why}" if decision.why else ""
    return (
        f"{document.name}: {decision.by} withdrew this document{why}; it stays out "
        f"(`vidocq case undo {case} {decision.id}` brings it back)"
    )


def _with_dissent(assessment: Assessment, made: Iterable[Decision]) -> Assessment:
    dissent = tuple(f"{one.by}: {one.value}" for one in made if one.kind == "dissent")
    return msgspec.structs.replace(assessment, dissent=(*assessment.dissent, *dissent)) if dissent else assessment


def _veiled(entry: Entry) -> Entry:
    """A change of which somebody may know that it was made, by whom and when, and not what it says."""
    veil = "(marked above your ceiling)"
    return msgspec.structs.replace(entry, target=veil, before="", after="", why="")


def _said(row: Row) -> str:
    return keeping.decode(row, Assessment).group.answer.sentence

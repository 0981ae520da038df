"""Reasons to name nobody although one leads: traces of several groups, documents that name another, or that name nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vidocq.assessment.bag import SOFTWARE, Bag
from vidocq.assessment.index import Index
from vidocq.assessment.reading import Reading, evidential_text, traces_by_document
from vidocq.evidence.mentions.caveats import declined
from vidocq.model import Document, Evidence, Hypothesis, HypothesisKind, Mention

#: A mention that is no finding with this chance or more gives nobody's program.
_DOUBTFUL = 0.5
#: A program of more groups than this tells none of them from another.
_FEW = 3
#: Names shown of many.
_SHOWN = 3
#: The kind of evidence that is a group's name in a document.
_NAME = "intrusion-set"


@dataclass(frozen=True, slots=True)
class Rivals:
    """Whom a case speaks of.

    ``users`` are, for each telling program, the rows of the groups that have it; ``named`` the groups that the documents name
    (id, name there); ``declined`` the words by which all documents that gave traces decline to name anybody, if they do.
    """

    users: tuple[frozenset[int], ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    declined: str = ""

    def against(self, leading: Hypothesis, index: Index) -> str | None:
        """Why this group or state may not be named, in words; None where nothing stands against it."""
        apart = _states_apart if leading.kind is HypothesisKind.STATE else _groups_apart
        if rows := apart(self.users, index):
            return f"programs of {_listed([index.names[row] for row in sorted(rows)])} were found together"
        if self.named and not any(_is(ref, leading, index) for ref, _ in self.named):
            return f"the documents name {_listed([name for _, name in self.named])}"
        if self.declined:
            return f"who reports the traces names nobody (“{self.declined}”)"
        return None


def rivals(reading: Reading, index: Index, documents: Iterable[Document] = ()) -> Rivals:
    """What of a case may stand against naming its leader.

    Args:
        reading: what of the case is weighed, and what is only said in it.
        index: the knowledge.
        documents: the case's documents.
    """
    return Rivals(users=_users(reading.bag, index), named=_named(reading.claims), declined=_declined(reading, documents))


def _users(bag: Bag, index: Index) -> tuple[frozenset[int], ...]:
    """Rows of the groups that have each program of a bag; what is sold or shared, and what is hardly a finding, tells nothing."""
    telling = [
        item.value
        for item in bag.items
        if item.family == SOFTWARE and item.value in index.column and item.value not in index.passed_on and item.doubt < _DOUBTFUL
    ]
    found = (frozenset(int(row) for row in index.uses.users(index.column[value])) for value in telling)
    return tuple(rows for rows in found if rows)


def _groups_apart(users: Sequence[frozenset[int]], index: Index) -> frozenset[int]:
    """All users of the programs that few groups have, where no group has them all; else nothing."""
    few = [rows for rows in users if len(rows) <= _FEW]
    if not few or frozenset.intersection(*few):
        return frozenset()
    return frozenset.union(*few)


def _states_apart(users: Sequence[frozenset[int]], index: Index) -> frozenset[int]:
    """All users of the programs that groups of one state alone have, where these are several states; else nothing."""
    national = [rows for rows in users if len({index.countries[row] for row in rows}) == 1]
    states = {index.countries[row] for rows in national for row in rows}
    return frozenset.union(*national) if len(states) > 1 else frozenset()


def _named(evidence: Iterable[Evidence]) -> tuple[tuple[str, str], ...]:
    """Groups that the documents give as who did it: id in the knowledge base and the name as it stands there."""
    found = {
        item.ref: item.value
        for item in evidence
        if item.kind == _NAME and item.mention is Mention.SUBJECT and item.ref and item.lane.stands
    }
    return tuple(sorted(found.items()))


def _declined(reading: Reading, documents: Iterable[Document]) -> str:
    """How the documents that gave traces decline to name anybody: those that saw them know best. Empty where any does not."""
    giving = traces_by_document(reading)
    said = [declined(evidential_text(document)) for document in documents if document.id in giving]
    return said[0] if said and all(said) else ""


def _is(ref: str, leading: Hypothesis, index: Index) -> bool:
    """Whether a group that is named is the leading one, or of the leading state; a group without recorded behaviour may be."""
    if leading.kind is not HypothesisKind.STATE:
        return ref == leading.ref
    row = index.row.get(ref)
    return row is None or index.countries[row] in (None, leading.ref)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" and others" if len(names) > _SHOWN else "")

"""Reasons to name nobody although one leads: traces of several groups, or documents that name another than the traces fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vidocq.assessment.bag import SOFTWARE, Bag
from vidocq.assessment.index import Index
from vidocq.model import Evidence, Hypothesis, HypothesisKind, Mention

#: A mention that is no finding with this chance or more gives nobody's program.
_DOUBTFUL = 0.5
#: Names shown of many.
_SHOWN = 3
#: The kind of evidence that is a group's name in a document.
_NAME = "intrusion-set"


@dataclass(frozen=True, slots=True)
class Rivals:
    """Whom a case speaks of: rows of groups whose own programs were found, and groups that the documents name (id, name)."""

    owners: tuple[int, ...] = ()
    named: tuple[tuple[str, str], ...] = ()

    def against(self, leading: Hypothesis, index: Index) -> str | None:
        """Why this group or state may not be named, in words; None where nothing stands against it."""
        if len({_answer(row, leading, index) for row in self.owners}) > 1:
            return f"programs of {_listed([index.names[row] for row in self.owners])} were found together"
        if self.named and not any(_is(ref, leading, index) for ref, _ in self.named):
            return f"the documents name {_listed([name for _, name in self.named])}"
        return None


def rivals(evidence: Iterable[Evidence], bag: Bag, index: Index) -> Rivals:
    """What of a case may stand against naming its leader.

    Args:
        evidence: what is said in the case, its claims.
        bag: what is weighed of it.
        index: the knowledge.
    """
    return Rivals(owners=owners(bag, index), named=_named(evidence))


def owners(bag: Bag, index: Index) -> tuple[int, ...]:
    """Rows of the groups that have a program of their own in a bag; what others may have gives nobody."""
    own = (
        item.value
        for item in bag.items
        if item.family == SOFTWARE and item.value in index.sole_source and item.value not in index.passed_on
        and item.doubt < _DOUBTFUL
    )  # fmt: skip
    return tuple(sorted({int(index.uses.users(index.column[value])[0]) for value in own}))


def _named(evidence: Iterable[Evidence]) -> tuple[tuple[str, str], ...]:
    """Groups that the documents give as who did it: id in the knowledge base and the name as it stands there."""
    found = {
        item.ref: item.value
        for item in evidence
        if item.kind == _NAME and item.mention is Mention.SUBJECT and item.ref and item.lane.stands
    }
    return tuple(sorted(found.items()))


def _answer(row: int, leading: Hypothesis, index: Index) -> str | None:
    """What a group stands for at the level of the leading hypothesis: itself, or its country."""
    return index.countries[row] if leading.kind is HypothesisKind.STATE else index.groups[row]


def _is(ref: str, leading: Hypothesis, index: Index) -> bool:
    """Whether a group that is named is the leading one, or of the leading state; a group without recorded behaviour may be."""
    if leading.kind is not HypothesisKind.STATE:
        return ref == leading.ref
    row = index.row.get(ref)
    return row is None or index.countries[row] in (None, leading.ref)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" and others" if len(names) > _SHOWN else "")

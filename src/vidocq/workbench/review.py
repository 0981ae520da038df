"""The review queue: everything uncertain, with the words around it, decided by name, one by one or by rule."""

from __future__ import annotations

from collections.abc import Sequence

from vidocq.errors import InputError
from vidocq.model import Document, Evidence, Lane, Noun, Response, Statement
from vidocq.store.records import Outcome, Row
from vidocq.workbench import decisions, keeping
from vidocq.workbench.cases import KeptCase, Numbered
from vidocq.workbench.comparison import sentence

#: Record types that can wait for a decision.
REVIEWED = ("evidence", "statement", "response")

_AROUND = 300


class Waiting(Noun, frozen=True, kw_only=True):
    """One item that waits: why, and where it stands.

    ``proposed`` is what accepting it records; ``before``, ``quote`` and ``after`` are the document's own words.
    """

    name: str
    id: str
    type: str
    sentence: str
    reason: str
    document: str
    section: str
    before: str
    quote: str
    after: str
    start: int | None
    proposed: str = ""


class Queue:
    """What waits in a case.

    Args:
        case: the case; its desk says who decides.
    """

    def __init__(self, case: KeptCase) -> None:
        self.case = case

    def waiting(self, rule: str = "") -> tuple[Waiting, ...]:
        """Items under review that a rule (see :func:`decisions.matching`) is about, in the order of the documents.

        Raises:
            InputError: the rule cannot be read.
        """
        return tuple(item for item, _ in self._found(rule))

    def accept(self, names: Sequence[str], why: str = "") -> Outcome:
        """Accept items: they stand from now on."""
        return self.case.decide("accept", self._rows(names), why)

    def reject(self, names: Sequence[str], why: str = "") -> Outcome:
        """Reject items: they stay in the record, and stand for nothing."""
        return self.case.decide("reject", self._rows(names), why)

    def edit(self, name: str, change: str, why: str = "") -> Outcome:
        """Correct one field (``name=value``) and accept; the quote stays as it is."""
        return self.case.decide("edit", self._rows([name]), why, change)

    def by_rule(self, kind: str, rule: str, why: str = "") -> tuple[int, Outcome]:
        """Accept or reject all that a rule is about, as one change; gives how many.

        The rule is used once, on what waits now. Nothing is learnt from it: what comes later waits again.
        """
        if not rule.strip():
            raise InputError("a decision in bulk needs its rule", hint="--rule section=related")
        rows = [row for _, row in self._found(rule)]
        return len(rows), self.case.decide(kind, rows, why or f"by rule: {rule}")

    def undo(self, why: str = "") -> tuple[str, ...]:
        """Take back the newest decision of the review, or all of those made together with it; gives their ids.

        Raises:
            InputError: there is none.
        """
        made = [one for one in self.case.decisions() if one.kind in {"accept", "reject", "edit"}]
        if not made:
            raise InputError("there is no decision to take back", where=self.case.entry.slug)
        together = made[-1].id.rpartition("-")[0]
        ids = tuple(one.id for one in made if one.id.rpartition("-")[0] == together)
        self.case.undo_quietly(ids, why)
        return ids

    def _rows(self, names: Sequence[str]) -> list[Row]:
        if not names:
            raise InputError("nothing was named", hint="give records as in --list (evidence:3)")
        return self.case.targets(names, REVIEWED)

    def _found(self, rule: str) -> list[tuple[Waiting, Row]]:
        test = decisions.matching(rule) if rule else (lambda _item, _section: True)
        numbered = [one for one in self.case.numbered(REVIEWED) if one.row.lane == Lane.REVIEW.value]
        if not numbered:
            return []
        documents = {document.id: document for document in self.case.record().documents}
        found = []
        for one in numbered:
            noun = keeping.decode(one.row, keeping.NOUNS[one.row.type])
            if isinstance(noun, Evidence | Statement | Response):
                waiting = _waiting(one, noun, documents)
                if test(noun, waiting.section):
                    found.append((waiting, one.row))
        return found


def _waiting(one: Numbered, noun: Evidence | Statement | Response, documents: dict[str, Document]) -> Waiting:
    quote = noun.support[0] if noun.support else None
    document = documents.get(quote.document_id) if quote else None
    start = quote.start if quote else 0
    end = quote.end if quote else 0
    return Waiting(
        name=one.name,
        id=one.row.id,
        type=one.row.type,
        sentence=sentence(noun),
        reason=noun.lane_reason,
        document=document.name if document else "",
        section=document.role_at(start).value if document else "",
        before=document.text[max(0, start - _AROUND) : start] if document else "",
        quote=quote.text if quote else "",
        after=document.text[end : end + _AROUND] if document else "",
        start=quote.start if quote else None,
        proposed=proposed(noun),
    )


def proposed(noun: Evidence | Statement | Response) -> str:
    """What accepting records, field by field: the axes of a statement, the measure of a response, the value of an item."""
    return ", ".join(f"{name} {value}" for name, value in _fields(noun) if value)


def _fields(noun: Evidence | Statement | Response) -> tuple[tuple[str, str], ...]:
    date = "" if isinstance(noun, Evidence) or noun.date is None else noun.date.edtf
    if isinstance(noun, Statement):
        return (
            ("speaker", noun.speaker.party),
            ("act", noun.act.value if noun.act else "none"),
            ("level", noun.object_level.value),
            ("object", "; ".join(noun.objects) or "none"),
            ("reaction", noun.reaction.name.lower().replace("_", " ")),
            ("date", date),
        )
    if isinstance(noun, Response):
        return (("by", noun.by), ("measure", noun.measure), ("target", noun.target), ("date", date))
    return (
        ("kind", noun.kind),
        ("value", noun.value),
        ("known as", noun.name or ""),
        ("id", noun.ref or ""),
        ("whose", noun.label.value if noun.label else ""),
        ("mention", noun.role.value),
        ("not found", "yes" if noun.negative else ""),
    )

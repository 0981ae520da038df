"""What people decided about a case, each decision its own record, and applying them to what the machine read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from vidocq.errors import InputError
from vidocq.model import Evidence, Lane, Noun, Response, Source, Statement
from vidocq.vocabulary.admiralty import Credibility, Reliability
from vidocq.workbench.record import Record

#: Kinds of decision that change the record. Those from ``rating`` on are kept beside it.
KINDS = ("grade", "withdraw", "accept", "reject", "edit", "rating", "dissent", "together", "prior", "override")

#: What an analyst may edit of an item under review; the quote is never among them.
EDITABLE = {
    "evidence": ("kind", "value", "name", "ref", "label", "mention"),
    "statement": ("act", "object_level", "objects", "reaction", "scope"),
    "response": ("measure", "target", "by"),
}


class Decision(Noun, frozen=True, kw_only=True):
    """One decision.

    ``target`` is a record's id, ``key`` what the record was about, so that the same thing is recognised when another document
    says it. ``value`` is the grade, the edit (``name=value``) or the rating. ``documents`` are those that a withdrawal took out,
    by id: what comes later from the same publisher is another document, and stays.
    """

    id: str
    kind: str
    target: str
    by: str
    why: str = ""
    key: str = ""
    value: str = ""
    documents: tuple[str, ...] = ()


def key_of(item: Noun) -> str:
    """What a record is about, independent of the document that says it."""
    if isinstance(item, Evidence):
        return "\x1f".join(("evidence", item.kind, item.ref or item.value, item.origin, str(item.negative)))
    return ""


def parse_grade(text: str) -> tuple[Reliability | None, Credibility | None]:
    """Read ``B``, ``2`` or ``B2``.

    Raises:
        InputError: it is no Admiralty grade.
    """
    given = text.strip().upper()
    letter, digit = (given[:1], given[1:]) if given[:1].isalpha() else ("", given)
    known = {one.value: one for one in Credibility}
    if (letter and letter not in Reliability.__members__) or (digit and digit not in known) or not given:
        raise InputError(f"{text!r} is no Admiralty grade", hint="use a letter A-F, a digit 1-6, or both (B2)")
    return (Reliability[letter] if letter else None, known[digit] if digit else None)


def standing_parts(parts: Iterable[Record], decisions: Sequence[Decision]) -> tuple[Record, ...]:
    """The readings whose document was not withdrawn, by itself or with its source."""
    gone = withdrawn(decisions)
    # Decisions that were kept before they named their documents take out all of a source.
    wide = {one.target for one in decisions if one.kind == "withdraw" and not one.documents}
    return tuple(
        part
        for part in parts
        if not any(document.id in gone for document in part.documents) and not any(one.id in wide for one in part.sources)
    )


def withdrawn(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Documents that decisions in force took out of the case, by id, with the decision."""
    found: dict[str, Decision] = {}
    for one in decisions:
        if one.kind == "withdraw":
            found.update(dict.fromkeys(one.documents or (one.target,), one))
    return found


def apply(record: Record, decisions: Sequence[Decision]) -> Record:
    """The record after all decisions, in their order; what was withdrawn is not in it."""
    # A source that was withdrawn is gone with its documents; it comes back with the next document of the same publisher.
    gone = {one.target for one in decisions if one.kind == "withdraw" and not one.documents}
    gone_keys = {one.key for one in decisions if one.kind == "withdraw" and one.key}
    graded = {one.target: one for one in decisions if one.kind == "grade"}
    by_source = _item_grades(record, graded)
    evidence = (item for item in record.evidence if item.id not in gone and key_of(item) not in gone_keys)
    return msgspec.structs.replace(
        record,
        sources=tuple(_graded_source(one, graded.get(one.id)) for one in record.sources),
        evidence=tuple(_graded_item(_decided(_sourced(item, by_source), decisions), graded.get(item.id)) for item in evidence),
        statements=tuple(_decided(one, decisions) for one in record.statements if one.id not in gone),
        responses=tuple(_decided(one, decisions) for one in record.responses if one.id not in gone),
        incidents=tuple(one for one in record.incidents if one.id not in gone),
    )


def _item_grades(record: Record, graded: dict[str, Decision]) -> dict[frozenset[str], Decision]:
    """By the documents of a source that was graded with a digit too: that grade, for items that stand on it alone."""
    return {
        frozenset(source.document_ids): graded[source.id]
        for source in record.sources
        if source.id in graded and parse_grade(graded[source.id].value)[1] is not None
    }


def _sourced(item: Evidence, by_source: dict[frozenset[str], Decision]) -> Evidence:
    for documents, decision in by_source.items():
        if item.document_ids and documents.issuperset(item.document_ids):
            return _graded_item(item, msgspec.structs.replace(decision, value=decision.value[-1]))
    return item


def _graded_source(source: Source, decision: Decision | None) -> Source:
    reliability = None if decision is None else parse_grade(decision.value)[0]
    if decision is None or reliability is None:
        return source
    return msgspec.structs.replace(source, reliability=reliability, reliability_reason=_reason(decision))


def _graded_item(item: Evidence, decision: Decision | None) -> Evidence:
    credibility = None if decision is None else parse_grade(decision.value)[1]
    if decision is None or credibility is None:
        return item
    return msgspec.structs.replace(item, credibility=credibility, credibility_reason=_reason(decision))


def _reason(decision: Decision) -> str:
    return f"{decision.why} ({decision.by})"


_Item = TypeVar("_Item", bound=Evidence | Statement | Response)


def _decided(item: _Item, decisions: Sequence[Decision]) -> _Item:
    """The item with its lane as decided and its edits made; a rejected item stays, and stands no more."""
    key = key_of(item)
    for one in decisions:
        if one.target != item.id and not (key and one.key == key):
            continue
        if one.kind in {"accept", "edit"}:
            item = _laned(edited(item, one.value) if one.kind == "edit" else item, Lane.ACCEPTED, one)
        elif one.kind == "reject":
            item = _laned(item, Lane.REJECTED, one)
    return item


def _laned(item: _Item, lane: Lane, decision: Decision) -> _Item:
    said = f"{lane.value} by {decision.by}" + (f": {decision.why}" if decision.why else "")
    who = {} if isinstance(item, Evidence) else {"decided_by": decision.by}
    return msgspec.structs.replace(item, lane=lane, lane_reason=said, **who)


def edited(item: _Item, edit: str) -> _Item:
    """The item with ``name=value`` changed; the value is checked against the field's type.

    Raises:
        InputError: the field may not be edited, or the value does not fit it.
    """
    name, sign, value = edit.partition("=")
    allowed = EDITABLE[type(item).__name__.lower()]
    if not sign or name not in allowed:
        raise InputError(f"{name!r} cannot be edited", hint=f"one of {', '.join(allowed)}, as name=value")
    content = msgspec.to_builtins(item)
    content[name] = [part.strip() for part in value.split(",") if part.strip()] if name == "objects" else value or None
    try:
        changed: _Item = msgspec.convert(content, type(item), strict=False)
    except msgspec.ValidationError as error:
        raise InputError(f"{value!r} does not fit {name}: {error}") from error
    return changed


def matching(rule: str) -> Callable[[Evidence | Statement | Response, str], bool]:
    """A rule as a test of an item and the role of the section it stands in.

    Rules are ``kind=domain-name``, ``section=related``, ``rule=gazetteer``, ``document=ID``, ``score<0.5``, joined by ``and``.

    Raises:
        InputError: the rule cannot be read.
    """
    tests = [_test(part.strip()) for part in rule.split(" and ")]
    return lambda item, section: all(test(item, section) for test in tests)


def _test(part: str) -> Callable[[Evidence | Statement | Response, str], bool]:
    if part.startswith("score<"):
        try:
            limit = float(part.removeprefix("score<"))
        except ValueError as error:
            raise InputError(f"{part!r} has no number") from error
        return lambda item, _section: (score := getattr(item, "score", None)) is not None and score < limit
    name, sign, value = part.partition("=")
    if not sign or not value or name not in {"kind", "value", "rule", "section", "document", "type", "reason"}:
        raise InputError(f"{part!r} is no rule", hint="kind=, value=, rule=, section=, document=, type=, reason= or score<")
    if name == "section":
        return lambda _item, section: section == value
    if name == "document":
        return lambda item, _section: any(quote.document_id == value for quote in item.support)
    if name == "type":
        return lambda item, _section: type(item).__name__.lower() == value
    field = "lane_reason" if name == "reason" else name
    return lambda item, _section: getattr(item, field, None) == value

"""The rest of a minister's page: who does not say so, three reasons, three doubts, what is not known, what would help."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk, plain, written
from vidocq.dossier.outline import Block, Link, Listing, Sentence, notes, notes_of
from vidocq.dossier.sections.rows import named_rows
from vidocq.dossier.sections.voices import names_culprit, speaker, telling
from vidocq.model import Evidence, HypothesisKind, Level, Row, Sensitivity, Statement
from vidocq.vocabulary.admiralty import Credibility
from vidocq.vocabulary.analysis import Consistency, Spoofability
from vidocq.vocabulary.speech import Act, Scope

#: A minister reads three of each, two of what is not known and of what would help.
_MOST, _FEW = 3, 2
_SILENT, _NOTED = 5, 2
_NOT_ACCUSED = re.compile(r"\bdid not (?:attribute|blame)\b|\bdo not say that\b.*\battributed\b")
#: Acts of those who speak of responsibility and pointedly do not accuse, or contradict.
_NOT_SAYING = (Act.WITHHOLDS, Act.SILENT, Act.RELAYS, Act.DISPUTES, Act.DENIES, Act.RETRACTS)
_SPEAKS_FOR = (Consistency.CC, Consistency.C)
_SPEAKS_AGAINST = (Consistency.II, Consistency.I)
#: What is less likely than this is nobody's case to make on a cover.
_ARGUED = 0.5
#: A group outside the knowledge base this likely is a doubt worth a minister's line.
_UNKNOWN_GROUP = 0.2
#: An interval this wide is a doubt by itself.
_WIDE = 0.3
#: How much of what carries the answer may be cheap to fake before it is said.
_CHEAP = 0.5
_REPORTED = re.compile(r"\breported for (\d[\d,]*) groups\b")


def cover(desk: Desk) -> list[Block]:
    """The blocks in reading order; what has nothing to say is left out."""
    why = reasons(desk)
    found = (
        ("Who does not say so", not_saying(desk)),
        (why[0], why[1]),
        (_doubt_label(desk), doubts(desk)),
        ("What is not known", unknown(desk)),
        ("What would change it", changers(desk)),
    )
    return [Listing(sentences=tuple(lines), label=label) for label, lines in found if lines]


def _doubt_label(desk: Desk) -> str:
    """Where no level has an answer there is nothing to doubt, only a reason why."""
    open_ = desk.has_technical and not any(named_rows(ranking) for ranking in desk.rankings)
    return "Why it cannot be told" if open_ else "Reasons to doubt it"


def not_saying(desk: Desk) -> list[Sentence]:
    """Those who stopped short, kept silent, passed it on or denied it: each party once for each act, and what was noted of it."""
    found: dict[tuple[str, Act | None], Sentence] = {}
    for item in desk.statements:
        if item.act in _NOT_SAYING and item.scope is Scope.INCIDENT:
            said = desk.claim(telling(desk, item), item.id)
            if said is not None:
                found.setdefault((item.speaker.party, item.act), said)
    return [*found.values(), *(_note(desk, note) for note in noted(desk))][:_SILENT]


def _note(desk: Desk, note: str) -> Sentence:
    """A note, quoted by the statements that carry it."""
    carriers = [item.id for item in desk.statements if note in item.must_not_claim]
    return (desk.claim(note, *carriers) if carriers else None) or plain(note)


def noted(desk: Desk) -> tuple[str, ...]:
    """Notes that somebody did not accuse, of parties whose own statement does not say it."""
    told = {item.speaker.party for item in desk.statements if item.act in _NOT_SAYING and item.scope is Scope.INCIDENT}
    given = [*notes(desk.dossier), *(note for item in desk.statements for note in notes_of(desk.dossier, item))]
    held_back = [note for note in dict.fromkeys(given) if _NOT_ACCUSED.search(note)]
    fresh = [note for note in held_back if not any(_is_about(note, party) for party in told)]
    return tuple(fresh[:_NOTED])


def _is_about(note: str, party: str) -> bool:
    """Whether it is this party of which a note says that it did not accuse."""
    name = re.escape(phrasing.party(party, article=False))
    return bool(re.search(rf"(?:^|\bsay that )(?:the )?{name}\b", note, re.IGNORECASE))


def reasons(desk: Desk) -> tuple[str, list[Sentence]]:
    """A label, and the three items that speak most for what leads, or of those that speak for it what an analyst put first."""
    row = _argued(desk)
    if row is None:
        return "Reasons given", _bases(desk)
    items = sorted((item for item in row.evidence_for if _cell(desk, item, row) in _SPEAKS_FOR), key=desk.place)
    lines = [_reason(desk, item, row) for item in items if isinstance(desk.records.get(item), Evidence)]
    label = "Reasons" if _is_named(desk, row) else f"What speaks for {phrasing.named(row.hypothesis.name)}"
    return label, lines[:_MOST]


def _bases(desk: Desk) -> list[Sentence]:
    """What those who name a culprit say that it rests on."""
    claims = [item for item in _accusers(desk) if item.basis_claimed]
    told = [desk.claim(f"{speaker(item)} gives as its basis {_quoted(item.basis_claimed)}", item.id) for item in claims]
    return list(written(*told))[:_MOST]


def _accusers(desk: Desk) -> list[Statement]:
    """Statements that name a culprit of this incident and were not taken back."""
    taken_back = {item.of_statement for item in desk.statements if item.act is Act.RETRACTS}
    return [item for item in desk.statements if names_culprit(item) and item.id not in taken_back]


def _quoted(text: str) -> str:
    return f"“{phrasing.one_line(text, 160)}”"


def _is_named(desk: Desk, row: Row) -> bool:
    answer = desk.ranking(row.hypothesis.level).answer
    return answer.kind == "named" and row.hypothesis.id in answer.hypothesis_ids


def _argued(desk: Desk) -> Row | None:
    """The hypothesis whose case is made: a named group, else a named state, else one likelier than all others together."""
    if not desk.has_technical:
        return None
    for ranking in desk.rankings:
        if ranking.answer.kind == "named" and named_rows(ranking):
            return named_rows(ranking)[0]
    for ranking in reversed(desk.rankings):
        for row in (*named_rows(ranking)[:1], *ranking.rows[:1]):
            named = row.hypothesis.kind in (HypothesisKind.ACTOR, HypothesisKind.STATE)
            if named and row.probability >= _ARGUED:
                return row
    return None


def _cell(desk: Desk, evidence_id: str, row: Row) -> Consistency | None:
    cell = desk.cells.get((evidence_id, row.hypothesis.id))
    return cell.consistency if cell is not None else None


def _reason(desk: Desk, evidence_id: str, row: Row) -> Sentence:
    """``Technique Python (T1059.006) fits groups linked to China (on record for 17 groups)``."""
    item = desk.records[evidence_id]
    assert isinstance(item, Evidence)
    cell = desk.cells[evidence_id, row.hypothesis.id]
    count = _REPORTED.search(cell.reason)
    on_record = f" (on record for {count[1]} groups in all)" if count else ""
    well = " very well" if cell.consistency is Consistency.CC else ""
    text = f"{desk.kind_label(item)} {desk.shown(item)} fits {_whom(row)}{well}{on_record}"
    return desk.computed(text, evidence_id, links=(desk.link(evidence_id),))


def _whom(row: Row) -> str:
    """Whom an item fits: a group, or groups linked to a state."""
    name = phrasing.named(row.hypothesis.name)
    return f"groups linked to {name}" if row.hypothesis.kind is HypothesisKind.STATE else name


def doubts(desk: Desk) -> list[Sentence]:
    """The three strongest doubts, those that could turn the answer first."""
    found = _doubts(desk) if desk.has_technical else _doubts_of_words(desk)
    return list(islice(found, _MOST))


def _doubts_of_words(desk: Desk) -> Iterator[Sentence]:
    """Doubts where words are all there is: how many say so, and what they say that it rests on."""
    claims = _accusers(desk)
    if claims:
        yield plain("It rests on words alone: no technical evidence that could be weighed was published")
    parties = dict.fromkeys(item.speaker.party for item in claims)
    if len(parties) == 1:
        yield from written(desk.claim(f"Only one origin says so: {phrasing.party(next(iter(parties)))}", claims[0].id))
    if claims and not any(item.basis_claimed for item in claims):
        yield plain("Nobody who says so is quoted with what it rests on")
    yield from _waiting(desk)


def _doubts(desk: Desk) -> Iterator[Sentence]:
    yield from _turning(desk)
    yield from _outside(desk)
    yield from _against(desk)
    yield from _one_origin(desk)
    yield from _cheap(desk)
    yield from _wide(desk)
    yield from _ungraded(desk)
    yield from _waiting(desk)


def _waiting(desk: Desk) -> Iterator[Sentence]:
    if desk.dossier.waiting:
        verb = "waits" if desk.dossier.waiting == 1 else "wait"
        yield plain(f"{phrasing.counted(desk.dossier.waiting, 'item')} {verb} for a person's decision and could speak either way")


def _turning(desk: Desk) -> Iterator[Sentence]:
    """One item or one document without which another hypothesis leads."""
    row = _argued(desk)
    if row is None:
        return
    leads = {row.hypothesis.id, row.hypothesis.name}
    tests = [
        test
        for test in desk.dossier.assessment.sensitivity
        if test.level is row.hypothesis.level
        and test.changes_answer
        and test.top_before in leads
        and _leaves_something(desk, test)
    ]
    test = max(tests, key=lambda one: (one.kind == "item", one.shift, one.label), default=None)
    if test is not None:
        yield desk.computed(f"Without {_left_out(desk, test)} it would be {_inside(desk.hypothesis(test.top_after))} that leads")


def _leaves_something(desk: Desk, test: Sensitivity) -> bool:
    """Whether a test takes out one of several; without the only document there is nothing left to lead."""
    several = {"item": 2, "source": len(desk.dossier.documents), "origin": len(desk.weighed_origins)}
    return several.get(test.kind, 0) > 1


def _left_out(desk: Desk, test: Sensitivity) -> str:
    if test.kind == "item":
        item = desk.records.get(test.removed[0]) if test.removed else None
        if isinstance(item, Evidence):
            return f"{desk.kind_label(item).lower()} {desk.shown(item)} ({desk.label(item.id)}) alone"
        return f"{test.label} alone"
    return f"what comes from {desk.origin_name(test.label)}"


def _inside(name: str) -> str:
    """A name as it stands within a sentence: an article is written small."""
    return f"a{name[1:]}" if name.startswith(("A ", "An ")) else name


def _outside(desk: Desk) -> Iterator[Sentence]:
    rows = desk.ranking(Level.GROUP).rows
    for place, row in enumerate(rows):
        if row.hypothesis.kind is HypothesisKind.NOT_IN_KB and row.probability >= _UNKNOWN_GROUP:
            leads = "the likeliest answer is" if place == 0 else "it may be"
            yield desk.computed(
                f"{leads} a group that the knowledge base does not have ({phrasing.percent(row.probability, row.interval)})"
            )


def _against(desk: Desk) -> Iterator[Sentence]:
    row = _argued(desk)
    for evidence_id in row.evidence_against if row is not None else ():
        item = desk.records.get(evidence_id)
        if row is not None and isinstance(item, Evidence) and _cell(desk, evidence_id, row) in _SPEAKS_AGAINST:
            text = f"{desk.kind_label(item)} {desk.shown(item)} speaks against {_whom(row)}"
            yield desk.computed(text, evidence_id, links=(desk.link(evidence_id),))
            return


def _one_origin(desk: Desk) -> Iterator[Sentence]:
    origins = desk.weighed_origins
    if len(origins) == 1 and origins[0]:
        yield desk.computed(f"All that was weighed goes back to one origin: {desk.origin_name(origins[0])}")


def _cheap(desk: Desk) -> Iterator[Sentence]:
    row = _argued(desk)
    carrying = [item for item in desk.evidence if row is not None and _cell(desk, item.id, row) in _SPEAKS_FOR]
    cheap = [item for item in carrying if item.spoofability is Spoofability.HIGH]
    if cheap and len(cheap) >= _CHEAP * len(carrying):
        share = f"{phrasing.number(len(cheap))} of the {phrasing.counted(len(carrying), 'item')} that speak for it"
        yield desk.computed(f"{share} could be faked cheaply", links=(Link(text="see how firm it is", anchor="sensitivity"),))


def _wide(desk: Desk) -> Iterator[Sentence]:
    row = _argued(desk)
    if row is not None and row.interval[1] - row.interval[0] >= _WIDE:
        name = phrasing.named(row.hypothesis.name)
        yield desk.computed(f"The probability is known only roughly: {phrasing.interval_words(row.interval)} for {name}")


def _ungraded(desk: Desk) -> Iterator[Sentence]:
    weighed = [item for item in desk.evidence if item.id in desk.weighed]
    # One grade in the table, be it a machine's, and "nobody has graded" above it would be untrue.
    if weighed and all(item.credibility is Credibility.SIX for item in desk.evidence):
        yield plain("Nobody has graded the evidence yet: how credible each item is cannot be judged")


def unknown(desk: Desk) -> list[Sentence]:
    """Gaps of the assessment, then what the documents do not tell of the incident."""
    gaps = [desk.computed(phrasing.gap(text)) for text in desk.dossier.assessment.gaps][:_FEW]
    return [*gaps, *written(_not_told(desk))]


def _not_told(desk: Desk) -> Sentence | None:
    told = [item for item in desk.dossier.incidents if item.id in desk.records][:1]
    if not told:
        return None
    item = told[0]
    missing = [
        words
        for words, value in (("when it began", item.start), ("when it ended", item.end), ("what harm it did", item.impact))
        if value is None and not (words == "when it ended" and item.ongoing)
    ]
    return plain(f"Not told: {phrasing.joined(missing)}") if missing else None


def changers(desk: Desk) -> list[Sentence]:
    """What to collect next, shortly: the method behind the figures stands in the body."""
    steps = sorted(desk.dossier.assessment.next_steps, key=lambda step: -(step.expected_shift or 0.0))
    return [desk.computed(short_step(step.sentence)) for step in steps[:_FEW]]


def short_step(text: str) -> str:
    """A next step without its method."""
    return phrasing.step(text.partition(";")[0].rstrip(". "))

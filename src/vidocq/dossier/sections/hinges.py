"""A document that alone turns the answer is said with the answer: one forged or mistaken text would be enough."""

from __future__ import annotations

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk
from vidocq.dossier.outline import Block, Paragraph, Sentence
from vidocq.model import Level, Sensitivity

#: What leads with less than this is no answer that could be turned.
_LEADS = 0.5
_WHAT = {Level.GROUP: "group", Level.SPONSOR: "state"}


def hinges(desk: Desk) -> list[Block]:
    """One sentence for each level whose leading hypothesis stands on one document among several; the strongest is named."""
    if len(desk.dossier.documents) < 2:
        return []
    sentences = [_sentence(desk, test) for level in Level if (test := _turning(desk, level)) is not None]
    return [Paragraph(sentences=tuple(sentences), tone="lead", label="Hangs on one document")] if sentences else []


def _turning(desk: Desk, level: Level) -> Sensitivity | None:
    known = {document.id for document in desk.dossier.documents}
    tests = [
        test
        for test in desk.dossier.assessment.sensitivity
        if test.kind == "source" and test.level is level and test.label in known and test.changes_answer
    ]
    telling = [test for test in tests if test.probability_before >= _LEADS]
    return max(telling, key=lambda test: (test.shift, test.label), default=None)


def _sentence(desk: Desk, test: Sensitivity) -> Sentence:
    name = next(document.name for document in desk.dossier.documents if document.id == test.label)
    shown = phrasing.one_line(name.rpartition("/")[2], 60)
    after = f"{_inside(desk.hypothesis(test.top_after))} ({phrasing.percent(test.probability_after)})"
    before = f"{_inside(desk.hypothesis(test.top_before))} ({phrasing.percent(test.probability_before)})"
    what = _WHAT[test.level]
    text = f"Without {desk.label(test.label)} ({shown}) the first {what} in the ranking is {after}, not {before}"
    return desk.computed(text)


def _inside(name: str) -> str:
    """A name as it stands within a sentence: an article is written small."""
    return f"a{name[1:]}" if name.startswith(("A ", "An ")) else name

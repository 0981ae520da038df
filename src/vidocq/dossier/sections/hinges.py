"""Documents that turn the answer are said with it: one forged text would be enough, or the same names sent in several."""

from __future__ import annotations

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk
from vidocq.dossier.outline import Block, Paragraph, Sentence
from vidocq.model import Level, Sensitivity

#: What leads with less than this is no answer that could be turned.
_LEADS = 0.5
#: Tests that take out whole documents.
_KINDS = frozenset({"source", "sources", "names"})
#: So many of the documents that say the same are named; the rest is counted.
_NAMED = 4
_WHAT = {Level.GROUP: "group", Level.SPONSOR: "state"}


def hinges(desk: Desk) -> list[Block]:
    """One sentence for each level whose leading hypothesis stands on one document among several; the strongest is named."""
    if len(desk.dossier.documents) < 2:
        return []
    tests = [test for level in Level if (test := _turning(desk, level)) is not None]
    label = "Hangs on one document" if all(test.kind == "source" for test in tests) else "Hangs on documents that say the same"
    return [Paragraph(sentences=tuple(_sentence(desk, test) for test in tests), tone="lead", label=label)] if tests else []


def _turning(desk: Desk, level: Level) -> Sensitivity | None:
    known = {document.id for document in desk.dossier.documents}
    tests = [
        test
        for test in desk.dossier.assessment.sensitivity
        if test.kind in _KINDS and test.level is level and known.issuperset(test.label.split("+")) and test.changes_answer
    ]
    telling = [test for test in tests if test.probability_before >= _LEADS]
    # One document is less to forge than several.
    return max(telling, key=lambda test: (test.kind == "source", test.shift, test.label), default=None)


def _sentence(desk: Desk, test: Sensitivity) -> Sentence:
    names = {document.id: phrasing.one_line(document.name.rpartition("/")[2], 60) for document in desk.dossier.documents}
    gone = test.label.split("+")
    told = [f"{desk.label(one)} ({names[one]})" for one in gone[:_NAMED]]
    told += [phrasing.counted(len(gone) - _NAMED, "more document")] if len(gone) > _NAMED else []
    after = f"{_inside(desk.hypothesis(test.top_after))} ({phrasing.percent(test.probability_after)})"
    before = f"{_inside(desk.hypothesis(test.top_before))} ({phrasing.percent(test.probability_before)})"
    what = _WHAT[test.level]
    text = f"Without {phrasing.joined(told)} the first {what} in the ranking is {after}, not {before}"
    return desk.computed(text)


def _inside(name: str) -> str:
    """A name as it stands within a sentence: an article is written small."""
    return f"a{name[1:]}" if name.startswith(("A ", "An ")) else name

"""A document that alone turns the answer is said with the answer, and only then."""

import msgspec
from dossier_factory import entry, named

from vidocq.dossier.desk import Desk
from vidocq.dossier.outline import Paragraph
from vidocq.dossier.sections.answer import answer
from vidocq.dossier.sections.hinges import hinges
from vidocq.model import Level, Sensitivity


def two():
    dossier = named()
    return msgspec.structs.replace(dossier, documents=(*dossier.documents, entry("more.txt", "Some more words.")))


def _said(dossier, **fields):
    second = dossier.documents[-1].id
    given = {
        "kind": "source",
        "level": Level.GROUP,
        "label": second,
        "removed": (),
        "top_before": "group:G9001",
        "top_after": "group:not in the knowledge base",
        "probability_before": 0.712,
        "probability_after": 0.41,
        "shift": 0.4,
    }
    test = Sensitivity(**(given | fields))
    weighed = msgspec.structs.replace(dossier.assessment, sensitivity=(test,))
    desk = Desk(msgspec.structs.replace(dossier, assessment=weighed))
    return desk, [sentence.text for block in hinges(desk) for sentence in block.sentences]


def test_the_document_and_both_answers_are_named():
    dossier = two()
    desk, (text,) = _said(dossier)
    assert text.startswith(f"Without {desk.label(dossier.documents[-1].id)} (")
    assert "is a group not in the knowledge base (41\u00a0%), not Silk Heron (71\u00a0%)" in text.replace("in the ranking ", "")


def test_it_stands_before_what_others_say_and_the_numbers():
    desk, _ = _said(two())
    labels = [block.label for block in answer(desk).blocks if isinstance(block, Paragraph)]
    assert labels.index("Hangs on one document") == labels.index("Confidence") + 1


def test_nothing_is_said_where_nothing_is_turned():
    dossier = two()
    for fields in (
        {"top_after": "group:G9001"},
        {"kind": "item"},
        {"label": "document--of-another-case"},
        {"probability_before": 0.3},
    ):
        assert _said(dossier, **fields)[1] == []
    one = msgspec.structs.replace(dossier, documents=dossier.documents[-1:])
    assert _said(one)[1] == []

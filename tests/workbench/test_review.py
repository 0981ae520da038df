"""The review queue: nothing enters before a person says so, by name, and every decision can be taken back."""

import pytest
from small import Small

from vidocq.errors import InputError
from vidocq.model import Lane
from vidocq.store.store import Store
from vidocq.workbench.cases import Desk
from vidocq.workbench.review import Queue

TEXT = "Vendor\nmalware Apple\n?tool Will\n?tool At\n?malware Banana"


@pytest.fixture
def queue(store_location, tmp_path):
    store = Store.open(store_location, create=True)
    case = Desk(store, by="ada", pipeline=Small()).new("Queue")
    (tmp_path / "one.txt").write_text(TEXT)
    case.add(tmp_path / "one.txt")
    yield Queue(case)
    store.close()


def names(queue, rule=""):
    return [one.name for one in queue.waiting(rule)]


def lanes(queue):
    return [item.lane for item in queue.case.record().evidence]


def test_the_document_stands_beside_each_item(queue):
    one = queue.waiting()[0]
    assert one.before + one.quote + one.after == TEXT
    assert (one.document, one.quote, one.section) == ("one.txt", "?tool Will", "body")


def test_accepted_items_stand_and_rejected_ones_do_not(queue):
    queue.accept(["evidence:2"], "read in full")
    queue.reject(["evidence:3"])
    assert lanes(queue) == [Lane.AUTO, Lane.ACCEPTED, Lane.REJECTED, Lane.REVIEW]
    assert names(queue) == ["evidence:4"]
    assert [(one.kind, one.by, one.why) for one in queue.case.decisions()] == [
        ("accept", "ada", "read in full"),
        ("reject", "ada", ""),
    ]


def test_a_rule_decides_only_what_waits_now(queue, tmp_path):
    assert queue.by_rule("reject", "kind=tool")[0] == 2
    (tmp_path / "two.txt").write_text("Agency\n?tool Play")
    queue.case.add(tmp_path / "two.txt")
    assert names(queue) == ["evidence:4", "evidence:5"]
    assert lanes(queue).count(Lane.REJECTED) == 2
    assert len(queue.undo()) == 2
    assert names(queue) == ["evidence:2", "evidence:3", "evidence:4", "evidence:5"]


def test_rules_are_joined_by_and(queue):
    assert names(queue, "kind=tool and value=At") == ["evidence:3"]
    assert names(queue, "section=related") == []
    assert names(queue, "type=evidence and section=body") == ["evidence:2", "evidence:3", "evidence:4"]
    assert names(queue, "score<0.5") == []


@pytest.mark.parametrize("rule", ["colour=red", "kind", "score<much", "kind="])
def test_a_rule_that_is_none_decides_nothing(queue, rule):
    with pytest.raises(InputError):
        queue.by_rule("reject", rule)
    assert len(queue.waiting()) == 3


def test_bulk_needs_a_rule(queue):
    with pytest.raises(InputError, match="rule"):
        queue.by_rule("accept", "")


def test_undo_takes_back_the_newest_decision(queue):
    before = queue.case.record()
    queue.accept(["evidence:2"])
    queue.edit("evidence:3", "kind=malware")
    queue.undo()
    assert lanes(queue)[2] is Lane.REVIEW
    assert queue.case.record().evidence[2].kind == "tool"
    queue.undo()
    assert queue.case.record() == before
    with pytest.raises(InputError, match="no decision"):
        queue.undo()


def test_an_edit_never_touches_the_quote(queue):
    quote = queue.case.record().evidence[1].support
    with pytest.raises(InputError, match="cannot be edited"):
        queue.edit("evidence:2", "support=nothing")
    queue.edit("evidence:2", "value=Willow")
    assert queue.case.record().evidence[1].support == quote


def test_a_name_that_is_not_there_decides_nothing(queue):
    with pytest.raises(InputError):
        queue.accept(["evidence:2", "evidence:99"])
    assert queue.case.decisions() == ()

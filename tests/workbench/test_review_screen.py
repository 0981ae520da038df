"""The review screen: one key a decision, the document beside it."""

import asyncio

import pytest
from small import Small

from vidocq.model import Lane
from vidocq.store.store import Store
from vidocq.workbench.cases import Desk
from vidocq.workbench.review import Queue

pytest.importorskip("textual")


@pytest.fixture
def queue(tmp_path):
    store = Store.open(tmp_path / "store.db", create=True)
    case = Desk(store, by="ada", pipeline=Small()).new("Queue")
    (tmp_path / "one.txt").write_text("Vendor\n?tool Will\n?tool [bold]At\x1b[2J\n?malware Banana")
    case.add(tmp_path / "one.txt")
    yield Queue(case)
    store.close()


def press(queue, *keys):
    from vidocq.cli.review_screen import ReviewScreen

    async def run():
        app = ReviewScreen(queue)
        async with app.run_test() as pilot:
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            return str(app.query_one("#text").render()), [one.name for one in app.waiting]

    return asyncio.run(run())


def lanes(queue):
    return [item.lane for item in queue.case.record().evidence]


def test_keys_accept_reject_and_move(queue):
    _, waiting = press(queue, "j", "r", "k", "a")
    assert lanes(queue) == [Lane.ACCEPTED, Lane.REJECTED, Lane.REVIEW]
    assert waiting == ["evidence:3"]


def test_u_takes_back(queue):
    press(queue, "a", "u")
    assert lanes(queue) == [Lane.REVIEW] * 3


def test_e_corrects_and_accepts(queue):
    press(queue, "e", *"kind=malware", "enter")
    item = queue.case.record().evidence[0]
    assert (item.kind, item.lane) == ("malware", Lane.ACCEPTED)


def test_a_wrong_correction_changes_nothing(queue):
    press(queue, "e", *"mention=x", "enter")
    assert lanes(queue) == [Lane.REVIEW] * 3


def test_the_document_is_shown_and_its_control_characters_do_nothing(queue):
    text, _ = press(queue, "j")
    assert "[bold]At<U+001B>[2J" in text
    assert "\x1b" not in text


def test_what_will_be_recorded_is_shown_before_it_is(queue):
    text, _ = press(queue)
    assert "recorded as: kind tool, value Will" in text


def test_a_reason_can_be_typed(queue):
    press(queue, "A", *"sure", "enter", "R", *"no", "enter")
    made = queue.case.decisions()
    assert [(one.kind, one.why) for one in made] == [("accept", "sure"), ("reject", "no")]


def test_a_correction_can_have_a_reason(queue):
    press(queue, "E", *"kind=malware", "enter", *"typo", "enter")
    assert [(one.kind, one.why) for one in queue.case.decisions()] == [("edit", "typo")]


@pytest.mark.parametrize("key", ["e", "A", "R"])
def test_escape_closes_the_question_and_decides_nothing(queue, key):
    press(queue, key, *"x=y", "escape")
    assert lanes(queue) == [Lane.REVIEW] * 3


def test_escape_leaves_the_screen(queue):
    press(queue, "escape", "a")
    assert lanes(queue) == [Lane.REVIEW] * 3

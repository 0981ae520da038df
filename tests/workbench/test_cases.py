"""A case that lasts: what is added, decided and withdrawn, and an answer that follows, now and as of then."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from small import Small

from vidocq.errors import InputError
from vidocq.model import Lane, Marking
from vidocq.store.check import check
from vidocq.store.store import Store
from vidocq.vocabulary.admiralty import Credibility, Reliability
from vidocq.vocabulary.tlp import Tlp
from vidocq.workbench import keeping
from vidocq.workbench.cases import Desk
from vidocq.workbench.compose import derived_marking
from vidocq.workbench.record import Record

EXAMPLE = Path(__file__).parents[2] / "examples" / "ministry-2025"


class Clock:
    """A clock that goes a day further with every look."""

    def __init__(self):
        self.now = datetime(2025, 5, 1, 12, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(days=1)
        return self.now


@pytest.fixture
def store(store_location):
    opened = Store.open(store_location, create=True, clock=Clock())
    yield opened
    report = check(opened)
    opened.close()
    assert report.clean, report.breaks


@pytest.fixture
def desk(store):
    return Desk(store, by="ada", pipeline=Small())


@pytest.fixture
def write(tmp_path):
    def one(name, *lines):
        path = tmp_path / name
        path.write_text("\n".join(lines))
        return path

    return one


@pytest.fixture
def case(desk, write):
    case = desk.new("Ministry 2025", Tlp.AMBER)
    case.add(write("one.txt", "Vendor", "malware Apple", "domain-name evil.example", "?tool Will"))
    case.add(write("two.txt", "Wire", "malware Banana", "malware Birne", "malware Blume"))
    return case


def test_what_is_added_is_read_again_to_the_bit(case, desk, tmp_path):
    parts = [desk.pipeline.gather(case._marked(desk.pipeline.read(tmp_path / name)[1][0])) for name in ("one.txt", "two.txt")]
    assert case.record() == desk.pipeline.join(parts)
    assert {document.marking.tlp for document in case.record().documents} == {Tlp.AMBER}


def test_the_case_marks_no_more_loosely_than_a_part_of_a_document_says(desk, write):
    case = desk.new("Open", Tlp.GREEN)
    _, (document,) = desk.pipeline.read(write("one.txt", "Vendor", "malware Apple"))
    for floor, label in ((Tlp.RED, Tlp.RED), (Tlp.UNMARKED, Tlp.UNMARKED), (Tlp.CLEAR, Tlp.GREEN)):
        marked = case._marked(msgspec.structs.replace(document, marking=Marking(floor=floor)))
        assert marked.marking.tlp is label
        assert derived_marking(Record(documents=(marked,)), Marking(tlp=Tlp.GREEN)).tlp is label


def test_what_is_shown_of_a_case_is_marked_as_the_strictest_in_it(desk, write):
    case = desk.new("Open", Tlp.GREEN)
    assert case.marking() is Tlp.GREEN
    content, (document,) = desk.pipeline.read(write("one.txt", "Vendor", "malware Apple"))
    before = desk.store.last.seq
    case.take([(content, msgspec.structs.replace(document, marking=Marking(tlp=Tlp.RED)))])
    assert case.marking() is Tlp.RED
    assert case.marking(f"#{before}") is Tlp.GREEN


def test_the_same_bytes_are_taken_once(case, tmp_path):
    added = case.add(tmp_path / "one.txt", tmp_path / "one.txt")
    assert added.documents == ()
    assert len(added.problems) == 2
    assert len(case.record().documents) == 2


def test_a_document_that_cannot_be_read_stops_no_other(case, write):
    added = case.add(write("empty.txt"), write("three.txt", "Agency", "malware Alpha"))
    assert added.documents == ("three.txt",)
    assert len(added.problems) == 1


def test_withdrawing_a_source_takes_all_that_follows_and_shows_both_answers(case):
    difference = case.withdraw("source:2", "retracted by its publisher")
    assert [line.sentence for line in difference.lines if line.how == "removed" and line.type == "evidence"] == [
        "malware Banana [6]",
        "malware Birne [6]",
        "malware Blume [6]",
    ]
    assert (difference.answers[0].before, difference.answers[0].after) == ("It was Group B.", "It was Group A.")
    assert difference.answers[0].changed
    assert {item.value for item in case.record().evidence} == {"Apple", "evil.example", "Will"}
    assert [document.name for document in case.record().documents] == ["one.txt"]


def test_undoing_a_withdrawal_gives_the_same_record_and_answer(case):
    record, answer = case.record(), case.assess()
    case.withdraw("source:1", "doubt")
    assert case.assess() != answer
    case.undo(case.decisions()[-1].id)
    assert case.record() == record
    assert keeping.encode(case.assess()) == keeping.encode(answer)


def test_a_withdrawn_item_stays_out_when_another_document_of_the_same_origin_says_it(case, write):
    case.withdraw("evidence:1", "wrong file")
    case.add(write("again.txt", "Vendor", "malware Apple"))
    assert "Apple" not in {item.value for item in case.record().evidence}


def test_a_withdrawn_document_is_not_taken_in_again_unnoticed(case, tmp_path):
    case.withdraw("document:2", "forged")
    added = case.add(tmp_path / "two.txt")
    assert added.documents == ()
    assert [document.name for document in case.record().documents] == ["one.txt"]


def test_a_withdrawn_source_swallows_no_other_document_of_its_publisher(case, write):
    case.withdraw("source:2", "retracted by its publisher")
    added = case.add(write("two.txt", "Wire", "malware Cherry"))  # corrected, under the same name
    assert added.documents == ("two.txt",)
    assert {item.value for item in case.record().evidence} == {"Apple", "evil.example", "Will", "Cherry"}
    assert [source.name for source in case.record().sources] == ["Vendor", "Wire"]
    case.withdraw("source:2", "and again")
    assert "Cherry" not in {item.value for item in case.record().evidence}
    case.undo(case.last_decision())
    case.undo(case.last_decision())
    assert {"Cherry", "Banana"} <= {item.value for item in case.record().evidence}


def test_adding_what_was_withdrawn_says_who_withdrew_it_and_how_to_take_that_back(case, tmp_path):
    for target in ("source:2", "document:1"):
        case.withdraw(target, "retracted by its publisher")
        name = {"source:2": "two.txt", "document:1": "one.txt"}[target]
        (line,) = case.add(tmp_path / name).problems
        assert "ada withdrew this document: retracted by its publisher" in line
        assert f"case undo ministry-2025 {case.last_decision()}" in line
    (line,) = case.add(tmp_path / "two.txt", tmp_path / "two.txt").problems[:1]
    assert "ada withdrew" in line


def test_what_adding_names_is_what_is_in_the_case(case, write, tmp_path, monkeypatch):
    given = [write("three.txt", "Agency", "malware Blitz"), tmp_path / "one.txt"]
    added = case.add(*given)
    assert set(added.documents) <= {document.name for document in case.record().documents}
    monkeypatch.setattr("vidocq.workbench.decisions.standing_parts", lambda parts, _made: tuple(parts)[:1])
    added = case.add(write("four.txt", "Agency", "malware Blast"))
    assert added.documents == ()
    assert added.problems == ("four.txt: kept, but a decision keeps it out of the case",)


def test_as_of_gives_the_bits_of_then(case, desk, write):
    first = case.assess()
    then = f"#{desk.store.last.seq}"
    bits, record = keeping.encode(first), case.record()
    case.add(write("three.txt", "Agency", "malware Blitz"))
    case.grade("source:1", "B2", "long record")
    case.withdraw("source:2", "retracted")
    case.assess()
    assert keeping.encode(case.assess(then)) == bits
    assert case.record(then) == record
    assert keeping.encode(case.dossier(then)) == keeping.encode(case.dossier(then))
    assert keeping.encode(case.assess()) != bits


def test_as_of_weighs_with_the_knowledge_of_then(case, store):
    before = keeping.encode(case.assess())
    then = f"#{store.last.seq}"
    later = Desk(store, by="ada", pipeline=Small(digest="k2", prior=50.0)).case("ministry-2025")
    assert keeping.encode(later.assess()) != before
    assert keeping.encode(later.assess(then)) == before
    assert any("knowledge" in note for note in later.diff(then).notes)


def test_days_count_to_their_end_and_from_to_their_beginning(case, desk):
    days = [entry.at[:10] for entry in case.history()]
    assert [d.name for d in case.record(days[1]).documents] == ["one.txt"]
    assert case.record("2025-05-01").documents == ()
    lines = case.diff(days[2], days[2]).lines
    assert {line.sentence for line in lines if line.type == "document"} == {"two.txt"}
    with pytest.raises(InputError, match="not a moment"):
        case.record("yesterday")
    with pytest.raises(InputError, match="after"):
        case.diff("2026-01-01", "2025-01-01")


def test_a_grade_carries_its_reason_and_who_gave_it(case):
    difference = case.grade("source:2", "B2", "right before")
    source = case.record().sources[1]
    assert (source.reliability, source.reliability_reason) == (Reliability.B, "right before (ada)")
    graded = [item for item in case.record().evidence if item.origin == "Wire"]
    assert {item.credibility for item in graded} == {Credibility.TWO}
    assert difference.answers[0].distance > 0
    assert {item.credibility for item in case.record().evidence if item.origin == "Vendor"} == {Credibility.SIX}


def test_credibility_one_needs_two_origins(case, write):
    with pytest.raises(InputError, match="independent"):
        case.grade("evidence:1", "1", "sure")
    case.add(write("three.txt", "Agency", "malware Apple"))
    case.grade("evidence:1", "1", "two origins")
    assert case.record().evidence[0].credibility is Credibility.ONE


@pytest.mark.parametrize(("target", "grade"), [("source:1", "Z9"), ("source:9", "B"), ("evidence:1", "B2"), ("source:1", "A1")])
def test_what_is_no_grade_or_no_target_changes_nothing(case, target, grade):
    before = case.record(), len(case.history())
    with pytest.raises(InputError):
        case.grade(target, grade, "why")
    assert (case.record(), len(case.history())) == before


def test_numbers_of_records_never_move(case):
    assert [one.name for one in case.numbered(("source",))] == ["source:1", "source:2"]
    case.withdraw("source:1", "gone")
    assert [one.name for one in case.numbered(("source",))] == ["source:2"]


def test_written_dossiers_are_marked_superseded_and_stay_as_they_are(case, tmp_path):
    case.write(tmp_path / "out", formats=("json",))
    assert [old for _, old in case.dossiers()] == [False]
    bits = (tmp_path / "out" / "dossier.json").read_bytes()
    difference = case.withdraw("source:2", "retracted")
    assert [old for _, old in case.dossiers()] == [True]
    assert any(line.startswith("dossier:") for line in difference.dependants)
    assert (tmp_path / "out" / "dossier.json").read_bytes() == bits


def test_what_is_marked_more_strictly_is_not_seen_below_it(desk, store, write):
    case = desk.new("Mixed", Tlp.RED)
    case.add(write("red.txt", "Own", "malware Apple"))
    below = Desk(store, by="ada", pipeline=Small(), ceiling=Tlp.GREEN)
    with pytest.raises(InputError, match="no case"):
        below.case("mixed")
    assert below.listed() == []


def test_rejected_items_stay_and_stand_no_more(case):
    (waiting,) = case.targets(["evidence:3"], ("evidence",))
    case.decide("reject", [waiting], "a name, not a tool")
    item = case.record().evidence[2]
    assert item.lane is Lane.REJECTED
    assert "ada" in item.lane_reason
    case.undo_quietly([case.decisions()[-1].id])
    assert case.record().evidence[2].lane is Lane.REVIEW


def test_an_edit_is_checked_and_all_or_nothing(case):
    rows = case.targets(["evidence:1", "evidence:3"], ("evidence",))
    with pytest.raises(InputError):
        case.decide("edit", rows, "", "mention=nonsense")
    assert case.decisions() == ()
    case.decide("edit", rows[1:], "it is a malware", "kind=malware")
    assert (case.record().evidence[2].kind, case.record().evidence[2].lane) == ("malware", Lane.ACCEPTED)


def test_history_says_who_what_why(case):
    case.withdraw("source:2", "retracted by its publisher")
    entry = next(one for one in case.history() if one.action == "case withdraw")
    assert (entry.by, entry.why) == ("ada", "retracted by its publisher")
    assert "Wire" in entry.before


def test_the_answer_is_kept_once_while_nothing_changes(case, store):
    case.assess()
    seq = store.last.seq
    case.assess()
    assert store.last.seq == seq
    kept, stale = case.kept_assessment()
    assert kept is not None
    assert not stale
    case.withdraw("evidence:1", "wrong")
    assert not case.kept_assessment()[1]


def test_dissent_stands_in_the_answer_and_changes_no_number(case):
    before = case.assess()
    case.remark("dissent", "", "I think it was a false flag", "the tool is for sale")
    after = case.assess()
    assert after.dissent == ("ada: I think it was a false flag",)
    assert after.group == before.group


def test_a_kept_case_answers_as_the_case_in_memory_does(tmp_path):
    """The real pipeline on the bundled example: what is kept and read again gives the same bytes."""
    from vidocq import knowledge
    from vidocq.workbench.case import Case
    from vidocq.workbench.pipeline import Standard

    files = sorted(EXAMPLE.iterdir())
    snapshot = knowledge.load()
    memory = Case("Example", snapshot=snapshot)
    memory.ingest(*files)
    store = Store.open(tmp_path / "s.db", create=True)
    kept = Desk(store, by="ada", pipeline=Standard(lambda: snapshot)).new("Example")
    kept.add(*files)
    assert kept.record() == memory.record
    answer = kept.assess()
    assert keeping.encode(answer) == keeping.encode(memory.assess())
    then = f"#{store.last.seq}"
    difference = kept.withdraw("source:2", "retracted")
    assert difference.answers[0].before == answer.group.answer.sentence
    assert keeping.encode(kept.assess(then)) == keeping.encode(answer)
    assert check(store).clean
    store.close()


def test_an_analysts_own_answer_stands_beside_the_shared_one(tmp_path):
    from vidocq import knowledge
    from vidocq.workbench import ratings
    from vidocq.workbench.pipeline import Standard

    snapshot = knowledge.load()
    store = Store.open(tmp_path / "s.db", create=True)
    case = Desk(store, by="ben", pipeline=Standard(lambda: snapshot)).new("Example")
    case.add(*sorted(EXAMPLE.iterdir()))
    shared = case.assess()
    other = shared.group.rows[1].hypothesis
    ratings.judge(case, other.id, 0.9, "I have seen the samples")
    own = case.assess(analyst="ben")
    assert next(row.probability for row in own.group.rows if row.hypothesis.id == other.id) == pytest.approx(0.9)
    assert own.analyst[0].by == "ben"
    assert case.assess() == shared
    line = next(one for one in ratings.views(case) if one.hypothesis == other.name)
    assert dict(line.own)["ben"] == pytest.approx(0.9)
    assert line.shared == shared.group.rows[1].probability
    for wrong in (("nobody", 0.5, "x"), (other.id, 1.0, "x"), (other.id, 0.5, " ")):
        with pytest.raises(InputError):
            ratings.judge(case, *wrong)
    store.close()


def test_a_record_of_another_version_is_said_and_not_a_crash(case, store):
    from vidocq.errors import StoreError
    from vidocq.store import records
    from vidocq.store.records import Item

    with store.change(by="a", action="b") as change:
        records.append(change, case.entry.pk, [Item(type="source", id="old", body=b'{"other":1}', asserter="s")])
    with pytest.raises(StoreError, match=r"source old: cannot be read by this version"):
        case.record()

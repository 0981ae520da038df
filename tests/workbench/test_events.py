"""One event or several: documents that do not fit together are weighed apart, and only a person's word joins them."""

import msgspec
import pytest
from click.testing import CliRunner

from vidocq import knowledge
from vidocq.cli import cli
from vidocq.dossier.renderers.text import summary
from vidocq.workbench.case import Case, render
from vidocq.workbench.events import Group, groups
from vidocq.workbench.moments import gap, moments
from vidocq.workbench.weighing import _called

OLD = """Notes on a university's machines
Published: 2015-07-20
The intruders sent e-mails with a link (T1566.002). On the machines we found MiniDuke, CosmicDuke and SeaDuke.
"""
NEW = """The mail of a parliament was read
Published: 2024-05-03
Czechia accused Russia on Friday. The government said that APT28 was behind it.
"""
#: What is told twice, and whether it is one event: (id, one text, another, number of events).
PAIRS = [
    (
        "one theft, two papers",
        "Fernmoor Savings Bank robbed\nOn 3 March 2024 some 4,117 customers of Fernmoor Savings Bank found their cards empty.",
        "Cards emptied\nPolice count 4,117 victims. The bank in Fernmoor noticed it on 4 March 2024.",
        1,
    ),
    (
        "same program, other year",
        "Dairy stands still\nOn 2 May 2022 the Ostwick Dairy was locked with Akira. The way in was the VPN.",
        "School locked\nOn 9 November 2024 the Brandle School was locked with Akira. The way in was the VPN.",
        2,
    ),
    (
        "same house, two years",
        "Leak at the Hall\nThe Guild Hall of Merrow lost 900 addresses on 4 June 2020.",
        "Hall locked\nThe Guild Hall of Merrow was locked on 11 October 2023.",
        2,
    ),
    (
        "said to have nothing to do with it",
        "Buses free\nThe ticket machines of Wick Buses were flooded with traffic on 3 July.",
        "Pool shut\nA former clerk deleted the pool's bookings on 5 July. The case is not connected with the ticket machines of "
        "the buses, which were flooded with traffic.",
        2,
    ),
    (
        "shared indicators outweigh the dates",
        "First report\nOn 3 March 2022 the loader came from 185.220.101.47 and talked to update-checker-node.com, the attacker's "
        "command server.",
        "Second report\nOn 8 September 2022 the attacker's command server update-checker-node.com was seen with 185.220.101.47.",
        1,
    ),
    ("nothing to compare", "A short note.", "Another short note.", 1),
    (
        "news a year after the campaign",
        "Report\nPublished: 2023-02-01\nIn January 2023 the ministry's mail was read.",
        "Accusation\nPublished: 2024-05-03\nThe government said on Friday who had read the ministry's mail in January 2023.",
        1,
    ),
]


@pytest.fixture(scope="module")
def case_of(tmp_path_factory):
    snapshot = knowledge.load()

    def made(*texts):
        folder = tmp_path_factory.mktemp("events")
        paths = [folder / f"{number}.txt" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        case = Case(snapshot=snapshot)
        case.ingest(*paths)
        return case

    return made


@pytest.mark.parametrize(("one", "other", "number"), [pair[1:] for pair in PAIRS], ids=[pair[0] for pair in PAIRS])
def test_documents_are_one_event_or_several(one, other, number, case_of):
    record = case_of(one, other).record
    found = groups(record.documents, record.evidence)
    assert len(found) == number
    assert all(event.reason for event in found) or number == 1


def test_what_fits_to_several_events_joins_none(case_of):
    record = case_of(OLD, NEW, "A list of nothing in particular.").record
    found = groups(record.documents, record.evidence)
    assert [len(event.documents) for event in found] == [1, 1, 1]
    assert "nothing in it says" in found[2].reason


def test_events_are_weighed_apart_and_no_name_carries_over(case_of):
    dossier = case_of(NEW, OLD).dossier()
    assert not dossier.assessment.group.rows
    assert not dossier.assessment.matrix
    first, second = dossier.assessment.events
    assert first.group.answer.kind == "no technical evidence"
    assert second.group.rows[0].hypothesis.name == "APT29"
    text = summary(dossier)
    assert "two events" in text.split("Event 1:")[0]
    # What one document says of its event is no conflict with the traces of another.
    assert "Conflict" not in text
    assert "APT29" not in text.split("Event 2:")[0]


def test_the_headline_of_a_record_says_that_there_are_several_and_each_ones_answer(case_of):
    record = msgspec.json.decode(render(case_of(OLD, NEW).dossier(), ("json",))["dossier.json"])
    assert record["headline"].startswith("These documents tell of two events, which are weighed apart")
    assert record["headline"].count("D1 (") == record["headline"].count("D2 (") == 1


def test_a_name_and_traces_of_one_event_that_do_not_fit_are_a_conflict(case_of):
    told = "Published: 2015-07-21\nThe government said that APT28 was behind the break-in at the university.\n"
    dossier = case_of(OLD, told).dossier()
    assert not dossier.assessment.events
    assert "Conflict: The documents name APT28; what was found fits APT29." in summary(dossier)


def test_a_word_joins_them_and_is_recorded(case_of):
    dossier = case_of(NEW, OLD).dossier(together=True)
    assert not dossier.assessment.events
    assert dossier.assessment.group.rows
    assert any("years apart" in note for note in dossier.assessment.notes)


def test_what_was_joined_is_named(case_of):
    (note,) = case_of(NEW, OLD).dossier(together=True).assessment.notes[-1:]
    assert "0.txt with 1.txt (" in note
    names = {str(number): f"{number}.txt" for number in range(5)}
    assert _called(Group(tuple(names), ""), names) == "0.txt, 1.txt, 2.txt and 2 more"
    assert _called(Group(("0", "4"), ""), names) == "0.txt, 4.txt"


def test_what_others_say_is_told_by_event(case_of):
    accused = OLD + "The university said that Iran was behind the attack.\n"
    content = render(case_of(NEW, accused).dossier(), {"markdown"})["dossier.md"].decode()
    said = [line for line in content.splitlines() if line.startswith("**Said by others of event")]
    assert len(said) == 2
    assert "Russia" in said[0]
    assert "Russia" not in said[1]


def test_an_item_belongs_to_the_events_of_its_documents(case_of):
    dossier = case_of(NEW, OLD).dossier()
    where = dict(dossier.assessment.left_out)
    items = {item.value: item.id for item in dossier.evidence}
    assert where[items["MiniDuke"]] == "weighed with event 2"


def test_a_kept_case_remembers_the_word_until_it_is_taken_back(tmp_path, monkeypatch):
    monkeypatch.setenv("VIDOCQ_STORE", str(tmp_path / "store.db"))
    monkeypatch.setenv("VIDOCQ_USER", "Ann")
    for name, text in (("old", OLD), ("new", NEW)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")

    def run(*words):
        result = CliRunner().invoke(cli, list(words))
        assert result.exit_code == 0, result.output
        return result.output

    run("case", "new", "Two")
    run("case", "add", "two", str(tmp_path / "old.txt"), str(tmp_path / "new.txt"))
    told = run("case", "assess", "two")
    assert "2 events" in told
    assert "APT29" in told.split("event 1 ")[1].split("event 2 ")[0]
    run("case", "together", "two", "--why", "one file")
    assert "2 events" not in run("case", "assess", "two")
    run("case", "undo", "two", "last")
    assert "2 events" in run("case", "assess", "two")


def test_moments_are_the_finest_that_a_text_has():
    told, days = moments("Since 2016 it went on; on 14 March 2024 and in May 2024.", None)
    assert [moment.first.isoformat() for moment in told] == ["2024-03-14", "2024-05-01"]
    assert days == {"2024-03-14"}
    own, _ = moments("No day is told.", "2020-02")
    assert (own[0].first.isoformat(), own[0].last.isoformat(), own[0].told) == ("2020-02-01", "2020-02-29", False)
    assert gap(told, own) == (1475, False)
    assert moments("On 31 February 2024 nothing.", None)[1] == frozenset()
    assert gap((), told) == (0, False)

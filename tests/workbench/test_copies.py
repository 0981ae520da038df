"""Copies, reprints and other formats of one report are one origin: they move neither likelihood nor confidence."""

from __future__ import annotations

import itertools
import json
import random
import re
import textwrap
from pathlib import Path

import msgspec
import pytest

from vidocq import sources
from vidocq.dossier.desk import Desk
from vidocq.dossier.sections.hinges import hinges
from vidocq.model import ConfidenceStatement
from vidocq.sources import Received
from vidocq.workbench.case import Case
from vidocq.workbench.copies import as_one, copies, originals

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ministry-2025" / "technical-report.md"
TEXT = EXAMPLE.read_text(encoding="utf-8")
OTHER = """Note on a port authority

Published: 2024-02-03

In January 2024 intruders used Sagerunex against the port authority of Latvia. They moved by scheduled tasks (T1053.005) and took
mail. The server stood at 198.51.100.90. The authority has since changed all passwords and closed the old gateway for good.
"""


def _case(tmp_path: Path, texts: dict[str, str]) -> Case:
    case = Case("case")
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        case.ingest(path)
    return case


def _html(text: str) -> str:
    return "<html><body>" + "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip()) + "</body></html>"


def _plain(confidence: ConfidenceStatement) -> tuple[object, ...]:
    """The statement without ids: which of two equal texts is called the original changes no grade."""
    texts = (confidence.information_base, confidence.rigour, confidence.volatility)
    return (confidence.level, *(re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text) for text in texts))


COPIES = {
    "another newline": {"b.md": TEXT + "\n"},
    "another name and place": {"mirror/c.txt": TEXT},
    "carriage returns": {"d.txt": TEXT.replace("\n", "\r\n")},
    "a web page": {"e.html": _html(TEXT)},
    "a line before it": {"f.txt": "Reprinted with permission.\n\n" + TEXT},
    "a quote of it": {"g.txt": "Our reader writes:\n\n" + TEXT[400:2200]},
    "three at once": {"h.md": TEXT + "\n\n", "i.txt": TEXT, "j.html": _html(TEXT)},
}


@pytest.mark.parametrize("more", COPIES.values(), ids=COPIES)
def test_copies_move_nothing(tmp_path, more):
    alone = _case(tmp_path, {"a.md": TEXT, "other.txt": OTHER}).assess()
    beside = _case(tmp_path, {"a.md": TEXT, "other.txt": OTHER, **more}).assess()
    for before, after in ((alone.group, beside.group), (alone.sponsor, beside.sponsor)):
        rated = {row.hypothesis.id: row.probability for row in after.rows}
        for row in before.rows:
            assert rated[row.hypothesis.id] == pytest.approx(row.probability, abs=1e-12)
        assert before.answer == after.answer
    assert _plain(alone.confidence) == _plain(beside.confidence)
    assert len(alone.origins) == len(beside.origins)


def test_a_copy_confirms_nothing(tmp_path):
    record = _case(tmp_path, {"a.md": TEXT, "b.txt": TEXT + "\n"}).record
    assert not any(item.credibility.value == "1" for item in record.evidence)
    assert any("counted as one origin" in line for line in record.problems)
    roots = {root for source in record.sources for root in source.roots}
    assert len(roots) == len({root for source in record.sources[:1] for root in source.roots})


def test_what_only_the_copy_has_is_kept_under_the_same_origin(tmp_path):
    more = TEXT + "\n\nLater the intruders used a scheduled task (T1053.005) on the same servers.\n"
    record = _case(tmp_path, {"a.md": TEXT, "b.txt": more}).record
    added = [item for item in record.evidence if item.value == "T1053.005"]
    assert len(added) == 1
    assert added[0].origin in {item.origin for item in record.evidence if item is not added[0]}
    assert len({item.origin for item in record.evidence}) <= 2


def test_the_order_of_documents_does_not_matter(tmp_path):
    texts = {"a.md": TEXT, "b.txt": TEXT + "\n", "c.txt": TEXT[:2000], "other.txt": OTHER}
    case = _case(tmp_path, texts)
    documents = [part.documents[0] for part in (case._part(one) for one in case._documents)]
    wanted = {(one.document, one.original) for one in copies(documents)}
    assert len(wanted) == 2
    for order in itertools.permutations(documents):
        assert {(one.document, one.original) for one in copies(order)} == wanted
        assert len(originals(order)) == 2


def test_reports_of_their_own_stay_apart(tmp_path):
    words = (
        "the server of a ministry in the north was entered by people who sent mail with a false invoice and took files".split()
    )
    random.seed(5)
    texts = {f"{number}.txt": " ".join(random.choice(words) for _ in range(150)) for number in range(5)}
    case = _case(tmp_path, {**texts, "a.md": TEXT, "other.txt": OTHER})
    assert copies(case._documents) == ()


def test_the_earlier_published_is_the_original(tmp_path):
    late = TEXT.replace("Published: 2025-06-10", "Published: 2025-06-20")
    case = _case(tmp_path, {"late.md": late, "early.md": TEXT})
    (found,) = copies(case._documents)
    names = {document.id: Path(document.name).name for document in case._documents}
    assert (names[found.document], names[found.original]) == ("late.md", "early.md")


LINE = (
    "In January 2024 intruders used Sagerunex and scheduled tasks (T1053.005) against the port authority of Latvia. "
    "The server stood at 198.51.100.90."
)


def _lines(texts, **fields):
    return "\n".join(json.dumps({"id": str(number), "text": text, **fields}) for number, text in enumerate(texts))


def _bundle(number):
    unique = f"00000000-0000-4000-8000-{number:012d}"
    days = {"created": "2024-02-01T00:00:00Z", "modified": "2024-02-01T00:00:00Z", "spec_version": "2.1"}
    report = {
        "type": "report",
        "id": f"report--{unique}",
        "name": "Sagerunex at a port",
        "description": LINE,
        **days,
        "published": f"2024-02-{1 + number:02d}T00:00:00Z",
        "object_refs": [f"malware--{unique}"],
    }
    malware = {"type": "malware", "id": f"malware--{unique}", "name": "Sagerunex", "is_family": True, **days}
    return json.dumps({"type": "bundle", "id": f"bundle--{unique}", "objects": [report, malware]})


#: The first of each is the report alone, the second the same with copies that differ a little.
MANY = {
    "lines of one file": ({"a.jsonl": _lines([LINE])}, {"a.jsonl": _lines([LINE] * 60)}),
    "numbered lines": (
        {"a.jsonl": _lines([f"Case 0: {LINE}"])},
        {"a.jsonl": _lines([f"Case {number}: {LINE}" for number in range(60)])},
    ),
    "lines of one publisher": (
        {"a.jsonl": _lines([f"Case 0: {LINE}"], publisher="Acme")},
        {"a.jsonl": _lines([f"Case {number}: {LINE}" for number in range(60)], publisher="Acme")},
    ),
    "short numbered files": (
        {"0.txt": "Host 0 had Sagerunex and a scheduled task on port 0"},
        {f"{n}.txt": f"Host {n} had Sagerunex and a scheduled task on port {n * 7}" for n in range(9)},
    ),
    "STIX files": ({"0.json": _bundle(0)}, {f"{n}.json": _bundle(n) for n in range(9)}),
}


@pytest.mark.parametrize(("alone", "many"), MANY.values(), ids=MANY)
def test_many_near_copies_are_one_origin(tmp_path, alone, many):
    one = _case(tmp_path / "one", alone)
    all_ = _case(tmp_path / "all", many)
    before, after = one.assess(), all_.assess()
    for first, second in ((before.group, after.group), (before.sponsor, after.sponsor)):
        rated = {row.hypothesis.id: row.probability for row in second.rows}
        assert {row.hypothesis.id: row.probability for row in first.rows} == pytest.approx(rated, abs=1e-12)
    assert before.confidence.level == after.confidence.level
    assert (len(before.origins), len(after.origins)) == (1, 1)
    assert not any(item.credibility.value == "1" for item in all_.record.evidence)


OWN = "the clerk found a door open and wrote to the owner who came at night with two men and a lamp to see what".split()


@pytest.mark.parametrize("publisher", [{}, {"publisher": "Acme"}], ids=["no publisher", "one publisher"])
def test_what_one_publisher_says_in_several_texts_is_not_confirmed(tmp_path, publisher):
    # Not copies of one another, and they pass on what different states said: who found the traces is one all the same.
    said = ["", "The United States accused China of the attack.", "Japan blames Russia for the attack."]
    texts = [f"{LINE} {one} {' '.join(random.Random(n).choices(OWN, k=120))}." for n, one in enumerate(said)]
    record = _case(tmp_path, {"a.jsonl": _lines(texts, **publisher)}).record
    assert len(copies(record.documents)) == 0
    assert not any(item.credibility.value == "1" for item in record.evidence)
    assert len({item.origin for item in record.evidence if item.kind == "malware"}) == 1


def test_two_publishers_in_one_file_confirm_each_other(tmp_path):
    texts = [f"{LINE} {' '.join(random.Random(n).choices(OWN, k=120))}." for n in range(2)]
    lines = "\n".join(_lines([text], publisher=name) for text, name in zip(texts, ("Acme", "Other"), strict=True))
    record = _case(tmp_path, {"a.jsonl": lines}).record
    assert any(item.credibility.value == "1" for item in record.evidence)


def test_boilerplate_of_many_reports_makes_them_no_copies():
    footer = "all rights reserved by the publisher of this page and of every other page of the same place " * 2
    texts = [" ".join(random.Random(n).choices(OWN, k=200)) + ". " + footer for n in range(60)]
    made = [
        document for n, text in enumerate(texts) for document in sources.read(Received(name=f"{n}.txt", content=text.encode()))
    ]
    assert copies(made) == ()


def test_more_copies_than_are_compared_with_each_other_are_copies_all_the_same():
    texts = [f"{' '.join(random.Random(n).choices(OWN, k=30))}. {TEXT}" for n in range(60)]
    made = [
        document for n, text in enumerate(texts) for document in sources.read(Received(name=f"{n}.txt", content=text.encode()))
    ]
    untitled = [msgspec.structs.replace(document, title=None) for document in made]
    assert len(copies(untitled)) == 59
    assert len({copy.original for copy in copies(untitled)}) == 1


REPORT = (
    "Intrusion at a ministry\n\n5 March 2024\n\nThe intruders sent spearphishing attachments (T1566.001) to staff of the "
    "foreign ministry of the Czech Republic. On the mail server we found X-Agent and Zebrocy. The implant Drovorub was found on "
    "two hosts. They used a scheduled task (T1053.005), dumped LSASS memory (T1003.001) and moved by SMB (T1021.002). Data "
    "left over the command channel (T1041) to evil-host[.]com.\n"
)
_BODY = REPORT.split("\n\n", 2)[2].strip()
_SENTENCES = [f"{one.rstrip('.')}." for one in _BODY.split(". ")]
_ASIDE = "This is what they wrote, and we think that it is quite interesting to read for our customers in all places."
_CYRILLIC = str.maketrans("aeo", "\u0430\u0435\u043e")
DISGUISED = {
    "sentences turned round": "Other note\n\n7 April 2024\n\n" + " ".join(reversed(_SENTENCES)),
    "comments between": "Comment\n\n8 May 2024\n\n" + " ".join(f"{one} {_ASIDE}" for one in _SENTENCES),
    "look-alike letters": re.sub(r"\b(?:the|of|and|a|on)\b", lambda word: word[0].translate(_CYRILLIC), REPORT),
    "doubled words": re.sub(r"\b(the|of|and|a|on)\b", r"\1 \1", REPORT),
    "marks without width": re.sub(r"(\w\w)(\w{3,})", "\\1\u200b\\2", REPORT),
    "soft hyphens": re.sub(r"\b([a-z]{2})([a-z]{3,})", "\\1\u00ad\\2", REPORT),
    "divided words": re.sub(r"\b([a-z]{3})([a-z]{4,})\b", "\\1-\n\\2", REPORT),
    "emphasis": "# " + REPORT.replace("X-Agent", "**X-Agent**").replace("Zebrocy", "`Zebrocy`"),
    "numbered lines": re.sub(r"((?:\S+ ){4})", r"\1\n 17 | ", REPORT),
    "other line ends": "\n\n".join(textwrap.fill(one, 40) for one in REPORT.split("\n\n")),
    "words cut at line ends": re.sub(r"(.{70})", r"\1\n", REPORT),
    "a later day": REPORT.replace("5 March 2024", "9 June 2025"),
    "another tongue": (
        "Einbruch\n\n5. Mai 2024\n\nDie Eindringlinge schickten Anlagen (T1566.001). Gefunden wurden X-Agent, Zebrocy und "
        "Drovorub, eine geplante Aufgabe (T1053.005), LSASS (T1003.001), SMB (T1021.002). "
        "Daten gingen (T1041) an evil-host[.]com.\n"
    ),
}


def _same_answer(before, after):
    for first, second in ((before.group, after.group), (before.sponsor, after.sponsor)):
        rated = {row.hypothesis.id: row.probability for row in second.rows}
        assert {row.hypothesis.id: row.probability for row in first.rows} == pytest.approx(rated, abs=1e-12)
    assert before.confidence.level == after.confidence.level
    assert len(after.origins) == len(before.origins)


@pytest.fixture(scope="module")
def report_alone(tmp_path_factory):
    return _case(tmp_path_factory.mktemp("alone"), {"b.txt": REPORT}).assess()


@pytest.mark.parametrize("dress", DISGUISED.values(), ids=DISGUISED)
def test_a_disguise_makes_no_second_origin_and_moves_nothing(tmp_path, report_alone, dress):
    case = _case(tmp_path, {"b.txt": REPORT, "other.txt": dress})
    _same_answer(report_alone, case.assess())
    assert not any(item.credibility.value == "1" for item in case.record.evidence)


def test_all_disguises_together_move_nothing(tmp_path, report_alone):
    case = _case(tmp_path, {"b.txt": REPORT} | {f"{number}.txt": text for number, text in enumerate(DISGUISED.values())})
    _same_answer(report_alone, case.assess())
    assert not any(item.credibility.value == "1" for item in case.record.evidence)


@pytest.mark.parametrize("rows", ["malware,X-Agent\nmalware,Zebrocy\nmalware,Drovorub\ndomain,evil-host.com", "malware,X-Agent"])
def test_its_own_indicators_as_a_list_confirm_no_report(tmp_path, report_alone, rows):
    case = _case(tmp_path, {"b.txt": REPORT, "list.csv": f"type,value\n{rows}\n"})
    _same_answer(report_alone, case.assess())
    assert not any(item.credibility.value == "1" for item in case.record.evidence)


def test_a_list_with_values_of_its_own_is_no_copy(tmp_path):
    rows = "malware,X-Agent\ndomain,other-host.com\ndomain,third-host.com\n"
    assert copies(_case(tmp_path, {"b.txt": REPORT, "list.csv": f"type,value\n{rows}"})._documents) == ()


def test_reports_that_share_numbers_of_techniques_only_are_two(tmp_path):
    other = (
        "Elsewhere a bank was entered by mail (T1566.001). Tasks were planned (T1053.005), memory read (T1003.001), shares used "
        "(T1021.002) and all taken out (T1041) to a far machine by whoever did it.\n"
    )
    assert copies(_case(tmp_path, {"b.txt": REPORT, "other.txt": other})._documents) == ()


def test_a_short_text_whose_words_stand_in_a_long_one_is_no_copy(tmp_path):
    words = sorted(set(re.findall(r"[a-z]{3,}", TEXT)))
    note = " ".join(random.Random(3).sample(words, 40))
    assert copies(_case(tmp_path, {"a.md": TEXT, "note.txt": note})._documents) == ()


def test_what_a_copy_reads_otherwise_from_the_same_words_does_not_count(tmp_path):
    record = _case(tmp_path, {"b.txt": REPORT}).record
    (document,) = record.documents
    twin = msgspec.structs.replace(document, id="document--twin", name="twin.txt")
    item = record.evidence[0]
    quote = msgspec.structs.replace(item.support[0], document_id=twin.id)
    more = msgspec.structs.replace(item, id="evidence--more", ref="S9999", value="misread", support=(quote,))
    part = msgspec.structs.replace(record, documents=(twin,), evidence=(more,))
    parts = as_one([record, part])
    assert sum(len(one.evidence) for one in parts) == len(record.evidence)


NEWS = (
    "Intrusion at a ministry\n\n5 March 2024\n\nThe foreign ministry of Poland disclosed that its mail server was "
    "hacked. The intruders used ShadowPad and PlugX against the foreign ministry of Poland. They sent "
    "phishing mails to all of the staff in the house.\n"
)


@pytest.mark.parametrize("day", ["5 March 2019", "7 August 2025"])
def test_a_copy_of_another_day_gives_no_incident_or_disclosure_of_its_own(tmp_path, day):
    alone = _case(tmp_path / "one", {"o.txt": NEWS}).record
    both = _case(tmp_path / "both", {"o.txt": NEWS, "o2.txt": "Old news: " + NEWS.replace("5 March 2024", day)}).record
    assert len(alone.incidents) == len(both.incidents) == 1
    known = {incident.id for incident in both.incidents}
    assert {one.incident_id for one in both.statements if one.incident_id} <= known
    assert any("does not count" in line for line in both.problems)
    assert len({item.reported for item in both.evidence}) == 1


TRACES = [
    "The ministry was entered by mail (T1566.001). A DLL was side-loaded (T1574.002) and Winnti and ShadowPad were started.",
    "At the ministry we saw PlugX and Crosswalk, a scheduled task (T1053.005) and LSASS memory dumped (T1003.001) by night.",
    "Files left over the command channel (T1041); Speculoos was on the gateway, and the strings are in simplified Chinese.",
]
PLANTED = [
    "On the hosts we found X-Agent, Zebrocy, CHOPSTICK, Drovorub, LoJax, GAMEFISH, JHUHUGIT and HIDEDRV.",
    "Our responders recovered HIDEDRV, JHUHUGIT, GAMEFISH, LoJax, Drovorub, CHOPSTICK, Zebrocy and X-Agent from the servers.",
    "Seen by us on two machines: GAMEFISH, LoJax, Drovorub, CHOPSTICK, HIDEDRV, JHUHUGIT, Zebrocy, X-Agent.",
]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_names_planted_several_times_are_said_to_turn_the_answer(tmp_path, times):
    texts = {f"{n}.txt": f"Report\n\n{n + 3} March 2024\n\n{text}\n" for n, text in enumerate(TRACES)}
    texts |= {f"s{n}.txt": f"Note\n\n{n + 6} March 2024\n\n{text}\n" for n, text in enumerate(PLANTED[:times])}
    case = _case(tmp_path, texts)
    planted = {document.id for document in case._documents if document.name.rpartition("/")[2].startswith("s")}
    assessment = case.assess()
    turning = [
        test
        for test in assessment.sensitivity
        if test.kind in {"source", "sources", "names"} and test.changes_answer and set(test.label.split("+")) <= planted
    ]
    assert turning
    assert assessment.confidence.level.value == "low"
    labels = [block.label for block in hinges(Desk(case.dossier()))]
    assert labels == ["Hangs on one document" if times == 1 else "Hangs on documents that say the same"]


@pytest.mark.parametrize("name", ["doubled words", "emphasis", "numbered lines", "look-alike letters", "words cut at line ends"])
def test_a_dress_is_never_the_original(name):
    texts = {"report": REPORT, "dress": DISGUISED[name]}
    made = {
        name: document
        for name, text in texts.items()
        for document in sources.read(Received(name=f"{name}.txt", content=text.encode()))
    }
    undated = [msgspec.structs.replace(document, published=None) for document in made.values()]
    (found,) = copies(undated)
    assert (found.document, found.original) == (made["dress"].id, made["report"].id)

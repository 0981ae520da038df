"""Copies, reprints and other formats of one report are one origin: they move neither likelihood nor confidence."""

from __future__ import annotations

import itertools
import json
import random
import re
from pathlib import Path

import msgspec
import pytest

from vidocq import sources
from vidocq.model import ConfidenceStatement
from vidocq.sources import Received
from vidocq.workbench.case import Case
from vidocq.workbench.copies import copies, originals

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

"""Copies, reprints and other formats of one report are one origin: they move neither likelihood nor confidence."""

from __future__ import annotations

import itertools
import random
import re
from pathlib import Path

import pytest

from vidocq.model import ConfidenceStatement
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

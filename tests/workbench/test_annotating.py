"""An analyst may put records first and comment: by name, signed where there is a key, and never so that the weight moves."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest
from click.testing import CliRunner

from vidocq import knowledge, signing
from vidocq.cli import cli
from vidocq.dossier.build import build
from vidocq.dossier.outline import Basis, Table, sentences, walk
from vidocq.dossier.renderers import html, markdown
from vidocq.errors import InputError
from vidocq.model import Lane, Marking
from vidocq.vocabulary.tlp import Tlp
from vidocq.workbench.annotating import annotate
from vidocq.workbench.assessing import load_dossier
from vidocq.workbench.case import Case
from vidocq.workbench.package import SIGNATURE
from vidocq.workbench.redaction import public
from vidocq.workbench.verifying import verify
from vidocq.workbench.writing import write_dossier

AT = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
TEXT = """Intrusion at a university
Published: 2021-03-02. TLP:CLEAR
The intruders sent a spearphishing link (T1566.002) and ran PowerShell (T1059.001). They used FlawedGrace and PlugX.
The Norwegian government said on Friday that Russia was behind the attack on the university.
"""


@pytest.fixture(scope="module")
def snapshot():
    return knowledge.load()


@pytest.fixture(scope="module")
def dossier(snapshot, tmp_path_factory):
    file = tmp_path_factory.mktemp("given") / "open.txt"
    file.write_text(TEXT, encoding="utf-8")
    case = Case("Heron", snapshot=snapshot)
    case.ingest(file)
    return case.dossier()


@pytest.fixture
def key(tmp_path):
    pytest.importorskip("cryptography")
    return signing.new_pair(tmp_path / "ada.key")


def numbers(dossier):
    """Numbers of items that the items' table shows, in its order."""
    tables = [block for section in walk(build(dossier).sections) for block in section.blocks if isinstance(block, Table)]
    return [line.cells[0].text for table in tables if table.anchor == "evidence" for line in table.lines]


def hand(dossier):
    section = next(section for section in build(dossier).sections if section.anchor == "hand")
    return list(sentences(section))


def broken(found):
    return [one.what for one in found if not one.holds]


def test_what_is_put_first_stands_first_and_the_answer_stays(dossier, snapshot, tmp_path):
    usual = numbers(dossier)
    chosen = annotate(dossier, by="Ada", at=AT, first=(usual[-1], usual[1]))
    assert numbers(chosen)[:2] == [usual[-1], usual[1]]
    assert sorted(numbers(chosen)) == sorted(usual)
    assert chosen.assessment == dossier.assessment
    assert f"Ada chose what stands first ({usual[-1]} and {usual[1]})" in hand(chosen)[0].text
    write_dossier(chosen, tmp_path / "out")
    assert broken(verify(tmp_path / "out", snapshot)) == []


def test_a_comment_is_told_with_name_moment_and_record_and_is_no_sentence_of_ours(dossier):
    made = annotate(dossier, by="Ada", at=AT, comments=("E1=seen in <b>2019</b> too", "read by two of us"))
    told = hand(made)
    assert told[0].text == "Ada, 26 November 2026, 09:30, on E1: “seen in <b>2019</b> too”"
    assert told[1].text == "Ada, 26 November 2026, 09:30: “read by two of us”"
    assert {one.basis for one in told} == {Basis.ANALYST}
    assert b"<b>2019" not in html.RENDERER.render(made)
    assert b"read by two of us" in markdown.RENDERER.render(made)
    again = annotate(made, by="Bob", at=AT, comments=("a second look",))
    assert [one.by for one in again.comments] == ["Ada", "Ada", "Bob"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"by": " ", "comments": ("x",)}, "author"),
        ({"by": "Ada", "comments": ("E999=x",)}, "no such record"),
        ({"by": "Ada", "comments": ("E1=  ",)}, "1 to 2,000"),
        ({"by": "Ada", "comments": ("x" * 2001,)}, "1 to 2,000"),
        ({"by": "Ada", "first": ("D1",)}, "only evidence and statements"),
        ({"by": "Ada", "first": ("nonsense",)}, "no such record"),
    ],
)
def test_what_cannot_be_added_is_refused(dossier, given, words):
    with pytest.raises(InputError, match=words):
        annotate(dossier, at=AT, **given)


def test_what_waits_for_a_person_can_neither_stand_first_nor_be_commented(dossier):
    waiting = msgspec.structs.replace(dossier.evidence[0], lane=Lane.REVIEW)
    given = msgspec.structs.replace(dossier, evidence=(waiting, *dossier.evidence[1:]))
    number = given.numbering[waiting.id]
    for more in ({"first": (number,)}, {"comments": (f"{number}=x",)}):
        with pytest.raises(InputError, match="waits"):
            annotate(given, by="Ada", at=AT, **more)


def test_signatures_hold_for_the_key_and_for_no_other(dossier, snapshot, tmp_path, key):
    private, pair = key
    other = signing.new_pair(tmp_path / "bob.key")[1]
    made = annotate(dossier, by="Ada", at=AT, comments=("E1=seen before", "whole"), key=private)
    write_dossier(made, tmp_path / "out", key=private)
    assert broken(verify(tmp_path / "out", snapshot, pair)) == []
    assert broken(verify(tmp_path / "out", snapshot)) == []
    assert broken(verify(tmp_path / "out", snapshot, other)) == [SIGNATURE, "comment 1 by Ada", "comment 2 by Ada"]


def test_an_unsigned_manifest_and_a_changed_one_are_told(dossier, snapshot, tmp_path, key):
    private, pair = key
    write_dossier(dossier, tmp_path / "out")
    assert broken(verify(tmp_path / "out", snapshot, pair)) == [SIGNATURE]
    write_dossier(dossier, tmp_path / "out", key=private, force=True)
    manifest = tmp_path / "out" / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    assert broken(verify(tmp_path / "out", snapshot, pair)) == [SIGNATURE]
    write_dossier(dossier, tmp_path / "out", force=True)
    assert not (tmp_path / "out" / SIGNATURE).exists()


@pytest.mark.parametrize("field", ["by", "at", "text", "about"])
def test_a_comment_that_was_changed_is_not_theirs_any_more(dossier, snapshot, tmp_path, key, field):
    private, pair = key
    made = annotate(dossier, by="Ada", at=AT, comments=("E1=seen before",), key=private)
    forged = msgspec.structs.replace(made.comments[0], **{field: dossier.evidence[1].id if field == "about" else "2020"})
    write_dossier(msgspec.structs.replace(made, comments=(forged,)), tmp_path / "out", key=private)
    assert len(broken(verify(tmp_path / "out", snapshot, pair))) == 1


def test_a_record_that_was_changed_is_not_what_was_commented(dossier, snapshot, tmp_path, key):
    private, pair = key
    made = annotate(dossier, by="Ada", at=AT, comments=("E1=seen before",), key=private)
    item = msgspec.structs.replace(made.evidence[0], sentence="something else")
    write_dossier(msgspec.structs.replace(made, evidence=(item, *made.evidence[1:])), tmp_path / "out", key=private)
    assert "comment 1 by Ada" in broken(verify(tmp_path / "out", snapshot, pair))


def test_comments_and_choices_do_not_reach_the_public_twin(dossier, snapshot):
    clear = msgspec.structs.replace(dossier, documents=tuple(
        msgspec.structs.replace(entry, marking=Marking(tlp=Tlp.CLEAR)) for entry in dossier.documents
    ))  # fmt: skip
    made = annotate(clear, by="Ada", at=AT, first=("E1",), comments=("Codeword Nachtigall",))
    shown = public(made, snapshot)
    assert (shown.comments, shown.chosen, shown.chosen_by) == ((), (), "")


def test_all_of_it_from_the_command_line(dossier, tmp_path, key):
    private, pair = key
    write_dossier(dossier, tmp_path / "in")
    given = ["dossier", "write", str(tmp_path / "in"), "--first", "E1", "--comment", "E1=seen before", "--sign", str(private)]
    done = CliRunner().invoke(cli, [*given, "--by", "Ada", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert [one.by for one in load_dossier(tmp_path / "out").comments] == ["Ada"]
    checked = CliRunner().invoke(cli, ["dossier", "verify", str(tmp_path / "out"), "--key", str(pair), "--format", "json"])
    assert checked.exit_code == 0, checked.output
    assert any("comment 1 by Ada: signed by this key" in one["sentence"] for one in json.loads(checked.stdout))
    alone = CliRunner().invoke(cli, [*given, "--by", "Ada", "--out", str(tmp_path / "one.html")])
    assert alone.exit_code != 0
    assert not (tmp_path / "one.html").exists()

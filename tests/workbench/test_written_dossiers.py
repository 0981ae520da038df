"""What is written can be verified, made public without a word of what is withheld, and never half-written."""

from __future__ import annotations

import hashlib
import json
import os
import re

import msgspec
import pypdfium2
import pytest
from click.testing import CliRunner

from vidocq import knowledge
from vidocq.cli import cli
from vidocq.cli.commands.dossier import write as write_command
from vidocq.dossier.renderers import html, markdown
from vidocq.errors import InputError, MarkingError, VidocqError
from vidocq.model import (
    Account,
    Conflict,
    DocumentEntry,
    Dossier,
    Incident,
    Lane,
    Marking,
    Quote,
    Speaker,
    Statement,
)
from vidocq.vocabulary.speech import Act, ObjectLevel
from vidocq.vocabulary.tlp import Tlp
from vidocq.workbench.assessing import load_dossier
from vidocq.workbench.case import Case
from vidocq.workbench.redaction import public
from vidocq.workbench.verifying import difference, verify
from vidocq.workbench.writing import write_dossier

OPEN = """Intrusion at a university
Published: 2021-03-02. TLP:CLEAR
The intruders sent a spearphishing link (T1566.002) and ran PowerShell (T1059.001). They used FlawedGrace and PlugX.
The loader spoke to 203.0.113.9. The victims are in Norway.
"""
SECRET = """Internal note. TLP:RED
Published: 2021-03-05
The liaison service Nachtigall told us that the intruders used SeaDuke and Rubeus (T1558.003) from 198.51.100.77.
The Norwegian government said on Friday that Russia was behind the attack on Kestrelheim.
"""
CANARIES = ("Nachtigall", "Kestrelheim", "SeaDuke", "198.51.100.77", "T1558", "Internal note", "Code word")


@pytest.fixture(scope="module")
def snapshot():
    return knowledge.load()


@pytest.fixture(scope="module")
def case(snapshot, tmp_path_factory):
    folder = tmp_path_factory.mktemp("given")
    made = Case("Code word Heron", snapshot=snapshot)
    for name, text in (("open.txt", OPEN), ("secret.txt", SECRET)):
        (folder / name).write_text(text, encoding="utf-8")
        made.ingest(folder / name)
    return made


@pytest.fixture
def written(case, tmp_path):
    case.write(tmp_path / "out")
    return tmp_path / "out"


def broken(found):
    return [one.what for one in found if not one.holds]


def test_a_dossier_as_written_is_verified_and_comes_out_the_same(written, snapshot):
    found = verify(written, snapshot)
    assert broken(found) == []
    assert any(one.what == "answer" for one in found)


def test_a_changed_file_a_missing_one_and_one_too_many_are_told(written, snapshot):
    (written / "dossier.html").write_bytes((written / "dossier.html").read_bytes().replace(b"likely", b"certain", 1))
    (written / "dossier.md").unlink()
    (written / "more.html").write_text("x")
    assert broken(verify(written, snapshot)) == ["dossier.html", "dossier.md", "more.html"]


def test_a_forged_record_is_told_by_its_seal_and_by_its_answer(written, snapshot):
    raw = json.loads((written / "dossier.json").read_text())
    rows = raw["dossier"]["assessment"]["group"]["rows"]
    rows[0]["probability"], rows[1]["probability"] = rows[1]["probability"], rows[0]["probability"]
    raw["dossier"]["assessment"]["group"]["answer"]["sentence"] = "It was somebody else."
    (written / "dossier.json").write_text(json.dumps(raw))
    found = broken(verify(written, snapshot))
    assert {"dossier.json", "answers", "group"} <= set(found)


def _resealed(written, change):
    """The dossier with a forged record, sealed again as a forger would."""
    raw = json.loads((written / "dossier.json").read_text())
    change(raw["dossier"])
    (written / "dossier.json").write_text(json.dumps(raw))
    manifest = json.loads((written / "manifest.json").read_text())
    digest = hashlib.sha256((written / "dossier.json").read_bytes()).hexdigest()
    manifest["files"] = [[name, digest if name == "dossier.json" else old] for name, old in manifest["files"]]
    (written / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("part", ["matrix", "sensitivity"])
def test_a_part_cut_short_and_sealed_again_is_found(written, snapshot, part):
    _resealed(written, lambda record: record["assessment"].update({part: record["assessment"][part][:1]}))
    assert part in broken(verify(written, snapshot))


def test_squeezed_intervals_sealed_again_are_found(written, snapshot):
    def squeeze(record):
        for row in record["assessment"]["group"]["rows"]:
            row["interval"] = [row["probability"] - 0.001, row["probability"] + 0.001]

    _resealed(written, squeeze)
    assert "group ranking" in broken(verify(written, snapshot))


def test_a_sealed_name_never_leads_out_of_the_directory(written, snapshot, tmp_path):
    (tmp_path / "secret").write_text("x")
    manifest = json.loads((written / "manifest.json").read_text())
    manifest["files"].append(["../secret", "0" * 64])
    (written / "manifest.json").write_text(json.dumps(manifest))
    (told,) = [one for one in verify(written, snapshot) if one.what == "../secret"]
    assert told.sentence == "../secret: is not there"


def test_other_knowledge_is_said_and_nothing_is_worked_out_on_it(written, snapshot):
    other = msgspec.structs.replace(snapshot, meta=msgspec.structs.replace(snapshot.meta, digest="0" * 64))
    found = verify(written, other)
    assert broken(found) == ["knowledge"]
    assert not any(one.what == "answer" for one in found)


def test_an_excluded_item_stays_excluded_when_it_is_verified(case, snapshot, tmp_path):
    item = case.record.evidence[0].id
    case.write(tmp_path / "less", exclude_evidence=(item,), seed=3)
    assert broken(verify(tmp_path / "less", snapshot)) == []


def test_the_public_twin_says_nothing_of_what_is_withheld(case, snapshot):
    whole = case.dossier()
    everything = msgspec.json.encode(whole).decode()
    assert all(canary in everything for canary in CANARIES)
    twin = public(whole, snapshot)
    shown = "".join((msgspec.json.encode(twin).decode(), *(r.RENDERER.render(twin, "public").decode() for r in (html, markdown))))
    # What the knowledge base holds of anybody is no word of the case.
    without_knowledge = re.sub(r'"profiles":\[.*?\]\}\]', "", shown)
    assert [canary for canary in CANARIES if canary in without_knowledge] == []
    assert "withheld" not in shown
    assert "secret" not in shown
    assert twin.marking == Marking(tlp=Tlp.CLEAR)


def _spread(whole: Dossier) -> Dossier:
    """The case with records that lie in both documents and carry no marking of their own that would hold them back."""
    open_, secret = whole.documents
    shown, hidden = (_quote(open_, "spearphishing link"), _quote(secret, "The liaison service Nachtigall"))
    clear = Marking(tlp=Tlp.CLEAR)
    first = whole.evidence[0]
    both = msgspec.structs.replace(
        first, id="evidence--both", support=(shown, hidden), sentence=hidden.text, label_reason="Nachtigall", step="Nachtigall",
        attributes=(("said by", "Nachtigall"),), credibility_reason="Nachtigall says so too", origin="Nachtigall-source+x",
        marking=clear,
    )  # fmt: skip
    only = msgspec.structs.replace(both, id="evidence--only", value="Kestrelheim", support=(hidden,))
    said = Statement(
        id="statement--both", speaker=Speaker(party="NO", name="Norway"), support=(shown,), rule="test", act=Act.ASSERTS,
        object_level=ObjectLevel.STATE, objects=("RU",), lane=Lane.ACCEPTED, decided_by="Nachtigall", drift="Nachtigall differs",
        accounts=(Account(document_id=secret.id, support=(hidden,), note="Nachtigall"),), of_statement="statement--hidden",
        marking=clear,
    )  # fmt: skip
    secretly = msgspec.structs.replace(said, id="statement--hidden", support=(hidden,), demands="Nachtigall wants")
    half = msgspec.structs.replace(said, id="statement--half", support=(shown, hidden), demands="Kestrelheim")
    incidents = tuple(
        Incident(id=f"incident--{place}", name=name, event_key=name, document_ids=documents, support=(shown,))
        for place, (name, documents) in enumerate(
            (("Break-in at Kestrelheim", (open_.id, secret.id)), ("Break-in at a university", (open_.id,)))
        )
    )
    conflict = Conflict(kind="x", sentence="Nachtigall says otherwise", support=(shown, hidden))
    sources = tuple(
        msgspec.structs.replace(one, roots=tuple(source.id for source in whole.sources), reliability_reason="Nachtigall")
        for one in whole.sources
    )
    return msgspec.structs.replace(
        whole, evidence=(*whole.evidence, both, only), statements=(said, secretly, half), incidents=incidents,
        conflicts=(conflict,), sources=sources, problems=("Nachtigall",), must_not_claim=("Nachtigall did not say",),
    )  # fmt: skip


def _quote(entry: DocumentEntry, text: str) -> Quote:
    start = entry.text.index(text)
    return Quote(document_id=entry.id, text=text, start=start, end=start + len(text))


def test_what_lies_in_both_documents_keeps_only_what_the_open_one_says(case, snapshot):
    whole = _spread(case.dossier())
    twin = public(whole, snapshot)
    shown = msgspec.json.encode(msgspec.structs.replace(twin, profiles=())).decode()
    assert [canary for canary in (*CANARIES, whole.documents[1].id) if canary in shown] == []
    assert "evidence--both" in {item.id for item in twin.evidence}
    assert [item.id for item in twin.statements] == ["statement--both"]
    assert [item.name for item in twin.incidents] == ["Break-in at a university"]
    hidden = next(one.id for one in whole.sources if whole.documents[1].id in one.document_ids)
    assert all(hidden not in one.roots for one in twin.sources)


DISPUTED = """China rejects hacking report
Published: 2023-05-25
The United States and Microsoft said on Wednesday that state-sponsored Chinese hackers had broken into power networks in Guam.
China called the report a smear and denied the charge.
"""
ACCUSED = "TLP:CLEAR\n\nThe Czech Republic has attributed the cyberattack on its foreign ministry to Russia.\n"
CABLE = (
    "TLP:AMBER\n\nThe Czech Republic has attributed the cyberattack on its foreign ministry to Russia. "
    "Minister Quillfeather was told of it.\n"
)


def _told(folder, snapshot, *texts):
    made = Case(snapshot=snapshot)
    for text in texts:
        path = folder / f"{len(text)}.txt"
        path.write_text(text, encoding="utf-8")
        made.ingest(path)
    return made.dossier()


def test_a_record_merged_with_a_withheld_document_is_cut_to_what_the_open_one_says(tmp_path, snapshot):
    """The twin of an open and a withheld document is the twin of the open one alone."""
    alone = public(_told(tmp_path, snapshot, ACCUSED), snapshot)
    twin = public(_told(tmp_path, snapshot, ACCUSED, CABLE), snapshot)
    assert alone.statements
    assert {one.id for one in twin.statements} == {one.id for one in alone.statements}
    assert {(one.kind, one.value) for one in twin.evidence} == {(one.kind, one.value) for one in alone.evidence}
    told = markdown.RENDERER.render(twin, "public").decode()
    assert "asserts Russia" in told
    assert "nobody whose words" not in told
    assert "Quillfeather" not in told


def test_a_merged_record_that_was_rejected_stays_away(tmp_path, snapshot):
    whole = _told(tmp_path, snapshot, ACCUSED, CABLE)
    rejected = tuple(msgspec.structs.replace(one, lane=Lane.REJECTED) for one in whole.statements)
    assert public(msgspec.structs.replace(whole, statements=rejected), snapshot).statements == ()


def test_the_public_twin_does_not_tell_what_waits_as_silence(tmp_path, snapshot):
    whole = _told(tmp_path, snapshot, "TLP:CLEAR\n\n" + DISPUTED)
    assert all(one.lane is Lane.REVIEW for one in whole.statements)
    told = markdown.RENDERER.render(public(whole, snapshot), "public").decode()
    assert "for a person's decision: whether anybody names a culprit is open" in told
    assert "nobody whose words" not in told


def test_the_public_twin_is_weighed_anew_and_numbered_without_gaps(case, snapshot):
    whole = case.dossier()
    twin = public(whole, snapshot)
    assert twin.assessment.technical_items < whole.assessment.technical_items
    numbers = [number for record, number in twin.numbering.items() if number.startswith("E")]
    assert numbers == [f"E{place}" for place in range(1, len(numbers) + 1)]
    assert twin.numbers == ()


def test_what_is_withheld_is_said_only_when_it_may_be(case, snapshot):
    twin = public(case.dossier(), snapshot, say=True)
    assert re.fullmatch(r"1 document and \d+ items of evidence are not shown here", twin.problems[0])


def test_what_waits_or_was_entered_by_an_analyst_is_not_public(case, snapshot):
    whole = case.dossier()
    waiting = tuple(msgspec.structs.replace(item, lane=Lane.REVIEW) for item in whole.evidence)
    assert public(msgspec.structs.replace(whole, evidence=waiting), snapshot).evidence == ()


def test_nothing_to_show_is_refused(case, snapshot):
    whole = case.dossier()
    unmarked = tuple(msgspec.structs.replace(entry, marking=Marking()) for entry in whole.documents)
    with pytest.raises(MarkingError, match="nothing in it may be shown"):
        public(msgspec.structs.replace(whole, documents=unmarked), snapshot)
    with pytest.raises(MarkingError):
        public(whole, snapshot, ceiling=Tlp.AMBER)


def test_two_dossiers_differ_in_what_one_lacks(case, snapshot):
    whole = case.dossier()
    less = msgspec.structs.replace(whole, evidence=whole.evidence[1:])
    told = difference(whole, less)
    assert [(line.how, line.id) for line in told.lines] == [("removed", whole.evidence[0].id)]
    assert not any(one.changed for one in told.answers)


@pytest.mark.parametrize("ending", [".html", ".md", ".pdf", ".docx"])
def test_a_path_with_an_ending_is_one_file(case, tmp_path, ending):
    target = tmp_path / f"brief{ending}"
    assert write_dossier(case.dossier(), target, template="brief") == (target,)
    assert target.stat().st_size > 500
    with pytest.raises(InputError, match="exists"):
        write_dossier(case.dossier(), target, template="brief")
    write_dossier(case.dossier(), target, template="brief", force=True)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_pdf_of_a_marked_dossier_holds_the_stix_bundle(case, tmp_path):
    marked = msgspec.structs.replace(case.dossier(), marking=Marking(tlp=Tlp.RED))
    write_dossier(marked, tmp_path / "full.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "full.pdf")
    inside = {one.get_name(): bytes(one.get_data()) for one in map(document.get_attachment, range(document.count_attachments()))}
    assert set(inside) == {"dossier.json", "indicators.csv", "evidence.stix.json"}
    assert json.loads(inside["evidence.stix.json"])["type"] == "bundle"


def test_a_file_that_cannot_be_written_is_one_line_and_leaves_nothing(case, tmp_path):
    with pytest.raises(InputError) as error:
        write_dossier(case.dossier(), tmp_path / "none" / "brief.html", template="brief")
    assert "\n" not in str(error.value)
    (tmp_path / "is.html").mkdir()
    with pytest.raises(InputError, match="directory"):
        write_dossier(case.dossier(), tmp_path / "is.html", force=True)
    assert os.listdir(tmp_path) == ["is.html"]


def test_the_directory_is_sealed(case, snapshot, tmp_path):
    write_dossier(case.dossier(), tmp_path / "out", template="technical", formats=("html", "docx"))
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"technical.html", "technical.docx", "dossier.json", "manifest.json", "indicators.csv"} <= names
    assert broken(verify(tmp_path / "out", snapshot)) == []


def _run(*arguments, code=0):
    done = CliRunner().invoke(cli, [str(one) for one in arguments])
    if isinstance(done.exception, VidocqError):
        assert done.exception.exit_code == code
        return str(done.exception)
    assert done.exit_code == code, done.output
    return done.output


def test_the_verbs_about_written_dossiers(written, tmp_path):
    assert "17 standards checked" in _run("dossier", "check", written)
    assert "the answer is the same" in _run("dossier", "verify", written)
    assert "Written: " in _run("dossier", "write", written, "--template", "public", "--out", tmp_path / "twin")
    assert load_dossier(tmp_path / "twin").marking.tlp is Tlp.CLEAR
    assert "Internal note" in _run("dossier", "diff", written, tmp_path / "twin")
    (written / "dossier.md").unlink()
    assert "dossier.md: is not there" in _run("dossier", "verify", written, code=1)


def test_strict_is_an_exit_code(written):
    raw = json.loads((written / "dossier.json").read_text())
    raw["dossier"]["marking"]["tlp"] = "TLP:CLEAR"
    (written / "dossier.json").write_text(json.dumps(raw))
    assert "remark" in _run("dossier", "check", written)
    _run("dossier", "check", written, "--strict", code=1)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--template", "public", "--template-file", "own.jinja", "--out", "x.html"], "exclude each other"),
        (["--template-file", "own.jinja", "--format", "pdf", "--out", "x.html"], "does not go with --template-file"),
        (["--ceiling", "GREEN", "--out", "x.html"], "--ceiling goes with --template public only"),
        (["--say-withheld", "--template", "brief", "--out", "x.html"], "--say-withheld goes with --template public only"),
        (["--format", "docx", "--out", "x.pdf"], "--format docx does not fit the ending .pdf"),
        (["--format", "html", "--format", "pdf", "--out", "x.pdf"], "does not fit the ending .pdf"),
        (["--out", "x.xyz"], "no format has the ending .xyz"),
    ],
)
def test_options_of_which_one_would_win_in_silence_are_refused(tmp_path, monkeypatch, options, told):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(write_command, ["no-dossier", *options])
    assert told in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_markdown_may_be_asked_for_as_md(written, tmp_path):
    target = tmp_path / "again.md"
    result = CliRunner().invoke(write_command, [str(written), "--format", "md", "--out", str(target)])
    assert result.exit_code == 0, result.output
    assert target.read_bytes() == (written / "dossier.md").read_bytes()

"""Archives: every file is read by its own reader, mails within mails too; what cannot be read is said and costs nothing else."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from vidocq import sources
from vidocq.cli.commands.extract import COMMAND
from vidocq.errors import SourceError
from vidocq.evidence.extractors.indicators import grouped
from vidocq.sources import Received

HASH = "2a68fb75fdfb94a63d666a51111ebf38c5d51844e5002d13cba9839102d67653"


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def mail(subject: str, text: str, *inner: EmailMessage) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, f"{subject}@kettle.biz", "me@spoon.example"
    message.set_content(text)
    for one in inner:
        message.add_attachment(one)
    return message


def read(content: bytes, name: str = "box.zip") -> tuple[sources.Document, ...]:
    return sources.read(Received(name=name, content=content))


def test_a_mail_in_a_mail_in_an_archive_in_an_archive_is_read() -> None:
    inner = mail("inner", f"The sample {HASH} calls kettle9[.]biz now.\n")
    raw = mail("outer", "See what I got.\n", mail("middle", "Fwd.\n", inner)).as_bytes()
    (document,) = read(zipped(inner__zip=zipped(outer__eml=raw)))
    values = {value for _, value in grouped(document)}
    assert {HASH, "kettle9.biz", "inner@kettle.biz", "middle@kettle.biz", "outer@kettle.biz"} <= values
    assert document.name == "box.zip!inner.zip!outer.eml"


def test_each_file_is_a_document_and_what_cannot_be_read_is_said() -> None:
    content = zipped(a__txt=b"A loader was seen in spoons.\n", b__exe=b"MZ\x00\x01", c__txt=f"{HASH}\n".encode())
    first, second = read(content)
    assert [first.name, second.name] == ["box.zip!a.txt", "box.zip!c.txt"]
    assert first.id != second.id
    assert any(note.startswith("b.exe was left out: ") and "program" in note for note in first.notes)
    assert not any("left out: not" in note for note in second.notes)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped(b__exe=b"MZ\x00\x01"), "no file in it"),
        (zipped(a__txt=b"A loader.")[:40], "damaged"),
        (zipped(a__zip=zipped(a__zip=zipped(a__zip=zipped(a__txt=b"deep")))), "no file in it"),
    ],
)
def test_what_holds_nothing_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(content)


def test_archives_within_archives_are_opened_to_a_depth() -> None:
    (document,) = read(zipped(a__zip=zipped(a__zip=zipped(a__txt=b"A loader was seen."))))
    assert document.text.strip() == "A loader was seen."


def test_more_files_than_are_read_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidocq.sources.readers.zipped._MOST", 2)
    documents = read(zipped(**{f"f{number}__txt": f"A loader was seen, {number}.".encode() for number in range(5)}))
    assert len(documents) == 2
    assert any("first 2 of 5" in note for note in documents[0].notes)


@pytest.mark.parametrize("inside", ["xl/workbook.xml", "ppt/slides/slide1.xml", "META-INF/MANIFEST.MF", "AndroidManifest.xml"])
def test_what_is_one_document_or_program_is_no_archive_of_files(inside: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(inside, "<x>A loader was seen in spoons.</x>")
    with pytest.raises(SourceError, match="a ZIP archive"):
        read(packed.getvalue())


def test_a_second_file_of_one_name_is_said() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", b"A loader was seen in spoons.\n")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", b"A loader was seen in forks.\n")
    (document,) = read(packed.getvalue())
    assert "forks" in document.text
    assert any(note.startswith("a.txt was left out: another file of that name") for note in document.notes)


def test_a_damaged_file_in_an_archive_is_a_problem_for_every_form_of_output(tmp_path: Path) -> None:
    path = tmp_path / "box.zip"
    path.write_bytes(zipped(a__txt=b"A loader was seen in spoons.\n", b__exe=b"MZ\x00\x01"))
    shown = CliRunner().invoke(COMMAND, [str(path), "--format", "csv"])
    assert shown.exit_code == 5
    assert "b.exe was left out" in shown.stderr

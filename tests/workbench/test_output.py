"""The dossier directory appears whole or not at all, and nothing of others is overwritten."""

import pytest

from vidocq.errors import InputError
from vidocq.workbench.output import write_directory

FILES = {"dossier.json": b"{}", "dossier.md": b"# one"}


def test_it_appears_with_all_files_and_leaves_nothing_else(tmp_path):
    write_directory(tmp_path / "out", FILES)
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_existing_dossier_needs_force(tmp_path):
    write_directory(tmp_path / "out", FILES)
    with pytest.raises(InputError, match="--force"):
        write_directory(tmp_path / "out", FILES)
    write_directory(tmp_path / "out", {"dossier.json": b"[]"}, force=True)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["dossier.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_directory_that_is_not_ours_is_never_replaced(tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(InputError, match="not a dossier"):
        write_directory(tmp_path / "thesis", FILES, force=True)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"


def test_a_failure_in_the_middle_leaves_the_old_dossier(tmp_path, monkeypatch):
    write_directory(tmp_path / "out", FILES)

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(InputError, match="No space left"):
        write_directory(tmp_path / "out", {"dossier.json": b"new"}, force=True)
    assert (tmp_path / "out" / "dossier.md").read_bytes() == b"# one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_missing_parent_is_said(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        write_directory(tmp_path / "no" / "out", FILES)

"""Bytes that are no text, endless devices and paths that cannot be written cost one line each, and never the rest."""

import pytest

from vidocq.errors import InputError
from vidocq.workbench.ranking import _lines, rank_batch


def _batch(path, monkeypatch):
    """The cases that a batch reaches, and its problems, without weighing them."""
    monkeypatch.setattr("vidocq.assessment.assess_batch", lambda cases, _snapshot: ([name] for name, _ in cases))
    monkeypatch.setattr("vidocq.workbench.ranking._evidence", lambda *_: [])
    return list(rank_batch(str(path), None))


def test_a_bad_byte_costs_one_line_of_a_batch(tmp_path, monkeypatch):
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b'{"case_id": "a"}\n{"case_id": "\xff"}\n{"case_id": "\xed\xa0\x80"}\nno\n\n{"case_id": "b"}')
    found = _batch(file, monkeypatch)
    assert [one for one in found if not isinstance(one, str)] == [["a"], ["b"]]
    assert [line.split(":")[0].rpartition(", ")[2] for line in found if isinstance(line, str)] == ["line 2", "line 3", "line 4"]
    assert "not UTF-8" in found[2]


def test_a_batch_that_never_ends_is_refused(monkeypatch):
    with pytest.raises(InputError, match="a device"):
        next(_lines("/dev/zero"))


def test_a_line_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("vidocq.workbench.ranking._LONGEST_LINE", 100)
    (tmp_path / "a").write_bytes(b"x" * 101)
    with pytest.raises(InputError, match="a line of more than 100 bytes"):
        list(_lines(str(tmp_path / "a")))


def test_the_ledger_is_for_its_owner_only(tmp_path):
    from vidocq.workbench.ledger import open_ledger

    open_ledger(tmp_path / "deep" / "ledger.db").close()
    assert (tmp_path / "deep").stat().st_mode & 0o077 == 0
    assert (tmp_path / "deep" / "ledger.db").stat().st_mode & 0o077 == 0


def test_a_ledger_that_cannot_be_made_is_one_line(tmp_path):
    from vidocq.errors import StoreError
    from vidocq.workbench.ledger import open_ledger

    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file" / "ledger.db", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(StoreError):
            open_ledger(place)

"""What is computed from a snapshot is made once, checked on reading, and passed over where there is no place for it."""

from __future__ import annotations

import pytest

from vidocq.knowledge import derived


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("VIDOCQ_CACHE", str(tmp_path))
    return tmp_path


def test_made_once(cache):
    made = []

    def make():
        made.append(1)
        return b"content"

    assert derived.kept("thing", "key", make) == b"content"
    assert derived.kept("thing", "key", make) == b"content"
    assert len(made) == 1


def test_damaged_is_made_again(cache):
    derived.kept("thing", "key", lambda: b"one")
    (file,) = cache.glob("thing-*.bin")
    file.write_bytes(b"rubbish")
    assert derived.kept("thing", "key", lambda: b"two") == b"two"


def test_forgotten_is_made_again(cache):
    derived.kept("thing", "key", lambda: b"one")
    derived.forget("thing", "key")
    assert derived.kept("thing", "key", lambda: b"two") == b"two"


def test_only_the_last_few_are_kept(cache):
    for number in range(9):
        derived.kept("thing", str(number), lambda: b"x")
    assert len(list(cache.glob("thing-*.bin"))) <= 4


def test_no_place_is_no_failure(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("x")
    monkeypatch.setenv("VIDOCQ_CACHE", str(blocked / "below"))
    assert derived.kept("thing", "key", lambda: b"one") == b"one"
    derived.forget("thing", "key")

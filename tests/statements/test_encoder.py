"""The sentence encoder: its word pieces, its arithmetic, and that nothing needs it."""

from __future__ import annotations

import importlib.util
import math

import numpy as np
import pytest

from vidocq.benchmarking.reader import text_document
from vidocq.statements import encoder
from vidocq.statements.candidates import Unit
from vidocq.statements.encoder import Pieces, plain
from vidocq.statements.reader import read

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "prague", "blame", "##d", "##s", "mos", "##cow", ",", "cafe", "x"]


def test_words_are_split_into_the_longest_pieces_with_their_places() -> None:
    numbers, places = Pieces(WORDS).split("Prague blamed Moscow, café!")
    assert [WORDS[number] for number in numbers] == [
        "[CLS]", "prague", "blame", "##d", "mos", "##cow", ",", "cafe", "[UNK]", "[SEP]",
    ]  # fmt: skip
    assert places[1] == (0, 6)
    assert places[2:4] == [(7, 12), (12, 13)]
    assert places[7] == (22, 26)


def test_a_word_without_pieces_is_one_unknown_and_long_texts_are_cut() -> None:
    pieces = Pieces(WORDS)
    assert [WORDS[number] for number in pieces.split("moszz")[0]] == ["[CLS]", "[UNK]", "[SEP]"]
    assert len(pieces.split("x " * 5000)[0]) == encoder.MOST_PIECES
    assert pieces.split("x" * 200)[0][1] == WORDS.index("[UNK]")


def test_gelu_is_that_of_the_error_function() -> None:
    values = np.linspace(-6, 6, 49, dtype=np.float32)
    exact = [value * 0.5 * (1 + math.erf(value / math.sqrt(2))) for value in values.tolist()]
    assert encoder._gelu(values) == pytest.approx(exact, abs=2e-6)


def test_mentions_are_written_out_where_they_stood() -> None:
    units: list[Unit] = []
    text = "Estonia accused Russia of the attack on its parliament."
    read(text_document("one", text), model=None, observe=units.append)
    told, at = plain(units[0])
    assert told == text
    assert {told[low:high] for low, high in at.values()} >= {"Estonia", "Russia"}


def test_without_its_package_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "find_spec", lambda _: None)
    encoder.shipped.cache_clear()
    assert encoder.shipped() is None
    encoder.shipped.cache_clear()


@pytest.mark.skipif(importlib.util.find_spec(encoder.PACKAGE) is None, reason="the encoder's package is not installed")
def test_with_its_package_it_judges() -> None:
    second = encoder.shipped()
    assert second is not None
    assert second.states([2, 3]).shape == (2, encoder.WIDTH)

"""What the reader leaves out to be quick would have changed nothing."""

from __future__ import annotations

import json

import numpy as np
import pytest

from statements.conftest import CASES
from vidocq.benchmarking.reader import text_document
from vidocq.statements import decide, guards, needed, triggers
from vidocq.statements.coding import Coder
from vidocq.statements.linear import shipped
from vidocq.statements.reader import Reading, read

TRAPS = [json.loads(line)["text"] for line in (CASES / "traps.jsonl").read_text(encoding="utf-8").splitlines()][::6]
TEXTS = [*TRAPS, *(path.read_text(encoding="utf-8") for path in sorted((CASES / "own").glob("*.txt"))[:6])]


def _read() -> list[Reading]:
    return [read(text_document(str(number), text, "2025-06-01")) for number, text in enumerate(TEXTS)]


@pytest.fixture(scope="module")
def quick() -> list[Reading]:
    return _read()


def test_pairs_that_cannot_reach_a_limit_come_to_no_record(quick: list[Reading], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "_within_reach", lambda *_: True)
    assert _read() == quick


def test_idioms_whose_words_are_not_at_hand_are_not_there(quick: list[Reading], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "_at_hand", lambda *_, **__: True)
    assert _read() == quick


def test_rules_whose_words_are_not_in_a_sentence_do_not_match(quick: list[Reading], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needed.Lazy, "may_match", lambda *_: True)
    assert _read() == quick


def test_verdicts_that_are_kept_are_those_that_would_be_given(quick: list[Reading], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "of_object", guards._of_object)
    monkeypatch.setattr(guards, "_in_sentence", lambda _name, pattern, coded: pattern.search(coded.code) is not None)
    assert _read() == quick


def test_what_is_known_of_a_code_is_gone_when_the_code_changes() -> None:
    coded = Coder("Canada accused Russia.").code("Canada accused Russia.", 0)
    coded.known["verdict"] = 1
    coded.put(0, 1, coded.mentions[0])
    assert coded.known == {}


def test_a_letter_that_is_another_in_lower_case_holds_no_rule_back() -> None:
    lazy = needed.Lazy("x")
    lazy.words = (("accuse", "blame"), ("hack",))
    assert lazy.may_match("they blame the hack")
    assert not lazy.may_match("they blame the flood")
    assert not lazy.may_match("the hack")
    assert lazy.may_match("they accuſe")


def test_links_are_summed_as_the_table_has_them() -> None:
    model = shipped()
    assert model is not None
    chance = np.random.default_rng(1)
    candidates = [[int(number) for number in chance.integers(0, 1 << 16, size=size)] for size in (0, 1, 70)]
    for column in (0, 1):
        weights, scale = model._link[column]
        assert model.links(candidates, column) == [float(np.asarray(weights)[ids].sum() * scale) for ids in map(list, candidates)]

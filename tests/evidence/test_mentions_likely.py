"""The learned judge of mentions: what it sees, what it holds back, and that its weights are made from the corpus alone."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from vidocq.benchmarking import mention_fit
from vidocq.errors import InputError, ModelError
from vidocq.evidence.mentions import likely
from vidocq.evidence.mentions.features import Prepared, of_mention
from vidocq.evidence.mentions.judge import Judge
from vidocq.evidence.sentences import SentenceIndex
from vidocq.model import Role

TEXT = "Our responders found Alpha on two servers of the ministry. Unlike Beta, it talks over mail."


def span(name: str) -> tuple[int, int]:
    start = TEXT.index(name)
    return start, start + len(name)


def judge(document: dict[str, float], mention: dict[str, float]) -> Judge:
    weights = likely.Weights(
        version=likely.VERSION, corpus="", document=document, mention=mention, least_document=0.2, least_mention=0.5
    )
    names = [span("Alpha"), span("Beta")]
    return Judge(TEXT, SentenceIndex.of(TEXT), names, learned=weights)


def features(name: str) -> dict[str, float]:
    return of_mention(Prepared(TEXT, SentenceIndex.of(TEXT), [span("Alpha"), span("Beta")]), span(name), "found here")


def test_features_tell_what_stands_around_a_name_and_not_which_name_it_is() -> None:
    found = features("Alpha")
    assert found["L0 found"] == found["R0 on"] == found["LL found responders"] == 1.0
    assert "N unlike" in found
    assert not any("alpha" in name or "beta" in name for name in found)


def _of_sentences(*sentences: str) -> dict[str, float]:
    """Features of the first *Alpha* in a text of these sentences."""
    text = " ".join(sentences)
    names = [match.span() for match in re.finditer("Alpha", text)]
    return of_mention(Prepared(text, SentenceIndex.of(text), names), names[0], "found here")


def test_what_is_said_further_on_and_further_back_is_seen_by_its_side() -> None:
    filler = ["The lights were on."]
    found = _of_sentences("Monday was busy.", *filler, "They found Alpha here.", *filler, "It proved harmless.")
    assert "A harmless" in found
    assert "B busy" in found
    assert "A busy" not in found
    assert "N lights" in found
    assert "A lights" not in found


def test_only_longer_texts_have_a_beginning_and_an_end() -> None:
    filler = [f"On day {day} nothing happened here." for day in range(10)]
    assert "part 2" in _of_sentences(*filler, "Work went on.", "They found Alpha here.")
    assert not any(
        name.startswith("part") and name != "part None" for name in _of_sentences("Work went on.", "They found Alpha.")
    )


@pytest.mark.parametrize(("others", "told"), [(0, "again 0"), (1, "again 1"), (5, "again 3")])
def test_how_often_a_name_comes_again(others: int, told: str) -> None:
    assert told in _of_sentences("They found Alpha.", *["We know Alpha well."] * others)


def test_what_reads_as_no_finding_is_held_back_with_how_likely_it_is() -> None:
    held = judge({"": 3.0}, {"": 2.0, "L0 found": -4.0}).finding(*span("Alpha"), program=True)
    assert held.role is Role.UNSURE
    assert "12% likely" in held.words


def test_a_likely_finding_stands_and_other_things_than_programs_are_not_asked() -> None:
    assert judge({"": 3.0}, {"": 2.0}).finding(*span("Alpha"), program=True).role is Role.FOUND
    assert judge({"": 3.0}, {"": -5.0}).finding(*span("Alpha"), program=False).role is Role.FOUND


def test_nothing_stands_in_a_text_that_reads_as_no_report() -> None:
    held = judge({"": 0.0, "D ministry": -4.0}, {"": 5.0}).finding(*span("Alpha"), program=False)
    assert held.role is Role.UNSURE
    assert "no report of an intrusion" in held.words


def test_the_learned_half_never_lets_through_what_the_cues_hold_back() -> None:
    certain = judge({"": 3.0}, {"": 9.0})
    assert certain.at(*span("Beta")).role is Role.COMPARED
    assert certain.finding(*span("Beta"), program=True).role is Role.COMPARED


def test_weights_are_what_the_corpus_gives_and_read_back_the_same(tmp_path: Path) -> None:
    (tmp_path / "hand").mkdir()
    rows = []
    for number in range(12):
        is_ = number % 2 == 0
        text = f"We found Alpha on host {number}." if is_ else f"The course number {number} explains Alpha."
        role = "found" if is_ else "background"
        rows.append(
            {"id": str(number), "text": text, "incident": is_, "mentions": [{"name": "Alpha", "role": role, "quote": text}]}
        )
    content = b"\n".join(msgspec.json.encode(row) for row in rows)
    (tmp_path / "hand" / "docs.jsonl").write_bytes(content)
    weights = mention_fit.fit(mention_fit.samples(tmp_path), tmp_path)
    assert weights.mention["L0 found"] > 0 > weights.mention["L0 explains"]
    assert likely.loads(likely.dumps(weights)) == weights == mention_fit.fit(mention_fit.samples(tmp_path), tmp_path)


def test_the_shipped_weights_are_of_the_corpus_in_the_repository() -> None:
    corpus = Path(__file__).resolve().parents[2] / "benchmarks" / "mentions" / "corpus"
    assert likely.shipped().corpus == mention_fit._digest(corpus)


def test_a_broken_corpus_or_weights_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no corpus"):
        mention_fit.samples(tmp_path)
    (tmp_path / "hand").mkdir()
    (tmp_path / "hand" / "docs.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(InputError, match="no annotated document"):
        mention_fit.samples(tmp_path)
    with pytest.raises(ModelError, match="cannot be read"):
        likely.loads(b"nonsense")
    older = msgspec.structs.replace(likely.shipped(), version=0)
    with pytest.raises(ModelError, match="another version"):
        likely.loads(likely.dumps(older))

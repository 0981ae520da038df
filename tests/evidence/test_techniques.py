"""Techniques in prose: ids, phrases, the trained model, its gate, and what is no behaviour."""

from __future__ import annotations

import numpy as np
import pytest
from names_sample import document, snapshot, uses

from vidocq.errors import KnowledgeError, ModelError
from vidocq.evidence.extractors.techniques import EXTRACTOR, GATE
from vidocq.evidence.techniques import lexicon
from vidocq.evidence.techniques.behaviour import objection
from vidocq.evidence.techniques.model import DESCRIPTIONS, NOTHING, PROCEDURES, TechniqueModel
from vidocq.evidence.techniques.text import LONGEST, clean_procedure, features, words
from vidocq.evidence.techniques.train import train
from vidocq.evidence.techniques.trained import model_for
from vidocq.knowledge.snapshot import Snapshot, SnapshotMeta
from vidocq.model import Certainty, Lane, SectionRole


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("VIDOCQ_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="module")
def model():
    return train(snapshot())


def read(text, kb=None, *roles):
    return list(EXTRACTOR.extract(document(text, *roles), kb or snapshot()))


def found(text, lane=Lane.AUTO, kb=None):
    return [item.value for item in read(text, kb) if item.lane is lane]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The actor used T1566.001 here.", "T1566.001"),
        ("see https://attack.mitre.org/techniques/T1566/001/ for more", "T1566.001"),
        ("It maps to T1113.", "T1113"),
        ("Mapped to T1193 in 2019.", "T1566.001"),
        ("The sub-technique T1113.999 is not known.", "T1113"),
    ],
)
def test_ids_are_evidence(text, expected):
    (item,) = [item for item in read(text) if item.rule == "ATT&CK id"]
    assert (item.value, item.lane) == (expected, Lane.AUTO)
    assert item.support[0].text in text


def test_a_merged_id_is_followed_and_said():
    (item,) = read("Mapped to T1193 in 2019.")
    assert item.certainty is Certainty.INFERRED
    assert item.step == "T1193 is now T1566.001"


@pytest.mark.parametrize("text", ["T9999 is unknown", "part XT1113", "T1113x", "T11134"])
def test_what_is_no_id(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("sentence", "technique"),
    [
        ("The malware creates a scheduled task for persistence.", "T1053.005"),
        ("The backdoor captures screenshots every minute.", "T1113"),
        ("The actor sent spearphishing emails with a malicious attachment.", "T1566.001"),
        ("The loader injects the payload into svchost.exe.", "T1055"),
        ("Operators dumped credentials from lsass.exe memory.", "T1003.001"),
    ],
)
def test_phrases_name_techniques(sentence, technique):
    assert [match.technique for match in lexicon.matches(sentence) if match.settles] == [technique]


def test_a_phrase_gives_the_words_it_stands_on():
    sentence = "İ The malware creates a Scheduled Task."
    (match,) = lexicon.matches(sentence)
    assert sentence[match.start : match.end].lower() == "scheduled task"


def test_a_child_silences_its_parent():
    techniques = {match.technique for match in lexicon.matches("It uses process hollowing to inject code into explorer.exe.")}
    assert "T1055.012" in techniques
    assert "T1055" not in techniques


def test_every_phrase_compiles_and_has_triggers():
    assert len([lexicon._compiled(number) for number in range(len(lexicon.phrases()))]) > 130
    assert all(phrase.triggers and all(trigger == trigger.lower() for trigger in phrase.triggers) for phrase in lexicon.phrases())


@pytest.mark.parametrize(
    "sentence",
    [
        "Organizations should monitor for the creation of scheduled tasks by malware.",
        "The malware did not create a scheduled task.",
        "The malware could potentially create a scheduled task.",
        "We wrote a script that creates a scheduled task to test the malware.",
        "Figure 3: the scheduled task of the malware",
        "Scheduled task.",
    ],
)
def test_what_was_not_done_is_no_evidence(sentence):
    assert objection(sentence)
    assert found(sentence) == []


def test_what_was_done_is_evidence():
    sentence = "The malware creates a scheduled task for persistence."
    assert objection(sentence) == ""
    (item,) = read(sentence)
    assert (item.value, item.lane, item.certainty) == ("T1053.005", Lane.AUTO, Certainty.INFERRED)
    assert item.sentence == sentence
    assert item.name == "Scheduled Task"


def test_what_stands_in_code_or_in_a_list_is_not_read_as_prose():
    text = "The malware creates a scheduled task for persistence."
    assert read(text, None, (SectionRole.CODE, 0, len(text))) == []


def test_one_item_a_technique_with_all_its_sentences():
    text = "The malware creates a scheduled task. Later the malware creates another scheduled task on a server."
    (item,) = [item for item in read(text) if item.value == "T1053.005"]
    assert len(item.support) == 2


def test_names_are_no_features():
    assert clean_procedure(uses()[0].procedure) == "has sent spearphishing emails with malicious attachments to the victim."
    assert "[Q](https://attack.mitre.org/techniques/T1)" not in clean_procedure("[Q](https://attack.mitre.org/techniques/T1) x")


def test_features_are_bounded():
    assert len(words("word " * 10_000)) <= LONGEST
    assert features("") == []


def test_the_model_learns_procedures(model):
    assert model.kind == PROCEDURES
    (guess,) = model.guess(["It captured screenshots of the desktop of the victim in June."], top=1)[0]
    assert guess.technique == "T1113"
    assert guess.probability >= GATE
    assert model.procedures[guess.nearest].technique == "T1113"
    assert 0 < guess.similarity <= 1.0001


def test_an_unrelated_sentence_has_no_answer(model):
    assert model.guess(["Quarterly figures rose by a tenth."])[0] == []
    assert all(
        guess.technique != NOTHING for row in model.guess(["The two samples have compilation timestamps."]) for guess in row
    )


def test_below_the_gate_it_is_a_suggestion_with_its_explanation():
    items = read("The intruders collected many documents from drives that were local to it.")
    assert items
    for item in items:
        assert item.score is not None
        assert (item.lane is Lane.AUTO) == (item.score >= GATE)
        assert "reads like “" in item.step
        assert "APT28" in item.step


def test_training_is_repeatable_and_survives_writing(model):
    again = train(snapshot())
    assert again.dumps() == model.dumps()
    loaded = TechniqueModel.loads(model.dumps())
    sentences = ["The actor encrypted files on a server.", "nothing", ""]
    one, two = model.guess(sentences), loaded.guess(sentences)
    assert [[guess.technique for guess in row] for row in one] == [[guess.technique for guess in row] for row in two]
    probabilities = np.array([guess.probability for row in one for guess in row])
    assert np.allclose(probabilities, [guess.probability for row in two for guess in row], atol=0.01)


def test_without_procedures_it_reads_descriptions_and_says_so():
    kb = snapshot(procedures=False)
    assert train(kb).kind == DESCRIPTIONS
    items = read("The intruders take screen captures of the desktop of the computer again and again.", kb)
    assert [item.value for item in items if "description" in item.step or item.rule == "phrase"] == ["T1113"]


def test_without_techniques_there_is_no_model():
    empty = Snapshot(meta=SnapshotMeta(digest="empty", built="", as_of=None, sources=(), licences=()))
    assert model_for(empty) is None
    assert read("The malware creates a scheduled task.", empty) == []
    with pytest.raises(KnowledgeError):
        train(empty)


@pytest.mark.parametrize("damage", [b"", b"x" * 100, "cut", "flip"])
def test_a_damaged_model_is_refused(model, damage):
    content = model.dumps()
    if damage == "cut":
        damage = content[: len(content) // 2]
    elif damage == "flip":
        damage = content[:200] + bytes(value ^ 255 for value in content[200:260]) + content[260:]
    with pytest.raises(ModelError):
        TechniqueModel.loads(damage)


def test_the_cache_is_used_and_mended(tmp_path, monkeypatch):
    from vidocq.evidence.techniques import trained

    monkeypatch.setenv("VIDOCQ_CACHE", str(tmp_path))
    trained._model.cache_clear()
    kb = snapshot(digest="cached")
    first = model_for(kb)
    (file,) = tmp_path.glob("techniques-*.bin")
    written = file.read_bytes()
    trained._model.cache_clear()
    monkeypatch.setattr("vidocq.evidence.techniques.train.train", lambda _: pytest.fail("trained again"))
    assert model_for(kb).weights.labels == first.weights.labels
    monkeypatch.undo()
    monkeypatch.setenv("VIDOCQ_CACHE", str(tmp_path))
    trained._model.cache_clear()
    file.write_bytes(written[:-10])
    assert model_for(kb).weights.labels == first.weights.labels
    assert file.read_bytes() == written

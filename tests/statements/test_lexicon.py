"""The word lists are sound, and each does in a sentence what it is for."""

from __future__ import annotations

import re

import pytest

from statements.conftest import reading
from vidocq.benchmarking.reader import text_document
from vidocq.statements import lexicon
from vidocq.statements.coding import Coder
from vidocq.statements.layout import sentences_of


@pytest.mark.parametrize("file", ["words", "roles", "modality"])
def test_lists_have_no_doubles(file: str) -> None:
    for name, items in lexicon.table(file).items():
        assert items, name
        assert len(items) == len(set(items)), name


@pytest.mark.parametrize("name", list(lexicon.table("verbs")["verbs"]))
def test_verb_lists_inflect(name: str) -> None:
    for lemma in lexicon.words_of_verbs(name):
        for form in lexicon.forms(lemma):
            assert re.fullmatch(lexicon.verb_pattern(name), form)


@pytest.mark.parametrize(
    ("lemma", "wanted"),
    [
        ("accuse", ("accuse", "accuses", "accused", "accused", "accusing")),
        ("deny", ("deny", "denies", "denied", "denied", "denying")),
        ("break into", ("break into", "breaks into", "broke into", "broken into", "breaking into")),
        ("attack", ("attack", "attacks", "attacked", "attacked", "attacking")),
        ("breach", ("breach", "breaches", "breached", "breached", "breaching")),
    ],
)
def test_inflection(lemma: str, wanted: tuple[str, ...]) -> None:
    assert tuple(lexicon.forms(lemma)) == wanted


def _code(text: str) -> list[tuple[str, str | None, tuple[str, ...]]]:
    document = text_document("test", text)
    coder = Coder(text)
    found = []
    for sentence in sentences_of(document):
        coded = coder.code(sentence.text, sentence.start)
        for token in re.findall(r"⟦[A-Z]\d+⟧", coded.code):
            mention = coded.at(token)
            found.append((mention.kind, mention.party, mention.objects))
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The Czech foreign ministry spoke.", ("Q", "CZ", ())),
        ("German Interior Minister Nancy Faeser spoke.", ("Q", "DE", ())),
        ("A spokesperson for the Chinese embassy spoke.", ("Q", "CN", ())),
        ("Officials in Prague spoke.", ("Q", "CZ", ())),
        ("The Russian government spoke.", ("Q", "RU", ("RU",))),
        ("A US senator spoke.", ("W", None, ())),
        ("A former British minister spoke.", ("W", None, ())),
        ("The US indictment was unsealed.", ("I", "US", ())),
        ("New Zealand's NCSC spoke.", ("B", "NZ", ())),
        ("A China-backed hacking group struck.", ("G", None, ("CN",))),
        ("Actors operating out of China struck.", ("G", None, ("CN",))),
        ("A group steered by the GRU struck.", ("G", None, ("RU:GRU",))),
        ("A state-sponsored actor struck.", ("U", None, ("unnamed state",))),
        ("An organised cybercrime group struck.", ("C", None, ("organised cybercrime group",))),
        ("The security firm Halden Labs spoke.", ("V", "Halden Labs", ())),
        ("APT 31 struck.", ("A", None, ("APT31",))),
        ("The Cuba ransomware gang struck.", ("A", "Cuba ransomware", ("Cuba ransomware",))),
    ],
)
def test_roles_and_groups(text: str, wanted: tuple[str, str | None, tuple[str, ...]]) -> None:
    assert wanted in _code(text)


@pytest.mark.parametrize(
    ("text", "words", "band"),
    [
        ("Canada said Russia was almost certainly behind the hack.", "almost certainly", "almost_certain"),
        ("Canada said with high confidence that Russia was behind the hack.", "with high confidence", "high_confidence"),
        ("Canada said Russia was highly likely behind the hack.", "highly likely", "very_likely"),
        ("Canada said Russia was probably behind the hack.", "probably", "likely"),
        ("Canada said Russia was behind the hack.", "", ""),
    ],
)
def test_modality_is_verbatim_and_mapped(text: str, words: str, band: str) -> None:
    (statement,) = [item for item in reading(text).statements if item.act]
    assert (statement.modality, statement.modality_band) == (words, band)


@pytest.mark.parametrize(
    "text",
    [
        "Our view: Canada accused Russia of the hack.",
        "Keywords: Canada accused Russia of the hack",
        "Read more: Canada accused Russia of the hack",
        "QUESTION: Canada accused Russia of the hack.",
    ],
)
def test_headings_take_a_line_out_of_the_evidence(text: str) -> None:
    assert reading(f"The network of the ministry was hacked on Monday.\n{text}\n").statements == ()


def test_a_claim_about_another_matter_is_none_of_ours() -> None:
    text = "Canada accused China of dumping steel. Its network was hacked by unknown hackers."
    assert not [item for item in reading(text).statements if item.act and item.act.value == "asserts"]


def test_victim_lists() -> None:
    text = (
        "Canada said Russia had hacked the servers of the Canadian defence ministry. "
        "The attack began in 2022 and knocked systems offline."
    )
    (incident,) = reading(text).incidents
    assert incident.victims[0].country == "CA"
    assert "defence" in incident.victims[0].sectors
    assert incident.start is not None
    assert incident.start.edtf == "2022"
    assert incident.kind == "disruption"

"""Patterns left out because a word is missing would not have matched; word lists tried by letters match what they matched."""

import json
import random
import re
from pathlib import Path

import pytest

from vidocq.statements import acts, coding, gates, incidents, reactions, responses
from vidocq.statements.gates import Sieve, needs
from vidocq.statements.lexicon import alternatives, words

CORPUS = Path(__file__).resolve().parents[2] / "benchmarks" / "reader" / "corpus"
LISTS = {
    "acts": [pattern for _, pattern in acts.rules()],
    "responses": [pattern for _, pattern in responses.rules()],
    "reactions": [pattern for _, pattern in reactions.rules()],
    "victims": list(incidents._PATTERNS),
    "chunks": [coding._chunk(name) for name in coding._CHUNKS],
}


def _sentences():
    files = sorted(CORPUS.rglob("sentences.jsonl"))
    texts = [json.loads(line)["text"] for path in files for line in path.read_text(encoding="utf-8").splitlines() if line]
    random.seed(12)
    chosen = random.sample(texts, 150)
    coded = []
    for text in chosen:
        coder = coding.Coder(text)
        coded.append(coder.code(text, 0).code)
    return chosen + coded + [text.upper() for text in chosen[:40]]


@pytest.fixture(scope="module")
def sentences():
    return _sentences()


@pytest.mark.parametrize("name", LISTS)
def test_nothing_that_matches_is_left_out(name, sentences):
    patterns = LISTS[name]
    sieve = Sieve(patterns)
    left_out = matched = 0
    for sentence in sentences:
        left = set(sieve.left(sentence))
        for number, pattern in enumerate(patterns):
            found = pattern.search(sentence)
            assert number in left or not found, (pattern.pattern[:80], sentence)
            left_out += number not in left
            matched += found is not None
    assert matched
    assert left_out > 0.4 * len(sentences) * len(patterns)  # it is worth its price


@pytest.mark.parametrize(
    ("pattern", "conditions"),
    [
        ("abcx|abdy", [{"abcx", "abdy"}]),
        ("(?:said|stated) that", [{"said", "stated"}, {" that"}]),
        ("x?(?:word)?", []),
        ("(?:word)+y", [{"word"}]),
        ("a(?:bc|de)", [{"abc", "ade"}]),
        ("ab|word", []),
        ("(?!not)here", [{"here"}]),
        ("[ab]cdef", [{"cdef"}]),
        ("(?i)WORD", [{"word"}]),
        ("(?=seen)[a-z]+", [{"seen"}]),
        ("(?<=behind)x", []),
    ],
)
def test_what_a_pattern_needs(pattern, conditions):
    assert sorted(map(sorted, needs(re.compile(pattern)))) == sorted(map(sorted, conditions))


@pytest.mark.parametrize("letter", ["ſ", "K", "ı", "İ"])
def test_letters_that_are_taken_for_others_stop_the_sieve(letter):
    pattern = re.compile("sink it", re.IGNORECASE)
    text = {"ſ": "ſink it", "K": "sinK it", "ı": "sınk it", "İ": "sİnk it"}[letter]
    assert Sieve([pattern]).left(text) == [0]
    assert Sieve([pattern]).left("sing it") == []


def test_without_pythons_parser_everything_is_tried(monkeypatch):
    monkeypatch.setattr(gates, "_PARSER", "re._there_is_none")
    assert Sieve([re.compile("word")]).left("nothing") == [0]


def _plain(items):
    ordered = sorted(items, key=len, reverse=True)
    return re.compile("(?:" + "|".join(re.escape(item).replace(r"\ ", r"\s+") for item in ordered) + ")(?P<rest>.*)", re.I)


@pytest.mark.parametrize("name", ["adverb", "event", "auxiliary"])
def test_words_by_letters_match_the_same(name):
    items = words(name)
    random.seed(3)
    mine = re.compile(alternatives(items) + "(?P<rest>.*)", re.I)
    for item in items:
        for text in (item, item + "s", item.upper(), f"{item} {random.choice(items)}", item[:-1], item.replace(" ", "  ")):
            a, b = mine.match(text), _plain(items).match(text)
            assert (a and a["rest"]) == (b and b["rest"])


def test_words_that_differ_in_case_only_are_tried_in_order():
    assert alternatives(("US", "us army")) == r"(?:us\s+army|US)"

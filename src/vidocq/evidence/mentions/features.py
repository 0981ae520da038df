"""What the learned judge of mentions sees: words before and behind a name, its sentence and neighbours, and its document.

Each feature is a readable string with a value, so that anybody can look at a weight and see what it is about.
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from vidocq.evidence.sentences import SentenceIndex

#: Characters of a document that are looked at: what a text is shows in its beginning, and the work stays bounded.
LOOKED_AT = 20_000
#: Words on each side of a name, and how far their distance is told apart.
_AROUND, _NEAR = 8, 3
#: A sentence of fewer words is a line of a list or a cell.
_SHORT = 8
_OPENING = 25
_MOST_OF_A_WORD = 2.0
_MOST_TRACES = 3.0
#: Values of the weaker sets of words, so that what stands near counts more than what stands somewhere.
_SENTENCE, _BESIDE, _FURTHER = 0.7, 0.4, 0.15
#: Sentences before and behind that are looked at.
_FAR = 11
_PARTS, _MOST_OTHERS = 3, 3
#: Sentences from which on a text has a beginning, a middle and an end.
_WITH_PARTS = 12
_THIS, _OTHER = "\x00", "\x01"
_TOKEN = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d+|[?:,;(]|\x00|\x01")
_TRACE = re.compile(r"\b[0-9a-fA-F]{32,64}\b|\b\d{1,3}(?:\[?\.\]?\d{1,3}){3}\b|[A-Za-z]:\\|/(?:tmp|var|usr|etc)/|\[\.\]")

Features = dict[str, float]


def words(text: str) -> list[str]:
    """Words in small letters, numbers as ``#``, and the marks that shape a sentence."""
    return ["#" if token.isdigit() else token.lower() for token in _TOKEN.findall(text)]


def of_document(text: str) -> Features:
    """What a document is: its words and pairs of words, how it opens, how many traces it lists, how long it is."""
    beginning = text[:LOOKED_AT]
    tokens = words(beginning)
    features = {f"D {word}": min(_MOST_OF_A_WORD, math.log1p(count)) for word, count in Counter(tokens).items()}
    features |= {f"D {first} {second}": 1.0 for first, second in itertools.pairwise(tokens)}
    features |= {f"opens {word}": 1.0 for word in tokens[:_OPENING]}
    features["traces"] = min(_MOST_TRACES, float(len(_TRACE.findall(beginning))))
    features["length"] = math.log1p(len(tokens))
    return features


class Prepared:
    """A text made ready to be asked about many of its names.

    Args:
        text: the document's text.
        sentences: its sentences.
        names: spans of all that it names, in order.
    """

    def __init__(self, text: str, sentences: SentenceIndex, names: Sequence[tuple[int, int]]) -> None:
        self.text, self.sentences, self.names = text, sentences, names
        self._words: dict[int, frozenset[str]] = {}

    def words_of(self, number: int) -> frozenset[str]:
        """Different words of a sentence, every name in it as one mark; none where there is no such sentence."""
        if not 0 <= number < len(self.sentences.spans):
            return frozenset()
        if number not in self._words:
            start, end = self.sentences.spans[number]
            self._words[number] = frozenset(words(_masked(self.text[start:end], start, self.names, None)))
        return self._words[number]

    def part(self, number: int) -> int | None:
        """Which third of the text a sentence stands in: 0, 1 or 2; None where a text is too short to have parts."""
        length = len(self.sentences.spans)
        return None if length < _WITH_PARTS else min(_PARTS - 1, _PARTS * number // length)

    def others_with(self, name: str, number: int) -> int:
        """How many other sentences bring up the same name, three and more alike."""
        return min(_MOST_OTHERS, len(self._sentences_of.get(name, frozenset()) - {number}))

    @cached_property
    def _sentences_of(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for start, end in self.names:
            found[self.text[start:end].lower()].add(self.sentences.number(start))
        return found


def of_mention(prepared: Prepared, span: tuple[int, int], role: str) -> Features:
    """What stands around a name; ``role`` is what the cues make of it. Empty where the name is no part of a sentence."""
    text, sentences, names = prepared.text, prepared.sentences, prepared.names
    around = sentences.around(*span)
    sentence = text[around.start : around.end]
    tokens = words(_masked(sentence, around.start, names, span))
    if _THIS not in tokens:
        return {}
    place = tokens.index(_THIS)
    features: Features = {}
    features |= _side("L", tokens[max(0, place - _AROUND) : place][::-1])
    features |= _side("R", tokens[place + 1 : place + 1 + _AROUND])
    features |= _bag("S", tokens, _SENTENCE)
    number = sentences.number(span[0])
    features |= _bag("P", prepared.words_of(number - 1), _BESIDE)
    features |= _bag("N", prepared.words_of(number + 1), _BESIDE)
    # What a text first says it may take back further on.
    features |= _bag("B", _all_words(prepared, range(number - _FAR, number - 1)), _FURTHER)
    features |= _bag("A", _all_words(prepared, range(number + 2, number + 1 + _FAR)), _FURTHER)
    features[f"part {prepared.part(number)}"] = 1.0
    features[f"again {prepared.others_with(text[span[0] : span[1]].lower(), number)}"] = 1.0
    line = text[text.rfind("\n", 0, span[0]) + 1 : span[0]].strip()
    features[f"listed {bool(line) and line[0] in '-*•–|'}"] = 1.0
    features[f"traced {bool(_TRACE.search(sentence))}"] = 1.0
    features[f"short {len(tokens) < _SHORT}"] = 1.0
    features[f"asked {sentence.rstrip().endswith('?')}"] = 1.0
    features[f"cues {role}"] = 1.0
    return features


def _all_words(prepared: Prepared, numbers: Iterable[int]) -> set[str]:
    return {word for number in numbers for word in prepared.words_of(number)}


def _side(label: str, tokens: Sequence[str]) -> Features:
    features: Features = {}
    for distance, word in enumerate(tokens):
        features[f"{label} {word}"] = 1.0
        features[f"{label}{min(distance, _NEAR)} {word}"] = 1.0
    for first, second in itertools.pairwise(tokens):
        features[f"{label}{label} {first} {second}"] = 1.0
    return features


def _bag(label: str, tokens: Iterable[str], value: float) -> Features:
    return {f"{label} {word}": value for word in set(tokens)}


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _masked(sentence: str, start: int, names: Sequence[tuple[int, int]], span: tuple[int, int] | None) -> str:
    """The sentence with the name as one mark and all other names as another: which name it is must not matter."""
    end = start + len(sentence)
    pieces, done = [], start
    low = bisect_left(names, (start, start))
    inside = [name for name in names[low : bisect_left(names, (end, end))] if span is None or not _overlap(name, span)]
    for first, last in sorted([*inside, *([span] if span else [])]):
        if first < done or last > end:
            continue
        pieces += [sentence[done - start : first - start], f" {_THIS if (first, last) == span else _OTHER} "]
        done = last
    return "".join((*pieces, sentence[done - start :]))

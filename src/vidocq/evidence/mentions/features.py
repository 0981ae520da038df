"""What the learned judge of mentions sees: words before and behind a name, its sentence and neighbours, and its document.

Each feature is a readable string with a value, so that anybody can look at a weight and see what it is about.
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

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
_SENTENCE, _BESIDE = 0.7, 0.4
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


def of_mention(
    text: str, sentences: SentenceIndex, names: Sequence[tuple[int, int]], span: tuple[int, int], role: str
) -> Features:
    """What stands around a name; ``role`` is what the cues make of it, ``names`` are all names of the text, in order.

    Empty where the name is no part of a sentence.
    """
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
    for step, label in ((-1, "P"), (1, "N")):
        if 0 <= number + step < len(sentences.spans):
            beside = sentences.spans[number + step]
            others = _masked(text[beside.start : beside.end], beside.start, names, None)
            features |= _bag(label, words(others), _BESIDE)
    line = text[text.rfind("\n", 0, span[0]) + 1 : span[0]].strip()
    features[f"listed {bool(line) and line[0] in '-*•–|'}"] = 1.0
    features[f"traced {bool(_TRACE.search(sentence))}"] = 1.0
    features[f"short {len(tokens) < _SHORT}"] = 1.0
    features[f"asked {sentence.rstrip().endswith('?')}"] = 1.0
    features[f"cues {role}"] = 1.0
    return features


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

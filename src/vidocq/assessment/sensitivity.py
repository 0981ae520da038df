"""What would change the answer: without an item, an origin, a source; with cheap traces planted; the smallest flip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from vidocq.assessment.bag import Bag
from vidocq.assessment.hypotheses import NO_STATE, named_leader, sponsors
from vidocq.assessment.loo import Effect, drop, shift, state_shift
from vidocq.assessment.posterior import Posterior
from vidocq.assessment.scale import Scale
from vidocq.model import Evidence, Level, Sensitivity
from vidocq.vocabulary.analysis import Spoofability
from vidocq.vocabulary.states import name_of

#: More items than this need not be looked for to flip an answer: it stands.
_LONGEST_FLIP = 8
_SHOWN_ITEMS = 20


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
    """Leave-one-out by item, origin and source, the planted test and the flip set; strongest first within each."""
    found = without_each_item(tester, effects)
    kept = list(evidence)
    found += _grouped(tester, "origin", _by(kept, lambda item: (item.origin,) if item.origin else ()))
    found += _grouped(tester, "source", _by(kept, lambda item: item.document_ids))
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

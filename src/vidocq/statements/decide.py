"""Which candidates become records: the models' scores against thresholds, with what the rules found as one voice among others."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from vidocq.statements import guards
from vidocq.statements.acts import Found, owner
from vidocq.statements.candidates import Object, Party, Unit, pairs_of, ruled, ruled_pair
from vidocq.statements.coding import Mention
from vidocq.statements.features import Features, hashed
from vidocq.statements.linear import (
    MEASURES,
    PAIR_LABELS,
    PARTY_LABELS,
    REACTIONS,
    RULED,
    UNLINKED,
    Model,
    Scores,
    lane_of,
    linked,
    logistic,
)
from vidocq.statements.links import Links, standing
from vidocq.statements.responses import Measure, rule_for
from vidocq.statements.speakers import party_name
from vidocq.vocabulary.speech import Act, ObjectLevel
from vidocq.vocabulary.states import is_state

if TYPE_CHECKING:
    from vidocq.statements.linear import Floats

#: A sentence of more characters than this is no sentence: the model does not judge it.
LONGEST = 900
#: Acts whose objects the model finds; the others have none, or those of the rule.
_WITH_OBJECTS = frozenset(PAIR_LABELS)
_ALONE = ("asserts", "suspects", "withholds", "relays", "endorses", "denies", "disputes", "retracts", "claims_responsibility")


def scores_of(unit: Unit, model: Model) -> Scores:
    """What the model thinks of every candidate of a unit; of pairs only those that could come to a record."""
    features = Features(unit)
    links = Links(features)
    labels = [trigger.label for trigger in links.triggers]
    party_ids = [features.party(party) for party in unit.parties]
    party_links = [model.links([links.party(party, n) for n in range(len(labels))], 0) for party in unit.parties]
    party_best = [_best(labels, dict(enumerate(scores))) for scores in party_links]
    stands = [standing(party_best, index) for index in range(len(unit.parties))]
    by_party = []
    for index, (party, ids, scores) in enumerate(zip(unit.parties, party_ids, party_links, strict=True)):
        said = ruled(unit, party.party)
        odds = model.party(ids + hashed(stands[index]))
        by_party.append(_chances(PARTY_LABELS, odds, said, _by_label(labels, dict(enumerate(scores)))))
    found = Scores(party=by_party, pair={})
    pairs = pairs_of(unit)
    if model.encoder is None:
        likely = [_likely(chances, model) for chances in by_party]
        pairs = [pair for pair in pairs if likely[pair[0]]]
    if pairs:
        parts = {index: model.part(party_ids[index] + _marked("x", stands[index])) for index in {pair[0] for pair in pairs}}
        found.pair = _of_pairs(unit, model, features, links, pairs, parts, party_links)
    if model.encoder is None or _quiet(found):
        return found
    return model.encoder.judge(unit, found)


def _likely(chances: dict[str, float], model: Model) -> bool:
    """Whether any pair of a party can reach the limit of an act."""
    return any(_within_reach(label, chances[label], model) for label in PAIR_LABELS)


def _within_reach(label: str, chance: float, model: Model) -> bool:
    """Whether an act and an object could be joined: the mean of both is never above the root of the party's chance."""
    return math.sqrt(chance) >= model.thresholds[f"pair {label}"]


def _of_pairs(  # noqa: PLR0917 - what was worked out of one sentence
    unit: Unit,
    model: Model,
    features: Features,
    links: Links,
    pairs: list[tuple[int, int]],
    of_party: dict[int, Floats],
    party_links: list[list[float]],
) -> dict[tuple[int, int], dict[str, float]]:
    """Chances of pairs of a party and an object, by label."""
    labels = [trigger.label for trigger in links.triggers]
    numbers = [n for n, label in enumerate(labels) if label in PAIR_LABELS]
    object_links = [
        dict(zip(numbers, model.links([links.object(item, n) for n in numbers], 1), strict=True)) for item in unit.objects
    ]
    object_best = [_best(labels, scores) for scores in object_links]
    of_object = {
        number: model.part(features.object(unit.objects[number]) + _marked("y", standing(object_best, number)))
        for number in {pair[1] for pair in pairs}
    }
    by_pair: dict[tuple[int, int], dict[str, float]] = {}
    for index, number in pairs:
        both = model.part(features.pair(unit.parties[index], unit.objects[number]))
        total = of_party[index] + of_object[number] + both
        said = ruled_pair(unit, unit.parties[index].party, unit.objects[number].codes)
        to = _by_label(labels, {n: min(party_links[index][n], score) for n, score in object_links[number].items()})
        by_pair[index, number] = _chances(PAIR_LABELS, total, said, to)
    return by_pair


def _chances(labels: tuple[str, ...], odds: Floats, said: set[str], links: dict[str, list[float]]) -> dict[str, float]:
    """The chance of each label: its weights', what the rules say of it, and how the candidate stands to its triggers."""
    found = {}
    for label, value in zip(labels, odds.tolist(), strict=True):
        to = linked(links[label]) if label in links else UNLINKED
        found[label] = logistic((value + RULED if label in said else value) + to)
    return found


#: Where the linear models see a smaller chance of anything than this, the encoder is not asked: it costs twenty times as much.
_QUIET = 0.02


def _quiet(scores: Scores) -> bool:
    return not any(chance >= _QUIET for chances in scores.party for chance in chances.values())


def _marked(letter: str, words: list[str]) -> list[int]:
    return hashed([f"{letter}{word}" for word in words])


def _best(labels: list[str], scores: dict[int, float]) -> dict[str, float]:
    """The score of the surest link, by label."""
    return {label: max(listed) for label, listed in _by_label(labels, scores).items()}


def _by_label(labels: list[str], scores: dict[int, float]) -> dict[str, list[float]]:
    """Scores of links, by trigger, gathered under the triggers' labels."""
    found: dict[str, list[float]] = {}
    for number, score in scores.items():
        found.setdefault(labels[number], []).append(score)
    return found


class Decision(msgspec.Struct, kw_only=True):
    """What a sentence comes to: acts, reactions, measures, and how strongly a statement is suspected where none is made."""

    acts: list[Found]
    reactions: list[Found]
    measures: list[Measure]
    missed: float = 0.0


def decide(unit: Unit, model: Model) -> Decision:
    """The records of a unit; of an endless sentence those of the rules alone."""
    if len(unit.sentence.text) > LONGEST:
        return Decision(acts=unit.acts, reactions=[], measures=unit.measures)
    return _Decider(unit, model, scores_of(unit, model)).result()


class _Decider:
    def __init__(self, unit: Unit, model: Model, scores: Scores) -> None:
        self.unit, self.model, self.scores = unit, model, scores
        self.limits = model.thresholds
        #: parties that are proposed where no rule has them
        self.speakers = {
            party.party
            for party in unit.parties
            if guards.may_speak(unit.coded, ((low, mention) for low, _, mention in party.places))
        }

    def result(self) -> Decision:
        acts: list[Found] = []
        reactions: list[Found] = []
        measures: list[Measure] = []
        missed = 0.0
        for index, party in enumerate(self.unit.parties):
            own = [hit for hit in self.unit.acts if hit.party == party.party]
            by_label = self.scores.party[index]
            made = self._acts(index, party, own, by_label)
            acts += made
            reactions += self._reaction(party, own, by_label)
            measures += self._measures(party, by_label)
            if not made:
                missed = max(missed, *(by_label[label] for label in _ALONE), self._nearly(index, by_label["asserts"]))
        self._left_over(acts, measures)
        return Decision(acts=acts, reactions=reactions, measures=measures, missed=missed if not acts else 0.0)

    def _left_over(self, acts: list[Found], measures: list[Measure]) -> None:
        """What the rules found for parties, acts or measures that the model does not judge waits for a person."""
        judged = {party.party for party in self.unit.parties}
        reason = "found by a rule that the model does not judge"
        for hit in self.unit.acts:
            if hit.party not in judged or (hit.act is not None and hit.act.value not in _ALONE):
                acts.append(msgspec.structs.replace(hit, auto=False, reason=hit.reason or reason))
        for item in self.unit.measures:
            if item.party not in judged or item.rule.measure not in MEASURES:
                item.auto, item.reason = False, item.reason or reason
                measures.append(item)

    def _nearly(self, index: int, chance: float) -> float:
        """The best chance of a state blamed that falls short only of the stricter limit for states: 0 where there is none."""
        joint = [
            math.sqrt(pair["asserts"] * chance)
            for (party, number), pair in self.scores.pair.items()
            if party == index and not _refused(self.unit, self.unit.objects[number])
        ]
        best = max(joint, default=0.0)
        return best if best >= self.limits["pair asserts"] else 0.0

    # --- acts -----------------------------------------------------------------------------------------------------

    def _acts(self, index: int, party: Party, own: list[Found], by_label: dict[str, float]) -> list[Found]:
        found: list[Found] = []
        for label in _ALONE:
            hits = [hit for hit in own if hit.act is not None and hit.act.value == label]
            chance = by_label[label]
            objects = self._objects(index, label, chance) if label in _WITH_OBJECTS else []
            if label in ("asserts", "suspects"):
                found += self._claims(party, Act(label), hits, objects, chance)
            elif hits:
                found += [self._laned(hit, party, chance) for hit in hits]
            elif party.party in self.speakers and chance >= self.limits[label]:
                found.append(self._new(party, Act(label), objects, chance))
        return found

    def _objects(self, index: int, label: str, chance: float) -> list[tuple[Object, float]]:
        """Objects of an act in order of their chance: the mean of the party's and the pair's."""
        if not _within_reach(label, chance, self.model):
            return []
        found = []
        for number, item in enumerate(self.unit.objects):
            pair = self.scores.pair.get((index, number))
            if pair is not None and not (label == "asserts" and self._of_others(index, item)):
                joint = math.sqrt(pair[label] * chance)
                limit = self.limits[f"pair {label}"]
                if label == "asserts" and any(is_state(owner(code)) for code in item.codes):
                    limit = max(limit, self.limits["pair asserts state"])
                if joint >= limit:
                    found.append((item, joint))
        return sorted(found, key=lambda entry: -entry[1])

    def _of_others(self, index: int, item: Object) -> bool:
        """Whether the words between a party and a state tell of what others say, or of another matter."""
        places = self.unit.parties[index].places
        if item.low < 0 or not any(is_state(owner(code)) for code in item.codes):
            return False
        speaker = places[0][1] if places else item.low
        return guards.of_pair(self.unit.coded, speaker, item.low, item.high).drop

    def _claims(
        self, party: Party, act: Act, hits: list[Found], objects: list[tuple[Object, float]], chance: float
    ) -> list[Found]:
        codes = {code: joint for item, joint in reversed(objects) for code in item.codes if not _refused(self.unit, item)}
        found: list[Found] = []
        used: set[str] = set()
        for hit in hits:
            used |= {*hit.objects, *hit.more}
            best = min((codes.get(code, 0.0) for code in hit.objects), default=chance)
            found.append(self._laned(hit, party, best))
        if party.party not in self.speakers:
            return found
        for item, joint in objects:
            fresh = tuple(code for code in item.codes if code in codes and code not in used)
            if fresh:
                used |= set(fresh)
                found.append(self._new(party, act, [(item, joint)], joint))
        if not found and chance >= self.limits[f"{act.value} alone"]:
            found.append(self._new(party, act, [], chance))
        return found

    def _laned(self, hit: Found, party: Party, chance: float) -> Found:
        """A rule's hit in the lane its score allows."""
        limit = self.model.auto.get(lane_of(hit.act.value, hit.level, proposed=False) if hit.act else "", 2.0)
        if not hit.auto or chance >= limit:
            return msgspec.structs.replace(hit, chance=chance)
        return msgspec.structs.replace(
            hit, chance=chance, auto=False, reason=f"wordings like this were right too rarely to stand alone ({chance:.2f})"
        )

    def _new(self, party: Party, act: Act, objects: list[tuple[Object, float]], chance: float) -> Found:
        """A record that no rule found."""
        low, high, mention = _place(self.unit, party, [item for item, _ in objects])
        codes = tuple(dict.fromkeys(code for item, _ in objects for code in item.codes))
        level = objects[0][0].level if objects else ObjectLevel.NONE
        if act in (Act.DENIES, Act.CLAIMS_RESPONSIBILITY, Act.RETRACTS):
            codes, level = (), ObjectLevel.NONE
        auto, reason = self._lane(party, act, [item for item, _ in objects], chance)
        return Found(
            coded=self.unit.coded,
            rule=f"model/{act.value}",
            act=act,
            word=act.value,
            party=party.party,
            name=_called(party, mention),
            mention=mention,
            objects=codes,
            level=level,
            low=low,
            high=high,
            named=party.named,
            step=party.step,
            auto=auto,
            reason=reason,
            inferred=not party.named,
            chance=chance,
        )

    def _lane(self, party: Party, act: Act, objects: list[Object], chance: float) -> tuple[bool, str]:
        level = objects[0].level if objects else ObjectLevel.NONE
        limit = self.model.auto.get(lane_of(act.value, level, proposed=True), 2.0)
        if not party.named:
            return False, "the speaker is not named as a party in this sentence"
        if any(item.how != "named" or item.mention.hedged or not item.mention.explicit for item in objects):
            return False, "whom the claim is about is not named in plain words"
        verdicts = [guards.of_object(self.unit.coded, item.low, item.high, item.mention) for item in objects]
        why = next((verdict.why for verdict in verdicts if verdict.why), "")
        if why:
            return False, why
        if chance < limit:
            return False, f"proposed by the model with {chance:.2f}: records like it were right too rarely to stand alone"
        return True, ""

    # --- reactions and measures -----------------------------------------------------------------------------------

    def _reaction(self, party: Party, own: list[Found], by_label: dict[str, float]) -> list[Found]:
        hits = [hit for hit in own if hit.act is None and hit.reaction]
        if hits:
            limit = self.model.auto.get("reaction", 2.0)
            return [self._reacted(hit, by_label[f"reaction {hit.reaction}"], limit) for hit in hits]
        best = max(REACTIONS, key=lambda label: by_label[label] - self.limits[label])
        level, chance = int(best.split()[1]), by_label[best]
        if (
            party.party not in self.speakers
            or chance < self.limits[best]
            or any(hit.act is not None and hit.reaction for hit in own)
        ):
            return []
        low, high, mention = _place(self.unit, party, [])
        return [
            Found(
                coded=self.unit.coded,
                rule=f"model/reaction-{level}",
                act=None,
                word="",
                party=party.party,
                name=(mention.name or mention.text) if mention is not None else party_name(party.party),
                mention=mention,
                objects=(),
                level=ObjectLevel.NONE,
                low=low,
                high=high,
                named=party.named,
                step=party.step,
                auto=False,
                reason="proposed by the model; no rule reads these words",
                reaction=level,
                reaction_word=self.unit.coded.slice(low, high) if high > low else "",
                inferred=not party.named,
                chance=chance,
            )
        ]

    def _reacted(self, hit: Found, chance: float, limit: float) -> Found:
        auto = hit.auto and chance >= limit
        reason = hit.reason or ("" if auto else f"reactions in such words were right too rarely to stand alone ({chance:.2f})")
        return msgspec.structs.replace(hit, chance=chance, auto=auto, reason=reason)

    def _measures(self, party: Party, by_label: dict[str, float]) -> Iterable[Measure]:
        for name in MEASURES:
            chance = by_label[name]
            hits = [item for item in self.unit.measures if item.party == party.party and item.rule.measure == name]
            for item in hits:
                item.auto, item.chance = item.auto and chance >= self.model.auto.get("measure", 2.0), chance
                item.reason = "" if item.auto else item.reason or "measures in such words were right too rarely"
                yield item
            if hits or party.party not in self.speakers or chance < self.limits[name]:
                continue
            low, high, _ = _place(self.unit, party, [])
            yield Measure(
                coded=self.unit.coded,
                rule=rule_for(name),
                party=party.party,
                low=low,
                high=high,
                target="",
                persons=None,
                named=party.named,
                step=party.step,
                auto=False,
                reason="proposed by the model; no rule reads these words",
                chance=chance,
            )


def _called(party: Party, mention: Mention | None) -> str:
    """A proposed speaker's name: a state's own, another's as the text has it."""
    if mention is None or is_state(party.party):
        return party_name(party.party)
    return mention.name or mention.text


def _refused(unit: Unit, item: Object) -> bool:
    """Whether a guard refuses an object, or it is only a place a state's attackers came from."""
    if item.level is ObjectLevel.TERRITORY and any(is_state(owner(code)) for code in item.codes) and not _owned(item):
        return True
    return item.low >= 0 and guards.of_object(unit.coded, item.low, item.high, item.mention).drop


def _owned(item: Object) -> bool:
    """Whether the attackers are called a government's own ("Pyongyang's hackers")."""
    return item.mention.place or "'s " in item.mention.text.replace("’", "'")


def _place(unit: Unit, party: Party, objects: list[Object]) -> tuple[int, int, Mention | None]:
    """The stretch of code from the party to its object, and the party's mention."""
    places = [(low, high) for low, high, _ in party.places[:1]]
    places += [(item.low, item.high) for item in objects[:1] if item.low >= 0]
    mention = party.places[0][2] if party.places and party.places[0][2].kind != "X" else None
    if not places:
        return 0, len(unit.coded.code), mention
    return min(low for low, _ in places), max(high for _, high in places), mention

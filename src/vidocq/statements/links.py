"""How a party or an object stands to a trigger: features that are the same for all triggers, and the scores made of them."""

from __future__ import annotations

from vidocq.statements import guards
from vidocq.statements.candidates import Object, Party
from vidocq.statements.features import Features, hashed, party_type
from vidocq.statements.triggers import Trigger, find_triggers

_PREPOSITIONS = frozenset(
    "by of from to against in on with at for behind through via into over under among between about like as towards "
    "upon after".split()
)
_BE = frozenset("is are was were be been being".split())
_TURNING = frozenset(
    "not never no n't neither nor without cannot nobody none would could might may should will shall if unless whether "
    "refuse decline fail avoid refrain stop short deny reject doubt dispute urge call ask want plan consider threaten "
    "expect hope demand propose reportedly allegedly suspected alleged likely probably possibly almost certainly".split()
)
_OUR = frozenset("we our us i my".split())


class Links:
    """Features of one sentence's parties and objects against its triggers."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.unit = features.unit
        words = features.words
        plain = [word.plain for word in words]
        kinds = [word.form[1:-1] if word.mention >= 0 else "" for word in words]
        self.triggers = find_triggers(plain, kinds)
        self.party_words = self._places([(party.party, low) for party in self.unit.parties for low, _, _ in party.places])
        state = [self._of_trigger(trigger) for trigger in self.triggers]
        #: what is told of each trigger by itself, as numbers for parties and for objects
        self._for_party = [hashed(found) for found in state]
        self._for_object = [hashed([f"o{entry}" for entry in found]) for found in state]

    def _places(self, places: list[tuple[str, int]]) -> list[tuple[int, str]]:
        return sorted((self.features.place(low), name) for name, low in places)

    # --- a trigger by itself ----------------------------------------------------------------------------------------

    def _of_trigger(self, trigger: Trigger) -> list[str]:
        words = self.features.words
        before = words[max(0, trigger.first - 6) : trigger.first]
        near = [word.form for word in before[-3:]]
        after = words[trigger.last + 1 : trigger.last + 4]
        label = trigger.label
        found = [f"t {label}", f"t line {trigger.line}", f"t word {words[trigger.first].form}", f"t {_family(label)}"]
        passive = any(form in _BE for form in near)
        found.append(f"t passive {passive}")
        found += [f"t turned {word.form}" for word in before if word.form in _TURNING or word.plain.endswith("n't")]
        found += [f"t turned {label}" for word in before if word.form in _TURNING or word.plain.endswith("n't")][:1]
        found += [f"t before {form}" for form in near] + [f"t after {word.form}" for word in after]
        found += [f"t {label} after {word.form}" for word in after[:1]]
        found.append(f"t quoted {self.features.quoted[trigger.first]}")
        found.append(f"t question {'?' in [word.form for word in words[-2:]]}")
        others = {other.label for other in self.triggers} - {label}
        found += [f"t beside {label} {other}" for other in others]
        return found

    # --- a party and a trigger --------------------------------------------------------------------------------------

    def party(self, party: Party, number: int) -> list[int]:
        """Features of a party as the one who does what a trigger says."""
        trigger = self.triggers[number]
        label = trigger.label
        kind = party_type(party.party)
        found = [f"l how {party.how}", f"l how {party.how} {label}", f"l type {kind} {label}", "l bias"]
        found += [f"l accused {party.party in self.unit.accused}", f"l {_family(label)} {party.how}"]
        if party.places:
            found += self._relation(party, trigger)
        else:
            found += self._taken_up(trigger, label)
        own = [hit for hit in self.unit.acts if hit.party == party.party]
        found += [f"l rule {hit.act.value if hit.act else 'reaction'} {label}" for hit in own]
        return self._for_party[number] + hashed(found)

    def _relation(self, party: Party, trigger: Trigger) -> list[str]:
        places = [(self.features.place(low), mention) for low, _, mention in party.places[:3]]
        at, mention = min(places, key=lambda place: _far(place[0], trigger) - (0.5 if place[0] < trigger.first else 0.0))
        found = self._between("l", at, trigger, _family(trigger.label))
        number = self.features.words[at].mention if at < len(self.features.words) else -1
        found += [f"l k {mention.kind}", f"l k {mention.kind} {trigger.label}", f"l n {number == self._first_mention()}"]
        found += [f"l subject {item}" for item in self.features.subjects.get(number, ())]
        ranked = [name for place, name in self.party_words if place < trigger.first][::-1]
        rank = list(dict.fromkeys(ranked)).index(party.party) if party.party in ranked else -1
        found += [f"l rank {rank}", f"l rank {_family(trigger.label)} {rank}"]
        found += self._speech(number, trigger)
        return found

    def _first_mention(self) -> int:
        return next((word.mention for word in self.features.words if word.mention >= 0), -1)

    def _between(self, name: str, at: int, trigger: Trigger, family: str) -> list[str]:
        words = self.features.words
        inside_it = trigger.first <= at <= trigger.last
        order = "in" if inside_it else "before" if at < trigger.first else "after"
        start, end = self.features.chain(at)
        if order == "before" and end >= trigger.first:
            end = at
        if order == "after" and start <= trigger.last:
            start = at
        low, high = (end + 1, trigger.first) if order == "before" else (trigger.last + 1, start)
        inside = words[low:high] if low < high else []
        far = min(len(inside) // 2, 8)
        prep = self._preposition(start)
        then = words[end + 1].form if end + 1 < len(words) else "end"
        mentions = sum(word.mention >= 0 for word in inside)
        verbs = [word.kind for word in inside if word.kind]
        commas = min(sum(word.form in (",", "-") for word in inside), 3)
        quote = self.features.quoted[min(at, len(words) - 1)] != self.features.quoted[trigger.first]
        first = inside[0].form if inside else "-"
        last = inside[-1].form if inside else "-"
        near = " ".join(word.form for word in inside) if len(inside) <= 3 else "..."
        passive = any(word.form in _BE for word in words[max(0, trigger.first - 3) : trigger.first])
        label = trigger.label
        key = f"{name} {order}"
        listed = [f"{key} listed"] if start < end else []
        return [
            *listed,
            key,
            f"{key} {label}",
            f"{key} {family}",
            f"{key} far {far}",
            f"{key} {family} far {min(far, 4)}",
            f"{key} prep {prep}",
            f"{key} prep {prep} {family}",
            f"{key} prep {prep} {label}",
            f"{key} passive {passive} prep {prep}",
            f"{key} passive {passive}",
            f"{key} then {then}",
            f"{key} mentions {min(mentions, 4)}",
            f"{key} verbs {min(len(verbs), 4)}",
            f"{key} commas {commas}",
            f"{key} mentions {min(mentions, 2)} verbs {min(len(verbs), 2)} commas {min(commas, 2)}",
            f"{key} quote {quote}",
            f"{key} first {first}",
            f"{key} last {last}",
            f"{key} near {near}",
            f"{key} {label} near {near}",
            f"{key} {trigger.line} {prep}",
            *(f"{key} verb {kind}" for kind in verbs[:4]),
            *(f"{key} w {word.form}" for word in inside[:10]),
            *(f"{key} turned {word.form} {family}" for word in inside if word.form in _TURNING),
        ]

    def _preposition(self, at: int) -> str:
        """The preposition before a word, over its article."""
        words = self.features.words
        for back in (1, 2):
            if at < back:
                return "-"
            form = words[at - back].form
            if form in _PREPOSITIONS:
                return form
            if form not in ("the", "its", "a", "both"):
                return "-"
        return "-"

    def _speech(self, number: int, trigger: Trigger) -> list[str]:
        found = []
        low = self.features.words[trigger.first].low
        for subjects, manner, _verb, start, end in self.features.frames:
            if start <= low < end:
                found.append(f"l speech {number in subjects} {manner} {trigger.label}")
                found.append(f"l speech {number in subjects} {manner}")
        return found or ["l no speech"]

    def _taken_up(self, trigger: Trigger, label: str) -> list[str]:
        words = self.features.words
        ours = any(word.plain in _OUR for word in words)
        subject = any(place < trigger.first for place, _ in self.party_words)
        near = any(word.plain in _OUR for word in words[max(0, trigger.first - 4) : trigger.first])
        return [f"l none our {ours}", f"l none our {ours} {label}", f"l none subject {subject}", f"l none near {near} {subject}"]

    # --- an object and a trigger --------------------------------------------------------------------------------------

    def object(self, item: Object, number: int) -> list[int]:
        """Features of an object as the one a trigger is about."""
        trigger = self.triggers[number]
        label = trigger.label
        found = [f"o how {item.how}", f"o how {item.how} {label}", f"o level {item.level.value}", "o bias"]
        found += [f"o type {party_type(item.codes[0])} {label}", f"o k {item.mention.kind}", f"o k {item.mention.kind} {label}"]
        found += [f"o sure {item.mention.explicit}", f"o hedged {item.mention.hedged}"]
        if item.low >= 0:
            at = self.features.place(item.low)
            found += self._between("o", at, trigger, "object")
            verdict = guards.of_object(self.unit.coded, item.low, item.high, item.mention)
            if verdict.why:
                found += [f"o guard {verdict.why}", f"o guard {verdict.drop}"]
            later = [
                entry for entry in self.unit.objects if trigger.last < self.features.place(entry.low) < at and entry.low >= 0
            ]
            found.append(f"o nth {min(len(later), 3)}")
        return self._for_object[number] + hashed(found)


def _far(at: int, trigger: Trigger) -> float:
    return float(trigger.first - at) if at < trigger.first else float(max(0, at - trigger.last))


def _family(label: str) -> str:
    """Acts, reactions and measures are done in different ways; those of one family in much the same."""
    if label.startswith("reaction"):
        return "reaction"
    return "act" if label in _ACTS else "measure"


_ACTS = frozenset(
    ("asserts", "suspects", "withholds", "relays", "endorses", "denies", "disputes", "retracts", "claims_responsibility")
)


#: Log odds of links are told in steps of this size, between these ends.
_STEP, _LOW, _HIGH = 1.5, -4, 2


def standing(scores: list[dict[str, float]], index: int) -> list[str]:
    """How a candidate's links stand among those of its sentence: how sure, and whether surer than all others'.

    Args:
        scores: for every candidate of the sentence the score of its surest link, by label.
        index: which candidate.
    """
    own = scores[index]
    found = []
    best = max(own, key=lambda label: own[label], default="-")
    for label, score in own.items():
        step = max(_LOW, min(_HIGH, int(score // _STEP)))
        found.append(f"a {label} {step}")
        others = max((other[label] for place, other in enumerate(scores) if place != index and label in other), default=-9.0)
        if score >= others:
            found += [f"a first {label}", f"a first {label} {step}"]
            if score > others + _STEP:
                found.append(f"a clearly {label} {step}")
        elif others > 0:
            found.append(f"a behind {label} {int(min(3.0, (others - score) // _STEP))}")
    found.append(f"a best {best}")
    found += [f"a best {best} over {label}" for label, score in own.items() if label != best and score > -1.0]
    return found

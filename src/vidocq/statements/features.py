"""Features of a sentence's candidates for the linear models: words and their places, speech, slots, and what the rules say."""

from __future__ import annotations

import itertools
import re
from functools import cache
from zlib import crc32

import msgspec

from vidocq.statements import guards
from vidocq.statements.acts import owner
from vidocq.statements.candidates import Object, Party, Unit, classes, lemmas
from vidocq.statements.coding import Mention
from vidocq.statements.speakers import frames_of, subject_of
from vidocq.vocabulary.states import bodies, is_state

#: Features are hashed into so many places (a power of two).
BITS = 16
SPACE = 1 << BITS
_MASK = SPACE - 1

_WORD = re.compile(r"⟦([A-Z])(\d+)⟧|[A-Za-zÀ-ÿ][\w'-]*|\d[\d.,]*|[\",:;?!()]|-(?=\s)")
_NEAR = 6
_MONTHS = frozenset(
    "january february march april mai june july august september october november december monday tuesday wednesday thursday "
    "friday saturday sunday".split()
)


class Word(msgspec.Struct, frozen=True):
    """One word of the code: its normal form, its class of verb, where it stands, its mention's number or -1, as it stands."""

    form: str
    kind: str
    low: int
    mention: int
    plain: str = ""


@cache
def _normal(word: str) -> str:
    small = word.lower()
    if small in _MONTHS:
        return "<when>"
    if word[0].isdigit():
        return "<year>" if re.fullmatch(r"(?:19|20)\d\d", word) else "<number>"
    if small.endswith("'s"):
        small = small[:-2]
    known = lemmas().get(small)
    if known:
        return known
    if small.endswith("ies") and len(small) > 5:
        return f"{small[:-3]}y"
    return small[:-1] if small.endswith("s") and not small.endswith(("ss", "us", "is")) and len(small) > 4 else small


def words_of(unit: Unit) -> list[Word]:
    """The words of a sentence, mentions as their kind."""
    found = []
    code = unit.coded.code
    for match in _WORD.finditer(code):
        if match.group(1):
            number = int(match.group(2))
            found.append(Word(f"<{match.group(1)}>", "", match.start(), number, _uttered(unit.coded.mentions[number])))
            continue
        word = match.group()
        form = _normal(word)
        if word[0].isupper() and found and found[-1].form not in (".", '"', ":") and form == word.lower():
            form = "<name>" if form not in _COMMON_CAPITALS else form
        found.append(Word(form, classes().get(word.lower(), ""), match.start(), -1, word.lower()))
    return found


def _uttered(mention: Mention) -> str:
    """The word for an office or a paper that a mention stands for, so that idioms find it; nothing for other mentions."""
    if mention.kind == "T":
        return "joint-statement"
    return mention.role.rsplit(" ", 1)[-1] if mention.kind in "QREIJK" else ""


_COMMON_CAPITALS = frozenset(
    "ministry minister foreign cyber security national embassy government intelligence service agency state president".split()
)


class Features:
    """Feature numbers of one unit's candidates; shared parts are made once."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.words = words_of(unit)
        self.at = {word.low: index for index, word in enumerate(self.words)}
        self.quoted = self._quotes()
        self.chains = self._chains()
        self.sentence = hashed(self._sentence())
        self.subjects = self._subjects()
        self.frames = self._frames()

    # --- shared ---------------------------------------------------------------------------------------------------

    def _quotes(self) -> list[bool]:
        inside, found = False, []
        for word in self.words:
            inside ^= word.form == '"'
            found.append(inside)
        return found

    def _chains(self) -> dict[int, tuple[int, int]]:
        """For every mention in a list ("Poland, the Czech Republic and Latvia") the first and last word of the list."""
        found: dict[int, tuple[int, int]] = {}
        listed: list[int] = []
        for index, word in enumerate(self.words):
            if word.mention >= 0 and word.form not in _NOT_LISTED:
                if listed and not self._joined(listed[-1], index):
                    listed = []
                listed.append(index)
                for member in listed:
                    found[member] = (listed[0], index)
        return found

    def _joined(self, first: int, second: int) -> bool:
        between = [word.form for word in self.words[first + 1 : second]]
        return 1 <= len(between) <= 5 and between[0] in _JOINING and all(form in _IN_LISTS for form in between)

    def chain(self, index: int) -> tuple[int, int]:
        """The first and last word of the list that a word stands in; itself twice where it stands alone."""
        return self.chains.get(index, (index, index))

    def _sentence(self) -> list[str]:
        forms = [word.form for word in self.words]
        found = [f"s {form}" for form in set(forms)]
        found += [f"sc {word.kind}" for word in self.words if word.kind] * 2
        found.append(f"role {self.unit.sentence.role.value}")
        found.append(f"n {min(self.unit.number, 3)}")
        found.append(f"len {min(len(forms) // 8, 6)}")
        if not self.unit.cyber:
            found.append("not cyber")
        if "?" in forms[-2:]:
            found.append("question")
        return found

    def _subjects(self) -> dict[int, list[str]]:
        """Verbs of known classes by the mention that is their subject."""
        found: dict[int, list[str]] = {}
        looked = 0
        for index, word in enumerate(self.words):
            if not word.kind or looked >= 6:
                continue
            looked += 1
            subject = subject_of(self.unit.coded, word.low)
            if subject is None:
                continue
            negated = any(w.form in _NEGATIONS for w in self.words[max(0, index - 3) : index])
            sign = "not " if negated else ""
            for mention in subject.mentions:
                number = _number(self.unit, mention)
                found.setdefault(number, []).extend(
                    (f"{sign}{word.kind}", f"{sign}v {word.form}", f"{sign}{word.kind} {subject.how}")
                )
        return found

    def _frames(self) -> list[tuple[set[int], str, str, int, int]]:
        return [
            (
                {_number(self.unit, mention) for mention in frame.subject.mentions} if frame.subject else set(),
                frame.manner,
                frame.verb,
                frame.low,
                frame.high,
            )
            for frame in frames_of(self.unit.coded)
        ]

    # --- a party --------------------------------------------------------------------------------------------------

    def party(self, party: Party) -> list[int]:
        """Features of a party as a speaker or doer."""
        found = [f"how {party.how}", f"type {party_type(party.party)}", "bias"]
        numbers = set()
        for low, _high, mention in party.places[:3]:
            number = _number(self.unit, mention)
            numbers.add(number)
            index = self.place(low)
            found += self._around("p", index)
            found += [f"k {mention.kind}", f"role {mention.role}", f"first {index < 2}", f"q {self.quoted[index]}"]
            found += [f"sub {item}" for item in self.subjects.get(number, ())] * 2
        found += self._spoken(numbers)
        found += self._ruled(party.party)
        if party.party in self.unit.accused:
            found.append("accused before")
        return self.sentence + hashed(found)

    def place(self, low: int) -> int:
        """The number of the word at a place of the code."""
        index = self.at.get(low)
        if index is None:  # an unknown name: the word at or after its place
            index = next((i for i, word in enumerate(self.words) if word.low >= low), len(self.words) - 1)
        return index

    def _around(self, name: str, index: int) -> list[str]:
        words = self.words
        first, last = self.chain(index)
        right, left = words[last + 1 : last + 1 + _NEAR], words[max(0, first - _NEAR) : first][::-1]
        found = [f"{name} listed"] if first < last else []
        for side, near in (("r", right), ("l", left)):
            found += [f"{name}{side} {word.form}" for word in near]
            found += [f"{name}{side}{place} {word.form}" for place, word in enumerate(near[:3])]
            found += [f"{name}{side} {a.form} {b.form}" for a, b in itertools.pairwise(near)]
            if len(near) > 2:
                found.append(f"{name}{side}3 {near[0].form} {near[1].form} {near[2].form}")
            found.append(f"{name}{side}c {next((word.kind for word in near if word.kind), '-')}")
            if not near:
                found.append(f"{name}{side} edge")
        return found

    def _spoken(self, numbers: set[int]) -> list[str]:
        """What stands in the speech of one of these mentions."""
        found = []
        for subjects, manner, verb, low, high in self.frames:
            if not subjects & numbers:
                found.append(f"other speaks {manner}")
                continue
            found += [f"speaks {manner}", f"speaks by {verb}"]
            inside = [word for word in self.words if low <= word.low < high]
            found += [f"in {word.form}" for word in inside]
            found += [f"inc {word.kind}" for word in inside if word.kind]
        return found

    def _ruled(self, party: str) -> list[str]:
        found = []
        for hit in self.unit.acts:
            label = hit.act.value if hit.act is not None else f"reaction {hit.reaction}"
            if hit.party == party:
                found += [f"rule {label}"] * 3 + [f"rule {hit.rule}", f"rule {label} auto {hit.auto}"]
                if hit.reaction:
                    found.append(f"rule reaction {hit.reaction}")
            else:
                found.append(f"rule for another {label}")
        for measure in self.unit.measures:
            own = "rule" if measure.party == party else "rule for another"
            found += [f"{own} measure {measure.rule.measure}", f"{own} measure {measure.rule.measure} {measure.auto}"]
        return found

    # --- an object ------------------------------------------------------------------------------------------------

    def object(self, item: Object) -> list[int]:
        """Features of an object of blame."""
        found = ["o bias", f"o how {item.how}", f"o level {item.level.value}", f"o k {item.mention.kind}"]
        found += [f"o type {party_type(item.codes[0])}", f"o n {len(item.codes)}", f"o sure {item.mention.explicit}"]
        found += [f"o w {_normal(word)}" for word in re.findall(r"[A-Za-z][\w'-]+", item.mention.text)[:6] if word[0].islower()]
        if item.mention.hedged:
            found.append("o hedged")
        if {owner(code) for code in item.codes} & self.unit.accused:
            found.append("o accused before")
        if item.low >= 0:
            index = self.place(item.low)
            found += self._around("o", index)
            found.append(f"o q {self.quoted[index]}")
            found.append(f"o first {index < 2}")
            verdict = guards.of_object(self.unit.coded, item.low, item.high, item.mention)
            if verdict.why:
                found += [f"guard {verdict.why}", f"guard {verdict.drop}"]
        return hashed(found)

    # --- both -----------------------------------------------------------------------------------------------------

    def pair(self, party: Party, item: Object) -> list[int]:
        """Features of a party and an object together."""
        found = ["x bias", f"x how {party.how} {item.how}", f"x type {party_type(party.party)} {party_type(item.codes[0])}"]
        found.append(f"x level {item.level.value} {party.how}")
        numbers = {_number(self.unit, mention) for _, _, mention in party.places[:3]}
        if item.low >= 0 and party.places:
            found += self._between(party, item)
            found += self._in_speech(numbers, item)
        for hit in self.unit.acts:
            if hit.act is None:
                continue
            own, same = hit.party == party.party, bool(set(hit.objects) & set(item.codes))
            found.append(f"x rule {hit.act.value} {own} {same}")
            if own and same:
                found += [f"x rule both {hit.act.value} {hit.auto}", f"x rule {hit.rule}"] + [f"x both {hit.act.value}"] * 3
        return hashed(found)

    def _between(self, party: Party, item: Object) -> list[str]:
        place = min((low for low, _, _ in party.places[:3]), key=lambda low: abs(low - item.low))
        first, last = self.place(place), self.place(item.low)
        before = first < last
        low, high = min(first, last), max(first, last)
        if self.chain(low)[1] < high:
            low = self.chain(low)[1]
        if self.chain(high)[0] > low:
            high = self.chain(high)[0]
        inside = self.words[low + 1 : high]
        order = "po" if before else "op"
        found = [f"x order {order}", f"x far {order} {min((high - low) // 3, 8)}"]
        found += [f"x b {order} {word.form}" for word in inside[:14]]
        found += [f"x b {order} {a.form} {b.form}" for a, b in itertools.pairwise(inside)]
        found += [f"x bc {order} {word.kind}" for word in inside if word.kind]
        chain = "/".join(word.kind or word.form for word in inside if word.kind or word.form[0] == "<" or word.form in _LINKING)
        found += [f"x chain {order} {chain[:60]}"] * 2
        found += [f"x has {order} {word.kind}" for word in inside if word.kind] * 2
        others = sum(1 for word in inside if word.mention >= 0)
        found.append(f"x others {order} {min(others, 4)}")
        if others == 0 and len(inside) <= 4:
            found.append(f"x near {order} {' '.join(word.form for word in inside)}")
        return found

    def _in_speech(self, numbers: set[int], item: Object) -> list[str]:
        found = []
        for subjects, manner, verb, low, high in self.frames:
            if low <= item.low < high:
                own = bool(subjects & numbers)
                found += [f"x speech {own} {manner}", f"x speech {own} {manner} {verb}"]
        return found or ["x no speech"]


_JOINING = frozenset(("and", "or", ",", "as", "nor", "&"))
_IN_LISTS = frozenset(
    (*_JOINING, "well", "the", "its", "a", "of", "with", "together", "then", "also", "both", "government", "their")
)
#: Pronouns and papers are not members of a list of parties.
_NOT_LISTED = frozenset(("<N>", "<R>", "<E>", "<I>", "<J>", "<T>", "<K>"))
_NEGATIONS = frozenset(
    ("not", "never", "no", "n't", "neither", "nor", "without", "cannot", "did't", "didn't", "hasn't", "refuse", "decline")
)
_LINKING = frozenset('to on by of for as that behind with at and , not no against in from responsible , " :'.split())


def _number(unit: Unit, mention: object) -> int:
    """A mention's number in its sentence, or -1."""
    for number, other in enumerate(unit.coded.mentions):
        if other is mention:
            return number
    return -1


@cache
def party_type(code: str) -> str:
    """What kind of party a code stands for: state, organ, alliance or a mere name."""
    party = owner(code)
    if is_state(party):
        return "organ" if ":" in code else "state"
    return "alliance" if party in bodies() else "name"


@cache
def _hash(feature: str) -> int:
    return crc32(feature.encode()) & _MASK


def hashed(features: list[str]) -> list[int]:
    """Numbers of features; one that is given more than once counts more."""
    return [crc32(feature.encode()) & _MASK for feature in features]

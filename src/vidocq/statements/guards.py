"""What keeps a wrong accusation out: checks of an object's and a speaker's place in a sentence, whoever proposed the record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from vidocq.statements.coding import TOKEN, Coded, Mention
from vidocq.statements.lexicon import alternatives, table, words
from vidocq.vocabulary.speech import ObjectLevel
from vidocq.vocabulary.states import is_state

#: How far back from an object a guard looks, in characters of the code.
REACH = 180


class Verdict(NamedTuple):
    """What the guards say of a record: ``drop`` it, or let it wait because of ``why`` (empty: nothing against it)."""

    drop: bool
    why: str


CLEAR = Verdict(drop=False, why="")


class Guard(NamedTuple):
    """One guard as its data file has it, with its patterns compiled."""

    id: str
    why: str
    drop: bool
    states_only: bool
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    sentence: re.Pattern[str] | None


@cache
def guards(language: str = "en") -> tuple[Guard, ...]:
    """All guards of a language, in the order of their file."""
    return tuple(_guard(entry) for entry in table("guards")[language])


def _guard(entry: dict[str, Any]) -> Guard:
    compiled = {
        part: re.compile(entry[part], re.IGNORECASE) if entry.get(part) else None for part in ("before", "after", "sentence")
    }
    return Guard(
        id=entry["id"],
        why=entry["why"],
        drop=entry.get("drop", False),
        states_only=entry.get("states_only", False),
        **compiled,
    )


def of_object(coded: Coded, low: int, high: int, mention: Mention) -> Verdict:
    """Whether the object at ``low:high`` of the code may be one of blame there."""
    key = ("verdict", low, high, mention.kind)
    found: Verdict | None = coded.known.get(key)
    if found is None:
        found = coded.known[key] = _of_object(coded, low, high, mention)
    return found


def _of_object(coded: Coded, low: int, high: int, mention: Mention) -> Verdict:
    before = _clause(coded.code, low)
    after = coded.code[high : high + REACH]
    worst = CLEAR
    if _among_places(coded, before, mention):
        return PLACES
    for guard in guards():
        if guard.states_only and mention.kind not in "SDQB":
            continue
        if _fires(guard, coded, before, after):
            if guard.drop:
                return Verdict(drop=True, why=guard.why)
            worst = Verdict(drop=False, why=guard.why)
    return worst


PLACES = Verdict(drop=True, why="the state stands in a list of places the attackers came from")
_LISTED = re.compile(r"(⟦G\d+⟧)(?:,\s(?:and\s|or\s)?|\s(?:and|or)\s)(?:⟦[SD]\d+⟧(?:,\s(?:and\s)?|\s(?:and|or)\s))*(?:the\s)?$")


def _among_places(coded: Coded, before: str, mention: Mention) -> bool:
    """Whether a state goes on the list of "hackers from A and B": where they sat, not who sent them."""
    listed = _LISTED.search(before) if mention.kind in "SD" else None
    return listed is not None and coded.at(listed.group(1)).level is ObjectLevel.TERRITORY


def _clause(code: str, position: int) -> str:
    """What stands before a position, back to the last full stop or semicolon."""
    before = code[max(0, position - REACH) : position]
    cut = max(before.rfind(". "), before.rfind("; "))
    return before[cut + 1 :]


def _fires(guard: Guard, coded: Coded, before: str, after: str) -> bool:
    return bool(
        (guard.before is not None and guard.before.search(before))
        or (guard.after is not None and guard.after.match(after))
        or (guard.sentence is not None and _in_sentence(guard.id, guard.sentence, coded))
    )


def _in_sentence(name: str, pattern: re.Pattern[str], coded: Coded) -> bool:
    """Whether a guard finds its words anywhere in a sentence: asked once, however many objects there are."""
    key = ("sentence", name)
    if key not in coded.known:
        coded.known[key] = pattern.search(coded.code) is not None
    return bool(coded.known[key])


def of_objects(coded: Coded, low: int, high: int, objects: tuple[str, ...]) -> Verdict:
    """The mildest verdict over all places in ``low:high`` that stand for one of ``objects``; clear where there is none."""
    verdicts = []
    for token in TOKEN.finditer(coded.code, low, high):
        mention = coded.at(token.group())
        if set(mention.objects) & set(objects):
            verdicts.append(of_object(coded, token.start(), token.end(), mention))
    return min(verdicts, key=lambda verdict: (verdict.drop, bool(verdict.why))) if verdicts else CLEAR


@cache
def _reported(language: str = "en") -> re.Pattern[str]:
    return re.compile(table("guards")["pairs"][language]["reported"], re.IGNORECASE)


@cache
def _matter(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){alternatives(words(name), raw=True)}(?![\w-])", re.IGNORECASE)


def of_pair(coded: Coded, speaker: int, low: int, high: int) -> Verdict:
    """Whether a party at ``speaker`` may be proposed as blaming the object at ``low:high`` where no rule says so.

    Not where the words between them tell of somebody else's saying it, nor where the charge is of trade, war or mere failing.
    """
    between = coded.slice(speaker, low) if speaker < low else ""
    if _reported().search(between):
        return Verdict(drop=True, why="the party speaks of what others say")
    charge = TOKEN.sub(" ", coded.code[high : high + 60])
    if re.match(r"\s(?:of|for|over)\s", charge):
        lesser = re.match(rf"\s(?:of|for)\s(?:\w+ly\s)?{alternatives(words('lesser_charge'), raw=True)}", charge, re.IGNORECASE)
        if lesser or (_matter("other_matter").search(charge) and not _matter("cyber").search(charge)):
            return Verdict(drop=True, why="the charge is of another matter")
    return CLEAR


@cache
def _no_speaker(language: str = "en") -> re.Pattern[str]:
    return re.compile(table("guards")["speakers"][language]["no_speaker"], re.IGNORECASE)


def may_speak(coded: Coded, places: Iterable[tuple[int, Mention]]) -> bool:
    """Whether a party may be proposed as a speaker: not where it only goes along with another, or its unnamed people spoke.

    Args:
        coded: the sentence.
        places: where the party stands in the code, and the mention there.
    """
    stands = list(places)
    return not stands or any(
        not _no_speaker().search(_clause(coded.code, start)) and not _unnamed().search(mention.text) for start, mention in stands
    )


@cache
def _unnamed(language: str = "en") -> re.Pattern[str]:
    return re.compile(table("guards")["speakers"][language]["unnamed"], re.IGNORECASE)


@cache
def _doubtful(language: str = "en") -> re.Pattern[str]:
    return re.compile(table("guards")["documents"][language]["doubtful"], re.IGNORECASE)


#: How much of a text is searched for signs that it quotes accusations only to correct or mock them.
_SEARCHED = 20_000


def of_text(text: str) -> str:
    """Why no accusation in a text stands by itself: it corrects, mocks or plays what it quotes; empty where nothing says so."""
    found = _doubtful().search(text[:_SEARCHED])
    return f"the text may only quote it (“{found.group()}”)" if found else ""


@cache
def _not_for_state(language: str = "en") -> re.Pattern[str]:
    return re.compile(table("guards")["speakers"][language]["not_for_state"], re.IGNORECASE)


def speaks_for(mention: Mention | None, party: str) -> bool:
    """Whether a mention that was resolved to a state's code speaks for that state."""
    if mention is None or not is_state(party) or mention.kind not in "QWSD":
        return True
    plain = mention.text if not mention.person else mention.text.replace(mention.person, " ")
    return not _not_for_state().search(plain)

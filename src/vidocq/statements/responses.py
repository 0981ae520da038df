"""What parties do about an incident: the rules of ``data/measures.toml`` applied to coded sentences."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from vidocq.statements.acts import Context
from vidocq.statements.coding import TOKEN, Coded, Mention
from vidocq.statements.lexicon import alternatives, expand, table, words
from vidocq.statements.needed import Lazy
from vidocq.statements.speakers import Frame, Subject, covering, frames_of, resolve, subject_of


class MeasureRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as its data file has it."""

    measure: str
    rank: int
    toolbox: str
    eurepoc: str
    kind: str
    pattern: str
    roles: str = ""
    kinds: str = ""


class Measure(msgspec.Struct, kw_only=True):
    """One response found in a sentence, before it becomes a record."""

    coded: Coded
    rule: MeasureRule
    party: str
    low: int
    high: int
    target: str
    persons: int | None
    named: bool
    step: str
    auto: bool
    reason: str
    chance: float = 1.0


@cache
def rules() -> tuple[tuple[MeasureRule, Lazy], ...]:
    """All rules in order."""
    listed = [msgspec.convert(entry, MeasureRule) for entry in table("measures")["measure"]]
    return tuple((rule, Lazy(rf"(?<![\w-])(?:{_soft(expand(rule.pattern, {}))})")) for rule in listed)


@cache
def rule_for(measure: str) -> MeasureRule:
    """The first rule of a measure: its rank and classes hold for every record of it."""
    return next(rule for rule, _ in rules() if rule.measure == measure)


def _soft(pattern: str) -> str:
    """Ignore case, except in what asks for capitals."""
    return pattern if "[A-Z]" in pattern else f"(?i:{pattern})"


_STOP = re.compile(
    (
        rf"\b(?:not|never|no|neither|nor|without|{'|'.join(words('unreal'))}|{'|'.join(words('hold_back'))})(?:\s\w"
        rf"+){{0,2}}\s?$|n't(?:\s\w+){{0,2}}\s?$"
    ),
    re.IGNORECASE,
)
#: A verb of wishing, planning or supposing in the same clause: what follows has not been done.
_WISHED = re.compile(
    r"\b(?:would|could|might|should|may|will|shall|if|unless|whether|wants?|wanted|hop(?:es|ed)|propos\w+|consider\w*|weigh\w*|"
    r"mull\w*|debat\w+|urg(?:es|ed|ing)|call(?:s|ed|ing)?\s(?:on\s[^,;]{1,40}\sto|for)|ask(?:s|ed|ing)?\s[^,;]{1,40}\sto|"
    r"demand\w*|support\w*\snew|back\w*\snew|plans?\sto|threaten\w*|reject\w*|oppos\w+|rul(?:es|ed)\sout|block(?:s|ed)|"
    r"vetoed|refus\w+|declin\w+|draft\w*|discuss\w*|prepar\w+|expected\sto|ready\sto)\b[^,;:\"]{0,60}$",
    re.IGNORECASE,
)
_BY = re.compile(r"^[^.;\"⟦]{0,60}?\sby\s(?:the\s)?(⟦[SBQV]\d+⟧)")
_IN = re.compile(r"^(?:\s(?:and|or)\s\w+)?\s(?:in|by\scourts\sin|before\sa\scourt\sin)\s(?:the\s)?(⟦[SQB]\d+⟧)")
_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ]
    )
}
_PERSONS = re.compile(
    (
        rf"\b(\d{{1,3}}|{alternatives(list(_NUMBERS))})\s(?:[\w-]+\s){{0,3}}?(?:⟦[WDQG]\d+⟧|people|persons|men|"
        rf"women|officers|nationals|citizens|hackers|members|individuals|suspects|defendants|engineers|operatives|"
        rf"diplomats|spies)"
    ),
    re.IGNORECASE,
)


#: Measures that are themselves words: a call, a warning, a demarche may well speak of what would be.
_WORDS_ONLY = frozenset({"call_on_state", "warning_of_measures", "demarche", "joint_statement", "advisory"})


def find_measures(coded: Coded, context: Context) -> list[Measure]:
    """All responses in one sentence."""
    if not coded.mentions or coded.code.rstrip("\"') ").endswith("?"):
        return []
    frames = frames_of(coded)
    found: list[Measure] = []
    claimed: list[tuple[int, int, str]] = []
    small = coded.code.lower()
    for rule, pattern in rules():
        for match in pattern.finditer(coded.code, small):
            if any(match.start() < end and start < match.end() and measure == rule.measure for start, end, measure in claimed):
                continue
            hits = _apply(rule, match, coded, frames, context)
            if hits:
                claimed.append((*match.span(), rule.measure))
                found.extend(hits)
    return found


def _apply(rule: MeasureRule, match: re.Match[str], coded: Coded, frames: tuple[Frame, ...], context: Context) -> list[Measure]:
    before = coded.code[: match.start()]
    frame = covering(frames, match.start())
    if (
        _STOP.search(before[-40:])
        or (rule.measure not in _WORDS_ONLY and _WISHED.search(before[-110:]))
        or re.search(r"\b(?:not|no|never)\b", match.group())
        or (frame is not None and frame.manner in ("deny", "doubt", "withhold"))
    ):
        return []
    if rule.measure == "public_attribution" and re.search(r"first\stime|never|not", before):
        return []
    subject = _doer(rule, match, coded, frame) or _issuer(rule, frame, match, context)
    if subject is None or _STOP.search(subject.gap):
        return []
    inside = tuple(m.party for f in frames if f.subject and f.subject.at < subject.at for m in f.subject.mentions if m.party)
    found: list[Measure] = []
    for mention in subject.mentions:
        if mention.kind in "AGUCW" or (rule.kinds and mention.kind not in rule.kinds):
            continue
        if rule.roles and not re.search(rf"(?i){rule.roles}", mention.text):
            continue
        others = tuple(m.party for m in subject.mentions if m is not mention and m.party)
        party, named, step = resolve(mention, context.known, inside or others)
        if party is None or party in [item.party for item in found]:
            continue
        target = _target(match, coded)
        if target == party:
            continue
        auto = named and subject.how in ("strict", "by") and rule.kind == "direct"
        found.append(
            Measure(
                coded=coded,
                rule=rule,
                party=party,
                low=match.start(),
                high=match.end(),
                target=target,
                persons=_persons(coded, match),
                named=named,
                step=step,
                auto=auto,
                reason="" if auto else "who did it is not named beside the verb",
            )
        )
    return found


def _doer(rule: MeasureRule, match: re.Match[str], coded: Coded, frame: Frame | None) -> Subject | None:
    if rule.kind == "direct":
        if re.search(r"\b(?:is|are|was|were|been|being|be)\s(?:\w+ly\s)?$", coded.code[: match.start()]) and re.match(
            r"\w+ed\b", match.group()
        ):
            return None
        return subject_of(coded, match.start())
    if match.groupdict().get("subj"):
        return Subject(mentions=(coded.at(match.group("subj")),), how="strict", at=match.start("subj"))
    after = coded.code[match.end() :]
    if rule.kind == "passive":
        by = _BY.match(after)
        place = match.groupdict().get("place")
        if by and (coded.at(by.group(1)).party or not place):
            return Subject(mentions=(coded.at(by.group(1)),), how="by", at=match.end())
        if place:
            return Subject(mentions=(_place(coded.at(place)),), how="place", at=match.end())
        where = _IN.match(after)
        if where:
            return Subject(mentions=(_place(coded.at(where.group(1))),), how="place", at=match.end())
    if frame is not None:
        return frame.subject if frame.manner == "say" else None
    return None


def _issuer(rule: MeasureRule, frame: Frame | None, match: re.Match[str], context: Context) -> Subject | None:
    """Whoever issued a text that speaks in its own voice ("indicators are published in the appendix")."""
    party = context.known.issuer
    if party is None or frame is not None or rule.kind == "direct":
        return None
    mention = Mention(kind="N", start=0, end=0, text="", party=party, name=party, explicit=False)
    return Subject(mentions=(mention,), how="frame", at=match.start())


def _place(mention: Mention) -> Mention:
    return mention


def _target(match: re.Match[str], coded: Coded) -> str:
    for name in ("target", "target2"):
        token = match.groupdict().get(name)
        hit = TOKEN.search(token) if token else None
        if hit:
            mention = coded.at(hit.group())
            return mention.party or (mention.objects[0] if mention.objects else "")
    found = [coded.at(token.group()) for token in TOKEN.finditer(match.group())]
    return next((mention.party for mention in found if mention.party and mention.kind in "QS"), "") or (
        "persons" if found or _PERSONS.search(match.group()) else ""
    )


def _persons(coded: Coded, match: re.Match[str]) -> int | None:
    hit = _PERSONS.search(coded.code, max(0, match.start() - 30), min(len(coded.code), match.end() + 40))
    if hit is None:
        return None
    word = hit.group(1).lower()
    return int(word) if word.isdigit() else _NUMBERS.get(word)

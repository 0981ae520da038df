"""How strongly parties react, apart from whom they blame: the rules of ``data/reactions.toml`` applied to coded sentences."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from vidocq.statements.acts import Context, Found
from vidocq.statements.coding import TOKEN, Coded, Mention
from vidocq.statements.lexicon import expand, table, words
from vidocq.statements.needed import Lazy
from vidocq.statements.speakers import Frame, Subject, covering, frames_of, resolve, subject_of
from vidocq.vocabulary.speech import ObjectLevel


class ReactionRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as its data file has it."""

    level: int
    kind: str
    pattern: str
    scope: str = ""


@cache
def rules() -> tuple[tuple[ReactionRule, Lazy], ...]:
    """All rules, strongest first."""
    listed = sorted(
        (msgspec.convert(entry, ReactionRule) for entry in table("reactions")["reaction"]), key=lambda rule: -rule.level
    )
    return tuple((rule, Lazy(rf"(?<![\w-])(?i:{expand(rule.pattern, {})})")) for rule in listed)


_CUE = re.compile(
    r"(?i)condemn|denounc|decr|castigat|censur|deplor|regret|lament|abhor|outrag|dismay|indign|anger|displeas|"
    r"unaccept|intoler|inadmiss|reprehens|inexcus|disgrac|despic|shame|appall|toler|solidar|stand|stood|"
    r"concern|alarm|worr|unease|troubl|highlight|attention|note|noting|notic|not acceptable|protest"
)
_STOP = re.compile(
    rf"\b(?:not|never|n't|no|without|neither|nor|{'|'.join(words('unreal'))}|{'|'.join(words('hold_back'))})(?:\s\w+){{0,2}}\s?$",
    re.IGNORECASE,
)


def find_reactions(coded: Coded, context: Context, taken: list[Found]) -> list[Found]:
    """Reactions in one sentence; one that a denial has claimed ("condemns the baseless accusations") is none."""
    if not coded.mentions or not _CUE.search(coded.code) or coded.code.rstrip("\"') ").endswith("?"):
        return []
    frames = frames_of(coded)
    denials = [(hit.low, hit.high) for hit in taken if hit.act is not None and hit.act.value in ("denies", "retracts")]
    found: list[Found] = []
    claimed: list[tuple[int, int]] = list(denials)
    small = coded.code.lower()
    for rule, pattern in rules():
        for match in pattern.finditer(coded.code, small):
            if any(match.start() < end and start < match.end() for start, end in claimed):
                continue
            hits = _apply(rule, match, coded, frames, context)
            if hits:
                claimed.append(match.span())
                found.extend(hits)
    return found


def _apply(rule: ReactionRule, match: re.Match[str], coded: Coded, frames: tuple[Frame, ...], context: Context) -> list[Found]:
    if not context.cyber:
        return []
    frame = covering(frames, match.start())
    if rule.kind == "content" and frame is None and context.known.issuer is not None and not _STOP.search(match.group()):
        return [_found(rule, match, coded, None, (context.known.issuer, False, "the text is issued by this party"))]
    subject = _subject(rule, match, coded, frame)
    if subject is None or _STOP.search(subject.gap) or (rule.kind == "content" and _STOP.search(match.group())):
        return []
    if frame is not None and frame.manner in ("blocked", "deny", "doubt", "withhold") and rule.kind != "content":
        return []
    mentions = list(subject.mentions)
    if match.groupdict().get("also"):
        mentions.append(coded.at(match.group("also")))
    earlier = tuple(m.party for f in frames if f.subject and f.subject.at < subject.at for m in f.subject.mentions if m.party)
    found = []
    for mention in mentions:
        others = tuple(m.party for m in subject.mentions if m is not mention and m.party)
        party, named, step = resolve(mention, context.known, _speakers_of(frame, mention, context) or earlier or others)
        if party is not None and mention.kind not in "AGUCW":
            hit = _found(rule, match, coded, mention, (party, named, step))
            found.append(
                hit
                if subject.how in ("strict", "by")
                else msgspec.structs.replace(hit, auto=False, reason="the speaker stands before an earlier verb")
            )
    return found


def _speakers_of(frame: Frame | None, mention: Mention, context: Context) -> tuple[str, ...]:
    """Whom "we" stands for inside quoted speech."""
    if frame is None or frame.subject is None or mention.kind != "N" or mention.name not in ("we", "i"):
        return ()
    parties = [resolve(speaker, context.known)[0] for speaker in frame.subject.mentions]
    return tuple(party for party in parties if party)


_ALLIES = re.compile(r"(?i)\b(?:allies|members|member states)\s(?:\w+\s)?$")


def _subject(rule: ReactionRule, match: re.Match[str], coded: Coded, frame: Frame | None) -> Subject | None:
    if rule.kind == "named":
        mentions = tuple(coded.at(token.group()) for token in TOKEN.finditer(match.group("subj")))
        return Subject(mentions=mentions, how="by", at=match.end())
    if rule.kind == "direct":
        found = subject_of(coded, match.start())
        if found is None and frame is not None and frame.manner == "say" and _ALLIES.search(coded.code[: match.start()]):
            return frame.subject  # "said allies stood in solidarity": the speaker speaks for them
        return found
    return frame.subject if frame is not None and frame.manner == "say" else None


def _found(rule: ReactionRule, match: re.Match[str], coded: Coded, mention: Mention | None, who: tuple[str, bool, str]) -> Found:
    party, named, step = who
    obj = match.groupdict().get("obj")
    target = coded.at(obj) if obj else None
    return Found(
        coded=coded,
        rule=f"reactions/{rule.level}",
        act=None,
        word="",
        party=party,
        name=(mention.name or mention.text) if mention else party,
        mention=mention,
        objects=target.objects if target else (),
        level=ObjectLevel.NONE,
        low=match.start(),
        high=match.end(),
        named=named,
        step=step,
        auto=named,
        reason="" if named else "the speaker is not named as a party in this sentence",
        scope=rule.scope or "incident",
        reaction=rule.level,
        reaction_word=coded.slice(match.start(), match.end()),
        inferred=not named,
    )


__all__ = ["ReactionRule", "find_reactions", "rules"]

"""How strongly parties react, apart from whom they blame: the rules of ``data/reactions.toml`` applied to coded sentences."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from vidocq.statements.acts import Context, Found
from vidocq.statements.coding import TOKEN, Coded
from vidocq.statements.lexicon import expand, table, words
from vidocq.statements.speakers import Frame, Subject, covering, frames_of, resolve, subject_of
from vidocq.vocabulary.speech import ObjectLevel


class ReactionRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as its data file has it."""

    level: int
    kind: str
    pattern: str
    scope: str = ""


@cache
def rules() -> tuple[tuple[ReactionRule, re.Pattern[str]], ...]:
    """All rules, strongest first."""
    listed = sorted(
        (msgspec.convert(entry, ReactionRule) for entry in table("reactions")["reaction"]), key=lambda rule: -rule.level
    )
    return tuple((rule, re.compile(rf"(?<![\w-])(?i:{expand(rule.pattern, {})})")) for rule in listed)


_CUE = re.compile(
    r"(?i)condemn|denounc|decr|castigat|censur|deplor|regret|lament|abhor|outrag|dismay|indign|anger|displeas|unaccept|intoler|inadmiss|reprehens|inexcus|disgrac|despic|shame|appall|toler|solidar|stand|stood|concern|alarm|worr|unease|troubl|highlight|attention|note|noting|notic|not acceptable|protest"
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
    for rule, pattern in rules():
        for match in pattern.finditer(coded.code):
            if any(match.start() < end and start < match.end() for start, end in claimed):
                continue
            hits = _apply(rule, match, coded, frames, context)
            if hits:
                claimed.append(match.span())
                found.extend(hits)
    return found


def _apply(rule: ReactionRule, match: re.Match[str], coded: Coded, frames: tuple[Frame, ...], context: Context) -> list[Found]:
    frame: Frame | None = covering(frames, match.start())
    if rule.kind == "named":
        subject: Subject | None = Subject(
            mentions=tuple(coded.at(t.group()) for t in TOKEN.finditer(match.group("subj"))), how="by", at=match.end()
        )
    elif rule.kind == "direct":
        subject = subject_of(coded, match.start())
    else:
        if frame is None or frame.manner != "say":
            return []
        subject = frame.subject
    if subject is None or _STOP.search(subject.gap) or (rule.kind == "content" and _STOP.search(match.group())):
        return []
    if frame is not None and frame.manner in ("blocked", "deny", "doubt", "withhold") and rule.kind != "content":
        return []
    mentions = list(subject.mentions)
    if match.groupdict().get("also"):
        mentions.append(coded.at(match.group("also")))
    inside = tuple(m.party for f in frames if f.subject and f.subject.at < subject.at for m in f.subject.mentions if m.party)
    return [hit for mention in mentions if (hit := _record(rule, match, coded, context, subject, mention, inside)) is not None]


def _record(
    rule: ReactionRule,
    match: re.Match[str],
    coded: Coded,
    context: Context,
    subject: Subject,
    mention: object,
    inside: tuple[str, ...],
) -> Found | None:
    from vidocq.statements.coding import Mention

    assert isinstance(mention, Mention)
    if mention.kind in "AGUCW" or not context.cyber:
        return None
    others = tuple(m.party for m in subject.mentions if m is not mention and m.party)
    party, named, step = resolve(mention, context.known, inside or others)
    if party is None:
        return None
    obj = match.groupdict().get("obj")
    target = coded.at(obj) if obj else None
    auto = named and subject.how in ("strict", "by")
    return Found(
        coded=coded, rule=f"reactions/{rule.level}", act=None, word="", party=party, name=mention.name or mention.text, mention=mention,
        objects=target.objects if target else (), level=ObjectLevel.NONE, low=match.start(), high=match.end(), named=named, step=step,
        auto=auto, reason="" if auto else "the speaker is not named as a party in this sentence", scope=rule.scope or "incident",
        reaction=rule.level, reaction_word=coded.slice(match.start(), match.end()), inferred=not named,
    )  # fmt: skip


__all__ = ["ReactionRule", "find_reactions", "rules"]

"""What a sentence does with a claim of responsibility: the rules of ``data/acts.toml`` applied to coded sentences."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec

from vidocq.statements import guards
from vidocq.statements.coding import TOKEN, Coded, Mention
from vidocq.statements.lexicon import alternatives, expand, table, verb_pattern, words
from vidocq.statements.needed import Lazy
from vidocq.statements.speakers import Frame, Known, Subject, covering, frames_of, party_name, resolve, subject_of
from vidocq.vocabulary.speech import Act, ObjectLevel
from vidocq.vocabulary.states import is_state


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as its data file has it; see the head of ``data/acts.toml``."""

    id: str
    act: str
    kind: str
    pattern: str
    auto: bool = False
    word: str = ""
    level: str = ""
    scope: str = ""
    reaction: int = 0
    subject_kinds: str = ""
    inherit: bool = False
    anaphora: bool = False
    agentless: bool = False
    presupposed: bool = False
    objectless: bool = False
    accused: bool = False


class Found(msgspec.Struct, kw_only=True):
    """One act found in a sentence, before it becomes a record: ``low`` and ``high`` are code offsets in ``coded``."""

    coded: Coded
    rule: str
    act: Act | None
    word: str
    party: str
    name: str
    mention: Mention | None
    objects: tuple[str, ...]
    level: ObjectLevel
    low: int
    high: int
    named: bool
    step: str = ""
    auto: bool = False
    reason: str = ""
    scope: str = "incident"
    reaction: int = 0
    reaction_word: str = ""
    more: tuple[str, ...] = ()
    inferred: bool = False
    of_party: str | None = None
    via: str = ""
    frame: Frame | None = None
    chance: float = 1.0


_OBJECT_INTRO = (
    r"(?:(?:the|an?|its|both|some|two|three|four|several|unnamed|unidentified|suspected|alleged|members of|"
    r"operatives of|agents of|elements of|officers of|hackers of)\s)*"
    r"(?:(?:hacker|hacking|threat|espionage|cyber|cyberespionage|advanced|persistent|ransomware|intrusion|APT)\s)*"
    r"(?:⟦[UG]\d+⟧,?\s(?=known|tracked|called|named|dubbed|referred|identified|that\s|which\s|it\s|they\s|⟦N|⟦A))?"
    r"(?:(?:⟦[DS]\d+⟧(?:'s)?\s)?(?:groups?|actors?|clusters?|hackers|gangs?|units?|outfits?|teams?|collectives?|campaigns?|set|crew|attackers?)\s)?"
    r"(?:(?:known|tracked|referred\sto|identified|designated)\s(?:\w+\s){0,2}?as\s|called\s|named\s|dubbed\s|"
    r"(?:(?:that|which)\s)?(?:it|they|⟦N\d+⟧)\s(?:calls?|tracks?\sas|named)\s)?(?:the\s)?"
)
_MACROS = {
    "OBJ": _OBJECT_INTRO
    + r"(?P<obj>⟦[SBQAGUC]\d+⟧(?:\s\(?(?:the\s)?⟦[BA]\d+⟧\)?)?(?:(?:,\s(?:and\s)?|\sand\s)(?:the\s)?⟦A\d+⟧)*)(?!'s?\s(?!work))",
    "OBJ2": r"(?P<obj2>⟦[SBQAGUC]\d+⟧)",
    "OBJN": r"(?P<obj>⟦[SGA]\d+⟧)",
    "OBJA": _OBJECT_INTRO + r"(?P<obj>⟦A\d+⟧(?:(?:,\s(?:and\s)?|\sand\s)(?:the\s)?⟦A\d+⟧)*)",
    "KNOWN": (
        r"(?:the\s)?(?:hacker|hacking|ransomware|activist|hacktivist)?\s?(?:group|gang|"
        r"collective)\s(?:known\sas\s|calling\sitself\s|called\s)?"
    ),
    "TITLE": r"(?:government|authorities|military|intelligence(?:\sservices?)?|army|state)\sof\s(?:the\s)?",
}


@cache
def rules() -> tuple[tuple[Rule, Lazy], ...]:
    """All rules in order of priority, with their patterns."""
    listed = [msgspec.convert(entry, Rule) for entry in table("acts")["rule"]]
    return tuple((rule, Lazy(rf"(?<![\w-])(?i:{expand(rule.pattern, _MACROS)})")) for rule in listed)


@cache
def _word_pattern(name: str, *, raw: bool = True) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){alternatives(words(name), raw=raw)}(?![\w-])", re.IGNORECASE)


_NEGATION = re.compile(r"\b(?:not|never|neither|nor|without|cannot)\b|n't\b", re.IGNORECASE)
_BE = re.compile(r"(?:\b(?:is|are|was|were|be|been|being)|'s)(?:\s\w+ly)?$", re.IGNORECASE)
#: A document whose text speaks of cyberspace at least this often is about it.
CYBER_MINIMUM = 2


class Context(msgspec.Struct, kw_only=True):
    """What a document's sentences share."""

    known: Known
    cyber: bool
    suspects: list[str] = msgspec.field(default_factory=list)
    accusers: list[str] = msgspec.field(default_factory=list)


#: These words alone show what a text is about.
_PLAIN = re.compile(
    r"(?i)cyber|hack|notpetya|wannacry|solarwinds|stuxnet|viasat|olympic destroyer|industroyer|shamoon|malware|"
    r"ransomware|phish|ddos|botnet|spyware|backdoor|apt"
)


def is_cyber(text: str) -> bool:
    """Whether a text is about cyberspace at all."""
    found = 0
    for word in _word_pattern("cyber").finditer(text[:20000]):
        found += CYBER_MINIMUM if _PLAIN.match(word.group()) else 1
        if found >= CYBER_MINIMUM:
            return True
    return False


#: Rules that read an insertion ("MirrorFace, suspected of links to China, carried out ..."); the claim around it is read too.
_INSERTED = frozenset(
    {"suspected-of-links", "a-group-it-links-to", "suspects-direct", "which-it-calls", "was-done-by", "works-for"}
)


def find_acts(coded: Coded, context: Context) -> list[Found]:
    """All acts in one sentence; a stretch of text claimed by one rule is not read again by a later one."""
    if not coded.mentions or _is_question(coded.code):
        return []
    frames = frames_of(coded)
    found: list[Found] = []
    claimed: list[tuple[int, int, str]] = []
    small = coded.code.lower()
    for rule, pattern in rules():
        for match in pattern.finditer(coded.code, small):
            low, high = _core(match)
            if any(
                low < end and start < high and not (rule_id in _INSERTED and low < start and end < high)
                for start, end, rule_id in claimed
            ):
                continue
            hits = _apply(rule, match, coded, frames, context)
            if hits is None:
                continue
            claimed.append((low, high, rule.id))
            found.extend(guarded for hit in hits if (guarded := _guarded(hit)) is not None)
    return found


def _guarded(hit: Found) -> Found | None:
    """A hit after the guards: None where one refuses it, without its lane where one wants a person."""
    if not guards.speaks_for(hit.mention, hit.party):
        return None
    if hit.act not in (Act.ASSERTS, Act.SUSPECTS) or not hit.objects:
        return hit
    verdict = guards.of_objects(hit.coded, hit.low, hit.high, hit.objects)
    if verdict.drop:
        return None
    return msgspec.structs.replace(hit, auto=False, reason=verdict.why) if verdict.why else hit


def _core(match: re.Match[str]) -> tuple[int, int]:
    low, high = match.span()
    return low, max(high, low + 1)


def _is_question(code: str) -> bool:
    return code.rstrip("\"') ").endswith("?")


def _apply(rule: Rule, match: re.Match[str], coded: Coded, frames: tuple[Frame, ...], context: Context) -> list[Found] | None:
    """The acts one match stands for; None when the match is no such act (and its text stays free), [] when it is refused."""
    if _conditional(coded.code, match.start()):
        return []
    if rule.kind == "direct":
        return _direct(rule, match, coded, frames, context)
    if rule.kind == "named":
        return _named(rule, match, coded, context)
    return _content(rule, match, coded, frames, context)


_IF = re.compile(
    (
        r"(?:^|[,;:\"]\s?|\b(?:even|only|as|what|and|but)\s)(?:if|unless|suppos(?:e|ing)|imagine|assuming|should|"
        r"were|had)\s(?!the\sonly)"
    ),
    re.IGNORECASE,
)


def _conditional(code: str, position: int) -> bool:
    """Whether the sentence opens with a condition or only imagines."""
    opening = _IF.match(code) or re.match(
        r"(?i)(?:imagine|suppose|in a (?:fictional|hypothetical)|what if|had\s⟦|were\s⟦|should\s⟦)", code
    )
    inner = re.search(r"(?i)\b(?:if|unless|as though|as if)\s[^,;]{0,90}$", code[:position])
    return bool(opening) or bool(inner)


# --- the three kinds of rule ------------------------------------------------------------------------------------------


def _direct(rule: Rule, match: re.Match[str], coded: Coded, frames: tuple[Frame, ...], context: Context) -> list[Found] | None:
    position = match.start()
    if _reduced(rule, match, coded):
        return None
    subject = subject_of(coded, position)
    if subject is None and rule.inherit:
        subject = _last_subject(coded, position)
    if subject is None or (rule.subject_kinds and subject.mentions[-1].kind not in rule.subject_kinds):
        return None
    act = Act(rule.act)
    frame = covering(frames, position)
    if (
        frame is not None
        and frame.manner in ("blocked", "investigate")
        and not (frame.subject and frame.subject.at == subject.at)
    ):
        return [] if act is Act.ASSERTS else None
    gap = subject.gap
    word = rule.word
    if act in (Act.ASSERTS, Act.SUSPECTS, Act.RELAYS, Act.ENDORSES, Act.CLAIMS_RESPONSIBILITY, Act.DENIES, Act.RETRACTS):
        changed = _turned(act, gap, coded, match, subject)
        if changed is None:
            return []
        act, word = changed if changed[0] is not act else (act, word)
    if frame is not None and frame.manner in ("deny", "doubt") and act is Act.ASSERTS:
        return []
    return _records(rule, match, coded, context, (act, word), subject=subject, frame=frame, frames=frames)


def _reduced(rule: Rule, match: re.Match[str], coded: Coded) -> bool:
    """Whether the verb is a participle after a noun ("the attack blamed on China") or passive ("was accused")."""
    first = re.match(r"\w+", match.group())
    verb = first.group().lower() if first else ""
    if rule.act in ("withholds", "claims_responsibility") or not verb.endswith(("ed", "en", "held", "found", "laid", "seen")):
        return False
    before = coded.code[: match.start()].rstrip()
    return bool(_BE.search(before)) and rule.id not in ("doubts",)


def _reported_by(coded: Coded, position: int) -> Subject | None:
    """Whose words a place in a sentence is reported as, if plainly somebody's."""
    frame = covering(frames_of(coded), position)
    return frame.subject if frame is not None and frame.manner == "say" else None


def _last_subject(coded: Coded, position: int) -> Subject | None:
    for verb in reversed(list(re.finditer(verb_pattern("attribute"), coded.code[:position]))):
        return subject_of(coded, verb.start())
    return None


_HOLD = re.compile(rf"(?:{alternatives(words('hold_back'), raw=True)})(?:\s\w+)?\s?$", re.IGNORECASE)
_UNREAL_END = re.compile(rf"\b(?:{alternatives(words('unreal'), raw=True)})(?:\s\w+){{0,2}}\s?$", re.IGNORECASE)


def _turned(act: Act, gap: str, coded: Coded, match: re.Match[str], subject: Subject) -> tuple[Act, str] | None:
    """What negation, holding back or a condition between subject and verb makes of an act; None: nothing is said."""
    negated = _NEGATION.search(gap) or _HOLD.search(gap) or _HOLD.search(coded.code[max(0, match.start() - 30) : match.start()])
    if negated:
        return {Act.ASSERTS: (Act.WITHHOLDS, ""), Act.SUSPECTS: (Act.DISPUTES, "doubts")}.get(act)
    if act in _CLAIMING and _controlled(coded.code[: match.start()], match.group()):
        return None
    unreal = _UNREAL_END.search(gap)
    if unreal and not re.search(r"\b(?:could|can)\s(?:\w+\s)?$", gap):
        return None
    if unreal and act is Act.ASSERTS and not re.match(r"(?:attribut|trac|identif|link|confirm|establish)", match.group()):
        return None
    if act is Act.ASSERTS and _word_pattern("hedge").search(gap):
        return Act.SUSPECTS, ""
    return act, ""


_CLAIMING = frozenset({Act.ASSERTS, Act.SUSPECTS, Act.ENDORSES, Act.RELAYS, Act.CLAIMS_RESPONSIBILITY})
_WILLING = re.compile(
    r"(?i)\b(?:decid\w+|agre\w+|mov\w+|went\son|chose|choos\w+|continu\w+|proceed\w*|able|country|state|"
    r"government|nation|ally|came|joined|together|dared?|issu\w+\s⟦\w+⟧|"
    r"⟦[EIJR]\d+⟧)\s(?:in\s\w+\s)?to\s(?:\w+ly\s)?$"
)
_GERUND = re.compile(
    r"(?i)\b(?:for|of|about|over|against|on|at|from|after|before|than|despite|without|to|stop|keep|avoid|accused)\s(?:\w+ly\s)?$"
)


def _controlled(before: str, verb: str) -> bool:
    """Whether somebody else is made, asked or blamed to do it ("urged Japan to accuse", "criticised the US for accusing")."""
    if re.search(r"\bto\s(?:\w+ly\s)?$", before):
        return not _WILLING.search(before)
    return bool(re.match(r"\w+ing\b", verb) and _GERUND.search(before))


def _named(rule: Rule, match: re.Match[str], coded: Coded, context: Context) -> list[Found] | None:
    mentions = tuple(coded.at(token.group()) for token in TOKEN.finditer(match.group("subj")))
    if _NEGATION.search(match.group()) or _word_pattern("hedge").search(match.group()):
        return []
    if all(mention.kind == "N" for mention in mentions):
        earlier = _last_subject(coded, match.start()) or _reported_by(coded, match.start())
        if earlier is None:
            return None
        mentions = earlier.mentions
    subject = Subject(mentions=mentions, how="by", at=match.end())
    if rule.anaphora:
        if not context.suspects:
            return None
        return _records(rule, match, coded, context, (Act(rule.act), rule.word), subject=subject, objects=(context.suspects[-1],))
    return _records(rule, match, coded, context, (Act(rule.act), rule.word), subject=subject)


def _content(rule: Rule, match: re.Match[str], coded: Coded, frames: tuple[Frame, ...], context: Context) -> list[Found] | None:
    groups = match.groupdict()
    if groups.get("prep") or (groups.get("verb") and _passive_agent(match)):
        return None  # the supposed agent is governed by a preposition ("on China") or suffers the deed
    if groups.get("verb") and not _is_intrusion(match, coded):
        return None
    if rule.agentless and re.search(r"\b(?:that|which|who)\s(?:(?:has|have|had)\s)?$", coded.code[: match.start()]):
        return []  # "groups that have been linked to China": by others
    frame = _frame_over(rule, match, frames)
    if frame is None:
        return _unframed(rule, match, coded, context, (Act(rule.act), rule.word))
    if frame.manner == "blocked" or frame.subject is None or _talked_of(rule, match, coded, frame):
        return []
    meant = _meant(rule, match, coded, frame)
    if meant is None:
        return []
    act, word = meant
    if act is Act.DISPUTES and word == "exculpates" and _own(frame, match, coded, context):
        act, word = Act.DENIES, ""
    return _records(rule, match, coded, context, (act, word), subject=frame.subject, frame=frame, frames=frames)


def _is_intrusion(match: re.Match[str], coded: Coded) -> bool:
    """Whether the deed is one in cyberspace: states try, use, run and lead many things."""
    agents = [coded.at(token.group()) for token in TOKEN.finditer(match.group("obj"))]
    if any(mention.kind in "AGUC" for mention in agents) or re.fullmatch(verb_pattern("intrude"), match.group("verb").lower()):
        return True
    after = TOKEN.sub(" ", coded.code[match.end() : match.end() + 45])
    if match.group("verb").lower().endswith(" to"):
        return bool(re.match(rf"\s(?:\w+ly\s)?{verb_pattern('intrude')}(?!\w)", after, re.IGNORECASE))
    return bool(_word_pattern("cyber").search(after) or _word_pattern("event", raw=False).search(after))


def _frame_over(rule: Rule, match: re.Match[str], frames: tuple[Frame, ...]) -> Frame | None:
    """The reported speech that a claim stands in."""
    anchor = match.start("obj") if match.groupdict().get("obj") and rule.id != "comes-from" else match.start()
    return covering(frames, max(match.start(), anchor)) or covering(frames, match.end() - 1)


def _before(match: re.Match[str], coded: Coded, frame: Frame) -> str:
    """What stands between the reporting verb and the claim."""
    return coded.code[frame.low if frame.leading else 0 : match.start()]


def _talked_of(rule: Rule, match: re.Match[str], coded: Coded, frame: Frame) -> bool:
    """Whether the claim is only asked about, imagined or feared."""
    if frame.manner != "investigate" and _EMBEDDED.search(_before(match, coded, frame)):
        return True
    before = coded.code[: match.start()]
    return rule.id == "attack-by" and not _RUNNING.search(before) and bool(_PROSPECT.search(before[-60:]))


def _meant(rule: Rule, match: re.Match[str], coded: Coded, frame: Frame) -> tuple[Act, str] | None:
    """What a claim comes to under its reporting verb, negation and hedges; None: nothing is said."""
    act, manner = Act(rule.act), frame.manner
    if act is Act.ASSERTS:
        clause = _before(match, coded, frame)
        negated = bool(_NEGATION.search(match.group()) or re.search(r"(?i)\b(?:not|never|no|nor)\s(?:\w+\s){0,2}$", clause[-24:]))
        unreal = bool(_IMAGINED.search(match.groupdict().get("gap") or ""))
        return _asserted(manner, negated=negated, hedged=_hedged(match, coded, clause), unreal=unreal)
    if act is Act.DENIES and manner not in ("say", "believe", "deny"):
        return None
    return None if manner in ("deny", "doubt", "withhold", "investigate") else (act, rule.word)


_IMAGINED = re.compile(r"\b(?:would|should|if|will|shall)\b|\b(?:could|may|might|can)\b(?!\shave)")
_DOUBTFUL_BEFORE = re.compile(r"(?i)\b(?:may|might|could|possibl[ey]|suspected|alleged\w*|perhaps)\s(?:\w+\s){0,2}$")
_DOUBTFUL_CLAUSE = re.compile(
    r"(?i)\b(?:suggest\w*|indications?|hint\w*|imply|implies|implied|possibility|suspicion\w*|chance)\b"
)


def _hedged(match: re.Match[str], coded: Coded, clause: str) -> bool:
    """Whether a claim is made with a reservation, outside its insertions."""
    plain = re.sub(r",\s(?:which|who|also|known|an?|the)\s[^,]*,", "", match.group())
    before = coded.code[: match.start()][-30:]
    able = re.search(r"\b(?:could|can)\s(?:now\s)?$", before) and re.match(
        r"be\s(?:\w+ly\s)?(?:attribut|trac|link)", match.group()
    )
    if able:  # "could be attributed to" says that it has been
        return False
    if _word_pattern("hedge").search(plain) or _DOUBTFUL_BEFORE.search(before):
        return True
    tokens = TOKEN.finditer(match.groupdict().get("obj") or "")
    return bool(_DOUBTFUL_CLAUSE.search(clause[-80:])) or any(coded.at(token.group()).hedged for token in tokens)


_EMBEDDED = re.compile(
    r"(?i)\b(?:whether|if|unless|until|why|in case|lest|how|look(?:s|ed|ing)?\slike|appear(?:s|ed)?\s(?:as|"
    r"that)|pretend\w*|impersonat\w*|pos(?:e|ed|ing)\sas|mimic\w*|disguis\w*)\b[^,;]{0,100}$"
)
#: Attacks that are feared, planned against or only talked of.
_PROSPECT = re.compile(
    r"(?i)\b(?:possible|potential|future|further|any|more|threats?|risks?|against|prevent\w*|deter\w*|warn\w*|"
    r"fear\w*|prepar\w*|case|reports?|alleg\w+|suspect\w+|expect\w*|anticipat\w*|brac\w+|defend\w*|protect\w*|"
    r"withstand|repel|resist|concern\w*|worr\w+|danger|claims?)\b[^,;⟦]{0,40}$"
)


#: A campaign that is under way is no prospect, even where somebody warns of it.
_RUNNING = re.compile(
    r"(?i)\b(?:an?\s|the\s)(?:ongoing|current|active|running|recent|new|large|vast|broad|global|wide|widespread)\s(?:[\w-]+\s){0,2}$"
)


def _passive_agent(match: re.Match[str]) -> bool:
    gap = match.group("gap") or ""
    verb = match.group("verb").lower()
    return bool(_BE.search(gap.rstrip())) and not verb.split()[0].endswith("ing")


def _asserted(manner: str, *, negated: bool, hedged: bool, unreal: bool) -> tuple[Act, str] | None:
    """What reported speech makes of a claim inside it."""
    if unreal or manner in ("deny", "unreal"):
        return None
    if manner == "withhold":
        return None if negated else (Act.WITHHOLDS, "")
    if manner == "doubt":
        return None if negated else (Act.DISPUTES, "doubts")
    if manner == "relay":
        return (Act.RELAYS, "") if not negated else None
    if negated:
        return Act.DISPUTES, "exculpates"
    if hedged or manner in ("believe", "investigate"):
        return Act.SUSPECTS, ""
    return Act.ASSERTS, ""


def _own(frame: Frame, match: re.Match[str], coded: Coded, context: Context) -> bool:
    """Whether the speaker speaks of itself."""
    tokens = [coded.at(token.group()) for token in TOKEN.finditer(match.group())]
    speakers = {resolve(mention, context.known)[0] for mention in (frame.subject.mentions if frame.subject else ())}
    return any(mention.party in speakers or mention.kind == "N" for mention in tokens)


def _unframed(rule: Rule, match: re.Match[str], coded: Coded, context: Context, meant: tuple[Act, str]) -> list[Found] | None:
    """A claim that the sentence reports of nobody.

    It may be an issuer's own text, a passive without an agent, or presupposed by a condemnation.
    """
    act, _ = meant
    if act is not Act.ASSERTS or _NEGATION.search(match.group()) or _word_pattern("hedge").search(match.group()):
        return [] if act is Act.ASSERTS else None
    known = context.known
    if rule.presupposed:
        verb = re.search(
            (
                r"(?i)(?:condemn\w*|denounc\w*|deplor\w*|attribut\w+|strongly\s\w+|protest\w*|not(?:es|ed|ing)|"
                r"expos\w+)\s[^.;\"]{0,90}$"
            ),
            coded.code[: match.start()],
        )
        subject = (
            subject_of(coded, verb.start()) if verb and not re.search(r"(?i)report|alleg|claim|suspect", verb.group()) else None
        )
        if subject is not None and not _NEGATION.search(subject.gap) and not _UNREAL_END.search(subject.gap):
            return _records(rule, match, coded, context, meant, subject=subject)
    if rule.agentless and len(set(context.accusers)) == 1:
        return _records(
            rule,
            match,
            coded,
            context,
            meant,
            party=context.accusers[0],
            step="passive without an agent; the text's only accuser so far is taken for the speaker",
        )
    if known.issuer is not None:
        return _records(
            rule,
            match,
            coded,
            context,
            meant,
            party=known.issuer,
            step="the text is issued by this party and speaks in its own voice",
        )
    return None


# --- records ----------------------------------------------------------------------------------------------------------


def _records(
    rule: Rule,
    match: re.Match[str],
    coded: Coded,
    context: Context,
    meant: tuple[Act, str],
    *,
    subject: Subject | None = None,
    frame: Frame | None = None,
    frames: tuple[Frame, ...] = (),
    objects: tuple[str, ...] | None = None,
    party: str | None = None,
    step: str = "",
) -> list[Found] | None:
    act, word = meant
    if act is Act.ASSERTS and _elsewhere(match.groupdict().get("theme") or ""):
        return []
    named_objects = _objects(rule, match, coded) if objects is None else (objects, ObjectLevel.ACTOR, True, ())
    if named_objects is None:
        return None
    codes, level, sure, more = named_objects
    if act is Act.ASSERTS and not codes and not rule.objectless:
        return None
    if act in (Act.ASSERTS, Act.SUSPECTS) and not _about_cyber(rule, match, coded, context, codes):
        return []
    if act in (Act.DENIES, Act.DISPUTES, Act.CLAIMS_RESPONSIBILITY):
        codes = tuple(code for code in codes if act is Act.DISPUTES and word != "exculpates" and not is_state(code))[:0]
    inside = _inside(subject, frames, context)
    if subject is not None:
        inside = _we(subject, frame, context, inside)
    if act is Act.ASSERTS and frame is not None and _leaked(frame):
        return []
    found: list[Found] = []
    speakers = _speakers(coded, subject, context, inside) if party is None else [(party, party, None, False, step)]
    for code, name, mention, named, taken in speakers:
        if act in (Act.ASSERTS, Act.SUSPECTS) and any(owner(item) == code for item in codes):
            continue  # nobody is recorded as blaming itself
        if rule.accused and code not in context.known.accused:
            continue
        auto, reason = _lane(rule, act, subject, frame, named=named, sure=sure, level=level)
        found.append(
            Found(
                coded=coded,
                rule=f"acts/{rule.id}",
                act=act,
                word=word or act.value,
                party=code,
                name=name,
                mention=mention,
                objects=codes,
                level=_level(rule, act, level),
                low=match.start(),
                high=match.end(),
                named=named,
                step=taken or step,
                auto=auto,
                reason=reason,
                scope=rule.scope or "incident",
                reaction=rule.reaction,
                more=more,
                inferred=not named,
                via=frame.manner if frame else "",
                frame=frame,
            )
        )
    return found or None


_OTHER_CAUSE = re.compile(
    r"(?i)(?:,\s(?:and\s|but\s)?(?:not|never|rather\sthan|instead\sof)|\b(?:linked|tied|attributed|connected|"
    r"related|belonging|according|due|thanks|response|relation|access|similar|close|opposed|reply|reaction|"
    r"as\sopposed|visit|trip|exports?|travel\w*|next|prior|up|back|down|owing|loyal|known|said|believed|"
    r"thought))$"
)


def _elsewhere(theme: str) -> bool:
    """Whether the words before "to OBJECT" belong to something else ("to a power failure, not to ...")."""
    return bool(_OTHER_CAUSE.search(theme.rstrip()))


def owner(code: str) -> str:
    """The party an object belongs to: the state of an organ, else the code itself."""
    return code.partition(":")[0]


def _level(rule: Rule, act: Act, level: ObjectLevel) -> ObjectLevel:
    if rule.level:
        return ObjectLevel(rule.level)
    return level if act not in (Act.DENIES, Act.CLAIMS_RESPONSIBILITY) else ObjectLevel.NONE


def _inside(subject: Subject | None, frames: tuple[Frame, ...], context: Context) -> tuple[str, ...]:
    """Parties that spoke before this subject in the same sentence."""
    found: list[str] = []
    for frame in frames:
        if frame.subject is not None and (subject is None or frame.subject.at < subject.at):
            for mention in frame.subject.mentions:
                party = mention.party or (resolve(mention, context.known, tuple(found))[0] if mention.kind in "NQ" else None)
                if party:
                    found.append(party)
    return tuple(found)


def _we(subject: Subject, frame: Frame | None, context: Context, inside: tuple[str, ...]) -> tuple[str, ...]:
    """The parties "we" may stand for: inside quoted speech, whoever is quoted."""
    if frame is None or frame.subject is None or frame.subject.at == subject.at:
        return inside
    if any(mention.kind == "N" and mention.name in ("we", "i") for mention in subject.mentions):
        found = [resolve(mention, context.known)[0] for mention in frame.subject.mentions]
        return (*inside, *(party for party in found if party))
    return inside


def _leaked(frame: Frame) -> bool:
    """Whether unnamed officials told it to somebody: a leak is no statement of their state."""
    mentions = frame.subject.mentions if frame.subject else ()
    return frame.verb in ("told", "tell", "tells") and all(
        mention.role in ("officials", "official", "sources") and not mention.person for mention in mentions
    )


def _owner_in(coded: Coded, mention: Mention) -> tuple[str, ...]:
    """Whose office "its minister" is: the first party that the sentence names before it."""
    if mention.kind != "Q" or mention.party is not None or not re.match(r"(?i)(?:its|their)\s", mention.text):
        return ()
    tokens = [coded.at(token.group()) for token in TOKEN.finditer(coded.code)]
    return tuple(other.party for other in tokens if other.end <= mention.start and other.party and other.kind in "SQB")[:1]


def _together(mention: Mention, party: str | None, context: Context, inside: tuple[str, ...]) -> tuple[str, ...]:
    """The other parties that "they" or "the agencies" stand for when several have just spoken with one voice."""
    spoke = context.known.together
    plural = mention.name == "they" or re.fullmatch(
        r"(?i)the (?:\w+ )?(?:agencies|services|allies|governments|countries)", mention.name
    )
    if inside or not plural or party not in spoke:
        return ()
    return tuple(other for other in spoke if other != party)


def _spelled_out(coded: Coded, party: str, mention: Mention) -> bool:
    """Whether the sentence names the office-holder's party in another word ("In London, the Deputy Prime Minister said")."""
    return any(
        other is not mention and other.party == party and other.kind in "SDQB" and other.explicit for other in coded.mentions
    )


def _speakers(
    coded: Coded, subject: Subject | None, context: Context, inside: tuple[str, ...]
) -> list[tuple[str, str, Mention | None, bool, str]]:
    found: list[tuple[str, str, Mention | None, bool, str]] = []
    for mention in subject.mentions if subject else ():
        earlier = _owner_in(coded, mention) or inside or _named_before(subject, mention)
        party, named, step = resolve(mention, context.known, earlier)
        if party is not None and not named and mention.kind == "Q" and _spelled_out(coded, party, mention):
            named, step = True, f"{step}; the sentence names the party"
        for other in _together(mention, party, context, earlier):
            found.append((other, party_name(other), mention, False, f'"{mention.name}" are those who spoke together'))
        if party is not None and party not in [item[0] for item in found]:
            found.append((party, mention.name or mention.text, mention, named, step))
    return found


def _named_before(subject: Subject | None, mention: Mention) -> tuple[str, ...]:
    return tuple(other.party for other in subject.mentions if other is not mention and other.party) if subject else ()


def _objects(rule: Rule, match: re.Match[str], coded: Coded) -> tuple[tuple[str, ...], ObjectLevel, bool, tuple[str, ...]] | None:
    """Object codes, their level, whether they are sure, and codes that only an apposition adds; None: not an object at all."""
    tokens: list[Mention] = []
    for name in ("obj", "obj2"):
        if match.groupdict().get(name):
            tokens += [coded.at(token.group()) for token in TOKEN.finditer(match.group(name))]
    if not tokens:
        return (), ObjectLevel.NONE, True, ()
    if all(not mention.objects for mention in tokens):
        return None if rule.act == "asserts" else ((), ObjectLevel.NONE, True, ())
    codes = tuple(dict.fromkeys(code for mention in tokens for code in mention.objects))
    organs = {code.partition(":")[0] for code in codes if ":" in code}
    codes = tuple(code for code in codes if code not in organs)
    level = tokens[0].level if tokens[0].level is not ObjectLevel.NONE else tokens[-1].level
    sure = all(mention.explicit and not mention.hedged for mention in tokens)
    more: tuple[str, ...] = ()
    if rule.act == "asserts" and all(mention.kind == "A" for mention in tokens) and match.groupdict().get("obj"):
        more = _apposition(coded, match.end("obj"))
        before = [coded.at(token.group()) for token in TOKEN.finditer(coded.code[match.start() : match.start("obj")])]
        more = more or next((group.objects for group in before if group.kind == "G" and not group.hedged), ())
    return codes, level, sure, more


_APPOSITION = re.compile(
    r"^(?:\s(?:group|hackers|actors?))?,?\s?(?:\(|-\s?)?(?:also known as "
    r"[^,;]{1,40},\s)?(?:which\s⟦N\d+⟧\s(?:calls?|described?s?|says\sis|said\swas)\s(?:as\s)?)?(⟦G\d+⟧)"
)


def _apposition(coded: Coded, end: int) -> tuple[str, ...]:
    """The state an actor is tied to in the words right after it ("APT31, a China-backed group")."""
    match = _APPOSITION.match(coded.code[end:])
    if not match:
        return ()
    group = coded.at(match.group(1))
    following = coded.code[end + match.end() :]
    if (
        group.hedged
        or group.level is ObjectLevel.TERRITORY
        or re.match(r",?\s(?:according\sto|in\sthe\sview|as\s\w+\s(?:say|claim))", following)
    ):
        return ()
    return group.objects


def _about_cyber(rule: Rule, match: re.Match[str], coded: Coded, context: Context, codes: tuple[str, ...]) -> bool:
    """Whether the accusation is one of a deed in cyberspace, not of trade, war, or of failing to stop somebody."""
    tail = re.split(
        r"[.;]|,\s(?:and|but|while|which|saying|adding)\s|\s(?:while|when|although|as)\s", coded.code[match.end() :], maxsplit=1
    )[0][:160]
    theme = match.groupdict().get("theme") or ""
    plain = TOKEN.sub(" ", f"{theme} {tail}")
    if rule.id in ("accuses", "accused-by", "points-finger", "accusation-by-against") and re.match(
        rf"\s(?:of|for)\s(?:\w+ly\s)?(?:{alternatives(words('lesser_charge'), raw=True)})", tail, re.IGNORECASE
    ):
        return False
    if any(not is_state(owner(code)) for code in codes):
        return context.cyber
    head = TOKEN.sub(" ", tail[:60])
    if (
        re.match(r"\s(?:of|for|over)\s", tail)
        and _word_pattern("other_matter").search(head)
        and not _word_pattern("cyber").search(head)
    ):
        return False
    has_cyber = _word_pattern("cyber").search(plain) or _word_pattern("cyber").search(TOKEN.sub(" ", match.group()))
    if _word_pattern("other_matter").search(plain) and not has_cyber:
        return False
    if (
        rule.kind == "direct"
        and re.match(r"\s(?:of|for)\s", tail)
        and not has_cyber
        and not _word_pattern("event", raw=False).search(plain)
        and not re.match(r"\s(?:of|for)\s(?:it|this|that|being|having|carrying|doing|the)\b", tail)
        and not re.match(rf"\s(?:of|for)\s(?:\w+ly\s)?{verb_pattern('attack', 'ing')}(?!\w)", tail)
    ):
        return False
    return bool(has_cyber) or context.cyber


def _lane(
    rule: Rule, act: Act, subject: Subject | None, frame: Frame | None, *, named: bool, sure: bool, level: ObjectLevel
) -> tuple[bool, str]:
    """Whether a record may stand by itself, and if not, why."""
    if not rule.auto:
        return False, "the wording needs a reader"
    if not named or subject is None:
        return False, "the speaker is not named as a party in this sentence"
    if subject.how not in ("strict", "by") and not (subject.how == "inherited" and subject.others == 0):
        return False, "the speaker stands before an earlier verb"
    if act is Act.ASSERTS and any(
        mention.role in ("officials", "sources") and not mention.person for mention in subject.mentions
    ):
        return False, "unnamed officials do not bind their state"
    if level is ObjectLevel.UNNAMED_STATE and rule.kind == "direct":
        return False, "a state is spoken of, not blamed"
    if act in (Act.ASSERTS, Act.SUSPECTS) and not sure:
        return False, "the text says whence the actor is, not who sent it"
    if act in _CLAIMING and _PAST.search(subject.gap):
        return False, "the text looks back: it may be about another affair"
    if (
        frame is not None
        and rule.kind == "direct"
        and frame.subject is not None
        and frame.subject.at != subject.at
        and not _same_party(frame.subject, subject)
    ):
        return False, "the claim stands inside another party's words"
    if frame is not None and (frame.manner not in ("say", "relay", "believe") or frame.verb == "claim"):
        return False, "the claim stands inside another party's words"
    return True, ""


_PAST = re.compile(
    r"(?i)\b(?:in the past|previously|before|earlier|repeatedly|long|often|regularly|routinely|in recent years|last year)\b"
)


def _same_party(first: Subject, second: Subject) -> bool:
    """Whether one subject takes up the other: the same party, or a pronoun for it."""
    parties = {mention.party for mention in first.mentions}
    return all(mention.kind == "N" or mention.party in parties for mention in second.mentions)


def lexicon_rows() -> list[dict[str, Any]]:
    """All rules as plain rows, for documentation and tests."""
    return [msgspec.to_builtins(rule) for rule, _ in rules()]

"""Who is speaking: the subject of a verb in a coded sentence, reported speech and its reach, and what pronouns stand for."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import msgspec

from vidocq.statements.coding import TOKEN, Coded, Mention
from vidocq.statements.lexicon import alternatives, expand, forms, verb_pattern, words, words_of_verbs
from vidocq.vocabulary.states import bodies, is_state


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Who does what a verb says.

    ``how`` is strict (next to the verb), inherited (from an earlier verb of the sentence), by (a by-phrase) or frame. ``at`` is
    the end of the subject in the code, ``gap`` what stands between it and the verb.
    """

    mentions: tuple[Mention, ...]
    how: str
    at: int
    gap: str = ""
    others: int = 0


_AUX = re.compile(
    expand(r"(?:^|\s)(?:{w:auxiliary}|{w:adverb}|not|n't|never|to|neither|nor|{x:hold_back}|{x:unreal})$", {}), re.IGNORECASE
)
_CONTROL = re.compile(
    r"\s(?:decid\w+|agre\w+|wants?|wanted|went on|chose|choos\w+|mov\w+|seem\w*|appear\w*|happen\w*|used|"
    r"continu\w+|began|beg[iu]ns?|start\w*|came|stopp\w+|ha(?:s|d|ve) come|is|was)$"
)
_WHEN = re.compile(
    r"\s(?:(?:late|early|earlier|later)\s)?(?:(?:on|in|since|by|last|this|next|during|until|"
    r"at)\s)?(?:the\s)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|Ma[iy]|June"
    r"|July|August|September|October|November|December|today|yesterday|tonight|week|month|year|morning|"
    r"afternoon|evening|night|spring|summer|autumn|winter|weekend|\d{4}|midday)"
    r"(?:\s(?:morning|afternoon|evening|night|\d{1,2}(?:,?\s\d{4})?|\d{4}))?$"
)
_DATE = re.compile(
    r"\s(?:on\s)?\d{1,2}\s(?:January|February|March|April|Ma[iy]|June|July|August|September|October|November|December)(?:\s\d{4})?$"
)
_PREPOSITION = (
    r"(?:in|at|of|for|from|on|with|during|after|before|to|over|about|via|through|by|under|as|against|following|"
    r"amid|despite|within|inside|into|without|between|among|since|behind|per|than|like|including|upon|towards?|"
    r"regarding|concerning|alongside|because of|according to|targeting|hitting|affecting|against|blaming|accusing)"
)
_GOVERNED = re.compile(rf"(?:^|[\s\"(]){_PREPOSITION}\s(?:(?:the|its|their|both|an?|other|some)\s)*$", re.IGNORECASE)
_PP = re.compile(rf"\s{_PREPOSITION}\s(?:(?!\s{_PREPOSITION}\s)[^,;:\"⟦⟧.]){{1,60}}$")
_VERBAL = re.compile(r"\b(?:is|are|was|were|has|have|had|said|says|will|would)\b")
_SPEAKERS = frozenset("SQBVNWACRGUEIJTK")
_CONJ = re.compile(r",?\s(?:and|but|or|then|while|as well as|and then|before|after|and also|in)$|,$")
_BOUNDARY = re.compile(
    r";|:\s|\.\s|,?\s(?:but|while|whereas|although|though|because|after|as|when)\s(?=⟦|the\s⟦)|\bthat\s(?=(?:the\s)?⟦)|\""
)
#: "Allies including A, B and C": they are the subject, although a preposition stands before them.
_AMONG = re.compile(
    r"(?i)(?:allies|countries|partners|states|nations|governments|members),?\s(?:including|such as|among them|like)\s(?:the\s)?$"
)
_CHAIN = re.compile(
    r"(?:(?:⟦[SBQVD]\d+⟧(?:'s)?(?:\s⟦B\d+⟧)?)(?:,\s(?:and\s)?|\sand\s|\sas well as\s|\stogether with\s|\salong "
    r"with\s|\salongside\s)(?:the\s|its\s|both\s)?)+$"
)


def subject_of(coded: Coded, position: int) -> Subject | None:
    """The subject of the verb at ``position`` of the code, or None where the shallow grammar finds none."""
    left = coded.code[:position]
    if left.rstrip().endswith((",", ',"')) and re.match(r"\w+ing\b", coded.code[position:]):
        return _inherited(coded, left.rstrip(), position)
    for _ in range(14):
        left = left.rstrip()
        token = re.search(r"⟦([A-Z])(\d+)⟧$", left)
        if token:
            before = left[: token.start()]
            listed = _OF_LIST.search(left)
            if listed:
                mentions = tuple(coded.at(hit.group()) for hit in TOKEN.finditer(listed.group("list")))
                return Subject(mentions=mentions, how="strict", at=len(left), gap=_gap(coded.code[len(left) : position]))
            if _GOVERNED.search(before):
                left = _GOVERNED.sub("", before)
                continue
            issued = _ISSUING.search(before) if token.group(1) in "EIJRTK" and coded.at(token.group()).party is None else None
            if issued:  # "issued an advisory urging ..." is said by whoever issued it
                left = before[: issued.start()]
                continue
            return _found(coded, left, token, position, "strict")
        if re.search(r"\s(?:and|but|or)$", left):
            return _inherited(coded, left, position)
        stripped = _strip(left)
        if stripped is None:
            return (
                _inherited(coded, left, position)
                if _CONJ.search(left) or re.search(r"\b(?:for|by|without|of|from|in|while|after|when|not)$", left)
                else None
            )
        left = stripped
    return None


#: "The agencies of A, B and C": all of them speak.
_OF_LIST = re.compile(
    r"(?:agencies|governments|authorities|services|ministers|ministries|leaders|representatives|officials|"
    r"police|law enforcement(?: agencies)?|partners|experts|capitals)"
    r"\s(?:of|from|in)\s(?:the\s)?(?P<list>⟦[SBQ]\d+⟧(?:(?:,\s|,?\sand\s)(?:the\s)?⟦[SBQ]\d+⟧)+)$"
)
_ISSUING = re.compile(r"\s(?:issu|publish|releas|put|ma[dk]|us)\w*(?:\sout)?\s(?:an?\s|the\s|this\s)?$")


#: "A, joined by B, C and D, accused": only A is sure to accuse; the others may have said less.
_JOINED_BY = re.compile(
    r",\s(?:(?:joined|backed|supported|flanked|followed|accompanied)\sby|together\swith|along\swith|alongside|in\sconcert\swith)"
    r"\s(?:the\s)?⟦\w+⟧(?:(?:,\s|,?\sand\s)(?:(?:the\s)?⟦\w+⟧|[a-z][a-z\s]{1,40}))*,?$"
)


def _strip(left: str) -> str | None:
    """``left`` without what may stand between a subject and its verb; None when it ends in something else."""
    for pattern in (_AUX, _DATE, _WHEN, _CONTROL):
        match = pattern.search(left)
        if match:
            return left[: match.start()]
    relative = re.search(r",?\s(?:which|who|that)$", left)
    if relative:
        return left[: relative.start()]
    joined = _JOINED_BY.search(left)
    if joined:
        return left[: joined.start()]
    if left.endswith((",", ',"')):
        opened = _parenthesis(left)
        if opened is not None:
            return left[:opened]
        return left[:-1] if left.endswith("⟧,") else None  # the comma after "the spokesman, Dmitry Peskov,"
    if left.endswith(")"):
        opened = left.rfind("(")
        return left[:opened] if opened > 0 else None
    phrase = _PP.search(left)
    if phrase and not _VERBAL.search(phrase.group()):
        return left[: phrase.start()]
    return None


def _parenthesis(left: str) -> int | None:
    """Where the comma-bounded insertion that ends ``left`` begins, or None."""
    body = left[:-1] if left.endswith(",") else left[:-2]
    if left.endswith(',"'):
        quote = body.rfind('"')
        opened = body.rfind(",", 0, quote) if quote > 0 else -1
    else:
        opened = body.rfind(",")
    if opened <= 0 or len(left) - opened > 160 or re.search(r";|:\s", body[opened:]):
        return None
    # after an insertion the subject must end just before its first comma
    return opened if re.search(r"[⟧\w)\"']$", body[:opened]) else None


def _found(coded: Coded, left: str, token: re.Match[str], position: int, how: str) -> Subject | None:
    mention = coded.at(token.group())
    if mention.kind not in _SPEAKERS:
        return None
    if _NO_SUBJECT.search(left[: token.start()]):
        return None
    mentions = [mention]
    chain = _CHAIN.search(left[: token.start()])
    if (
        chain
        and re.search(r"(?:and|as well as|with|alongside)\s(?:the\s|its\s|both\s)?$", chain.group())
        and (_AMONG.search(left[: chain.start()]) or not _GOVERNED.search(left[: chain.start()]))
    ):
        mentions = [coded.at(hit.group()) for hit in TOKEN.finditer(chain.group())] + mentions
    return Subject(mentions=tuple(mentions), how=how, at=len(left), gap=_gap(coded.code[len(left) : position]))


def _gap(between: str) -> str:
    """What stands between subject and verb, without insertions: "NATO, while not blaming anyone, acknowledged"."""
    return between[between.rindex(",") + 1 :] if between.startswith(",") else between


def _inherited(coded: Coded, left: str, position: int) -> Subject | None:
    """The subject of an earlier verb of the same clause: "Albania cut ties and expelled ..."."""
    candidates = [hit for hit in TOKEN.finditer(left) if _is_subject(coded, left, hit)]
    if not candidates:
        return None
    main = [hit for hit in candidates if not _SUBORDINATE.search(left[: hit.start()]) and not _SAYING.search(left[: hit.start()])]
    last = (main or candidates)[-1]
    found = _found(coded, left[: last.end()], last, position, "inherited")
    if found is None:
        return None
    tail = left[-30:]
    return msgspec.structs.replace(
        found, gap=tail + coded.code[len(left) : position], others=len({c.group() for c in candidates}) - 1
    )


_SAYING = re.compile(rf"(?:{verb_pattern('say', 'finite')}|{verb_pattern('believe', 'finite')})\s(?:the\s|its\s)?$")
_SUBORDINATE = re.compile(r"\b(?:whether|if|that|which|when|because|as|what|how|where|since|after|before|until)\s(?:the\s)?$")


@cache
def _verbs() -> re.Pattern[str]:
    names = (
        "accuse",
        "attribute",
        "identify",
        "hold",
        "describe",
        "attack",
        "deny",
        "doubt",
        "endorse",
        "relay",
        "retract",
        "investigate",
    )
    return re.compile(
        rf"(?:{'|'.join(verb_pattern(name) for name in names)}|join(?:s|ed|ing)?|with|condemn\w*|summon\w*|"
        rf"sanction\w*|urg\w+|call\w*\son|told|tell\w*)\s(?:the\s|its\s)?$"
    )


_FINITE_NEXT = re.compile(
    r"^(?:,\s[^;\"]{0,140}?,)?(?:\s⟦B\d+⟧)?(?:\s(?:in|at|of|to|from)\s(?:the\s)?⟦\w+⟧)?(?:\s(?:and|as well "
    r"as)\s(?:the\s|its\s)?⟦\w+⟧)?(?:\s(?:on|in|late|earlier|also|publicly|formally|jointly|again|at|of|for|"
    r"has|have|had|later|then|strongly|firmly|both|today|yesterday)\b[^,;\"⟦]{0,30}?)?\s(?:\w+ly\s)?(?:[a-z]+("
    r"?:ed|s)|has|have|had|is|was|are|were|will|would|could|may|might|did|said|told|held|found|stood|took|"
    r"made|cut|drew|gave|wrote|put|laid|withdrew|went|backed|saw|call|condemn|deny|reject|accuse|blame|say|"
    r"believe|stand|join|share|support|urge|express|note|attribute|strongly|have|summon|impose|expel)\b"
)


def _is_subject(coded: Coded, left: str, hit: re.Match[str]) -> bool:
    if hit.group(1) not in _SPEAKERS - {"U", "G"} or left[hit.end() : hit.end() + 2] == "'s":
        return False
    return _governs(coded.code, hit.start(), hit.end())


#: What decides whether a name is governed stands right before it: looking further back would take a long sentence's
#: whole length for each of its names.
_REACH = 120


@lru_cache(maxsize=4096)
def _governs(code: str, start: int, end: int) -> bool:
    """Whether the name at ``start`` to ``end`` of a sentence's code is the subject of a verb that follows it.

    ``left`` of the callers is always a beginning of ``code``, so that each name of a sentence is looked at once.
    """
    before = code[max(0, start - _REACH) : start]
    if _GOVERNED.search(before) or _verbs().search(before):
        return False
    return bool(_FINITE_NEXT.match(code[end:]))


# --- reported speech --------------------------------------------------------------------------------------------------


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """Reported speech: who says it, in what manner, and over which span of the code it reaches.

    ``manner`` is say, believe, deny, doubt, relay, investigate, withhold, or blocked (somebody who is no party, or nobody).
    """

    manner: str
    subject: Subject | None
    low: int
    high: int
    verb: str
    leading: bool
    at: int


#: Forms that are nouns as well: verbs of saying only right after a subject.
_NOUNS_TOO = frozenset(
    [
        "state",
        "report",
        "claim",
        "charge",
        "note",
        "find",
        "comment",
        "read",
        "show",
        "judge",
        "stress",
        "fear",
        "hint",
        "question",
        "doubt",
        "challenge",
        "contest",
        "counter",
        "hold",
        "post",
        "review",
        "study",
        "check",
        "probe",
        "look",
        "reports",
        "claims",
        "charges",
        "notes",
        "findings",
        "comments",
        "shows",
        "states",
        "doubts",
        "questions",
        "reads",
        "posts",
        "hints",
        "fears",
        "fault",
        "stated",
    ]
) - {"stated"}
_MANNERS = (
    ("imagine", "unreal"),
    ("believe", "believe"),
    ("deny", "deny"),
    ("doubt", "doubt"),
    ("investigate", "investigate"),
    ("say", "say"),
)


@cache
def _frame_verbs() -> tuple[re.Pattern[str], dict[str, str]]:
    manner: dict[str, str] = {}
    for name, kind in reversed(_MANNERS):
        for lemma in words_of_verbs(name):
            for form in forms(lemma):
                manner[form] = kind
    for extra in ("acknowledge", "note", "recognise", "recognize", "recall"):
        for form in forms(extra):
            manner[form] = "relay" if extra in ("acknowledge", "recognise", "recognize") else "say"
    return re.compile(rf"(?<![\w⟦-]){alternatives(sorted(manner))}(?![\w⟧-])", re.IGNORECASE), manner


_THAT = re.compile(
    (
        r"^(?:\s(?:{w}|reporters|journalists|parliament|lawmakers|a\s[\w\s]{{1,30}}|the\s[\w\s]{{1,30}}|⟦\w+⟧|him|"
        r"her|them|us|media))?"
    )
    .replace("{w}", "also|again|too|later|clearly|publicly")
    .replace("{{", "{")
    .replace("}}", "}")
)
_LEADING = re.compile(
    (
        r"^(?:\s(?:{w:adverb}|late\son|earlier|on|in|at|during|after|to)\b[^,;\"⟦]{0,45})?(?:\s(?:reporters|"
        r"journalists|parliament|lawmakers|MPs|(?:the\s|its\s|a\s)?⟦\w+⟧|the\s\w+|a\s\w+(?:\s\w+)?|him|her|them|"
        r"us))?(?:\s(?:on|in|at|late\son)\s[^,;\"⟦]{1,40})?(?:(?:,\s[^,;\":]{1,30})?:\s\"|,?\s(?:that|how|\"|"
        r"with\s[^,;\"]{1,30}\sthat)|[,:]?\s\"|\s(?=\w|⟦|\")|:\s)"
    ).replace("{w:adverb}", alternatives(words("adverb")))
)
_TRAILING_END = re.compile(
    (
        r"^(?:\s(?:{w:adverb}|reporters|journalists|parliament|lawmakers|in\s⟦[REIJTK]\d+⟧)\b|\s(?:late|early|"
        r"earlier|on|in|at|during|to|after|via|through|following|when|as|of|"
        r"over)\b[^,;\"⟦]{0,60}(?:⟦\w+⟧[^,;\"⟦]{0,30})?|\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
        r"\s⟦\w+⟧)*\s?(?:[.,;!\"]|$)"
    ).replace("{w:adverb}", alternatives(words("adverb")))
)
_INVERTED = re.compile(r"^\s(?:the\s|an?\s)?(⟦([SBQVNREIJTK])\d+⟧)")
_ACCORDING = re.compile(
    r"(?i)(?:according\sto|in\sthe\s(?:words|view|eyes|assessment|opinion)\sof|as\sper|as\sstated\sby|"
    r"as\sreported\sby|citing|quoting)\s(?:(?:what|an?|the|its|both|remarks?\sby|"
    r"comments?\sby)\s)*(⟦([SBQVWRNDEIJT])\d+⟧)(?:'s\s\w+|\s(?:report|statement|spokes\w+|officials?|"
    r"indictment|advisory))?"
)
_NOMINAL = re.compile(
    r"(?:(?P<owner>⟦[SDBQV]\d+⟧)(?:'s?)?(?:\sand\s(?P<owner2>⟦[SDBQV]\d+⟧)(?:'s?)?)?\s(?:(?:own|latest|recent|public|joint|formal|earlier|previous|repeated|new|official|initial|growing|past|government|Western|unfounded|baseless)\s){0,2}?(?:cla"
    r"ims?|allegations?|accusations?|assertions?|findings?|assessments?|conclusions?|charges?|statements?|"
    r"view|belief|announcement|suspicions?|reports?)"
    r"|(?P<noun>claims?|allegations?|accusations?|assertions?|findings?|assessments?|conclusions?|charges?|"
    r"statements?|view|announcement|reports?|suggestions?|suspicions?)(?:\s(?:made\s|levelled\s)?(?:by|from|"
    r"of)\s(?:the\s)?(?P<by>⟦[SBQV]\d+⟧)(?:\sand\s(?:the\s)?(?P<by2>⟦[SBQV]\d+⟧))?)?)"
    r"\s(?:on\s\w+\s)?that\b|⟦[REIJTK]\d+⟧\sthat\b"
)
_PASSIVE = re.compile(r"(?:is|was|were|are|been|be|being|it)\s(?:\w+ly\s)?$")
_NO_SUBJECT = re.compile(r"(?i)\b(?:neither|nor|nobody in|no one in|none of|not)\s(?:the\s)?$")
_NEGATED = re.compile(
    expand(r"(?:\b(?:not|never|neither|nor|no|without)\b|n't|{x:hold_back})(?:\s[\w-]+){0,2}\s?$", {}), re.IGNORECASE
)
_UNREAL = re.compile(expand(r"\b(?:{x:unreal})(?:\s[\w-]+){0,2}\s?$", {}), re.IGNORECASE)
#: Objects that make a report-word a verb of another trade: "established a link", "claims responsibility".
_NOT_REPORTING = re.compile(
    r"^\s(?:responsibility|credit|by\s|links?\b|against|for\b(?!\sthe\sfirst)|⟦[AG]\d+⟧\s(?:as|to)\b|as\s|of\s)"
)


def frames_of(coded: Coded) -> tuple[Frame, ...]:
    """All reported speech in a sentence, in order of its verbs."""
    if coded.frames is None:
        found = [*_verb_frames(coded), *_according(coded), *_nominal(coded), *_colon(coded)]
        coded.frames = tuple(sorted(found, key=lambda frame: frame.at))
    return coded.frames


_EVIDENCE_SAYS = re.compile(
    r"\b(?:evidence|analysis|findings?|assessments?|information|traces|indicators|forensics|data|intelligence)\s(?:\w+ly\s)?$"
)


def _verb_frames(coded: Coded) -> list[Frame]:
    pattern, manners = _frame_verbs()
    code = coded.code
    found: list[Frame] = []
    for verb in pattern.finditer(code):
        after = code[verb.end() :]
        if _NOT_REPORTING.match(after) or (verb.group().lower().startswith("charg") and not after.startswith(" that")):
            continue
        if _EVIDENCE_SAYS.search(code[: verb.start()]):
            continue  # "all evidence indicates that": the sentence's own speaker goes on
        noun = verb.group().lower() in _NOUNS_TOO
        manner = manners[" ".join(verb.group().lower().split())]
        passive = bool(_PASSIVE.search(code[: verb.start()])) and not verb.group().lower().endswith("ing")
        if passive:
            if re.match(r"^\s(?:that|to\s(?:be|have)|⟦|as\s)", after):
                found.append(
                    Frame(
                        manner="blocked",
                        subject=None,
                        low=verb.end(),
                        high=len(code),
                        verb=verb.group(),
                        leading=True,
                        at=verb.start(),
                    )
                )
            continue
        inverted = _INVERTED.match(after)
        before = code[: verb.start()].rstrip()
        if inverted and (before.endswith((",", '"'))) and _TRAILING_END.match(after[inverted.end() :]):
            named = Subject(mentions=(coded.at(inverted.group(1)),), how="strict", at=verb.start())
            found.append(_frame(coded, manner, named, (_last_break(code, verb.start()), verb.start()), verb, leading=False))
            continue
        subject = subject_of(coded, verb.start())
        trailing = subject is not None and subject.how == "strict" and _trails(coded, subject, after)
        if trailing and subject is not None:
            low = _subject_start(coded, subject)
            found.append(_frame(coded, manner, subject, (_last_break(code, low), low), verb, leading=False))
            continue
        if subject is None and re.search(r"\bto\s(?:\w+ly\s)?$", code[: verb.start()]):
            continue
        if noun and (subject is None or subject.how != "strict"):
            continue
        if (
            subject is None
            and not verb.group().lower().endswith("ing")
            and not re.match(r"^\s(?:that\b|\"|⟦|[,:]\s\"|the\s|it\s)", after)
        ):
            continue
        if manner in ("deny", "doubt", "investigate", "relay") and not re.match(
            r"^\s(?:\w+ly\s)?(?:that|whether|if|having|being|it\b|⟦N|the\ssuggestion\sthat|the\sidea\sthat)", after
        ):
            continue
        if _LEADING.match(after):
            found.append(_frame(coded, manner, subject, (verb.end(), _reach(code, verb.end())), verb, leading=True))
    return found


def _frame(
    coded: Coded, manner: str, subject: Subject | None, span: tuple[int, int], verb: re.Match[str], *, leading: bool
) -> Frame:
    low, high = span
    gap = subject.gap if subject else coded.code[max(0, verb.start() - 25) : verb.start()]
    if manner == "unreal":
        return Frame(
            manner="blocked", subject=None, low=low, high=high, verb=verb.group().lower(), leading=leading, at=verb.start()
        )
    if (
        subject is not None
        and all(
            mention.kind in "WCU"
            or (
                mention.kind in "REIJTK"
                and mention.party is None
                and mention.role in ("report", "paper", "analysis", "post", "document", "letter")
            )
            for mention in subject.mentions
        )
    ) or subject is None:
        manner = "blocked"
    elif _NEGATED.search(gap):
        manner = "withhold" if manner in ("say", "relay") else "doubt" if manner == "believe" else "blocked"
    elif _UNREAL.search(gap) and not re.search(r"\bcould\s(?:now\s)?$", gap):
        manner = "blocked"
    elif leading and re.match(r"^\s(?:\w+\s)?(?:whether|if)\b", coded.code[verb.end() :]):
        manner = "investigate" if manner in ("investigate",) else "blocked"
    return Frame(manner=manner, subject=subject, low=low, high=high, verb=verb.group().lower(), leading=leading, at=verb.start())


def _trails(coded: Coded, subject: Subject, after: str) -> bool:
    """Whether the frame follows what it reports ("..., the ministry said")."""
    start = _subject_start(coded, subject)
    before = coded.code[:start].rstrip()
    chain = _CHAIN.search(f"{before} ")
    if chain and re.search(r"(?:and|as well as)\s(?:the\s|its\s)?$", chain.group()):
        before = before[: chain.start()].rstrip()
    quoted = re.search(r',?"\s(?:[\w\'-]+\s|⟦\w+⟧\s){0,9}?(?:[\w\'-]+|⟦\w+⟧)$', before)
    if quoted and not _CLAUSE.search(quoted.group()) and _TRAILING_END.match(after):
        return True
    before = re.sub(r"(?:^|\s)(?:(?:the\s)?⟦[BQSV]\d+⟧(?:'s)?)$", "", before).rstrip()
    before = re.sub(r"(?:^|\s)(?:the|an?|government|its)$", "", before).rstrip()
    if (
        re.match(rf"(?i){_PREPOSITION}\s|(?:earlier|later|meanwhile|separately|however)\b", before)
        and before.count(",") == 1
        and not re.search(r'[,"]"$|"', before)
        and not _CLAUSE.search(before)
    ):
        return False
    return before.endswith((",", '"', ',"', "-")) and len(before) > 8 and bool(_TRAILING_END.match(after))


_CLAUSE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|could|can|did|does)\b")


def _subject_start(coded: Coded, subject: Subject) -> int:
    token = re.search(r"⟦[A-Z]\d+⟧$", coded.code[: subject.at])
    return token.start() if token else subject.at


def _last_break(code: str, position: int) -> int:
    found = max(code.rfind("; ", 0, position), code.rfind(". ", 0, position))
    return found + 1 if found >= 0 else 0


def _reach(code: str, low: int) -> int:
    """Where a leading frame ends: at a semicolon or a turn to another clause, but never inside a quotation."""
    depth = code[low:].startswith(' "')
    for match in re.finditer(r";\s|,\s(?:but|while|whereas|although|though)\s|\.\s", code[low:]):
        if depth and code.count('"', low, low + match.start()) % 2 == 1:
            continue
        return low + match.start()
    return len(code)


def _according(coded: Coded) -> list[Frame]:
    found: list[Frame] = []
    for match in _ACCORDING.finditer(coded.code):
        mention = coded.at(match.group(1))
        subject = Subject(mentions=(mention,), how="strict", at=match.end())
        manner = "blocked" if mention.kind in "WD" or re.match(r"(?i)citing|quoting", match.group()) else "say"
        low = 0 if match.start() > 3 else match.end()
        found.append(
            Frame(
                manner=manner,
                subject=subject,
                low=low,
                high=match.start() if match.start() > 3 else len(coded.code),
                verb="according to",
                leading=match.start() <= 3,
                at=match.start(),
            )
        )
    return found


def _nominal(coded: Coded) -> list[Frame]:
    found: list[Frame] = []
    for match in _NOMINAL.finditer(coded.code):
        if re.search(r"\b(?:our|my)\s(?:\w+\s)?$", coded.code[: match.start()]):
            continue  # "it is our view that": the sentence's own speaker goes on
        tokens = [match.group(name) for name in ("owner", "owner2", "by", "by2") if match.groupdict().get(name)]
        subject = Subject(mentions=tuple(coded.at(token) for token in tokens), how="by", at=match.end()) if tokens else None
        named = subject is not None and not re.search(r"(?i)view|belief|suspicion|suggestion", match.group().rsplit("⟧", 1)[-1])
        found.append(
            Frame(
                manner="say" if named else "blocked",
                subject=subject,
                low=match.end(),
                high=_reach(coded.code, match.end()),
                verb="claim",
                leading=True,
                at=match.start(),
            )
        )
    return found


_COLON = re.compile(r"^(?:[A-Z][a-z]+:\s)?(?:the\s)?(⟦([SBQV])\d+⟧):\s(?=\S)")


def _colon(coded: Coded) -> list[Frame]:
    match = _COLON.match(coded.code)
    if not match:
        return []
    subject = Subject(mentions=(coded.at(match.group(1)),), how="strict", at=match.end())
    return [Frame(manner="say", subject=subject, low=match.end(), high=len(coded.code), verb=":", leading=True, at=match.start())]


def covering(frames: tuple[Frame, ...], position: int) -> Frame | None:
    """The innermost frame over a position: the nearest leading one, else a trailing one."""
    leading = [frame for frame in frames if frame.leading and frame.low <= position < frame.high]
    if leading:
        return max(leading, key=lambda frame: frame.low)
    trailing = [frame for frame in frames if not frame.leading and frame.low <= position < frame.high]
    return min(trailing, key=lambda frame: frame.high) if trailing else None


# --- what pronouns and offices stand for ------------------------------------------------------------------------------


class Known(msgspec.Struct, kw_only=True):
    """What has been said so far of who is who."""

    home: str | None = None
    last: str | None = None
    last_name: str = ""
    last_state: str | None = None
    last_vendor: str | None = None
    embassy: str | None = None
    person: str | None = None
    issuer: str | None = None
    together: tuple[str, ...] = ()
    accused: set[str] = msgspec.field(default_factory=set)
    first_states: list[str] = msgspec.field(default_factory=list)

    def heard_together(self, parties: tuple[str, ...]) -> None:
        """Remember who spoke with one voice: "they" are all of them."""
        if parties:
            self.together = parties

    def heard(self, mention: Mention, party: str) -> None:
        """Remember who spoke."""
        self.last, self.last_name = party, mention.name or mention.text
        if mention.kind == "V":
            self.last_vendor = party
            return
        if mention.person or mention.role in ("person",):
            self.person = party
        if re.search(r"embass|ambassador", mention.role):
            self.embassy = party
        elif is_state(party) and party not in self.accused:
            self.last_state = party


def resolve(mention: Mention, known: Known, inside: tuple[str, ...] = ()) -> tuple[str | None, bool, str]:
    """The party a mention stands for, whether the text names it here, and the step taken if not.

    ``inside`` are parties that spoke earlier in the same sentence.
    """
    if mention.kind in "AGUC":
        return (mention.party or mention.name, True, "") if mention.kind == "A" else (None, False, "")
    if mention.party is not None:
        named = mention.explicit or mention.kind in "SBVD"
        return (
            mention.party,
            named,
            "" if named else f"{mention.name or mention.text} was named with this party before or is known",
        )
    if mention.kind == "N":
        word = mention.name
        if inside and not word.startswith("the "):
            return inside[-1], True, f'"{word}" is the subject of the same sentence'
        party = _pronoun(word, known)
        return party, False, f'"{word}" is the last speaker'
    if mention.kind == "W":
        return None, False, ""
    return _office(mention, known, inside)


def _pronoun(word: str, known: Known) -> str | None:
    """Whom a pronoun, or a noun that works as one, stands for after what was said."""
    if word in ("we", "i"):
        return known.issuer
    if word == "the alliance":
        return "NATO"
    if word in ("the bloc", "the union"):
        return "EU"
    if word in ("the company", "the firm", "the vendor", "the researchers"):
        return known.last_vendor
    if word in ("he", "she"):
        return known.person or known.last
    return known.last


def _office(mention: Mention, known: Known, inside: tuple[str, ...]) -> tuple[str | None, bool, str]:
    if mention.role in ("council", "commission", "high representative") and known.home == "EU":
        return "EU", False, "the text speaks of the European Union's bodies"
    step = f'"{mention.name or mention.text}" is taken for an office of the party that spoke last'
    if mention.text.lower().startswith(("its ", "their ", "his ", "her ", "a ", "an ")) and inside:
        return inside[-1], False, step
    if re.search(r"embass|ambassador|consul", mention.role):
        return (inside[-1] if inside else known.embassy), False, step
    if mention.kind in "REIJTK":
        return (inside[-1] if inside else known.last), False, step
    if "member state" in mention.role or mention.role in ("nations", "countries", "allies"):
        return None, False, ""
    party = known.last_state or (known.issuer if known.issuer and is_state(known.issuer) else None) or known.home
    return party, False, step


def party_name(party: str) -> str:
    """Name to show for a party's code."""
    from vidocq.vocabulary.states import name_of

    return bodies()[party].names[0] if party in bodies() else name_of(party)

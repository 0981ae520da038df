"""What keeps a name out of the automatic lane: words beside it by which it may be no victim, or no group, after all.

Each doubt is a pattern and the reason that a person who decides is shown. Doubts cost no find: what they fit waits in review.
"""

from __future__ import annotations

import re

#: A word of the trade: without one near a name of everyday words the name may be anything's.
TRADE = re.compile(
    r"ransom|malware|phish|hack|cyber|intru(?:sion|der)|attackers?\b|credential|encrypt|exploit|ddos|denial.of.service|backdoor"
    r"|trojan|implant|spyware|wiper|botnet|\bapt|threat|espionage|adversar|vulnerab|zero.day|breach|compromis|infect|payload"
    r"|lockers?\b|loaders?\b|stealers?\b|\brats?\b|\bc2\b|command.and.control|lateral|\bttps?\b|\biocs?\b|cve-\d|extort|infiltrat"
    r"|deface|data.theft|state.sponsored|campaign|attribut|web ?shell|gangs?\b|operators?\b|\bactors?\b"
    r"|passwords?|servers?\b|routers?\b|miners?\b|victims?\b|kremlin"
    r"|\bstate.(?:backed|linked)|active in|exfiltrat|cluster|toolset|tooling|arsenal|\bsince (?:at least )?20\d\d|attacks\b",
    re.IGNORECASE,
)
#: What strikes in other ways than through computers too.
_GENERAL = re.compile(r"\b(?:hit|struck|attack(?:ed|s|ing)|target(?:ed|s|ing)|crippl(?:ed|es|ing)|extorted)\b", re.IGNORECASE)
_STRIKES = re.compile(
    rf"{_GENERAL.pattern}|\b(?:breach|hack|compromis|infiltrat|ransom|defac|phish|penetrat)\w*|\bvictims?\b|\battacks? on",
    re.IGNORECASE,
)
_IN_PRESS = re.compile(r"\bin (?:the )?(?:press|media|newspapers?|parliament|court)\b", re.IGNORECASE)
_BY = re.compile(r"\bby (?P<who>[^,.;:\n]{1,80}?)(?= (?:after|over|for|because|in|on|when|at|about|during|since)\b|[,.;:\n]|$)")
_OTHERS = (
    r"(?:customers|clients|suppliers?|tenants?|users|members|auditors?|competitors?|rivals?|dealers?|partners?|shares|stocks?|bonds"
    r"|subsidiar(?:y|ies)|affiliates?|contractors?|lawyers?|insurers?|owners?|investors?|shareholders?|visitors)"
)
_OF_IT = re.compile(rf"\b{_OTHERS} (?:of|in|at|from)(?: the)? $", re.IGNORECASE)
_BEGINS = re.compile(rf"{_OTHERS} (?:of|in|at|from)\b", re.IGNORECASE)
#: Behind a genitive its own machines and data are itself; anybody else is not.
_ITS = re.compile(
    r"(?: (?:plc|PLC|Ltd|Inc|AG|SE|SA|AS|ASA|GmbH|Corp))?\.?['’](?:s\b)? "
    r"(?!(?:[\w-]+ ){0,2}?(?:networks?|servers?|systems?|(?:web)?sites?"
    r"|e?-?mail\w*|data\w*|files?|computers?|accounts?|mailbox\w*|infrastructure|offices?|portal|cloud|environment|was|were)\b)[a-z]"
)
_STOLEN = re.compile(
    r"\b(?:certificates?|keys?|licen[cs]es?|source code|tools?)\b[^,.;]{0,40}"
    r"\b(?:stole\w*|rented|bought) from(?: the)? $",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:could|might|may|would|should|fears?|feared|nearly|almost)\b[^,;.\n]{0,40}$", re.IGNORECASE)
_MODAL_AFTER = re.compile(r"^[^,;.\n]{0,12}\b(?:could|might|may|would|should|nearly|almost)\b", re.IGNORECASE)
#: A name behind these is no subject of its own sentence: part of another's name, or what somebody says, thinks or plays.
_NO_SUBJECT = re.compile(r"(?:\b(?:of|from|by|with|for|that|how|whether|says?|said|why)(?: the)? |: ?)$", re.IGNORECASE)
_PASSIVE = re.compile(r"^[^.;\n]{0,80}?\b(?:was|were|is|are|has been|have been|had been)\b")
_QUOTED = re.compile(r"[\"“„«][^\"”»]{0,80}$")
#: Said in the sentence: it is denied, only claimed, feigned or played.
_SENTENCE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "the sentence denies or doubts it",
        re.compile(
            r"\b(?:false(?!ly (?:signed|labell?ed))|untrue|not true|wrong|made up|invented|retract\w*"
            r"|correct(?:s|ed) (?:that|itself)"
            r"|disput\w+|den(?:y|ies|ied)|refut\w+|rumou?r\w*|hoax\w*|satir\w+|unfounded|debunk\w*|cleared of|suspects?"
            r"|came from another|fake (?:press|news|reports?|claims?|statements?|stor(?:y|ies)|posts?))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "only those who did it, or say they did, are said to say so",
        re.compile(
            r"\b(?:claim(?:s|ed|ing)?|boast\w*|alleg\w+|brag\w*|listed|posted|leak site"
            r"|(?:gang|group|hackers?|attackers?|intruders|extortionists|criminals) (?:says?|said)"
            r"|says? (?:it|they) (?:had )?\w+ed)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "it may be played, tested or made up",
        re.compile(
            r"\b(?:exercises?|drills?|table-?top|scenarios?|simulat\w+|training purposes|red team\w*"
            r"|pen(?:etration)?[ -]?test\w*|testers?"
            r"|bug bount\w+|with permission|novels?|films?|movies?|fiction\w*|fictitious|video ?games?|the game|thriller|mock"
            r"|hypothetical\w*|imagin(?:e|ed|ary))\b",
            re.IGNORECASE,
        ),
    ),
)


def victim(sentence: str, start: int, end: int) -> str:
    """Why a name in a sentence may be no victim; empty where nothing speaks against it.

    Args:
        sentence: the sentence.
        start: where the name begins in it.
        end: where it ends.
    """
    before, name, after = sentence[:start], sentence[start:end], sentence[end:]
    if _OF_IT.search(before) or _BEGINS.match(name) or _ITS.match(after):
        return "somebody or something of it is named, perhaps not itself"
    if _STOLEN.search(before):
        return "what was taken from it was used on others"
    for reason, pattern in _SENTENCE:
        if pattern.search(f"{before}|{after}"):
            return reason
    if _MODAL.search(before) or _MODAL_AFTER.search(after):
        return "it is said to be possible, not to have happened"
    if _NO_SUBJECT.search(before) and _PASSIVE.match(after) and _STRIKES.search(after) and not _STRIKES.search(before):
        return "the sentence does not say it outright of this name"
    return "it stands in quoted words" if _QUOTED.search(before) else ""


def struck_otherwise(sentence: str, start: int, end: int, *, near: str, names: tuple[str, ...]) -> str:
    """Why something may have been struck in another way than through computers; empty where nothing speaks for that.

    Where *by* says who struck, that counts alone; else a word of the trade may stand ``near`` too.

    Args:
        sentence: the sentence.
        start: where the name of what was struck begins in it.
        end: where it ends.
        near: the text around the sentence.
        names: groups and software that the sentence names.
    """
    before, after = sentence[:start], sentence[end:]
    if not (_GENERAL.search(before) or _GENERAL.search(after)):
        return ""
    who = _BY.search(after) if _GENERAL.search(after) else None
    said = who["who"] if who else near
    by_computer = TRADE.search(said) or any(name in said for name in names)
    return "" if by_computer and not _IN_PRESS.search(after) else "nothing beside it says that it was struck through computers"


_THINGS = (
    r"(?:rock |pop |toy |pizza |string |tropical )?(?:band|quartet|costume|shop|store|place|missile|exhibit\w*"
    r"|cartoon|logo"
    r"|horoscope|film|novel|book|game|song|album|concert|museum|restaurant|hotel|quilt|street|avenue|road|square|park|lane|river"
    r"|storm|hurricane|inc|ltd|llc|gmbh|plc|festival|calendar|poster|toys?)\b"
)
_THING_AFTER = re.compile(rf"^,? (?:is (?:an? |the )?|of the |of an? )?(?:\w+ )?{_THINGS}", re.IGNORECASE)
_PERSON_BEFORE = re.compile(
    r"\b(?:colleague|hire|Mrs?\.?|Ms\.?|Dr\.?|friend|neighbour|neighbor|cousin|brother|sister|uncle|aunt) $", re.IGNORECASE
)


def group(around: str, start: int, end: int, *, coded: bool) -> str:
    """Why a name in the words around it may be no group's; empty where nothing speaks against it.

    Args:
        around: the sentence, and what stands beside it.
        start: where the name begins in it.
        end: where it ends.
        coded: whether the name can hardly be anything else's (a letter code with a number), or another name of the trade is near.
    """
    if _THING_AFTER.match(around[end:]) or _PERSON_BEFORE.search(around[:start]):
        return "the words beside the name make it a person's or a thing's"
    if not coded and not TRADE.search(f"{around[:start]}|{around[end:]}"):
        return "no word of the trade stands near the name: it may be something else's"
    return ""
